"""Landing: the target moves from the old commit to the approved one, once, by compare-and-swap.

Where the target is checked out, its files and index go first, by plumbing that no configuration bends, while the index
is locked; the branch goes last. Objects are brought over by the vault itself. Whatever refuses before the first change
refuses: only a landing that was cut short after it is in doubt, and then the target decides.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import LandingResult
from fleetui.model.fleet import Landing
from fleetui.ports.fault import point
from fleetui.ports.git import candidates, changes, fast_forward, index_lock, repair
from fleetui.ports.git.repository_files import Repository, ref
from fleetui.ports.git.run import WRITE_S, Ran, checked, git
from fleetui.ports.git.target_checkout import holder
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.trusted_filters import require_trusted
from fleetui.ports.git.vault import Vault

_DOING = "land"
_PACK_MOST = 1 << 30
_NO_OBJECTS = b"\0\0\0\0"


def land(vault: Vault, landing: Landing) -> LandingResult:
    """Move the target from ``base`` to ``candidate``; a refusal changed nothing. ``PortError`` leaves it open:
    ask ``landed``."""
    with ExitStack() as held:
        try:
            held.enter_context(vault.locked(_DOING))
            where = _ready(vault, landing)
            if where is None:
                _move(vault.source, landing)
        except PortError as why:
            return LandingResult(landed=False, detail=why.detail)
        if where:
            return _move_checkout(vault, landing, where)
        point("land.after_move")
        return _read_back(vault, landing)


def _ready(vault: Vault, landing: Landing) -> Repository | None:
    """The checkout of the target, if any, once everything that was approved still holds and all objects are there."""
    _check(vault, landing)
    where = holder(vault.source, landing)
    if where:
        require_trusted(vault.path, where, _DOING)
    point("land.before_objects")
    _bring_objects(vault, landing)
    point("land.before_move")
    return where


def landed(vault: Vault, landing: Landing) -> LandingResult:
    """What became of a landing that was cut short. Puts a half-changed checkout back; never lands anew."""
    with vault.locked(_DOING):
        repair.wait_for_git(landing)
        now = _target(vault.source, landing)
        begun = repair.begun(vault.source, landing)
        if now == landing.candidate or _holds(vault.source, now, landing.candidate):
            for where in begun:
                index_lock.release(where, landing)
            return _read_back(vault, landing)
        done = [repair.put_back(vault, landing, where) for where in begun]
        if now != landing.base:
            return LandingResult(landed=False, detail=_moved(landing, now))
        return LandingResult(landed=False, detail=f"not landed; {'; '.join(done) or 'nothing had changed'}")


def _check(vault: Vault, landing: Landing) -> None:
    """Everything that was approved still holds (the engine checked the evidence)."""
    candidates.verify(vault, landing.base, landing.head, landing.candidate, landing.tree, _DOING)
    name = f"refs/heads/{landing.target}"
    symbolic = git("symbolic-ref", "-q", name, folder="/", git_dir=vault.source.common)
    if symbolic.code == 0:
        raise _refusal(
            f"{landing.target} is only another name for {shown(symbolic.text)}: make that the base"
        )
    now = _target(vault.source, landing)
    if now != landing.base:
        raise _refusal(_moved(landing, now))
    work = ref(vault.source, f"refs/heads/{landing.branch}") or ""
    if work != landing.head:
        raise _refusal(
            f"{shown(landing.branch)} moved to {work[:12] or 'nothing'} since the candidate was built"
        )


def _bring_objects(vault: Vault, landing: Landing) -> None:
    """Write all that the target did not hold into the repository, each object checked against its name.

    As one pack: one of them that was put there under a wrong name is then found, and never preferred. The branch's
    own objects are among them: the repository may lack them, or borrow them from a folder that goes. Only where they
    are more than fits is the branch believed to be there.
    """
    pack = _packed(vault, landing.candidate, landing.base)
    if pack.cut:
        pack = _packed(vault, landing.candidate, landing.base, landing.head)
    if pack.cut:
        raise _refusal("the candidate brings more than 1 GB of new objects")
    if pack.out[8:12] == _NO_OBJECTS:
        return
    vault.git(
        "index-pack",
        "--stdin",
        "--strict",
        doing=_DOING,
        stdin=pack.out,
        limit_s=WRITE_S,
        environment={"GIT_OBJECT_DIRECTORY": vault.source.objects},
    )


def _packed(vault: Vault, commit: str, *without: str) -> Ran:
    """What these commits do not hold of this one, as a pack; ``cut`` where that is too much."""
    wanted = "".join(f"{line}\n" for line in (commit, *(f"^{one}" for one in without)))
    return vault.git(
        "pack-objects",
        "--revs",
        "--stdout",
        "-q",
        doing=_DOING,
        stdin=wanted.encode(),
        most=_PACK_MOST,
        limit_s=WRITE_S,
    )


def _move_ref(repo: Repository, landing: Landing) -> None:
    """git's own compare-and-swap of one ref. Raises ``PortError`` when it did not move."""
    ran = git(
        "update-ref",
        "-m",
        f"fleetui: landing {landing.id}",
        "--no-deref",
        "--end-of-options",
        f"refs/heads/{landing.target}",
        landing.candidate,
        landing.base,
        folder="/",
        git_dir=repo.git_dir,
        operators=True,
        settings={"core.logAllRefUpdates": "true"},
    )
    if ran.code:
        raise _refusal(one_line(ran.err) or "the target could not be moved")


def _move(repo: Repository, landing: Landing) -> None:
    """Move the target, and believe the target: a command that did not answer in time may have moved it."""
    try:
        _move_ref(repo, landing)
    except PortError:
        if _target(repo, landing) != landing.candidate:
            raise


def _move_checkout(vault: Vault, landing: Landing, where: Repository) -> LandingResult:
    """Files, index, branch. Raises ``PortError`` when what was changed could not be put back."""
    changed = changes.between(vault, landing.base, landing.candidate, _DOING)
    try:
        expected = fast_forward.prepare(vault, landing, where, changed)
    except PortError as why:
        return LandingResult(landed=False, detail=why.detail)
    point("land.before_files")
    try:
        fast_forward.write(vault, landing, where, changed, expected)
        _move(where, landing)
    except PortError as why:
        done = repair.put_back(vault, landing, where)
        return LandingResult(landed=False, detail=f"{why.detail}; {done}" if done else why.detail)
    point("land.after_move")
    odd = fast_forward.odd(vault, where, expected)
    index_lock.release(where, landing)
    result = _read_back(vault, landing)
    return replace(result, detail=f"{result.detail}; {odd}") if odd else result


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


def _refusal(text: str) -> PortError:
    return PortError("git", _DOING, text)
