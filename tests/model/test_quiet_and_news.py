"""What keeps an agent from calling, and what an operator who was away wants to know, are told by the journal."""

from __future__ import annotations

import pytest

from fleetui.model import events as e
from fleetui.model.attention import Attention, Want
from fleetui.model.fleet import Quiet, Seat
from fleetui.model.fold.records import fold_all
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.view import AgentView, FleetView
from tests.model.test_fold import records, seated

PANE = PaneRef(ServerId("/s", 1, 2), "%1", 10, 20)


def status(phase: str, question: str = "") -> e.StatusChanged:
    return e.StatusChanged("cache", phase, 1.0, "screen", "rule", "", question)


def test_acknowledged_snoozed_and_muted_are_kept_until_each_is_taken_back() -> None:
    facts: list[e.Event] = [
        seated(),
        e.AttentionAcknowledged("cache", "asking: go on?"),
        e.AgentSnoozed("cache", 900.0),
        e.MuteChanged("cache", True),
    ]
    assert fold_all(records(*facts)).quiet == {"cache": Quiet("asking: go on?", 900.0, muted=True)}
    facts += [e.AcknowledgementEnded("cache"), e.AgentSnoozed("cache", 0.0), e.MuteChanged("cache", False)]
    assert fold_all(records(*facts)).quiet == {}


def test_a_renamed_seat_takes_its_quiet_and_its_news_along() -> None:
    fleet = fold_all(
        records(
            seated(), e.MuteChanged("cache", True), status("asking", "go on?"), e.SeatRenamed("cache", "lru")
        )
    )
    assert fleet.quiet["lru"].muted
    assert fleet.news["lru"].what == "asked"


def test_who_takes_the_name_of_an_archived_seat_is_somebody_else() -> None:
    fleet = fold_all(records(seated(), e.MuteChanged("cache", True), e.SeatStateChanged("cache", "archived")))
    assert fleet.quiet == {}


@pytest.mark.parametrize(
    ("facts", "what", "text"),
    [
        ([status("working"), status("idle")], "finished", ""),
        ([status("asking", "may it run make?")], "asked", "may it run make?"),
        ([status("limited")], "limited", "limited"),
        ([e.EntryAdded("cache", "a", "do it"), e.EntryHeld("cache", "a", "x.py has 9 lines")], "held",
         "x.py has 9 lines"),
        ([e.EntryAdded("cache", "a", "do it"), e.DeliveryIntended("cache", "a", "d", "r", PANE, ""),
          e.DeliveryAccepted("cache", "a", "d", "seen")], "sent", "do it"),
        ([e.RunStarted("cache", "r1", PANE), e.RunStarted("cache", "r2", PANE)], "restarted", ""),
        ([e.RunStarted("cache", "r1", PANE), e.RunEnded("cache", "r1", "exited with 3", 3)], "failed",
         "exited with 3"),
        ([e.GateFinished("cache", "shop", "test", "c", "d", "fail", detail="1 of 212")], "failed", "test: 1 of 212"),
        ([e.LandingIntended("cache", "l", "shop", "agent/cache", "main", "b", "h", "c", "t"),
          e.LandingEnded("cache", "l", "landed")], "landed", "agent/cache on main"),
        ([e.ReviewEnded("cache", "v", 1, "rejected", "1 blocker")], "failed", "review rejected: 1 blocker"),
        ([e.ReviewEnded("cache", "v", 1, "failed", "it left no verdict")], "failed",
         "review failed: it left no verdict"),
        ([e.QuestionAnswered("cache", "may it run make?", "Yes")], "answered", "may it run make? Yes"),
    ],
)  # fmt: skip
def test_what_matters_is_news_in_its_word(facts: list[e.Event], what: str, text: str) -> None:
    news = fold_all(records(seated(), *facts)).news["cache"]
    assert (news.what, news.text, news.seq) == (what, text, len(facts) + 1)


@pytest.mark.parametrize(
    "facts",
    [
        [status("working")],
        [status("idle")],
        [e.RunStarted("cache", "r1", PANE)],
        [e.ReviewEnded("cache", "v", 1, "accepted", "no finding")],
        [e.RunStarted("cache", "r1", PANE), e.RunEnded("cache", "r1", "exited with 0", 0)],
        [e.RunStarted("cache", "r1", PANE), e.ReplacementIntended("cache", "x", "restart", "r1"),
         e.RunEnded("cache", "r1", "stopped")],
        [e.GateFinished("cache", "shop", "test", "c", "d", "pass")],
        [e.EntryAdded("cache", "a", "do it"), e.EntryCancelled("cache", "a")],
        [e.MuteChanged("cache", True)],
    ],
)  # fmt: skip
def test_what_goes_as_it_should_or_the_operator_did_himself_is_no_news(facts: list[e.Event]) -> None:
    assert fold_all(records(seated(), *facts)).news == {}


def waits(name: str, want: Want, since: float = 1.0, **changes: object) -> AgentView:
    attention = Attention(want, "r", since, acknowledged=bool(changes.pop("acknowledged", False)))
    return AgentView(Seat(name, "claude", "", "", 0), attention=attention, **changes)  # type: ignore[arg-type]


def test_who_is_acknowledged_or_snoozed_waits_behind_everybody_who_calls() -> None:
    agents = (
        waits("known", Want.ASKING, acknowledged=True),
        waits("later", Want.ASKING, 0.0, snoozed_until=9.0),
        waits("muted", Want.STUCK, muted=True),
        waits("branch", Want.TO_MERGE),
    )
    view = FleetView(agents=agents)
    assert [agent.name for agent in view.waiting()] == ["muted", "branch", "later", "known"]
    assert [agent.name for agent in view.waiting() if agent.calls] == ["muted", "branch"]


def test_a_longer_wait_is_the_same_topic_and_another_question_is_not() -> None:
    def topic(want: Want, reason: str) -> str:
        return Attention(want, reason, 0.0).topic

    assert topic(Want.STUCK, "frozen 14m") == topic(Want.STUCK, "frozen 15m")
    assert topic(Want.ASKING, "run 3?") != topic(Want.ASKING, "run 4?")
    assert topic(Want.ASKING, "x") != topic(Want.FAILED, "x")
