"""Many stored screens at once: one JSON line in, one JSON line out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fleetui.cli.common import paths_here

if TYPE_CHECKING:
    from fleetui.agents.screen.stored_screens import StoredScreens

_MAX_LINE = 1_000_000
_BLANK = " \t\r\n\ufeff"
"""With the mark that some programs write before the first line."""


def shelf_here() -> StoredScreens:
    """With the operator's own profiles, where there is a configuration."""
    from fleetui.agents.screen.stored_screens import StoredScreens
    from fleetui.config.load import load

    return StoredScreens([Path(folder) for folder in load(paths_here()).profiles])


def read_batch() -> int:
    """From stdin to stdout; the exit code is 1 when a line could not be read."""
    from fleetui.agents.screen.stored_screens import answer_to

    shelf, bad = shelf_here(), 0
    for number, line in _lines():
        answer = answer_to(line, shelf)
        if "error" in answer:
            bad, answer = bad + 1, {**answer, "line": number}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 1 if bad else 0


def _lines() -> Iterator[tuple[int, str]]:
    number = 0
    while data := sys.stdin.buffer.readline(_MAX_LINE):
        number += 1
        text = data.decode("utf-8", "replace").strip(_BLANK)
        if text:
            yield number, text
