"""A server that is stopped and goes on: no client of ours may be what ends it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.processes import proc
from fleetui.ports.tmux import Tmux
from fleetui.ports.tmux.commands import environment, run
from fleetui.ports.tmux.control import FLAGS, Command, Control
from fleetui.ports.tmux.link import ServerLink
from fleetui.ports.tmux.silent_servers import SilentServers
from tests.support.tmux import PrivateTmux
from tests.support.waiting import until, until_async

ATTACHES = ("-C", "attach-session", "-f", FLAGS)
Client = subprocess.Popen[bytes]


def asked_while_stopped(tmux: PrivateTmux, leave: Callable[[Client], None], *command: str) -> bool:
    """Whether a server lives on that was stopped while four raw clients asked it and were left like this."""
    tmux.start()
    server, clients = tmux.pid, []
    os.kill(server, signal.SIGSTOP)
    for _ in range(4):
        argv = ["tmux", "-u", "-N", "-S", tmux.socket, *command]
        pipe = subprocess.PIPE
        client = subprocess.Popen(argv, env=environment(), stdin=pipe, stdout=pipe, stderr=pipe)
        clients.append(client)
        until(lambda client=client: connected(client.pid))
        leave(client)
    os.kill(server, signal.SIGCONT)
    try:
        return answers(tmux)
    finally:
        for client in clients:
            client.kill()
            client.communicate()


def connected(pid: int) -> bool:
    """Whether a client waits for its server."""
    try:
        stat = proc.stat(pid)
        return Path(f"/proc/{pid}/exe").readlink().name == "tmux" and stat is not None and stat.state == "S"
    except OSError:
        return False


def answers(tmux: PrivateTmux) -> bool:
    """Whether the server answers, twice: the crash comes a moment after it went on."""
    with suppress(AssertionError):
        for _ in range(20):
            _ = tmux.pid
        return True
    return False


def killed(client: Client) -> None:
    client.kill()
    client.wait()


def left(client: Client) -> None:
    """Nothing happens to it."""


def without_input(client: Client) -> None:
    assert client.stdin
    client.stdin.close()
    client.stdin = None


@pytest.mark.parametrize("leave", [left, without_input])
def test_raw_clients_that_attach_may_be_left_to_a_stopped_server(
    tmux: PrivateTmux, leave: Callable[[Client], None]
) -> None:
    assert asked_while_stopped(tmux, leave, *ATTACHES)


def test_raw_clients_that_do_not_attach_may_be_killed(tmux: PrivateTmux) -> None:
    assert asked_while_stopped(tmux, killed, "list-panes", "-a")


def test_raw_clients_that_attach_and_are_killed_crash_tmux_which_is_why_none_of_ours_ever_is(
    tmux: PrivateTmux,
) -> None:
    if subprocess.run(["tmux", "-V"], capture_output=True, check=True).stdout.strip() != b"tmux 3.3a":
        pytest.skip("seen with tmux 3.3a")
    assert not asked_while_stopped(tmux, killed, *ATTACHES)


async def times_out(link: ServerLink, times: int = 40) -> None:
    """Ask a stopped server until more than three clients in a row would have been given up."""
    for _ in range(times):
        with pytest.raises(PortError):
            await link.ask([])
        await asyncio.sleep(0.05)


def ours(socket: str) -> list[psutil.Process]:
    """The tmux clients below this process for one server."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if socket in child.cmdline():
                found.append(child)
    return found


async def works(link: ServerLink) -> bool:
    try:
        (answer,) = await link.ask([Command("display-message -p again")])
    except PortError:
        return False
    return answer.last == b"again"


async def test_a_server_that_was_stopped_for_long_lives_and_is_watched_by_one_client(
    tmux: PrivateTmux,
) -> None:
    tmux.start()
    server = tmux.pid
    os.kill(server, signal.SIGSTOP)
    link = ServerLink(tmux.socket, silent_servers=SilentServers(), limit_s=0.1)
    await times_out(link)
    assert len(ours(tmux.socket)) == 1
    os.kill(server, signal.SIGCONT)
    await until_async(lambda: works(link))
    assert tmux.pid == server
    assert len(tmux.clients()) == 1
    await link.close()


async def test_a_client_that_was_attached_before_waits_and_goes_on(tmux: PrivateTmux) -> None:
    tmux.start()
    server, link = tmux.pid, ServerLink(tmux.socket, silent_servers=SilentServers(), limit_s=0.2)
    await until_async(lambda: works(link))
    before = link.client_pid
    os.kill(server, signal.SIGSTOP)
    await times_out(link)
    assert len(ours(tmux.socket)) == 2, "the attached one, and one that waits"
    os.kill(server, signal.SIGCONT)
    await until_async(lambda: works(link))
    assert (tmux.pid, link.client_pid) == (server, before)
    await link.close()


async def test_a_client_that_alone_has_no_answer_is_replaced(tmux: PrivateTmux) -> None:
    tmux.start()
    link = ServerLink(tmux.socket, silent_servers=SilentServers(), limit_s=0.5)
    await until_async(lambda: works(link))
    before = link.client_pid
    with pytest.raises(PortError, match="does not answer"):
        await link.ask([Command("display-message -p one", 2)])  # one block never comes
    await until_async(lambda: works(link))
    assert link.client_pid != before
    until(lambda: len(tmux.clients()) == 1)
    await link.close()


async def test_a_stop_while_clients_attach_is_waited_out_by_each_of_them(tmux: PrivateTmux) -> None:
    """The gap between the first answer and the attach, which no question before can close."""
    tmux.start()
    server = tmux.pid
    os.kill(server, signal.SIGSTOP)
    coming = [asyncio.ensure_future(Control.connect(tmux.socket)) for _ in range(4)]
    clients = await until_async(lambda: four(tmux.socket))
    for task in coming:
        task.cancel()
    await asyncio.wait(coming)
    assert all(map(lives, clients))
    os.kill(server, signal.SIGCONT)
    await until_async(lambda: not any(map(lives, clients)))
    assert (tmux.pid, tmux.clients()) == (server, [])


def four(socket: str) -> list[psutil.Process]:
    """Four clients, once all of them wait for the server."""
    clients = ours(socket)
    return clients if len(clients) == 4 and all(connected(client.pid) for client in clients) else []


def lives(client: psutil.Process) -> bool:
    """Whether it still runs."""
    with suppress(psutil.Error):
        return client.is_running() and client.status() != psutil.STATUS_ZOMBIE
    return False


ATTACHES_AND_HANGS = """
import asyncio, os, sys
from fleetui.ports.tmux.control import Command, Control
async def main():
    if sys.argv[2] == "before":
        control = await Control.connect(sys.argv[1])
        print(control.pid, flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        await control.ask([Command("list-panes -a")], limit_s=None)
    await Control.connect(sys.argv[1])
asyncio.run(main())
"""


@pytest.mark.parametrize("attached", ["before", "never"])
def test_a_program_that_is_killed_leaves_clients_that_end_by_themselves(
    tmux: PrivateTmux, attached: str
) -> None:
    tmux.start()
    server, pipe = tmux.pid, subprocess.PIPE
    argv = [sys.executable, "-c", ATTACHES_AND_HANGS, tmux.socket, attached]
    if attached == "never":
        os.kill(server, signal.SIGSTOP)
    programs = [subprocess.Popen(argv, stdin=pipe, stdout=pipe) for _ in range(4)]
    left: list[psutil.Process] = []
    for program in programs:
        assert program.stdin
        assert program.stdout
        if attached == "before":
            program.stdout.readline()
        left += until(lambda program=program: psutil.Process(program.pid).children(), 30)  # type: ignore[misc]
    os.kill(server, signal.SIGSTOP)
    for program in programs:
        assert program.stdin
        program.stdin.write(b"\n")
        program.stdin.flush()
    until(lambda: all(connected(client.pid) for client in left))
    for program in programs:
        program.kill()
        program.communicate()
    assert all(map(lives, left))
    os.kill(server, signal.SIGCONT)
    until(lambda: not any(map(lives, left)))
    assert (tmux.pid, tmux.clients()) == (server, [])


async def test_whatever_is_asked_of_a_stopped_server_one_client_waits_for_it(
    tmux: PrivateTmux, port: Tmux, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fleetui.ports.tmux.deliver.LIMIT_S", 0.5)
    pane = tmux.start()
    ref, most = tmux.ref(pane), 0
    os.kill(ref.server.pid, signal.SIGSTOP)
    with pytest.raises(PortError, match="did not answer"):
        await port.press(ref, ["a"])
    for _ in range(5):
        for asks in (port.press(ref, ["b"]), port.paste(ref, "c"), port.type_literal(ref, "d")):
            with pytest.raises(PortError, match="does not answer"):
                await asks
            most = max(most, len(ours(tmux.socket)))
    assert most == 1
    monkeypatch.setattr("fleetui.ports.tmux.deliver.LIMIT_S", 5.0)
    os.kill(ref.server.pid, signal.SIGCONT)
    await until_async(lambda: not ours(tmux.socket))
    assert await port.press(ref, ["e"]) == "pasted"
    until(lambda: tmux.text(pane).strip())
    assert tmux.text(pane).strip() == "e"


async def _ends_soon(turns: int) -> None:
    asked = asyncio.ensure_future(run("-S", "/nowhere/s", "display-message", doing="ask", limit_s=None))
    for _ in range(turns):
        await asyncio.sleep(0)
    assert not asked.cancelled()


@pytest.mark.parametrize("turns", range(9))
def test_a_program_ends_also_while_a_question_begins(turns: int) -> None:
    program = threading.Thread(target=lambda: asyncio.run(_ends_soon(turns)), daemon=True)
    program.start()
    program.join(20)
    assert not program.is_alive()
