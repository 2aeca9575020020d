"""What others said goes to its author once, is watched until it is fixed, and is answered at most once: real gh, git,
tmux and journal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.act.forge import saying
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import RemarkAnswer
from fleetui.model.forge.answers import AnswerState, Heard
from tests.support.conversations import Hub, Spoken, said, thread
from tests.support.scratch import Live, Scratch, git
from tests.support.scripted_forge import scripted

PROJECT = '[projects.shop.github]\nrepository = "o/r"\n'


@asynccontextmanager
async def reviewed(
    scratch: Scratch, *, more: str = "", author: str = "bugbot"
) -> AsyncIterator[tuple[Live, Hub]]:
    """A fleet whose agent has a pull request with a thread at line 2 of shop.py."""
    hub = Hub(Spoken([thread(1, [said(1, "**High Severity** the price is wrong", author)])]), "")
    async with scripted(scratch.root / "gh", hub) as forge:
        scratch.environment.update({name: forge.environment[name] for name in ("GH_CONFIG_DIR", "GH_TOKEN")})
        scratch.configure("cache", extra=f"{PROJECT}{more}")
        async with scratch.engine() as live:
            await live.started("cache")
            change(live, 2)
            await live.do(c.RefreshNow())
            agent = live.agent("cache")
            assert agent.git is not None
            hub.branch, hub.spoken.threads[0]["comments"][0]["originalCommit"] = (
                agent.git.branch,
                {"oid": head(live)},
            )
            hub.moved(head(live))
            await asked(live)
            yield live, hub


def change(live: Live, price: int) -> None:
    folder = Path(live.agent("cache").seat.worktree)
    (folder / "shop.py").write_text(f"def price():\n    return {price}\n")
    git(folder, "commit", "-q", "-am", f"price {price}")


def head(live: Live) -> str:
    return git(Path(live.agent("cache").seat.worktree), "rev-parse", "HEAD")


async def asked(live: Live) -> None:
    """The forge is asked for its list, and then for what the list says has moved."""
    engine = live.engine
    await engine.pulls.now(list(engine.core.settings.projects.values()))
    await engine.conversations.look()


def heard(live: Live) -> Heard:
    found = live.engine.view.heard_of("shop", 1)
    assert found is not None
    return found


def states(live: Live) -> list[AnswerState]:
    return [one.state for one in heard(live).remarks]


async def test_a_remark_is_sent_once_and_watched_until_a_reply_and_a_change_of_its_lines(
    scratch: Scratch,
) -> None:
    async with reviewed(scratch) as (live, hub):
        assert states(live) == [AnswerState.OPEN]
        assert heard(live).remarks[0].remark.severity == "high"
        twice = [await live.engine.do(c.SendRemarks("cache", 1)) for _ in range(2)]
        assert [one.ok for one in twice] == [True, False]
        await live.until(lambda: scratch.texts("cache"), 60)
        (text,) = scratch.texts("cache")
        assert (
            "1. bugbot (a program) said of shop.py:2, severity high:\n> **High Severity** the price" in text
        )
        await live.until(lambda: states(live) == [AnswerState.WAITING])
        again = await live.engine.do(c.SendRemarks("cache", 1))
        assert (again.ok, "nothing changed since" in again.text) == (False, True)

        hub.spoken.threads[0]["comments"].append(
            said(2, "Fixed.", "operator", "User", createdAt="2099-01-01T00:00:00Z")
        )
        hub.moved()
        await asked(live)
        assert states(live) == [AnswerState.SAID], "a word is no change"
        change(live, 3)
        hub.moved(head(live))
        await asked(live)
        assert states(live) == [AnswerState.FIXED]


async def test_what_is_known_of_a_forge_that_fails_stays_with_the_reason(scratch: Scratch) -> None:
    async with reviewed(scratch) as (live, hub):
        at = heard(live).at
        hub.moved()
        await live.engine.pulls.now(list(live.engine.core.settings.projects.values()))
        hub.broken = "all"
        await live.engine.conversations.look()
        found = heard(live)
        assert (found.at, len(found.remarks), "failed (502)" in found.why) == (at, 1, True)


async def test_a_project_that_wants_it_has_remarks_told_by_themselves_as_often_as_it_says(
    scratch: Scratch,
) -> None:
    more = 'remarks = "tell"\nremarks_times = 1\n'
    async with reviewed(scratch, more=more) as (live, hub):
        await live.until(lambda: scratch.texts("cache"), 60)
        hub.spoken.threads.append(thread(2, [said(3)]))
        hub.moved()
        await asked(live)
        await live.do(c.RefreshNow())
        sent = live.engine.core.fleet.remarks_sent["shop#1"]
        assert (len(scratch.texts("cache")), len(sent.remarks), sent.by_itself) == (1, 1, 1)
        assert sorted(states(live)) == [AnswerState.OPEN, AnswerState.WAITING]


async def test_a_follow_up_that_is_deleted_told_nobody_anything(scratch: Scratch) -> None:
    async with reviewed(scratch) as (live, _):
        assert (await live.do(c.PauseAgent("cache"))).ok
        queued = await live.do(c.SendRemarks("cache", 1))
        assert (await live.do(c.DeleteEntry("cache", queued.value))).ok
        await live.until(lambda: states(live) == [AnswerState.OPEN])


async def test_a_reply_and_a_resolve_are_said_once_by_the_screen_and_by_no_request(scratch: Scratch) -> None:
    async with reviewed(scratch) as (live, hub):
        answer = RemarkAnswer("shop", 1, "T1", "It is meant so.\n$(id)")
        assert (await live.engine.say_there(answer)).ok
        assert hub.took == [("T1", "It is meant so.\n$(id)")]
        await asked(live)
        hub.moved()
        await asked(live)
        assert states(live) == [AnswerState.ANSWERED]
        assert (await live.engine.say_there(RemarkAnswer("shop", 1, "T1"))).ok
        assert hub.took[1:] == [("T1", "")]
        assert live.engine.core.fleet.remark_acts == {}
        gone = await live.engine.say_there(RemarkAnswer("shop", 1, "T9", "x"))
        assert (gone.ok, len(hub.took)) == (False, 2)


async def test_a_comment_about_no_remark_is_said_once_and_looked_up_where_it_was_lost(
    scratch: Scratch,
) -> None:
    async with reviewed(scratch) as (live, hub):
        done = await live.engine.say_there(RemarkAnswer("shop", 1, "", "@copilot also the docs"))
        assert (done.ok, len(hub.took)) == (True, 1) and hub.took[0][1] == "@copilot also the docs"
        assert done.value.startswith("https://")
        hub.broken = "lost"
        lost = await live.engine.say_there(RemarkAnswer("shop", 1, "", "@copilot once more"))
        assert (lost.ok, "not repeated" in lost.text) == (False, True)
        second = await live.engine.say_there(RemarkAnswer("shop", 1, "", "@copilot once more"))
        assert (second.ok, "looked up" in second.text, len(hub.took)) == (False, True, 1)
        nothing = await live.engine.say_there(RemarkAnswer("shop", 1, "", ""))
        assert "only a thread can be resolved" in nothing.text


async def test_a_reply_whose_answer_was_lost_is_looked_up_and_not_repeated(scratch: Scratch) -> None:
    async with reviewed(scratch) as (live, hub):
        hub.broken = "reply"
        done = await live.engine.say_there(RemarkAnswer("shop", 1, "T1", "It is meant so."))
        assert (done.ok, len(hub.took)) == (True, 1)
        hub.broken = "lost"
        lost = await live.engine.say_there(RemarkAnswer("shop", 1, "T1", "And once more."))
        assert (lost.ok, "not repeated" in lost.text) == (False, True)
        second = await live.engine.say_there(RemarkAnswer("shop", 1, "T1", "And once more."))
        assert "looked up" in second.text
        assert len(hub.took) == 1
        (act,) = live.engine.core.fleet.remark_acts.values()
        late = said(9, "And once more.", "operator", "User", createdAt="2099-01-01T00:00:00Z")
        hub.spoken.threads[0]["comments"].append(late)
        hub.broken = ""
        hub.moved()
        await asked(live)
        assert live.engine.core.fleet.remark_acts == {}
        records = await live.engine.core.world.journal.read(0)
        ended = [one.event for one in records if isinstance(one.event, e.RemarkActEnded)]
        assert [(one.act == act.id, one.state) for one in ended] == [(False, "done"), (True, "done")]


async def test_a_reply_that_never_came_is_unknown_after_a_while_and_may_be_said_again(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reviewed(scratch) as (live, hub):
        hub.broken = "lost"
        assert not (await live.engine.say_there(RemarkAnswer("shop", 1, "T1", "It is meant so."))).ok
        hub.broken = ""
        hub.moved()
        await asked(live)
        assert len(live.engine.core.fleet.remark_acts) == 1, "the forge may still come to show it"
        monkeypatch.setattr(saying, "DOUBT_S", 0.0)
        hub.moved()
        await asked(live)
        assert (live.engine.core.fleet.remark_acts, hub.took) == ({}, [])
        records = await live.engine.core.world.journal.read(0)
        (ended,) = (one.event for one in records if isinstance(one.event, e.RemarkActEnded))
        assert (ended.state, "do it again" in ended.detail) == ("unknown", True)
        assert (await live.engine.say_there(RemarkAnswer("shop", 1, "T1", "It is meant so."))).ok


async def test_nothing_is_said_where_only_a_remote_leads(scratch: Scratch) -> None:
    async with reviewed(scratch) as (live, hub):
        core = live.engine.core
        project = core.settings.projects["shop"]
        followed = replace(project, forge=replace(project.forge, repository="")) if project.forge else project
        core.settings = replace(core.settings, projects={**core.settings.projects, "shop": followed})
        git(scratch.repo, "remote", "add", "origin", "https://github.com/o/r.git")
        outcome = await live.engine.say_there(
            RemarkAnswer("shop", 1, heard(live).remarks[0].remark.id, "Done.")
        )
        assert not outcome.ok
        assert 'repository = "owner/name"' in outcome.text
        assert len(hub.spoken.threads[0]["comments"]) == 1


class Killed(BaseException):
    """The process ends here."""


async def test_an_owner_that_was_killed_before_it_spoke_says_nothing_twice(scratch: Scratch) -> None:
    async with reviewed(scratch) as (live, hub):
        core = live.engine.core

        def fault(name: str) -> None:
            if name == "say.intended":
                raise Killed

        core.world = replace(core.world, fault=fault)
        with pytest.raises(Killed):
            await live.engine.say_there(RemarkAnswer("shop", 1, "T1", "It is meant so."))
        assert hub.took == []
        core.world = replace(core.world, fault=lambda _: None)
        again = await live.engine.say_there(RemarkAnswer("shop", 1, "T1", "It is meant so."))
        assert (again.ok, "looked up" in again.text, hub.took) == (False, True, [])
