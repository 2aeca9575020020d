from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.engine.protocols.errors import PortError
from fleetui.model.identities import ServerId
from fleetui.ports.tmux.blocks import Block, BlockReader
from fleetui.ports.tmux.capture import unvis
from fleetui.ports.tmux.commands import run
from fleetui.ports.tmux.control import Command, Control
from fleetui.ports.tmux.link import ServerGone, ServerLink
from fleetui.ports.tmux.silent_servers import SilentServers
from tests.support.tmux import PrivateTmux
from tests.support.waiting import until, until_async

STREAM = (
    b"%begin 1 2 0\n%end 1 2 0\n%session-changed $0 0\n"
    b"%begin 7 9 1\n%end 7 8 1\n%begin 7 9 1\n\n%exit\n%end 7 9 1\n"
    b"%output %1 x\n%begin 7 10 1\ncan't find pane: %9\n%error 7 10 1\n%begin 7 11 1\n%end 7 11 1\n%exit gone\n"
)
BLOCKS = [
    Block(True, False, b""),
    Block(True, True, b"%end 7 8 1\n%begin 7 9 1\n\n%exit"),
    Block(False, True, b"can't find pane: %9"),
    Block(True, True, b""),
]


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_blocks_are_the_same_however_the_stream_is_cut(cuts: list[int]) -> None:
    reader, found = BlockReader(), []
    places = [0, *sorted(cuts), len(STREAM)]
    for start, end in pairwise(places):
        found += reader.feed(STREAM[start:end])
    assert found == BLOCKS
    assert reader.exited


@given(st.text(st.sampled_from("\x1b\\0123456789[m aü\n\x08$_{"), max_size=60))
def test_what_a_buffer_writes_for_a_control_client_is_undone(text: str) -> None:
    written = text.replace("\\", "\\\\").replace("\x1b", "\\033").replace("\x08", "\\010")
    written = re.sub(r"\$(?=[A-Za-z_{])", r"\\$", written)
    assert unvis(written) == text


async def test_errors_pair_with_their_own_lines(tmux: PrivateTmux) -> None:
    tmux.start()
    control = await Control.connect(tmux.socket)
    lines = [
        Command("display-message -p a ; display-message -p b", 2),
        Command("display-message -p c ; kill-pane -t %99 ; display-message -p never", 3),
        Command("no-such-command"),
        Command("display-message -p d"),
    ]
    many = await asyncio.gather(*(control.ask(lines) for _ in range(20)))
    for first, second, third, fourth in many:
        assert (first.ok, first.blocks) == (True, (b"a", b"b"))
        assert (second.ok, second.blocks) == (False, (b"c", b"can't find pane: %99"))
        assert not third.ok
        assert (fourth.ok, fourth.last) == (True, b"d")
    await control.close()


async def test_an_answer_of_a_megabyte_on_one_line_is_whole(tmux: PrivateTmux) -> None:
    tmux.start()
    tmux("load-buffer", "-b", "big", "-", stdin=b"x" * 1_000_000 + b"\nend")
    control = await Control.connect(tmux.socket)
    big, after = await control.ask([Command("show-buffer -b big"), Command("display-message -p after")])
    assert (len(big.last), big.last[-4:], after.last) == (1_000_004, b"\nend", b"after")
    await control.close()


async def test_an_answer_out_of_step_ends_the_connection_instead_of_lying(tmux: PrivateTmux) -> None:
    tmux.start()
    control = await Control.connect(tmux.socket)
    # a line that gives one block more than it was said to
    wrong = Command("display-message -p a ; display-message -p b", 1)
    with pytest.raises(PortError, match="out of step"):
        await control.ask([wrong, Command("display-message -p c")])
    assert control.ended


async def test_a_killed_client_costs_one_reconnect(tmux: PrivateTmux) -> None:
    tmux.start()
    link = ServerLink(tmux.socket, silent_servers=SilentServers())
    await link.ask([])
    assert link.client_pid
    os.kill(link.client_pid, signal.SIGKILL)

    async def answered() -> bool:
        try:
            (answer,) = await link.ask([Command("display-message -p again")])
        except PortError as error:
            assert not isinstance(error, ServerGone)
            return False
        return answer.last == b"again"

    await until_async(answered)
    await link.close()


async def test_connecting_never_starts_a_server(tmux: PrivateTmux) -> None:
    with pytest.raises(PortError, match="error connecting"):
        await Control.connect(tmux.socket)
    assert list(tmux.folder.iterdir()) == []


async def test_another_server_is_told_though_the_old_ones_pid_lives_again(tmux: PrivateTmux) -> None:
    tmux.start()
    link = ServerLink(tmux.socket, silent_servers=SilentServers())
    link.server = ServerId(tmux.socket, os.getpid(), 1)
    with pytest.raises(ServerGone, match="another server"):
        await link.ask([])
    await link.ask([])
    assert link.server == tmux.ref("%0").server
    await link.close()


async def test_leaving_a_stopped_server_takes_about_a_second_and_its_client_ends_when_it_goes_on(
    tmux: PrivateTmux,
) -> None:
    tmux.start()
    control, server = await Control.connect(tmux.socket), tmux.pid
    client = psutil.Process(control.pid)
    os.kill(server, signal.SIGSTOP)
    began = time.monotonic()
    await control.close()
    assert time.monotonic() - began < 3
    assert client.status() != psutil.STATUS_ZOMBIE
    os.kill(server, signal.SIGCONT)
    await until_async(lambda: not client.is_running() or client.status() == psutil.STATUS_ZOMBIE)


async def test_a_client_nobody_reads_does_not_hold_up_the_panes(tmux: PrivateTmux) -> None:
    count = tmux.folder / "count"
    tmux.start(f"while :; do seq 1 2000; echo x >> {count}; done")
    control = await Control.connect(tmux.socket)
    os.kill(control.pid, signal.SIGSTOP)
    until(count.exists)
    size = count.stat().st_size
    until(lambda: count.stat().st_size > size + 20)
    os.kill(control.pid, signal.SIGCONT)
    await control.close()


async def test_a_failing_connection_is_tried_again_with_patience(tmux: PrivateTmux) -> None:
    tmux.start()
    tmux.stop(signal.SIGSTOP)
    link = ServerLink(tmux.socket, silent_servers=SilentServers(), limit_s=0.2)
    began, errors = time.monotonic(), 0
    while time.monotonic() - began < 1.5:
        with pytest.raises(PortError):
            await link.ask([])
        errors += 1
        await asyncio.sleep(0.01)
    waits = [child for child in psutil.Process().children() if tmux.socket in child.cmdline()]
    assert errors > 20
    assert len(waits) == 1
    await link.close()


@pytest.mark.parametrize("turns", [1, 2, 4, 6])
@pytest.mark.parametrize("way", ["attach", "ask once"])
def test_a_client_that_is_being_started_does_not_hold_up_the_end_of_the_loop(
    tmux: PrivateTmux, way: str, turns: int
) -> None:
    """All tasks are cancelled at once, asyncio's own among them: the start then never hears of its process."""
    tmux.start()

    async def main() -> asyncio.Task[object]:
        work = (
            Control.connect(tmux.socket)
            if way == "attach"
            else run("-S", tmux.socket, "list-panes", doing="look", limit_s=1.0)
        )
        starting: asyncio.Task[object] = asyncio.ensure_future(work)
        for _ in range(turns):
            await asyncio.sleep(0)
        return starting

    loop = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    loop.start()
    loop.join(20)
    assert not loop.is_alive()


ASKS_IN_VAIN = """
import asyncio, gc, sys
from fleetui.ports.tmux.commands import SaidNothing, run
try:
    asyncio.run(run("-S", sys.argv[1], "list-panes", doing="look", limit_s=1.0))
except SaidNothing as error:
    print(error)
gc.collect()
"""


def test_what_a_stopped_server_was_asked_leaves_no_noise_when_the_program_ends(tmux: PrivateTmux) -> None:
    tmux.start()
    tmux.stop(signal.SIGSTOP)
    argv = [sys.executable, "-c", ASKS_IN_VAIN, tmux.socket]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
    assert "the server did not answer within 1 s" in done.stdout
    assert done.stderr == ""
