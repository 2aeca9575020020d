"""Seats of hosted agents through engine, journal and the real gh: made, told by comments at most once, ended, brought
back; and issues given to them as each of them wants it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Comment
from fleetui.engine.act.forge import telling
from fleetui.engine.link import AskError, AskRemoval
from fleetui.engine.observe.forge import hosted, intervals, pulls
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.forge.wishes.hosted import HandIssue, TellAgain, TellHosted
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from fleetui.model.view import AgentView
from tests.engine.observe.forge.test_pulls import FORGE, one_agent
from tests.faults.test_kill_nine import run_until_killed
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch, git

ISSUES = f'{FORGE}issues = "is:open"\n'


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, values in (
        (intervals, {"every_s": lambda _: 0.3, "LONGEST_S": 0.5}),
        (pulls, {"PASS_S": 0.1}),
        (hosted, {"PASS_S": 0.1, "FAILED_S": 0.2}),
        (telling, {"PASS_S": 0.05, "LOOK_S": 0.2, "FAILED_S": 0.3}),
    ):
        for name, value in values.items():
            monkeypatch.setattr(module, name, value)


def copilots(hub: Hub, shop: Repo, body: str = "", *, draft: bool = True) -> Pull:
    """A pull request of Copilot's."""
    bot = hub.bot("copilot-swe-agent")
    shop.commit("copilot/fix-refund", {"new.py": "x = 1\n"}, "Fix it", bot)
    return shop.pull("copilot/fix-refund", "Fix the refund", body, bot, draft=draft)


def seats(live: Live) -> dict[str, AgentView]:
    return {one.name: one for one in live.engine.view.agents if one.hosted}


def words(pull: Pull) -> list[str]:
    return [one.body for one in pull.comments]


async def posted(live: Live, name: str) -> list[str]:
    records = await live.engine.core.world.journal.read(0)
    found = [one.event for one in records if isinstance(one.event, e.CommentPosted)]
    return [one.url for one in found if one.seat == name]


def url_of(pull: Pull, comment: Comment) -> str:
    return f"{pull.url}#issuecomment-{comment.database_id}"


# ---------------------------------------------------------------- seats


async def test_its_pull_request_has_a_seat_without_a_pane_and_no_phase_is_guessed(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull = copilots(hub, shop)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        (agent,) = seats(live).values()
        assert (agent.name, agent.seat.profile, agent.seat.worktree) == ("copilot-1", "copilot-hosted", "")
        assert (agent.pane, agent.alive, agent.status.phase) == (None, False, Phase.UNKNOWN)
        assert agent.status.evidence.source == "github"
        sight = agent.hosted
        assert sight is not None and sight.word == "draft"
        assert sight.known_by == "by the author of the pull request"
        pull.is_draft = False
        await live.until(lambda: seats(live)["copilot-1"].hosted.word == "ready for review")  # type: ignore[union-attr]


async def test_a_remote_alone_makes_no_seat(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    copilots(hub, shop)
    bare = '[projects.shop.github]\nissues = "is:open"\n'
    async with one_agent(scratch, gh, bare) as live:
        await live.engine.hosted.look()
        assert seats(live) == {}


async def test_the_seat_goes_with_what_it_was_for_and_comes_back_by_a_key(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull = copilots(hub, shop, draft=False)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        pull.close()
        await live.until(lambda: not seats(live))
        assert live.engine.core.fleet.hosted["copilot-1"].left == "closed"
        done = await live.do(c.BringBackAgent("copilot-1"))
        assert done.ok, done.text
        await live.until(lambda: seats(live))
        assert seats(live)["copilot-1"].hosted.word == "closed"  # type: ignore[union-attr]


async def test_one_that_was_dismissed_stays_away_although_its_work_is_open(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    copilots(hub, shop)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        gone = await live.do(c.RemoveAgent("copilot-1"))
        assert gone.ok and "U brings its seat back" in gone.text
        at = live.engine.core.pulls["shop"].at
        await live.until(lambda: live.engine.core.pulls["shop"].at > at + 0.5)
        assert seats(live) == {}
        assert (await live.do(c.BringBackAgent("copilot-1"))).ok
        assert list(seats(live)) == ["copilot-1"]


async def test_a_merge_is_seen_and_one_that_is_opened_again_comes_back(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull = copilots(hub, shop, draft=False)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        pull.close()
        await live.until(lambda: not seats(live))
        pull.reopen()
        await live.until(lambda: seats(live))
        assert list(seats(live)) == ["copilot-1"], "the same seat, with its queue"
        pull.end("MERGED")
        await live.until(lambda: live.engine.core.fleet.hosted["copilot-1"].left == "merged")


async def test_no_command_speaks_and_none_needs_a_pane(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull = copilots(hub, shop)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        for command in (
            c.AddEntry("copilot-1", "x"),
            c.AddEntries("copilot-1", ("x",)),
            c.ResendEntry("copilot-1", "x"),
        ):
            done = await live.engine.do(command)
            assert not done.ok and "only a key in a dashboard" in done.text
        for other in (c.KillAgent("copilot-1"), c.StartAgent("copilot-1"), c.RenameAgent("copilot-1", "y")):
            done = await live.engine.do(other)
            assert not done.ok and "runs at its maker's" in done.text
        done = await live.engine.do(c.AddAgent("copilot-1", "shop", "standin"))
        assert not done.ok and "called copilot-1 already" in done.text
        assert words(pull) == []


async def test_a_branch_of_an_agent_here_is_no_hosted_agents(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with one_agent(scratch, gh) as live:
        git(Path(live.agent("cache").seat.worktree), "checkout", "-qb", "codex/mine")
        await live.do(c.RefreshNow())
        await live.until(lambda: (seen := live.agent("cache").git) and seen.branch == "codex/mine")
        shop.commit("codex/mine", {"new.py": "x = 1\n"}, "Mine", hub.account("ada"))
        shop.pull("codex/mine", "Mine", "", hub.account("ada"))
        copilots(hub, shop)
        await live.until(lambda: seats(live))
        assert list(seats(live)) == ["copilot-2"]


async def test_no_seat_is_made_while_a_branch_of_an_agent_here_is_not_known(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosted.HostedWatch, "_branches", lambda _self, _project: iter((None,)))
    copilots(hub, shop)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: "shop" in live.engine.core.pulls)
        at = live.engine.core.pulls["shop"].at
        await live.until(lambda: live.engine.core.pulls["shop"].at > at)
        await live.engine.hosted.look()
        assert seats(live) == {}
        monkeypatch.undo()
        await live.engine.hosted.look()
        assert list(seats(live)) == ["copilot-1"]


async def test_a_question_that_needs_a_pane_is_answered_with_the_reason(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    copilots(hub, shop)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        with pytest.raises(AskError, match="runs at its maker's"):
            await live.engine.ask(AskRemoval("copilot-1"))


# ---------------------------------------------------------------- follow-ups


async def test_a_follow_up_is_a_comment_that_names_it_and_its_address_is_the_sign(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull = copilots(hub, shop)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        done = await live.engine.act_there(TellHosted("shop", "copilot-1", "Also handle cards."))
        assert done.ok, done.text
        await live.until(lambda: words(pull) == ["@copilot Also handle cards."])
        await live.until(lambda: seats(live)["copilot-1"].hosted.seat.said)  # type: ignore[union-attr]
        where = url_of(pull, pull.comments[0])
        assert seats(live)["copilot-1"].hosted.seat.said == where  # type: ignore[union-attr]
        assert await posted(live, "copilot-1") == [where]
        assert seats(live)["copilot-1"].queue == ()
    assert api.log.repeated() == []


async def test_an_answer_that_was_lost_is_looked_up_and_never_posted_again(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull = copilots(hub, shop)
    pull.comment(hub.account("ada"), "@copilot Go on.")
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        api.faults.add(faults.asks("addComment"), faults.cut_after)
        assert (await live.engine.act_there(TellHosted("shop", "copilot-1", "Go on."))).ok
        await live.until(lambda: live.engine.core.fleet.hosted["copilot-1"].said)
        assert words(pull) == ["@copilot Go on."] * 2, "the same words of before were no sign"
        assert live.engine.core.fleet.hosted["copilot-1"].said == url_of(pull, pull.comments[1])


async def test_what_never_shows_is_not_confirmed_and_yours_to_repeat(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "DOUBT_S", 0.5)
    pull = copilots(hub, shop)
    pull.comment(hub.account("ada"), "@copilot Go on.")
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        api.faults.add(faults.asks("addComment"), faults.cut)
        done = await live.engine.act_there(TellHosted("shop", "copilot-1", "Go on."))
        await live.until(lambda: [one.state for one in live.queue("copilot-1")] == [EntryState.UNKNOWN])
        assert words(pull) == ["@copilot Go on."], "what was said before is no sign"
        attention = seats(live)["copilot-1"].attention
        assert attention is not None and attention.reason.startswith("not confirmed")
        again = await live.engine.act_there(TellAgain("shop", "copilot-1", done.value))
        assert again.ok, again.text
        await live.until(lambda: words(pull) == ["@copilot Go on."] * 2)


async def test_what_the_forge_refuses_is_held_with_its_reason(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull = copilots(hub, shop)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        api.faults.add(
            faults.asks("addComment"), faults.said({"errors": [{"message": "the conversation is locked"}]})
        )
        await live.engine.act_there(TellHosted("shop", "copilot-1", "Go on."))
        await live.until(lambda: [one.state for one in live.queue("copilot-1")] == [EntryState.HELD])
        assert "conversation is locked" in live.queue("copilot-1")[0].reason
        assert words(pull) == []


@pytest.mark.parametrize("fault", ["comment.intended", "comment.done"])
async def test_an_owner_that_was_killed_posts_nothing_twice(
    scratch: Scratch,
    hub: Hub,
    shop: Repo,
    api: ApiServer,
    gh: Gh,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    monkeypatch.setattr(telling, "PASS_S", 1000.0)  # the process that is killed posts, not this one
    monkeypatch.setattr(telling, "DOUBT_S", 0.5)
    pull = copilots(hub, shop)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: seats(live))
        assert (await live.engine.act_there(TellHosted("shop", "copilot-1", "Go on."))).ok
        live.engine.ownership.hands_over = False
    await asyncio.to_thread(run_until_killed, scratch, fault, "-m", "fleetui", "run")
    done = ["@copilot Go on."] if fault == "comment.done" else []
    assert words(pull) == done
    monkeypatch.setattr(telling, "PASS_S", 0.05)
    state = EntryState.ACCEPTED if done else EntryState.UNKNOWN
    async with scratch.engine() as live:
        await live.until(lambda: live.engine.core.fleet.queues["copilot-1"][-1].state is state)
        assert words(pull) == done
        assert bool(live.engine.core.fleet.hosted["copilot-1"].said) == bool(done)


# ---------------------------------------------------------------- issues are given


async def test_copilot_is_assigned_beside_those_who_are_and_its_pull_request_comes_to_the_same_seat(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", "", hub.account("ada"))
    issue.assignees = [hub.account("ada")]
    bot = hub.bot("copilot-swe-agent")
    async with one_agent(scratch, gh, ISSUES) as live:
        done = await live.engine.act_there(HandIssue("shop", 1, "copilot-hosted"))
        assert done.ok, done.text
        assert issue.assignees == [hub.account("ada"), bot]
        assert list(seats(live)) == ["copilot-1"]
        assert seats(live)["copilot-1"].hosted.word == "no pull request"  # type: ignore[union-attr]
        await live.engine.act_there(TellHosted("shop", "copilot-1", "Also handle cards."))
        await live.until(lambda: "reads no comment on an issue" in seats(live)["copilot-1"].waits)
        pull = copilots(hub, shop, "Fixes #1")
        await live.until(lambda: words(pull) == ["@copilot Also handle cards."])
        assert list(seats(live)) == ["copilot-1"]
        twice = await live.engine.act_there(HandIssue("shop", 1, "copilot-hosted"))
        assert not twice.ok and "copilot-1 works on #1 already" in twice.text


async def test_where_it_may_not_be_assigned_that_is_said_and_no_seat_is_made(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", "", hub.account("ada"))
    async with one_agent(scratch, gh, ISSUES) as live:
        done = await live.engine.act_there(HandIssue("shop", 1, "copilot-hosted"))
        assert not done.ok and "copilot-swe-agent may not be assigned there" in done.text
        assert (issue.assignees, seats(live)) == ([], {})


async def test_a_label_or_a_comment_begins_the_others_and_a_lost_answer_makes_the_seat_later(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    one, other = (shop.issue(title, "", hub.account("ada")) for title in ("Refund twice", "Slow search"))
    async with one_agent(scratch, gh, ISSUES) as live:
        assert (await live.engine.act_there(HandIssue("shop", 1, "jules", "fixer"))).ok
        assert [label.name for label in one.labels] == ["jules"]
        api.faults.add(faults.asks("addComment"), faults.cut_after)
        doubt = await live.engine.act_there(HandIssue("shop", 2, "claude-hosted", text="Mind the index."))
        said = "@claude please work on this issue and make a pull request of it.\n\nMind the index."
        assert [comment.body for comment in other.comments] == [said]
        assert not doubt.ok or "did not answer, and has it" in doubt.text
        await live.engine.forge_acts.once.settle()
        await live.until(lambda: set(seats(live)) == {"fixer", "claude-2"})
        assert len(other.comments) == 1


async def test_codex_is_given_no_issue_and_the_reason_says_what_to_do(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    shop.issue("Refund twice", "", hub.account("ada"))
    async with one_agent(scratch, gh, ISSUES) as live:
        done = await live.engine.act_there(HandIssue("shop", 1, "codex-hosted"))
        assert not done.ok and "start it at its maker's" in done.text
        done = await live.engine.act_there(HandIssue("shop", 1, "jules", text="also this"))
        assert not done.ok and "leave the prompt empty" in done.text
    assert api.log.changes() == []
