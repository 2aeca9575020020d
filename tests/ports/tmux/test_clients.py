"""Who typed into the tmux around a dashboard: asked of real servers, with real terminals attached."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fleetui.model.approval import Client, Press, Terminal, Tier, why_not_typed
from fleetui.ports.processes import proc
from fleetui.ports.tmux.clients import OwnTerminal, _other_ends, holder, listener
from tests.support.person import Person, person
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

NOBODY = "/nowhere/s"


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    with private_tmux() as server:
        yield server


def pane_process(tmux: PrivateTmux, pane: str) -> int:
    return int(tmux.show(pane, "#{pane_pid}"))


async def look(pid: int, own: str = NOBODY, agents: dict[int, str] | None = None) -> Terminal:
    return await OwnTerminal(own, pid).look(agents or {})


def only(found: Terminal) -> Client:
    (client,) = (one for one in found.clients if one.types)
    return client


def later_second() -> int:
    """Wait for a fresh second, so that what was typed before it is not of it."""
    now = int(time.time())
    until(lambda: int(time.time()) > now + 1)
    return int(time.time())


async def test_a_person_at_an_attached_terminal_is_active_when_a_key_is_typed(tmux: PrivateTmux) -> None:
    pane = tmux.start("cat")
    pid = pane_process(tmux, pane)
    with person(tmux) as somebody:
        now = later_second()
        assert only(await look(pid)).active < now
        somebody.types("m")
        until(lambda: somebody.active >= now)
        found = await look(pid)
    client = only(found)
    assert (found.tier, client.shows) == (Tier.TMUX, True)
    assert client.around is not None
    assert client.read >= now - 8
    assert why_not_typed(found, Press(time.time(), "m")) is None


def hostile(tmux: PrivateTmux, pane: str, somebody: Person) -> dict[str, Callable[[], object]]:
    """Ways to get a key into a pane that no person types."""
    sends = f"send-keys -t {pane} m"
    return {
        "send-keys": lambda: tmux("send-keys", "-t", pane, "m"),
        "literal send-keys": lambda: tmux("send-keys", "-l", "-t", pane, "m"),
        "send-prefix": lambda: tmux("send-prefix", "-t", pane),
        "paste-buffer": lambda: (tmux("set-buffer", "m"), tmux("paste-buffer", "-t", pane)),
        "run-shell": lambda: tmux("run-shell", f"tmux -S {tmux.socket} {sends}"),
        "if-shell": lambda: tmux("if-shell", "-F", "1", sends),
        "a client's command prompt": lambda: tmux(
            "command-prompt", "-b", "-t", somebody.tty, "-I", "x", sends
        ),
        "a message on the client": lambda: tmux("display-message", "-c", somebody.tty, "hello"),
        "another session and back": lambda: (
            tmux("switch-client", "-c", somebody.tty, "-t", "other"),
            tmux("switch-client", "-c", somebody.tty, "-t", "one"),
        ),
        "a redraw": lambda: tmux("refresh-client", "-t", somebody.tty),
        "a hook": lambda: (
            tmux("set-hook", "-g", "alert-bell", sends),
            tmux("set-hook", "-R", "-g", "alert-bell"),
        ),
    }


async def test_no_way_of_tmux_to_send_a_key_makes_the_attached_terminal_active(tmux: PrivateTmux) -> None:
    pane = tmux.start("cat")
    tmux("new-session", "-d", "-s", "other", "cat")
    pid = pane_process(tmux, pane)
    with person(tmux) as somebody:
        before = only(await look(pid)).active
        later_second()
        for way, send in hostile(tmux, pane, somebody).items():
            send()
            found = await look(pid)
            assert only(found).active == before, way
            why = why_not_typed(found, Press(time.time(), "m"))
            assert why is not None, way
            assert why.untyped, way


async def test_a_terminal_that_was_locked_and_unlocked_had_no_key_says_the_kernel(tmux: PrivateTmux) -> None:
    pane = tmux.start("cat")
    tmux("set-option", "-g", "lock-command", "true")
    pid = pane_process(tmux, pane)
    with person(tmux) as somebody:
        until(lambda: time.time() // 8 > Path(somebody.tty).stat().st_atime // 8 and time.time() % 8 > 1)
        now = int(time.time())
        tmux("lock-client", "-t", somebody.tty)
        until(lambda: somebody.active >= now)  # tmux takes it for a key
        why = why_not_typed(await look(pid), Press(time.time(), "m"))
    assert why is not None
    assert why.untyped


async def test_a_program_in_control_mode_and_a_read_only_terminal_do_not_type(tmux: PrivateTmux) -> None:
    pane = tmux.start("cat")
    pid = pane_process(tmux, pane)
    argv = ["tmux", "-S", tmux.socket, "-C", "attach-session", "-t", "one"]
    control = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        until(lambda: len(tmux.clients()) == 1)
        with person(tmux, options=("-r",)) as looker:
            assert control.stdin is not None
            control.stdin.write(f"send-keys -t {pane} m\n".encode())
            control.stdin.flush()
            now = later_second()
            looker.types("m")
            until(lambda: looker.active >= now)
            found = await look(pid)
        assert len(found.clients) == 2
        assert [client.types for client in found.clients] == [False, False]
        assert why_not_typed(found, Press(time.time(), "m")) is not None
    finally:
        control.kill()
        control.wait()


async def test_a_terminal_that_looks_elsewhere_types_nothing_here(tmux: PrivateTmux) -> None:
    pane = tmux.start("cat")
    pid = pane_process(tmux, pane)
    with person(tmux) as somebody:
        tmux("split-window", "-t", pane, "cat")
        now = later_second()
        somebody.types("m")
        until(lambda: somebody.active >= now)
        found = await look(pid)
    assert not only(found).shows
    why = why_not_typed(found, Press(time.time(), "m"))
    assert why is not None
    assert "another pane" in why.text


async def test_copy_mode_over_the_pane_takes_the_keys(tmux: PrivateTmux) -> None:
    pane = tmux.start("cat")
    with person(tmux):
        tmux("copy-mode", "-t", pane)
        assert not only(await look(pane_process(tmux, pane))).shows


async def test_the_agents_own_server_is_told_by_who_listens_on_its_socket(tmux: PrivateTmux) -> None:
    pane = tmux.start("cat")
    found = await look(pane_process(tmux, pane), own=tmux.socket)
    assert found.tier is Tier.AGENTS
    assert "Start fleetui in a terminal outside it" in found.detail


async def test_without_tmux_in_the_environment_the_pane_is_found_all_the_same(tmux: PrivateTmux) -> None:
    pane = tmux.start("exec env -u TMUX -u TMUX_PANE cat")
    until(lambda: tmux.show(pane, "#{pane_current_command}") == "cat")
    assert (await look(pane_process(tmux, pane))).tier is Tier.TMUX


async def test_a_process_that_left_its_parents_is_found_by_its_terminal(
    tmux: PrivateTmux, tmp_path: Path
) -> None:
    told = tmp_path / "pid"
    leave = (
        "import os, sys, time\n"
        "if os.fork(): time.sleep(600)\n"
        "os.setsid()\n"
        "if os.fork(): os._exit(0)\n"
        f"told = {str(told)!r}\n"
        "open(told + '.part', 'w').write(str(os.getpid()))\n"
        "os.rename(told + '.part', told)\n"
        "time.sleep(600)\n"
    )
    path = tmp_path / "leave.py"
    path.write_text(leave)
    tmux.start(f"exec env -u TMUX -u TMUX_PANE {sys.executable} {path}")
    until(told.exists)
    pid = int(told.read_text())
    try:
        assert (await look(pid)).tier is Tier.TMUX
    finally:
        os.kill(pid, 9)


async def test_a_terminal_attached_from_inside_the_agents_server_is_an_agents(tmux: PrivateTmux) -> None:
    with private_tmux() as agents:
        pane = tmux.start("cat")
        inner = agents.start(f"exec env -u TMUX tmux -S {tmux.socket} attach-session -t one")
        until(tmux.clients)
        agents("send-keys", "-t", inner, "m")
        until(lambda: "m" in tmux.text(pane))
        found = await look(pane_process(tmux, pane), own=agents.socket)
        client = only(found)
        assert client.around is not None
        assert client.around.tier is Tier.AGENTS
        why = why_not_typed(found, Press(time.time(), "m"))
        assert why is not None
        assert why.untyped


async def test_keys_sent_into_a_tmux_around_a_tmux_are_not_typed(tmux: PrivateTmux) -> None:
    with private_tmux() as outer:
        pane = tmux.start("cat")
        inner = outer.start(f"exec env -u TMUX tmux -S {tmux.socket} attach-session -t one")
        until(tmux.clients)
        with person(outer) as somebody:
            now = later_second()
            outer("send-keys", "-t", inner, "m")
            until(lambda: "m" in tmux.text(pane))
            found = await look(pane_process(tmux, pane))
            assert only(found).active >= now
            why = why_not_typed(found, Press(time.time(), "m"))
            assert why is not None
            assert why.untyped
            now = later_second()
            somebody.types("m")
            until(lambda: "mm" in tmux.text(pane))
            assert why_not_typed(await look(pane_process(tmux, pane)), Press(time.time(), "m")) is None


async def test_a_tmux_that_does_not_answer_lets_nothing_be_approved(tmux: PrivateTmux) -> None:
    pane = tmux.start("cat")
    pid = pane_process(tmux, pane)
    server = tmux.pid
    os.kill(server, signal.SIGSTOP)
    try:
        found = await look(pid)
    finally:
        os.kill(server, signal.SIGCONT)
    assert found.tier is Tier.UNKNOWN
    assert "did not answer" in found.detail


async def test_an_agents_pane_approves_nothing_in_any_tmux(tmux: PrivateTmux) -> None:
    pane = tmux.start("cat")
    pid = pane_process(tmux, pane)
    found = await look(pid, agents={pid: "cache"})
    assert found.tier is Tier.AGENTS
    assert "below the agent cache" in found.detail


APART = "mount -t devpts -o newinstance,ptmxmode=0666 devpts /dev/pts && mount --bind /dev/pts/ptmx /dev/ptmx"
"""What a container does: terminals of its own, numbered from 0."""
SOME = 8
"""Terminals on either side: a number may be taken whose terminal is gone, as long as a program still has it open."""


def test_a_terminal_of_the_same_number_in_a_container_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s"
    panes = r" \; ".join(["new-session -d cat", *["new-window -d cat"] * SOME])
    script = f"{APART} && exec tmux -S '{path}' -f /dev/null {panes}"
    made = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, timeout=30, check=False
    )
    if made.returncode:
        pytest.skip(f"no terminals of their own here: {made.stderr.decode()}")
    server = listener(str(path))
    ours: list[int] = []
    try:
        there = set(_other_ends(server))
        assert len(there) == SOME + 1
        for _ in range(SOME):
            ours += os.openpty()
        both = there & {path.name for path in Path("/dev/pts").iterdir()}
        assert both, "numbers from 0 are taken here, too"
        monkeypatch.setattr(proc, "table", lambda: {server: proc.stat(server)})
        assert {holder(f"/dev/pts/{number}") for number in both} == {0}
    finally:
        os.kill(server, signal.SIGKILL)
        for end in ours:
            os.close(end)
