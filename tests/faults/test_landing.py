"""kill -9 in a landing whose target is checked out nowhere, where it moves in another way."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fleetui.model.fleet import Landing
from tests.support.background import Background
from tests.support.scratch import Scratch, git
from tests.support.waiting import until

LAND = "import asyncio; from tests.faults.lander import land; asyncio.run(land('cache'))"


async def committed(scratch: Scratch, method: str) -> str:
    """An agent with one commit on its branch; the target's commit before."""
    build = '[[projects.shop.gates]]\nname = "build"\nrun = ["python3", "-m", "compileall", "-q", "."]\n'
    scratch.configure("cache", gates=f'landing = "{method}"\n{build}')
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
    (worktree / "shop.py").write_text("def price():\n    return 2\n")
    (worktree / "added.py").write_text("x = 1\n")
    git(worktree, "add", "-A")
    git(worktree, "commit", "-q", "-m", "change the price")
    return git(scratch.repo, "rev-parse", "main")


def landing(background: Background) -> Landing | None:
    return next(iter(background.fleet().landings.values()), None)


@pytest.mark.parametrize(
    ("point", "moved", "method"),
    [
        ("land.before_move", False, "merge"),
        ("land.after_move", True, "merge"),
        ("land.before_move", False, "rebase"),
        ("land.after_move", True, "squash"),
    ],
)
def test_a_landing_cut_short_leaves_the_old_commit_or_the_approved_one(
    background: Background, point: str, moved: bool, method: str
) -> None:
    scratch = background.scratch
    git(scratch.repo, "switch", "-q", "-c", "operator")
    base = asyncio.run(committed(scratch, method))
    (scratch.repo / "README.md").write_text("# the operator's own words\n")
    dying = background.start("-c", LAND, fault=point, wait=False)
    background.until_killed(dying, 90)

    background.start()
    until(lambda: (found := landing(background)) is None or found.state != "intended", 40, every=0.2)
    found, target = landing(background), git(scratch.repo, "rev-parse", "main")
    assert found
    assert (found.state == "landed") == moved
    assert found.method.said == f"{method} of 1 commit"
    if moved:
        assert target == found.candidate
        assert git(scratch.repo, "rev-parse", "main^{tree}") == found.tree
    else:
        assert target == base
    assert (scratch.repo / "README.md").read_text() == "# the operator's own words\n"
    assert git(scratch.repo, "status", "--porcelain") == "M README.md", "nothing but the operator's own edit"
