"""Frames drawn by hand, for screens that no capture holds."""

from __future__ import annotations

from fleetui.model.cells import cells
from fleetui.model.screen import Frame, LineCache, parse_frame

CLAUDE_BAR = "─" * 80


def frame(text: str, *, title: str = "", cursor: tuple[int, int] | None = None, height: int = 24) -> Frame:
    return parse_frame(text, width=80, height=height, cursor=cursor, title=title, cache=LineCache())


def claude(
    above: str = "", draft: str = "", footer: str = "  ? for shortcuts", title: str = "✳ work"
) -> Frame:
    first, *further = draft.split("\n")
    rows = [f"❯\u00a0{first}", *(f"  {row}" for row in further)]
    return frame("\n".join([above, CLAUDE_BAR, *rows, CLAUDE_BAR, footer]), title=title, height=60)


def codex(
    above: str = "", draft: str = "", title: str = "project", footer: str = "  gpt · ~/project"
) -> Frame:
    first, *further = (draft or "\x1b[2mAsk Codex to do anything\x1b[0m").split("\n")
    rows = [f"› {first}", *(f"  {row}" if row else "" for row in further)]
    return frame("\n".join([above, "", *rows, "", footer]), title=title, height=60)


def at_cursor(text: str) -> Frame:
    """A terminal whose cursor stands right behind the text."""
    rows = text.split("\n")
    return frame(text, cursor=(cells(rows[-1]), len(rows) - 1))
