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
    """True when a change of this path is one of a protected path."""
    path = _folded(name)
    return any(_covers(pattern, path) for pattern in patterns)


def _covers(pattern: str, path: str) -> bool:
    whole, forms, above = _compiled(pattern)
    return (
        path in above
        or any(path == text or path.startswith(f"{text}/") or found.match(path) for text, found in forms)
        or whole.match(path) is not None
    )


@lru_cache(maxsize=1000)
def _compiled(
    pattern: str,
) -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...], frozenset[str]]:
    """The pattern as it is written, its forms (as plain text, too: ``[id]`` is a usual name), the folders above it."""
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
    known = tuple((form, _any_below(form)) for form in sorted(forms) if form)
    return re.compile(fnmatch.translate(core)), known, frozenset(_above(core))


def _any_below(form: str) -> re.Pattern[str]:
    return re.compile(f"{fnmatch.translate(form)}|{fnmatch.translate(f'{form}/*')}")


def _above(core: str) -> list[str]:
    """The folders that lead to the first part with a wildcard."""
    parts = core.split("/")
    plain = next((at for at, part in enumerate(parts) if _WILD.search(part)), len(parts) - 1)
    return ["/".join(parts[: end + 1]) for end in range(plain)]


def _folded(text: str) -> str:
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).casefold())
