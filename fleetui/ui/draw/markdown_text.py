"""Markdown as plain rows of a width: headings, paragraphs, lists, tables and code. Pictures and comments are left out.

Only what the manual uses is known: one level of lists, pipe tables, fenced code, links in one row.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from fleetui.model.cells import cells

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
_BOLD = re.compile(r"(?<!\S)\*\*(\w.*?)\*\*")
_LIST = re.compile(r"(?:[-*]|\d+\.) ")
_CELL = re.compile(r"(?<!\\)\|")
_GAP = "  "
_INSET = "    "


def plain_rows(markdown: str, width: int) -> list[str]:
    """The rows of a text, none wider than ``width`` but those of code and words that are longer themselves."""
    rows: list[str] = []
    for block in _blocks(_COMMENT.sub("", markdown).splitlines()):
        if not any("![" in line for line in block):
            rows += [*_rows(block, width), ""]
    return rows[:-1]


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines that belong together: between blank ones, a heading alone, a code block whole, list items apart."""
    block: list[str] = []
    in_code = False
    for line in lines:
        fence = line.startswith("```")
        alone = _is_heading(line) or (fence and not in_code)
        if block and not in_code and (not line.strip() or alone or _is_heading(block[0])):
            yield block
            block = []
        if line.strip() or in_code:
            block.append(line)
        in_code ^= fence
        if fence and not in_code:
            yield block
            block = []
    if block:
        yield block


def _is_heading(line: str) -> bool:
    """``## Like this``; what only begins with ``#41`` is text."""
    return line.lstrip("#").startswith(" ") and line.startswith("#")


def _rows(block: Sequence[str], width: int) -> list[str]:
    first = block[0]
    if first.startswith("```"):
        return [f"{_INSET}{line}".rstrip() for line in block[1:] if not line.startswith("```")]
    if _is_heading(first):
        text = _words(first.lstrip("# "))
        return [text, ("=" if first.startswith("# ") else "-") * cells(text)]
    if first.startswith("|"):
        return _table([_cells(line) for line in block if not set(line) <= set("|-: ")], width)
    return [row for item in _items(block) for row in _filled(item, width)]


def _items(block: Sequence[str]) -> list[str]:
    """The items of a list, or the one paragraph, each in one line."""
    items: list[str] = []
    for line in block:
        if items and not _LIST.match(line):
            items[-1] += f" {line.strip()}"
        else:
            items.append(line)
    return [_words(item) for item in items]


def _filled(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    mark = _LIST.match(text)
    hanging = later or " " * (len(mark[0]) if mark else 0)
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=hanging,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _words(text: str) -> str:
    return _BOLD.sub(r"\1", _LINK.sub(r"\1", text))


def _cells(line: str) -> list[str]:
    return [_words(cell.strip().replace("\\|", "|")) for cell in _CELL.split(line)[1:-1]]


def _table(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Columns where they fit; else each row as its first cell with the others below."""
    wide = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    if sum(wide) + len(_GAP) * (len(wide) - 1) > width:
        return [line for row in rows[1:] for line in _stacked(row, width)]
    return [
        _GAP.join(cell + " " * (most - cells(cell)) for cell, most in zip(row, wide, strict=True)).rstrip()
        for row in rows
    ]


def _stacked(row: Sequence[str], width: int) -> list[str]:
    below = [line for cell in row[1:] if cell for line in _filled(cell, width, _INSET, _INSET)]
    return [*_filled(row[0], width), *below]
