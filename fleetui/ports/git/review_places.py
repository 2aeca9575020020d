"""Where reviewers stand: lasting places of a project, one for each that works beside others.

An agent CLI that asks whether it may trust a folder knows it by its path. So the path stays, and what is in it is
replaced for every round.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.names import why_not_name
from fleetui.ports.disk_errors import why as disk_says
from fleetui.ports.folders import walk
from fleetui.ports.git import checkouts
from fleetui.ports.git.content import content
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault
from fleetui.ports.private_files import private_folder, replace_file

_DOING = "look at a review's place"
_CHECKOUT, _SEALED = "checkout", "sealed.json"
MOST_ADDED = 20
"""Added files that are told by name."""


def make(vault: Vault, project: str, lane: int, commit: str) -> str:
    """A clean checkout in which nothing may be written. Whoever is the same user can allow it again."""
    place = place_of(vault, project, lane)
    _empty(place)
    private_folder(place)
    path = checkouts.make_at(vault, commit, place / _CHECKOUT)
    _seal(path)
    kept = json.dumps(content(vault, Path(path), commit))
    replace_file(place / _SEALED, kept.encode(errors="surrogateescape"), durable=False)
    return path


def disturbed(vault: Vault, project: str, lane: int, commit: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths that are not as they were when it was made, and files beside them. Runs no git in there."""
    place = place_of(vault, project, lane)
    try:
        was = json.loads((place / _SEALED).read_bytes())
    except (OSError, ValueError) as error:
        raise PortError(
            "git", _DOING, f"what {place} held at first is not known: {disk_says(error)}"
        ) from None
    now = content(vault, place / _CHECKOUT, commit)
    return tuple(path for path in now if now[path] != was.get(path)), _added(place / _CHECKOUT, was)


def drop(vault: Vault, project: str, lane: int) -> None:
    """Empty a place."""
    _empty(place_of(vault, project, lane))


def place_of(vault: Vault, project: str, lane: int) -> Path:
    """Where that is, whether it is there or not."""
    if why_not_name(project) or lane < 1:
        raise PortError("git", _DOING, "that is no place of a review")
    return vault.state / "reviews" / project / str(lane)


def _empty(place: Path) -> None:
    checkouts.remove(place)
    if os.path.lexists(place):
        raise PortError("git", _DOING, f"{place} could not be emptied")


def _seal(path: str) -> None:
    for folder, _, files in walk(path):
        for name in files:
            file = os.path.join(folder, name)  # noqa: PTH118 - a file's name may be no text
            if not os.path.islink(file):  # noqa: PTH114
                os.chmod(file, os.stat(file).st_mode & 0o555)  # noqa: PTH101, PTH116
        os.chmod(folder, 0o500)  # noqa: PTH101


def _added(top: Path, known: dict[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    for folder, folders, files in walk(os.fsencode(top)):
        if folder == os.fsencode(top):
            folders[:] = [name for name in folders if name != b".git"]
        paths = (os.path.relpath(os.path.join(folder, name), os.fsencode(top)) for name in files)  # noqa: PTH118
        found += [text for path in paths if (text := shown(path)) not in known]
        if len(found) > MOST_ADDED:
            break
    return tuple(found[:MOST_ADDED])
