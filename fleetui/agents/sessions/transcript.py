"""A conversation as rows of a screen: what an agent that draws on the alternate screen leaves no history of. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.agents.typed_text import words
from fleetui.model.cells import cells, cut, measured
from fleetui.model.clean import clean
from fleetui.model.said import Said, Who
from fleetui.model.screen import Line, Scrollback, parse_frame

_SIGNS = {Who.OPERATOR: "❯ ", Who.AGENT: "● ", Who.TOOL: "  ⎿ ", Who.OUTPUT: "    "}
_LOOKS = {Who.OPERATOR: "1", Who.AGENT: "0", Who.TOOL: "2", Who.OUTPUT: "2"}
_EDGE = "┆ "
"""Stands before every row that is from the file, wherever one has scrolled to."""
_LONGEST = 40_000
"""Characters of one part."""
_OUTPUT_ROWS = 30
_TAB = 4
FROM = "from its session file"
UNTIL = "its screen"


def with_conversation(
    found: Scrollback, said: Sequence[Said], most: int, shown_in: int = 0
) -> tuple[Line, ...]:
    """The rows of a pane with those of its session file between what was there before and its screen, marked as such.

    What still stands on the screen is left out at the end of it. Nothing is added where nothing is left. Rows fit the
    pane, and the ``shown_in`` cells of where they are shown, where that is known: what reaches over is not seen there.
    """
    screen = found.lines[-found.height :]
    before = found.lines[: -found.height]
    width = max((cells(line.text) for line in screen), default=0)
    width = min(width, shown_in) if shown_in else width
    shown = words("".join(line.text for line in screen))
    left = list(said)
    while left and _stands(left[-1], shown):
        left.pop()
    rows = _last_rows(left, max(20, width), most)
    if not rows:
        return found.lines
    text = "\n".join((_mark(FROM, width), *rows, _mark(UNTIL, width)))
    added = parse_frame(text, width=0, height=len(rows) + 2, cursor=None, title="").lines
    return (*before, *added, *screen)


def _stands(one: Said, shown: str) -> bool:
    """True for what is on the screen, from its first letter to its last."""
    return words(clean(one.text[:_LONGEST])) in shown


def _last_rows(said: Sequence[Said], width: int, most: int) -> list[str]:
    """The last rows of a conversation; what stands before them is not looked at."""
    parts: list[list[str]] = []
    count = 0
    for one in reversed(said):
        if count >= most:
            break
        parts.append(_rows(one, width))
        count += len(parts[-1])
    return [row for part in reversed(parts) for row in part][-most:]


def _rows(one: Said, width: int) -> list[str]:
    sign, look = _SIGNS[one.who], _LOOKS[one.who]
    lines = clean(one.text[:_LONGEST]).expandtabs(_TAB).split("\n")
    folded = [part for line in lines for part in _folded(line.rstrip(), width - len(_EDGE) - len(sign))]
    while folded and not folded[-1]:
        folded.pop()
    if one.who is Who.OUTPUT and len(folded) > _OUTPUT_ROWS:
        folded = [*folded[:_OUTPUT_ROWS], f"… {len(folded) - _OUTPUT_ROWS} more rows"]
    ahead = [_dim(_EDGE)] if one.who in (Who.OPERATOR, Who.AGENT) else []
    texts = [f"{' ' * len(sign) if number else sign}{row}" for number, row in enumerate(folded)]
    return [*ahead, *(f"{_dim(_EDGE)}\x1b[{look}m{text}\x1b[0m" for text in texts)]


def _folded(line: str, width: int) -> list[str]:
    """A line in rows that fit, by cells, between words where a row is not left nearly empty by that."""
    rows = []
    while (fits := _that_fits(line, width)) < len(line):
        blank = line.rfind(" ", 0, fits + 1)
        between = blank > fits // 3 and bool(line[:blank].strip())
        rows.append(line[: blank if between else fits].rstrip())
        line = line[blank:].lstrip(" ") if between else line[fits:]
    return [*rows, line]


def _that_fits(line: str, width: int) -> int:
    """How many characters fit, as whole signs, in any version of a terminal: at least one."""
    end = len(cut(line, width))
    while end > 1 and (measured(line[:end]).most > width or _joined(line, end)):
        end -= 1
    return max(1, end) if line else 0


def _joined(line: str, at: int) -> bool:
    """True where what follows belongs to the sign before it."""
    return at < len(line) and cells(line[at - 1 : at + 1]) == cells(line[at - 1])


def _mark(text: str, width: int) -> str:
    said = f"── {text} "[: max(20, width)]
    return _dim(f"{said}{'─' * (width - len(said))}")


def _dim(text: str) -> str:
    return f"\x1b[2m{text}\x1b[0m"
