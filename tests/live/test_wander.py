"""A walk claims only what is certain, says different things for different seeds, and keeps different screens."""

from __future__ import annotations

import time
from random import Random

from tests.live.improviser import STILL_S, Improviser, Truth
from tests.live.script import Script
from tests.live.turns import Turn
from tests.live.wander import sample
from tests.live.words import Words
from tests.support.unseen import Seen
from tests.support.waiting import until

TURN = Turn("chat", "one", ("do it",), side=False, follows_tool=False)


def test_nothing_is_claimed_before_its_time_and_after_something_happened() -> None:
    truth = Truth()
    assert truth.now() == ("", "")
    truth.becomes("working", after=60)
    assert truth.now() == ("", "")
    truth.becomes("asking", "plan", after=0)
    assert truth.now() == ("asking", "plan")
    truth.unsure()
    assert truth.now() == ("", "")


def test_rest_is_claimed_once_the_screen_stood_still() -> None:
    truth = Truth()
    truth.becomes("idle", after=0, still=True)
    began = time.monotonic()
    truth.saw("one")
    assert truth.now() == ("", "")
    until(lambda: truth.saw("two") or truth.now()[0])
    assert time.monotonic() - began >= STILL_S
    assert truth.now() == ("idle", "")


def test_rest_is_not_claimed_of_a_screen_that_was_not_drawn_again_yet() -> None:
    truth = Truth()
    truth.saw("one")
    truth.becomes("idle", after=0, still=True)
    limit = time.monotonic() + 2 * STILL_S
    while time.monotonic() < limit:
        truth.saw("one")
    assert truth.now() == ("", "")
    until(lambda: truth.saw("two") or truth.now()[0])
    assert truth.now() == ("idle", "")


def test_what_counts_is_how_often_one_prompt_was_refused() -> None:
    with Improviser("limited", (), silent=2) as server:
        for _ in range(2):
            server.tell("refused", TURN, Script(error=429))
            assert server.truth.now() == ("", "")
        server.tell("refused", TURN, Script(error=429))
        until(lambda: server.truth.now() == ("limited", ""))
        server.tell("open", TURN, Script())
        server.tell("refused", TURN, Script(error=429))
        assert server.truth.now() == ("", "")


def test_the_same_seed_says_the_same_and_another_something_else() -> None:
    said = [Words(Random(seed)).answer(6) for seed in ("a", "a", "b")]
    assert said[0] == said[1] != said[2]


def test_a_sample_holds_no_screen_twice_and_some_of_every_moment() -> None:
    def seen(raw: str, phase: str) -> tuple[Seen, str]:
        return Seen("claude", raw, "t", 80, 24, None, "", False, {"phase": phase}), "talk"

    looks = [seen(f"{'abcdefghij'[n % 10]} {n}s\n", "working") for n in range(40)] + [seen("rest\n", "idle")]
    taken = sample(looks, 6, Random(1))
    assert len(taken) == 6
    assert len({one.raw[0] for one in taken}) == 6
    assert [one.expected["phase"] for one in taken].count("idle") == 1
