"""Bringing text onto the operator's clipboard, and saying plainly what became of it.

A terminal takes it by OSC 52 and does not answer. Inside tmux its option ``set-clipboard`` decides: ``on`` lets a
program's own sequence through, ``external`` only what tmux itself is given, ``off`` nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping
from typing import Any

from textual.app import App

from fleetui.model.counts import count
from fleetui.model.value import value
from fleetui.time_limit import time_limit
from fleetui.ui.terminal.programs import NotRun, found

_WAIT_S = 3.0
_MOST = 100_000
"""Most characters: terminals drop longer sequences without a word."""
_DEAF = frozenset({"linux", "dumb", "vt100", "vt220"})
"""Terminals that know no clipboard."""


@value
class Copied:
    """What became of a text: where it went, or why it went nowhere and what helps."""

    done: bool
    said: str


async def copy(app: App[Any], text: str, environment: Mapping[str, str]) -> Copied:
    """Copy a text, which is clean already."""
    if why := why_not(text, environment, web=app.is_web):
        return Copied(done=False, said=why)
    size = count(len(text), "character")
    if not environment.get("TMUX"):
        app.copy_to_clipboard(text)
        return Copied(done=True, said=f"{size} sent to the terminal (OSC 52)")
    mode = await _tmux(environment, "show-options", "-sv", "set-clipboard")
    if mode == "on":
        app.copy_to_clipboard(text)
        return Copied(done=True, said=f"{size} sent through tmux to the terminal (OSC 52)")
    if mode == "external":
        if await _tmux(environment, "load-buffer", "-w", "-", given=text) is not None:
            return Copied(done=True, said=f"{size} in tmux's buffer and sent to the terminal")
        return Copied(done=False, said="tmux did not take it")
    if mode == "off":
        return Copied(done=False, said="tmux keeps the clipboard from programs: tmux set -s set-clipboard on")
    return Copied(done=False, said="tmux does not say whether it passes a clipboard on")


def why_not(text: str, environment: Mapping[str, str], *, web: bool) -> str:
    """Why a text cannot be copied, whatever tmux says; empty when it may work."""
    if web:
        return "a browser keeps its clipboard from programs"
    if environment.get("TERM", "") in _DEAF or environment.get("TERM_PROGRAM") == "Apple_Terminal":
        return "this terminal has no clipboard that programs can write to"
    return f"{len(text)} characters are more than a terminal takes" if len(text) > _MOST else ""


async def _tmux(environment: Mapping[str, str], *args: str, given: str | None = None) -> str | None:
    """What the operator's tmux answers; ``None`` when it does not."""
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process: asyncio.subprocess.Process | None = None
    try:
        async with time_limit(_WAIT_S):
            process = await asyncio.create_subprocess_exec(
                found("tmux", environment), *args, env=environment, stderr=nothing, stdout=pipe,
                stdin=nothing if given is None else pipe,
            )  # fmt: skip
            said, _ = await process.communicate(None if given is None else given.encode())
    except (OSError, NotRun):  # or it takes too long
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        return None
    return os.fsdecode(said).strip() if process.returncode == 0 else None
