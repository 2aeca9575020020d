"""The list of a small terminal: columns that align, everybody in sight, nothing that looks like the footer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.queue import Entry
from fleetui.model.screen import Line, parse_frame
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.draw.last_message import asked, said
from tests.agents.screen.test_captures import PAIRS, capture
from tests.support.fleets import CLAUDE, Spec, agent, fleet, frame
from tests.support.screens import Running, running

SMALL = (80, 24)
RULE = "─" * 60
COMPOSER = [RULE, "❯ ", RULE, "  ? for shortcuts"]


def rows(run: Running) -> list[str]:
    """What stands between the line below the header and the strip of what is next."""
    return run.text.splitlines()[2:-2]


def alone(*specs: Spec) -> FleetView:
    return replace(fleet(1), agents=tuple(agent(spec, slot) for slot, spec in enumerate(specs)))


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


# ---------------------------------------------------------------- on the screen


@pytest.mark.parametrize("size", [SMALL, (99, 30), (150, 24), (60, 16)])
async def test_every_column_begins_below_its_name(size: tuple[int, int]) -> None:
    async with running(fleet(12), size) as run:
        head, *agents = rows(run)
        billing = next(line for line in agents if " billing " in line)
        assert head.index("AGENT") == billing.index("billing")
        assert head.index("AGE ") + 3 == billing.index("6m") + 2
        assert head.index("CTX") + 3 == billing.index("59%") + 3
        assert head.index("WHAT") == billing.index("asks:")
        if "TASK" in head:
            assert head.index("TASK") == billing.index("#38")


async def test_everybody_is_in_sight_before_there_is_a_preview() -> None:
    async with running(fleet(18), SMALL) as run:
        for one in fleet(18).agents:
            assert any(f" {one.name}" in line for line in rows(run))
        assert not rows(run)[-1].strip()


async def test_a_fleet_too_long_for_the_screen_says_which_rows_are_seen_and_keeps_a_preview() -> None:
    many = replace(fleet(1), agents=tuple(agent(Spec(f"agent-{n:02}"), n) for n in range(40)))
    async with running(many, SMALL) as run:
        assert "1 to 13 of 40" in run.text
        await run.press("G")
        assert "28 to 40 of 40" in run.text
        assert "agent/agent-39" in run.text


async def test_the_preview_names_its_agent_and_a_blank_row_keeps_it_from_the_keys() -> None:
    async with running(fleet(12), SMALL) as run:
        await run.press("j")
        title = next(line for line in rows(run) if "agent/api-auth" in line)
        assert "codex" in title
        assert "#41 oauth refresh" in title
        assert not rows(run)[-1].strip()


async def test_the_hints_of_an_agents_own_field_are_neither_its_last_word_nor_in_the_preview() -> None:
    async with running(alone(Spec("solo", rows=(*CLAUDE, "", *COMPOSER))), SMALL) as run:
        assert "? for shortcuts" not in run.text
        assert "Percolating" in next(line for line in rows(run) if " solo " in line)


async def test_while_an_agent_asks_its_whole_dialog_is_seen() -> None:
    async with running(fleet(12), SMALL) as run:
        assert "3. No, and tell Claude what to do" in run.text


async def test_what_waits_for_one_who_rests_is_said() -> None:
    spec = Spec("solo", question="", queue=(Entry("e1", "add the VAT tests"),))
    quiet = replace(fleet(12).agents[11], seat=replace(fleet(12).agents[11].seat, name="solo"))
    resting: AgentView = replace(agent(spec), status=replace(quiet.status), waits="")
    async with running(replace(fleet(1), agents=(resting,)), SMALL) as run:
        assert "add the VAT tests" in next(line for line in rows(run) if " solo " in line)


async def test_marks_stand_in_a_column_of_their_own() -> None:
    async with running(fleet(12), SMALL) as run:
        before = next(line for line in rows(run) if " billing " in line)
        await run.press("space")
        after = next(line for line in rows(run) if " billing " in line)
        assert after.replace("✚", " ") == before
        assert "✚ billing" in after


async def test_a_click_on_a_row_selects_the_agent_in_it() -> None:
    async with running(fleet(12), SMALL) as run:
        at = next(n for n, line in enumerate(rows(run)) if " migrate " in line)
        await run.pilot.click("#list", offset=(20, at))
        assert run.app.fleet.selected == "migrate"


async def test_a_terminal_of_a_few_rows_shows_agents_alone() -> None:
    async with running(fleet(12), (80, 9)) as run:
        assert "STATE" not in run.text
        assert "billing" in run.text


async def test_scrolling_moves_no_column() -> None:
    many = [agent(Spec(f"agent-{n:02}"), n) for n in range(40)]
    many[35] = agent(Spec("an-agent-with-a-long-name"), 35)
    async with running(replace(fleet(1), agents=tuple(many)), SMALL) as run:
        head = rows(run)[0][:40]
        await run.press("G")
        assert rows(run)[0][:40] == head


async def test_in_a_low_tile_the_agents_own_field_takes_no_row_and_in_a_tall_one_it_is_seen() -> None:
    view = alone(*(Spec(f"agent-{n}", rows=(*CLAUDE, "", *COMPOSER)) for n in range(9)))
    async with running(view, (120, 40)) as run:
        assert "? for shortcuts" not in run.text
        assert "Percolating" in run.text
        await run.press("z")
        assert "? for shortcuts" in run.text


# ---------------------------------------------------------------- what an agent said last


def test_a_field_between_rules_is_left_out_with_what_stands_below():
    lines = frame([*CLAUDE, "", *COMPOSER]).lines
    assert texts(said(lines))[-1].startswith("✻ Percolating")


def test_a_field_without_rules_is_left_out_too():
    lines = frame(
        ["• Working", "", "› Ask Codex to do anything", "", "  gpt · ~/project", "  ? for shortcuts"]
    ).lines
    assert texts(said(lines)) == ["• Working"]


def test_an_old_question_further_up_is_no_field():
    lines = frame(["before", "❯ do it", *(f"line {n}" for n in range(8))]).lines
    assert texts(said(lines))[-1] == "line 7"


def test_a_box_and_a_question_above_the_field_are_no_part_of_it():
    lines = frame(["╭" + RULE + "╮", "╰" + RULE + "╯", "❯ do it", "✢ Tinkering…", "", *COMPOSER]).lines
    assert texts(said(lines))[-2:] == ["❯ do it", "✢ Tinkering…"]


def test_a_screen_with_nothing_but_a_field_is_left_whole():
    lines = frame(COMPOSER).lines
    assert len(said(lines)) == len(COMPOSER)


def test_nothing_is_left_of_nothing():
    assert said(()) == ()
    assert said(parse_frame("\n\n", width=10, height=2, cursor=None, title="").lines) == ()


def test_the_keys_that_a_dialog_names_are_left_out_and_its_choices_stay():
    lines = frame(
        ["Do you want to proceed?", "❯ 1. Yes", "  2. No (esc)", "", " Esc to cancel · Enter to confirm"]
    ).lines
    assert texts(asked(lines)) == ["Do you want to proceed?", "❯ 1. Yes", "  2. No (esc)"]


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_last_word_of_a_real_agent_is_never_a_hint_for_its_keys(path):
    facts, shown = capture(path)
    if facts["expected"].get("phase") in ("idle", "working", "limited"):
        words = "\n".join(texts(said(shown.lines))[-2:])
        assert "for shortcuts" not in words
        assert "for agents" not in words
        assert "shift+tab" not in words
