"""One answer for all that show the same dialog, and on to the next that asks."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.attention import Attention, Want
from fleetui.model.commands import AnswerAgent, Command, Outcome
from fleetui.model.status import Phase, Question
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.agent.answer.same_question import NextQuestion, same_question
from tests.support.fleets import NOW, fleet
from tests.support.screens import Running, running

CHOICES = ("Yes", "Yes, and don't ask again", "No")
PUSH = Question("permission", "Do you want to proceed?", CHOICES)


def asked(agent: AgentView, question: Question | None = PUSH, note: str = "git push") -> AgentView:
    if question is None:
        return replace(
            agent, question=None, attention=None, status=replace(agent.status, phase=Phase.WORKING, note="")
        )
    return replace(
        agent,
        question=question,
        attention=Attention(Want.ASKING, question.text, NOW - 60),
        status=replace(agent.status, phase=Phase.ASKING, note=note),
    )


def view(*names: str, **others: AgentView) -> FleetView:
    """The fleet of twelve in which exactly these agents show the same dialog."""
    changed = {one.name: asked(one, PUSH if one.name in names else None) for one in fleet().agents}
    changed.update({name.replace("_", "-"): one for name, one in others.items()})
    return replace(fleet(), agents=tuple(changed[one.name] for one in fleet().agents))


def named(name: str) -> AgentView:
    found = fleet().agent(name)
    assert found is not None
    return found


def answer(name: str, choice: int) -> AnswerAgent:
    return AnswerAgent(name, PUSH.text, CHOICES, choice, "git push")


def in_its_folder(name: str, folder: str) -> AgentView:
    """An agent whose dialog names the folder that it works in, as Claude Code's does."""
    agent = named(name)
    choices = ("Yes", f"Yes, and always allow access to {folder}/ from this project", "No")
    seated = replace(agent, seat=replace(agent.seat, worktree=f"/work/shop/{folder}"))
    return asked(seated, replace(PUSH, choices=choices), note=f"touch /work/shop/{folder}/made")


def test_a_dialog_that_differs_only_by_its_own_folder_is_the_same_and_answered_in_its_own_words() -> None:
    own = [in_its_folder("billing", "one"), in_its_folder("search", "two")]
    strange = in_its_folder("cache", "one")
    elsewhere = replace(strange, seat=replace(strange.seat, worktree="/work/shop/three"))
    seen = view(billing=own[0], search=own[1], cache=elsewhere)
    same = same_question(seen, Selection(agent=seen.agent("billing")))
    assert same is not None
    assert same.names == ("billing", "search")
    answers = same.answers(1)
    assert [one.choices for one in answers] == [one.question.choices for one in own if one.question]
    assert [one.about for one in answers] == ["touch /work/shop/one/made", "touch /work/shop/two/made"]


def test_all_that_show_the_same_dialog_to_the_last_word_are_together() -> None:
    other = asked(named("cache"), note="git push --force")
    seen = view(
        "billing", "search", "cache", cache=other, i18n=asked(named("i18n"), replace(PUSH, text="Sure?"))
    )
    same = same_question(seen, Selection(agent=seen.agent("search")))
    assert same is not None
    assert same.names == ("billing", "search")
    assert same.left_out == ()


def test_of_marked_agents_those_that_differ_are_left_out_with_the_reason() -> None:
    other = asked(named("cache"), note="git push --force")
    seen = view("billing", "search", cache=other, i18n=asked(named("i18n"), replace(PUSH, choices=("Yes",))))
    chosen = Selection(agent=seen.agent("billing"), marked=("billing", "cache", "export", "i18n"))
    same = same_question(seen, chosen)
    assert same is not None
    assert same.names == ("billing",)
    assert dict(same.left_out) == {
        "cache": "asks the same about something else: git push --force",
        "i18n": "asks something else",
        "export": "not asking",
    }


def test_without_marks_the_selected_agent_must_ask() -> None:
    seen = view("billing")
    assert same_question(seen, Selection(agent=seen.agent("search"))) is None
    marked = Selection(agent=seen.agent("search"), marked=("billing", "search"))
    same = same_question(seen, marked)
    assert same is not None
    assert same.names == ("billing",)


async def at(run: Running, name: str) -> None:
    run.app.fleet.select(name)
    await run.pilot.pause()


async def test_one_key_answers_all_of_them_and_goes_to_the_next_that_asks() -> None:
    other = asked(named("ws"), replace(PUSH, text="And this?"))
    async with running(view("billing", "search", ws=other)) as run:
        await at(run, "search")
        await run.press("I")
        assert run.kind == "AnswerDialog"
        assert "2 agents that ask the same" in run.text
        assert "git push" in run.text
        await run.press("2")
        assert run.link.commands == [answer("billing", 1), answer("search", 1)]
        await run.until("ws asks next")
        assert run.app.fleet.selected == "ws"


async def test_who_was_skipped_is_said_with_the_reason_and_the_others_were_answered() -> None:
    async with running(view("billing", "search")) as run:

        async def do(command: Command) -> Outcome:
            run.link.commands.append(command)
            ok = getattr(command, "name", "") == "billing"
            return Outcome(ok=ok, text="" if ok else "search: it asks something else now")

        run.link.do = do  # type: ignore[method-assign]
        await at(run, "billing")
        await run.press("I", "enter")
        await run.until("it asks something else now")
        await run.until("billing: Yes")


async def test_leaving_the_dialog_answers_nothing() -> None:
    async with running(view("billing", "search")) as run:
        await at(run, "billing")
        await run.press("I", "escape")
        assert run.link.commands == []


async def test_who_shows_no_dialog_says_what_to_do_instead() -> None:
    async with running(view("billing")) as run:
        await at(run, "search")
        await run.press("I")
        await run.until("i types to it")


async def test_a_watching_dashboard_says_that_it_cannot() -> None:
    async with running(replace(view("billing"), owner="other", owner_pid=9)) as run:
        await at(run, "billing")
        await run.press("I")
        await run.until("this dashboard only watches")


# ---------------------------------------------------------------- on to the next


async def test_after_typing_an_answer_the_next_that_asks_is_selected_once_it_stopped_asking() -> None:
    async with running(view("billing", "search")) as run:
        await at(run, "billing")
        await run.press("i", "1", "ctrl+right_square_bracket")
        assert run.app.fleet.selected == "billing"
        await run.show(view("search"))
        await run.until("search asks next")
        assert run.app.fleet.selected == "search"


async def test_a_key_of_the_operator_keeps_him_where_he_went() -> None:
    async with running(view("billing", "search")) as run:
        await at(run, "billing")
        await run.press("i", "1", "ctrl+right_square_bracket", "G")
        there = run.app.fleet.selected
        await run.show(view("search"))
        assert run.app.fleet.selected == there != "search"


async def test_typing_to_an_agent_that_asked_nothing_moves_nobody() -> None:
    async with running(view("search")) as run:
        await at(run, "billing")
        await run.press("i", "x", "ctrl+right_square_bracket")
        await run.show(view("search"))
        assert run.app.fleet.selected == "billing"


def test_after_a_while_nobody_is_moved_any_more() -> None:
    following = NextQuestion()
    following.answered(frozenset({"billing"}), NOW, sure=False)
    assert following.find(view("billing", "search"), NOW + 1) == ""
    assert following.find(view("search"), NOW + 4) == ""
    following.answered(frozenset({"billing"}), NOW, sure=False)
    assert following.find(view("search"), NOW + 1) == "search"
    assert following.find(view("search"), NOW + 1) == ""
