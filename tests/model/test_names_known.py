"""A name that is not known is answered with the nearest one, those there are, and where more come from."""

from __future__ import annotations

import pytest

from fleetui.model.names import no_such

FOLDERS = "your own go into a folder that folders of [profiles] in fleet.toml names"
GATES = "[[projects.NAME.gates]] in fleet.toml has them"


@pytest.mark.parametrize(
    ("kind", "name", "known", "said"),
    [
        ("profile", "mine", ("codex", "claude"), f"'mine'; known: claude, codex; {FOLDERS}"),
        ("agent", "cahce", ("cache",), "'cahce'; did you mean 'cache'? known: cache; fleetui add makes one"),
        ("task", "x", (), "'x'; there are none; fleetui task add makes one"),
        ("gate of shop", "tset", ("test",), f"'tset'; did you mean 'test'? known: test; {GATES}"),
        ("rescue", "r1", ("ab",), "'r1'; known: ab"),
    ],
)
def test_what_is_said_of_a_name_that_nothing_has(
    kind: str, name: str, known: tuple[str, ...], said: str
) -> None:
    assert no_such(kind, name, known) == f"no {kind} is called {said}"


def test_of_many_names_the_first_are_listed() -> None:
    said = no_such("project", "zzz", (f"p{number:02}" for number in range(30)))
    assert "p00, p01" in said
    assert "p11 and 18 more; fleetui init" in said
