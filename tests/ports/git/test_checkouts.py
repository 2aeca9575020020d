"""Clean checkouts hold exactly their commit, decided by content, and lead where the project leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git import Git, checkouts, exact_checkout
from fleetui.ports.git.run import READ_S, Ran
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


async def test_a_token_in_an_address_is_among_no_arguments(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = 'https://x:ghp_secret@h/a "b" \\c.git'
    run(scratch.top, "config", "remote.origin.url", url)
    asked: list[str] = []
    really = checkouts.checked

    def listening(*arguments: str, **how: Any) -> Ran:
        asked.extend(arguments)
        return really(*arguments, **how)

    monkeypatch.setattr(checkouts, "checked", listening)
    folder = await checkout(git, scratch)
    assert run(folder, "config", "remote.origin.url") == url
    assert asked
    assert not [one for one in asked if "ghp_secret" in one]


async def test_pointers_of_git_lfs_are_said(git: Git, scratch: Scratch) -> None:
    commit(
        scratch.top, "lfs", __gitattributes="*.bin filter=lfs -text\n", big__bin=POINTER, real__bin="real\n"
    )
    folder = await checkout(git, scratch)
    said = await git.checkout_note(scratch.project, str(folder))
    assert said.startswith("big.bin: a Git LFS pointer, not the content")
    write(folder / "big.bin", "the content\n")
    assert await git.checkout_note(scratch.project, str(folder)) == ""


def stored(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kept", [True, False])
async def test_a_snapshot_of_uncommitted_files_leaves_nothing_in_the_vault(
    git: Git, scratch: Scratch, kept: bool
) -> None:
    worktree = scratch.worktree()
    write(worktree / "large.bin", b"uncommitted" * 4000)
    await git.facts(scratch.project, str(worktree))
    before = stored(git._state / "vaults")
    commit_made, tree = await git.snapshot_commit(scratch.project, str(worktree))
    assert await git.tree(scratch.project, str(worktree)) == tree
    folder = Path(await git.clean_checkout(scratch.project, commit_made, "advice"))
    assert (folder / "large.bin").read_bytes() == b"uncommitted" * 4000
    assert run(folder, "fsck", "--no-dangling") == ""
    assert "large.bin" in await git.checkout_content(scratch.project, str(folder), commit_made)
    await git.drop_checkout(scratch.project, str(folder))
    if kept:  # the process ended before it was dropped: the next one takes its place
        write(worktree / "large.bin", b"other" * 4000)
        commit_made, _ = await git.snapshot_commit(scratch.project, str(worktree))
    assert len(list((git._state / "snapshots").glob("*/*/*"))) == 1
    await git.drop_snapshot(scratch.project, commit_made)
    assert list((git._state / "snapshots").glob("*/*/*")) == []
    assert {path for path in stored(git._state / "vaults") - before if "objects/" in str(path)} == set()


async def test_a_checkout_in_a_lane_stands_where_the_one_before_stood(git: Git, scratch: Scratch) -> None:
    worktree = scratch.worktree()
    commit(worktree, "work", a__txt="c\n")
    made = await git.candidate(scratch.project, "alice", "work")
    first = await git.clean_checkout(scratch.project, made.commit, "gates")
    write(Path(first) / "left.txt", "by a gate")
    commit(worktree, "work", c__txt="c\n")
    made = await git.candidate(scratch.project, "alice", "work")
    second = await git.clean_checkout(scratch.project, made.commit, "gates")
    assert first == second
    assert (Path(second) / "c.txt").exists()
    assert not (Path(second) / "left.txt").exists()


async def test_inputs_of_a_set_up_step_are_the_lock_files_and_what_it_names(
    git: Git, scratch: Scratch
) -> None:
    project = replace(scratch.project, setup=("sh", "./prepare.sh"), setup_from=("*.lock",))

    async def inputs(**files: str) -> str:
        return await git.set_up_inputs(project, commit(scratch.top, "more", **files))

    assert await inputs(prepare__sh="true\n") == ""
    first = await inputs(a__lock="1\n")
    assert first == await inputs(other__txt="x\n")
    changed = [await inputs(a__lock="2\n"), await inputs(b__lock="2\n"), await inputs(prepare__sh="false\n")]
    assert len({first, *changed}) == 4


async def test_snapshots_of_two_worktrees_of_one_repository_leave_each_other_alone(
    git: Git, scratch: Scratch
) -> None:
    made = []
    for name in ("one", "two"):
        worktree = scratch.worktree(name)
        write(worktree / "new.txt", name)
        made.append((await git.snapshot_commit(scratch.project, str(worktree)))[0])
    for name, commit_made in zip(("one", "two"), made, strict=True):
        folder = Path(await git.clean_checkout(scratch.project, commit_made, "advice"))
        assert (folder / "new.txt").read_text() == name
