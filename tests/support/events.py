"""Every kind of event, made by hypothesis from its own fields."""

from __future__ import annotations

from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from fleetui.model.events import Event, kinds
from fleetui.model.identities import PaneRef, ServerId

numbers = st.integers(0, 2**40)
places = st.builds(
    PaneRef, st.builds(ServerId, st.text(), numbers, numbers), st.text(), pid=numbers, pid_started=numbers
)
simple: dict[object, st.SearchStrategy[Any]] = {
    str: st.text(),
    int: st.integers(-(2**62), 2**62),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    PaneRef: places,
    NoneType: st.none(),
}


def of_type(hint: object) -> st.SearchStrategy[Any]:
    if hint in simple:
        return simple[hint]
    if get_origin(hint) in (UnionType, Union):
        return st.one_of(*(of_type(part) for part in get_args(hint)))
    assert get_origin(hint) is tuple, f"events hold no {hint}"
    return st.lists(of_type(get_args(hint)[0]), max_size=4).map(tuple)


def of_kind(kind: str) -> st.SearchStrategy[Event]:
    found = kinds()[kind]
    hints = get_type_hints(found)
    return st.builds(found, **{field.name: of_type(hints[field.name]) for field in fields(found)})


any_event = st.sampled_from(sorted(kinds())).flatmap(of_kind)
