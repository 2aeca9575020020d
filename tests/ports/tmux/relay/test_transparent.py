"""With a relay a program writes and reads exactly what it does without one."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

import pytest

from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.ports.tmux import Tmux
from tests.ports.tmux.relay.panes import pane
from tests.support.tmux import PrivateTmux
from tests.support.waiting import until, until_async

WRITES = "import sys, shutil; shutil.copyfileobj(open(sys.argv[1], 'rb'), sys.stdout.buffer)"
READS = """
import os, sys, tty
tty.setraw(0)
os.write(1, b"ready")
got = b""
with open(sys.argv[1], "wb", 0) as file:
    while not got.endswith(b"THE END"):
        piece = os.read(0, 4096)
        got += piece
        file.write(piece)
"""
COUNTS = """
import os
for number in range(400):
    os.write(1, b"x" * 9999 + b"|")
    open("count", "w").write(str(number))
"""
SIZES = """
import os, signal, sys, time
def tell(*_):
    size = os.get_terminal_size()
    print(f"<{size.columns}x{size.lines}>", flush=True)
signal.signal(signal.SIGWINCH, tell)
tell()
while True:
    signal.pause()
"""
KEYS = (
    b"plain \xc3\xa9 \xf0\x9f\x91\x8d",
    b"\x1b[200~pasted\r\nover \x1b[A two lines\x1b[201~",
    b"\x1b[I\x1b[O",
    b"\x1b[97;5u\x1b[13;2u\x1b[57399;1:3u",
    b"\x1b[<0;12;7M\x1b[<0;12;7m",
    b"\x1bOP\x1b[15~\x1b\x1b[A",
    b"\x00\x01\x03\x1a\x1c\x7f\xff\xfe\x80",
    b"\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;c",
    b"\x1b[20", b"0~cut", b" in two\x1b", b"[201~",
)  # fmt: skip
OUTPUT = (
    b"text \xe2\x94\x80 \r\n\n\t",
    b"\xff\xfe\x80 no utf-8 \xc3",
    b"\x1b[?1049h\x1b[?2004h\x1b[?1004h\x1b[>1u\x1b[?2026h",
    b"\x1b[38;2;1;2;3mcolour\x1b[0m\x1b[12;40H",
    b"\x1b]0;title\x07\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
    b"\x1b]7501;state=working:app=x\x07",
    b"\x1b]7501;state=working", b":msg=YQ==\x1b", b"\\",
    b"\x1b]7501;" + b"x" * 9000,
    b"\x1bP+q544e\x1b\\\x1b_Gi=1;\x1b\\\x1b[c\x1b[?u\x1b]", b"750", b"1",
)  # fmt: skip


def stream(pieces: tuple[bytes, ...], seed: int, least: int) -> bytes:
    """These pieces in any order, some of them broken off."""
    chance = random.Random(seed)
    made = bytearray()
    while len(made) < least:
        piece = chance.choice(pieces)
        made += piece if chance.random() < 0.8 else piece[: chance.randrange(len(piece))]
    return bytes(made)


@pytest.mark.parametrize("seed", range(3))
def test_what_a_program_writes_arrives_byte_for_byte(tmp_path: Path, seed: int) -> None:
    recorded = tmp_path / "recorded"
    recorded.write_bytes(stream(OUTPUT, seed, 300_000))
    arrived = []
    for relayed in (False, True):
        with pane(tmp_path, sys.executable, "-c", WRITES, str(recorded), relayed=relayed) as one:
            assert one.ended() == 0
            arrived.append(bytes(one.got))
    assert arrived[0] == arrived[1]
    assert len(arrived[0]) >= 300_000


@pytest.mark.parametrize("seed", range(3))
def test_what_is_typed_arrives_byte_for_byte(tmp_path: Path, seed: int) -> None:
    sent = stream(KEYS, seed, 40_000) + b"THE END"
    read = tmp_path / "read"
    with pane(tmp_path, sys.executable, "-c", READS, str(read)) as one:
        one.shows(b"ready")
        one.type(sent)
        assert one.ended() == 0
    assert read.read_bytes() == sent


def test_a_program_that_reads_late_loses_nothing_that_was_typed(tmp_path: Path) -> None:
    late = READS.replace('os.write(1, b"ready")', 'os.write(1, b"ready"); import time; time.sleep(0.5)')
    sent = stream(KEYS, 7, 30_000) + b"THE END"
    read = tmp_path / "read"
    with pane(tmp_path, sys.executable, "-c", late, str(read)) as one:
        one.shows(b"ready")
        one.type(sent)
        assert one.ended() == 0
    assert read.read_bytes() == sent


def test_a_program_has_the_size_of_its_pane_and_hears_of_every_change(tmp_path: Path) -> None:
    with pane(tmp_path, sys.executable, "-c", SIZES) as one:
        one.shows(b"<")
        for columns, rows in ((101, 31), (40, 9), (200, 60)):
            one.size(rows, columns)
            one.shows(f"<{columns}x{rows}>".encode())


def test_a_pane_that_nobody_reads_stops_the_program_and_gathers_nothing(tmp_path: Path) -> None:
    with pane(tmp_path, sys.executable, "-c", COUNTS) as one:
        one.reads.clear()
        count = tmp_path / "count"
        until(count.exists)
        seen: list[str] = []

        def stands() -> bool:
            seen.append(count.read_text())
            return len(seen) > 25 and seen[-25] == seen[-1] != ""

        until(stands, every=0.04)
        assert int(seen[-1]) < 100
        one.reads.set()
        assert one.ended() == 0
        assert one.got.count(b"|") == 400
        assert len(one.got) == 400 * 10_000


async def both(tmux: PrivateTmux, own: Tmux, folder: Path, *argv: str) -> list[str]:
    """The same program in a pane without a relay and in one with."""
    made = []
    for number, relay in enumerate(("", str(folder / "reports"))):
        spec = WindowSpec("ada", f"TESTRUN{number}", argv, str(folder), {}, 90, 24, relay)
        made.append((await own.create(spec)).pane)
    return made


def same(tmux: PrivateTmux, panes: list[str]) -> bool:
    """True where two panes show the same, in colours, with the cursor and the modes of a terminal."""
    modes = "#{cursor_x} #{cursor_y} #{alternate_on} #{cursor_flag} #{keypad_flag} #{mouse_any_flag} #{pane_title}"
    shown = [(tmux("capture-pane", "-e", "-p", "-t", one), tmux.show(one, modes)) for one in panes]
    return shown[0] == shown[1]


@pytest.mark.parametrize(
    ("program", "steps"),
    [
        (
            "vim -n -u NONE -N text",
            (":set number", "/line 3", "o", "written", "Escape", ":split", "C-w", "j", "dd"),
        ),
        ("less -M text", ("G", "k", "/line 2", "h", "q")),
        ("nano -I text", ("abc", "C-k", "C-k", "C-u")),
    ],
    ids=["vim", "less", "nano"],
)
async def test_programs_that_draw_the_whole_screen_show_the_same(
    tmux: PrivateTmux, own: Tmux, tmp_path: Path, program: str, steps: tuple[str, ...]
) -> None:
    argv = program.split()
    if shutil.which(argv[0]) is None:
        pytest.skip(f"{argv[0]} is not installed")
    (tmp_path / "text").write_text("".join(f"line {number} é 漢 \t|\n" for number in range(500)))
    panes = await both(tmux, own, tmp_path, *argv)
    until(lambda: same(tmux, panes) and "line 1" in tmux.text(panes[0]))
    for step in steps:
        for one in panes:
            if step.startswith((":", "/")):
                tmux.send(one, step)
            else:
                tmux("send-keys", "-t", one, step)
        until(lambda: same(tmux, panes))
    for one in panes:
        tmux("resize-window", "-t", one, "-x", "70", "-y", "15")
    until(lambda: same(tmux, panes))


@pytest.mark.parametrize("program", ["htop", "top"])
async def test_a_program_that_draws_by_itself_goes_on_and_ends_by_its_key(
    tmux: PrivateTmux, own: Tmux, tmp_path: Path, program: str
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    panes = await both(tmux, own, tmp_path, program)
    for one in panes:
        until(lambda one=one: "PID" in tmux.text(one))  # type: ignore[misc]
        tmux("send-keys", "-t", one, "q")
        await ended_with(tmux, own, one, 0)


async def test_a_shell_stops_continues_and_breaks_off_its_jobs(
    tmux: PrivateTmux, own: Tmux, tmp_path: Path
) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    panes = await both(tmux, own, tmp_path, "env", "PS1=> ", "bash", "--norc", "-i")
    for one in panes:
        tmux.shows(one, ">")
        tmux.send(one, "sleep 300")
        press_until(tmux, one, "C-z", "Stopped")
        tmux.send(one, "fg")
        until(lambda one=one: tmux.text(one).count("sleep 300") == 3)  # type: ignore[misc]
        press_until(tmux, one, "C-c", "^C")
        tmux.send(one, "echo ended $?")
        tmux.shows(one, "ended 130")
        tmux.send(one, "sleep 300; echo quit $?")
        press_until(tmux, one, "C-\\", "quit 131")
        tmux.send(one, "exit 5")
        await ended_with(tmux, own, one, 5)


async def ended_with(tmux: PrivateTmux, own: Tmux, pane: str, code: int) -> None:
    """Wait until a pane's program has ended with this code."""

    async def known() -> bool:
        facts = ((await own.observe(tmux.socket, frozenset())).panes or {}).get(pane)
        return bool(facts and facts.dead and facts.exit_code == code)

    await until_async(known)


def press_until(tmux: PrivateTmux, pane: str, key: str, text: str) -> None:
    """Press a key, again where nobody was there yet to take it, until the pane shows a text."""

    def shown() -> bool:
        tmux("send-keys", "-t", pane, key)
        return text in tmux.text(pane)

    until(shown, every=0.3)
