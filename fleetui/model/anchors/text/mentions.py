"""Where a text names a file or folder, and which lines of it. Linear in the length of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fleetui.model.anchors.text.file_names import is_surely_file, may_be_path
from fleetui.model.value import value

MOST = 400
"""Mentions looked at in one text."""
LONGEST = 400
"""Characters of a word that may be a path."""
_PIECE = re.compile(r"(?:[\w.+@~/-]|\[[\w.]{1,40}\](?=[/.])|\([\w.]{1,40}\)/)+")
_NUMBERS = re.compile(
    r"""["'`*_]{0,3}(?:
        :L?(?P<a>\d{1,7})(?:\s?[-\u2013]\s?L?(?P<b>\d{1,7})|:\d{1,5})?(?![\w.]*\w)
      | \#L(?P<c>\d{1,7})(?:C\d+)?(?:-L?(?P<d>\d{1,7})(?:C\d+)?)?
      | \((?P<e>\d{1,7})(?:,\s?\d{1,5})?\)
      | [,;]?\s+\(?(?:(?:at|on|in|from|around|near|about|see)\s+)?(?:the\s+)?(?:[Ll]ines?|L(?=\d))\s*\#?(?P<f>\d{1,7})
        (?:\s?(?:[-\u2013]|to|through|until|and)\s?(?P<g>\d{1,7}))?(?![\w.]*\w)
    )""",
    re.VERBOSE,
)
_BEFORE = re.compile(
    r"\b(?:[Ll]ines?\s+|L(?=\d))#?(?P<a>\d{1,7})(?:\s?(?:[-\u2013]|to|through|until|and)\s?L?(?P<b>\d{1,7}))?"
    r"\s+(?:of|in|from|at)\s+(?:the\s+)?(?:file\s+)?[\"'`(]{0,3}$"
)
_ROUGHLY = re.compile(
    r"\b(?:around|near|about|approx\w*|roughly|circa|some)\s+(?:the\s+)?(?:lines?\s*)?$|~\s*$", re.I
)
_NODE = re.compile(r"::([\w.\[\]:-]{1,200})|:([A-Za-z_]\w{0,99})\(\)")


@value
class Mention:
    """One path in a text."""

    path: str
    start: int
    end: int
    """After the line numbers."""
    first: int = 0
    last: int = 0
    sure: bool = True
    """False where the word may be something else."""
    roughly: bool = False
    node: str = ""
    """What is named inside it, as in ``tests/test_a.py::test_b``."""
    quoted: bool = False
    """It stands inside a quote of more than itself, such as ``#include <string.h>``."""
    folder: bool = False
    """Written with a slash at its end."""


def mentions(text: str) -> tuple[Mention, ...]:
    """Every path that a text names, in order."""
    found: list[Mention] = []
    for piece in _PIECE.finditer(text):
        found += _of_piece(text, piece)
        if len(found) >= MOST:
            break
    return tuple(found)


def _of_piece(text: str, piece: re.Match[str]) -> Iterator[Mention]:
    word, start = piece[0], piece.start()
    if len(word) > LONGEST or not ("/" in word or "." in word or word[0].isupper()):
        return
    if _in_address(text, start, piece.end()):
        return
    bare = word.rstrip(".~@+-")
    if word[0] in "-@~+" or bare.endswith("://") or not bare:
        return
    mention = _mention(text, bare, start)
    if mention:
        yield mention


def _mention(text: str, word: str, start: int) -> Mention | None:
    end = start + len(word)
    first, last, after, roughly = _lines(text, start, end)
    folder = word.endswith("/")
    path = _plain(word)
    if not path or "@" in path.partition("/")[0] or (text.startswith("(", end) and not first):
        return None
    sure = is_surely_file(path, numbered=bool(first)) or (bool(first) and "/" in path and may_be_path(path))
    if not sure and not (may_be_path(path) or (folder and path.replace("-", "").isidentifier())):
        return None
    node = _NODE.match(text, end) if sure and not first else None
    named = (node[1] or node[2]) if node else ""
    return Mention(
        path, start, node.end() if node else after, first, last, sure, roughly, named.rstrip(".:"), folder
    )


def _plain(word: str) -> str:
    """Without ``./`` before and slashes after it."""
    path = word
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path.rstrip("/")


def _lines(text: str, start: int, end: int) -> tuple[int, int, int, bool]:
    """First and last line, where the mention ends, whether roughly."""
    match = _NUMBERS.match(text, end)
    before = text[max(0, start - 60) : start]
    if match:
        first = next(int(match[key]) for key in "acef" if match[key])
        last = next((int(match[key]) for key in "bdg" if match[key]), first)
        rough = bool(re.search(r"around|near|about", match[0]))
        return first, max(first, last), match.end(), rough
    ahead = _BEFORE.search(before)
    if ahead:
        first = int(ahead["a"])
        rough = bool(_ROUGHLY.search(before[: ahead.start()]))
        return first, max(first, int(ahead["b"] or first)), end, rough
    return 0, 0, end, False


def _in_address(text: str, start: int, end: int) -> bool:
    """True inside ``scheme://host/path``, ``me@host`` and ``~/path``, and for ``key=value`` options."""
    if text.startswith("//", start) or text.startswith("://", end) or (start and text[start - 1] in "@\\$%"):
        return True
    before = text[max(0, start - 100) : start]
    word = before.rsplit(None, 1)[-1] if before and not before[-1].isspace() else ""
    if "://" in word or word.startswith(("mailto:", "www.")):
        return ")" not in word.partition("://")[2]
    return text.startswith("www.", start) or (text.startswith(":", end) and text.startswith("//", end + 1))
