"""A screen and its reading as a test case: the capture, and beside it a TOML file with what is expected of it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import tomli_w

from fleetui.model.explained import Explanation
from fleetui.model.screen import styled_text
from fleetui.model.status import Phase


def save_case(found: Explanation, folder: str, of: str, phase: Phase | None = None) -> Path:
    """Write FOLDER/PROFILE/NAME-PHASE-CxR.screen and .toml, never over another; the path. Raises ``OSError``.

    What is expected of it is what was read, or the ``phase`` that somebody says it shows.
    """
    below = Path(folder).expanduser() / found.profile
    below.mkdir(parents=True, exist_ok=True, mode=0o700)
    frame = found.frame
    stem = re.sub(r"[^\w-]+", "-", Path(of).stem).strip("-") or "screen"
    path = _new(below, f"{stem}-{phase or found.reading.phase}-{frame.width}x{frame.height}")
    path.with_suffix(".toml").write_text(tomli_w.dumps(_case(found, phase)), "utf-8")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_TRUNC), "w", encoding="utf-8") as file:
        file.write(styled_text(frame))
    return path


def _new(folder: Path, stem: str) -> Path:
    """A file that did not exist, made for the operator alone."""
    number = 1
    while True:
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}.screen"
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            number += 1
        else:
            return path


def _case(found: Explanation, phase: Phase | None) -> dict[str, Any]:
    frame = found.frame
    case: dict[str, Any] = {
        "profile": found.profile,
        "title": frame.title,
        "columns": frame.width,
        "rows": frame.height,
        "dead": found.dead,
        "command": found.command,
    }
    if frame.cursor:
        case["cursor"] = list(frame.cursor)
    if phase not in (None, found.reading.phase):
        return case | {"expected": {"phase": str(phase)}}
    return case | {"expected": _expected(found)}


def _expected(found: Explanation) -> dict[str, Any]:
    """What the reading is now; what is not known is left out, because TOML has no word for it."""
    reading = found.reading
    asked = reading.question
    known: dict[str, Any] = {
        "phase": reading.phase.value,
        "rule": reading.rule,
        "own_queue": list(reading.own_queue),
        "note": reading.note,
    }
    if reading.draft is not None:
        known["draft"] = reading.draft
    if reading.context_left is not None:
        known["context_left"] = reading.context_left
    if asked:
        known["question"] = {"kind": asked.kind, "text": asked.text, "choices": list(asked.choices)}
    return known
