"""Only messages of exactly the known shape say something; whatever else comes is a misfit, never another word."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.ports.servers.messages import (
    Misfit,
    ThreadStatus,
    loaded_in,
    parsed,
    status_in,
    thread_in,
)
from fleetui.ports.servers.titles import is_named, name_in_title
from tests.ports.servers.app_server import thread


@pytest.mark.parametrize(
    ("status", "read"),
    [
        ({"type": "idle"}, ThreadStatus("idle")),
        ({"type": "active", "activeFlags": []}, ThreadStatus("active")),
        (
            {"type": "active", "activeFlags": ["waitingOnApproval"]},
            ThreadStatus("active", frozenset({"waitingOnApproval"})),
        ),
        ({"type": "systemError"}, ThreadStatus("systemError")),
        ({"type": "notLoaded"}, None),
    ],
)  # fmt: skip
def test_a_status_is_read_as_it_is_meant(status: object, read: ThreadStatus | None) -> None:
    assert status_in(status) == read


@pytest.mark.parametrize(
    "status",
    [
        None, "idle", [], {}, {"type": "Idle"}, {"type": 1}, {"type": "paused"},
        {"type": "active", "activeFlags": None}, {"type": "active", "activeFlags": "waitingOnApproval"},
        {"type": "active", "activeFlags": ["waitingOnPlan"]}, {"type": "active", "activeFlags": [1]},
        {"type": "idle", "activeFlags": ["waitingOnApproval"]},
    ],
)  # fmt: skip
def test_a_status_of_another_shape_says_nothing(status: object) -> None:
    with pytest.raises(Misfit):
        status_in(status)


@pytest.mark.parametrize(
    "more",
    [
        {"id": "../../x"}, {"id": 7}, {"ephemeral": None}, {"ephemeral": "no"}, {"path": "relative"}, {"cwd": None},
        {"cwd": "x"}, {"name": 7}, {"name": "x" * 5000}, {"threadSource": ["user"]}, {"status": "idle"},
    ],
)  # fmt: skip
def test_a_thread_of_another_shape_is_none(more: dict[str, Any]) -> None:
    with pytest.raises(Misfit):
        thread_in({"thread": thread(1, "/w", **more)})


def test_a_thread_of_a_program_is_not_the_operators() -> None:
    assert thread_in({"thread": thread(1, "/w")}).is_users
    for more in ({"ephemeral": True}, {"threadSource": "thread_title"}, {"threadSource": None}):
        assert not thread_in({"thread": thread(1, "/w", **more)}).is_users


_KEYS = ["thread", "status", "type", "data", "id"]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner),
    max_leaves=12,
)  # fmt: skip


@given(_JSON)
def test_whatever_is_sent_is_read_or_a_misfit(value: Any) -> None:
    for read in (loaded_in, thread_in, status_in):
        try:
            read(value)
        except Misfit:
            continue
    with contextlib.suppress(Misfit):
        parsed(json.dumps(value))


@pytest.mark.parametrize("data", [b"{}", "", "[1]", "{", "[" * 100_000, '"x"', "NaN"])
def test_what_is_no_object_of_json_text_is_a_misfit(data: str | bytes) -> None:
    with pytest.raises(Misfit):
        parsed(data)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("project", ""),
        ("⠙ project", ""),
        ("say hello | project", "say hello"),
        ("⠦ say hello | project", "say hello"),
        ("[ ! ] Action Required | say hello | project", "say hello"),
        ("[ . ] Action Required | say hello | project", "say hello"),
        ("a | b | project", "a | b"),
        ("say hello | other", None),
        ("say hello", None),
        ("", None),
    ],
)
def test_a_title_names_its_thread_only_in_the_known_form(title: str, name: str | None) -> None:
    assert name_in_title(title, "/home/me/project") == name


def test_a_name_that_was_cut_is_known_by_its_beginning_where_that_says_enough() -> None:
    assert is_named("say:A very long first prompt...", "say:A very long first prompt that goes on")
    assert is_named("say hello", "say hello")
    assert not is_named("say...", "say hello to all")
    assert not is_named("say hello", "say hello again")
    assert not is_named("", "say hello")
