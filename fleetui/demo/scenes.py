"""Who is in the demo: its agents, and what each of them does."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fleetui.demo import repository
from fleetui.model.value import value

SCENES = Path(__file__).with_name("scenes.toml")
MOST = 36


@value
class Scene:
    """One agent of the demo."""

    name: str
    project: str
    turns: tuple[Any, ...]
    task: str = ""
    role: str = ""
    branch: str = ""
    voice: str = "claude"
    context: int = 100
    queue: tuple[str | dict[str, Any], ...] = ()
    """Follow-ups, and steps as an entry of a blueprint has them."""
    options: tuple[str, ...] = ()
    paused: bool = False
    review: bool = False
    """Its branch is given to a reviewer at once."""


def scenes(wanted: int, before: Iterable[Mapping[str, Any]] = ()) -> tuple[Scene, ...]:
    """The first ``wanted`` agents, by project; beyond those that are written down, more of the busy ones.

    ``before`` are tables of others, which come first.
    """
    tables = [*before, *tomllib.loads(SCENES.read_text("utf-8"))["agent"]]
    written = [_scene(table) for table in tables]
    busy = next(scene for scene in written if scene.name == "ui-grid")
    count = max(1, min(MOST, wanted))
    more = [replace(busy, name=f"grid-{number}", queue=()) for number in range(2, count - len(written) + 2)]
    projects = repository.names()
    return tuple(sorted((written + more)[:count], key=lambda scene: projects.index(scene.project)))


def _scene(table: Mapping[str, Any]) -> Scene:
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    return Scene(**fields)
