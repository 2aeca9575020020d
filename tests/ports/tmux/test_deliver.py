from __future__ import annotations

import asyncio
import hashlib
import os
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.tmux import PasteResult
from fleetui.model.identities import PaneRef, ServerId
from fleetui.ports.tmux import Tmux
from fleetui.ports.tmux.commands import CommandAnswer
from fleetui.ports.tmux.deliver import AT_ONCE, condition
from fleetui.ports.tmux.silent_servers import SilentServers
from tests.support.tmux import PrivateTmux
from tests.support.waiting import until

RAW_READER = """
import os, sys, tty, pathlib
tty.setraw(0)
bracketed = pathlib.Path(sys.argv[0]).with_name("bracketed").exists()
out = open(pathlib.Path(sys.argv[0]).with_name("got"), "wb", buffering=0)
os.write(1, b"\\033[?2004h" * bracketed + b"ready")
while data := os.read(0, 65536):
    out.write(data)
"""

HOSTILE = (
    "a;\n; kill-server ;\n'q' \"d\" `b` $(touch x) #(touch y) #{pid} %1 \\ \\; ~ -x\tü 漢字 🙂 e\u0301\n-- ;"
)


def reader(tmux: PrivateTmux, *, bracketed: bool) -> tuple[PaneRef, Path]:
    """A pane that writes every byte it gets to a file."""
    if bracketed:
        (tmux.folder / "bracketed").touch()
    pane = tmux.python(RAW_READER)
    tmux.shows(pane, "ready")
    return tmux.ref(pane), tmux.folder / "got"


@pytest.mark.parametrize(
    "text",
    [HOSTILE, HOSTILE * 1000, ";", "-t", "kill-server;", "x" * 200_000],
    ids=["hostile", "100 kB", "semicolon", "option", "command", "one long line"],
)
async def test_a_paste_arrives_byte_for_byte_and_once(tmux: PrivateTmux, port: Tmux, text: str) -> None:
    pane, got = reader(tmux, bracketed=False)
    assert await port.paste(pane, text) is PasteResult.PASTED
    until(lambda: len(got.read_bytes()) >= len(text.encode()))
    assert hashlib.sha256(got.read_bytes()).digest() == hashlib.sha256(text.encode()).digest()
    assert tmux("list-buffers") == ""
    assert not (Path.cwd() / "x").exists()


async def test_a_paste_is_bracketed_for_a_program_that_asked_for_it_unless_told_otherwise(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane, got = reader(tmux, bracketed=True)
    assert await port.paste(pane, "one\ntwo") is PasteResult.PASTED
    until(lambda: got.read_bytes().endswith(b"~"))
    assert got.read_bytes() == b"\x1b[200~one\ntwo\x1b[201~"
    assert await port.paste(pane, "three", bracketed=False) is PasteResult.PASTED
    until(lambda: got.read_bytes().endswith(b"~three"))


async def test_keys_and_literal_text_arrive(tmux: PrivateTmux, port: Tmux) -> None:
    pane, got = reader(tmux, bracketed=False)
    text = 'it\'s; #{pid} $(x) "ü" -t;'
    assert await port.type_literal(pane, text) is PasteResult.PASTED
    assert await port.press(pane, ["Enter", "C-c", "Escape", ";", "'"]) is PasteResult.PASTED
    until(lambda: got.read_bytes().endswith(b"'"))
    assert got.read_bytes() == text.encode() + b"\r\x03\x1b;'"


async def is_refused(tmux: PrivateTmux, port: Tmux, pane: PaneRef) -> None:
    assert await port.paste(pane, "not for you") is PasteResult.REFUSED
    assert await port.press(pane, ["Enter"]) is PasteResult.REFUSED
    assert await port.type_literal(pane, "x") is PasteResult.REFUSED
    assert tmux("list-buffers") == ""


async def test_a_dead_pane_is_refused_and_the_server_lives(tmux: PrivateTmux, port: Tmux) -> None:
    pane = tmux.start("read x")
    ref = tmux.ref(pane)
    tmux("set-option", "-w", "-t", pane, "remain-on-exit", "on")
    tmux("send-keys", "-t", pane, "Enter")
    until(lambda: tmux.show(pane, "#{pane_dead}") == "1")
    await is_refused(tmux, port, ref)
    # also where nothing but the guard in the server can know
    await is_refused(tmux, port, PaneRef(ref.server, ref.pane, ref.pid, 0))
    assert tmux.pid == ref.server.pid


async def test_copy_mode_input_off_and_synchronized_panes_are_refused(tmux: PrivateTmux, port: Tmux) -> None:
    ref, got = reader(tmux, bracketed=False)
    pane = ref.pane
    for on, off in (
        (("copy-mode", "-t", pane), ("send-keys", "-t", pane, "-X", "cancel")),
        (("select-pane", "-d", "-t", pane), ("select-pane", "-e", "-t", pane)),
        (
            ("set-option", "-w", "-t", pane, "synchronize-panes", "on"),
            ("set-option", "-wu", "-t", pane, "synchronize-panes"),
        ),
    ):
        tmux(*on)
        await is_refused(tmux, port, ref)
        tmux(*off)
    assert await port.paste(ref, "for you") is PasteResult.PASTED
    until(lambda: got.read_bytes() == b"for you")


async def test_another_process_another_server_and_a_missing_pane_are_refused(
    tmux: PrivateTmux, port: Tmux
) -> None:
    ref, got = reader(tmux, bracketed=False)
    server = ref.server
    for stranger in (
        PaneRef(server, ref.pane, ref.pid + 1, 0),
        PaneRef(server, ref.pane, ref.pid, ref.pid_started + 1),
        PaneRef(ServerId(server.socket, server.pid + 1, server.started), ref.pane, ref.pid, 0),
        PaneRef(ServerId(server.socket, server.pid, server.started - 1), ref.pane, ref.pid, 0),
        PaneRef(server, "%77", ref.pid, ref.pid_started),
        PaneRef(server, "one", ref.pid, ref.pid_started),
        PaneRef(ServerId(server.socket + "x", server.pid, server.started), ref.pane, ref.pid, 0),
    ):
        await is_refused(tmux, port, stranger)
    assert got.read_bytes() == b""


async def test_nothing_that_could_drive_a_terminal_is_typed(tmux: PrivateTmux, port: Tmux) -> None:
    ref, got = reader(tmux, bracketed=True)
    for text in ("end\x1b[201~rm", "bell\x07", "c1\x9b201~", "cr\r", "\x00", ""):
        with pytest.raises(PortError):
            await port.paste(ref, text)
    for literal in ("two\nlines", "tab\t", "", "\x1b"):
        with pytest.raises(PortError):
            await port.type_literal(ref, literal)
    for keys in (["Entr"], ["-X"], ["Enter", "kill-server ;"], [], ["ab"]):
        with pytest.raises(PortError):
            await port.press(ref, keys)
    assert got.read_bytes() == b""


async def test_what_a_stalled_server_was_asked_to_type_is_not_typed_when_it_wakes_up(
    tmux: PrivateTmux, port: Tmux, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, got = reader(tmux, bracketed=False)
    monkeypatch.setattr("fleetui.ports.tmux.deliver.LIMIT_S", 1.0)
    tmux.stop(signal.SIGSTOP)
    with pytest.raises(PortError, match="did not answer"):
        await port.paste(ref, "too late")
    os.kill(ref.server.pid, signal.SIGCONT)
    monkeypatch.setattr("fleetui.ports.tmux.deliver.LIMIT_S", 5.0)
    assert await port.paste(ref, "in time") is PasteResult.PASTED
    until(got.read_bytes)
    assert got.read_bytes() == b"in time"
    until(lambda: tmux("list-buffers") == "")


def test_the_guard_ends_at_its_deadline(tmux: PrivateTmux) -> None:
    ref = tmux.ref(tmux.start())

    def holds(deadline: int | None) -> str:
        return tmux(
            "if-shell", "-F", "-t", ref.pane, condition(ref, deadline), "display -p yes", "display -p no"
        )

    assert [holds(deadline) for deadline in (None, 1, 32_000_000_000)] == ["yes", "no", "yes"]


async def test_a_failure_leaves_other_buffers_alone(tmux: PrivateTmux, port: Tmux) -> None:
    ref, got = reader(tmux, bracketed=False)
    tmux("set-buffer", "-b", "mine", "kept")
    assert await port.paste(ref, "text") is PasteResult.PASTED
    assert (
        await port.paste(PaneRef(ref.server, "%9", ref.pid, ref.pid_started), "text") is PasteResult.REFUSED
    )
    assert tmux("list-buffers", "-F", "#{buffer_name}") == "mine"
    until(lambda: got.read_bytes() == b"text")


async def test_nothing_is_typed_into_the_shell_that_an_agent_gave_way_to(
    tmux: PrivateTmux, port: Tmux
) -> None:
    pane = tmux.start("PS1=waits: exec sh -i")
    tmux.shows(pane, "waits:")
    assert await port.paste(tmux.ref(pane), "touch typed", foreground="claude") is PasteResult.REFUSED
    assert await port.press(tmux.ref(pane), ["Enter"], foreground="claude") is PasteResult.REFUSED
    assert "touch" not in tmux.text(pane)
    assert tmux("list-buffers") == ""
    shell = tmux.show(pane, "#{pane_current_command}").strip()
    assert await port.paste(tmux.ref(pane), "typed", foreground=shell) is PasteResult.PASTED
    tmux.shows(pane, "typed")


async def test_panes_are_typed_into_at_once_but_each_in_turn(
    tmux: PrivateTmux, port: Tmux, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmux.start()
    panes = [tmux.ref(tmux.python(RAW_READER, name=f"reader{number}")) for number in range(AT_ONCE + 2)]
    going: Counter[str] = Counter()
    most: Counter[str] = Counter()
    real = SilentServers.ask

    async def ask(self: SilentServers, socket: str, *argv: str, **more: Any) -> CommandAnswer:
        pane = argv[argv.index("-t") + 1]
        going.update((pane, socket))
        most.update({key: going[key] - most[key] for key in (pane, socket) if going[key] > most[key]})
        try:
            return await real(self, socket, *argv, **more)
        finally:
            going.subtract((pane, socket))

    monkeypatch.setattr(SilentServers, "ask", ask)
    said = await asyncio.gather(*(port.press(pane, ["Space"]) for pane in panes for _ in range(2)))
    assert set(said) == {PasteResult.PASTED}
    assert most.pop(tmux.socket) == AT_ONCE
    assert set(most.values()) == {1}
