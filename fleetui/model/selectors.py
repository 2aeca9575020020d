"""Selectors: what a follow-up asks to be listed when it is sent, from the files of the agent's worktree.

``{files phase=2 under lessons/}``, ``{files *.py under src}``, ``{changed since main}``,
``{failing tests of gate test}``. They are found in text and read here; what they list is looked up elsewhere.
"""

from __future__ import annotations

import re

from fleetui.model.value import value

FORM = r"(?:files?|chang[a-z]{0,4}|fail[a-z]{0,4})[ \t][^{}\n]{0,300}"
"""A regular expression for what may stand between the braces of one."""
USAGE = {
    "files": "{files [PATTERN] [KEY=VALUE] under FOLDER}",
    "changed": "{changed since BRANCH}",
    "failing": "{failing tests of gate NAME}",
}
"""How each is written."""
MOST = 300
"""Names that one may list."""
LONGEST = 8000
"""Characters that they may take."""
_IN_BRACES = re.compile(rf"\{{({FORM})\}}")
_WORD = re.compile(r"(?:[^\s\"'=]*=)?(?:\"[^\"]*\"|'[^']*')|\S+")
_PAIR = re.compile(r"(?P<key>[\w.-]+)=(?P<value>.+)", re.S)
_REVISION = re.compile(r"[\w][\w./-]{0,199}")
_GATE = re.compile(r"[\w][\w.-]{0,63}")
_MEANT = re.compile(r"\b(?:under|since|gate)\b")
_BARE_TEST = re.compile(r"[\w.][\w./@+=~%:\[\]<>()#$|*-]*")
_BARE = re.compile(r"[\w./@+,=~%-]+")


class SelectorError(ValueError):
    """Something in braces is no selector although it begins as one; the text says why, in one line."""


class Unlisted(Exception):
    """A selector has nothing to list that could be sent; the text says why, in one line."""


@value
class Files:
    """The files that fit all that is said; each value as a ``field`` claim reads it."""

    folder: str = ""
    """From the top, without a slash at its end; empty for the whole worktree."""
    pattern: str = ""
    """A glob below the folder; one without a slash fits at any depth."""
    values: tuple[tuple[str, str], ...] = ()


@value
class ChangedSince:
    """The files that differ from where the worktree and a branch parted, untracked ones too."""

    revision: str


@value
class FailingTests:
    """The tests that a gate named as failed when it ran last."""

    gate: str


Selector = Files | ChangedSince | FailingTests


def looks_so(inner: str) -> bool:
    """True when what stands between braces is, or is meant to be, a selector."""
    head, _, rest = inner.partition(" ")
    return bool(re.fullmatch(FORM, inner)) and (head in USAGE or bool(_MEANT.search(rest)))


def without(text: str) -> str:
    """The text with blanks where selectors stand: what they name is looked up, and not claimed."""
    return _IN_BRACES.sub(lambda match: " " * len(match[0]) if looks_so(match[1]) else match[0], text)


def parse(inner: str) -> Selector:
    """Read what stands between braces. Raises ``SelectorError``."""
    head, *words = _words(inner)
    if head == "files":
        return _files(words)
    if head == "changed" and len(words) == 2 and words[0] == "since" and _REVISION.fullmatch(words[1]):
        return ChangedSince(words[1])
    if head == "failing" and words[:3] == ["tests", "of", "gate"] and _GATE.fullmatch(" ".join(words[3:])):
        return FailingTests(words[3])
    raise SelectorError(f"it is written {_usage(head)}")


def _usage(head: str) -> str:
    known = {"fil": "files", "cha": "changed", "fai": "failing"}
    return USAGE[known[head[:3]]]


def _words(inner: str) -> list[str]:
    return [_bare(word) for word in _WORD.findall(inner)]


def _bare(word: str) -> str:
    """Without quotation marks around it, or around a value."""
    before, mark, quoted = word.partition("=")
    if mark and _is_quoted(quoted):
        return f"{before}={quoted[1:-1]}"
    return word[1:-1] if _is_quoted(word) else word


def _is_quoted(word: str) -> bool:
    return len(word) > 1 and word[0] == word[-1] and word[0] in "\"'"


def _files(words: list[str]) -> Files:
    said, folder = (words[:-2], words[-1]) if words[-2:-1] == ["under"] else (words, "")
    pairs = [found for word in said if (found := _PAIR.fullmatch(word))]
    patterns = [word for word in said if not _PAIR.fullmatch(word)]
    if not words or len(patterns) > 1 or "under" in said:
        raise SelectorError(f"it is written {USAGE['files']}")
    for path in (folder, *patterns):
        if path.startswith(("/", "~")) or ".." in path.split("/"):
            raise SelectorError(f"{path} leads out of the worktree")
    if patterns and not any(mark in patterns[0] for mark in "*?["):
        raise SelectorError(f"{patterns[0]} is no pattern such as *.py: {USAGE['files']}")
    values = tuple((pair["key"], pair["value"]) for pair in pairs)
    inside = "" if folder in (".", "./") else folder.removeprefix("./").strip("/")
    return Files(inside, patterns[0].removeprefix("./") if patterns else "", values)


def as_name(path: str) -> str:
    """A file's name as it may stand in a prompt: one line, no option, no claim, nothing to be filled in.

    A name with a blank or a sign in it stands in double quotes, with ``\\`` escapes as in a string of C.
    """
    if _BARE.fullmatch(path) and path.isprintable() and path[0] not in "-@~=":
        return path
    if path.startswith("-"):
        path = f"./{path}"
    inner = "".join(_escaped(char) for char in path)
    return inner if _BARE.fullmatch(inner) and inner[0] not in "@~=" else f'"{inner}"'


def as_test(name: str) -> str:
    """A test's name likewise: ``tests/test_a.py::test_b[1]`` stands as it is."""
    return name if _BARE_TEST.fullmatch(name) and name.isprintable() else as_name(name)


def _escaped(char: str) -> str:
    code = ord(char)
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
    short = f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"
    return named.get(char) or (short if code < 0x10000 else f"\\U{code:08x}")


def checked(names: tuple[str, ...], what: str = "file") -> tuple[str, ...]:
    """The same names; raises ``Unlisted`` where there is none, or more than a prompt should hold."""
    if not names:
        raise Unlisted(f"no {what} fits it")
    size = sum(len(name) + 1 for name in names)
    if len(names) > MOST or size > LONGEST:
        raise Unlisted(
            f"it would be {len(names)} {what}s, {size} characters: at most {MOST} and {LONGEST}; say less of them"
        )
    return names


def written(names: tuple[str, ...], before: str, after: str, *, several_lines: bool = True) -> str:
    """A list as it stands in the text: one a line where nothing else stands in its line, else with commas.

    ``before`` and ``after`` are the rest of its line. What begins a point of a list begins every line of it.
    """
    alone = re.fullmatch(r"[ \t]*(?:[-*+][ \t]+)?", before) and not after.strip()
    return (f"\n{before}" if alone and several_lines else ", ").join(names)
