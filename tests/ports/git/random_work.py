"""Random work of several agents, and what plain git makes of every ordered pair of it."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

from fleetui.model.forecast import Forecast, Merges
from tests.ports.git.scratch import QUIET, Scratch, commit, run, write

_LINES = 30


def scatter(scratch: Scratch, chance: random.Random, agents: int) -> list[str]:
    """A base with a few files that moves on meanwhile, and agents that edit, add, delete, move, commit or do not, build
    on each other or take the base in."""
    base = {f"{folder}/{name}.py": _text(name) for folder in ("api", "web", "web/deep") for name in "abcd"}
    for path, text in base.items():
        write(scratch.top / path, text)
    commit(scratch.top, "files")
    names = [f"agent{number}" for number in range(agents)]
    for name in names:
        tree = scratch.worktree(name)
        for _ in range(chance.randint(1, 3)):
            for _ in range(chance.randint(1, 3)):
                _change(tree, chance, name)
            if chance.random() < 0.6 and run(tree, "status", "--porcelain"):
                commit(tree, f"{name} works")
                if chance.random() < 0.25 and name != names[0]:
                    _take_in(tree, chance.choice(names[: names.index(name)]))
        if chance.random() < 0.3:
            _change(scratch.top, chance, f"base before {name}")
            run(scratch.top, "add", "-A")
            run(scratch.top, "commit", "-q", "--allow-empty", "-m", "base moves")
            if chance.random() < 0.5 and not run(tree, "status", "--porcelain"):
                _take_in(tree, "main")
    return names


def lands_for_real(scratch: Scratch, found: Forecast) -> dict[tuple[str, str], Merges]:
    """For each ordered pair whose first merges with the base: how ``git merge`` in a copy of the repository ends."""
    lab = scratch.folder / "lab"
    run(scratch.folder, "clone", "-q", str(scratch.top), str(lab))
    commits = {name: _as_it_lies(scratch, lab, name) for name in found.works}
    truth = {}
    for first in commits:
        if not _merge(lab, found.base, commits[first]):
            continue
        landed = run(lab, "rev-parse", "HEAD")
        for second in commits:
            if second != first:
                merged = _merge(lab, landed, commits[second])
                truth[first, second] = Merges.CLEAN if merged else Merges.CONFLICT
    return truth


def _text(name: str) -> str:
    return "".join(f"{name} {number} of the file\n" for number in range(_LINES))


def _change(tree: Path, chance: random.Random, name: str) -> None:
    files = [one for one in sorted(tree.rglob("*.py")) if ".git" not in one.parts]
    one = chance.choice(files)
    what = chance.random()
    if what < 0.6:
        lines = one.read_text().splitlines(keepends=True)
        at = chance.randrange(max(1, len(lines)))
        lines[at : at + chance.randint(0, 2)] = [f"{name} {chance.random()}\n"] * chance.randint(0, 3)
        one.write_text("".join(lines))
    elif what < 0.75:
        write(one.parent / f"{chance.choice('efgh')}.py", _text(name if chance.random() < 0.5 else "same"))
    elif what < 0.85 and len(files) > 3:
        one.unlink()
    elif what < 0.95:
        to = tree / chance.choice(["api", "web", "moved", "moved/deep"]) / f"{chance.choice('abxyz')}.py"
        to.parent.mkdir(parents=True, exist_ok=True)
        one.rename(to)
    else:
        for file in sorted((tree / "web").glob("*.py")):
            (tree / "site").mkdir(exist_ok=True)
            file.rename(tree / "site" / file.name)


def _take_in(tree: Path, branch: str) -> None:
    if run(tree, "status", "--porcelain"):
        return
    run(tree, "merge", "-q", "-m", "take in", branch, check=False)
    if run(tree, "ls-files", "--unmerged"):
        run(tree, "merge", "--abort")


def _as_it_lies(scratch: Scratch, lab: Path, name: str) -> str:
    """A commit of an agent's files as they lie, made in the copy by plain git."""
    tree = scratch.folder / f"tree-{name}"
    head = run(tree, "rev-parse", "HEAD")
    run(lab, "reset", "-q", "--hard")
    run(lab, "clean", "-qfd")
    run(lab, "checkout", "-q", "--detach", head)
    for path in run(lab, "ls-files").splitlines():
        (lab / path).unlink()
    for path in run(tree, "ls-files", "--cached", "--others", "--exclude-standard").splitlines():
        if (tree / path).exists():
            write(lab / path, (tree / path).read_bytes())
    run(lab, "add", "-A")
    run(lab, "commit", "-q", "--allow-empty", "-m", "as it lies")
    return run(lab, "rev-parse", "HEAD")


def _merge(lab: Path, onto: str, other: str) -> bool:
    """Whether plain git merges a commit; the copy stands on the merge then."""
    run(lab, "reset", "-q", "--hard")
    run(lab, "clean", "-qfd")
    run(lab, "checkout", "-q", "--detach", onto)
    done = subprocess.run(
        ["git", "merge", "-q", "--no-ff", "-m", "merge", other],
        cwd=lab, env=QUIET, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    if done.returncode:
        run(lab, "merge", "--abort", check=False)
    return done.returncode == 0
