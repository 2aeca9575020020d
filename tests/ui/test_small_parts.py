from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.commands import TypeKeys
from fleetui.ui import stylesheets
from fleetui.ui.agent.answer.tmux_keys import joined, typed
from fleetui.ui.draw.diff_rows import diff_rows
from fleetui.ui.draw.rows import TextRow
from fleetui.ui.fleet.arrange.filter import matches
from tests.support.fleets import DIFF, fleet


def text(row: TextRow) -> str:
    return "".join(span.text for span in row.left)


def test_a_difference_names_files_with_their_figures_and_numbers_its_lines() -> None:
    rows = [text(row) for row in diff_rows(DIFF)]
    assert rows[0] == "docs/api/cache.md   +2 -1"
    assert "   11  - Items are evicted in insertion order." in rows
    assert "   12  + A read counts as use; `peek` does not." in rows
    assert "    4  + See [state](state.md) and [cache](cache.md)." in rows


def test_lines_that_look_like_headers_are_shown_as_the_lines_they_are() -> None:
    rows = [
        text(row)
        for row in diff_rows("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n--- dash\n+++ plus\n")
    ]
    assert "    1  - -- dash" in rows
    assert "    1  + ++ plus" in rows
    assert rows[0] == "x   +1 -1"


@given(st.text(max_size=300))
def test_any_text_can_be_shown_as_a_difference(anything: str) -> None:
    assert diff_rows(anything)


def test_a_huge_difference_is_cut_and_says_so() -> None:
    rows = diff_rows("diff --git a/x b/x\n@@ -0,0 +1,9999 @@\n" + "+x\n" * 9999)
    assert len(rows) < 4100
    assert "not shown" in text(rows[-1])


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
