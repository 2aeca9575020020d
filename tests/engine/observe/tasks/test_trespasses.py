"""An agent that changes what its task says not to touch calls the operator until it no longer does."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from fleetui.engine.observe.tasks import trespasses
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.attention import Want
from fleetui.model.touched import Touched, touched_among
from tests.support.scratch import Live, Scratch, git

TASK = '+++\ntitle = "Limit logins"\nnot-to-touch = ["migrations/", "*.lock"]\n+++\n'


async def at_work(live: Live, scratch: Scratch) -> tuple[Path, Path]:
    """An agent on a task that is running in its own worktree; the worktree and the task's file."""
    outcome = await live.do(c.AddTask("Limit logins", not_to_touch=("migrations/", "*.lock")))
    await live.do(c.AddAgent("limits", "shop", "standin", task=outcome.value, start=False))
    await live.until(lambda: live.agent("limits").task is not None)
    file = scratch.paths.tasks / "shop" / f"{outcome.value}.md"
    return Path(live.agent("limits").seat.worktree), file


def reason(live: Live) -> str:
    found = live.agent("limits").attention
    return found.reason if found and found.want is Want.TOUCHED else ""


async def told(live: Live, kind: type[e.Event]) -> list[e.Event]:
    records = await live.engine.core.world.journal.read(0)
    return [one.event for one in records if isinstance(one.event, kind)]


async def test_a_path_that_is_off_limits_calls_with_path_and_pattern_committed_or_not_until_it_is_undone(
    scratch: Scratch,
):
    scratch.configure()
    async with scratch.engine() as live:
        tree, _ = await at_work(live, scratch)
        (tree / "migrations").mkdir()
        (tree / "migrations" / "7.py").write_text("x\n")
        await live.until(lambda: reason(live) == "touches migrations/7.py (migrations/)")
        git(tree, "add", "-A")
        git(tree, "commit", "-q", "-m", "oh")
        await live.until(lambda: any(row.word_for for row in live.engine.view.board))
        row = live.engine.view.board[0]
        assert [one.said for one in row.touched] == ["migrations/7.py (not to touch: migrations/)"]
        assert row.word_for == "it changes what its task says not to touch"
        assert len(await told(live, e.TrespassFound)) == 1
        (tree / "web.lock").write_text("x\n")
        await live.until(lambda: "and 1 more" in reason(live))
        git(tree, "reset", "-q", "--hard", "HEAD~1")
        (tree / "web.lock").unlink()
        await live.until(lambda: not live.agent("limits").touched and reason(live) == "")
        await live.until(lambda: "limits" not in live.engine.core.fleet.trespasses)
        found = [
            event.paths for event in await told(live, e.TrespassFound) if isinstance(event, e.TrespassFound)
        ]
        assert all(one != other for one, other in pairwise(found)), "the same change is written down once"
        assert len(await told(live, e.TrespassEnded)) == 1


async def test_a_task_file_that_breaks_while_it_is_edited_opens_nothing(scratch: Scratch):
    scratch.configure()
    async with scratch.engine() as live:
        tree, file = await at_work(live, scratch)
        (tree / "web.lock").write_text("x\n")
        await live.until(lambda: reason(live) != "")
        file.write_text("+++\nnot toml\n+++\n")
        await live.until(lambda: live.agent("limits").task.problems)  # type: ignore[union-attr]
        assert reason(live) == "touches web.lock (*.lock)"
        file.write_text('+++\ntitle = "Limit logins"\n+++\n')
        await live.until(lambda: reason(live) == "")


async def test_what_the_operator_knows_of_calls_no_more_and_another_path_calls_again(scratch: Scratch):
    scratch.configure()
    async with scratch.engine() as live:
        tree, _ = await at_work(live, scratch)
        (tree / "web.lock").write_text("x\n")
        await live.until(lambda: reason(live) != "")
        await live.do(c.AcknowledgeAgent("limits"))
        await live.until(lambda: not live.agent("limits").calls)
        (tree / "other.lock").write_text("x\n")
        await live.until(lambda: live.agent("limits").calls)


async def test_more_changes_than_are_soon_compared_are_compared_beside_the_screen(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
):
    where: list[threading.Thread] = []
    compare = touched_among

    def noted(patterns: tuple[str, ...], paths: Iterable[tuple[str, str]]) -> tuple[Touched, ...]:
        if listed := list(paths):
            where.append(threading.current_thread())
        return compare(patterns, listed)

    monkeypatch.setattr(trespasses, "touched_among", noted)
    monkeypatch.setattr(trespasses, "AT_ONCE", 1)
    scratch.configure()
    async with scratch.engine() as live:
        tree, _ = await at_work(live, scratch)
        (tree / "migrations").mkdir()
        for name in "abc":
            (tree / "migrations" / f"{name}.py").write_text("x\n")
        await live.until(lambda: reason(live) == "touches migrations/a.py (migrations/) and 2 more")
        assert where
        assert threading.main_thread() not in where
        for name in "abc":
            (tree / "migrations" / f"{name}.py").unlink()
        await live.until(lambda: not live.agent("limits").touched and reason(live) == "")
        await live.until(lambda: "limits" not in live.engine.core.fleet.trespasses)
