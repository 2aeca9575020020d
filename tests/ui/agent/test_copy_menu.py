from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.app import App

from fleetui.engine.link import AskLog
from fleetui.ui.terminal import clipboard
from fleetui.ui.terminal.clipboard import copy
from tests.support.fleets import fleet, with_ended
from tests.support.screens import Running, running
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until


@pytest.fixture(autouse=True)
def _outside_tmux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def copied(run: Running) -> str:
    return run.app.clipboard


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("n", "billing"),
        ("b", "agent/billing"),
        ("p", "/repos/clawdemy/billing"),
        ("a", "tmux -S '/run/my socket' attach"),
        ("r", "alembic upgrade head?"),
    ],
)
async def test_one_key_copies_and_one_is_told_where_it_went(key: str, text: str) -> None:
    async with running() as run:
        run.link.attach = ("tmux", "-S", "/run/my socket", "attach")
        await run.press("y", key)
        await run.until("sent to the terminal (OSC 52)")
        assert text in copied(run)
        assert run.kind == "FleetScreen"


async def test_the_screen_is_copied_as_plain_text_and_its_rows_in_sight_as_scrolled() -> None:
    async with running() as run:
        await run.press("y", "s")
        await run.until("OSC 52")
        assert "Bash(pytest -q -k state)" in copied(run)
        await run.press("enter", "y", "v")
        await run.until("rows in sight:")
        assert copied(run).splitlines()[0].startswith("I'll start by reading")


async def test_rows_that_have_nothing_say_so_and_copy_nothing() -> None:
    async with running(with_ended(fleet(3), "billing")) as run:
        run.link.attach = None
        run.app.fleet.select("billing")
        await run.press("y", "a")
        await run.until("nothing runs")
        await run.press("v")
        await run.until("there is nothing of that here")
        assert run.kind == "CopyMenu"
        run.link.answers[AskLog] = "as it ended\n"
        await run.press("s")
        await run.until("OSC 52")
        assert copied(run) == "as it ended\n"


async def test_the_bar_and_the_mouse_copy_too() -> None:
    async with running() as run:
        await run.press("y", "j", "enter")
        await run.until("OSC 52")
        assert copied(run) == "agent/billing"
        await run.press("y")
        await run.pilot.click("#copy-rows", offset=(8, 3))
        await run.pilot.pause()
        await run.until("worktree:")
        assert "billing" in copied(run)


async def test_where_there_is_no_clipboard_the_text_is_shown_to_be_selected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with running() as run:
        await run.press("y", "p")
        await run.until("Select it with the mouse")
        assert "this terminal has no clipboard" in run.text
        assert run.kind == "LogScreen"
        assert copied(run) == ""


async def test_what_is_copied_cannot_drive_a_terminal() -> None:
    async with running() as run:
        await run.press("enter")
        run.app.screen.in_sight = lambda: "safe\x1b]52;c;evil\x07 text\x9b31m"  # type: ignore[attr-defined]
        await run.press("y", "v")
        await run.until("OSC 52")
        assert copied(run).isprintable()


# ---------------------------------------------------------------- inside tmux


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    with private_tmux() as server:
        yield server


def environment(tmux: PrivateTmux, pane: str) -> dict[str, str]:
    socket, pid, session = (
        tmux("display-message", "-p", "-t", pane, "#{socket_path},#{pid},0").strip().split(",")
    )
    return {
        "TMUX": f"{socket},{pid},{session}",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TERM": "tmux-256color",
    }


@pytest.mark.parametrize(
    ("mode", "done", "said"),
    [
        ("on", True, "through tmux"),
        ("external", True, "in tmux's buffer"),
        ("off", False, "tmux set -s set-clipboard on"),
    ],
)
async def test_inside_tmux_its_own_option_decides_and_is_named(
    tmux: PrivateTmux, mode: str, done: bool, said: str
) -> None:
    pane = tmux.start("exec sleep 600")
    tmux("set-option", "-s", "set-clipboard", mode)
    app: App[None] = App()
    result = await copy(app, "a text\nof two lines", environment(tmux, pane))
    assert (result.done, said in result.said) == (done, True), result
    buffer = tmux("show-buffer") if mode == "external" else app.clipboard
    assert buffer == ("a text\nof two lines" if done else "")


async def test_a_tmux_that_does_not_answer_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "tmux"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o700)
    monkeypatch.setattr(clipboard, "_WAIT_S", 0.1)
    before = asyncio.get_running_loop().time()
    result = await copy(App(), "x", {"TMUX": "/tmp/none,1,0", "PATH": str(tmp_path)})
    assert not result.done
    assert asyncio.get_running_loop().time() - before < 5


def test_the_sequence_that_reaches_the_terminal_holds_the_text(tmux: PrivateTmux, tmp_path: Path) -> None:
    from tests.ui.terminal.test_real_terminal import started

    pane = started(tmux)
    tmux("set-option", "-s", "set-clipboard", "on")
    seen = tmp_path / "bytes"
    tmux("pipe-pane", "-t", pane, "-o", f"cat >> {seen}")
    tmux("send-keys", "-t", pane, "y")
    tmux.shows(pane, "Copy from billing")
    tmux("send-keys", "-t", pane, "n")
    wanted = b"\x1b]52;c;" + base64.b64encode(b"billing")
    until(lambda: seen.exists() and wanted in seen.read_bytes())
    assert tmux("show-buffer") == "billing"
