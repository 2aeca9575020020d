from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, make, plant, run, write

HOSTILE = (
    "-x",
    "--upload-pack=touch canary",
    "@",
    "a;b",
    "a|b",
    "a$(touch canary)",
    "a`touch canary`",
    "a#(touch canary)",
    "a'b",
    "a b",
    "a\nb",
    "a..b",
    "a/",
    "/a",
    "a//b",
    "a.lock",
    "HEAD",
    "",
    "x" * 300,
    "\u202eabc",
    "a/-b",
    "refs@{1}",
    "a~1",
    "a^",
    "a:b",
    "a\\b",
    "a*",
)


async def test_a_new_branch_gets_a_locked_worktree_from_the_base(git: Git, scratch: Scratch) -> None:
    path = scratch.folder / "deep/er/alice"
    made = await git.add_worktree(scratch.project, "agent/alice", str(path))
    assert (made.path, made.branch) == (str(path), "agent/alice")
    assert made.head == run(scratch.top, "rev-parse", "main") == run(path, "rev-parse", "HEAD")
    assert (path / "a.txt").read_text() == "one\ntwo\nthree\n"
    assert "locked fleetui" in run(scratch.top, "worktree", "list", "--porcelain")
    assert run(path, "status", "--porcelain") == ""


async def test_twelve_at_once_give_twelve_and_no_stray_branch(tmp_path: Path) -> None:
    scratch = make(tmp_path)
    ports = [Git(tmp_path / "state") for _ in range(3)]
    jobs = [
        ports[n % 3].add_worktree(scratch.project, f"agent/{n}", str(tmp_path / f"t{n}")) for n in range(12)
    ]
    await asyncio.gather(*jobs)
    listed = run(scratch.top, "worktree", "list", "--porcelain")
    assert listed.count("worktree ") == 13
    assert len(run(scratch.top, "branch", "--list", "agent/*").splitlines()) == 12


async def test_an_existing_branch_is_taken_as_it_is(git: Git, scratch: Scratch) -> None:
    run(scratch.top, "branch", "old")
    commit(scratch.top, "main moves", z__txt="z")
    made = await git.add_worktree(scratch.project, "old", str(scratch.folder / "old"))
    assert made.head == run(scratch.top, "rev-parse", "old") != run(scratch.top, "rev-parse", "main")


async def test_a_branch_checked_out_elsewhere_is_refused_naming_where(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree("taken")
    with pytest.raises(PortError, match=str(tree)):
        await git.add_worktree(scratch.project, "taken", str(scratch.folder / "again"))
    assert not (scratch.folder / "again").exists()


async def test_an_existing_folder_or_link_is_refused_and_kept(git: Git, scratch: Scratch) -> None:
    there = write(scratch.folder / "there/file", "mine").parent
    link = scratch.folder / "link"
    link.symlink_to("nowhere")
    for path in (there, link):
        with pytest.raises(PortError, match="exists"):
            await git.add_worktree(scratch.project, "fresh", str(path))
    assert (there / "file").read_text() == "mine"
    assert run(scratch.top, "branch", "--list", "fresh") == ""


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_branch_name_is_refused(git: Git, scratch: Scratch, name: str) -> None:
    with pytest.raises(PortError, match="not a branch name"):
        await git.add_worktree(scratch.project, name, str(scratch.folder / "t"))
    assert not (scratch.folder / "t").exists()


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_base_name_is_an_error_and_runs_nothing(
    git: Git, scratch: Scratch, name: str
) -> None:
    with pytest.raises(PortError, match=r"no branch"):
        await git.check_project(replace(scratch.project, base=name))
    assert not list(scratch.folder.rglob("canary"))


async def test_a_failure_leaves_neither_branch_nor_folder(git: Git, scratch: Scratch) -> None:
    """The checkout itself fails: an object of the base is missing."""
    await git.check_project(scratch.project)
    broken = run(scratch.top, "rev-parse", "main:a.txt")
    (scratch.top / ".git/objects" / broken[:2] / broken[2:]).unlink()
    with pytest.raises(PortError):
        await git.add_worktree(scratch.project, "doomed", str(scratch.folder / "doomed"))
    assert not (scratch.folder / "doomed").exists()
    assert run(scratch.top, "branch", "--list", "doomed") == ""
    assert "doomed" not in run(scratch.top, "worktree", "list")


async def test_nothing_configured_runs_while_a_worktree_is_made(git: Git, scratch: Scratch) -> None:
    await git.check_project(scratch.project)
    canary = scratch.folder / "canary"
    plant(scratch.top, canary)
    with pytest.raises(PortError, match=r"filter\.trap"):
        await git.add_worktree(scratch.project, "new", str(scratch.folder / "new"))
    for key in ("clean", "smudge"):
        run(scratch.top, "config", "--unset", f"filter.trap.{key}")
    await git.add_worktree(scratch.project, "new", str(scratch.folder / "new"))
    assert not canary.exists(), canary.read_text()


async def test_a_filter_that_was_there_from_the_start_may_run(git: Git, scratch: Scratch) -> None:
    run(scratch.top, "config", "filter.up.smudge", "tr a-z A-Z")
    run(scratch.top, "config", "filter.up.clean", "tr A-Z a-z")
    commit(scratch.top, "attributes", __gitattributes="a.txt filter=up\n")
    path = scratch.folder / "new"
    await git.add_worktree(scratch.project, "new", str(path))
    assert (path / "a.txt").read_text() == "ONE\nTWO\nTHREE\n"


async def test_files_to_copy_come_along_and_never_from_outside(git: Git, scratch: Scratch) -> None:
    write(scratch.top / ".env", "SECRET=1\n")
    write(scratch.folder / "outside", "no")
    project = replace(scratch.project, copy=(".env", "../outside", "missing"))
    path = scratch.folder / "t"
    await git.add_worktree(project, "t", str(path))
    assert (path / ".env").read_text() == "SECRET=1\n"
    assert not (path / "outside").exists()


async def test_an_existing_worktree_is_taken_from_any_folder_in_it(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    (tree / "sub").mkdir()
    taken = await git.take_worktree(scratch.project, str(tree / "sub"))
    assert (taken.path, taken.branch) == (str(tree), "work")


async def test_a_worktree_of_another_repository_is_not_taken(
    git: Git, scratch: Scratch, tmp_path: Path
) -> None:
    other = make(tmp_path / "other")
    with pytest.raises(PortError, match="no worktree of"):
        await git.take_worktree(scratch.project, str(other.top))


async def test_the_project_of_a_worktree_is_its_main_checkout(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    (tree / "sub").mkdir()
    found = await git.find_project(str(tree / "sub"))
    assert found
    assert (found.path, found.name, found.base, found.declared) == (
        str(scratch.top),
        "project",
        "main",
        False,
    )
    assert await git.find_project(str(scratch.folder)) is None


async def test_the_base_is_what_the_remote_calls_its_head(git: Git, scratch: Scratch) -> None:
    run(scratch.top, "branch", "develop")
    run(scratch.top, "update-ref", "refs/remotes/origin/develop", "HEAD")
    run(scratch.top, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop")
    found = await git.find_project(str(scratch.top))
    assert found
    assert found.base == "develop"


async def test_errors_of_a_project_say_what_to_do(git: Git, scratch: Scratch, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    cases = (
        (replace(scratch.project, path=str(empty)), "git init"),
        (replace(scratch.project, path=str(empty / "no")), "correct the path"),
        (replace(scratch.project, path=""), "set its path"),
        (replace(scratch.project, base="trunk"), "set base to one of main"),
    )
    for project, text in cases:
        with pytest.raises(PortError, match=text):
            await git.check_project(project)
    run(empty, "init", "-q")
    with pytest.raises(PortError, match="no commits yet"):
        await git.check_project(replace(scratch.project, path=str(empty)))


async def test_the_vault_is_private_complete_and_survives_the_project(git: Git, scratch: Scratch) -> None:
    await git.check_project(scratch.project)
    (vault,) = (scratch.folder / "state/vaults").iterdir()
    assert vault.stat().st_mode & 0o777 == 0o700
    assert not (vault / "objects/info/alternates").exists()
    head = run(scratch.top, "rev-parse", "HEAD")
    (scratch.top / ".git").rename(scratch.folder / "gone")
    run(vault, "fsck", "--full", "--strict")
    assert run(vault, "cat-file", "-t", head) == "commit"


async def test_a_renamed_project_keeps_its_vault(git: Git, scratch: Scratch) -> None:
    await git.check_project(scratch.project)
    await git.check_project(replace(scratch.project, name="another"))
    assert len(list((scratch.folder / "state/vaults").iterdir())) == 1


async def test_a_known_project_is_found_by_whatever_way_its_folder_is_reached(
    git: Git, scratch: Scratch
) -> None:
    (scratch.folder / "src").symlink_to(scratch.folder)
    known = Project(name="shop", path=str(scratch.folder / "src/project"), base="main")
    other = Project(name="other", path=str(scratch.folder / "gone"), base="main")
    for folder in (scratch.top, scratch.worktree(), scratch.folder / "src/tree-work"):
        assert await git.find_project(str(folder), (other, known)) == known
    exact = Project(name="exact", path=str(scratch.top), base="main")
    assert await git.find_project(str(scratch.top), (known, exact)) == exact


async def test_a_relative_git_file_is_followed_from_where_a_link_leads(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    real = (tree / ".git").read_text().removeprefix("gitdir: ").strip()
    write(tree / ".git", f"gitdir: {os.path.relpath(real, tree)}\n")
    link = scratch.folder / "far/away/link"
    link.parent.mkdir(parents=True)
    link.symlink_to(tree)
    for path in (tree, link):
        assert (await git.take_worktree(scratch.project, str(path))).branch == "work"
        assert (await git.facts(scratch.project, str(path))).branch == "work"


async def test_worktrees_of_a_bare_repository_outlive_each_other(git: Git, scratch: Scratch) -> None:
    for bare, name in ((scratch.folder / "proj/.bare", "proj"), (scratch.folder / "shop.git", "shop")):
        run(scratch.folder, "clone", "-q", "--bare", str(scratch.top), str(bare))
        if bare.name == ".bare":
            write(bare.parent / ".git", "gitdir: ./.bare\n")
        first, second = scratch.folder / f"{name}-first", scratch.folder / f"{name}-second"
        for tree in (first, second):
            run(bare, "worktree", "add", "-q", "-b", tree.name, str(tree), "main")
        found = await git.find_project(str(second))
        assert found is not None
        assert found.name == name
        assert found == await git.find_project(str(first))
        run(bare, "worktree", "remove", "--force", str(first))
        commit(second, "work", c__txt="c\n")
        assert (await git.facts(found, str(second))).ahead == 1
        assert (await git.candidate(found, "alice", second.name)).commit
