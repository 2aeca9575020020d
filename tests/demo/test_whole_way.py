"""The demo shows the whole way of a release, and each step of it can be played by keys."""

from __future__ import annotations

import contextlib
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetui.demo import leftovers
from tests.support.person import Person, person
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
SIZE = (160, 45)


class Played:
    """The demo in a terminal at which a person sits."""

    def __init__(self, tmux: PrivateTmux, temporary: Path) -> None:
        self.tmux, self.temporary = tmux, temporary
        given = f"TMPDIR={temporary} PYTHONPATH={shlex.quote(str(ROOT))}"
        command = f"exec env -u COLUMNS -u LINES {given} {sys.executable} -P -m fleetui demo --speed 1.5"
        self.pane = tmux.start(command, width=SIZE[0], height=SIZE[1], name="demo")
        self.somebody: Person | None = None

    @property
    def screen(self) -> str:
        return self.tmux.text(self.pane)

    def shows(self, *texts: str, within: float = 60) -> None:
        for text in texts:
            try:
                until(lambda text=text: text in self.screen, timeout=within)
            except AssertionError as error:
                raise AssertionError(f"{text!r} is not on the screen:\n{self.screen}") from error

    def types(self, *keys: str) -> None:
        assert self.somebody is not None
        self.somebody.types(*keys)

    def goes_to(self, branch: str) -> None:
        """The bar of the board stands on this branch: one key after the other, as rows move while one goes."""
        self.types("3")
        self.shows("Merge board", f" {branch} ")
        for _ in range(40):
            bar, wanted = self._row("▌"), self._row(f" {branch} ")
            if bar == wanted:
                return
            self.types("j" if bar < wanted else "k")
            with contextlib.suppress(AssertionError):
                until(lambda bar=bar: self._row("▌") != bar, timeout=10)
        raise AssertionError(f"the bar does not come to {branch}:\n{self.screen}")

    @property
    def at_the_bar(self) -> str:
        time.sleep(0.3)  # what was typed is drawn
        return next((row for row in self.screen.splitlines() if row.startswith("▌")), "")

    def _row(self, text: str) -> int:
        return next((number for number, row in enumerate(self.screen.splitlines()) if text in row[:20]), -1)

    def approves(self, facts: str) -> None:
        """Read the facts of a release, and release it; a second later, as nobody reads faster."""
        self.shows(facts, "exactly")
        now = int(time.time())
        until(lambda: int(time.time()) > now + 1)
        self.types("m")

    def commits(self, project: str, which: str) -> list[str]:
        folder = next(self.temporary.glob("fleetui-demo-*"))
        argv = ["git", "-C", str(folder / "projects" / project), "log", "--format=%s", which]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=True)
        return done.stdout.splitlines()


@pytest.fixture
def demo() -> Iterator[Played]:
    temporary = Path(tempfile.mkdtemp(prefix="ft-", dir=leftovers.place()))
    with private_tmux() as tmux:
        played = Played(tmux, temporary)
        with person(tmux, "demo", size=SIZE) as played.somebody:
            yield played
        tmux.stop(signal.SIGTERM)
        until(lambda: not list(temporary.glob("fleetui-demo-*")), timeout=60)
    temporary.rmdir()


def test_the_whole_way_of_a_release(demo: Played) -> None:
    # two agents write the same place, and neither has committed
    demo.shows("runs into migrate", "runs into cache", "try  i on billing")
    assert demo.commits("desk", "main..agent/cache") == demo.commits("desk", "main..agent/migrate") == []
    demo.types("i")
    demo.shows("TYPING TO billing", "Do you want to proceed?")
    demo.types("Enter")
    until(lambda: "Do you want to proceed?" not in demo.screen)
    demo.types("\x1d")
    demo.shows("try  3 merge board")

    # the composer knows of it, too
    demo.goes_to("agent/cache")
    demo.types("v")
    demo.shows("next tab")
    demo.types("f")
    demo.shows("Follow-up for cache")
    demo.types("go on")
    demo.shows("cache runs into migrate: src/cache/lru.py")
    demo.types("Escape")
    until(lambda: "Follow-up for cache" not in demo.screen)

    # a train of two
    demo.goes_to("agent/sec")
    demo.types("Space")
    demo.shows("1 marked")
    demo.goes_to("agent/docs-gen")
    demo.types("Space")
    demo.shows("2 marked")
    demo.types("m")
    demo.shows("2 of 2 ready")
    demo.types("m")
    demo.approves("Land a train of 2 on main")
    until(lambda: "Send a header that refuses inline scripts" in demo.commits("shop", "main"), timeout=60)
    assert "Say how to build the pages" in demo.commits("shop", "main")
    demo.shows("landed as", "try  f on agent/export")

    # a red gate: the end of its log goes back to its author, who mends it
    demo.goes_to("agent/export")
    demo.types("f")
    demo.shows("Follow-up for export", "Please fix it and commit.")
    demo.types("\x13")
    until(lambda: len(demo.commits("desk", "main..agent/export")) == 3, timeout=60)

    # a change is asked for at a line
    demo.goes_to("agent/export")
    demo.types("c")
    demo.shows("point at a line", "The columns of an export.")
    until(lambda: "The columns of" in demo.at_the_bar or demo.types("j"), timeout=30)
    demo.types("c")
    demo.shows("src/export/schema.py:1")
    demo.types("say which order", "\x13", "Escape")
    until(lambda: len(demo.commits("desk", "main..agent/export")) == 4, timeout=60)

    # a third is held by a review that rejected it, until what it found is mended and looked at again
    demo.goes_to("agent/perf")
    demo.shows("review rejected: 1 blocker, 1 minor", "blocker src/pages.py:8")
    demo.types("f")
    demo.shows("Follow-up for perf", "f1 blocker at src/pages.py:8")
    demo.types("\x13")
    demo.shows("review outdated")
    demo.goes_to("agent/perf")
    demo.types("e")
    demo.shows("accepted")
    demo.goes_to("agent/perf")
    demo.types("m")
    demo.approves("Land agent/perf on main")
    until(lambda: "Read a page when it is asked for" in demo.commits("press", "main"), timeout=60)

    # what landed is taken back
    demo.goes_to("agent/perf")
    until(lambda: "landed as" in demo.at_the_bar, timeout=60)
    demo.types("U")
    demo.shows("Take back from main", "  ready")
    demo.types("m")
    demo.approves("Take agent/perf back from main")
    demo.shows("taken back by")
    assert "try  " not in demo.screen
