"""Differences as text, for people: bounded, and without running anything configured."""

from __future__ import annotations

import shutil
from pathlib import Path

from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Project
from fleetui.ports.git import changes
from fleetui.ports.git.facts import NO_SURPRISES, merge_base, status_of, without_unreadable
from fleetui.ports.git.repository_files import ref
from fleetui.ports.git.run import Ran
from fleetui.ports.git.vault import Vault
from fleetui.ports.git.views import View, bring_index, open_view

_MOST = 2 << 20
_MOST_LINES = 32 << 20
_MOST_UNTRACKED = 2000
_DOING = "diff"
_RENAMES = ("--find-renames", "-l200")
"""For people alone: what decides on a landing sees both sides of a rename."""


def of_worktree(vault: Vault, project: Project, worktree: str) -> str:
    """The worktree against the merge base, uncommitted and untracked included."""
    view = open_view(vault, worktree, _DOING, suffix="-diff")
    bring_index(view)
    base = ref(vault.source, f"refs/heads/{project.base}") or ""
    fork = merge_base(vault, view, base, view.head.commit) if base and view.head.commit else ""
    start = fork or view.head.commit or _empty_tree(vault)
    changed = [(field[:2], field[3:]) for field in status_of(view, _DOING).fields]
    index = _with_untracked(view, [path for kind, path in changed if kind == b"??" and path[-1:] != b"/"])
    limits = without_unreadable(view, [path for _, path in changed])
    ran = view.git(
        "diff-index",
        "-p",
        *NO_SURPRISES,
        *_RENAMES,
        start,
        "--",
        *limits,
        doing=_DOING,
        index=index,
        most=_MOST,
    )
    return _text(ran)


def of_candidate(vault: Vault, candidate: Candidate) -> str:
    """What a candidate would bring to its base."""
    return _marked(*changes.diff(vault, candidate.base, candidate.commit, _DOING, _MOST, _RENAMES))


def lines_of(vault: Vault, candidate: Candidate) -> tuple[str, bool]:
    """The same for a program, and whether it is longer than what is read of it."""
    return changes.diff(vault, candidate.base, candidate.commit, _DOING, _MOST_LINES)


def _with_untracked(view: View, untracked: list[bytes]) -> str:
    """A throw-away index in which untracked files stand as empty, so that they show as new."""
    index = Path(view.folder, "index-diff")
    real = Path(view.folder, "index")
    if real.exists():
        shutil.copyfile(real, index)
    else:
        index.unlink(missing_ok=True)
    if untracked:
        empty = view.git("hash-object", "-t", "blob", "/dev/null", doing=_DOING).text.encode()
        lines = b"".join(b"100644 " + empty + b" 0\t" + path + b"\0" for path in untracked[:_MOST_UNTRACKED])
        view.git("update-index", "-z", "--index-info", doing=_DOING, index=str(index), stdin=lines)
    return str(index)


def _empty_tree(vault: Vault) -> str:
    return vault.git("mktree", doing=_DOING).text


def _text(ran: Ran) -> str:
    return _marked(ran.out.decode("utf-8", "replace"), ran.cut)


def _marked(text: str, cut: bool) -> str:
    return text + "\n(cut here: the difference is larger than can be shown)\n" if cut else text
