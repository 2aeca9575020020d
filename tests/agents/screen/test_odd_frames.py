"""No frame, however odd, makes a reading fail, take long, or ask for what is only prose."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents import delivery
from fleetui.agents.delivery import prepared, ready, shows, taken
from fleetui.agents.screen import answer, progress, regions
from fleetui.agents.screen import reading as read
from fleetui.agents.screen.explain import explain
from fleetui.agents.screen.progress import ProgressRows
from fleetui.model.status import Phase
from tests.agents.screen.odd import DIALOGS, PROFILES, WITH_COMPOSER, Odd, odd, quotations, quoting, real
from tests.agents.screen.test_captures import PAIRS
from tests.agents.screen.test_reading import NAMES

commands = st.sampled_from(["", "bash", "sh", "claude", "node"])


@given(odd(), commands, st.booleans())
def test_no_odd_frame_makes_a_reading_fail(screen: Odd, command: str, dead: bool) -> None:
    profile, frame = PROFILES[screen.profile], screen.frame()
    reading = read.read(profile, frame, command=command, dead=dead)
    assert reading.rule
    assert (reading.question is not None) == (reading.phase is Phase.ASKING)
    assert reading.context_left is None or 0 <= reading.context_left <= 100
    said = [reading.note, *reading.own_queue, *((reading.question.text,) if reading.question else ())]
    assert all(text.isprintable() for text in said)
    assert reading == read.read(profile, frame, command=command, dead=dead)


@given(odd(), commands, st.booleans())
def test_nothing_else_that_looks_at_frames_fails_on_an_odd_one(screen: Odd, command: str, dead: bool) -> None:
    profile, frame = PROFILES[screen.profile], screen.frame()
    found = explain(profile, frame, command, dead)
    assert found.reading == read.read(profile, frame, command, dead)
    progress_rows = ProgressRows(profile)
    assert progress_rows.rows(frame) == progress_rows.rows(frame)
    assert isinstance(progress_rows.tokens(frame), str)
    text = prepared(profile, "say what you see\nand no more")
    assert shows(profile, frame, text) in (True, False)
    assert taken(profile, frame, frame, found.reading, text) is not None
    assert ready(profile, found.reading) is None or found.reading


@given(odd())
def test_what_is_gone_asks_nothing_whatever_its_last_screen_and_title_are(screen: Odd) -> None:
    reading = read.read(PROFILES[screen.profile], screen.frame(), dead=True)
    assert (reading.phase, reading.question) == (Phase.EXITED, None)


@pytest.mark.parametrize("path", WITH_COMPOSER, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_answer_that_quotes_any_dialog_does_not_ask(path: Path) -> None:
    for dialog in DIALOGS:
        _asks_nothing(quoting(real(path), real(dialog)))


@given(quotations())
def test_a_part_of_a_dialog_quoted_in_any_manner_does_not_ask(screen: Odd) -> None:
    _asks_nothing(screen)


def _asks_nothing(screen: Odd) -> None:
    reading = read.read(PROFILES[screen.profile], screen.frame())
    right = reading.question is None and reading.phase.value == screen.phase
    assert right, f"{screen.profile}: {reading.rule} {reading.question} on\n" + "\n".join(screen.rows)


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_screen_read_as_another_program_s_asks_only_what_stands_there(path: Path) -> None:
    screen = real(path)
    for profile in PROFILES.values():
        question = read.read(profile, screen.frame()).question
        plain = _plain("".join(screen.rows))
        assert question is None or all(_plain(choice)[:12] in plain for choice in question.choices)


def _plain(text: str) -> str:
    return re.sub(r"[\s│┃]", "", text)


# Expressions

UNITS = (
    " ", "a", ".", "1", "─", "━", "│ ", "┃ ", "1. ", "1, ", "(1s ", "❯ ", "› ", "> ", "● ", "• ", "✻ ", "⠋ ", ".. ",
    "- ", '"', "…", "…(", "(", "[", "] ", "/", "■", "⬝", "   ", "Do you want to ", "Would you like ", "Trust this ",
    "esc to ", "Allow once   ", "Retrying in ", "attempt 1/", "tokens ", "Yes ", "WARNING: ", "API Error: ", "12:",
)  # fmt: skip
STARTS = ("", "  ", "❯ ", "✻ x", "● API Error: ", "1. ", "│", "─" * 10, "> ", "› ")
SHORT, LONG = 250, 1000
MODULES = (answer, delivery, read, regions, progress)


def _of(value: object, path: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield path, value
    elif isinstance(value, tuple):
        for one in value:
            yield from _of(one, f"{path} {getattr(one, 'name', '')}")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _of(getattr(value, field.name), f"{path}.{field.name}")


def _in_module(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, value in vars(module).items():
        yield from _of(value, f"{module.__name__} {name}")


def _cost(regex: re.Pattern[str], text: str, little: int = 0) -> int:
    """The least of a few tries, so that a busy machine does not count; the first that is no more than a ``little``."""
    costs = []
    for _ in range(4):
        began = time.thread_time_ns()
        for _ in regex.finditer(text):
            pass
        costs.append(time.thread_time_ns() - began)
        if costs[-1] <= little:
            break
    return min(costs)


def _grows(regex: re.Pattern[str]) -> str:
    """A row whose cost grows much faster than its length, or nothing."""
    for start in STARTS:
        for unit in UNITS:
            short, long = ((start + unit * size)[:size] for size in (SHORT, LONG))
            if all(_much_more(regex, long, short) for _ in range(5)):
                return long[:40]
    return ""


def _much_more(regex: re.Pattern[str], long: str, short: str) -> bool:
    least = 40_000  # what a clock can tell
    cost = _cost(regex, long, 9 * least)
    return cost > 9 * least and cost > 9 * _cost(regex, short)


@pytest.mark.parametrize("name", [*NAMES, *(module.__name__ for module in MODULES)])
def test_no_expression_takes_long_on_a_row_that_is_made_for_it(name: str) -> None:
    modules = {module.__name__: module for module in MODULES}
    found = _in_module(modules[name]) if name in modules else _of(PROFILES[name], name)
    slow = [f"{path}: {row!r}" for path, regex in found if (row := _grows(regex))]
    assert slow == []
