"""Every kind of record is said in words: no bare values, and a follow-up by what it says."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from fleetui.model import events as e
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.journal_words import JournalWords

PANE = PaneRef(ServerId("/tmp/s", 7, 1), "%3", 42, 9)
SAMPLES: dict[str, Any] = {
    "str": "0123456789abcdef", "int": 4711, "float": 3.25, "bool": True, "PaneRef": PANE,
    "tuple[str, ...]": ("one", "two"), "str | None": "main", "int | None": 4, "bool | None": True,
    "tuple[str, ...] | None": ("make",), "tuple[int, ...]": (1, 2, 3, 4),
}  # fmt: skip


def filled(kind: type[e.Event]) -> e.Event:
    return kind(**{field.name: SAMPLES[str(field.type)] for field in fields(kind)})


def said(*events: e.Event, at: float = 100.0) -> list[str]:
    words = JournalWords()
    return [words.of(e.Record(number, at, event)) for number, event in enumerate(events)]


@pytest.mark.parametrize("kind", e.kinds().values(), ids=list(e.kinds()))
def test_every_kind_has_words_and_shows_no_bare_value(kind: type[e.Event]):
    (text,) = said(filled(kind))
    assert text
    for raw in ("True", "False", "None", "PaneRef", "('"):
        assert raw not in text


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (e.OwnerChanged(12352, owning=True, screen=True), "a dashboard (pid 12352) acts for the fleet now"),
        (e.OwnerChanged(1, owning=False, screen=False), "a process without a screen (pid 1) gave the fleet up"),
        (e.StatusChanged("a", "asking", 1.0, "screen", "permission", question="run make?"),
         "asking (screen: permission): run make?"),
        (e.GateFinished("a", "shop", "build", "0123456789ab", "d", "fail", 2.6, "exit 2"),
         "build of shop on candidate 012345678: fail in 3 s, exit 2"),
        (e.RunEnded("a", "r1", "exited with 1", 1), "exited with 1"),
        (e.RunEnded("a", "r1", "stopped", 143), "stopped, exit code 143"),
        (e.SeatChanged("a", branch="x", undeclared=False), "branch x, configured again"),
        (e.EntryMoved("a", "e1", 0), "e1: place 1 in the queue"),
        (e.TargetMoved("shop", "main", "", "0123456789ab", "first"), "main of shop stands on 012345678"),
        (e.TargetMoved("shop", "main", "0123456789ab", "", "gone"), "main of shop is gone"),
        (e.DeliveryAccepted("a", "e1", "d1", "it works"), "e1: taken by the agent: it works"),
        (e.AgentSnoozed("a", 1000.0), "calls nobody for 15 minutes"),
    ],
)  # fmt: skip
def test_a_record_says_what_happened(event: e.Event, words: str):
    assert said(event) == [words]


def test_what_becomes_of_a_follow_up_names_it_by_its_words():
    assert said(
        e.EntryAdded("a", "e1", "then the docs\nand more"),
        e.DeliverySubmitted("a", "e1", "d1"),
        e.EntryEdited("a", "e1", "tests first"),
        e.EntryHeld("a", "e1", "no such file"),
    ) == [
        "queued: then the docs and more",
        "then the docs: Enter was typed",
        "changed to: tests first",
        "tests first: held: no such file",
    ]
