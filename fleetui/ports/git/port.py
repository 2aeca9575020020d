"""The git port: one method per thing the engine asks, each in a worker of its own kind."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import LandingResult, Pushed, RescueResult, TargetMove, Unkept, WorktreeMade
from fleetui.model.commit_words import NO_WORDS, CommitWords
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Landing, Project
from fleetui.model.forecast import Forecast
from fleetui.model.forge.wishes.unpushed import Unpushed
from fleetui.model.happened.tree_state import Committed, TreeState
from fleetui.model.origin import Origin
from fleetui.model.train import Train
from fleetui.model.turn import Edit
from fleetui.model.view import GitFacts
from fleetui.ports.disk_errors import why as disk_says
from fleetui.ports.git import (
    apart,
    branch_push,
    brought,
    changed_since,
    checkouts,
    diffs,
    fresh_branch,
    land,
    landed_heads,
    notes,
    origins,
    patches,
    projects,
    pull_heads,
    push,
    remotes,
    removing,
    rescue,
    restore,
    review_places,
    set_up_inputs,
    snapshot_store,
    targets,
    tree_states,
    trees,
    worktrees,
)
from fleetui.ports.git.candidates import Candidates
from fleetui.ports.git.facts import FactReader
from fleetui.ports.git.forecast import Forecasts
from fleetui.ports.git.vault import Vault, open_vault
from fleetui.ports.git.vaults import Vaults
from fleetui.ports.git.write_stamps import WriteStamps
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

_T = TypeVar("_T")
_READERS = 3
LOOK_S = 120.0
"""Each git command has a limit of its own; this one is for a disk that does not answer."""
CHANGE_S = 1800.0
"""The same where something is made."""


class Git:
    """Repositories, each read through its vault. Implements ``engine.ports.GitPort``.

    Reads share a few threads; writes to one project go through one thread, in order. Raises ``PortError`` only.
    """

    def __init__(self, state: Path) -> None:
        """``state`` is fleetui's own folder for git: vaults, views, checkouts and locks are made in it."""
        self._state = state
        self._facts = FactReader()
        self._marks = WriteStamps()
        self._candidates = Candidates()
        self._forecasts = Forecasts()
        self._reads = Worker("git-read", _READERS)
        self._tries = Worker("git-forecast")
        self._writes: dict[str, Worker] = {}
        self._pushes = Worker("git-push")
        self._vaults = Vaults(state)
        self._looking: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    async def find_project(self, folder: str, known: Iterable[Project] = ()) -> Project | None:
        """The repository around a folder, or ``None``."""
        among = tuple(known)
        return await self._read("find project", lambda: projects.find(folder, among))

    async def check_project(self, project: Project) -> str:
        """The base branch's commit. Makes the project's vault where there is none yet."""
        commit = await self._read("check project", lambda: projects.check(project))
        await self._vaults.need(project, "check project")
        return commit

    async def target(self, project: Project) -> str:
        """The base branch's commit; empty when it is gone."""
        return await self._read("look at target", lambda: targets.now(project))

    async def moved(self, project: Project, old: str, new: str, heads: Mapping[str, str]) -> TargetMove:
        """How the target came from ``old`` to ``new``; both are kept in the vault."""
        return await self._write(
            "look at target", project, lambda vault: targets.moved(vault, project, old, new, heads)
        )

    async def contains(self, project: Project, commit: str, lost: str) -> bool:
        """True when a commit holds another."""
        return await self._write(
            "look at target", project, lambda vault: targets.contains(vault, commit, lost)
        )

    async def remote(self, project: Project) -> str:
        """The address of the remote ``origin``, or empty."""
        await self._vaults.need(project, "look at remote")
        return await self._read(
            "look at remote", lambda: remotes.origin(open_vault(self._state, project, "look at remote")) or ""
        )

    async def facts(self, project: Project, worktree: str) -> GitFacts:
        """Branch, dirt, distance from the base and changed files."""
        return await self._look(
            "facts", project, worktree, lambda vault: self._facts.read(vault, project, worktree)
        )

    async def marks(self, worktrees: Mapping[str, str]) -> Mapping[str, object]:
        """For each name what differs once git wrote in that worktree; by file stamps alone."""
        return await self._read("look for changes", lambda: self._marks.of_all(worktrees))

    async def diff(self, project: Project, worktree: str) -> str:
        """Unified diff from the merge base, uncommitted and untracked included; at most 2 MB."""
        return await self._look(
            "diff", project, worktree, lambda vault: diffs.of_worktree(vault, project, worktree)
        )

    async def candidate_diff(self, project: Project, candidate: Candidate) -> str:
        """Unified diff a candidate brings to its base; at most 2 MB."""
        await self._vaults.need(project, "diff")
        return await self._read(
            "diff", lambda: diffs.of_candidate(open_vault(self._state, project, "diff"), candidate)
        )

    async def candidate_lines(self, project: Project, candidate: Candidate) -> tuple[str, bool]:
        """The same, at most 32 MB, and whether it was cut there."""
        await self._vaults.need(project, "diff")
        return await self._read(
            "diff", lambda: diffs.lines_of(open_vault(self._state, project, "diff"), candidate)
        )

    async def changed_since(
        self, project: Project, worktree: str, revision: str
    ) -> tuple[tuple[str, bool], ...]:
        """Paths that differ from where worktree and revision parted, each with whether it is there."""
        return await self._look(
            "list changed files",
            project,
            worktree,
            lambda vault: changed_since.changed_since(vault, worktree, revision),
        )

    async def tree_state(self, project: Project, worktree: str) -> TreeState:
        """What a worktree holds now beside its commit."""
        return await self._look(
            "look at a turn", project, worktree, lambda vault: tree_states.take(vault, worktree)
        )

    async def committed(self, project: Project, worktree: str, old: str, new: str) -> tuple[Committed, ...]:
        """Every path that differs between two commits of a worktree."""
        return await self._look(
            "look at a turn",
            project,
            worktree,
            lambda vault: tree_states.committed(vault, worktree, old, new),
        )

    async def stands(self, worktree: str, edits: Sequence[Edit]) -> tuple[bool | None, ...]:
        """For each edit whether its file holds what was to be written; ``None`` where that cannot be told."""
        return await self._read("look at a turn", lambda: tree_states.stands(worktree, edits))

    async def add_worktree(self, project: Project, branch: str, path: str) -> WorktreeMade:
        """A locked worktree; the project's ``copy`` files are copied into it."""
        await self._vaults.need(project, "add worktree")
        return await self._write(
            "add worktree", project, lambda vault: worktrees.add(vault, project, branch, path)
        )

    async def take_worktree(self, project: Project, path: str) -> WorktreeMade:
        """An existing worktree of the project."""
        await self._vaults.need(project, "take worktree")
        return await self._write("take worktree", project, lambda vault: worktrees.take(vault, path))

    async def rescue(
        self,
        project: Project,
        worktree: str,
        seat: str,
        rescue_id: str,
        *,
        others: frozenset[str] = frozenset(),
        told: Callable[[str], None] = lambda text: None,
    ) -> RescueResult:
        """Every byte of a worktree in a commit of the vault, read back and compared."""
        loop = asyncio.get_running_loop()

        def say(text: str) -> None:
            loop.call_soon_threadsafe(told, text)

        def work(vault: Vault) -> RescueResult:
            return rescue.rescue(vault, worktree, seat, rescue_id, others, say)

        return await self._write("rescue", project, work)

    async def has_landed(self, project: Project, branch: str) -> bool:
        """True when the base branch holds every commit of a branch."""
        return await self._read(
            "look at the branch",
            lambda: removing.has_landed(
                open_vault(self._state, project, "look at the branch"), project, branch
            ),
        )

    async def remove_worktree(self, project: Project, worktree: str, commit: str) -> str:
        """Remove a worktree that stands on ``commit``; the branch that went with it because it landed, or empty."""
        return await self._write(
            "remove worktree", project, lambda vault: removing.remove(vault, project, worktree, commit)
        )

    async def unkept(self, project: Project, worktree: str, others: frozenset[str]) -> Unkept:
        """What a rescue would leave out now, by names and sizes alone."""
        return await self._look(
            "look for a rescue", project, worktree, lambda vault: rescue.unkept(vault, worktree, others)
        )

    async def fresh_branch(
        self, project: Project, worktree: str, branch: str, kept: str, others: frozenset[str] = frozenset()
    ) -> WorktreeMade:
        """A worktree of which ``kept`` is the rescue, put on a branch from the base in its place."""
        return await self._write(
            "fresh branch",
            project,
            lambda vault: fresh_branch.begin(vault, project, worktree, branch, kept, others),
        )

    async def tree(self, project: Project, worktree: str, others: frozenset[str] = frozenset()) -> str:
        """The tree of a worktree's files as they lie; the same files, the same name."""
        return await self._write(
            "look at its files", project, lambda vault: trees.of_worktree(vault, worktree, others)
        )

    async def snapshot_commit(
        self, project: Project, worktree: str, others: frozenset[str] = frozenset()
    ) -> tuple[str, str]:
        """The files of a worktree as they lie, as a commit on its head, and their tree."""
        return await self._write(
            "look at its files", project, lambda vault: trees.commit_of_worktree(vault, worktree, others)
        )

    async def restore(self, project: Project, commit: str, into: str) -> int:
        """A rescue, written byte for byte into a new or empty folder."""
        return await self._write("restore", project, lambda vault: restore.restore(vault, commit, into))

    async def candidate(
        self, project: Project, seat: str, branch: str, on: str = "", words: CommitWords = NO_WORDS
    ) -> Candidate:
        """The commit that would land for a branch now, or why there is none; ``on`` another candidate."""
        return await self._write(
            "build candidate",
            project,
            lambda vault: self._candidates.build(vault, project, seat, branch, on, words),
        )

    async def fetch_pull(self, project: Project, address: str, number: int, head: str) -> None:
        """The head of a pull request, into the vault."""
        await self._out(
            "fetch pull request", project, lambda vault: pull_heads.fetch(vault, address, number, head)
        )

    async def pull_candidate(
        self, project: Project, name: str, branch: str, number: int, head: str
    ) -> Candidate:
        """The commit that would land for a pull request that was fetched, or why there is none."""
        return await self._write(
            "build candidate",
            project,
            lambda vault: self._candidates.of_pull(vault, project, name, branch, number, head),
        )

    async def reversal(self, project: Project, landing: Landing, on: str = "") -> Candidate:
        """The commit that would take a landing back, or why there is none."""
        return await self._write(
            "build candidate",
            project,
            lambda vault: self._candidates.reversal(vault, project, landing, on),
        )

    async def keep_landed(self, project: Project, landings: Sequence[Landing]) -> bool:
        """Have the vault know of landings by the journal: it may be newer than they are. True where it was."""

        def work(vault: Vault) -> bool:
            with vault.locked("keep landings"):
                return landed_heads.keep(vault, landings)

        return await self._write("keep landings", project, work)

    async def forecast(
        self, project: Project, worktrees: Mapping[str, str], look: Collection[str]
    ) -> Forecast:
        """What the work in these worktrees, by agent, does to each other. In a lane of its own."""
        await self._vaults.need(project, "forecast")
        trees, names = dict(worktrees), frozenset(look)
        return await _in_worker(
            self._tries,
            "forecast",
            LOOK_S,
            lambda: self._forecasts.look(open_vault(self._state, project, "forecast"), project, trees, names),
        )

    async def head_commit(self, project: Project, worktree: str) -> str:
        """The commit that a worktree stands on, brought into the vault."""
        return await self._write("look at its commit", project, lambda vault: trees.head_of(vault, worktree))

    async def patch(self, project: Project, candidate: Candidate) -> str:
        """What the branch of a candidate changes itself, as a unified difference."""
        return await self._write(
            "look at a patch",
            project,
            lambda vault: patches.text_of(vault, candidate),
        )

    async def lines_of(
        self, project: Project, commit: str, paths: Sequence[str]
    ) -> Mapping[str, Sequence[str] | None]:
        """By path the lines of each text file of a commit."""
        return await self._write(
            "look at a patch", project, lambda vault: patches.lines_of(vault, commit, paths)
        )

    async def changed_between(
        self, project: Project, old: str, new: str, paths: Sequence[str]
    ) -> Mapping[str, Sequence[tuple[int, int]]]:
        """By path what differs between two commits, as the old one counts its lines."""
        return await self._write(
            "look at a patch", project, lambda vault: patches.changed_between(vault, old, new, paths)
        )

    async def differences(
        self, project: Project, old: str, new: str, paths: Sequence[str]
    ) -> Mapping[str, Sequence[tuple[int, int]]]:
        """By path what differs between two commits that the project's repository has."""
        return await self._write(
            "look at a patch", project, lambda vault: patches.differences(vault, old, new, paths)
        )

    async def review_place(self, project: Project, lane: int) -> str:
        """The project's lasting place of this number."""
        return await self._write(
            "look for a review's place",
            project,
            lambda vault: str(review_places.place_of(vault, project.name, lane)),
        )

    async def sealed_checkout(self, project: Project, commit: str, lane: int) -> str:
        """A clean checkout in which nothing may be written, at the project's lasting place of this number."""
        return await self._write(
            "make a review's place",
            project,
            lambda vault: review_places.make(vault, project.name, lane, commit),
        )

    async def disturbed(
        self, project: Project, commit: str, lane: int
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What is not as it was put there, and what lies beside it."""
        return await self._write(
            "look at a review's place",
            project,
            lambda vault: review_places.disturbed(vault, project.name, lane, commit),
        )

    async def drop_sealed(self, project: Project, lane: int) -> None:
        """Empty such a place."""
        await self._write(
            "empty a review's place", project, lambda vault: review_places.drop(vault, project.name, lane)
        )

    async def drop_snapshot(self, project: Project, commit: str) -> None:
        """Remove what ``snapshot_commit`` wrote."""
        await self._write("drop snapshot", project, lambda vault: snapshot_store.drop(vault, commit))

    async def set_up_inputs(self, project: Project, commit: str) -> str:
        """A digest of the files of a commit that decide what its set-up step makes; empty where there is none."""
        patterns, named = project.setup_from, project.setup
        return await self._write(
            "look at what the set-up step reads",
            project,
            lambda vault: set_up_inputs.inputs_of(vault, commit, patterns, named),
        )

    async def clean_checkout(self, project: Project, commit: str, lane: str = "") -> str:
        """A folder with exactly this commit, made anew each time; a repository of its own."""
        return await self._write("clean checkout", project, lambda vault: checkouts.make(vault, commit, lane))

    async def checkout_note(self, project: Project, path: str) -> str:
        """What a gate does not find there, such as the content of Git LFS files; empty for nothing."""
        return await self._write("look at checkout", project, lambda vault: checkouts.note(vault, path))

    async def checkout_content(self, project: Project, path: str, commit: str) -> dict[str, str]:
        """What it holds at the paths of its commit now: equal for equal content, by path."""
        return await self._write(
            "look at checkout", project, lambda vault: checkouts.content_of(vault, path, commit)
        )

    async def drop_checkout(self, project: Project, path: str) -> None:
        """Remove such a folder."""
        await self._write("drop checkout", project, lambda vault: checkouts.drop(vault, path))

    async def land(self, project: Project, train: Train) -> LandingResult:
        """Move the target once. A refusal changed nothing; after ``PortError`` ask ``landed``."""
        return await self._write("land", project, lambda vault: land.land(vault, train))

    async def landed(self, project: Project, train: Train) -> LandingResult:
        """What became of a train that was cut short; puts a half-changed checkout back."""
        return await self._write("land", project, lambda vault: land.landed(vault, train))

    async def bring(self, project: Project, address: str, branch: str, commit: str) -> str:
        """A commit of another machine, into the vault; its tree."""
        return await self._out(
            "bring commit", project, lambda vault: brought.bring(vault, address, branch, commit)
        )

    async def forward(self, project: Project, train: Train) -> LandingResult:
        """Move the target on to a commit that was brought. As ``land``."""
        return await self._write("land", project, lambda vault: land.forward(vault, train))

    async def apart(self, project: Project, worktree: str, there: str) -> Unpushed:
        """How a worktree's commit lies to one that stands elsewhere."""
        return await self._write(
            "compare with what was pushed", project, lambda vault: apart.apart(vault, worktree, there)
        )

    async def push_branch(self, project: Project, address: str, branch: str, commit: str) -> Pushed:
        """A commit, to a branch elsewhere; what the other side holds then."""
        return await self._out(
            "push branch", project, lambda vault: branch_push.push(vault, address, branch, commit)
        )

    async def push(self, project: Project, landing: Landing) -> Pushed:
        """A landed commit, to where the project says; what the other side holds then."""
        return await self._out("push", project, lambda vault: push.push(vault, project.push, landing))

    async def pushed(self, project: Project, landing: Landing) -> Pushed:
        """What became of a push that was cut short."""
        return await self._out("push", project, lambda vault: push.pushed(vault, project.push, landing))

    async def _out(self, doing: str, project: Project, work: Callable[[Vault], _T]) -> _T:
        """Beside all else: another machine may take its time, and nothing of a project waits for it."""
        await self._vaults.need(project, doing, patient=True)
        return await _in_worker(
            self._pushes, doing, CHANGE_S, lambda: work(open_vault(self._state, project, doing))
        )

    async def keep_note(self, project: Project, commit: str, text: str) -> None:
        """A note with a landed commit, in the vault and, where the project says so, in the repository."""
        await self._write(
            "keep note", project, lambda vault: notes.keep(vault, commit, text, shared=project.notes)
        )

    async def noted(self, project: Project) -> frozenset[str]:
        """The commits that have a note in the vault."""
        return await self._write("list notes", project, notes.noted)

    async def origin(self, project: Project, path: str, line: int, commit: str = "") -> Origin:
        """Where a line of the target, or a commit, came from."""

        def look(vault: Vault) -> Origin:
            if commit:
                return origins.of_commit(vault, project, commit)
            return origins.of_line(vault, project, path, line)

        return await self._write("look for the origin", project, look)

    async def _look(self, doing: str, project: Project, worktree: str, work: Callable[[Vault], _T]) -> _T:
        """One look at a worktree at a time: a view has one private index."""

        def locked() -> _T:
            vault = open_vault(self._state, project, doing)
            with self._looking[f"{doing} {worktree}"]:
                return work(vault)

        await self._vaults.need(project, doing)
        return await self._read(doing, locked)

    async def _read(self, doing: str, work: Callable[[], _T]) -> _T:
        return await _in_worker(self._reads, doing, LOOK_S, work)

    async def _write(self, doing: str, project: Project, work: Callable[[Vault], _T]) -> _T:
        await self._vaults.need(project, doing, patient=True)
        worker = self._writes.get(project.path)
        if worker is None:
            worker = Worker("git-write")
            self._writes[project.path] = worker
        return await _in_worker(
            worker, doing, CHANGE_S, lambda: work(open_vault(self._state, project, doing))
        )


async def _in_worker(worker: Worker, doing: str, limit_s: float, work: Callable[[], _T]) -> _T:
    """Run in a thread; whatever the file system says, or does not say, comes out as ``PortError``."""
    try:
        async with time_limit(limit_s):
            return await asyncio.get_running_loop().run_in_executor(worker, work)
    except TimeoutError:
        raise PortError("git", doing, f"no end within {limit_s:g} s: is its disk there?") from None
    except (OSError, ValueError, RecursionError) as error:
        raise PortError("git", doing, disk_says(error)) from error
