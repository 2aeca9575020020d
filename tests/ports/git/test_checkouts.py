"""Clean checkouts hold exactly their commit, decided by content, and lead where the project leads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git import Git, exact_checkout
from fleetui.ports.git.run import READ_S
from tests.ports.git.scratch import Scratch, commit, run, write

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12\n"


def where(folder: Path) -> dict[str, Any]:
    return {"doing": "test", "folder": str(folder), "limit_s": READ_S}


async def checkout(git: Git, scratch: Scratch) -> Path:
    commit(scratch.worktree(), "work", c__txt="c\n")
    made = await git.candidate(scratch.project, "alice", "work")
    return Path(await git.clean_checkout(scratch.project, made.commit))


@pytest.mark.parametrize("attributes", ["* text eol=lf", "* text eol=crlf", "* text=auto", "* ident"])
async def test_what_git_would_store_otherwise_is_no_difference(
    git: Git, scratch: Scratch, attributes: str
) -> None:
    write(scratch.top / "dos.md", b"dos\r\nfile\r\n")
    write(scratch.top / "mixed.md", b"mixed\r\nends\n$Id: x $\n")
    commit(scratch.top, "line ends")
    commit(scratch.top, "attributes", __gitattributes=attributes + "\n")
    folder = await checkout(git, scratch)
    assert (folder / "dos.md").exists()
    assert run(folder, "rev-parse", "HEAD^{tree}") == run(folder, "write-tree")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a.txt longer": lambda folder: write(folder / "a.txt", "one\ntwo\nthree\nfour\n"),
    "a.txt as long": lambda folder: write(folder / "a.txt", "onE\ntwo\nthree\n"),
    "a.txt executable": lambda folder: (folder / "a.txt").chmod(0o755),
    "b.txt gone": lambda folder: (folder / "b.txt").unlink(),
    "new.log ignored": lambda folder: write(folder / "new.log", "ignored"),
    "index differs": lambda folder: run(folder, "rm", "-q", "--cached", "a.txt"),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_anything_that_is_not_the_commit_is_named(git: Git, scratch: Scratch, change: str) -> None:
    folder = await checkout(git, scratch)
    exact_checkout.require_exact(folder, "test", where(folder))
    CHANGES[change](folder)
    with pytest.raises(PortError, match=change.split()[0]):
        exact_checkout.require_exact(folder, "test", where(folder))


@pytest.mark.parametrize("remote", ["", "absolute", "relative"])
async def test_a_submodule_with_a_relative_address_is_found(git: Git, scratch: Scratch, remote: str) -> None:
    beside = scratch.folder if remote != "absolute" else scratch.folder / "up"
    run(scratch.folder, "init", "-q", "-b", "main", str(beside / "lib"))
    pinned = commit(beside / "lib", "lib", lib__txt="lib\n")
    if remote:
        origin = str(beside / "project.git") if remote == "absolute" else "../project.git"
        run(scratch.top, "remote", "add", "origin", origin)
    run(scratch.top, "update-index", "--add", "--cacheinfo", f"160000,{pinned},lib")
    write(scratch.top / ".gitmodules", '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n')
    run(scratch.top, "add", ".gitmodules")
    run(scratch.top, "commit", "-qm", "a submodule")
    folder = await checkout(git, scratch)
    run(folder, "-c", "protocol.file.allow=always", "submodule", "update", "--init")
    assert (folder / "lib/lib.txt").read_text() == "lib\n"


@pytest.mark.parametrize("url", ["ext::sh -c 'touch canary'", "--upload-pack=x"])
async def test_an_address_that_would_run_something_is_left_out(git: Git, scratch: Scratch, url: str) -> None:
    run(scratch.top, "config", "remote.origin.url", url)
    run(scratch.top, "config", "remote.origin.uploadpack", "touch canary")
    folder = await checkout(git, scratch)
    assert run(folder, "config", "--local", "--list", check=False).find("remote.") < 0


async def test_pointers_of_git_lfs_are_said(git: Git, scratch: Scratch) -> None:
    commit(
        scratch.top, "lfs", __gitattributes="*.bin filter=lfs -text\n", big__bin=POINTER, real__bin="real\n"
    )
    folder = await checkout(git, scratch)
    said = await git.checkout_note(scratch.project, str(folder))
    assert said.startswith("big.bin: a Git LFS pointer, not the content")
    write(folder / "big.bin", "the content\n")
    assert await git.checkout_note(scratch.project, str(folder)) == ""
