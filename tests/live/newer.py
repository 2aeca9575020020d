"""Try newer versions of the agents than the pinned ones: ``python -m tests.live.newer [options] [CLI ...]``.

Asks the package registries for what is newest, installs it beside the pinned one, plays every capture scene and one
seeded walk with it, and says what changed: screens that are read differently, what a scene waited for in vain, and
what is asked or not known at the start. The exit code is 1 when something changed, 2 when a version could not be
tried. ``--keep`` stores its captures beside the old ones, so that both versions stay tested.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.reading import read
from fleetui.model.screen import parse_frame
from tests.agents.screen.test_captures import differences
from tests.live.agents import make_home
from tests.live.capture import CAPTURES, SIZES, Edition, pinned, record
from tests.live.install import VERSIONS, InstallError, newest, programs_of
from tests.live.model_server import ModelServer
from tests.live.scenes import SCENES
from tests.live.stage import Stage, remove
from tests.live.wander import told, walked

START_S = 30.0


def tried(cli: str, edition: Edition, *, seconds: float, wanted: str) -> int:
    """How many things changed, each printed."""
    changed = 0
    for line in (*_scenes(cli, edition, wanted), *_starts(cli, edition, wanted)):
        print(f"  {line}", flush=True)
        changed += 1
    if seconds:
        _, looks = walked(cli, 1, seconds, edition)
        told(cli, looks)
    return changed


def _scenes(cli: str, edition: Edition, wanted: str) -> Iterator[str]:
    """What the capture scenes show differently."""
    for scene in SCENES:
        if scene.cli != cli or wanted not in scene.name:
            continue
        for size in SIZES:
            place = f"{scene.name} {size[0]}x{size[1]}"
            try:
                taken = record(scene, size, edition)
            except AssertionError as error:
                yield f"{place}: gone: {str(error).splitlines()[0]}"
                continue
            for stem in taken:
                yield from (f"{stem}: {line}" for line in differences(edition.target / f"{stem}.toml"))


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


def _edition(cli: str, folder: Path, *, keep: bool) -> Edition | None:
    """The newest version, installed, or nothing when that is the pinned one."""
    version, pins = newest(cli)
    if version == VERSIONS[cli]:
        return None
    return Edition(programs_of(pins), version, (CAPTURES if keep else folder) / cli, f"-{version}")


def main() -> int:
    """Try the agents that are named, or all."""
    parser = argparse.ArgumentParser(prog="tests.live.newer", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("cli", nargs="*", choices=[[], *VERSIONS])
    parser.add_argument("--keep", action="store_true", help="store its captures with the others")
    parser.add_argument("--scene", default="", help="only scenes whose name holds this")
    parser.add_argument("--walk", type=float, default=60.0, metavar="SECONDS", help="how long it is walked")
    parser.add_argument("--into", type=Path, default=Path(tempfile.gettempdir()) / "fleetui-newer")
    chosen = parser.parse_args()
    worst = 0
    for cli in chosen.cli or VERSIONS:
        try:
            edition = _edition(cli, chosen.into, keep=chosen.keep)
        except (InstallError, subprocess.TimeoutExpired) as error:
            print(f"{cli}: could not be tried: {error}", flush=True)
            worst = 2
            continue
        if edition is None:
            print(f"{cli} {VERSIONS[cli]}: nothing newer", flush=True)
            continue
        tested = edition.version in load_profiles()[cli].versions
        print(
            f"{cli} {VERSIONS[cli]} -> {edition.version}{', captured before' if tested else ''}", flush=True
        )
        changed = tried(cli, edition, seconds=chosen.walk, wanted=chosen.scene)
        print(f"{cli} {edition.version}: {changed} changed", flush=True)
        worst = max(worst, int(changed > 0))
    return worst


if __name__ == "__main__":
    sys.exit(main())
