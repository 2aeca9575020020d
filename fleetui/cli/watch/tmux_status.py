"""``fleetui status --tmux``: one file read, nothing else. A status line asks for it every few seconds."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from fleetui.config.paths import find_paths
from fleetui.config.problems import ConfigError
from fleetui.model.snapshot import FRESH_S, SCHEMA
from fleetui.model.snapshot.segment import tmux_segment


def segment() -> int:
    """Print what a status line shows; the exit code. Nothing at all when nobody needs the operator."""
    try:
        path = find_paths().published
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    found = read_published(path)
    if found and (text := tmux_segment(found, age_of(found), kept=is_kept(found))):
        print(text)
    return 0


def read_published(path: Path) -> dict[str, Any] | None:
    """What an owner last published, or ``None`` when there is nothing this program understands."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    fine = (
        isinstance(found, dict) and found.get("schema") == SCHEMA and isinstance(found.get("at"), int | float)
    )
    return found if fine else None


def age_of(published: dict[str, Any]) -> float:
    """Seconds since it was true. A clock that was set back makes it old, not young."""
    from fleetui.ports.clock import wall

    return abs(wall() - float(published["at"]))


def is_kept(published: dict[str, Any]) -> bool:
    """True while a living owner keeps it up to date; otherwise it says nothing about now."""
    return age_of(published) <= FRESH_S and _lives(published.get("owner"))


def _lives(pid: object) -> bool:
    if not isinstance(pid, int) or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
