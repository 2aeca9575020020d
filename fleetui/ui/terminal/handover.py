"""Giving this terminal to another program, and taking it back whatever that program did to it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from textual.app import App, SuspendNotSupported

from fleetui.ui.draw.strips import printable
from fleetui.ui.terminal.programs import NotRun, editor

NOT_HERE = "this terminal cannot be handed over, as in a browser"
"""Why nothing can be run in the terminal."""
LONGEST = 256 * 1024
"""Most characters of a text that is taken back from an editor."""


async def hand_over(
    app: App[None],
    argv: Sequence[str],
    *,
    folder: str | None = None,
    environment: Mapping[str, str] | None = None,
    first: str = "",
) -> int:
    """Run a program in this terminal until it ends, and give its exit code. Raises ``NotRun``.

    It is awaited: the engine lives on this loop and goes on; drawing stops for as long as the batch lasts. ``first``
    is said in the bare terminal before.
    """
    try:
        with app.batch_update(), app.suspend():
            # nothing may be raised in here: the terminal would never be taken back
            ended = await _run(argv, folder, environment, first)
    except SuspendNotSupported:
        raise NotRun(NOT_HERE) from None
    if isinstance(ended, FileNotFoundError) and folder and ended.filename == folder:
        raise NotRun(f"the folder is gone: {printable(folder)}")
    if isinstance(ended, OSError):
        raise NotRun(f"{printable(argv[0])} did not start: {ended.strerror or ended}")
    return ended


async def _run(
    argv: Sequence[str], folder: str | None, environment: Mapping[str, str] | None, first: str
) -> int | OSError:
    with _keys_are_its_own():
        try:
            if first:
                print(printable(first), flush=True)  # noqa: T201 - the bare terminal is meant
            process = await asyncio.create_subprocess_exec(*argv, cwd=folder, env=environment)
            return await process.wait()
        except OSError as error:
            return error


@contextlib.contextmanager
def _keys_are_its_own() -> Iterator[None]:
    """``ctrl+c`` is the program's own, and a shell that was in front need not have made room for us again."""
    before = {number: signal.signal(number, _ignore) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        yield
    finally:
        _come_to_front()
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore(_number: int, _frame: object) -> None:
    # a function and not SIG_IGN: what is ignored here would be ignored by the program, too
    return


def _come_to_front() -> None:
    stream = sys.__stdin__
    if stream is None or not stream.isatty():
        return
    handler = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.tcsetpgrp(stream.fileno(), os.getpgrp())
    signal.signal(signal.SIGTTOU, handler)


async def edited(app: App[None], text: str, environment: Mapping[str, str]) -> str:
    """A text as the operator's editor left it. Raises ``NotRun``, and then nothing is lost: the text is as it was.

    It is written to a file that nobody else can read, in a folder of its own so that backups of the editor are
    private, too; both are gone afterwards.
    """
    argv = editor(environment)
    try:
        with tempfile.TemporaryDirectory(prefix="fleetui-") as folder:
            path = _written(Path(folder), text)
            code = await hand_over(app, (*argv, str(path)), environment=environment)
            if code:
                raise NotRun(f"the editor ended with {code}: the text is as it was")
            return _read(path)
    except OSError as error:
        raise NotRun(f"the text is as it was: {error.strerror or error}") from error


def _written(folder: Path, text: str) -> Path:
    path = folder / "follow-up.md"
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        text = file.read(LONGEST + 1)
    if len(text) > LONGEST:
        raise NotRun(f"more than {LONGEST} characters: the text is as it was")
    return text.rstrip("\n")
