"""Where a commit or a line came from: the commit that made it, and the merge that brought that to the target.

Read in the vault: no configuration, attribute, replacement or ignore list of the repository has a say.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.fleet import Project
from fleetui.model.origin import Origin
from fleetui.ports.git import landed_heads, notes, partial
from fleetui.ports.git.repository_files import is_oid, ref, repository
from fleetui.ports.git.run import WRITE_S, git
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

_DOING = "look for the origin"
_HEX = re.compile(r"[0-9a-f]{7,64}")
_MERGES = 200_000
"""Commits of the target's own line that are looked through."""


def of_commit(vault: Vault, project: Project, name: str) -> Origin:
    """What is known of a commit, by any name that git has for it. Raises ``PortError`` where there is none."""
    ran = git(
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}",
        folder="/", git_dir=vault.source.common,
    )  # fmt: skip
    if ran.code and _HEX.fullmatch(name):  # its branch may be gone; what landed of it is kept
        ran = vault.tries("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if ran.code or not is_oid(ran.text):
        raise PortError(
            "git", _DOING, f"{project.name} has no commit {shown(name)!r}: for a line say FILE:LINE"
        )
    if not vault.has(ran.text):
        partial.fetch(vault, vault.source, ran.text)
    return _origin(vault, _target(vault, project), ran.text)


def of_line(vault: Vault, project: Project, path: str, line: int) -> Origin:
    """What is known of a line of the target, followed through renames. ``path`` is absolute, in any worktree, or from
    the repository's top folder. Raises ``PortError`` where there is no such line."""
    target = _target(vault, project)
    inside = _inside(vault, path)
    blamed = partial.with_files(
        vault, _DOING, (target,), lambda: _blamed(vault, project, target, inside, line)
    )
    return _origin(vault, target, *blamed)


def _target(vault: Vault, project: Project) -> str:
    found = ref(vault.source, f"refs/heads/{project.base}") or ""
    if not found:
        raise PortError("git", _DOING, f"the base branch {shown(project.base)!r} does not exist")
    partial.fetch(vault, vault.source, found)
    return found


def _inside(vault: Vault, path: str) -> str:
    """A path from the top of whichever worktree it lies in."""
    if not os.path.isabs(path):  # noqa: PTH117 - it is a path of a commit, not of this machine
        return os.path.normpath(path)
    around = repository(str(Path(path).parent))
    tops = [around.top] if around and around.common == vault.source.common else []
    for top in (*tops, vault.source.top):
        for one, other in ((path, top), (os.path.realpath(path), os.path.realpath(top))):
            if one.startswith(f"{other.rstrip('/')}/"):
                return os.path.relpath(one, other)
    raise PortError("git", _DOING, f"{shown(path)} is not in {shown(vault.source.top)}")


def _blamed(vault: Vault, project: Project, target: str, path: str, line: int) -> tuple[str, str, int, str]:
    """The commit that made a line, the path and number it had there, and the line itself."""
    ran = vault.tries(
        "blame", "--porcelain", "-L", f"{line},{line}", target, "--", path, limit_s=WRITE_S
    )  # fmt: skip
    if ran.code:
        raise PortError("git", _DOING, _no_line(vault, project, target, path, line) or shown(ran.err.strip()))
    lines = ran.out.decode("utf-8", "replace").split("\n")
    commit, was = (*lines[0].split(" "), "")[:2]
    named = next((each.removeprefix("filename ") for each in lines if each.startswith("filename ")), path)
    text = next((each[1:] for each in lines if each.startswith("\t")), "")
    if not is_oid(commit) or not was.isdigit():
        raise PortError("git", _DOING, "git blame said something that is not understood")
    return commit, shown(named.strip('"')), int(was), clean_line(text, 300)


def _no_line(vault: Vault, project: Project, target: str, path: str, line: int) -> str:
    """Why a line is not there, in words that say what to do; empty where that is not it."""
    found = vault.tries("cat-file", "-p", f"{target}:{path}", most=64 << 20)
    if found.code:
        return f"{shown(project.base)} has no file {shown(path)!r}: it may not have landed yet"
    has = len(found.out.splitlines())
    return f"{shown(path)} has {has} lines on {shown(project.base)}" if line > has else ""


def _origin(vault: Vault, target: str, commit: str, path: str = "", line: int = 0, text: str = "") -> Origin:
    subject, author, at = _about(vault, commit)
    merge = _brought(vault, commit, target)
    return Origin(
        commit, subject, author, at,
        merge=merge, merge_subject=_about(vault, merge)[0] if merge else "",
        path=path, line=line, text=text, note=notes.read(vault, merge) if merge else "",
    )  # fmt: skip


def _about(vault: Vault, commit: str) -> tuple[str, str, float]:
    """Subject, author and time of a commit, as it says them."""
    said = vault.git("show", "--no-patch", "--format=%s%x00%an%x00%ct", commit, "--", doing=_DOING)
    subject, author, at = (*said.out.decode("utf-8", "replace").split("\0"), "", "")[:3]
    when = float(at) if re.fullmatch(r"\d{1,12}\n?", at) else 0.0
    return clean_line(subject, 200), clean_line(author, 100), when


def _brought(vault: Vault, commit: str, target: str) -> str:
    """The commit of the target's own line that brought a commit; empty where the target does not hold it.

    The first that holds it, or the last of those that a rebase landed together; of what landed as another commit, that.
    """
    listed = vault.git(
        "rev-list", "--first-parent", f"--max-count={_MERGES}", target, "--", doing=_DOING
    ).text.split()
    if not _holds(vault, target, commit):
        return landed_heads.landed_as(vault, commit, listed)
    held, without = 0, len(listed)  # the newest holds it; the older ones do from some place on no more
    while without - held > 1:
        middle = (held + without) // 2
        held, without = (middle, without) if _holds(vault, listed[middle], commit) else (held, middle)
    return landed_heads.landing_at(vault, listed, held)


def _holds(vault: Vault, one: str, commit: str) -> bool:
    return vault.tries("merge-base", "--is-ancestor", commit, one, limit_s=WRITE_S).code == 0
