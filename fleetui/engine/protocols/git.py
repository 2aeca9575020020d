"""What the engine needs of git: projects, worktrees, rescues, candidates, landings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from fleetui.model.commit_words import NO_WORDS, CommitWords
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Landing, Project
from fleetui.model.forecast import Forecast
from fleetui.model.forge.wishes.unpushed import Unpushed
from fleetui.model.happened.tree_state import Committed, TreeState
from fleetui.model.origin import Origin
from fleetui.model.train import Train
from fleetui.model.turn import Edit
from fleetui.model.value import value
from fleetui.model.view import GitFacts


@value
class WorktreeMade:
    """A new or taken worktree."""

    path: str
    branch: str
    head: str


@value
class RescueResult:
    """A rescue, already read back and compared with the folder."""

    commit: str
    ref: str
    head: str
    branch: str
    files: int
    ignored: tuple[str, ...]
    left_out: tuple[str, ...]


@value
class LandingResult:
    """What a landing came to, as read back from the target."""

    landed: bool
    detail: str
    commit: str = ""


@value
class Pushed:
    """What became of a push, by what the other side holds."""

    state: str
    """``pushed``, ``refused`` or ``unknown``."""
    detail: str


@value
class TargetMove:
    """How a target came from one commit to another."""

    how: str
    """``first``, ``forward``, ``back``, ``sideways`` or ``gone``."""
    by: str = ""
    """What its reflog says of that: what was done, and under which name."""
    brings: tuple[str, ...] = ()
    """Seats whose work came into it."""


@value
class Unkept:
    """What a rescue would not hold."""

    left_out: tuple[str, ...] = ()
    """One line each, with the reason."""
    ignored: tuple[str, ...] = ()
    """Paths that git ignores."""


class GitPort(Protocol):
    """Repositories, each read through its vault. Whatever needs one that is being filled raises ``NotYet``."""

    async def find_project(self, folder: str, known: Iterable[Project] = ()) -> Project | None:
        """The repository around a folder: the known project of it, however it is reached, or an undeclared one;
        ``None`` outside of all. Runs nothing it configures."""
        ...

    async def check_project(self, project: Project) -> str:
        """The base branch's commit; raises when the path is no repository or the base is missing."""
        ...

    async def target(self, project: Project) -> str:
        """The base branch's commit, empty when it is gone; starts no git. Raises where there is no repository."""
        ...

    async def moved(self, project: Project, old: str, new: str, heads: Mapping[str, str]) -> TargetMove:
        """How the target came from ``old`` to ``new``; both are kept in the vault. ``heads`` are seats' commits."""
        ...

    async def contains(self, project: Project, commit: str, lost: str) -> bool:
        """True when a commit holds another."""
        ...

    async def remote(self, project: Project) -> str:
        """The address of the checkout's remote ``origin``; empty where it has none that is an address."""
        ...

    async def facts(self, project: Project, worktree: str) -> GitFacts:
        """Branch, dirt, distance from the base and changed files of a worktree."""
        ...

    async def changed_since(
        self, project: Project, worktree: str, revision: str
    ) -> tuple[tuple[str, bool], ...]:
        """Each path that differs from where the worktree and a branch, tag or commit parted, untracked ones too, in
        order, with whether it is there. A byte that is no UTF-8 is a surrogate. Raises ``Unlisted`` where ``revision``
        is none of them, or too many paths differ."""
        ...

    async def marks(self, worktrees: Mapping[str, str]) -> Mapping[str, object]:
        """For each name something that differs once git wrote in that worktree (a commit, a branch, staging) or
        an entry of its top folder came or went. Starts no git; a worktree that is gone has a mark, too."""
        ...

    async def diff(self, project: Project, worktree: str) -> str:
        """Unified diff of the worktree, uncommitted and untracked included, from the merge base; bounded."""
        ...

    async def candidate_diff(self, project: Project, candidate: Candidate) -> str:
        """Unified diff a candidate would bring to its base; bounded."""
        ...

    async def candidate_lines(self, project: Project, candidate: Candidate) -> tuple[str, bool]:
        """The same for a program that reads it, and whether it was cut at the bound."""
        ...

    async def tree_state(self, project: Project, worktree: str) -> TreeState:
        """What a worktree holds now beside its commit; one git process."""
        ...

    async def committed(self, project: Project, worktree: str, old: str, new: str) -> tuple[Committed, ...]:
        """Every path that differs between two commits of a worktree; none where one is not known."""
        ...

    async def stands(self, worktree: str, edits: Sequence[Edit]) -> tuple[bool | None, ...]:
        """For each edit whether its file holds what was to be written; ``None`` where that cannot be told. Reads
        nothing outside the worktree, starts no git."""
        ...

    async def add_worktree(self, project: Project, branch: str, path: str) -> WorktreeMade:
        """A worktree at ``path`` on ``branch``, made from the base where it does not exist; under the project's
        lock, all or nothing."""
        ...

    async def take_worktree(self, project: Project, path: str) -> WorktreeMade:
        """An existing worktree of the project."""
        ...

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
        """Keep every tracked, staged and untracked byte; verified. Raises when it could not be complete.

        What is too large, does not rest, or is another worktree's is named in ``left_out``. ``others`` are the real
        paths of other agents' worktrees; ``told`` hears how far it is. ``WorktreeLost`` when there is no worktree.
        """
        ...

    async def has_landed(self, project: Project, branch: str) -> bool:
        """True when the base branch holds every commit of a branch."""
        ...

    async def remove_worktree(self, project: Project, worktree: str, commit: str) -> str:
        """Remove a linked worktree that stands on ``commit``, whatever lies in it; the caller kept that. The branch
        that went with it because the base holds all of it, or empty."""
        ...

    async def unkept(self, project: Project, worktree: str, others: frozenset[str]) -> Unkept:
        """What a rescue would leave out now, by names and sizes alone. Raises as ``rescue``."""
        ...

    async def fresh_branch(
        self, project: Project, worktree: str, branch: str, kept: str, others: frozenset[str] = frozenset()
    ) -> WorktreeMade:
        """Put a linked worktree on ``branch``, made from the base. ``kept`` is the commit of a rescue: a worktree that
        differs from it is refused, and so are a branch with commits of its own and ignored files in the way."""
        ...

    async def tree(self, project: Project, worktree: str, others: frozenset[str] = frozenset()) -> str:
        """The tree of a worktree's files as they lie, committed or not; the same files, the same name. ``others`` as
        for ``rescue``; raises while files change under the look."""
        ...

    async def restore(self, project: Project, commit: str, into: str) -> int:
        """Write a rescue into an empty or new folder; the number of files."""
        ...

    async def candidate(
        self, project: Project, seat: str, branch: str, on: str = "", words: CommitWords = NO_WORDS
    ) -> Candidate:
        """The commit that would land for a branch now, as the project's ``landing`` says, or why there is none. Same
        input, same commit.

        It is made on the target, or ``on`` another candidate, which is to land before.
        """
        ...

    async def reversal(self, project: Project, landing: Landing, on: str = "") -> Candidate:
        """The commit that would take back what a landing brought, and nothing that came after; as above."""
        ...

    async def keep_landed(self, project: Project, landings: Sequence[Landing]) -> bool:
        """Have it known which heads landed squashed or rebased, where the vault is newer than these landings; true
        where something was not known."""
        ...

    async def forecast(
        self, project: Project, worktrees: Mapping[str, str], look: Collection[str]
    ) -> Forecast:
        """What the work in these worktrees, by agent, does to each other before it lands, uncommitted files included.
        Those of ``look`` are looked at again; of what did not move since, nothing is computed again."""
        ...

    async def head_commit(self, project: Project, worktree: str) -> str:
        """The commit that a worktree stands on, kept in the vault: ``sealed_checkout`` can make a folder of it."""
        ...

    async def patch(self, project: Project, candidate: Candidate) -> str:
        """What the branch of a candidate changes itself, as a unified difference; raises where that is too large."""
        ...

    async def lines_of(
        self, project: Project, commit: str, paths: Sequence[str]
    ) -> Mapping[str, Sequence[str] | None]:
        """The lines of each file of a commit; ``None`` where it has no such text file. A path may be any text."""
        ...

    async def changed_between(
        self, project: Project, old: str, new: str, paths: Sequence[str]
    ) -> Mapping[str, Sequence[tuple[int, int]]]:
        """By path what differs between two commits: first line and number of lines, as ``old`` counts them."""
        ...

    async def differences(
        self, project: Project, old: str, new: str, paths: Sequence[str]
    ) -> Mapping[str, Sequence[tuple[int, int]]]:
        """As ``changed_between``, of any two commits that the project's repository has; raises where it has not."""
        ...

    async def review_place(self, project: Project, lane: int) -> str:
        """The lasting folder in which the reviewer of a ``lane`` stands, whether it is there or not."""
        ...

    async def sealed_checkout(self, project: Project, commit: str, lane: int) -> str:
        """A folder as by ``clean_checkout`` in which nothing may be written, until somebody allows it again. Its path
        is the same for every commit: one for each ``lane`` of a project, from 1. What was there before is gone."""
        ...

    async def disturbed(
        self, project: Project, commit: str, lane: int
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Paths of that folder that are not as it was made, and those that somebody added to it."""
        ...

    async def drop_sealed(self, project: Project, lane: int) -> None:
        """Empty that place."""
        ...

    async def snapshot_commit(
        self, project: Project, worktree: str, others: frozenset[str] = frozenset()
    ) -> tuple[str, str]:
        """A commit that holds a worktree's files as they lie, on its head, and its tree; the same files on the same
        head are the same commit. It is there until it is dropped, or the project's next one is taken. Raises as
        ``tree`` does."""
        ...

    async def drop_snapshot(self, project: Project, commit: str) -> None:
        """Remove what ``snapshot_commit`` wrote."""
        ...

    async def set_up_inputs(self, project: Project, commit: str) -> str:
        """A digest of the files of a commit that decide what its set-up step makes: those that match the project's
        ``setup_from``, and those that the step names. Empty where none matches."""
        ...

    async def clean_checkout(self, project: Project, commit: str, lane: str = "") -> str:
        """A folder that holds exactly this commit and nothing else, for gates; one per project and commit, or per
        project and ``lane``, where it always has the same path."""
        ...

    async def checkout_note(self, project: Project, path: str) -> str:
        """One line about what a gate does not find in such a folder once it is set up; empty for nothing."""
        ...

    async def checkout_content(self, project: Project, path: str, commit: str) -> dict[str, str]:
        """What such a folder holds now at every path of its commit, and at HEAD: equal texts for equal content."""
        ...

    async def drop_checkout(self, project: Project, path: str) -> None:
        """Remove a folder made by ``clean_checkout``."""
        ...

    async def land(self, project: Project, train: Train) -> LandingResult:
        """Move the target from ``base`` to ``candidate``, once, and read it back."""
        ...

    async def landed(self, project: Project, train: Train) -> LandingResult:
        """What became of a train that was cut short; repairs a half-done checkout, never lands anew."""
        ...

    async def fetch_pull(self, project: Project, address: str, number: int, head: str) -> None:
        """Have the head of a pull request, also of a fork, without its configuration and hooks. Raises ``PortError``
        where it cannot be reached, or is another commit than ``head``."""
        ...

    async def pull_candidate(
        self, project: Project, name: str, branch: str, number: int, head: str
    ) -> Candidate:
        """The commit that would land for a pull request whose ``head`` was fetched; as ``candidate``. ``name`` and
        ``branch`` are what it is called here."""
        ...

    async def bring(self, project: Project, address: str, branch: str, commit: str) -> str:
        """Have a commit that a branch of another machine holds, with its history; the tree of it. Raises where it
        cannot be reached or the branch there does not hold it."""
        ...

    async def forward(self, project: Project, train: Train) -> LandingResult:
        """Move the target from ``base`` on to ``candidate``, a commit that was brought and holds the target; with the
        files of the checkout that has it, once. As ``land``."""
        ...

    async def keep_note(self, project: Project, commit: str, text: str) -> None:
        """Keep a note with a landed commit: in the vault, and in the repository where the project shares its notes.
        ``PortError`` may come after the vault has it."""
        ...

    async def noted(self, project: Project) -> frozenset[str]:
        """The commits that have a note in the vault."""
        ...

    async def origin(self, project: Project, path: str, line: int, commit: str = "") -> Origin:
        """Where a line of the target, or a commit, came from; runs nothing that is configured. ``path`` is absolute
        or from the repository's top folder. Raises ``PortError`` where there is none."""
        ...

    async def apart(self, project: Project, worktree: str, there: str) -> Unpushed:
        """How the commit of a worktree lies to one that stands elsewhere; both are brought into the vault. One that
        is in no repository here is said to be not known."""
        ...

    async def push_branch(self, project: Project, address: str, branch: str, commit: str) -> Pushed:
        """Push a commit that ``head_commit`` or ``apart`` brought, to a branch at an address, never by force, and read
        it back."""
        ...

    async def push(self, project: Project, landing: Landing) -> Pushed:
        """Push a landed commit to where the project says, never by force, and read it back from there."""
        ...

    async def pushed(self, project: Project, landing: Landing) -> Pushed:
        """What became of a push that was cut short; pushes nothing."""
        ...
