"""What ``@value`` promises: an immutable dataclass with slots, quick to declare."""

from __future__ import annotations

import builtins
import re
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from pathlib import Path
from typing import Any

import pytest

from fleetui.model.value import value

PACKAGE = Path(__file__).parents[2] / "fleetui"


@value
class Place:
    """Where."""

    path: str
    row: int = 0
    seen: float = field(default=0.0, compare=False)
    words: list[str] = field(default_factory=list, compare=False)


@value
class Named(Place):
    """Where, with a name."""

    name: str = ""


@value
class Nothing:
    """Holds nothing."""


def test_a_value_is_made_from_its_fields_by_place_and_by_name_with_their_defaults() -> None:
    assert Named("a", 2, name="n") == Named(path="a", row=2, seen=0.0, words=[], name="n")
    first, second = Place("a"), Place("a")
    assert first.words == [] and first.words is not second.words


def test_a_missing_or_unknown_field_is_refused_by_name() -> None:
    make: Any = Place
    with pytest.raises(
        TypeError, match=re.escape("Place.__init__() missing 1 required positional argument: 'path'")
    ):
        make()
    with pytest.raises(TypeError, match="colour"):
        make("a", colour="red")


def test_a_value_cannot_be_changed() -> None:
    place: Any = Place("a")
    with pytest.raises(FrozenInstanceError, match="row"):
        place.row = 3
    with pytest.raises(FrozenInstanceError, match="row"):
        del place.row
    with pytest.raises(FrozenInstanceError, match="more"):
        place.more = 3
    assert not hasattr(place, "__dict__")


def test_values_are_equal_where_their_class_and_what_is_compared_are() -> None:
    assert Place("a", 1, seen=1.0) == Place("a", 1, seen=2.0)
    assert hash(Place("a", 1, seen=1.0)) == hash(Place("a", 1, seen=2.0))
    assert Place("a") != Place("b")
    assert Place("a") != Named("a")
    assert Place("a") != ("a", 0)
    assert Nothing() == Nothing() and hash(Nothing()) == hash(Nothing())


def test_a_value_prints_its_fields() -> None:
    assert repr(Named("a", name="n")) == "Named(path='a', row=0, seen=0.0, words=[], name='n')"
    assert repr(Nothing()) == "Nothing()"


def test_a_value_is_a_dataclass_to_those_that_ask() -> None:
    assert [one.name for one in fields(Named)] == ["path", "row", "seen", "words", "name"]
    assert replace(Named("a", name="n"), row=4) == Named("a", 4, name="n")
    assert asdict(Place("a", 1)) == {"path": "a", "row": 1, "seen": 0.0, "words": []}
    match Place("a", 1):
        case Place(path, row):
            assert (path, row) == ("a", 1)


def test_one_method_is_compiled_for_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[Any] = []
    real = builtins.exec
    monkeypatch.setattr(builtins, "exec", lambda text, *more: compiled.append(text) or real(text, *more))
    value(type("Point", (), {"__annotations__": {"x": int}, "__doc__": "A point.", "__module__": __name__}))
    assert len(compiled) == 1


def test_the_package_declares_its_values_so() -> None:
    slow = "@dataclass(frozen=True, slots=True)\n"
    apart = PACKAGE / "web"  # knows nothing of the model
    modules = [path for path in PACKAGE.rglob("*.py") if apart not in path.parents]
    found = [str(path) for path in modules if slow in path.read_text("utf-8")]
    assert not found, f"declare with @value: {found}"
