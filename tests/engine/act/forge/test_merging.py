"""Pull requests that are released: exactly the one that was shown is merged there, and it is here, too, afterwards."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.exchange import Answer, Request
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.merge_queue import with_queue
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Protection, Step
from fleetui.engine.act.forge import merging
from fleetui.engine.link import AskWhy
from fleetui.engine.observe.forge import conversations, intervals, pulls_now
from fleetui.engine.protocols.errors import PortError
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.approval import Press
from fleetui.model.fleet import Landing
from fleetui.model.forge.audit import audit
from fleetui.model.landing_note import note_of
from fleetui.model.origin import Why
from fleetui.model.view import BranchRow, PortHealth
from fleetui.ui.board.branch_rows import approval
from tests.support.approving import AtATerminal, approve, land
from tests.support.github.clones import clone
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch, git

BUILD = '[[projects.shop.gates]]\nname = "build"\nrun = ["true"]\n'
PATHS = {"cache": "new.py", "other": "other.py"}
FORGE = '[projects.shop.github]\nrepository = "acme/shop"\nmerges = true\n'


@pytest.fixture(autouse=True)
def asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, names in (
        (intervals, ("LONGEST_S",)),
        (pulls_now, ("EVERY_S", "UNKNOWN_S", "FAILED_S")),
    ):
        for name in names:
            monkeypatch.setattr(module, name, 0.3)
    monkeypatch.setattr(intervals, "every_s", lambda _: 0.3)
    monkeypatch.setattr(conversations, "FAILED_S", 0.3)
    monkeypatch.setattr(merging, "SOON_S", 0.1)
    monkeypatch.setattr(merging, "LATER_S", 0.3)


def reach(scratch: Scratch, gh: Gh, shop: Repo) -> None:
    """The login of gh, and git that finds the forge's address in the bare repository below it."""
    config = scratch.root / "gitconfig"
    config.write_text(f'[url "{shop.path}"]\n\tinsteadOf = https://github.com/acme/shop.git\n')
    scratch.environment |= {
        "PATH": f"{gh.folder / 'bin'}:{scratch.environment['PATH']}",
        "GH_CONFIG_DIR": gh.environment["GH_CONFIG_DIR"],
        "GH_TOKEN": gh.environment["GH_TOKEN"],
        "GIT_CONFIG_GLOBAL": str(config),
    }


@asynccontextmanager
async def opened(
    scratch: Scratch, hub: Hub, shop: Repo, gh: Gh, more: str = "", landing: str = ""
) -> AsyncIterator[tuple[Live, Pull]]:
    """A fleet whose agent cache has a pull request whose required check passed."""
    reach(scratch, gh, shop)
    scratch.repo = clone(shop, scratch.root / "clone")
    shop.protect("main", Protection(checks=("ci",)))
    scratch.configure(gates=f"{landing}{BUILD}{FORGE}{more}")
    async with scratch.engine() as live:
        live.engine.core.world = replace(live.engine.core.world, terminal=AtATerminal())
        await live.do(c.AddAgent("cache", "shop", "standin", start=False))
        await live.until(lambda: live.agent("cache").seat.worktree)
        pull = push(live, hub, shop)
        await live.do(c.RefreshNow())
        yield live, pull


def push(live: Live, hub: Hub, shop: Repo, text: str = "x = 1\n", name: str = "cache") -> Pull:
    """The agent commits, pushes, and its check passes; its pull request is opened where there is none."""
    tree, path, branch = Path(live.agent(name).seat.worktree), PATHS[name], f"agent/{name}"
    (tree / path).write_text(text)
    git(tree, "add", path)
    git(tree, "commit", "-qm", "Add it")
    git(tree, "push", "-q", "-f", "origin", f"HEAD:refs/heads/{branch}")
    head = git(tree, "rev-parse", "HEAD")
    known = next((one for one in shop.pulls() if one.head == branch), None)
    pull = known or shop.pull(branch, "Add it", author=hub.account("ada"))
    shop.run(head, {"ci": [Step("pytest")]}, branch=branch)
    return pull


def row(live: Live) -> BranchRow:
    (found,) = live.engine.view.board
    return found


async def may_land(live: Live) -> BranchRow:
    await live.until(lambda: live.engine.view.board and row(live).may_land, 60)
    return row(live)


async def release(live: Live) -> tuple[bool, str]:
    wanted = approval((row(live),))
    assert wanted is not None
    outcome = await land(live.engine, wanted)
    return outcome.ok, outcome.text


def health_of(live: Live) -> list[PortHealth]:
    """What is said of what was merged, until the operator looked."""
    return [one for one in live.engine.view.health if one.port.startswith("merged shop #")]


def landing(live: Live) -> Landing:
    return list(live.engine.core.fleet.landings.values())[-1]


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
async def test_what_was_shown_is_merged_there_compared_and_brought_here(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, method: str
) -> None:
    async with opened(scratch, hub, shop, gh, landing=f'landing = "{method}"\n') as (live, pull):
        shown = await may_land(live)
        assert shown.pull_release is not None
        assert (shown.pull_release.number, shown.pull_release.method) == (pull.number, method)
        ok, text = await release(live)
        assert ok, text
        merged = shop.bare.branch("main")
        assert f"#{pull.number} was merged as {merged[:9]}; main is {merged[:9]} here, too" in text
        assert git(scratch.repo, "rev-parse", "main") == merged
        assert (scratch.repo / "new.py").read_text() == "x = 1\n"
        ended = landing(live)
        assert (ended.state, ended.candidate, ended.pull) == ("landed", merged, pull.number)
        assert ended.tested not in ("", merged)
        await live.until(lambda: row(live).landed == merged)
        assert [one.fields for one in api.log.changes()] == [("mergePullRequest",)]
    assert shop.bare.branch("agent/cache")


async def test_what_waits_beside_it_is_looked_at_again_as_its_base_moved(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, _):
        await may_land(live)
        wanted = approval((row(live),))
        assert wanted is not None
        monkeypatch.setattr(pulls_now, "EVERY_S", 600.0)
        await live.do(c.AddAgent("other", "shop", "standin", start=False))
        await live.until(lambda: live.agent("other").seat.worktree)
        beside = push(live, hub, shop, "y = 1\n", "other")
        await live.do(c.RefreshNow())
        known = live.engine.core.pulls_now
        await live.until(lambda: ("shop", beside.number) in known)
        outcome = await land(live.engine, wanted)
        assert outcome.ok, outcome.text
        merged = shop.bare.branch("main")
        await live.until(lambda: known["shop", beside.number].base_commit == merged)


async def test_a_head_that_moved_after_the_facts_is_not_merged(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, _):
        await may_land(live)
        wanted = approval((row(live),))
        assert wanted is not None
        shop.commit("agent/cache", {"new.py": "x = 666\n"})
        outcome = await land(live.engine, wanted)
        assert not outcome.ok
        assert "the branch here at" in outcome.text or "moved" in outcome.text
        assert not api.log.changes()


async def test_a_head_that_moves_in_the_last_second_is_not_merged(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        merger = live.engine.lander.merger
        checked = merger.why_no_longer

        async def then_moved(*arguments: Any) -> str:
            why = await checked(*arguments)
            head = shop.commit("agent/cache", {"new.py": "x = 666\n"})
            shop.run(head, {"ci": [Step("pytest")]}, branch="agent/cache")
            return why

        monkeypatch.setattr(merger, "why_no_longer", then_moved)
        ok, text = await release(live)
        assert not ok
        assert "moved since you approved it" in text
        assert (pull.state, api.log.changes()) == ("OPEN", [])


@pytest.mark.parametrize("act", [faults.cut_after, faults.bad_gateway_after])
async def test_one_whose_answer_was_lost_is_looked_up_and_not_asked_for_again(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, act: faults.Act
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, _):
        await may_land(live)
        api.faults.add(lambda request: request.kind == "mutation", act)
        ok, text = await release(live)
        assert ok, text
        assert landing(live).state == "landed"
        assert len(api.log.changes()) == 1


async def test_one_that_the_forge_refuses_is_not_landed(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        api.faults.add(lambda request: request.kind == "mutation", faults.bad_gateway)
        ok, text = await release(live)
        assert not ok
        assert landing(live).state == "refused"
        assert pull.state == "OPEN", text
        await live.until(lambda: row(live).may_land, 30)


async def test_a_queue_is_followed_until_it_is_known(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    queue = with_queue(shop, "MERGE")
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        ok, text = await release(live)
        assert (ok, text) == (True, f"#{pull.number} is in the merge queue; it is followed")
        assert landing(live).state == "intended"
        queue.step()
        await live.until(lambda: landing(live).state == "landed", 30)
        assert git(scratch.repo, "rev-parse", "main") == shop.bare.branch("main")


async def test_files_that_are_not_those_that_were_tested_are_told_loudly(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    queue = with_queue(shop, "MERGE")
    async with opened(scratch, hub, shop, gh) as (live, _):
        await may_land(live)
        await release(live)
        shop.commit("main", {"other.py": "from others\n"})
        queue.step()
        await live.until(lambda: landing(live).state == "landed", 30)
        assert "NOT those that were tested" in landing(live).detail
        asked = live.engine.core.pulls["shop"].at
        await live.until(lambda: live.engine.core.pulls["shop"].at > asked, 30)
        (told,) = health_of(live)
        assert told.severe
        assert "NOT those that were tested" in told.text
        await live.do(c.RefreshNow())
        await live.until(lambda: not health_of(live))


@pytest.mark.parametrize("landing_method", ["merge", "squash"])
async def test_one_that_got_another_base_in_the_second_of_its_merge_is_not_landed_and_told_loudly(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, landing_method: str
) -> None:
    async with opened(scratch, hub, shop, gh, landing=f'landing = "{landing_method}"\n') as (live, pull):
        await may_land(live)

        def retargeted(_: Request, proceed: faults.Proceed) -> Answer:
            shop.bare.move("refs/heads/release", shop.bare.branch("main"))
            pull.base = "release"
            return proceed()

        api.faults.add(merges, retargeted)
        before = git(scratch.repo, "rev-parse", "main")
        ok, text = await release(live)
        assert not ok
        assert f"#{pull.number} was merged into release, NOT into main" in text
        assert landing(live).state == "refused"
        assert git(scratch.repo, "rev-parse", "main") == before
        assert [one.severe for one in health_of(live)] == [True]


async def test_one_that_got_another_base_before_it_was_asked_for_is_refused(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        merger = live.engine.lander.merger
        checked = merger.why_no_longer

        async def then_retargeted(*arguments: Any) -> str:
            why = await checked(*arguments)
            shop.bare.move("refs/heads/release", shop.bare.branch("main"))
            pull.base = "release"
            return why

        monkeypatch.setattr(merger, "why_no_longer", then_retargeted)
        ok, text = await release(live)
        assert not ok
        assert "goes to release, not to main" in text
        assert (landing(live).state, api.log.changes()) == ("refused", [])


async def test_one_that_is_put_out_of_the_queue_is_said_to_be_that(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    queue = with_queue(shop, "MERGE")
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        await release(live)
        queue.dequeue(pull)
        await live.until(lambda: landing(live).state == "refused", 30)
        assert landing(live).detail == merging.LEFT_QUEUE
        await live.until(lambda: health_of(live))
        (told,) = health_of(live)
        assert (told.severe, merging.LEFT_QUEUE in told.text) == (False, True)


async def test_one_that_the_forge_keeps_out_without_a_word_may_not_land(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, _):
        await may_land(live)
        wanted = approval((row(live),))
        assert wanted is not None
        shop.protect("main", Protection(checks=("ci", "security")))
        outcome = await land(live.engine, wanted)
        assert not outcome.ok
        assert "the forge's rules keep it out" in outcome.text
        assert not live.engine.core.fleet.landings


async def test_a_remark_that_is_open_refuses_with_its_place(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        wanted = approval((row(live),))
        assert wanted is not None
        pull.thread(hub.bot("bugbot"), "new.py", 1, "**High Severity** x is wrong")
        outcome = await land(live.engine, wanted)
        assert not outcome.ok
        assert "1 remark open: bugbot at new.py:1" in outcome.text
        assert not api.log.changes()
        await live.until(lambda: row(live).why_not == "1 remark open: bugbot at new.py:1", 30)


async def overridable(live: Live, remarks: int = 1) -> BranchRow:
    await live.until(lambda: len(row(live).overridable) == remarks, 60)
    return row(live)


async def test_a_typed_word_releases_it_over_exactly_the_remarks_that_were_shown(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        pull.thread(hub.bot("bugbot"), "new.py", 1, "**High Severity** x is wrong")
        shown = await overridable(live)
        assert not shown.may_land and shown.word_for == "1 open remark is overridden"
        wanted = approval((shown,))
        assert wanted is not None
        now = time.time()
        await live.engine.release(wanted, Press(now, "m"))
        without = await live.engine.approve(wanted, Press(now + 5, "m", now + 1, now + 1))
        assert not without.ok and "first" in without.text, "the key alone is not enough"
        assert not (await live.engine.land(wanted)).ok
        ok, text = await release(live)
        assert ok, text
        ended = landing(live)
        assert [one.said for one in ended.overridden] == ["bugbot at new.py:1: **High Severity** x is wrong"]
        assert (ended.state, ended.overridden_by) == ("landed", live.engine.core.world.operator)
        (told,) = [one for one in await events(live) if isinstance(one, e.RemarksOverridden)]
        assert (told.number, told.head) == (pull.number, pull.head_oid)
        await live.until(lambda: row(live).landed_over == ended.overridden)
        (over,) = audit(live.engine.view)
        assert over.now.state == "overridden" and over.overriding is not None
        assert over.overriding.merged_as == ended.candidate
        story = await live.engine.ask(AskWhy(project="shop", commit=ended.candidate))
        assert isinstance(story, Why) and story.story is not None
        assert "Released over 1 open remark by" in note_of(story.story, "me")
        assert "    bugbot at new.py:1: **High Severity** x is wrong" in note_of(story.story, "me")


async def events(live: Live) -> list[e.Event]:
    return [record.event for record in await live.engine.core.world.journal.read(0)]


@pytest.mark.parametrize("change", ["another", "edited", "answered", "changes"])
async def test_a_word_is_for_no_other_remark_than_was_shown(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, change: str
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        thread = pull.thread(hub.bot("bugbot"), "new.py", 1, "x is wrong")
        wanted = approval((await overridable(live),))
        assert wanted is not None
        approved = await approve(live.engine, wanted)
        assert approved.ok, approved.text
        match change:
            case "another":
                pull.thread(hub.bot("bugbot"), "new.py", 1, "and so is this")
            case "edited":
                thread.comments[0].body = "x is VERY wrong"
            case "answered":
                thread.say(hub.account("bo"), "I agree")
            case _:
                pull.review(hub.account("bo"), "CHANGES_REQUESTED", "")
        outcome = await live.engine.land(wanted)
        assert not outcome.ok
        assert ("asked for changes" if change == "changes" else "remark open: bugbot") in outcome.text
        assert not api.log.changes()
        assert not [one for one in await events(live) if isinstance(one, e.RemarksOverridden)]


async def test_another_head_needs_another_word(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        pull.thread(hub.bot("bugbot"), "new.py", 1, "x is wrong")
        wanted = approval((await overridable(live),))
        assert wanted is not None
        assert (await approve(live.engine, wanted)).ok
        push(live, hub, shop, "x = 2\n")
        outcome = await live.engine.land(wanted)
        assert not outcome.ok
        assert "moved since you approved it" in outcome.text
        assert not api.log.changes()


async def test_no_word_overrides_what_the_forge_or_a_gate_refuses(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        pull.thread(hub.bot("bugbot"), "new.py", 1, "x is wrong")
        await overridable(live)
        pull.review(hub.account("bo"), "CHANGES_REQUESTED", "no")
        await live.until(lambda: not row(live).overridable, 30)
        assert approval((row(live),)) is None
        assert row(live).why_not.endswith("bo asked for changes: that is taken back on the forge alone"), row(
            live
        ).why_not
        pull.reviews[-1].state = "DISMISSED"
        pull.touched()
        await overridable(live, 2)
        shop.check(pull.head_oid, "ci", "FAILURE")
        await live.until(lambda: not row(live).overridable, 30)
        assert "check ci fails" in row(live).why_not
        assert approval((row(live),)) is None


async def test_a_release_over_remarks_that_the_forge_refused_spends_the_word(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        pull.thread(hub.bot("bugbot"), "new.py", 1, "x is wrong")
        await overridable(live)
        api.faults.add(merges, faults.bad_gateway)
        ok, _ = await release(live)
        assert not ok
        (told,) = audit(live.engine.view)
        assert (told.now.state, told.overriding and told.overriding.state) == ("open", "refused")
        wanted = approval((await overridable(live),))
        assert wanted is not None
        assert not (await live.engine.land(wanted)).ok
        assert pull.state == "OPEN"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("red", "check ci fails"),
        ("none", "the branch here at"),
        ("draft", "is a draft"),
    ],
)
async def test_what_is_not_well_there_keeps_it_out(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, change: str, why: str
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        match change:
            case "red":
                shop.check(pull.head_oid, "ci", "FAILURE")
            case "none":
                shop.commit("agent/cache", {"new.py": "x = 2\n"})
            case _:
                pull.is_draft = True
        await live.until(lambda: why in row(live).why_not, 30)
        assert approval((row(live),)) is None


async def test_nothing_of_such_a_project_lands_here(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, _):
        await may_land(live)
        wanted = approval((row(live),))
        assert wanted is not None
        before = git(scratch.repo, "rev-parse", "main")
        outcome = await land(live.engine, replace(wanted, pull=None))
        assert not outcome.ok
        assert git(scratch.repo, "rev-parse", "main") == before
        assert not api.log.changes()


def merges(request: Request) -> bool:
    return request.kind == "mutation"


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(("point", "state"), [("pull.before", "refused"), ("pull.asked", "landed")])
async def test_an_owner_that_was_killed_around_the_call_finds_out_what_became_of_it(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, point: str, state: str
) -> None:
    def fault(name: str) -> None:
        if name == point:
            raise Killed

    async with opened(scratch, hub, shop, gh) as (live, _):
        await may_land(live)
        live.engine.core.world = replace(live.engine.core.world, fault=fault)
        with pytest.raises(Killed):
            await release(live)
        assert landing(live).state == "intended"
        await live.until(lambda: "was asked for" in row(live).why_not)
        assert approval((row(live),)) is None
    async with scratch.engine() as again:
        await again.until(lambda: landing(again).state == state, 30)
        assert len(api.log.changes()) == (state == "landed")


async def test_an_owner_that_was_killed_after_it_asked_finds_out_what_became_of_it(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, _):
        await may_land(live)
        api.faults.add(merges, api.faults.hanging(after=True))
        monkeypatch.setattr("fleetui.ports.github.merging.LIMIT_S", 1.0)
        monkeypatch.setattr(merging, "SOON_TIMES", 0)
        ok, text = await release(live)
        assert not ok
        assert "not known yet" in text
    async with scratch.engine() as again:
        await again.until(lambda: landing(again).state == "landed", 30)
        assert len(api.log.changes()) == 1


async def test_what_could_not_be_written_down_is_said_and_written_once_it_can_be(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, _):
        await may_land(live)
        journal = type(live.engine.core.world.journal)
        append = journal.append

        async def full(self: Any, *arguments: Any) -> Any:
            if landing(live).state == "intended":
                raise PortError("journal", "append", "No space left on device")
            return await append(self, *arguments)

        merge = live.engine.core.world.forge.merge

        async def then_full(*arguments: Any) -> None:
            await merge(*arguments)
            monkeypatch.setattr(journal, "append", full)

        monkeypatch.setattr(live.engine.core.world.forge, "merge", then_full)
        monkeypatch.setattr(merging, "SOON_TIMES", 2)
        ok, text = await release(live)
        assert not ok
        assert "could not be written down: append: No space left" in text
        assert landing(live).state == "intended"
        monkeypatch.setattr(journal, "append", append)
        await live.until(lambda: landing(live).state == "landed", 30)
        assert len(api.log.changes()) == 1


async def test_after_an_outage_a_key_asks_at_once_for_what_decides_and_for_what_was_said(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        monkeypatch.setattr(pulls_now, "FAILED_S", 600.0)
        monkeypatch.setattr(conversations, "FAILED_S", 600.0)
        broken = api.faults.add(faults.anything, faults.bad_gateway, times=0)
        live.engine.conversations.soon("shop", pull.number)
        heard = live.engine.core.heard
        await live.until(lambda: not live.engine.core.pulls_now and any(one.why for one in heard.values()))
        api.faults.listed.remove(broken)
        await live.do(c.RefreshNow())
        await live.until(lambda: live.engine.core.pulls_now and not any(one.why for one in heard.values()))


async def test_what_was_wrong_with_a_pull_request_is_not_said_of_one_that_is_closed(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        api.faults.add(lambda asked: "number" in asked.variables, faults.bad_gateway, times=0)
        port = f"github shop #{pull.number}"
        await live.until(lambda: port in live.engine.core.health)
        pull.close()
        await live.until(lambda: port not in live.engine.core.health)
