"""Protected paths: patterns of the operator's configuration whose change asks for more than ``m``.

A pattern reads as in a ``.gitignore`` and errs on the side of protecting. A folder protects all below it, and a name
without a slash counts at any depth. Case, Unicode form and invisible characters make no difference, because some file
systems ignore them, and a file or a link in the place of a folder above a protected path changes what is found there.
"""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from fleetui.model.evidence import FileChange

_WILD = re.compile(r"[*?\[]")


def protected_among(patterns: Iterable[str], files: Iterable[FileChange]) -> tuple[str, ...]:
    """Changed paths, as people read them, that match a pattern."""
    known = tuple(patterns)
    return tuple(file.path for file in files if is_protected(file.name, known)) if known else ()


def is_protected(name: str, patterns: tuple[str, ...]) -> bool:
    """True when a change of this path is one of a protected path. One search, however many patterns there are."""
    if not patterns:
        return False
    above, rule = _together(patterns)
    path = _folded(name)
    return path in above or rule.match(path) is not None


@lru_cache(maxsize=64)
def _together(patterns: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str]]:
    """All patterns as one, and the folders above what they name."""
    compiled = [_compiled(pattern) for pattern in patterns]
    rules = dict.fromkeys(rule for found, _ in compiled for rule in found)
    return frozenset().union(*(above for _, above in compiled)), re.compile("|".join(rules))


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """A pattern as it is written and in its forms, as regular expressions; the folders above it."""
    text = _folded(pattern).removeprefix("./")
    core = text.strip("/")
    forms = {
        core,
        core.replace("/**/", "/"),
        core.removeprefix("**/"),
        core.removesuffix("/**"),
        core.removesuffix("/*"),
    }
    if not text.startswith("/") and "/" not in core:
        forms.add(f"*/{core}")
    known = (rule for form in sorted(forms) if form for rule in _with_below(form))
    return (fnmatch.translate(core), *known), frozenset(_above(core))


def _with_below(form: str) -> tuple[str, ...]:
    """It and all below it, also as plain text: ``[id]`` is a usual name."""
    return (rf"{re.escape(form)}(?:/|\Z)", fnmatch.translate(form), fnmatch.translate(f"{form}/*"))


def _above(core: str) -> list[str]:
    """The folders that lead to the first part with a wildcard."""
    parts = core.split("/")
    plain = next((at for at, part in enumerate(parts) if _WILD.search(part)), len(parts) - 1)
    return ["/".join(parts[: end + 1]) for end in range(plain)]


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).casefold())
