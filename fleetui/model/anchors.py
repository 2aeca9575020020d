"""Claims about files in a text: which words name a path, and which line of it. Pure; checked by a port."""

from __future__ import annotations

import re

Claim = tuple[str, int | None]
"""A path relative to the worktree, and the line that is spoken of."""

MOST = 50
"""Claims looked at in one text."""
_TOKEN = re.compile(r"(?<![\w./\\@:-])([\w.@+-]+(?:/[\w.@+-]+)*)(?::(\d{1,7})(?:-\d{1,7})?)?(?![\w/@])")
_SUFFIXES = frozenset(
    "py pyi js jsx ts tsx mjs go rs c h cc cpp hpp java kt rb php cs swift scala sh bash sql html css scss".split()  # noqa: SIM905
) | frozenset(
    "md rst txt toml yaml yml json ini cfg conf lock xml csv tcss vue svelte proto gradle ex exs erl hs".split()  # noqa: SIM905
)
_BARE = frozenset(["Makefile", "Dockerfile", "Justfile", "Rakefile", "Gemfile", "Procfile", "CMakeLists.txt"])
_PROSE = frozenset(
    (
        "and/or",
        "he/she",
        "his/her",
        "yes/no",
        "on/off",
        "true/false",
        "read/write",
        "input/output",
        "pass/fail",
    )
)


def claims(text: str) -> tuple[Claim, ...]:
    """Every claim in ``text``, in order, once each: ``path`` or ``path:line``.

    A word is a path when it ends in the suffix of a source file, or is a known file name, or holds a slash *and* a
    line number. Addresses, versions, plain words with a slash and absolute paths are none.
    """
    found: dict[Claim, None] = {}
    for match in _TOKEN.finditer(text):
        path, line = match[1].rstrip("."), match[2]
        if _is_path(path, numbered=line is not None) and not _in_address(text, match.start()):
            found[(path, int(line) if line else None)] = None
        if len(found) == MOST:
            break
    return tuple(found)


def _is_path(path: str, *, numbered: bool) -> bool:
    name = path.rpartition("/")[2]
    if path.lower() in _PROSE or name in ("", ".", "..") or _is_address(path):
        return False
    stem, dot, suffix = name.rpartition(".")
    known = bool(dot) and bool(stem) and suffix.lower() in _SUFFIXES
    if name in _BARE or (known and _looks_like_a_file(path, stem, suffix)):
        return True
    return numbered and "/" in path and not path.replace("/", "").replace(".", "").isdigit()


def _looks_like_a_file(path: str, stem: str, suffix: str) -> bool:
    """``Node.js`` and ``e.g.`` style words are prose; a one-letter suffix needs a longer stem or a folder."""
    if "/" in path:
        return True
    if len(suffix) == 1 and len(stem) < 2:
        return False
    return not (suffix == "js" and stem[:1].isupper()) and not stem.replace(".", "").isdigit()


def _is_address(path: str) -> bool:
    """``me@host.rs`` and ``www.host.org/a.py``."""
    return path.startswith("www.") or ("/" not in path and "@" in path[1:])


def _in_address(text: str, start: int) -> bool:
    before = text[max(0, start - 200) : start]
    word = before.rsplit(None, 1)[-1] if before and not before[-1].isspace() else ""
    return "://" in word or word.endswith("@") or word.startswith("mailto:")
