"""Filling a vault: the project's objects are copied once, and it can be said how far that is.

Git links the files where that can be done and copies them where it cannot: on another file system, or where the kernel
protects them. Files that belong to somebody else are copied, too: he could change what is linked. A copy of many
gigabytes takes its time and its room.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git import trusted_filters
from fleetui.ports.git.ownership import ours
from fleetui.ports.git.repository_files import Repository, is_partial, small_file
from fleetui.ports.git.run import Ran, checked, git
from fleetui.ports.git.texts import one_line, shown

FILL_S = 4 * 3600.0
"""How long one copy may take: a slow disk is no fault, and its progress is shown."""

_SPARE = 1.05
_LINKS = ("symlink", "failed to start iterator")
"""Git will not copy a store with links in it file by file; its protocol reads through them."""
_CONFIG = """\
[core]
\tbare = true
\trepositoryformatversion = {version}
\tlogAllRefUpdates = false
[gc]
\tauto = 0
[transfer]
\tfsckObjects = false
"""


def fill(path: Path, source: Repository, allowed: Mapping[str, str], doing: str) -> None:
    """Make the vault at ``path`` from a repository, then forget where its objects came from; all or nothing.

    ``allowed`` is the environment of a command that may read it by its path.

    Raises ``PortError``, at once where the copy would not fit on the disk.
    """
    half = _half_of(path)
    for left in _halves(path):
        _remove(left)
    _require_room(half, source, doing)
    try:
        _copy(half, source, allowed, doing)
        _own_config(half)
        _own_objects(half, doing)
        trusted_filters.remember(half, source)
        half.chmod(0o700)
        half.rename(path)
    except BaseException:
        _remove(half)
        raise


def progress(path: Path, source: Repository) -> str:
    """How far the copy is, whichever process makes it."""
    done = sum(_size(half / "objects") for half in _halves(path))
    whole = _size(Path(source.objects))
    far = f"{_gigabytes(done, whole)} of {_gigabytes(whole, whole)}"
    return f"the objects of {shown(source.top)} are being copied: {far}"


def _half_of(path: Path) -> Path:
    """Where a vault stands while this process makes it: a command that outlived another process has its own."""
    return path.with_suffix(f".{os.getpid()}.half")


def _halves(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.stem}.*half"))


def _copy(half: Path, source: Repository, allowed: Mapping[str, str], doing: str) -> None:
    ran = _clone(half, source, allowed, *([] if ours(source) else ["--no-hardlinks"]))
    if ran.code and any(word in ran.err for word in _LINKS):
        _remove(half)
        ran = _clone(half, source, allowed, "--no-local")
    if ran.code and is_partial(source):
        top = shown(source.top)
        why = f"{top} is a partial clone without what is checked out of it: `git -C {top} fetch --refetch --no-filter`"
        raise PortError("git", doing, f"{why} brings it")
    if ran.code:
        raise PortError("git", doing, one_line(ran.err) or f"git clone ended with {ran.code}")


def _clone(half: Path, source: Repository, allowed: Mapping[str, str], *options: str) -> Ran:
    return git(
        "clone",
        "--quiet",
        "--bare",
        "--template=",
        *options,
        "--end-of-options",
        source.common,
        str(half),
        folder=str(half.parent),
        limit_s=FILL_S,
        environment=allowed,
        ends_with_us=True,
    )


def _require_room(half: Path, source: Repository, doing: str) -> None:
    """Files that cannot be linked take room: it is looked at first, not found out when the disk is full."""
    needed = int(_needed(source, half) * _SPARE)
    free = shutil.disk_usage(half.parent).free
    if needed > free:
        needs, has = _gigabytes(needed, needed), _gigabytes(free, needed)
        raise PortError(
            "git",
            doing,
            f"the objects of {shown(source.top)} need {needs} and {half.parent} has {has} free: free some, or set "
            "FLEETUI_HOME to a folder on the repository's own disk",
        )


def _needed(source: Repository, half: Path) -> int:
    """Bytes that linking does not save: of what cannot be linked, and of what the repository borrows itself."""
    own = Path(source.objects)
    lent = small_file(str(own / "info/alternates")) or b""
    borrowed = sum(_size(own / os.fsdecode(line)) for line in lent.splitlines() if line)
    return borrowed + (0 if ours(source) and _links(own, half) else _size(own))


def _links(objects: Path, half: Path) -> bool:
    """True when a file of the repository can be linked to where the vault will be."""
    found = next((Path(at, name) for at, _, names in os.walk(objects) for name in names), None)
    if found is None:
        return True
    trial = half.with_suffix(".link")
    try:
        trial.unlink(missing_ok=True)
        trial.hardlink_to(found)
    except OSError:
        return False
    trial.unlink()
    return True


def _size(folder: Path) -> int:
    """Bytes of all files below a folder; what goes away meanwhile does not count."""
    total = 0
    for at, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(at, name)).st_size  # noqa: PTH118 - one per object
            except FileNotFoundError:
                continue
    return total


def _gigabytes(number: int, beside: int) -> str:
    """A size in the unit that suits ``beside``."""
    unit, name = (1e9, "GB") if beside >= 1e9 else (1e6, "MB")
    return f"{number / unit:.1f} {name}"


def _own_config(folder: Path) -> None:
    """The vault's configuration is written here and nowhere else."""
    text = (folder / "config").read_text("utf-8")
    wide = "objectformat = sha256" in text.lower()
    (folder / "config").write_text(_CONFIG.format(version=1 if wide else 0) + _format(wide=wide), "utf-8")


def _own_objects(folder: Path, doing: str) -> None:
    """A repository that borrows objects hands that on to its copies; the vault takes them in instead."""
    borrowing = folder / "objects" / "info" / "alternates"
    if borrowing.exists():
        checked("repack", "-a", "-d", "-q", doing=doing, folder="/", git_dir=str(folder), limit_s=FILL_S)
        borrowing.unlink()


def _format(*, wide: bool) -> str:
    return "[extensions]\n\tobjectFormat = sha256\n" if wide else ""


def _remove(half: Path) -> None:
    shutil.rmtree(half, ignore_errors=True)
