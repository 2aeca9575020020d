"""What a text quotes: code in backticks or quotation marks, and names that look like those of code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fleetui.model.value import value

LONGEST = 300
_SPANS = re.compile(
    r"``(?P<a>[^`\n]{1,300})``|`(?P<b>[^`\n]{1,300})`|(?<![\w\"])\"(?P<c>[^\"\n]{2,300})\"(?![\w\"])|"
    r"\u201c(?P<d>[^\u201d\n]{2,300})\u201d|(?<![\w'])'(?P<e>[^'\n]{2,120})'(?![\w'])"
)
_NAME = re.compile(
    r"[#@$]?([A-Za-z_$][\w$]*(?:(?:\.|::|->|#)[A-Za-z_$~][\w$]*)*[!?]?)(?:\((?:\.\.\.|\u2026)?\))?"
)
_LOOSE = re.compile(
    r"(?<![\w./`\"'@$-])(?:(?:[A-Za-z_]\w*(?:::|\.)){0,20}(?:[a-z]\w*_\w+|_\w+|[A-Z][A-Z0-9]*_[A-Z0-9_]+|[a-z]+[A-Z]\w*|"
    r"[A-Z][a-z0-9]+[A-Z]\w*)|[A-Za-z_]\w*(?=\(\)))(?:\(\))?(?![\w/=]|\.\w)"
)
_KEYWORD = re.compile(
    r"\b(?:function|method|class|struct|macro|constant|variable|const|def|fn|func|enum|trait|interface|type|test|"
    r"component|hook|helper|decorator|fixture|property|field|option|routine)\s+(?P<name>[A-Za-z_]\w{2,})\b(?!\s*[:/])"
)
_COMMAND = re.compile(
    r"(?:git|npm|npx|yarn|pnpm|pip|uv|cargo|go|make|pytest|python3?|node|docker|kubectl|sudo|cd|ls|cat|grep|rg|sed|"
    r"curl|tox|ruff|mypy|tmux)(?:\s|$)|(?:\./|~/|\$\s|--?\w)"
)
_PLAIN = frozenset(
    "the this that when then with from into true false none null self main test tests file files class return".split()  # noqa: SIM905
)


@value
class Snippet:
    """Something quoted."""

    text: str
    start: int
    end: int
    name: str = ""
    """Its last name where it is one name: ``evict`` of ``Cache.evict()``."""
    marked: bool = True
    """False for a bare word that only looks like code."""
    ticked: bool = False
    """In backticks."""
    code: bool = True
    """False for quotation marks around what may be prose."""
    plain: bool = False
    """A word like any other, which only counts where it is defined."""
    command: bool = False
    """What may be something to run: it stands in a file only where that is said."""


def snippets(text: str) -> tuple[Snippet, ...]:
    """Everything a text quotes, in order, without overlap."""
    found = [one for match in _SPANS.finditer(text) if (one := _marked(match))]
    taken = [(one.start, one.end) for one in found]
    found += [one for one in _bare(text) if not _within(one.start, taken)]
    return tuple(sorted(found, key=lambda one: one.start))


def _marked(match: re.Match[str]) -> Snippet | None:
    group = match.lastgroup or "a"
    inner = match[group].strip()
    if not inner or "://" in inner:
        return None
    name = _NAME.fullmatch(inner)
    ticked = group in "ab"
    if name and len(name[1]) > 1:
        return Snippet(inner, match.start(), match.end(), _last(name[1]), ticked=ticked, code=ticked)
    if len(inner) < 4 or not any(char.isalnum() for char in inner):
        return None
    command = ticked and bool(_COMMAND.match(inner))
    return Snippet(
        inner, match.start(), match.end(), ticked=ticked, code=ticked or _is_code(inner), command=command
    )


def _bare(text: str) -> Iterator[Snippet]:
    for match in _LOOSE.finditer(text):
        word = match[0].removesuffix("()")
        if len(word) <= 100 and not word.strip("_").isdigit():
            yield Snippet(word, match.start(), match.end(), _last(word), marked=False)
    for match in _KEYWORD.finditer(text):
        if match["name"].lower() not in _PLAIN:
            yield Snippet(
                match["name"], match.start("name"), match.end(), match["name"], marked=False, plain=True
            )


def _last(name: str) -> str:
    return re.split(r"\.|::|->|#", name)[-1].strip("~!?")


def _is_code(text: str) -> bool:
    """True when quotation marks hold what is no sentence."""
    return any(mark in text for mark in "(){}[]=<>;_") or "::" in text or "/" in text


def _within(place: int, spans: list[tuple[int, int]]) -> bool:
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= place:
            low = middle + 1
        else:
            high = middle
    return low < len(spans) and spans[low][0] <= place


def masked(text: str, found: tuple[Snippet, ...]) -> str:
    """The text with what it quotes blotted out, so that a quoted word or full stop says nothing."""
    parts: list[str] = []
    at = 0
    for one in found:
        if one.marked and one.start >= at:
            parts += (text[at : one.start + 1], "x" * (one.end - one.start - 2))
            at = one.end - 1
    return "".join((*parts, text[at:]))
