"""kill -9 in a delivery: what stands in the composer goes on, what cannot be told waits for the operator."""

from __future__ import annotations

import pytest

from fleetui.model.queue import IN_FLIGHT, Entry, EntryState
from tests.support.background import Background
from tests.support.waiting import until

FIRST, SECOND = "only once, please", "and then this"


def entry(background: Background, text: str) -> Entry:
    found = [item for item in background.fleet().queues["cache"] if item.text == text]
    assert len(found) == 1, "every follow-up is there exactly once"
    return found[0]


@pytest.mark.parametrize("point", ["deliver.typed", "deliver.pasted"])
def test_a_text_left_standing_in_the_composer_is_sent_on_and_not_typed_again(
    background: Background, point: str
) -> None:
    scratch = background.scratch
    scratch.configure("cache")
    killed = background.start(fault=point)
    assert scratch.fleetui("start", "cache").returncode == 0
    background.until_phase("cache", "idle")
    assert scratch.fleetui("queue", "cache", "add", FIRST).returncode == 0
    background.until_killed(killed)
    assert scratch.texts("cache") == []

    background.start()
    assert scratch.fleetui("queue", "cache", "add", SECOND).returncode == 0
    until(lambda: scratch.texts("cache") == [FIRST, SECOND], 40, every=0.2)
    assert len(scratch.got("cache", "paste")) == 2
    until(lambda: entry(background, FIRST).state not in IN_FLIGHT, 40, every=0.2)
    assert entry(background, FIRST).state is EntryState.ACCEPTED


def test_what_is_not_confirmed_stops_the_queue_until_the_operator_takes_it_out(
    background: Background,
) -> None:
    scratch = background.scratch
    scratch.configure("cache")
    killed = background.start(fault="deliver.intended")
    assert scratch.fleetui("start", "cache").returncode == 0
    background.until_phase("cache", "idle")
    assert scratch.fleetui("queue", "cache", "add", FIRST).returncode == 0
    background.until_killed(killed)
    background.start()  # before anything else is queued: without an owner that would start one itself
    assert scratch.fleetui("queue", "cache", "add", SECOND).returncode == 0
    until(lambda: entry(background, FIRST).state is EntryState.UNKNOWN, 40, every=0.2)
    assert scratch.texts("cache") == []
    assert scratch.fleetui("queue", "cache", "delete", entry(background, FIRST).id).returncode == 0
    until(lambda: scratch.texts("cache") == [SECOND], 40, every=0.2)
