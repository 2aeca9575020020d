"""Putting back a checkout in which a landing was cut short before the branch moved.

git then has written some of the new files and removed one it was about to write, or all of them and the index; the
branch still stands on the old commit. Path by path, what holds the old content, the new one, the beginning of the new
one or nothing is ours to put back. Anything else is the operator's: it stops the repair and is named. A checkout in
which the landing had not begun is not even looked at.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fleetui.engine.protocols.errors import PortError
from fleetui.model.train import Train
from fleetui.ports.git import changes, index_lock
from fleetui.ports.git.changes import LINK, SUBMODULE, Change
from fleetui.ports.git.fast_forward import below, entries, left_out, remove, switch
from fleetui.ports.git.repository_files import Repository, regular
from fleetui.ports.git.run import WRITE_S, Ran
from fleetui.ports.git.target_checkout import in_checkout, worktrees
from fleetui.ports.git.texts import listed, one_line, shown
from fleetui.ports.git.trusted_filters import require_trusted
from fleetui.ports.git.vault import Vault

if TYPE_CHECKING:
    import psutil

_DOING = "repair checkout"
_WAIT_S = 30.0
_BATCH = 500


def begun(source: Repository, train: Train) -> list[Repository]:
    """The checkouts that this landing began to change, and in which it has not ended."""
    return [where for where in worktrees(source) if index_lock.is_marked(where, train)]


def put_back(vault: Vault, train: Train, where: Repository) -> str:
    """Undo what a landing wrote; one line on what was done, empty when there was nothing to do.

    Where nothing of it is there, only what others wrote, the index is given back and that stays as it is. Raises
    ``PortError`` where both are there: the index stays locked until somebody looked.
    """
    require_trusted(vault.path, where, _DOING)
    every, without = _written(vault, train, where)
    states = _states(vault, where, every)
    touched = [change for change in every if not _is_old(change, states)]
    strange = [shown(each.path) for each in touched if not _is_ours(vault, where, each, states[each.path])]
    if strange and len(strange) == len(touched) and not _index_is_new(vault, where, every):
        index_lock.release(where, train)
        return f"{listed(strange)} was changed meanwhile by other hands and stays as it is"
    if strange:
        raise PortError(
            "git", _DOING, f"{shown(where.top)} has other content in {listed(strange)}: look there first"
        )
    index_lock.take(where, train)
    _restore(vault, where, train, every, touched, without)
    after = _states(vault, where, every)
    left = [shown(change.path) for change in every if not _is_old(change, after)]
    if left:
        raise PortError("git", _DOING, f"could not put back {listed(left)} in {shown(where.top)}")
    index_lock.release(where, train)
    return f"{len(touched)} half-written files of the checkout were put back" if touched else ""


def wait_for_git(train: Train) -> None:
    """A git of the landing outlives a killed fleetui: let it finish before judging what it left."""
    deadline = time.monotonic() + _WAIT_S
    while any(train.candidate in (each.info["cmdline"] or ()) for each in _gits()):
        if time.monotonic() > deadline:
            raise PortError("git", _DOING, f"a git still works on {train.candidate[:12]}: wait for it")
        time.sleep(0.1)


def _old(change: Change) -> str:
    return f"{change.old_mode} {change.old}" if change.old else ""


def _is_old(change: Change, states: dict[bytes, str]) -> bool:
    """A link is a file of its target's name where links are switched off."""
    state = states[change.path]
    return state == _old(change) or (change.old_mode == LINK and state == f"100644 {change.old}")


def _written(vault: Vault, train: Train, where: Repository) -> tuple[list[Change], list[Change]]:
    """The paths a landing writes, and those a sparse checkout leaves out. Folders of submodules stay as they are."""
    every = [
        change
        for change in changes.between(vault, train.base, train.candidate, _DOING)
        if SUBMODULE not in (change.old_mode, change.new_mode)
    ]
    skipped = set(left_out(every, entries(vault, where)))
    return [one for one in every if one.path not in skipped], [one for one in every if one.path in skipped]


def _full(where: Repository, path: bytes) -> bytes:
    return os.path.join(os.fsencode(where.top), path)  # noqa: PTH118 - bytes


def _states(vault: Vault, where: Repository, every: list[Change]) -> dict[bytes, str]:
    """What stands at each path now, as git would store it; the operator's filters apply."""
    paths = {change.path for change in every}
    states = {path: _kind(_full(where, path), path, paths) for path in paths}
    files = [path for path, mode in states.items() if mode.startswith("100")]
    simple = [path for path in files if b"\n" not in path]
    stdin = b"".join(path + b"\n" for path in simple)
    names = in_checkout(vault, where, "hash-object", "--stdin-paths", stdin=stdin)
    hashed = dict(zip(simple, names.text.split(), strict=True)) if names.code == 0 and simple else {}
    for change in every:
        path, mode = change.path, states[change.path]
        if mode:
            oid = hashed.get(path) or _one(vault, where, path, mode)
            states[path] = (
                f"{mode} {oid if oid in (change.old, change.new) else _raw(vault, where, change, mode, oid)}"
            )
    return states


def _raw(vault: Vault, where: Repository, change: Change, mode: str, otherwise: str) -> str:
    """The bytes as they lie: line ends that git would change once more are still those it wrote."""
    if not mode.startswith("100"):
        return otherwise
    name = os.fsdecode(change.path)
    oid = in_checkout(vault, where, "hash-object", "--no-filters", "--", name).text
    return oid if oid in (change.old, change.new) else otherwise


def _kind(full: bytes, path: bytes, ours: set[bytes]) -> str:
    """The mode of what stands there; empty for nothing, which a folder that holds only files of the landing is."""
    try:
        mode = os.lstat(full).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    if stat.S_ISLNK(mode):
        return "120000"
    if stat.S_ISREG(mode):
        return "100755" if mode & 0o100 else "100644"
    return "" if stat.S_ISDIR(mode) and ours.issuperset(below(full, path)) else "something else"


def _one(vault: Vault, where: Repository, path: bytes, mode: str) -> str:
    if mode == "120000":
        target = os.readlink(_full(where, path))  # noqa: PTH115 - bytes
        return in_checkout(vault, where, "hash-object", "--stdin", stdin=target).text
    if not mode.startswith("100"):
        return ""
    return in_checkout(vault, where, "hash-object", "--", os.fsdecode(path)).text


def _is_ours(vault: Vault, where: Repository, change: Change, now: str) -> bool:
    oid = now.partition(" ")[2]
    return not now or oid in (change.old, change.new, "") or _is_beginning(vault, where, change)


def _is_beginning(vault: Vault, where: Repository, change: Change) -> bool:
    """A file git was writing when it died."""
    stream = regular(_full(where, change.path))
    if stream is None or not change.new:
        return False
    with stream:
        data = stream.read(1 << 26)
    whole = vault.git("cat-file", "blob", change.new, doing=_DOING, most=1 << 26).out
    return whole.startswith(data)


def _restore(
    vault: Vault, where: Repository, train: Train, every: list[Change], touched: list[Change],
    without: list[Change],
) -> None:  # fmt: skip
    """Back to the old commit, files and index; only the paths of this landing."""
    index = index_lock.copy(where)
    if _index_is_new(vault, where, every):
        switch(vault, where, train.candidate, train.base, [change.path for change in without])
    else:
        for change in touched:
            if not change.old:
                remove(where, change.path)
        _drop_left_out(vault, where, without)
        paths = b"".join(change.path + b"\0" for change in touched if change.old)
        again = ("checkout-index", "-f", "-u", "-z", "--stdin")
        _need(in_checkout(vault, where, *again, index=index, stdin=paths, limit_s=WRITE_S))
    index_lock.install(where)


def _index_is_new(vault: Vault, where: Repository, every: list[Change]) -> bool:
    """True when the index was written before the landing was cut short."""
    first = every[:_BATCH]
    paths = [":(top,literal)" + os.fsdecode(change.path) for change in first]
    listing = _need(in_checkout(vault, where, "ls-files", "-s", "-z", "--", *paths))
    pairs = (field.split(b"\t", 1) for field in listing.fields)
    index = {path: info.decode("ascii").rpartition(" ")[0] for info, path in pairs}
    now = [index.get(change.path, "") for change in first]
    if now == [_old(change) for change in first]:
        return False
    if now == [f"{change.new_mode} {change.new}".strip() for change in first]:
        return True
    raise PortError("git", _DOING, f"the index of {shown(where.top)} holds other changes to the same files")


def _drop_left_out(vault: Vault, where: Repository, without: list[Change]) -> None:
    """Files that were written on the way although the checkout leaves them out."""
    states = _states(vault, where, without)
    for change in without:
        if states[change.path] == f"{change.new_mode} {change.new}":
            remove(where, change.path)


def _gits() -> Iterator[psutil.Process]:
    import psutil  # repairs are rare: every start would pay for it

    return (each for each in psutil.process_iter(["name", "cmdline"]) if each.info["name"] == "git")


def _need(ran: Ran) -> Ran:
    if ran.code:
        raise PortError("git", _DOING, one_line(ran.err) or "git failed")
    return ran
