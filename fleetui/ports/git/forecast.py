"""The forecast of a project: the work of each agent as a commit, and every ordered pair of them merged for a try.

If A lands first, the base becomes the merge of base and A; B is merged into that. What was tried is remembered by the
commits that took part, so that only what moved is computed again. Two pieces of work that change other paths, and in
which nothing can have been renamed, merge without a try: git merges path by path then.
"""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError, WorktreeLost
from fleetui.model.fleet import Project
from fleetui.model.forecast import MOST_FILES, Clash, Forecast, Meeting, Merges, Work
from fleetui.model.regenerate import is_made_anew
from fleetui.model.value import value
from fleetui.ports.git import conflict_lines, landed_heads, uncommitted
from fleetui.ports.git.repository_files import ref, stamp
from fleetui.ports.git.run import WRITE_S
from fleetui.ports.git.scratch_objects import ANYBODY, SETTINGS, ScratchObjects
from fleetui.ports.git.texts import shown
from fleetui.ports.git.tried_merges import DOING, Tried, try_merges
from fleetui.ports.git.uncommitted import Lying
from fleetui.ports.git.vault import Vault

_OWN_MOST = 2000
_SHARED_MOST = 20
_ATTRIBUTES_MOST = 64 << 10


@value
class _Prints:
    """What a piece of work leaves behind, as far as that decides whether it can be in another's way."""

    paths: frozenset[bytes]
    """Every path that it changes, or that landing it changes."""
    folders: frozenset[bytes]
    """The folders above those."""
    adds: bool
    deletes: bool
    base_deletes: bool
    """True where the base lost files since the work began: they may have been renamed."""
    own: frozenset[str] | None
    """Its commits that the base has not; ``None`` where they are too many, or it began at several."""


@value
class _Base:
    """What one piece of work is merged into."""

    commit: str
    since: tuple[str, ...] = ()
    """Heads that it holds the work of."""


@value
class _Landed:
    """The base once one piece of work is on it."""

    commit: str
    """Empty where it does not merge with the base."""
    alone: Meeting
    conflicts: frozenset[bytes]
    prints: _Prints | None


class Forecasts:
    """Makes forecasts, one project at a time, and remembers what need not be tried again."""

    def __init__(self) -> None:
        self._known: dict[str, _ProjectForecast] = {}
        self._lock = threading.Lock()

    def look(
        self, vault: Vault, project: Project, worktrees: Mapping[str, str], look: Iterable[str]
    ) -> Forecast:
        """The forecast of these agents' worktrees now. Those in ``look``, and those not known yet, are looked at."""
        began = _spent()
        with self._lock:
            known = self._known.get(vault.path)
            if known is None:
                known = self._known[vault.path] = _ProjectForecast(ScratchObjects(vault.state))
            found = known.look(vault, project, worktrees, frozenset(look))
        wall, own, below = (now - before for now, before in zip(_spent(), began, strict=True))
        return replace(found, cost_s=min(wall, own + below))


class _ProjectForecast:
    def __init__(self, scratch: ScratchObjects) -> None:
        self._scratch = scratch
        self._lying: dict[str, tuple[str, Lying]] = {}
        self._landed: dict[str, _Landed] = {}
        """By commit, on the present base."""
        self._pairs: dict[tuple[str, str], Meeting] = {}
        """By both commits, on the present base."""
        self._base: tuple[object, ...] = ()
        self._attributes: dict[str, str] = {}

    def look(
        self, vault: Vault, project: Project, worktrees: Mapping[str, str], look: frozenset[str]
    ) -> Forecast:
        base = ref(vault.source, f"refs/heads/{project.base}") or ""
        if not base:
            raise PortError("git", DOING, f"the base branch {shown(project.base)!r} does not exist")
        if self._scratch.emptied(sum(one.size for _, one in self._lying.values())):
            self._lying.clear()
            self._base = ()
        now = (base, stamp(f"{vault.source.common}/shallow"), landed_heads.marked(vault))
        if self._base != now:
            self._base = now
            self._landed.clear()
            self._pairs.clear()
            self._attributes.clear()
        found = {name: self._lie(vault, name, path, look) for name, path in worktrees.items()}
        self._lying = {name: (worktrees[name], one) for name, one in found.items() if isinstance(one, Lying)}
        return self._forecast(vault, project, base, found)

    def _lie(self, vault: Vault, name: str, path: str, look: frozenset[str]) -> Lying | str:
        """What lies in a worktree, or why that is not known."""
        where, known = self._lying.get(name, ("", None))
        if where != path:
            known = None
        if known is not None and name not in look:
            return known
        try:
            return uncommitted.take(vault, self._scratch, path, known)
        except (PortError, WorktreeLost) as error:
            return error.detail

    # ------------------------------------------------------------ one by one

    def _forecast(
        self, vault: Vault, project: Project, base: str, found: Mapping[str, Lying | str]
    ) -> Forecast:
        commits = {name: one.commit for name, one in found.items() if isinstance(one, Lying) and one.commit}
        self._land(vault, base, set(commits.values()))
        held = {name for name, commit in commits.items() if self._landed[commit].prints is None
                and self._landed[commit].alone.merges is Merges.CLEAN}  # fmt: skip
        works = {name: self._work(name, one) for name, one in found.items() if name not in held}
        alone = {name: self._alone(works[name], commits) for name in works}
        able = {name: commits[name] for name in works if name in commits}
        self._try_pairs(vault, able)
        meetings = {
            (first, second): self._meeting(project, first, second, able, works)
            for first, second in permutations(works, 2)
        }
        return Forecast(project.name, base, works, alone, meetings)

    def _work(self, name: str, one: Lying | str) -> Work:
        if isinstance(one, str):
            return Work(name, why=one)
        landed = self._landed.get(one.commit)
        size = len(landed.prints.paths) if landed and landed.prints else 0
        return Work(
            name, shown(one.head.branch), one.head.commit, one.commit, one.dirty, one.unstable, size, one.why
        )

    def _alone(self, work: Work, commits: Mapping[str, str]) -> Meeting:
        if work.agent not in commits:
            return Meeting(Merges.UNKNOWN, why=work.why)
        return self._landed[work.commit].alone

    def _land(self, vault: Vault, base: str, commits: set[str]) -> None:
        """Have each of these commits on the base, for a try."""
        for gone in self._landed.keys() - commits:
            del self._landed[gone]
        new = sorted(commits - self._landed.keys())
        bases = {one: self._base_for(vault, base, one) for one in new}
        pairs = [(bases[one].commit, one) for one in new]
        tried = dict(zip(new, try_merges(vault, self._scratch, pairs), strict=True))
        lines = self._lines(vault, tried.values())
        for commit, merged in tried.items():
            self._landed[commit] = self._landed_as(vault, bases[commit], commit, merged, lines)

    def _base_for(self, vault: Vault, base: str, commit: str) -> _Base:
        """The base as this work has to be merged into it: what landed of it squashed or rebased is held there."""
        environment = self._scratch.environment(vault)
        try:
            since = landed_heads.since(vault, base, commit, DOING, environment)
            if not since:
                return _Base(base)
            made = _commit(vault, self._scratch, f"{base}^{{tree}}", base, *since)
        except PortError:
            return _Base(base)  # the merge itself says what is wrong
        return _Base(made, since)

    def _landed_as(self, vault: Vault, on: _Base, commit: str, merged: Tried, lines: _Lines) -> _Landed:
        paths = frozenset(path for path, _ in merged.conflicts)
        if merged.why:
            return _Landed("", Meeting(Merges.UNKNOWN, why=merged.why), paths, None)
        if not merged.clean:
            return _Landed("", self._told(vault, merged, frozenset(), lines), paths, None)
        try:
            prints = _prints(vault, self._scratch, on, commit, merged.tree)
            made = _commit(vault, self._scratch, merged.tree, on.commit, commit)
        except PortError as error:
            return _Landed("", Meeting(Merges.UNKNOWN, why=error.detail), paths, None)
        clean = Meeting(Merges.CLEAN)
        return _Landed(made, clean, paths, prints if prints.paths else None)

    # ------------------------------------------------------------ pairs

    def _try_pairs(self, vault: Vault, able: Mapping[str, str]) -> None:
        """Find out what is not known of the pairs of these commits."""
        present = set(permutations(set(able.values()), 2))
        self._pairs = {pair: self._pairs[pair] for pair in self._pairs.keys() & present}
        trying: list[tuple[str, str]] = []
        for pair in sorted(present - self._pairs.keys()):
            first, second = (self._landed[commit] for commit in pair)
            if not first.commit:
                continue  # it cannot be first; why is said of it alone
            if _apart(first.prints, second.prints):
                self._pairs[pair] = Meeting(Merges.CLEAN)
            else:
                trying.append(pair)
        merged = try_merges(
            vault, self._scratch, [(self._landed[first].commit, second) for first, second in trying]
        )
        lines = self._lines(vault, merged)
        for pair, one in zip(trying, merged, strict=True):
            self._pairs[pair] = self._met(vault, *pair, one, lines)

    def _met(self, vault: Vault, first: str, second: str, merged: Tried, lines: _Lines) -> Meeting:
        one, other = self._landed[first], self._landed[second]
        if merged.why:
            return Meeting(Merges.UNKNOWN, why=merged.why)
        shared = self._shared(one, other)
        if merged.clean:
            return Meeting(Merges.CLEAN, shared=shared)
        return self._told(vault, merged, other.conflicts, lines)

    def _shared(self, one: _Landed, other: _Landed) -> tuple[str, ...]:
        if one.prints is None or other.prints is None:
            return ()
        return tuple(shown(path) for path in sorted(one.prints.paths & other.prints.paths)[:_SHARED_MOST])

    def _told(self, vault: Vault, merged: Tried, anyway: frozenset[bytes], lines: _Lines) -> Meeting:
        """A conflict, by the files that are not in conflict anyway."""
        new = [(path, stages) for path, stages in merged.conflicts if path not in anyway]
        clashes = tuple(
            Clash(shown(path), theirs, mine, self._made_anew(vault, path))
            for path, stages in new[:MOST_FILES]
            for mine, theirs in (lines.get(stages, ((), ())),)
        )
        why = "" if new else "it conflicts with the base itself" if anyway else "git names no file"
        return Meeting(Merges.CONFLICT, clashes, max(0, len(new) - MOST_FILES), why)

    def _lines(self, vault: Vault, merged: Iterable[Tried]) -> _Lines:
        """The lines of every conflict of these merges."""
        stages = list(dict.fromkeys(some for one in merged for _, some in one.conflicts[:MOST_FILES]))
        if not stages:
            return {}
        try:
            return dict(zip(stages, conflict_lines.of_conflicts(vault, self._scratch, stages), strict=True))
        except PortError:
            return {}  # the file is told, and that is what matters

    def _made_anew(self, vault: Vault, path: bytes) -> bool:
        name = os.fsdecode(path)
        folders = ["", *(str(one) for one in reversed(Path(name).parents) if str(one) != ".")]
        return is_made_anew(name, [(folder, self._attributes_of(vault, folder)) for folder in folders])

    def _attributes_of(self, vault: Vault, folder: str) -> str:
        """The base's ``.gitattributes`` in a folder, as text."""
        if folder not in self._attributes:
            name = f"{self._base[0]}:{folder}/.gitattributes" if folder else f"{self._base[0]}:.gitattributes"
            ran = vault.tries("cat-file", "blob", name, environment=self._scratch.environment(vault),
                              most=_ATTRIBUTES_MOST)  # fmt: skip
            whole = ran.code == 0 and not ran.cut
            self._attributes[folder] = ran.out.decode("utf-8", "replace") if whole else ""
        return self._attributes[folder]

    def _meeting(
        self,
        project: Project,
        first: str,
        second: str,
        able: Mapping[str, str],
        works: Mapping[str, Work],
    ) -> Meeting:
        for name in (first, second):
            if name not in able:
                return Meeting(Merges.UNKNOWN, why=f"{name}: {works[name].why}")
        if able[first] == able[second]:
            return Meeting(Merges.CLEAN)
        found = self._pairs.get((able[first], able[second]))
        if found is not None:
            return found
        alone = self._landed[able[first]].alone
        said = f"{first} conflicts with {shown(project.base)} itself"
        return Meeting(
            Merges.UNKNOWN, why=said if alone.merges is Merges.CONFLICT else f"{first}: {alone.why}"
        )


_Lines = dict[tuple[tuple[int, str, str], ...], tuple[conflict_lines.Lines, conflict_lines.Lines]]


def _spent() -> tuple[float, float, float]:
    """Time that passed, and processor time of this thread and of every command that ended, whoever began it."""
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic(), time.thread_time(), below.ru_utime + below.ru_stime


def _apart(one: _Prints | None, other: _Prints | None) -> bool:
    """True where neither can be in the other's way, whoever lands first: then git has nothing to merge in any file.

    No path is in both, none is a folder above one of the other's, and no file can have been renamed, by which changes
    of one path would come to another. Both histories meet in the base alone.
    """
    if one is None or other is None or one.own is None or other.own is None or one.own & other.own:
        return False
    if one.paths & other.paths or one.paths & other.folders or one.folders & other.paths:
        return False
    if not (one.deletes or other.deletes or one.base_deletes or other.base_deletes):
        return True
    return not (one.adds or other.adds or one.base_deletes or other.base_deletes)


def _prints(vault: Vault, scratch: ScratchObjects, on: _Base, commit: str, tree: str) -> _Prints:
    """What a commit changes, since it began and when it lands."""
    base = on.commit
    how: dict[str, Any] = {"doing": DOING, "environment": scratch.environment(vault), "limit_s": WRITE_S}
    forks = vault.git("merge-base", "--all", base, commit, **how).text.split()
    own = vault.git("rev-list", f"--max-count={_OWN_MOST + 1}", commit, f"^{base}", "--", **how).text.split()
    changed = [kind_path for fork in forks for kind_path in _changed(vault, fork, commit, how)]
    brought = _changed(vault, base, tree, how) if forks != [base] else []
    lost = any(kind == b"D" for fork in forks if fork != base for kind, _ in _changed(vault, fork, base, how))
    paths = frozenset(path for _, path in (*changed, *brought))
    return _Prints(
        paths=paths,
        folders=frozenset(above for path in paths for above in _above(path)),
        adds=any(kind == b"A" for kind, _ in (*changed, *brought)),
        deletes=any(kind == b"D" for kind, _ in (*changed, *brought)),
        base_deletes=lost,
        own=frozenset(own) if len(forks) == 1 and len(own) <= _OWN_MOST else None,
    )


def _changed(vault: Vault, old: str, new: str, how: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    """Kind (A, D, M, T) and path of all that differs."""
    ran = vault.git(
        "diff-tree", "-r", "-z", "--name-status", "--no-renames", "--no-ext-diff", "--no-textconv",
        "--ignore-submodules=none", old, new, "--", most=64 << 20, **how,
    )  # fmt: skip
    if ran.cut:
        raise PortError("git", DOING, "it changes more paths than can be listed")
    fields = ran.out.split(b"\0")[:-1]
    return list(zip(fields[::2], fields[1::2], strict=True))


def _above(path: bytes) -> list[bytes]:
    parts = path.split(b"/")
    return [b"/".join(parts[:end]) for end in range(1, len(parts))]


def _commit(vault: Vault, scratch: ScratchObjects, tree: str, *parents: str) -> str:
    """The base as it would be once work has landed, or as if its commits were there."""
    scratch.wrote(1)
    on = (word for parent in parents for word in ("-p", parent))
    return vault.git(
        "commit-tree", tree, *on, doing=DOING, stdin=b"landed\n",
        environment=scratch.environment(vault) | ANYBODY, settings=SETTINGS,
    ).text  # fmt: skip
