"""A first profile is made by watching a real program through a guided minute, and read back from its own screens."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.reading import read
from fleetui.agents.screen.stored import Stored, frame_of
from fleetui.config.paths import find_paths
from fleetui.demo.standin import standin
from fleetui.model.status import Phase
from tests.cli.conftest import Said
from tests.support.waiting import until

WORK = '[[{"think": 600, "word": "Brewing"}], [{"ask": "make build"}, {"say": "built"}]]'


class Guided:
    """``fleetui profile new`` at a terminal of its own, and the program it watches, typed to as from another one."""

    def __init__(self, *words: str) -> None:
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (40, 200))
        argv = (sys.executable, "-m", "fleetui", "profile", "new", *words)
        self.process = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)
        self.said = ""
        self.socket = ""

    def hear(self) -> str:
        while select.select([self._master], [], [], 0)[0]:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                break
            if not data:
                break
            self.said += data.decode("utf-8", "replace")
        return self.said

    def asked(self, number: int) -> None:
        until(
            lambda: (
                f"{number} of 5" in self.hear() and "press enter here" in self.said.rpartition(" of 5")[2]
            ),
            30,
        )
        if not self.socket and (found := re.search(r"tmux -S (\S+) attach", self.said)):
            self.socket = found[1]

    def enter(self, line: str = "") -> None:
        os.write(self._master, f"{line}\r".encode())

    def tmux(self, *words: str) -> str:
        argv = ("tmux", "-S", self.socket, *words)
        return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=20).stdout

    def type(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def shows(self, text: str) -> None:
        until(lambda: text in self.tmux("capture-pane", "-p"), 30)

    def ended(self) -> int:
        until(lambda: (self.hear(), self.process.poll() is not None)[1], 60)
        return int(self.process.returncode)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        if self.socket:
            with contextlib.suppress(subprocess.CalledProcessError):
                self.tmux("kill-server")
        os.close(self._master)


pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path / "work.json"
    path.write_text(WORK)
    return path


@pytest.fixture
def guided(home: Path, work: Path) -> Iterator[Guided]:
    assert find_paths().config.is_relative_to(home)
    program = Guided("--name", "pilot", "--", sys.executable, "-I", standin.__file__, "--work", str(work))
    yield program
    program.close()


def test_the_stand_in_gets_a_profile_that_reads_all_its_screens(guided: Guided) -> None:
    guided.asked(1)
    guided.shows("❯")
    guided.enter()
    guided.asked(2)
    guided.type("-l", "hello fleetui")
    guided.shows("hello fleetui")
    guided.enter()
    guided.asked(3)
    guided.type("Enter")
    guided.shows("esc to interrupt")
    guided.enter()
    guided.asked(4)
    guided.type("Escape")
    until(lambda: "esc to interrupt" not in guided.tmux("capture-pane", "-p"), 30)
    guided.enter()
    guided.asked(5)
    guided.type("-l", "build it")
    guided.type("Enter")
    guided.shows("Do you want to proceed?")
    guided.enter()
    assert guided.ended() == 0, guided.said
    assert "8 of 8 screens are read as you said" in guided.said
    assert "untested" in guided.said
    folder = find_paths().config.parent / "profiles"
    assert tomllib.loads((folder / "pilot.toml").read_text())["programs"] == ["standin.py"]
    profile = load_profiles([folder])["pilot"]
    assert {rule.phase for rule in profile.rules} == {Phase.IDLE, Phase.WORKING, Phase.ASKING}
    cases = sorted((folder / "captures" / "pilot").glob("*.toml"))
    assert len(cases) == 8
    for case in cases:
        told = tomllib.loads(case.read_text())
        at = (told["cursor"][0], told["cursor"][1]) if "cursor" in told else None
        stored = Stored("", "pilot", told["title"], told["columns"], told["rows"], at)
        frame = frame_of(stored, case.with_suffix(".screen").read_text(), profile)
        assert read(profile, frame).phase == told["expected"]["phase"]
    until(lambda: not Path(guided.socket).exists(), 10)


def test_it_replaces_nothing_without_asking(work: Path) -> None:
    file = find_paths().config.parent / "profiles" / "pilot.toml"
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    program = Guided("--name", "pilot", "--", sys.executable, "-I", standin.__file__, "--work", str(work))
    try:
        until(lambda: "write it anew?" in program.hear(), 30)
        program.enter("n")
        assert program.ended() == 1
    finally:
        program.close()
    assert file.read_text() == "mine"


def test_stopping_ends_the_program_and_writes_nothing(guided: Guided) -> None:
    guided.asked(1)
    guided.enter("q")
    assert guided.ended() == 1
    assert not (find_paths().config.parent / "profiles").exists()
    until(lambda: not Path(guided.socket).exists(), 10)


def test_a_program_that_ends_is_said_to_have_ended(work: Path) -> None:
    program = Guided("--programs", "pilot", "--", "sh", "-c", "sleep 1")
    try:
        program.asked(1)
        time.sleep(1.2)
        program.enter()
        assert program.ended() == 1
        assert "it runs no more" in program.said
    finally:
        program.close()


def test_a_pane_in_which_it_runs_already_is_watched_and_left_alone(home: Path, work: Path) -> None:
    socket = home.parent / "mine"
    (home / "fleet.toml").write_text(f'[tmux]\nsockets = ["{socket}"]\n')

    def tmux(*words: str) -> str:
        argv = ("tmux", "-S", str(socket), "-f", "/dev/null", *words)
        return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=20).stdout.strip()

    started = (sys.executable, "-I", standin.__file__, "--work", str(work))
    pane = tmux("new-session", "-d", "-x", "100", "-y", "30", "-P", "-F", "#{pane_id}", *started)
    program = Guided("pilot", "--pane", pane, "--socket", str(socket))
    try:
        program.asked(1)
        until(lambda: "❯" in tmux("capture-pane", "-p"), 30)
        program.enter()
        for number in (2, 3, 4, 5):
            program.asked(number)
            program.enter("s")
        assert program.ended() == 0, program.said
        assert "never seen asking" in program.said
        assert tmux("list-panes", "-F", "#{pane_id}") == pane
    finally:
        program.close()
        tmux("kill-server")
    assert tomllib.loads((home / "profiles" / "pilot.toml").read_text())["programs"] == ["pilot"]


def test_without_a_terminal_it_says_that_a_person_is_needed(fleetui: object) -> None:
    said: Said = fleetui("profile", "new", "pilot")  # type: ignore[operator]
    assert said.code == 1
    assert "call it in a terminal" in said.err


@pytest.mark.parametrize(
    ("program", "why"), [(os.fsdecode(b"/tmp/\xff"), "what no profile can name"), ("cat", "is in the way")]
)
def test_what_cannot_be_written_is_said_before_the_minute_begins(home: Path, program: str, why: str) -> None:
    folder = find_paths().config.parent
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profiles").write_text("no folder")
    guided = Guided("--name", "pilot", program)
    try:
        assert guided.ended() == 1
        assert why in guided.said
        assert "Traceback" not in guided.said
    finally:
        guided.close()


@pytest.mark.parametrize(
    "words",
    [
        ("python3", "-i"),
        ("/usr/bin/python3.12",),
        ("bash", "-c", "pilot"),
        ("env", "A=1", "pilot"),
        ("npx", "pilot"),
        ("--programs", "node*", "pilot"),
    ],
)
def test_what_runs_programs_of_every_kind_names_no_profile(
    fleetui: object, home: Path, words: tuple[str, ...]
) -> None:
    said: Said = fleetui("profile", "new", *words)  # type: ignore[operator]
    assert said.code == 1
    assert "runs programs of every kind" in said.err
    assert "--programs" in said.err
    assert not (home / "profiles").exists()
