"""What handles one kind of event, and how it changes a mapping of the fleet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from fleetui.model import events as e
from fleetui.model.fleet import Fleet

Handler = Callable[[Fleet, Any, float], Fleet]
"""Gives the fleet after an event, which happened at a time."""
Handlers = Mapping[type[e.Event], Handler]
K = TypeVar("K")
V = TypeVar("V")


def with_key(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    """The mapping with one more, or another, value."""
    return {**mapping, key: value}


def without_key(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    """The mapping without one of its keys."""
    return {k: v for k, v in mapping.items() if k != key}
