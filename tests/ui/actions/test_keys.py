from __future__ import annotations

from importlib import import_module
from itertools import combinations
from pkgutil import walk_packages

import pytest

from fleetui import ui
from fleetui.ui.actions import keymap, table
from fleetui.ui.actions.keymap import Keymap, listing, why_not_key
from fleetui.ui.shell.screen import FleetScreenBase

MODULES = [import_module(found.name) for found in walk_packages(ui.__path__, "fleetui.ui.")]
SCREENS = [
    one
    for module in MODULES
    for one in vars(module).values()
    if isinstance(one, type)
    and issubclass(one, FleetScreenBase)
    and one.WHERE
    and one.__module__ == module.__name__
]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda one: one.__name__)
def test_every_action_of_a_screen_has_a_handler_there(screen: type[FleetScreenBase]) -> None:
    missing = [a.id for a in table.actions_on(screen.WHERE) if not hasattr(screen, f"do_{a.handler}")]
    assert not missing


def test_every_place_in_the_table_has_a_screen() -> None:
    assert {screen.WHERE for screen in SCREENS} == set(table.WHERE_WORDS)


@pytest.mark.parametrize(
    "where", [where for where in table.WHERE_WORDS if where not in (table.FLEET, table.TYPING)]
)
def test_escape_leads_out_of_every_place_but_the_fleet(where: str) -> None:
    (out,) = [action for action in table.actions_on(where) if "escape" in action.keys]
    assert where in out.footer


@pytest.mark.parametrize("where", table.WHERE_WORDS)
def test_no_key_means_two_things_on_one_screen(where: str) -> None:
    clashes = [
        (one.id, other.id)
        for one, other in combinations(table.actions_on(where), 2)
        if set(one.keys) & set(other.keys)
    ]
    assert not clashes


def test_every_key_of_the_table_arrives_inside_tmux() -> None:
    lost = {key: why for action in table.ACTIONS for key in action.keys if (why := why_not_key(key))}
    assert not lost


def test_ids_are_unique_and_every_row_says_what_it_does() -> None:
    assert len(table.BY_ID) == len(table.ACTIONS)
    assert all(action.label and action.help and action.where for action in table.ACTIONS)
    assert all(set(action.footer) <= set(action.where) for action in table.ACTIONS)


def test_where_letters_are_text_no_letter_is_bound() -> None:
    for where in table.TEXT:
        assert not [a.id for a in table.actions_on(where) for key in a.keys if keymap.key_text(key)]


def test_ctrl_q_is_never_bound() -> None:
    assert not [action.id for action in table.ACTIONS if "ctrl+q" in action.keys]


def test_the_operators_key_takes_the_place_of_the_tables() -> None:
    own = Keymap({"agent.restart": "ctrl+x"})
    assert own.keys_of("agent.restart") == ("ctrl+x",)
    assert own.shown("agent.kill") == "D"
    assert own.mistakes == ()


def test_two_actions_may_swap_their_keys() -> None:
    own = Keymap({"agent.answer": "a", "agent.attach": "i"})
    assert own.mistakes == ()
    assert (own.shown("agent.answer"), own.shown("agent.attach")) == ("a", "i")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"agent.restrat": "x"}, "no such action; agent.restart?"),
        ({"agent.restart": "hyper+x"}, "hyper+x is no key"),
        ({"agent.restart": "alt+enter"}, "does not arrive inside tmux"),
        ({"agent.restart": "ctrl+m"}, "arrives as enter"),
        ({"agent.restart": "i"}, "i is agent.answer"),
        ({"agent.restart": ""}, "no key given"),
        ({"agent.restart": "ctrl+q"}, "stays free"),
        ({"editor.send": "s"}, "s is text there"),
    ],
)
def test_every_mistake_in_a_keymap_is_said_and_the_tables_key_stays(own: dict[str, str], said: str) -> None:
    tried = Keymap(own)
    assert len(tried.mistakes) == 1
    assert said in tried.mistakes[0]
    assert tried.keys_of("agent.restart") == ("r",)
    assert tried.own == {}


def test_the_listing_names_every_action_as_people_write_its_keys() -> None:
    rows = {row[1]: row for row in listing(Keymap())}
    assert set(rows) == set(table.BY_ID)
    assert rows["nav.attention"][0] == "."
    assert rows["typing.end"][0].split() == ["ctrl+]", "F12"]
