"""Whether git wrote in a worktree since it was last looked at, without starting git: stamps of what it writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fleetui.ports.git.repository_files import Repository, repository, small_file, stamp

_Stamp = tuple[int, int, int] | None


class WriteStamps:
    """Takes marks, and remembers what need not be found again."""

    def __init__(self) -> None:
        self._repositories: dict[str, tuple[_Stamp, Repository | None]] = {}
        self._branches: dict[str, tuple[_Stamp, str]] = {}

    def of_all(self, worktrees: Mapping[str, str]) -> dict[str, tuple[_Stamp, ...]]:
        """A mark by name; marks that are equal mean that none of the files changed."""
        return {name: self.of(path) for name, path in worktrees.items()}

    def of(self, worktree: str) -> tuple[_Stamp, ...]:
        """The stamps of the top folder, HEAD, the index and where the branch's commit is kept."""
        top, dot = stamp(worktree), _identity(f"{worktree}/.git")
        repo = self._repository(worktree, dot)
        if repo is None:
            return (top, dot)
        common, at = repo.common, stamp(f"{repo.git_dir}/HEAD")
        branch = self._branch(f"{repo.git_dir}/HEAD", at)
        return (
            top,
            dot,
            at,
            stamp(f"{repo.git_dir}/index"),
            stamp(f"{common}/{branch}") if branch else None,
            stamp(f"{common}/packed-refs"),
            stamp(f"{common}/reftable/tables.list"),
        )

    def _repository(self, worktree: str, dot: _Stamp) -> Repository | None:
        known = self._repositories.get(worktree)
        if known is None or known[0] != dot or known[1] is None:
            known = self._repositories[worktree] = (dot, repository(worktree) if dot else None)
        return known[1]

    def _branch(self, path: str, at: _Stamp) -> str:
        """The ref HEAD names, as a path below the common folder; it is only ever handed to ``stamp``."""
        known = self._branches.get(path)
        if known is None or known[0] != at:
            text = (small_file(path) or b"").decode("utf-8", "replace").strip()
            name = text.removeprefix("ref:").strip() if text.startswith("ref:") else ""
            known = self._branches[path] = (at, name if ".." not in name and "\0" not in name else "")
        return known[1]


def _identity(path: str) -> _Stamp:
    """Which folder this is, whose times move with everything git does; or the whole stamp of a file, which git
    never writes again: whoever does points it elsewhere."""
    found = stamp(path)
    return (found[0], 0, 0) if found and Path(path).is_dir() else found
