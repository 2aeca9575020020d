from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.commands import TypeKeys
from fleetui.ui import stylesheets
from fleetui.ui.agent.answer.tmux_keys import joined, typed
from fleetui.ui.fleet.arrange.filter import matches
from tests.support.fleets import fleet


@pytest.mark.parametrize(
    ("filter_text", "names"),
    [
        ("state:stuck", {"api-auth"}),
        ("state:needs-you", {"billing"}),
        ("state:working project:desk", set()),
        ("project:whispr state:working", {"ui-grid", "i18n", "quota"}),
        ("oauth", {"api-auth"}),
        ("profile:gemini", {"i18n"}),
        ("project:clawdemy !profile:codex !state:working", {"billing", "docs-gen"}),
        ("!", set()),
    ],
)
def test_the_filter_understands_words_fields_and_not(filter_text: str, names: set[str]) -> None:
    assert {agent.name for agent in fleet().agents if matches(agent, filter_text)} == names


@pytest.mark.parametrize(
    ("key", "character", "press"),
    [
        ("a", "a", TypeKeys("x", literal="a")),
        ("space", " ", TypeKeys("x", literal=" ")),
        ("é", "é", TypeKeys("x", literal="é")),
        ("enter", "\r", TypeKeys("x", keys=("Enter",))),
        ("ctrl+c", "\x03", TypeKeys("x", keys=("C-c",))),
        ("ctrl+left", None, TypeKeys("x", keys=("C-Left",))),
        ("shift+tab", None, TypeKeys("x", keys=("BTab",))),
        ("alt+b", None, TypeKeys("x", keys=("M-b",))),
        ("f12", None, TypeKeys("x", keys=("F12",))),
        ("f19", None, None),
        ("ctrl+shift+x", None, None),
    ],
)
def test_every_key_is_text_a_tmux_key_or_refused(
    key: str, character: str | None, press: TypeKeys | None
) -> None:
    assert typed("x", key, character) == press


@given(st.lists(st.tuples(st.booleans(), st.text("abc", min_size=1, max_size=1))))
def test_joining_presses_keeps_every_one_in_order(presses: list[tuple[bool, str]]) -> None:
    one_by_one = [TypeKeys("x", literal=c) if plain else TypeKeys("x", keys=(c,)) for plain, c in presses]

    def flat(commands: list[TypeKeys]) -> list[tuple[bool, str]]:
        return [
            pair
            for command in commands
            for pair in ([(True, c) for c in command.literal] or [(False, k) for k in command.keys])
        ]

    assert flat(joined(one_by_one)) == presses


def test_every_screen_has_its_stylesheet_beside_the_apps() -> None:
    found = stylesheets.paths()
    assert found[0].name == "app.tcss"
    assert {"fleet", "board", "restart", "landing", "focus", "queue"} <= {path.stem for path in found}
