"""What is configured about landings reaches what lands, and what is said of it afterwards is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.cli.release.merge import plain
from fleetui.config.load import load
from fleetui.engine.link import AskWhy
from fleetui.model import commands as c
from fleetui.model.origin import Why
from fleetui.model.queue import EntryState
from fleetui.model.view import BranchRow
from fleetui.ui.board.branch_rows import method_facts
from tests.engine.act.landing.test_land import row
from tests.support.approving import land, release_of
from tests.support.scratch import Live, Scratch, git

BUILD = '[[projects.shop.gates]]\nname = "build"\nrun = ["python3", "-m", "compileall", "-q", "."]\n'
TRAILERS = 'trailers = ["Agent: {agent}", "Task: {task}"]\n'


def configure(scratch: Scratch, method: str, author: str = "") -> None:
    scratch.configure("cache", gates=f'landing = "{method}"\n{TRAILERS}{BUILD}')
    file = scratch.paths.config
    text = file.read_text()
    file.write_text(text.replace("[agents.cache]\n", f'[agents.cache]\nauthor = "{author}"\n'))


async def commits(live: Live, *contents: str) -> Path:
    worktree = Path(live.agent("cache").seat.worktree)
    for content in contents:
        (worktree / "shop.py").write_text(content)
        git(worktree, "commit", "-q", "-am", f"price {content.split()[-1]}")
    await live.do(c.RefreshNow())
    return worktree


def facts(found: BranchRow) -> list[str]:
    """What board and landing dialog say of how it lands."""
    return ["".join(span.text for span in line) for line in method_facts(found, 80)]


async def ready(live: Live) -> BranchRow:
    await live.until(lambda: (r := row(live)) is not None and r.may_land, 60)
    found = row(live)
    assert found is not None
    return found


@pytest.mark.parametrize("method", ["squash", "rebase"])
async def test_a_branch_lands_as_configured_and_goes_on_from_there(scratch: Scratch, method: str) -> None:
    configure(scratch, method, "Ada <ada@fleet>")
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "make the price three"))
        await live.until(lambda: live.queue("cache")[-1].state is EntryState.ACCEPTED, 30)
        worktree = await commits(live, "def price():\n    return 2\n", "def price():\n    return 3\n")
        found = await ready(live)
        assert f"lands as    {method} of 2 commits" in facts(found)
        assert plain(found)["method"] == {
            "kind": method, "commits": 2, "since": [], "text": f"{method} of 2 commits",
        }  # fmt: skip
        base = git(scratch.repo, "rev-parse", "main")
        assert (await land(live.engine, release_of(found))).ok
        assert git(scratch.repo, "log", "--format=%P", f"{base}..main").count(" ") == 0, "no merge"
        assert int(git(scratch.repo, "rev-list", "--count", f"{base}..main")) == (
            1 if method == "squash" else 2
        )
        says = git(scratch.repo, "log", "-1", "--format=%an|%(trailers:key=Agent,valueonly)", "main")
        assert says == (
            "Ada|cache" if method == "squash" else f"{git(worktree, 'log', '-1', '--format=%an')}|cache"
        )
        await live.until(lambda: (r := row(live)) is not None and bool(r.landed) and not r.ahead, 30)
        assert live.agent("cache").attention is None or "MERGE" not in str(live.agent("cache").attention)
        landed = row(live)
        assert landed is not None
        assert f"landed as   {method} of 2 commits" in facts(landed)
        for asked in (
            AskWhy(str(scratch.repo), path=str(scratch.repo / "shop.py"), line=2),
            AskWhy(str(scratch.repo), commit=git(scratch.repo, "rev-parse", "main")),
            AskWhy(str(scratch.repo), commit=git(worktree, "rev-parse", "HEAD~1")),
        ):
            told = await live.engine.ask(asked)
            assert isinstance(told, Why)
            assert told.story is not None, asked
            assert [one.text for one in told.story.prompts] == ["make the price three"]
        if method == "rebase":
            first = await live.engine.ask(AskWhy(str(scratch.repo), commit="main~1"))
            assert isinstance(first, Why)
            assert first.story is not None
        await commits(live, "def price():\n    return 4\n")
        again = await ready(live)
        assert (again.ahead, again.behind) == (1, 0)
        assert again.method is not None
        assert again.method.since == (landed.head,)
        assert f"goes on     only what came after {landed.head[:7]}, which landed before" in facts(again)
        assert (await land(live.engine, release_of(again))).ok
        assert (scratch.repo / "shop.py").read_text().endswith("return 4\n")


async def test_another_way_to_land_or_another_author_makes_another_candidate(scratch: Scratch) -> None:
    configure(scratch, "merge")
    async with scratch.engine() as live:
        await live.started("cache")
        await commits(live, "def price():\n    return 2\n")
        shown = await ready(live)
        assert plain(shown)["method"] == {
            "kind": "merge", "commits": 1, "since": [], "text": "merge of 1 commit",
        }  # fmt: skip
        configure(scratch, "squash")
        outcome = await land(live.engine, release_of(shown))
        assert not outcome.ok, "what was shown is not what would land by now"

        def made(kind: str, commit: str) -> bool:
            found = row(live)
            return bool(
                found and found.may_land and found.method and found.candidate and found.method.kind == kind
                and found.candidate.commit != commit
            )  # fmt: skip

        await live.engine.supervisor.configure(load(scratch.paths))
        await live.until(lambda: made("squash", ""), 60)
        shown = await ready(live)
        assert shown.candidate
        configure(scratch, "squash", "Ada <ada@fleet>")
        outcome = await land(live.engine, release_of(shown))
        assert not outcome.ok
        await live.engine.supervisor.configure(load(scratch.paths))
        await live.until(lambda: made("squash", shown.candidate.commit), 60)  # type: ignore[union-attr]
