"""Landing: the target moves from the old commit to the approved one, once, by compare-and-swap.

Where the target is checked out, git's fast-forward is that move: it refuses before it changes anything that the
operator has not committed, and an exact dry run of it comes first. Objects are brought over by the vault itself, so
that nothing in the repository's configuration takes part in that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fleetui.engine.ports import LandingResult, PortError
from fleetui.model.fleet import Landing
from fleetui.ports.fault import point
from fleetui.ports.git import candidates, repair
from fleetui.ports.git.identity import worktree_of
from fleetui.ports.git.peek import Repository, head, ref, small_file, the_repository
from fleetui.ports.git.projects import Holder, holders
from fleetui.ports.git.run import WRITE_S, Ran, checked, git
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.trust import require_trusted
from fleetui.ports.git.vault import Vault

_DOING = "land"
_PACK_MOST = 1 << 30


class _Refused(Exception):
    """Why nothing was landed. Nothing has changed."""


def land(vault: Vault, landing: Landing) -> LandingResult:
    """Move the target from ``base`` to ``candidate``; a refusal changed nothing. ``PortError`` leaves it open:
    ask ``landed``."""
    with vault.locked(_DOING):
        try:
            _check(vault, landing)
            holder = _holder(vault.source, landing)
            point("land.before_objects")
            _bring_objects(vault, landing)
            point("land.before_move")
            if holder:
                _move_checkout(vault, landing, holder)
            else:
                _move_ref(vault.source, landing)
        except _Refused as why:
            return LandingResult(landed=False, detail=str(why))
        point("land.after_move")
        return _read_back(vault, landing)


def landed(vault: Vault, landing: Landing) -> LandingResult:
    """What became of a landing that was cut short. Puts a half-changed checkout back; never lands anew."""
    with vault.locked(_DOING):
        repair.wait_for_merge(landing)
        now = _target(vault.source, landing)
        if now == landing.candidate or _holds(vault.source, now, landing.candidate):
            return _read_back(vault, landing)
        if now != landing.base:
            return LandingResult(landed=False, detail=_moved(landing, now))
        holder = next((each for each in holders(vault.source, _DOING) if each.branch == landing.target), None)
        done = repair.put_back(vault, landing, holder.path) if holder else ""
        return LandingResult(landed=False, detail=f"not landed; {done or 'nothing had changed'}")


def _check(vault: Vault, landing: Landing) -> None:
    """Everything that was approved still holds (the engine checked the evidence)."""
    candidates.verify(vault, landing.base, landing.head, landing.candidate, landing.tree, _DOING)
    now = _target(vault.source, landing)
    if now != landing.base:
        raise _Refused(_moved(landing, now))
    work = ref(vault.source, f"refs/heads/{landing.branch}") or ""
    if work != landing.head:
        raise _Refused(
            f"{shown(landing.branch)} moved to {work[:12] or 'nothing'} since the candidate was built"
        )


def _holder(repo: Repository, landing: Landing) -> Holder | None:
    """The worktree that has the target checked out, fit for a fast-forward."""
    found = None
    for each in holders(repo, _DOING):
        if each.branch == landing.target:
            found = each
        elif not each.branch and _rebasing(each.path, landing.target):
            raise _Refused(
                f"{landing.target} is being rebased or bisected in {shown(each.path)}: finish that first"
            )
    if found and not Path(found.path).is_dir():
        raise _Refused(f"{landing.target} is checked out in {shown(found.path)}, which is not there now")
    return found


def _rebasing(path: str, target: str) -> bool:
    """A worktree in the middle of rebasing or bisecting a branch will move it when it ends."""
    try:
        where = the_repository(path, _DOING)
    except PortError:
        return False
    names = ("rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START")
    texts = (
        (small_file(f"{where.git_dir}/{name}") or b"").decode("utf-8", "replace").strip() for name in names
    )
    return any(text.removeprefix("refs/heads/") == target for text in texts)


def _bring_objects(vault: Vault, landing: Landing) -> None:
    """Write the candidate's own objects into the repository, each checked against its name."""
    wanted = f"{landing.candidate}\n^{landing.base}\n^{landing.head}\n".encode()
    pack = vault.git(
        "pack-objects",
        "--revs",
        "--stdout",
        "-q",
        doing=_DOING,
        stdin=wanted,
        most=_PACK_MOST,
        limit_s=WRITE_S,
    )
    if pack.cut:
        raise _Refused("the candidate brings more than 1 GB of new objects")
    vault.git(
        "unpack-objects",
        "-q",
        "--strict",
        doing=_DOING,
        stdin=pack.out,
        limit_s=WRITE_S,
        environment={"GIT_OBJECT_DIRECTORY": vault.source.objects},
    )


def _move_ref(repo: Repository, landing: Landing) -> None:
    """The target is checked out nowhere: git's own compare-and-swap of one ref is the whole landing."""
    ran = _in(
        repo.common,
        "update-ref",
        "-m",
        f"fleetui: landing {landing.id}",
        "--no-deref",
        "--end-of-options",
        f"refs/heads/{landing.target}",
        landing.candidate,
        landing.base,
        git_dir=repo.common,
    )
    if ran.code:
        raise _Refused(one_line(ran.err) or "the target could not be moved")


def _move_checkout(vault: Vault, landing: Landing, holder: Holder) -> None:
    """The target is checked out: fast-forward there, after a dry run that finds every collision."""
    where = worktree_of(vault.source, holder.path, _DOING)
    now = head(where)
    if (now.branch, now.commit) != (landing.target, landing.base):
        raise _Refused(f"{shown(holder.path)} no longer stands on {landing.target} at {landing.base[:12]}")
    lock = Path(where.git_dir, "index.lock")
    if lock.exists():
        raise _Refused(f"{shown(str(lock))} exists: another git works in the checkout, or one died there")
    require_trusted(vault.path, where, _DOING)
    dry = _in(holder.path, "read-tree", "-m", "-u", "-n", landing.base, landing.candidate)
    if dry.code:
        raise _Refused(_collision(holder, dry))
    point("land.before_merge")
    ran = _in(holder.path, *_FAST_FORWARD, landing.candidate, limit_s=WRITE_S)
    if ran.code:
        repair.put_back(vault, landing, holder.path)  # such as a full disk half way
        raise _Refused(_collision(holder, ran))


_FAST_FORWARD = (
    "merge",
    "--ff-only",
    "--quiet",
    "--no-stat",
    "--no-autostash",
    "--no-verify-signatures",
    "--no-edit",
    "--end-of-options",
)


def _in(folder: str, *arguments: str, **how: Any) -> Ran:
    """Run git in the operator's repository: hooks and the rest off, filters as the operator has them."""
    return git(
        *arguments,
        folder=folder,
        operators=True,
        environment={"GIT_REFLOG_ACTION": "fleetui landing", "GIT_MERGE_AUTOEDIT": "no"},
        **how,
    )


def _collision(holder: Holder, ran: Ran) -> str:
    """git's own words on what stands in the way, with the path."""
    said = one_line(" ".join(ran.err.split("\n")))
    return f"{shown(holder.path)} has work that the landing would touch: {said}"


def _read_back(vault: Vault, landing: Landing) -> LandingResult:
    """Believe the target, not the command: its commit and tree are read again and compared."""
    repo = vault.source
    now = _target(repo, landing)
    if now != landing.candidate and not _holds(repo, now, landing.candidate):
        raise PortError("git", _DOING, _moved(landing, now))
    tree = checked(
        "rev-parse", f"{landing.candidate}^{{tree}}", doing=_DOING, folder="/", git_dir=repo.common
    ).text
    if tree != landing.tree:
        raise PortError("git", _DOING, f"the landed tree is {tree[:12]}, the tested one {landing.tree[:12]}")
    vault.create_ref(f"refs/fleetui/landed/{landing.id}", landing.candidate, _DOING)
    point("land.after_ref")
    return LandingResult(
        landed=True, detail=f"{landing.target} is {landing.candidate[:12]}", commit=landing.candidate
    )


def _target(repo: Repository, landing: Landing) -> str:
    return ref(repo, f"refs/heads/{landing.target}") or ""


def _holds(repo: Repository, now: str, candidate: str) -> bool:
    """True when the candidate is an ancestor of what the target is now."""
    if not now:
        return False
    ran = git("merge-base", "--is-ancestor", candidate, now, folder="/", git_dir=repo.common)
    return ran.code == 0


def _moved(landing: Landing, now: str) -> str:
    return (
        f"{landing.target} moved to {now[:12] or 'nothing'} by other hands; "
        f"the landing expected {landing.base[:12]}"
    )
