"""Landing: the target moves from the old commit to the approved one, once, by compare-and-swap.

Where the target is checked out, its files and index go first, by plumbing that no configuration bends, while the index
is locked; the branch goes last. Objects are brought over by the vault itself. Whatever refuses before the first change
refuses: only a landing that was cut short after it is in doubt, and then the target decides.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import LandingResult
from fleetui.model.fleet import Landing
from fleetui.model.train import Train, why_not_coupled
from fleetui.ports.fault import point
from fleetui.ports.git import changes, fast_forward, index_lock, landed_heads, ref_lock, repair
from fleetui.ports.git.plain_files import require_all_plain
from fleetui.ports.git.repository_files import Repository, ref
from fleetui.ports.git.run import WRITE_S, Ran, checked, git
from fleetui.ports.git.target_checkout import holder
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.trusted_filters import require_trusted
from fleetui.ports.git.vault import Vault
from fleetui.ports.git.verified import verify

_DOING = "land"
_PACK_MOST = 1 << 30
_NO_OBJECTS = b"\0\0\0\0"


def land(vault: Vault, train: Train) -> LandingResult:
    """Move the target from ``base`` to ``candidate``; a refusal changed nothing. ``PortError`` leaves it open:
    ask ``landed``."""
    return _once(vault, train, _check)


def forward(vault: Vault, train: Train) -> LandingResult:
    """Move the target on to what another machine made of it, a commit of the vault; as ``land``, but for what is
    checked: nothing of it was approved here, and nothing that the target holds may get lost."""
    return _once(vault, train, _check_forward)


def _once(vault: Vault, train: Train, check: Callable[[Vault, Train], None]) -> LandingResult:
    with ExitStack() as held:
        try:
            held.enter_context(vault.locked(_DOING))
            where = _ready(vault, train, check)
            if where is None:
                _move(vault, vault.source, train)
        except PortError as why:
            return LandingResult(landed=False, detail=why.detail)
        if where:
            return _move_checkout(vault, train, where)
        point("land.after_move")
        return _read_back(vault, train)


def _ready(vault: Vault, train: Train, check: Callable[[Vault, Train], None]) -> Repository | None:
    """The checkout of the target, if any, once everything that is asked for holds and all objects are there."""
    check(vault, train)
    ref_lock.clear(vault, train.target)
    ref_lock.require_free(vault, train.target)
    where = holder(vault.source, train)
    if where:
        require_trusted(vault.path, where, _DOING)
    point("land.before_objects")
    _bring_objects(vault, train)
    point("land.before_move")
    return where


def landed(vault: Vault, train: Train) -> LandingResult:
    """What became of a landing that was cut short. Puts a half-changed checkout back; never lands anew."""
    with vault.locked(_DOING):
        repair.wait_for_git(train)
        cleared = ref_lock.clear(vault, train.target)
        now = _target(vault.source, train)
        begun = repair.begun(vault.source, train)
        if now == train.candidate or _holds(vault.source, now, train.candidate):
            for where in begun:
                index_lock.release(where, train)
            return _read_back(vault, train)
        done = filter(None, [*(repair.put_back(vault, train, where) for where in begun), cleared])
        if now != train.base:
            return LandingResult(landed=False, detail=_moved(train, now))
        return LandingResult(landed=False, detail=f"not landed; {'; '.join(done) or 'nothing had changed'}")


def _check(vault: Vault, train: Train) -> None:
    """Everything that was approved still holds (the engine checked the evidence)."""
    if why := why_not_coupled(train):
        raise _refusal(why)
    for landing in train.landings:
        verify(vault, landing, _DOING)
    _check_target(vault, train)
    for landing in train.landings:
        _check_branch(vault, landing)


def _check_forward(vault: Vault, train: Train) -> None:
    """The commit holds all that the target holds."""
    _check_target(vault, train)
    if vault.tries("merge-base", "--is-ancestor", train.base, train.candidate).code:
        raise _refusal(f"{train.target} has commits of its own that {train.candidate[:12]} does not hold")


def _check_target(vault: Vault, train: Train) -> None:
    """The target is a branch, and stands where it is expected."""
    require_all_plain(vault.source.common, _DOING)
    name = f"refs/heads/{train.target}"
    symbolic = git("symbolic-ref", "-q", name, folder="/", git_dir=vault.source.common)
    if symbolic.code == 0:
        raise _refusal(f"{train.target} is only another name for {shown(symbolic.text)}: make that the base")
    now = _target(vault.source, train)
    if now != train.base:
        raise _refusal(_moved(train, now))


def _check_branch(vault: Vault, landing: Landing) -> None:
    """A branch stands where it was approved; what takes a landed commit back has none."""
    work = ref(vault.source, f"refs/heads/{landing.branch}") or ""
    if not landing.reverts and work != landing.head:
        raise _refusal(
            f"{shown(landing.branch)} moved to {work[:12] or 'nothing'} since the candidate was built"
        )


def _bring_objects(vault: Vault, train: Train) -> None:
    """Write all that the target did not hold into the repository, each object checked against its name.

    As one pack: one of them that was put there under a wrong name is then found, and never preferred. The branch's
    own objects are among them: the repository may lack them, or borrow them from a folder that goes. Only where they
    are more than fits is the branch believed to be there.
    """
    pack = _packed(vault, train.candidate, train.base)
    if pack.cut:
        there = [one.head for one in train.landings if not one.reverts]
        pack = _packed(vault, train.candidate, train.base, *there)
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


def _move_ref(repo: Repository, train: Train, note: int) -> None:
    """git's own compare-and-swap of one ref. Raises ``PortError`` when it did not move."""
    ran = git(
        "update-ref",
        "-m",
        f"fleetui: landing {train.id}",
        "--no-deref",
        "--end-of-options",
        f"refs/heads/{train.target}",
        train.candidate,
        train.base,
        folder="/",
        git_dir=repo.git_dir,
        operators=True,
        settings={"core.logAllRefUpdates": "true"},
        descriptors=(note,),
    )
    if ran.code:
        raise _refusal(one_line(ran.err) or f"the git that moves {train.target} was killed")


def _move(vault: Vault, repo: Repository, train: Train) -> None:
    """Move the target, and believe the target: a command that did not answer in time may have moved it."""
    try:
        with ref_lock.noted(vault, train) as note:
            _move_ref(repo, train, note)
    except PortError as why:
        cleared = ref_lock.clear(vault, train.target)
        if _target(repo, train) != train.candidate:
            raise _refusal("; ".join(filter(None, (why.detail, cleared)))) from None


def _move_checkout(vault: Vault, train: Train, where: Repository) -> LandingResult:
    """Files, index, branch. Raises ``PortError`` when what was changed could not be put back."""
    changed = changes.between(vault, train.base, train.candidate, _DOING)
    try:
        expected = fast_forward.prepare(vault, train, where, changed)
    except PortError as why:
        return LandingResult(landed=False, detail=why.detail)
    point("land.before_files")
    try:
        fast_forward.write(vault, train, where, changed, expected)
        _move(vault, where, train)
    except PortError as why:
        done = repair.put_back(vault, train, where)
        return LandingResult(landed=False, detail=f"{why.detail}; {done}" if done else why.detail)
    point("land.after_move")
    odd = fast_forward.odd(vault, where, expected)
    index_lock.release(where, train)
    result = _read_back(vault, train)
    return replace(result, detail=f"{result.detail}; {odd}") if odd else result


def _read_back(vault: Vault, train: Train) -> LandingResult:
    """Believe the target, not the command: its commit and tree are read again and compared."""
    repo = vault.source
    now = _target(repo, train)
    if now != train.candidate and not _holds(repo, now, train.candidate):
        raise PortError("git", _DOING, _moved(train, now))
    tree = checked(
        "rev-parse", f"{train.candidate}^{{tree}}", doing=_DOING, folder="/", git_dir=repo.common
    ).text
    if tree != train.tree:
        raise PortError("git", _DOING, f"the landed tree is {tree[:12]}, the tested one {train.tree[:12]}")
    for one in train.landings:
        vault.create_ref(f"refs/fleetui/landed/{one.id}", one.candidate, _DOING)
    landed_heads.keep(vault, train.landings)
    point("land.after_ref")
    return LandingResult(
        landed=True, detail=f"{train.target} is {train.candidate[:12]}", commit=train.candidate
    )


def _target(repo: Repository, train: Train) -> str:
    return ref(repo, f"refs/heads/{train.target}") or ""


def _holds(repo: Repository, now: str, candidate: str) -> bool:
    """True when the candidate is an ancestor of what the target is now."""
    if not now:
        return False
    ran = git("merge-base", "--is-ancestor", candidate, now, folder="/", git_dir=repo.common)
    return ran.code == 0


def _moved(train: Train, now: str) -> str:
    return (
        f"{train.target} moved to {now[:12] or 'nothing'} by other hands; "
        f"the landing expected {train.base[:12]}"
    )


def _refusal(text: str) -> PortError:
    return PortError("git", _DOING, text)
