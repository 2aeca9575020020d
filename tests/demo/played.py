"""The demo in a terminal at which a person sits."""

from __future__ import annotations

import contextlib
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from fleetui.demo import leftovers
from tests.support.person import Person, person
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
SIZE = (160, 45)
HEAD = 2
"""Where the rows above the screens' own end."""


class Played:
    """The demo in a terminal at which a person sits."""

    def __init__(self, tmux: PrivateTmux, temporary: Path, *options: str) -> None:
        self.tmux, self.temporary = tmux, temporary
        given = f"TMPDIR={temporary} PYTHONPATH={shlex.quote(str(ROOT))}"
        command = (
            f"exec env -u COLUMNS -u LINES {given} {sys.executable} -P -m fleetui demo {shlex.join(options)}"
        )
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

    def waits_for(self, so: Callable[[], object], within: float = 60) -> None:
        try:
            until(so, timeout=within)
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{self.screen}") from error

    def types(self, *keys: str) -> None:
        assert self.somebody is not None
        self.somebody.types(*keys)

    def goes_to(self, branch: str) -> None:
        """The bar of the board stands on this branch."""
        self.types("3")
        self.shows("Merge board", f" {branch}")
        self.moves_to(f" {branch}")

    def moves_to(self, text: str) -> None:
        """The bar stands on the row with this text: one key after the other, as rows move while one goes."""
        self.waits_for(lambda: self._row(text) >= 0)
        for _ in range(40):
            bar, wanted = self._row("▌"), self._row(text)
            if bar == wanted:
                return
            self.types("j" if bar < wanted else "k")
            with contextlib.suppress(AssertionError):
                until(lambda bar=bar: self._row("▌") != bar, timeout=10)
        raise AssertionError(f"the bar does not come to {text}:\n{self.screen}")

    @property
    def at_the_bar(self) -> str:
        time.sleep(0.3)  # what was typed is drawn
        return next((row for row in self.screen.splitlines() if row.startswith("▌")), "")

    def _row(self, text: str) -> int:
        """The first row of the list that begins with it: the head of the screen, with its hints, is none."""
        rows = enumerate(self.screen.splitlines())
        return next((number for number, row in rows if number > HEAD and text in row[:30]), -1)

    def approves(self, facts: str) -> None:
        """Read the facts of a release, and release it; a second later, as nobody reads faster."""
        self.shows(facts, "exactly")
        now = int(time.time())
        until(lambda: int(time.time()) > now + 1)
        self.types("m")

    def merges(self, branch: str, title: str) -> None:
        """Read the facts of a pull request, and merge it; facts that move meanwhile close them: then once more."""
        for _ in range(10):
            self.goes_to(branch)
            if "landed as" in self.at_the_bar:
                return
            self.types("m")
            with contextlib.suppress(AssertionError):
                until(lambda: title in self.screen, timeout=5)
                now = int(time.time())
                until(lambda: int(time.time()) > now + 1)  # noqa: B023 - nobody reads faster
                self.types("m")
                until(lambda: title not in self.screen, timeout=30)
        raise AssertionError(f"it is not merged:\n{self.screen}")

    def commits(self, project: str, which: str) -> list[str]:
        folder = next(self.temporary.glob("fleetui-demo-*"))
        argv = ["git", "-C", str(folder / "projects" / project), "log", "--format=%s", which]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=True)
        return done.stdout.splitlines()


@contextlib.contextmanager
def played(*options: str) -> Iterator[Played]:
    """A demo with these options; nothing of it is left afterwards."""
    temporary = Path(tempfile.mkdtemp(prefix="ft-", dir=leftovers.place()))
    with private_tmux() as tmux:
        one = Played(tmux, temporary, *options)
        with person(tmux, "demo", size=SIZE) as one.somebody:
            yield one
        tmux.stop(signal.SIGTERM)
        until(lambda: not list(temporary.glob("fleetui-demo-*")), timeout=60)
    temporary.rmdir()
