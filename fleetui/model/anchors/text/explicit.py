"""Explicit claims: one a line, begun by its word, perhaps behind ``- `` or ``anchor:``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from fleetui.model.anchors.claim import Claim, Kind

MARK = "anchor:"
"""Before a line it says that a claim follows, whatever its words look like."""
_LINE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?(?P<mark>(?:anchors?|claim):[ \t]*)?"
    r"(?P<word>[a-z]{4,12})(?:[ \t]+(?P<rest>\S[^\n]{0,999}))?[ \t]*$",
    re.M,
)
_WORD = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|`[^`]*`|\S+")
_PLACE = re.compile(r"(?P<path>.+?):(?P<first>\d{1,7})(?:-(?P<last>\d{1,7}))?")
_PATH = re.compile(r"[^\s`\"']*[/.][^\s`\"']*|[A-Z][\w-]+")
_REVISION = re.compile(r"[\w][\w./@^~-]{0,200}")
_PAIR = re.compile(r"(?P<key>[\w.-]+)=(?P<value>.*)", re.S)
Fields = dict[str, object]
USAGE: Mapping[str, str] = {
    "contains": "contains PATH TEXT",
    "absent": "absent PATH TEXT",
    "same": "same PATH PATH [TEXT|url]",
    "count": "count GLOB [KEY=VALUE] NUMBER",
    "field": "field PATH KEY=VALUE",
    "exists": "exists PATH[:LINE[-LINE]]",
    "ancestor": "ancestor OLDER NEWER",
    "branch": "branch NAME at COMMIT",
    "probe": "probe NAME",
}
"""How each is written."""


def explicit(text: str) -> tuple[Claim, ...]:
    """Every explicit claim of a text. A line that only looks like one is none, unless ``anchor:`` stands before it."""
    return tuple(_claims(text))


def _claims(text: str) -> Iterator[Claim]:
    for match in _LINE.finditer(text):
        word, rest = match["word"], (match["rest"] or "").strip()
        reader = _READERS.get(word)
        read = reader(rest, bool(match["mark"])) if reader and rest else None
        start, end = match.start("word"), match.end()
        said = f"{word} {rest}".strip()
        if read is not None:
            kind = Kind(word)
            yield Claim(kind, said, explicit=True, start=start, end=end, **read)  # type: ignore[arg-type]
        elif match["mark"]:
            why = f"is not written as: {USAGE[word]}" if reader else f"no claim begins with {word}"
            yield Claim(Kind.UNREADABLE, said, text=said, value=why, explicit=True, start=start, end=end)


def _words(rest: str) -> list[str]:
    return _WORD.findall(rest)


def _bare(word: str) -> str:
    """Without the quotation marks around it."""
    if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'`":
        inner = word[1:-1]
        return re.sub(r"\\([\"\\])", r"\1", inner) if word[0] == '"' else inner
    return word


def _is_path(word: str, marked: bool) -> bool:
    """True for what looks like a path, is quoted, or stands where only one can."""
    return marked or word[0] in "\"'`" or bool(_PATH.fullmatch(word))


def _with_text(rest: str, marked: bool) -> Fields | None:
    first = _WORD.match(rest)
    left = rest[first.end() :].strip() if first else ""
    if not first or not left or not _is_path(first[0], marked):
        return None
    whole = _WORD.fullmatch(left)
    return {"path": _bare(first[0]), "text": _bare(left) if whole else left}


def _same(rest: str, marked: bool) -> Fields | None:
    words = _words(rest)
    if len(words) < 2 or not all(_is_path(word, marked) for word in words[:2]):
        return None
    left = rest[rest.index(words[1], len(words[0])) + len(words[1]) :].strip()
    whole = _WORD.fullmatch(left)
    return {"path": _bare(words[0]), "other": _bare(words[1]), "text": _bare(left) if whole else left}


def _count(rest: str, marked: bool) -> Fields | None:
    del marked
    words = _words(rest)
    if len(words) not in (2, 3) or not words[-1].isascii() or not words[-1].isdecimal() or len(words[-1]) > 9:
        return None
    pair = _PAIR.fullmatch(words[1]) if len(words) == 3 else None
    if len(words) == 3 and not pair:
        return None
    values = {"key": pair["key"], "value": _bare(pair["value"])} if pair else {}
    return {"path": _bare(words[0]), "number": int(words[-1]), **values}


def _field(rest: str, marked: bool) -> Fields | None:
    first = _WORD.match(rest)
    pair = _PAIR.fullmatch(rest[first.end() :].strip()) if first else None
    if not first or not pair or not _is_path(first[0], marked):
        return None
    return {"path": _bare(first[0]), "key": pair["key"], "value": _bare(pair["value"].strip())}


def _exists(rest: str, marked: bool) -> Fields | None:
    words = _words(rest)
    if len(words) != 1 or not _is_path(words[0], marked):
        return None
    place = _PLACE.fullmatch(_bare(words[0]))
    if not place:
        return {"path": _bare(words[0]).rstrip("/")}
    first = int(place["first"])
    return {"path": place["path"], "first": first, "last": max(first, int(place["last"] or first))}


def _ancestor(rest: str, marked: bool) -> Fields | None:
    del marked
    words = [_bare(word) for word in _words(rest)]
    if len(words) != 2 or not all(_REVISION.fullmatch(word) for word in words):
        return None
    return {"text": words[0], "other": words[1]}


def _branch(rest: str, marked: bool) -> Fields | None:
    del marked
    words = [_bare(word) for word in _words(rest)]
    if len(words) != 3 or words[1] != "at" or not re.fullmatch(r"[0-9a-f]{4,64}", words[2]):
        return None
    return {"text": words[0], "other": words[2]}


def _probe(rest: str, marked: bool) -> Fields | None:
    del marked
    words = _words(rest)
    return {"text": words[0]} if len(words) == 1 and re.fullmatch(r"[\w-]{1,48}", words[0]) else None


_READERS: Mapping[str, Callable[[str, bool], Fields | None]] = {
    "contains": _with_text,
    "absent": _with_text,
    "same": _same,
    "count": _count,
    "field": _field,
    "exists": _exists,
    "ancestor": _ancestor,
    "branch": _branch,
    "probe": _probe,
}
