from __future__ import annotations

import pytest

from fleetui.model.settings import ScreenSettings
from fleetui.ui.actions.keymap import Keymap
from fleetui.ui.actions.search import search
from fleetui.ui.actions.table import BOARD, FLEET
from tests.support.screens import running


def ids(query: str, about: str = FLEET) -> list[str]:
    return [action.id for section in search(Keymap(), about, query) for action in section.actions]


def test_a_key_finds_what_it_does_here_before_what_it_does_elsewhere() -> None:
    found = ids("D")
    assert found[0] == "agent.kill"
    assert "queue.delete" in found
    assert ids("D", BOARD)[0] != "agent.start"


@pytest.mark.parametrize(
    ("query", "action"),
    [
        ("restart handoff", "agent.restart"),
        ("worktree", "agent.shell"),
        ("ctrl+s", "editor.send"),
        (".", "nav.attention"),
    ],
)
def test_words_and_long_keys_find_too(query: str, action: str) -> None:
    assert action in ids(query)


def test_a_capital_is_another_key_than_its_small_letter() -> None:
    assert "agent.last_screen" in ids("L")
    assert "nav.right" not in ids("L")


async def test_help_is_searched_while_one_types_and_escape_goes_back_step_by_step() -> None:
    async with running() as run:
        await run.press("question_mark")
        await run.until("type to search")
        assert "on another screen" not in run.text.splitlines()[5]
        await run.press(*"send back")
        await run.until("the tail of the failed gate's log")
        assert "keep every byte" not in run.text
        await run.press("backspace", "escape")
        await run.until("type to search")
        await run.press("escape")
        assert run.kind == "FleetScreen"
        assert run.link.commands == []


async def test_what_the_keys_do_on_this_screen_stands_first_and_the_key_that_opened_it_closes_it() -> None:
    async with running(size=(120, 40)) as run:
        await run.press("3", "question_mark")
        await run.until("the facts, then m")
        assert run.text.index("the facts, then m") < run.text.index("go to the next agent")
        await run.press("question_mark")
        assert run.kind == "BoardScreen"
        await run.press("question_mark", *"a?")
        assert run.kind == "HelpScreen", "in a search it is a letter"


async def test_help_says_where_else_to_look_when_nothing_is_found() -> None:
    async with running() as run:
        await run.press("question_mark", *"qqxx")
        await run.until("no key does that")


async def test_help_shows_the_operators_own_keys_and_finds_them() -> None:
    async with running(settings=ScreenSettings(keys={"agent.rescue": "ctrl+w"})) as run:
        await run.press("question_mark", *"ctrl+w")
        await run.until("your key")
        assert "keep every byte" in run.text


async def test_letters_in_help_do_nothing_to_the_fleet() -> None:
    async with running() as run:
        await run.press("question_mark", *"rDqfi:3")
        assert run.kind == "HelpScreen"
        assert run.link.commands == []
        await run.press("f1")
        assert run.kind == "FleetScreen"


async def test_every_sign_is_told_and_found_by_its_word() -> None:
    async with running(size=(120, 60)) as run:
        await run.press("question_mark", *"context left")
        await run.until("60→58%: context left, earlier and now")
        await run.press(*["backspace"] * 20, *"signs")
        await run.until("gate: ran on something older")
        assert "same failure again" in run.text
