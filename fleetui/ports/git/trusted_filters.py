"""Filters of a repository's own configuration: programs git would run when it writes into a checkout.

An agent can write to the configuration its worktrees share with the operator's checkout. What stood there when the
project was first seen, and git-lfs, may run when fleetui makes a worktree or lands; anything that came later may not.
Neither may a later file that is included on a condition: a look at the configuration is not yet in that worktree.
"""

from __future__ import annotations

import json
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.repository_files import Repository, small_file
from fleetui.ports.git.run import checked
from fleetui.ports.git.texts import shown

_FILE = "filters-seen-first.json"
_LFS = {
    "filter.lfs.clean": "git-lfs clean -- %f",
    "filter.lfs.smudge": "git-lfs smudge -- %f",
    "filter.lfs.process": "git-lfs filter-process",
}
_RUNS = ("clean", "smudge", "process")


def remember(vault: Path, source: Repository) -> None:
    """Keep the filters configured now as the ones that may run."""
    (vault / _FILE).write_text(json.dumps(_filters(source)), "utf-8")


def require_trusted(vault: str, source: Repository, doing: str) -> None:
    """Raise ``PortError`` when the repository configures a filter or conditional include that was not there at first.

    When the operator deleted the memory of the first sight, what stands there now becomes it.
    """
    if not Path(vault, _FILE).exists():
        remember(Path(vault), source)
    known = json.loads(small_file(f"{vault}/{_FILE}", 1 << 20) or b"{}")
    for key, value in _filters(source).items():
        if known.get(key) != value and _LFS.get(key) != value:
            raise PortError("git", doing, _refusal(key, value, f"{vault}/{_FILE}"))


def _refusal(key: str, value: str, memory: str) -> str:
    what = "read" if key.startswith("includeif.") else "run"
    return (
        f"the repository's configuration would {what} {shown(value.strip()[:80])!r} ({shown(key)}), which was not "
        f"there when the project was first seen: remove it, or delete {memory} to trust what stands there now"
    )


def _filters(source: Repository) -> dict[str, str]:
    """Every command-valued filter key outside the operator's global configuration, includes followed, and every
    conditional include, whose condition may hold elsewhere than here."""
    listing = checked(
        "config",
        "--list",
        "-z",
        "--includes",
        doing="read its configuration",
        folder="/",
        git_dir=source.git_dir,
    )
    found: dict[str, str] = {}
    for field in listing.fields:
        key, _, value = field.decode("utf-8", "replace").partition("\n")
        if key.startswith("filter.") and key.rsplit(".", 1)[-1] in _RUNS:
            found[key] = value
        elif key.startswith("includeif."):
            found[key] = f"{found.get(key, '')}{value}\n"
    return found
