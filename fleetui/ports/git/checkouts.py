"""Clean checkouts for gates: folders that hold exactly one commit of the vault.

Each is a small repository of its own that borrows the vault's objects, so that build tools which ask git find one,
and what a gate's program does to it reaches neither the vault nor the operator's repository.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.folders import remove_folder
from fleetui.ports.git import exact_checkout, partial, remotes
from fleetui.ports.git.content import content
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.run import WRITE_S, checked
from fleetui.ports.git.snapshot_store import lender
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

_DOING = "clean checkout"


def make(vault: Vault, commit: str, lane: str = "") -> str:
    """A folder with exactly this commit; one left by an earlier run is made anew. No hook, no filter runs.

    In a ``lane`` it always has the same path: tools write that into what they install.
    """
    return make_at(vault, commit, _home(vault) / (lane or commit[:16]))


def make_at(vault: Vault, commit: str, path: Path) -> str:
    """The same at a place of fleetui's own, whatever was there before."""
    if not is_oid(commit):
        raise PortError("git", _DOING, f"{shown(commit)!r} is no full commit")
    vault = lender(vault, commit)
    vault.git("cat-file", "-e", f"{commit}^{{commit}}", doing=_DOING)
    partial.bring_files(vault, _DOING, commit)
    remove(path)
    path.mkdir(mode=0o700, parents=True)
    where: dict[str, Any] = {"doing": _DOING, "folder": str(path), "limit_s": WRITE_S}
    checked("init", "--quiet", "--template=", f"--object-format={_format(commit)}", **where)
    (path / ".git/objects/info").mkdir(exist_ok=True)
    (path / ".git/objects/info/alternates").write_text(f"{vault.path}/objects\n", "utf-8")
    checked("update-ref", "--no-deref", "HEAD", commit, **where)
    checked("read-tree", "-m", "-u", "HEAD", **where)
    exact_checkout.require_exact(path, _DOING, where)
    if url := _origin(vault):
        _write_origin(path / ".git/config", url)
    return str(path)


def note(vault: Vault, path: str) -> str:
    """What a gate does not find in a checkout, and how it gets it; empty for nothing."""
    folder = _ours(vault, path, "look at checkout")
    where: dict[str, Any] = {"doing": "look at checkout", "folder": str(folder), "limit_s": WRITE_S}
    found = exact_checkout.pointers(folder, where)
    if not found:
        return ""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"{found[0]}{more}: a Git LFS pointer, not the content; a set-up step with git lfs pull gets it"


def content_of(vault: Vault, path: str, commit: str) -> dict[str, str]:
    """What a checkout holds at the paths of its commit; see ``content``."""
    return content(lender(vault, commit), _ours(vault, path, "look at checkout"), commit)


def _origin(vault: Vault) -> str:
    """Where relative addresses of submodules and Git LFS begin: what the project's own remote is, as an address and
    nothing else of its configuration; without one its folder, as git has it there."""
    url = remotes.origin(vault)
    top = (
        str(Path(vault.source.common).parent)
        if Path(vault.source.common).name == ".git"
        else vault.source.common
    )
    if url is None:
        return top
    return os.path.normpath(Path(top, url)) if url.startswith(("./", "../")) else url


def _write_origin(config: Path, url: str) -> None:
    """Written here and not by git: an address may hold a token, and everybody sees the arguments of a process."""
    quoted = url.replace("\\", "\\\\").replace('"', '\\"')
    with config.open("a", encoding="utf-8", errors="surrogateescape") as file:
        file.write(f'[remote "origin"]\n\turl = "{quoted}"\n')


def _ours(vault: Vault, path: str, doing: str) -> Path:
    folder = Path(path)
    if folder.parent != _home(vault) or folder.is_symlink():
        raise PortError("git", doing, f"{shown(path)} is no checkout of this project")
    return folder


def drop(vault: Vault, path: str) -> None:
    """Remove a folder made here, whatever a gate left in it; any other folder is refused."""
    remove(_ours(vault, path, "drop checkout"))


def _home(vault: Vault) -> Path:
    return vault.state / "checkouts" / vault.key


def _format(commit: str) -> str:
    return "sha1" if len(commit) == len("0" * 40) else "sha256"


def remove(path: Path) -> None:
    """Remove a tree although a build made folders in it unwritable; links in it are removed, not followed."""

    def again(remove: Callable[..., object], name: str, _: object) -> None:
        parent = Path(name).parent
        if parent != path.parent:
            parent.chmod(0o700)
        if not Path(name).is_symlink() and Path(name).is_dir():
            Path(name).chmod(0o700)
            shutil.rmtree(name)
        else:
            os.unlink(name)  # noqa: PTH108 - the same call rmtree tried

    if path.is_symlink():
        path.unlink()
    elif path.exists():
        remove_folder(str(path), onerror=again)
