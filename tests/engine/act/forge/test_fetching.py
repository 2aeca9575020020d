"""Pull requests that no agent made: fetched, gated and released by keys, in the way of any branch."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Protection, Step
from fleetui.engine.link import AskCandidateDiff, AskPrompts
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.evidence import Verdict
from fleetui.model.forge.wishes.fetched import FetchPull
from fleetui.model.unseated_pulls import unseated
from fleetui.model.view import BranchRow
from fleetui.ui.board.branch_rows import approval
from tests.engine.act.forge.test_merging import FORGE, asked_often, reach
from tests.support.approving import AtATerminal, approve, land
from tests.support.github.clones import clone
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch, git

__all__ = ["asked_often"]

RAN = "ran.txt"


@asynccontextmanager
async def opened(
    scratch: Scratch,
    hub: Hub,
    shop: Repo,
    gh: Gh,
    *,
    fork: bool = True,
    gate: str = "true",
    branch: str = "fix",
) -> AsyncIterator[tuple[Live, Pull]]:
    """A fleet without an agent on a branch; somebody else's pull request whose required check passed."""
    reach(scratch, gh, shop)
    scratch.repo = clone(shop, scratch.root / "clone")
    shop.protect("main", Protection(checks=("ci",)))
    command = f"echo x >> {scratch.root / RAN}; {gate}"
    scratch.configure(
        gates=f'[[projects.shop.gates]]\nname = "build"\nrun = ["sh", "-c", "{command}"]\n{FORGE}'
    )
    source = hub.repository("octo/shop", parent=shop) if fork else shop
    pull = made(hub, shop, source, branch)
    async with scratch.engine() as live:
        live.engine.core.world = replace(live.engine.core.world, terminal=AtATerminal())
        live.engine.ownership.screen = True
        await live.until(lambda: [one.pull.number for one in unseated(live.engine.view)] == [pull.number], 30)
        yield live, pull


def made(hub: Hub, shop: Repo, source: Repo, branch: str) -> Pull:
    if not source.bare.branch(branch):
        source.bare.move(f"refs/heads/{branch}", source.bare.branch("main"))
    head = source.commit(branch, {"fix.py": "y = 2\n"}, "Fix it")
    pull = shop.pull(branch, "Fix it", author=hub.account("octo"), head_repo=source)
    shop.run(head, {"ci": [Step("pytest")]}, branch=branch)
    pull.moved()
    return pull


def ran(scratch: Scratch) -> int:
    """How often the gate ran."""
    path = scratch.root / RAN
    return len(path.read_text().splitlines()) if path.exists() else 0


async def fetch(live: Live, pull: Pull, head: str = "", *, gates: bool = False) -> Outcome:
    return await live.engine.act_there(FetchPull("shop", pull.number, head or pull.head_oid, gates=gates))


def rows(live: Live) -> list[BranchRow]:
    return [one for one in live.engine.view.board if one.fetched]


async def fetched(live: Live, pull: Pull) -> BranchRow:
    outcome = await fetch(live, pull)
    assert outcome.ok, outcome.text
    await live.until(lambda: rows(live) and rows(live)[0].candidate and rows(live)[0].gates[0].gate, 30)
    return rows(live)[0]


async def may_land(live: Live, pull: Pull) -> BranchRow:
    await fetched(live, pull)
    outcome = await fetch(live, pull, gates=True)
    assert outcome.ok, outcome.text
    await live.until(lambda: rows(live)[0].may_land, 40)
    return rows(live)[0]


@pytest.mark.parametrize("fork", [True, False], ids=["of a fork", "of the repository"])
async def test_one_of_somebody_else_is_fetched_gated_and_merged_each_by_its_own_key(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, fork: bool
) -> None:
    async with opened(scratch, hub, shop, gh, fork=fork) as (live, pull):
        row = await fetched(live, pull)
        assert not unseated(live.engine.view)
        assert row.why_not == "build did not run"
        assert (row.ungated, ran(scratch)) == (True, 0)
        assert approval((row,)) is None
        assert "+y = 2" in str(await live.engine.ask(AskCandidateDiff(row.seat)))
        assert await live.engine.ask(AskPrompts(row.seat)) == ()
        assert (await fetch(live, pull, gates=True)).ok
        await live.until(lambda: rows(live)[0].may_land, 40)
        assert ran(scratch) == 1
        wanted = approval((rows(live)[0],))
        assert wanted is not None
        assert not (await live.engine.land(wanted)).ok, "nobody approved it"
        outcome = await land(live.engine, wanted)
        assert outcome.ok, outcome.text
        merged = shop.bare.branch("main")
        assert git(scratch.repo, "rev-parse", "main") == merged
        assert (scratch.repo / "fix.py").read_text() == "y = 2\n"
        await live.until(lambda: rows(live) and rows(live)[0].landed == merged, 30)
        assert [mark.verdict for mark in rows(live)[0].gates] == [Verdict.PASS]
        assert [one.fields for one in api.log.changes()] == [("mergePullRequest",)]
        told = [record.event for record in await live.engine.core.world.journal.read(0)]
        (event,) = [one for one in told if isinstance(one, e.PullFetched)]
        assert (event.number, event.of_fork, event.author) == (pull.number, fork, "octo")


async def test_no_gate_runs_by_itself_not_even_when_the_base_moves(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live, pull)
        shop.commit("main", {"other.py": "z = 1\n"})
        git(scratch.repo, "pull", "-q", str(shop.path), "main")
        await live.do(c.RefreshNow())
        await live.until(lambda: rows(live)[0].gates[0].verdict is Verdict.OUTDATED, 30)
        assert ran(scratch) == 1
        assert rows(live)[0].ungated
        assert not rows(live)[0].may_land


async def test_a_head_that_moves_after_it_was_fetched_is_not_merged_and_not_gated(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        wanted = approval((await may_land(live, pull),))
        assert wanted is not None
        seen = pull.head_oid
        assert (await approve(live.engine, wanted)).ok
        pull.head_repo.commit("fix", {"fix.py": "y = 666\n"})
        pull.moved()
        outcome = await live.engine.land(wanted)
        assert not outcome.ok
        assert not api.log.changes()
        await live.until(lambda: not rows(live) and unseated(live.engine.view), 30)
        again = await fetch(live, pull, seen, gates=True)
        assert not again.ok
        assert "moved to" in again.text
        assert ran(scratch) == 1
        await live.until(lambda: not live.engine.core.candidates, 30)


async def test_a_head_that_is_another_commit_than_the_api_names_is_not_taken(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        shop.bare.move("refs/heads/elsewhere", shop.bare.branch("main"))
        other = shop.commit("elsewhere", {"fix.py": "evil\n"})
        shop.bare.move(f"refs/pull/{pull.number}/head", other)
        outcome = await fetch(live, pull)
        assert not outcome.ok
        said = f"#{pull.number} is {other[:12]} there, and {pull.head_oid[:12]} by the forge's API"
        assert said in outcome.text
        assert not live.engine.core.fleet.pulls_fetched
        assert not rows(live)


async def test_one_that_cannot_be_fetched_stays_what_it_was_and_says_so(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        shop.bare.move(f"refs/pull/{pull.number}/head", "")
        outcome = await fetch(live, pull)
        assert not outcome.ok
        assert outcome.text.startswith("fetch pull request:")
        monkeypatch.setattr("fleetui.ports.git.other_machine._LIMIT_S", 0.0)
        late = await fetch(live, pull)
        assert not late.ok
        assert late.text.startswith("fetch pull request: no answer within")
        assert not live.engine.core.fleet.pulls_fetched
        assert [one.pull.number for one in unseated(live.engine.view)] == [pull.number]


async def test_a_fork_that_calls_its_branch_as_an_agents_branch_is_not_taken_for_it(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh, branch="agent/cache") as (live, pull):
        await live.do(c.AddAgent("cache", "shop", "standin", start=False))
        await live.until(lambda: live.agent("cache").seat.worktree)
        tree = Path(live.agent("cache").seat.worktree)
        (tree / "new.py").write_text("x = 1\n")
        git(tree, "add", "new.py")
        git(tree, "commit", "-qm", "Add it")
        await live.do(c.RefreshNow())
        await live.until(lambda: any(not one.fetched for one in live.engine.view.board))
        row = await may_land(live, pull)
        (own,) = [one for one in live.engine.view.board if not one.fetched]
        assert (own.branch, own.pull) == ("agent/cache", None)
        assert own.head != row.head
        wanted = approval((row,))
        assert wanted is not None
        assert (await land(live.engine, wanted)).ok
        await live.until(lambda: rows(live) and rows(live)[0].landed, 30)
        (own,) = [one for one in live.engine.view.board if not one.fetched]
        assert not own.landed
        assert ("shop", "agent/cache") not in live.engine.view.landed


async def test_a_red_gate_keeps_it_out(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh, gate="exit 3") as (live, pull):
        await fetched(live, pull)
        assert (await fetch(live, pull, gates=True)).ok
        await live.until(lambda: "build fails" in rows(live)[0].why_not, 40)
        assert approval((rows(live)[0],)) is None
        assert not rows(live)[0].ungated


async def test_no_other_process_and_no_command_can_have_its_code_run(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        row = await fetched(live, pull)
        refused = await live.engine.do(c.RunGates(row.seat))
        assert not refused.ok
        assert "no agent" in refused.text
        live.engine.ownership.screen = False
        assert not (await fetch(live, pull, gates=True)).ok
        assert ran(scratch) == 0


async def test_a_restart_keeps_what_was_fetched_and_what_the_gates_said(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live, pull)
    async with scratch.engine() as again:
        await again.until(lambda: rows(again) and rows(again)[0].may_land, 40)
        assert ran(scratch) == 1


async def test_one_whose_answer_was_lost_is_looked_up(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        wanted = approval((await may_land(live, pull),))
        assert wanted is not None
        api.faults.add(lambda request: request.kind == "mutation", faults.bad_gateway_after)
        outcome = await land(live.engine, wanted)
        assert outcome.ok, outcome.text
        assert len(api.log.changes()) == 1
