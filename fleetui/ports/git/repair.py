"""Putting back a checkout in which a fast-forward was killed half way.

git then has written some of the new files, removed one it was about to write, and left its index lock; the branch
still stands on the old commit. Path by path, what holds the old content, the new one, the beginning of the new one or
nothing is ours to put back. Anything else is the operator's: it stops the repair and is named.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from fleetui.engine.ports import PortError
from fleetui.model.fleet import Landing
from fleetui.ports.git.identity import worktree_of
from fleetui.ports.git.peek import Repository, regular
from fleetui.ports.git.run import WRITE_S, Ran, git
from fleetui.ports.git.texts import listed, one_line, shown
from fleetui.ports.git.trust import require_trusted
from fleetui.ports.git.vault import Vault

_DOING = "repair checkout"
_WAIT_S = 30.0
_BATCH = 500
_SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class _Change:
    """One path that differs between the old commit and the candidate; states are ``mode blob``, or empty."""

    path: bytes
    old: str
    new: str


def put_back(vault: Vault, landing: Landing, holder: str) -> str:
    """Undo what a killed fast-forward left; one line on what was done, empty when there was nothing to do."""
    where = worktree_of(vault.source, holder, _DOING)
    require_trusted(vault.path, where, _DOING)
    changes = _changes(vault, landing)
    lock = Path(where.git_dir, "index.lock")
    states = _states(where, changes)
    touched = [change for change in changes if states[change.path] != change.old]
    if not touched and not lock.exists():
        return ""
    strange = [shown(each.path) for each in touched if not _is_ours(vault, where, each, states[each.path])]
    if strange:
        raise PortError(
            "git", _DOING, f"{shown(holder)} has other content in {listed(strange)}: look there first"
        )
    _drop_lock(lock, landing, holder)
    _restore(where, landing, changes, touched)
    after = _states(where, changes)
    left = [shown(change.path) for change in changes if after[change.path] != change.old]
    if left:
        raise PortError("git", _DOING, f"could not put back {listed(left)} in {shown(holder)}")
    return f"{len(touched)} half-written files of the checkout were put back"


def wait_for_merge(landing: Landing) -> None:
    """The fast-forward outlives a killed fleetui: let it finish before judging what it left."""
    deadline = time.monotonic() + _WAIT_S
    while any(landing.candidate in (each.info["cmdline"] or ()) for each in _gits("cmdline")):
        if time.monotonic() > deadline:
            raise PortError(
                "git", _DOING, f"the fast-forward to {landing.candidate[:12]} still runs: wait for it"
            )
        time.sleep(0.1)


def _changes(vault: Vault, landing: Landing) -> list[_Change]:
    ran = vault.git(
        "diff-tree", "-r", "-z", "--no-renames", "--raw", landing.base, landing.candidate, "--", doing=_DOING
    )
    fields = ran.out.split(b"\0")
    found = []
    for info, path in zip(fields[0:-1:2], fields[1::2], strict=True):
        old_mode, new_mode, old, new, _ = info.decode("ascii").lstrip(":").split(" ")
        if _SUBMODULE not in (old_mode, new_mode):  # a fast-forward leaves submodules where they are
            found.append(_Change(path, _state(old_mode, old), _state(new_mode, new)))
    return found


def _state(mode: str, oid: str) -> str:
    return "" if set(oid) == {"0"} else f"{mode} {oid}"


def _full(where: Repository, path: bytes) -> bytes:
    return os.path.join(os.fsencode(where.top), path)  # noqa: PTH118 - bytes


def _states(where: Repository, changes: list[_Change]) -> dict[bytes, str]:
    """What stands at each path now, as git would store it; the operator's filters apply."""
    states = {change.path: _kind(_full(where, change.path)) for change in changes}
    files = [path for path, mode in states.items() if mode.startswith("100")]
    simple = [path for path in files if b"\n" not in path]
    names = _in(where, "hash-object", "--stdin-paths", stdin=b"".join(path + b"\n" for path in simple))
    hashed = dict(zip(simple, names.text.split(), strict=True)) if names.code == 0 and simple else {}
    for path, mode in states.items():
        if path in hashed:
            states[path] = f"{mode} {hashed[path]}"
        elif mode:
            states[path] = f"{mode} {_one(where, path, mode)}"
    return states


def _kind(path: bytes) -> str:
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    if stat.S_ISLNK(mode):
        return "120000"
    if stat.S_ISREG(mode):
        return "100755" if mode & 0o100 else "100644"
    return "something else"


def _one(where: Repository, path: bytes, mode: str) -> str:
    if mode == "120000":
        target = os.readlink(_full(where, path))  # noqa: PTH115 - bytes
        return _in(where, "hash-object", "--stdin", stdin=target).text
    return _in(where, "hash-object", "--", os.fsdecode(path)).text if mode.startswith("100") else ""


def _is_ours(vault: Vault, where: Repository, change: _Change, now: str) -> bool:
    contents = {_blob(change.old), _blob(change.new), ""}
    return not now or _blob(now) in contents or _is_beginning(vault, where, change)


def _blob(state: str) -> str:
    return state.partition(" ")[2]


def _is_beginning(vault: Vault, where: Repository, change: _Change) -> bool:
    """A file git was writing when it died."""
    stream = regular(_full(where, change.path))
    if stream is None or not change.new:
        return False
    with stream:
        data = stream.read(1 << 26)
    whole = vault.git("cat-file", "blob", _blob(change.new), doing=_DOING, most=1 << 26).out
    return whole.startswith(data)


def _drop_lock(lock: Path, landing: Landing, holder: str) -> None:
    """Remove the lock our own git left: made after the landing began, and no git works there any more."""
    if not lock.exists():
        return
    name = shown(str(lock))
    if lock.stat().st_mtime < landing.at - 1:
        raise PortError("git", _DOING, f"{name} is older than the landing: remove it if no git runs there")
    if _git_works_in(holder):
        raise PortError("git", _DOING, f"git works in {shown(holder)} and may hold {name}: let it finish")
    lock.unlink()


def _restore(where: Repository, landing: Landing, changes: list[_Change], touched: list[_Change]) -> None:
    """Back to the old commit, files and index; only the paths of this landing."""
    if _index_is_new(where, changes):
        _need(_in(where, "read-tree", "-m", "-u", landing.candidate, landing.base, limit_s=WRITE_S))
        return
    back = b"".join(change.path + b"\0" for change in touched if change.old)
    if back:
        _need(_in(where, "checkout-index", "-f", "-u", "-z", "--stdin", stdin=back, limit_s=WRITE_S))
    for change in touched:
        if not change.old:
            _remove(where, change.path)


def _index_is_new(where: Repository, changes: list[_Change]) -> bool:
    """True when git had written its index and died before it moved the branch."""
    first = changes[:_BATCH]
    paths = [":(top,literal)" + os.fsdecode(change.path) for change in first]
    listing = _need(_in(where, "ls-files", "-s", "-z", "--", *paths))
    index = {field.split(b"\t", 1)[1]: field.split(b" ", 2)[1].decode("ascii") for field in listing.fields}
    now = [index.get(change.path, "") for change in first]
    if now == [_blob(change.old) for change in first]:
        return False
    if now == [_blob(change.new) for change in first]:
        return True
    raise PortError("git", _DOING, f"the index of {shown(where.top)} holds other changes to the same files")


def _remove(where: Repository, path: bytes) -> None:
    """A file the landing brought, and folders that hold nothing else."""
    full = _full(where, path)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(full)  # noqa: PTH108 - bytes
    folder = os.path.dirname(full)  # noqa: PTH120 - bytes
    while folder != os.fsencode(where.top):
        try:
            os.rmdir(folder)  # noqa: PTH106 - bytes
        except OSError:
            return
        folder = os.path.dirname(folder)  # noqa: PTH120 - bytes


def _git_works_in(folder: str) -> bool:
    real = os.path.realpath(folder)
    return any(
        (cwd := each.info["cwd"]) and (cwd == real or cwd.startswith(f"{real}/")) for each in _gits("cwd")
    )


def _gits(what: str) -> Iterator[psutil.Process]:
    return (each for each in psutil.process_iter(["name", what]) if each.info["name"] == "git")


def _in(where: Repository, *arguments: str, **how: Any) -> Ran:
    return git(*arguments, folder=where.top, operators=True, **how)


def _need(ran: Ran) -> Ran:
    if ran.code:
        raise PortError("git", _DOING, one_line(ran.err) or "git failed")
    return ran
