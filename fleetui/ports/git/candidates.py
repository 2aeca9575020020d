"""Candidates: the exact commit that would land, made in the vault from objects checked by name.

A merge, one commit with the merge's files, or each commit of the branch on the base: as the project says. Nothing the
repository configures takes part: the vault has no merge driver, no filter, no hook. The same base, head, branch, seat
and words give the same commit, whenever and wherever it is made. The base is the target, or the candidate of the branch
that is to land before.

What takes a landed commit back is made the same way: its head stands on the landed commit and has the tree from before
that landing, so that it takes back what the landing brought and nothing that came later. It is one commit where the
project's branches are not merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fleetui.model.commit_words import (
    NO_WORDS,
    Author,
    CommitWords,
    author_of,
    back_message,
    merge_message,
    squash_message,
)
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Landing, Project
from fleetui.model.landing_method import MERGE, REBASE, SQUASH, Method
from fleetui.ports.git import changes, landed_heads, partial, patches
from fleetui.ports.git.branch_log import branch_log
from fleetui.ports.git.landed_heads import Distance, LandedHead
from fleetui.ports.git.merged_trees import FLEETUI, forks, merged, tree_of
from fleetui.ports.git.replay import MOST, Unfit, originals, replay, write
from fleetui.ports.git.repository_files import ref, shallow_ends, stamp
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

_DOING = "build candidate"
_REMEMBERED = 200
_HELD = "nothing to land: the base already holds every commit of the branch"
_HELD_FILES = "nothing to land: the base already holds all that the branch changes"
_HELD_BACK = "nothing to take back: the base holds nothing of it any more"


class Candidates:
    """Builds candidates, and remembers them: what is made of the same commits does not change."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Candidate] = {}

    def build(
        self,
        vault: Vault,
        project: Project,
        seat: str,
        branch: str,
        on: str = "",
        words: CommitWords = NO_WORDS,
    ) -> Candidate:
        """The candidate of a branch now, on the target, or ``on`` another candidate of the vault.

        Conflicts and reasons are in the value; ``PortError`` means git failed.
        """
        head = ref(vault.source, f"refs/heads/{branch}") or ""
        start = Candidate(project.name, seat, branch, "", head, method=Method(project.landing))
        return self._made(vault, project, start, on, words)

    def of_pull(
        self, vault: Vault, project: Project, name: str, branch: str, number: int, head: str
    ) -> Candidate:
        """The candidate of a pull request whose head was fetched; as ``build``. ``branch`` is what it is called."""
        start = Candidate(project.name, name, branch, "", head, method=Method(project.landing), pull=number)
        return self._made(vault, project, start, "", NO_WORDS)

    def reversal(self, vault: Vault, project: Project, landing: Landing, on: str = "") -> Candidate:
        """The candidate that takes a landing back; as ``build``."""
        partial.fetch(vault, vault.source, landing.candidate)
        kind = MERGE if project.landing == MERGE else SQUASH
        made = Candidate(
            project.name,
            landing.seat,
            landing.branch,
            "",
            _head_back(vault, landing),
            reverts=landing.candidate,
            method=Method(kind, restores=landing.base),
        )
        return self._made(vault, project, made, on, NO_WORDS)

    def _made(
        self, vault: Vault, project: Project, start: Candidate, on: str, words: CommitWords
    ) -> Candidate:
        start = replace(start, base=on or ref(vault.source, f"refs/heads/{project.base}") or "")
        reviewed = project.review is not None and not start.reverts
        ends = (stamp(f"{vault.source.common}/shallow"), landed_heads.marked(vault))
        key = (vault.path, start, reviewed, words, *ends)
        if key not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            made = _built(vault, start, project.base, self._below(on), on, words)
            if made.commit and reviewed:
                made = replace(made, patch=patches.name_of(vault, made))
            self._known[key] = made
        return self._known[key]

    def _below(self, on: str) -> tuple[LandedHead, ...]:
        """The heads that are to land before, squashed or rebased: what a branch that went on from one stands on."""
        made = {one.commit: one for one in self._known.values() if one.commit}
        below = []
        while one := made.get(on):
            on = one.base
            if one.method.kind != MERGE and not one.reverts:
                below.append(LandedHead(one.commit, one.head, one.method.length))
        return tuple(below)


def _built(
    vault: Vault,
    start: Candidate,
    base_name: str,
    below: tuple[LandedHead, ...],
    on: str,
    words: CommitWords,
) -> Candidate:
    if not start.base:
        return replace(start, error=f"the base branch {shown(base_name)!r} does not exist")
    if not start.head:
        return replace(start, error=f"branch {shown(start.branch)!r} does not exist or has no commit")
    theirs = {start.base, start.head} - {on} - ({start.head} if start.reverts else set())
    for commit in theirs:  # the others were made in the vault
        partial.fetch(vault, vault.source, commit)
    return partial.with_files(
        vault, _DOING, _read_of(vault, start), lambda: _combined(vault, start, below, words)
    )


def _read_of(vault: Vault, start: Candidate) -> Iterator[str]:
    """The commits whose files are read for a candidate; looked up only where some are missing."""
    yield from (start.base, start.head)
    if start.method.kind == REBASE:
        most = f"--max-count={MOST}"
        yield from vault.git("rev-list", most, start.head, f"^{start.base}", "--", doing=_DOING).text.split()


def _head_back(vault: Vault, landing: Landing) -> str:
    """A commit on a landed one, with the tree from before it: only its input decides what it is."""
    before = tree_of(vault, landing.base, _DOING)
    date = vault.git("show", "--no-patch", "--format=%ct", landing.candidate, "--", doing=_DOING).text
    message = back_message(landing.branch, landing.candidate, NO_WORDS)
    return _commit_of(vault, before, (landing.candidate,), message, date)


def _here(vault: Vault) -> str:
    """Where the history is not whole, what is missing may be the common part."""
    if not shallow_ends(vault.source.common):
        return ""
    top = shown(vault.source.top)
    return f" here: {top} is shallow, and `git -C {top} fetch --unshallow` brings the rest"


def _combined(vault: Vault, start: Candidate, below: tuple[LandedHead, ...], words: CommitWords) -> Candidate:
    """Base and head as the method says, or why not."""
    found = forks(vault, start.base, start.head, (), _DOING)
    if not found:
        return replace(
            start, error=f"{shown(start.branch)} and the base have no common history{_here(vault)}"
        )
    if start.head in found:
        return replace(start, error=_HELD_BACK if start.reverts else _HELD)
    if start.reverts and found != [start.reverts]:
        return replace(start, error="nothing to take back: the base does not hold it")
    lies = landed_heads.distance(vault, start.base, start.head, _DOING, below if not start.reverts else ())
    if not lies.ahead:
        return replace(start, error=_HELD)
    commits = 0 if start.reverts else lies.ahead
    method = replace(start.method, commits=commits, since=() if start.reverts else lies.since)
    start = replace(start, method=method, ahead=lies.ahead, behind=lies.behind)
    made = _replayed(vault, start, words) if method.kind == REBASE else _merged(vault, start, words, lies)
    if not made.commit:
        return made
    vault.create_ref(f"refs/fleetui/cand/{made.commit}", made.commit, _DOING)
    return replace(made, files=changes.files(vault, made.base, made.commit, _DOING))


def _merged(vault: Vault, start: Candidate, words: CommitWords, lies: Distance) -> Candidate:
    """One commit with the files of both: a merge, or on the base alone."""
    made = merged(vault, start.base, start.head, start.method.since, _DOING)
    if made.conflicts:
        return replace(start, conflicts=made.conflicts)
    same = (start.reverts or start.method.kind == SQUASH) and made.tree == tree_of(vault, start.base, _DOING)
    if same:
        return replace(start, error=_HELD_BACK if start.reverts else _HELD_FILES)
    merges = start.method.kind == MERGE
    told = (vault, start, made.tree, words)
    commit = _merge(*told) if merges else _squash(*told, lies.told_before)
    return replace(start, commit=commit, tree=made.tree)


def _replayed(vault: Vault, start: Candidate, words: CommitWords) -> Candidate:
    """Each commit of the branch on the base."""
    try:
        commits = originals(vault, start.base, start.head, start.method.since, _DOING)
    except Unfit as why:
        return replace(start, error=f"{shown(start.branch)} cannot be rebased: {why}")
    made = replay(vault, start.base, commits, _DOING)
    if made.conflicts:
        return replace(start, conflicts=made.conflicts, conflict_at=made.at)
    if not made.picked:
        return replace(start, error=_HELD_FILES)
    commit = write(vault, start.base, made.picked, _date(vault, start), words, _DOING)
    method = replace(start.method, commits=len(made.picked))
    return replace(start, commit=commit, tree=made.picked[-1].tree, method=method)


def _merge(vault: Vault, start: Candidate, tree: str, words: CommitWords) -> str:
    message = (
        back_message(start.branch, start.reverts, words)
        if start.reverts
        else merge_message(start.branch, start.seat, start.head, words)
    )
    parents = (start.base, start.head)
    return _commit_of(vault, tree, parents, message, _date(vault, start), author_of(words.author))


def _squash(
    vault: Vault, start: Candidate, tree: str, words: CommitWords, told_before: tuple[str, ...]
) -> str:
    author = author_of(words.author)
    if start.reverts:
        message = back_message(start.branch, start.reverts, words)
        return _commit_of(vault, tree, (start.base,), message, _date(vault, start), author)
    told = branch_log(vault, start.base, start.head, told_before, _DOING)
    if author is None:
        author = told.author
        words = replace(words, trailers=(*told.others, *words.trailers))
    message = squash_message(start.branch, start.seat, start.head, told.subjects, words)
    return _commit_of(vault, tree, (start.base,), message, _date(vault, start), author)


def _date(vault: Vault, start: Candidate) -> str:
    """The later of base and head."""
    dates = vault.git("show", "--no-patch", "--format=%ct", start.base, start.head, "--", doing=_DOING)
    return str(max(int(line) for line in dates.text.split()))


def _commit_of(
    vault: Vault, tree: str, parents: tuple[str, ...], message: str, date: str, author: Author | None = None
) -> str:
    """A commit by fleetui at a time in seconds since the epoch."""
    when = f"{date} +0000"
    who = FLEETUI | ({"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.mail} if author else {})
    made = vault.git(
        "commit-tree",
        tree,
        *(word for parent in parents for word in ("-p", parent)),
        doing=_DOING,
        stdin=message.encode("utf-8", "replace"),
        environment=who | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
    )
    return made.text
