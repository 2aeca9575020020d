"""Keys are printed from the table that the screens use, and the operator's own are checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fleetui.config.paths import find_paths
from tests.cli.conftest import Said

Run = Callable[..., Said]


def own(text: str) -> None:
    find_paths().config.write_text(f"[screen.keys]\n{text}\n")


def test_every_action_is_printed_once_for_people_scripts_and_documents(fleetui: Run):
    from fleetui.ui.actions.table import ACTIONS

    data = fleetui("keys", "--json").data
    assert {row["id"] for row in data} == {action.id for action in ACTIONS}
    begun = [
        line for line in fleetui("keys").out.splitlines() if set(line.split()) & {row["id"] for row in data}
    ]
    assert len(begun) == len(data)
    assert len(fleetui("keys", "--markdown").out.splitlines()) == len(data) + 2


@pytest.mark.parametrize("width", ["", "80", "120", "200"])
def test_the_keys_fit_the_terminal_and_nothing_of_them_is_cut(
    fleetui: Run, monkeypatch: pytest.MonkeyPatch, width: str
):
    monkeypatch.setenv("COLUMNS", width)
    lines = fleetui("keys").out.splitlines()
    assert max(map(len, lines)) <= int(width or 80)
    words = set(" ".join(lines).split())
    assert not {word for row in fleetui("keys", "--json").data for word in row["help"].split()} - words


def test_the_operators_own_keys_are_shown(fleetui: Run):
    own('"agent.answer" = "f8"')
    answer = next(row for row in fleetui("keys", "--json").data if row["id"] == "agent.answer")
    assert answer["keys"] == "f8"
    assert fleetui("keys", "--check").code == 0


def test_mistakes_in_own_keys_are_told_at_once_with_exit_code_2(fleetui: Run):
    own('"agent.anser" = "X"\n"agent.look" = "alt+enter"\n"agent.queue" = "f"')
    for line in (("keys", "--check"), ("config", "check")):
        said = fleetui(*line)
        assert said.code == 2
        assert len(said.err.splitlines()) == 3
        assert "agent.answer?" in said.err
    assert fleetui("keys").code == 0, "those that are wrong keep their usual keys"
