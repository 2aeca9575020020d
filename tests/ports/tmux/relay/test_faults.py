"""What fails between a pane and its agent takes neither down, and what ends is over as it is without a relay."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.ports.processes import proc
from fleetui.ports.processes.port import Processes
from fleetui.ports.tmux import Tmux
from tests.ports.tmux.relay.panes import Pane, pane, reports
from tests.support.tmux import PrivateTmux
from tests.support.waiting import until, until_async

ECHOES = """
import os, signal, sys, tty
tty.setraw(0)
def tell(name):
    def told(*_):
        open(name, "a").write("x")
        if name == "hung-up":
            os._exit(0)
    return told
signal.signal(signal.SIGWINCH, tell("resized"))
signal.signal(signal.SIGHUP, tell("hung-up"))
os.write(1, b"ready")
while (got := os.read(0, 4096)) != b"end":
    os.write(1, b"<" + got + b">")
sys.exit(7)
"""


def new_relay(one: Pane, old: int = 0) -> int:
    """The relay that runs, another than the old one."""
    found = until(lambda: (now := one.relay()) and now.pid != old and now, 20)
    return found.pid


def kill_relay(one: Pane, number: int = signal.SIGKILL) -> int:
    old = new_relay(one)
    os.kill(old, number)
    # as long as one of its threads still reads, it takes what is typed with it
    until(lambda: not Path(f"/proc/{old}").exists())
    return old


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_a_relay_that_is_killed_is_started_again_and_the_agent_goes_on(tmp_path: Path, number: int) -> None:
    with pane(tmp_path, sys.executable, "-c", ECHOES) as one:
        one.shows(b"ready")
        old = kill_relay(one, number)
        one.type(b"hello")
        one.shows(b"<hello>")
        assert new_relay(one, old)
        until((tmp_path / "resized").exists)  # it draws anew what may be lost
        assert '"unknown"' in reports(tmp_path)
        one.type(b"end")
        assert one.ended() == 7
    assert not (tmp_path / "hung-up").exists()


def test_where_no_relay_can_live_the_bytes_are_passed_on_and_it_is_told(tmp_path: Path) -> None:
    with pane(tmp_path, sys.executable, "-c", ECHOES) as one:
        one.shows(b"ready")
        old = 0
        for _ in range(5):
            old = new_relay(one, old)
            os.kill(old, signal.SIGKILL)
        until(lambda: '"lost"' in reports(tmp_path))
        for number in range(3):
            one.type(b"text%d" % number)
            one.shows(b"<text%d>" % number)
        (tmp_path / "resized").unlink(missing_ok=True)
        one.size(11, 77)
        until((tmp_path / "resized").exists)
        one.type(b"end")
        assert one.ended() == 7
    assert not (tmp_path / "hung-up").exists()


def test_a_relay_that_is_killed_in_a_flood_does_not_stop_it(tmp_path: Path) -> None:
    flood = "import os\nfor _ in range(300):\n os.write(1, b'x' * 9999 + b'|')\nos.write(1, b'over')"
    with pane(tmp_path, sys.executable, "-c", flood) as one:
        until(lambda: len(one.got) > 100_000)
        kill_relay(one)
        assert one.ended() == 0
        assert one.got.endswith(b"over")
        assert one.got.count(b"|") >= 290  # what was in its hands is gone, and no more


def test_an_agent_that_is_killed_ends_its_pane_with_what_it_wrote(tmp_path: Path) -> None:
    with pane(
        tmp_path, sys.executable, "-c", "import os; os.write(1, b'last words'); os.kill(os.getpid(), 9)"
    ) as one:
        assert one.ended() == 137
        assert one.got.endswith(b"last words")


def test_an_agent_that_leaves_others_behind_has_ended(tmp_path: Path) -> None:
    leaves = "import os, time\nif os.fork() == 0:\n while True:\n  os.write(1, b'.' * 4000)\nos._exit(3)"
    with pane(tmp_path, sys.executable, "-c", leaves) as one:
        assert one.ended() == 3


@pytest.mark.parametrize(
    "leaves",
    [
        "a[1] |= termios.OLCUC",
        "a[0] |= termios.IXON",  # and the operator presses ctrl+s
        "termios.tcflow(1, termios.TCOOFF)",
        "hold(a)",
    ],
    ids=[
        "a mapped terminal",
        "one stopped by ctrl+s",
        "one that it stopped",
        "one that a child keeps stopping",
    ],
)
def test_an_agent_has_ended_whatever_it_leaves_its_terminal_like(tmp_path: Path, leaves: str) -> None:
    """What is written behind all that it wrote did not come then, and its pane never ended."""
    script = f"""
import os, signal, sys, termios, time
def hold(a):
    if os.fork() == 0:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        a[1] |= termios.OLCUC
        while os.path.exists({str(tmp_path)!r}):
            termios.tcsetattr(1, termios.TCSANOW, a)
            termios.tcflow(1, termios.TCOOFF)
        os._exit(0)
os.write(1, b"READY")
a = termios.tcgetattr(1)
{leaves}
termios.tcsetattr(1, termios.TCSANOW, a)
open("set", "w").close()
sys.stdin.readline()
os._exit(4)
"""
    with pane(tmp_path, sys.executable, "-c", script) as one:
        one.shows(b"READY")
        until((tmp_path / "set").exists)
        one.type(b"go\r\x13" if "IXON" in leaves else b"go\n")
        assert one.ended() == 4


@pytest.mark.parametrize("how", ["its terminal is closed", "its keeper is killed", "its keeper is told"])
def test_an_agent_whose_pane_is_gone_is_hung_up(tmp_path: Path, how: str) -> None:
    with pane(tmp_path, sys.executable, "-c", ECHOES) as one:
        one.shows(b"ready")
        relay = new_relay(one)
        if how == "its terminal is closed":
            one.close()
        else:
            os.kill(one.pid, signal.SIGKILL if how == "its keeper is killed" else signal.SIGTERM)
        until((tmp_path / "hung-up").exists)
        one.ended()
        until(lambda: not proc.exists(relay))


async def test_an_agent_whose_tmux_server_is_killed_is_hung_up_and_its_relay_ends(
    tmux: PrivateTmux, own: Tmux, tmp_path: Path
) -> None:
    spec = WindowSpec(
        "ada", "TESTKILLED", (sys.executable, "-c", ECHOES), str(tmp_path), {}, relay=str(tmp_path / "r")
    )
    run = await own.create(spec)
    tmux.shows(run.pane, "ready")
    below = [one.id for one in proc.table().values() if one.parent == run.pid]
    assert len(below) == 2
    tmux.stop()
    until((tmp_path / "hung-up").exists)
    until(lambda: not any(map(proc.lives, below)))


def test_a_program_that_is_not_there_or_no_program_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF no program")
    broken.chmod(0o755)
    with pane(tmp_path, str(broken)) as one:
        assert one.ended() == 126
        assert b"cannot start" in one.got


def test_without_a_folder_for_reports_an_agent_starts_without_a_relay(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("no folder")
    made = Pane((sys.executable, "-c", ECHOES), tmp_path, str(tmp_path / "reports"))
    try:
        made.shows(b"ready")
        assert made.relay() is None
        made.type(b"end")
        assert made.ended() == 7
    finally:
        made.end()


async def test_a_run_that_is_frozen_goes_on_to_be_shown_and_is_stopped_as_a_whole(
    tmux: PrivateTmux, tmp_path: Path
) -> None:
    own, processes = Tmux(tmux.socket, str(tmux.folder / "run")), Processes()
    script = "trap '' TERM; while :; do echo x; sleep 0.05; done"
    tag = f"TEST{os.getpid()}R"
    run = await own.create(
        WindowSpec("ada", tag, ("sh", "-c", script), "/", {}, relay=str(tmp_path / "reports"))
    )
    tmux.adopt()
    tmux.shows(run.pane, "x")

    def states() -> dict[str, str]:
        table = [one for one in proc.table().values() if one.parent == run.pid]
        return {one.name: one.state for one in table}

    names = [line.name for line in await processes.members(run, tag)]
    assert "fleetui-relay" not in names

    async def is_read() -> bool:  # by what comes and goes below the shell, too
        found = (await processes.agents_of({"ada": run}, {"ada": ("claude",)}))["ada"]
        assert "fleetui-relay" not in str(found)
        return found.reader is not None and proc.reads(found.reader.process)

    await until_async(is_read)
    await processes.freeze(run, tag)
    await until_async(lambda: states().get("sh") == "T")
    assert states()["fleetui-relay"] != "T"
    await processes.thaw(run, tag)
    await until_async(lambda: states().get("sh") != "T")
    sampled = (await processes.sample({"ada": run}))["ada"]
    assert "relay" not in sampled.running
    members = [line.id for line in await processes.members(run, tag)]
    assert await processes.stop(run, tag) == ()
    assert not any(map(proc.lives, members))
    await asyncio.sleep(0)
