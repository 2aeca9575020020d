"""Stored screens: what a line of ``explain --batch`` says, and the frame that a capture's text makes. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from fleetui.agents.profile import Profile
from fleetui.model.cells import cells
from fleetui.model.clean import clean_line
from fleetui.model.screen import Frame, parse_frame
from fleetui.model.value import value

LARGEST = 1000
_PROMPT_ENDS = "$#%>❯➜λ"
_PANE_IS_DEAD = re.compile(r"Pane is dead(?: \((?:status|signal) \w+, [^()]+\))?")
"""What tmux writes into the last row of a pane that it keeps: ``remain-on-exit-format`` in tmux(1)."""
_KILLED = re.compile(
    r"(?:[Kk]illed|[Tt]erminated|[Hh]angup|[Ss]egmentation fault)(?: +\(core dumped\))?(?: {2,}\S.*)?$"
)
"""What a shell says of a program that a signal ended, behind whatever that left in its last row."""
_AT_PROMPT = re.compile(r"[\w@.~:/\[\] ()-]{0,100}[$#%❯➜]")


class StoredError(ValueError):
    """A stored screen cannot be read; the text is one clean line that says what to change."""


@value
class Stored:
    """Where a screen is stored and what is known of the pane it came from; 0 columns or rows are not known."""

    file: str
    profile: str
    title: str = ""
    columns: int = 0
    rows: int = 0
    cursor: tuple[int, int] | None = None
    command: str = ""
    dead: bool | None = None
    """``None`` where only the screen tells."""


def parse_line(line: str) -> Stored:
    """One JSON line of a batch; raises ``StoredError``. Keys that are not known are left alone."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise StoredError(f"not JSON: {clean_line(str(error), 120)}") from error
    if not isinstance(values, dict):
        raise StoredError('an object such as {"file": "a.screen", "profile": "claude"} expected')
    return Stored(
        file=_text(values, "file", needed=True),
        profile=_text(values, "profile", needed=True),
        title=_text(values, "title"),
        columns=_size(values, "columns"),
        rows=_size(values, "rows"),
        cursor=_cursor(values, "cursor"),
        command=_text(values, "command"),
        dead=_flag(values, "dead"),
    )


def frame_of(stored: Stored, text: str, profile: Profile) -> Frame:
    """The frame that ``capture-pane`` wrote, with or without ``-e``; any text is taken.

    Of more rows than the pane had the last count. Sizes that are not known are taken from the text. So is the
    cursor of a profile that writes at it: behind the last text.
    """
    rows = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    height = stored.rows or len(rows)
    shown = "\n".join(rows[-height:])
    frame = parse_frame(shown, width=LARGEST, height=height, cursor=None, title=stored.title)
    width = stored.columns or max((cells(line.text) for line in frame.lines), default=1) or 1
    cursor = stored.cursor
    if cursor is None and profile.composer is not None and profile.composer.where == "cursor":
        cursor = _behind(frame)
    return Frame(frame.lines, width, height, cursor, frame.title)


def is_dead(stored: Stored, frame: Frame) -> bool:
    """Whether the agent's process was gone: as the line says, else as tmux or a shell wrote below its last screen."""
    if stored.dead is not None:
        return stored.dead
    before, last = ("", "", *frame.texts)[-2:]
    if _PANE_IS_DEAD.fullmatch(last):
        return True
    return not stored.command and bool(_AT_PROMPT.fullmatch(last) and _KILLED.search(before))


def parse_size(text: str) -> tuple[int, int]:
    """``120x40`` as columns and rows; raises ``StoredError``."""
    columns, _, rows = text.lower().partition("x")
    if columns.isdecimal() and rows.isdecimal():
        size = int(columns[:6]), int(rows[:6])
        if all(1 <= side <= LARGEST for side in size):
            return size
    raise StoredError(f"a size such as 120x40 expected, not {clean_line(text, 40)!r}")


def _behind(frame: Frame) -> tuple[int, int] | None:
    """Behind the last text, and behind the blank that a prompt ends in and a capture does not keep."""
    texts = frame.texts
    if not texts:
        return None
    at_prompt = texts[-1].endswith(tuple(_PROMPT_ENDS))
    return cells(texts[-1]) + at_prompt, len(texts) - 1


def _text(values: Mapping[str, object], key: str, *, needed: bool = False) -> str:
    found = values.get(key)
    if needed and not found:
        raise StoredError(f"{key}: missing")
    if found is None or isinstance(found, str):
        return found or ""
    raise _expected(key, "text", found)


def _size(values: Mapping[str, object], key: str) -> int:
    found = values.get(key)
    if found is None:
        return 0
    if type(found) is int and 1 <= found <= LARGEST:
        return found
    raise _expected(key, f"a whole number from 1 to {LARGEST}", found)


def _flag(values: Mapping[str, object], key: str) -> bool | None:
    found = values.get(key)
    if found is None or isinstance(found, bool):
        return found
    raise _expected(key, "true or false", found)


def _cursor(values: Mapping[str, object], key: str) -> tuple[int, int] | None:
    found = values.get(key)
    if found is None:
        return None
    if isinstance(found, list) and len(found) == 2:
        column, row = found
        if type(column) is int and type(row) is int and 0 <= column <= LARGEST and 0 <= row <= LARGEST:
            return column, row
    raise _expected(key, "column and row, such as [2, 20],", found)


def _expected(key: str, wanted: str, found: object) -> StoredError:
    return StoredError(f"{key}: {wanted} expected, not {clean_line(json.dumps(found), 40)}")
