"""Which presses count as a person's, as a table of facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fleetui.model.approval import (
    Client,
    Press,
    Terminal,
    Tier,
    asks_word,
    how_checked,
    why_not_apart,
    why_not_here,
    why_not_typed,
)

T = 1_000_000.0
"""Begins a second, and a step in which the kernel notes reads."""
ATTACHED = Client(
    "/dev/pts/9",
    active=int(T),
    read=T,
    attached=int(T) - 600,
    shows=True,
    types=True,
    around=Terminal(Tier.PLAIN),
)
PRESSED = Press(T + 0.4, "m", before=T - 2, before_key=T - 2)


def tmux(*clients: Client) -> Terminal:
    return Terminal(Tier.TMUX, "tmux 3.3a", clients=clients)


def attached(**changes: Any) -> Terminal:
    return tmux(replace(ATTACHED, **changes))


def test_a_key_in_the_second_in_which_its_terminal_typed_counts() -> None:
    assert why_not_typed(attached(), PRESSED, opened=T - 2, alone=True) is None


def test_a_key_typed_at_the_end_of_the_second_before_it_arrived_counts() -> None:
    assert (
        why_not_typed(attached(active=int(T) - 1), replace(PRESSED, at=T + 0.2, before=T - 3), alone=True)
        is None
    )


@pytest.mark.parametrize(
    ("terminal", "press", "says", "untyped"),
    [
        (attached(active=int(T) - 1), replace(PRESSED, at=T + 0.6), "nobody typed", True),
        (attached(active=int(T) - 60), PRESSED, "nobody typed", True),
        (attached(read=T - 9), replace(PRESSED, at=T + 0.9), "nobody typed", True),
        (attached(shows=False), PRESSED, "another pane", True),
        (attached(attached=int(T)), PRESSED, "attached after", True),
        (attached(active=int(T) + 1), PRESSED, "after it", False),
        (attached(), replace(PRESSED, before=T + 0.1), "same second", False),
        (attached(), replace(PRESSED, before=T), "same second", False),
        (attached(around=Terminal(Tier.AGENTS)), PRESSED, "an agent attached", True),
        (attached(around=attached(active=int(T) - 60)), PRESSED, "nobody typed", True),
        (attached(types=False), PRESSED, "no terminal is attached", True),
        (tmux(), PRESSED, "no terminal is attached", True),
        (Terminal(Tier.AGENTS, detail="start it outside"), PRESSED, "start it outside", False),
        (Terminal(Tier.UNKNOWN, detail="did not answer"), PRESSED, "did not answer", False),
        (Terminal(Tier.UNKNOWN), PRESSED, "nothing is approved here", False),
    ],
)
def test_what_does_not_count_says_why_and_whether_the_operator_is_called(
    terminal: Terminal, press: Press, says: str, *, untyped: bool
) -> None:
    why = why_not_typed(terminal, press, opened=T - 2, alone=True)
    assert why is not None
    assert says in why.text
    assert why.untyped is untyped


def test_one_of_several_terminals_is_enough_and_a_wait_is_said_before_a_call() -> None:
    idle, typing = replace(ATTACHED, active=int(T) - 60), ATTACHED
    assert why_not_typed(tmux(idle, typing), PRESSED) is None
    why = why_not_typed(tmux(idle, typing), replace(PRESSED, before=T + 0.2), alone=True)
    assert why is not None
    assert not why.untyped


def test_a_word_typed_before_makes_the_key_after_it_count_in_the_same_second() -> None:
    assert why_not_typed(attached(), replace(PRESSED, before=T + 0.05), alone=False) is None


@pytest.mark.parametrize("tier", [Tier.PLAIN, Tier.SHARED])
def test_where_keys_cannot_be_checked_they_count(tier: Tier) -> None:
    assert why_not_typed(Terminal(tier), PRESSED) is None
    assert why_not_here(Terminal(tier)) == ""


@pytest.mark.parametrize(
    ("press", "opened"),
    [
        (Press(T, "m", T - 0.1, T - 0.1), T - 2),
        (Press(T, "m", T - 0.1, T - 2), T - 0.1),
        (Press(T, "", T - 2, T - 2), T - 2),
    ],
)
def test_a_burst_a_held_key_and_a_click_are_no_decision(press: Press, opened: float) -> None:
    why = why_not_apart(press, opened)
    assert why is not None
    assert not why.untyped


def test_keys_a_persons_time_apart_are_one() -> None:
    assert why_not_apart(Press(T, "m", T - 0.05, T - 0.31), T - 0.31) is None  # the mouse may have moved


def test_a_multiplexer_that_cannot_tell_asks_for_a_word_also_around_a_tmux() -> None:
    screen = Terminal(Tier.SHARED, "GNU screen")
    assert "GNU screen" in asks_word(screen)
    assert "GNU screen" in asks_word(attached(around=screen))
    assert asks_word(attached()) == ""
    assert "any process of yours" in how_checked(screen)
