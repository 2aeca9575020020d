from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.attention import Want
from fleetui.model.fleet import SeatState
from fleetui.model.judge import Judgement
from fleetui.model.queue import EntryState
from fleetui.model.settings import ScreenSettings
from fleetui.model.status import Phase, Question
from fleetui.ui.agent.name_signs import beside_name
from fleetui.ui.away.alerts import alert_of
from fleetui.ui.draw.labels.ages import age, stale_age
from fleetui.ui.draw.labels.counts import counts, queued, title_words
from fleetui.ui.draw.labels.reasons import reason_of
from fleetui.ui.draw.labels.signs import glyph
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.shell.bars.next_items import next_items
from fleetui.ui.shell.shared_state import SharedState
from tests.support.fleets import NOW, FakeLink, Spec, agent, entry, fleet


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "<1m"),
        (59, "<1m"),
        (60, "1m"),
        (6 * 60, "6m"),
        (48 * 60, "48m"),
        (119 * 60, "1h"),
        (49 * 3600, "2d"),
    ],
)
def test_an_age_is_at_most_three_cells_and_never_ticks_by_seconds(seconds: int, shown: str) -> None:
    assert age(NOW - seconds, NOW) == shown


def test_an_age_that_is_not_known_is_empty_and_a_clock_that_went_back_is_no_error() -> None:
    assert age(0.0, NOW) == age(None, NOW) == ""
    assert age(NOW + 500, NOW) == "<1m"


def test_what_waits_for_the_operator_overrides_the_phase() -> None:
    state = state_of(agent(Spec("a", Phase.WORKING, 14, Want.STUCK, "same failure")))
    assert (state.word, state.loud, state.key) == ("STUCK", True, "stuck")
    assert age(state.since, NOW) == "14m"


def test_a_paused_seat_is_quiet_whatever_its_phase() -> None:
    state = state_of(agent(Spec("a", Phase.WORKING, state=SeatState.PAUSED)))
    assert (state.word, state.quiet, state.loud) == ("paused", True, False)


def test_a_halted_seat_says_why_and_how_it_goes_on() -> None:
    one = agent(Spec("a", Phase.EXITED, state=SeatState.HALTED))
    one = replace(one, seat=replace(one.seat, halted_because="3 starts in 10 minutes"))
    reason = reason_of(one)
    assert state_of(one).word == "halted"
    assert reason and (reason.text, reason.action) == ("3 starts in 10 minutes", "agent.restart")


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_a_word_and_a_glyph_of_its_own_in_both_sets(phase: Phase) -> None:
    state = state_of(agent(Spec("a", phase)))
    assert state.word
    for glyphs in ("unicode", "ascii"):
        assert len(glyph(state.key, glyphs)) == 1
    assert glyph(state.key, "ascii").isascii()


def test_unknown_is_drawn_and_never_looks_like_rest_or_work() -> None:
    unknown, idle, working = (
        state_of(agent(Spec("a", p))) for p in (Phase.UNKNOWN, Phase.IDLE, Phase.WORKING)
    )
    assert len({one.key for one in (unknown, idle, working)}) == 3
    assert unknown.ink != working.ink
    assert not unknown.quiet


def test_one_that_asks_shows_its_question_and_the_key_that_answers() -> None:
    reason = reason_of(agent(Spec("a", Phase.ASKING, 6, Want.ASKING, "permission", "run it?")))
    assert reason and (reason.lead + reason.text, reason.action) == ("asks: run it?", "agent.answer")


def test_a_reasons_own_key_counts_only_when_such_an_action_exists() -> None:
    one = agent(Spec("a", Phase.WORKING, 6, Want.STUCK, "why"))
    assert one.attention
    one = replace(one, attention=replace(one.attention, key="agent.attach"))
    known, unknown = reason_of(one, frozenset({"agent.attach"})), reason_of(one, frozenset())
    assert known and known.action == "agent.attach"
    assert unknown and unknown.action == "agent.restart"


def test_an_idle_agent_with_nothing_queued_offers_a_follow_up_and_one_with_a_queue_says_nothing() -> None:
    assert (reason := reason_of(agent(Spec("a", Phase.IDLE)))) and reason.action == "agent.followup"
    assert reason_of(agent(Spec("a", Phase.IDLE, queue=(entry(1, "x"),)))) is None


def test_what_fleetui_does_to_an_agent_comes_before_everything_else() -> None:
    one = replace(agent(Spec("a", Phase.ASKING, 1, Want.ASKING, "", "q?")), doing="restart: rescue")
    assert (reason := reason_of(one)) and reason.text == "restart: rescue"


def test_the_strip_is_ordered_by_urgency() -> None:
    items = next_items(fleet().waiting(), NOW)
    assert [item.name for item in items] == ["billing", "api-auth", "migrate", "ws", "docs-gen"]
    assert items[1].text == "restart? same failure 3x, context frozen 14m"


@pytest.mark.parametrize(
    ("want", "reason"),
    [
        (Want.HELD, "held: lru.py:88 missing"),
        (Want.UNCONFIRMED, "not confirmed: rerun"),
        (Want.GATE_RED, "build: exit 1"),
        (Want.FAILED, "exited with 1"),
    ],
)
def test_the_strip_says_a_reason_once(want: Want, reason: str) -> None:
    one = agent(Spec("a", Phase.IDLE, 1, want, reason))
    (item,) = next_items([one], NOW)
    assert item.text == reason


def test_counts_cover_everybody_once_and_begin_with_the_loudest() -> None:
    view = fleet(18)
    found = counts(view)
    assert sum(count.number for count in found) == 18
    assert [count.key for count in found[:3]] == ["asking", "stuck", "limited"]


def test_the_queue_counts_held_and_doubtful_entries() -> None:
    states = (EntryState.QUEUED, EntryState.HELD, EntryState.UNKNOWN, EntryState.ACCEPTED)
    one = agent(Spec("a", queue=tuple(entry(n, "x", state) for n, state in enumerate(states))))
    assert queued(replace(fleet(1), agents=(one,))) == (3, 1, 1)


def test_an_old_observation_is_said_in_steps_of_ten_seconds() -> None:
    one = replace(agent(Spec("a")), stale_since=NOW - 47)
    assert stale_age(one, NOW) == "stale 40s"
    assert stale_age(agent(Spec("a")), NOW) == ""


def test_the_window_title_counts_only_what_is_loud() -> None:
    assert title_words(fleet(), "unicode") == "▲1 ■1 ◇1 ◆1 fleetui"
    assert title_words(fleet(), "ascii") == "?1 #1 %1 M1 fleetui"


def test_what_it_burns_and_what_fails_again_and_again_is_said_quietly_while_it_works() -> None:
    one = agent(Spec("a"))
    burns = replace(one, judgement=Judgement(burnt=31, burning_since=NOW - 600))
    fails = replace(one, judgement=Judgement(failing="make failed 3 times", burnt=31))
    for shown, text in ((burns, "31% of context without a changed file"), (fails, "make failed 3 times")):
        reason = reason_of(shown)
        assert reason and (reason.text, reason.ink) == (text, "low")
        assert not state_of(shown).loud
    assert reason_of(one) is None


def test_a_version_that_no_capture_has_seen_is_a_mark_and_takes_no_reason_row() -> None:
    one = replace(agent(Spec("a")), untested="9.9.9")
    assert reason_of(one) is None
    shared = SharedState(FakeLink(fleet(1)), ScreenSettings(), now=lambda: NOW)
    assert beside_name(shared, one).strip() == glyph("untested", "unicode")
    assert beside_name(shared, agent(Spec("a"))) == ""


def test_what_one_decides_about_stands_before_the_question() -> None:
    asks = agent(Spec("a", Phase.ASKING, 6, Want.ASKING, "permission", "Do you want to proceed?"))
    question = Question("permission", "Do you want to proceed?", ("Yes", "No"), "$ ls src")
    asks = replace(asks, question=question)
    assert (reason := reason_of(asks)) and reason.text == "$ ls src · Do you want to proceed?"
    assert alert_of([asks]).body == "$ ls src · Do you want to proceed?"
    assert question.about("note") != replace(question, subject="$ rm -r src").about("note")
