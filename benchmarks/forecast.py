"""How right forecasts are, and how quick: ``python -m benchmarks.forecast [--pairs N] [REPO...]``.

Truth comes from plain ``git merge``: the first is merged into the base and the second into that, for every ordered pair
of random work, generated or picked from the history of ``REPO``. The figures are of a made repository of 5,000 files.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fleetui.engine.decide.forecast_now import ForecastNow
from fleetui.engine.observe.worktrees.forecasts import Forecasts
from fleetui.engine.pace import rest
from fleetui.model.fleet import Project, Seat
from fleetui.model.forecast import Forecast, Merges
from fleetui.ports.git import Git
from tests.ports.git.random_work import lands_for_real, scatter
from tests.ports.git.scratch import Scratch, commit, make, run, write

FILES, FRESH_AIM_S, SHARE_AIM = 5000, 2.0, 5.0
_AGENTS = 5
_LINES = 40


def main() -> int:
    """Right first, then quick; 1 where one forecast was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pairs", type=int, default=200, metavar="N", help="ordered pairs of each kind of work"
    )
    parser.add_argument("--seconds", type=float, default=40, help="how long 64 branches are watched")
    parser.add_argument("repositories", nargs="*", type=Path, metavar="REPO")
    chosen = parser.parse_args()
    wrong = asyncio.run(right("generated", chosen.pairs, None))
    for repository in chosen.repositories:
        wrong += asyncio.run(right(repository.name, chosen.pairs, repository.resolve()))
    asyncio.run(quick(chosen.seconds))
    return 1 if wrong else 0


async def right(name: str, pairs: int, source: Path | None) -> int:
    """How many forecasts were wrong, of so many ordered pairs."""
    told: Counter[str] = Counter()
    seed = wrong = 0
    while sum(told.values()) < pairs:
        seed += 1
        with tempfile.TemporaryDirectory(prefix="fleetui-forecast-") as folder:
            scratch, names = _work(Path(folder), random.Random(seed), source)
            found = await _look(Git(scratch.folder / "state"), scratch, names)
            truth = lands_for_real(scratch, found)
            for pair, met in found.meetings.items():
                told[met.merges.value] += 1
                if truth.get(pair, Merges.UNKNOWN) is not met.merges:
                    wrong += 1
                    print(f"WRONG {name} {seed} {pair}: {met} is {truth.get(pair)}", flush=True)
    print(f"{name:20} pairs {sum(told.values()):4} {dict(told)}   wrong {wrong} (aim 0)", flush=True)
    return wrong


def _work(folder: Path, chance: random.Random, source: Path | None) -> tuple[Scratch, list[str]]:
    if source is None:
        scratch = make(folder)
        return scratch, scatter(scratch, chance, _AGENTS)
    return _picked(folder, chance, source)


def _picked(folder: Path, chance: random.Random, source: Path) -> tuple[Scratch, list[str]]:
    """A commit of a real history as the base, and for each agent some later commits that apply to it, as its work."""
    top = folder / "project"
    run(folder, "clone", "-q", "--no-local", str(source), str(top))
    history = run(top, "rev-list", "--no-merges", "--max-count=3000", "HEAD").split()
    at = chance.randrange(60, len(history) - 1)
    run(top, "checkout", "-q", "-B", "main", history[at])
    scratch = Scratch(folder, top, Project(name="project", path=str(top), base="main"))
    names = [f"agent{number}" for number in range(_AGENTS)]
    for name in names:
        tree = scratch.worktree(name)
        for one in chance.sample(history[at - 60 : at], 12):
            run(tree, "cherry-pick", "-n", one, check=False)
            if run(tree, "ls-files", "--unmerged"):
                run(tree, "reset", "-q", "--hard")
            elif chance.random() < 0.5 and run(tree, "status", "--porcelain"):
                run(tree, "commit", "-qm", "picked")
    return scratch, names


async def _look(git: Git, scratch: Scratch, names: list[str], *again: str) -> Forecast:
    trees = {name: str(scratch.folder / f"tree-{name}") for name in names}
    return await git.forecast(scratch.project, trees, again)


async def quick(seconds: float) -> None:
    """How soon 18 branches are fresh again, and what 64 take while two of them change."""
    folder = Path(tempfile.mkdtemp(prefix="fleetui-forecast-"))
    try:
        scratch, names = _large(folder, 64)
        git = Git(folder / "state")
        few = names[:18]
        began, cpu = time.monotonic(), _cpu()
        await _look(git, scratch, few)
        print(
            f"18 branches, first look       {time.monotonic() - began:6.2f} s   cpu {_cpu() - cpu:5.2f} s",
            flush=True,
        )
        for kind in ("other files", "the same file"):
            took = sorted([await _fresh(git, scratch, few, kind, turn) for turn in range(5)])
            print(f"18 branches, one changes {kind:13} {took[2]:6.2f} s (aim <= {FRESH_AIM_S:g})", flush=True)
        began, cpu = time.monotonic(), _cpu()
        await _look(git, scratch, names)
        print(
            f"64 branches, first look       {time.monotonic() - began:6.2f} s   cpu {_cpu() - cpu:5.2f} s",
            flush=True,
        )
        await _share(git, scratch, names, seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _large(folder: Path, agents: int) -> tuple[Scratch, list[str]]:
    """5,000 files; each agent has files of its own, committed and not; every fourth a common one, too."""
    scratch = make(folder)
    for number in range(FILES):
        text = "".join(f"{number} {line}\n" for line in range(_LINES))
        write(scratch.top / f"part{number % 50}/file{number}.py", text)
    commit(scratch.top, "files")
    names = [f"agent{number:02}" for number in range(agents)]
    for number, name in enumerate(names):
        tree = scratch.worktree(name)
        write(tree / f"part{number % 50}/file{number}.py", f"{name}\n")
        if number % 4 == 0:
            _edit(tree / "part49/file99.py", number % _LINES, name)
        commit(tree, name)
        write(tree / f"part{number % 50}/new-{name}.py", "new\n")
    return scratch, names


def _edit(path: Path, at: int, text: str) -> None:
    lines = path.read_text().splitlines(keepends=True)
    lines[at] = f"{text}\n"
    path.write_text("".join(lines))


async def _fresh(git: Git, scratch: Scratch, names: list[str], kind: str, turn: int) -> float:
    tree = scratch.folder / f"tree-{names[1]}"
    if kind == "the same file":
        _edit(tree / "part49/file99.py", turn, f"turn {turn}")
    else:
        write(tree / f"part3/turn{turn}.py", "turn\n")
    began = time.monotonic()
    await _look(git, scratch, names, names[1])
    return time.monotonic() - began


async def _share(git: Git, scratch: Scratch, names: list[str], seconds: float) -> None:
    """The lane of the engine itself, on agents of which two print and write all the time."""
    core = _core(git, scratch, names)
    lane, shown = Forecasts(core), ForecastNow(core)
    await lane.look()
    looks, ages = 0, []
    began, cpu = time.monotonic(), _cpu()
    lane._credit = 0.0  # what a rest saved up is not counted
    running = asyncio.create_task(lane.run())
    written = time.monotonic()
    while time.monotonic() - began < seconds:
        for name in names[1:3]:
            write(scratch.folder / f"tree-{name}/part3/busy.py", f"{time.monotonic()}\n")
            core.sights[name].last_output = time.monotonic()
        written, before = time.monotonic(), core.touched
        while core.touched == before and time.monotonic() - began < seconds:
            await rest(0.25)
        looks += core.touched - before
        ages.append(time.monotonic() - written)
        for name in names:
            shown.of(core.seat(name))
    running.cancel()
    took = time.monotonic() - began
    share = 100 * (_cpu() - cpu) / took
    print(f"64 branches, two write all the time: {share:.1f} % of a core (aim < {SHARE_AIM:g}), {looks} forecasts in "
          f"{took:.0f} s, one after {sorted(ages)[len(ages) // 2]:.1f} s", flush=True)  # fmt: skip


def _core(git: Git, scratch: Scratch, names: list[str]) -> Any:
    """As much of the engine's core as the lane asks."""
    seats = [
        Seat(name, "shell", "project", str(scratch.folder / f"tree-{name}"), slot)
        for slot, name in enumerate(names)
    ]
    by_name = {seat.name: seat for seat in seats}
    core = SimpleNamespace(
        world=SimpleNamespace(now=time.monotonic, git=git), seats=lambda: seats, seat=by_name.__getitem__,
        settings=SimpleNamespace(projects={"project": scratch.project}), bases={}, held=set(), forecasts={}, touched=0,
        sights={name: SimpleNamespace(git=None, last_output=0.0) for name in names},
        well=lambda port: None, trouble=lambda *_: None,
    )  # fmt: skip
    core.sight = core.sights.__getitem__
    core.touch = lambda: setattr(core, "touched", core.touched + 1)
    return core


def _cpu() -> float:
    """Seconds that this process and its children took."""
    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime


if __name__ == "__main__":
    raise SystemExit(main())
