"""Try newer versions of the agents than the pinned ones: ``python -m tests.live.newer [options] [CLI ...]``.

Asks the package registries for what is newest, installs it beside the pinned one, plays every capture scene, walks it
at both sizes, and says what changed: screens that are read differently, what a scene waited for in vain, what is
asked or not known at the start, and where the screen, the agent's own files and what the model server knows to be
true differ at the same moment. What was found is written to a report, ``CLI-VERSION.md`` in the folder ``--into``.

The exit code is 1 when something changed, 2 when a version could not be tried. ``--keep`` stores the captures beside
the old ones, so that both versions stay tested: those of the last run of this version, or new ones. ``--again`` tries
the pinned version where nothing is newer.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import tomli_w

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.reading import read
from fleetui.model.screen import parse_frame
from tests.agents.screen.test_captures import differences
from tests.live.agents import make_home
from tests.live.capture import CAPTURES, SIZES, Edition, pinned, record
from tests.live.install import VERSIONS, InstallError, newest, programs_of
from tests.live.model_server import ModelServer
from tests.live.own_words import Moment, compared
from tests.live.scenes import SCENES
from tests.live.stage import Stage, remove
from tests.live.walkers import WALKERS
from tests.live.wander import told, walked
from tests.support.unseen import Seen, Tally

START_S = 30.0
RIGHT_PERCENT = 98.0
"""Of the phases of a walk: fewer that are read right, or told right by its own files, are a change."""


WRONG_LOOKS = 3
"""So many wrong ones of a walk are no change in any case."""


class Report:
    """What was found of one version, printed as it is found and written down at the end."""

    def __init__(self, cli: str, edition: Edition) -> None:
        self.cli, self.edition = cli, edition
        self.changed = 0
        self._parts: list[str] = []

    def part(self, name: str) -> None:
        """What follows belongs below this."""
        self._parts += ["", f"## {name}", ""]

    def say(self, line: str, *, changed: bool = False) -> None:
        """One line; ``changed`` counts it."""
        print(f"  {line}", flush=True)
        self._parts.append(f"- {line.strip()}")
        self.changed += changed

    def write(self, folder: Path) -> Path:
        """Its file."""
        version = self.edition.version
        path = folder / f"{self.cli}-{version}.md"
        head = [
            f"# {self.cli} {VERSIONS[self.cli]} -> {version}, {datetime.now(UTC):%Y-%m-%d}",
            "",
            f"{self.changed} changed. `python -m tests.live.newer {self.cli} --keep` stores its screens as captures;",
            f"then {version} belongs into `versions` of `fleetui/agents/profiles/{self.cli}.toml`.",
        ]
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*head, *self._parts, ""]))
        return path


def tried(cli: str, edition: Edition, into: Path, *, seconds: float, wanted: str) -> Report:
    """What changed in one version; what was there instead of a state that did not come about is kept ``into``."""
    report = Report(cli, edition)
    report.part("Scenes that are read differently, or do not come about")
    for line in _scenes(cli, edition, wanted, into):
        report.say(line, changed=True)
    report.part("What it asks at its start")
    for line in _starts(cli, edition, wanted):
        report.say(line, changed=True)
    if seconds and cli in WALKERS:
        for number, size in enumerate(SIZES, 1):
            report.part(f"Walked, begun at {size[0]}x{size[1]}: the screen, its own words, and what is true")
            _, looks, moments = walked(cli, number, seconds, edition, size=size)
            _walk(report, cli, looks, moments)
    return report


def _walk(report: Report, cli: str, looks: list[tuple[Seen, str]], moments: list[Moment]) -> None:
    """A walk is a change where the share of what is right is low; what differed is said in any case."""
    after = [
        seen for seen, _ in looks if seen.expected["phase"] != "starting"
    ]  # young runs count as starting
    phases = Tally.of(after)
    first, *rest = told(cli, looks)
    report.say(first, changed=_is_low(phases.right["phase"], phases.known["phase"]))
    own = [one.own_is_right for one in moments if one.own_is_right is not None]
    second, *more = compared(moments)
    report.say(second, changed=_is_low(sum(own), len(own)))
    for line in (*rest, *more):
        report.say(line)


def _is_low(right: int, known: int) -> bool:
    """True where more is wrong than a loaded machine explains: a screen is drawn a moment after its truth."""
    return known - right > max(WRONG_LOOKS, (100 - RIGHT_PERCENT) / 100 * known)


def _scenes(cli: str, edition: Edition, wanted: str, into: Path) -> Iterator[str]:
    """What the capture scenes show differently."""
    for scene in SCENES:
        if scene.cli != cli or wanted not in scene.name:
            continue
        for size in SIZES:
            place = f"{scene.name} {size[0]}x{size[1]}"
            try:
                taken = record(scene, size, edition)
            except AssertionError as error:
                first, _, shown = str(error).partition("\n")
                kept = into / cli / f"gone-{scene.name}-{size[0]}x{size[1]}{edition.mark}.txt"
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_text(f"{shown}\n")
                yield f"{place}: gone: {first.removesuffix(' on:')}; what was there instead: {kept}"
                continue
            for stem in taken:
                _expect_as_before(edition.target / f"{stem}.toml", CAPTURES / cli / f"{stem}.toml")
                yield from (f"{stem}: {line}" for line in differences(edition.target / f"{stem}.toml"))


def _expect_as_before(taken: Path, before: Path) -> None:
    """Where this version was captured before, what a person found there is expected, not what the pinned one shows."""
    if before != taken and before.exists():
        known = tomllib.loads(before.read_text())["expected"]
        taken.write_text(tomli_w.dumps({**tomllib.loads(taken.read_text()), "expected": known}))


def _starts(cli: str, edition: Edition, wanted: str) -> Iterator[str]:
    """What the newer version asks, or shows unknown, at its start and the pinned one does not."""
    if wanted not in "start":
        return
    before, now = _first_readings(cli, pinned(cli)), _first_readings(cli, edition)
    yield from (f"start: new: {reading}" for reading in sorted(now - before))


def _first_readings(cli: str, edition: Edition) -> set[str]:
    folder = Path(tempfile.mkdtemp(prefix="fl-", dir="/tmp"))
    profile = load_profiles()[cli]
    found = set()
    try:
        with ModelServer() as server:
            home = make_home(folder / "home", edition.path, server.url)
            with Stage(folder, home.command(cli), home.project) as stage:
                limit = time.monotonic() + START_S
                while time.monotonic() < limit:
                    shot = stage.shot()
                    shown = parse_frame(
                        shot.raw,
                        width=shot.size[0],
                        height=shot.size[1],
                        cursor=shot.cursor,
                        title=shot.title,
                    )
                    reading = read(profile, shown, dead=shot.dead)
                    asked = f": {reading.question.text}" if reading.question else ""
                    found.add(f"{reading.phase} by {reading.rule}{asked}")
                    time.sleep(0.2)
    finally:
        remove(folder)
    return found


def _edition(cli: str, folder: Path, *, keep: bool, again: bool) -> Edition | None:
    """The newest version, installed, or nothing when that is the pinned one."""
    version, pins = newest(cli)
    if version == VERSIONS[cli]:
        return Edition(pinned(cli).path, version, folder / cli, f"-{version}") if again else None
    return Edition(programs_of(pins), version, (CAPTURES if keep else folder) / cli, f"-{version}")


def _kept(cli: str, version: str, folder: Path) -> int:
    """Store what the last run of this version took with the captures; how many screens that are."""
    taken = sorted(path for end in ("screen", "toml") for path in (folder / cli).glob(f"*-{version}.{end}"))
    (CAPTURES / cli).mkdir(parents=True, exist_ok=True)
    for path in taken:
        shutil.copy(path, CAPTURES / cli / path.name)
    return sum(path.suffix == ".screen" for path in taken)


def _try(cli: str, chosen: argparse.Namespace) -> int:
    """Try one; the exit code that it means."""
    try:
        if chosen.keep and (number := _kept(cli, newest(cli)[0], chosen.into)):
            print(f"{cli}: {number} screens of its last run are in {CAPTURES / cli} now", flush=True)
            return 0
        edition = _edition(cli, chosen.into, keep=chosen.keep, again=chosen.again)
    except (InstallError, subprocess.TimeoutExpired) as error:
        print(f"{cli}: could not be tried: {error}", flush=True)
        return 2
    if edition is None:
        print(f"{cli} {VERSIONS[cli]}: nothing newer", flush=True)
        return 0
    tested = ", captured before" if edition.version in load_profiles()[cli].versions else ""
    print(f"{cli} {VERSIONS[cli]} -> {edition.version}{tested}", flush=True)
    report = tried(cli, edition, chosen.into, seconds=chosen.walk, wanted=chosen.scene)
    print(f"{cli} {edition.version}: {report.changed} changed, see {report.write(chosen.into)}", flush=True)
    return int(report.changed > 0)


def main() -> int:
    """Try the agents that are named, or all."""
    parser = argparse.ArgumentParser(prog="tests.live.newer", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("cli", nargs="*", choices=[[], *VERSIONS])
    parser.add_argument("--keep", action="store_true", help="store its captures with the others")
    parser.add_argument("--again", action="store_true", help="also try a pinned version that is the newest")
    parser.add_argument("--scene", default="", help="only scenes whose name holds this")
    parser.add_argument(
        "--walk", type=float, default=60.0, metavar="SECONDS", help="how long it is walked, each size"
    )
    parser.add_argument("--into", type=Path, default=Path(tempfile.gettempdir()) / "fleetui-newer")
    chosen = parser.parse_args()
    return max((_try(cli, chosen) for cli in chosen.cli or VERSIONS), default=0)


if __name__ == "__main__":
    sys.exit(main())
