"""Issues as tasks of the ledger, through the real gh: an agent is started on one with the text that is kept here."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Issue
from fleetui.engine.link import AskError, AskHandoff, AskIssues, AskPullDraft
from fleetui.engine.observe.forge import intervals, issues
from fleetui.model import commands as c
from fleetui.model.forge.wishes.draft import PullDraft
from fleetui.model.ledger import LedgerRow, Stage, ledger
from tests.engine.observe.forge.test_pulls import FORGE, one_agent, with_login
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch, git

ISSUES = f'{FORGE}issues = "is:open label:agent"\n'
BODY = "A refund is paid twice.\n\n## Done when\n- a second call answers 409\n"


@pytest.fixture(autouse=True)
def asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intervals, "every_s", lambda _: 0.2)
    monkeypatch.setattr(intervals, "LONGEST_S", 0.4)
    for name, seconds in (("READ_AGAIN_S", 0.2), ("PASS_S", 0.1), ("LOOKED_S", 0.0)):
        monkeypatch.setattr(issues, name, seconds)


def row(live: Live, number: int = 1) -> LedgerRow | None:
    return next((one for one in ledger(live.engine.view) if one.task.issues == (number,)), None)


def known(live: Live, number: int = 1) -> LedgerRow:
    found = row(live, number)
    assert found is not None
    return found


def broken(api: ApiServer) -> None:
    """From now on every call fails."""
    api.faults.add(lambda _: True, faults.bad_gateway, times=10_000)


async def test_an_issue_is_a_task_that_an_agent_is_started_on(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    shop.issue("Refund twice", BODY, hub.account("ada"), ["agent"])
    async with one_agent(scratch, gh, ISSUES) as live:
        await live.until(lambda: row(live))
        task = known(live).task
        assert (task.key, task.title) == ("shop/issue-1", "#1 Refund twice")
        text = await started(live)
        assert text.startswith("Read issue #1: it is your task.")
        assert "ada wrote issue #1:\n> Refund twice\n>\n> A refund is paid twice." in text
        assert "## Done when\na second call answers 409" in text
        assert live.agent("fix").seat.branch == "agent/1-refund-twice"
        await live.until(lambda: known(live).stage is Stage.IN_WORK)
        handoff = await live.engine.ask(AskHandoff("fix"))
        assert isinstance(handoff, str)
        assert ": issue #1." in handoff
        assert "> A refund is paid twice." in handoff


async def test_what_was_taken_outlives_the_forge_and_the_program(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    shop.issue("Refund twice", BODY, hub.account("ada"), ["agent"])
    async with one_agent(scratch, gh, ISSUES) as live:
        await live.until(lambda: row(live))
        await started(live)
        broken(api)
        await live.until(lambda: live.engine.view.issues["shop"].why)
        assert live.engine.view.issues["shop"].at > 0
        assert known(live).issue is not None
    async with scratch.engine() as again:
        await again.until(lambda: again.engine.view.issues.get("shop"))
        assert again.engine.view.issues["shop"].at == 0
        task = known(again).task
        assert (task.title, "> A refund is paid twice." in task.body) == ("#1 Refund twice", True)
        assert task.done_when == "a second call answers 409"


async def test_without_a_word_of_the_forge_only_a_text_that_is_kept_is_given(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    for title in ("Looked at", "Never looked at"):
        shop.issue(title, BODY, hub.account("ada"), ["agent"])
    async with one_agent(scratch, gh, ISSUES) as live:
        await live.until(lambda: row(live, 2))
        await live.engine.ask(AskIssues("shop", 1))
        broken(api)
        refused = await live.engine.do(c.StartTask(("#2",), "fix", "standin"))
        assert not refused.ok
        assert "what #2 says is not known here" in refused.text
        assert "fix" not in live.engine.core.fleet.seats
        assert "> Looked at" in await started(live)


async def test_an_issue_that_changes_after_it_was_given_is_said_to_have_changed(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", BODY, hub.account("ada"), ["agent"])
    async with one_agent(scratch, gh, ISSUES) as live:
        await live.until(lambda: row(live))
        await started(live)
        assert not known(live).task.changed
        issue.comment(hub.account("ada"), "Only for cards.")
        await live.until(lambda: known(live).task.changed)
        assert "ada commented:\n> Only for cards." in known(live).task.body
        issue.close()
        await live.until(lambda: known(live).stage is Stage.DONE)


async def test_that_it_changed_stays_after_a_restart_and_goes_with_words_that_were_put_back(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", BODY, hub.account("ada"), ["agent"])
    async with one_agent(scratch, gh, ISSUES) as live:
        await live.until(lambda: row(live))
        await started(live)
        rewrite(issue, "Only cards.")
        await live.until(lambda: known(live).task.changed)
        seen = known(live).task.changed
        api.faults.add(lambda _: True, faults.bad_gateway, times=10_000)
    async with scratch.engine() as again:
        await again.until(lambda: (one := again.engine.view.issues.get("shop")) and one.why)
        assert known(again).task.changed == seen
        (kept,) = again.engine.core.fleet.issues.values()
        assert kept.given is not None
        assert "A refund is paid twice." in kept.given.quote and "Only cards." in kept.text.quote
        api.faults.listed.clear()
        rewrite(issue, BODY)
        await again.until(lambda: not known(again).task.changed)


def rewrite(issue: Issue, body: str) -> None:
    """Somebody writes another text."""
    issue.body, issue.updated_at = body, issue.repo.hub.now()


async def test_an_issue_is_neither_written_nor_closed_from_here(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    shop.issue("Refund twice", BODY, hub.account("ada"), ["agent"])
    async with one_agent(scratch, gh, ISSUES) as live:
        await live.until(lambda: row(live))
        for command in (c.ExportTask("#1"), c.SetTaskState("#1", "done")):
            outcome = await live.engine.do(command)
            assert not outcome.ok
            assert "is an issue" in outcome.text
    assert api.log.changes() == []


async def started(live: Live) -> str:
    """An agent on issue 1; its first prompt."""
    outcome = await live.engine.do(c.StartTask(("#1",), "fix", "standin"))
    assert outcome.ok, outcome.text
    return live.engine.core.fleet.queues["fix"][0].text


async def test_a_text_that_was_asked_for_is_shown_at_once_where_nothing_else_moves(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intervals, "every_s", lambda _: 60.0)
    shop.issue("Refund twice", BODY, hub.account("ada"), ["agent"])
    with_login(scratch, gh)
    scratch.configure(gates=ISSUES)
    async with scratch.engine() as live:
        await live.until(lambda: row(live))
        shown: list[str] = []
        live.engine.follow(lambda view: shown.extend(one.body for one in view.tasks.values()))
        await live.engine.ask(AskIssues("shop", 1))
        await live.until(lambda: any("paid twice" in body for body in shown))


async def test_the_pull_request_of_an_issues_branch_is_named_after_it_and_closes_it(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    shop.issue("Refund twice", BODY, hub.account("ada"), ["agent"])
    async with one_agent(scratch, gh, ISSUES) as live:
        await live.until(lambda: row(live))
        await started(live)
        tree = Path(live.agent("fix").seat.worktree)
        git(tree, "commit", "-q", "--allow-empty", "-m", "Refund once")
        await live.do(c.RefreshNow())
        await live.until(lambda: any(one.seat == "fix" and one.ahead for one in live.engine.view.board))
        draft = await live.engine.ask(AskPullDraft("fix"))
        assert isinstance(draft, PullDraft)
        assert draft.title == "Refund twice"
        assert draft.body.endswith("Closes #1")
        assert "your task" not in draft.body, "what the agent is told is not for the forge"


async def test_why_a_text_cannot_be_read_is_the_answer_to_whoever_looks_at_it(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    shop.issue("Refund twice", BODY, hub.account("ada"), ["agent"])
    async with one_agent(scratch, gh, ISSUES) as live:
        await live.until(lambda: row(live))
        broken(api)
        with pytest.raises(AskError, match=r"#1 of shop: the forge failed \(502\)"):
            await live.engine.ask(AskIssues("shop", 1))
