"""Files that nobody merges by hand: a conflict in one is settled by making it anew."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable

_LOCK_FILES = """
bun.lock bun.lockb Cargo.lock Cartfile.resolved composer.lock conan.lock deno.lock flake.lock Gemfile.lock
go.sum go.work.sum gradle.lockfile mix.lock npm-shrinkwrap.json package-lock.json Package.resolved
packages.lock.json paket.lock pdm.lock Pipfile.lock pixi.lock pnpm-lock.yaml Podfile.lock poetry.lock
pubspec.lock pylock.toml rebar.lock stack.yaml.lock uv.lock yarn.lock
"""
LOCK_FILES = frozenset(_LOCK_FILES.split())
"""What package managers write, by file name."""
_GENERATED = "linguist-generated"
_ATTRIBUTES_MOST = 2000
"""Lines of one attributes file that are looked at."""


def is_made_anew(path: str, attributes: Iterable[tuple[str, str]] = ()) -> bool:
    """True for a lock file, and for one that an attributes file calls ``linguist-generated``.

    ``attributes`` are folders (empty for the top, else without a slash at the end) with the text of their
    ``.gitattributes``, the outermost first. They are read as data: of all that they say this word alone counts.
    """
    if path.rpartition("/")[2] in LOCK_FILES:
        return True
    found = False
    for folder, text in attributes:
        below = path.removeprefix(f"{folder}/") if folder else path
        if folder and below == path:
            continue
        for line in text.splitlines()[:_ATTRIBUTES_MOST]:
            said = _said(line, below)
            found = found if said is None else said
    return found


def _said(line: str, path: str) -> bool | None:
    """What one line says of a path; ``None`` when it says nothing."""
    pattern, *words = line.split() or [""]
    if not pattern or pattern[0] in '#"[' or not _matches(pattern, path):
        return None
    for word in reversed(words):
        if word in (_GENERATED, f"{_GENERATED}=true"):
            return True
        if word in (f"-{_GENERATED}", f"!{_GENERATED}", f"{_GENERATED}=false"):
            return False
    return None


def _matches(pattern: str, path: str) -> bool:
    """As in a ``.gitignore``, but that a star may cross folders: that errs on the side of making it anew."""
    if "/" not in pattern:
        return fnmatch.fnmatchcase(path.rpartition("/")[2], pattern)
    return fnmatch.fnmatchcase(path, pattern.strip("/").replace("**/", "*"))
