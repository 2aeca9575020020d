"""A rescue, and every look at a worktree, is of the agent's own worktree or is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError, WorktreeLost
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run, write


def other(scratch: Scratch) -> Path:
    """A repository of somebody else."""
    made = scratch.folder / "other"
    made.mkdir()
    run(made, "init", "-q", "-b", "theirs")
    commit(made, "theirs", e__txt="e\n")
    return made


def without(scratch: Scratch, tree: Path) -> None:
    del scratch
    (tree / ".git").unlink()


def below_a_repository(scratch: Scratch, tree: Path) -> None:
    """Such as a home folder that is kept in git."""
    (tree / ".git").unlink()
    run(scratch.folder, "init", "-q")
    write(scratch.folder / ".gitignore", "*\n")
    write(scratch.folder / "dot", "x")
    run(scratch.folder, "add", "-f", "dot")
    run(scratch.folder, "commit", "-qm", "dotfiles")


def at_another_repository(scratch: Scratch, tree: Path) -> None:
    (tree / ".git").write_text(f"gitdir: {other(scratch)}/.git\n")


def linked_to_another_repository(scratch: Scratch, tree: Path) -> None:
    (tree / ".git").unlink()
    (tree / ".git").symlink_to(other(scratch) / ".git")


def made_a_repository(scratch: Scratch, tree: Path) -> None:
    del scratch
    (tree / ".git").unlink()
    run(tree, "init", "-q", "-b", "main")
    run(tree, "add", "-A")
    run(tree, "commit", "-qm", "mine")


def at_another_worktree(scratch: Scratch, tree: Path) -> None:
    (tree / ".git").write_text((scratch.worktree("second") / ".git").read_text())


def at_the_main_checkout(scratch: Scratch, tree: Path) -> None:
    (tree / ".git").write_text(f"gitdir: {scratch.top}/.git\n")


def linked_to_the_main_checkout(scratch: Scratch, tree: Path) -> None:
    (tree / ".git").unlink()
    (tree / ".git").symlink_to(scratch.top / ".git")


def at_a_folder_that_says_it_is_of_this_repository(scratch: Scratch, tree: Path) -> None:
    made = scratch.folder / "made-up"
    write(made / "HEAD", "ref: refs/heads/main\n")
    write(made / "commondir", f"{scratch.top}/.git\n")
    write(made / "gitdir", f"{tree}/.git\n")
    (tree / ".git").write_text(f"gitdir: {made}\n")


def gone(scratch: Scratch, tree: Path) -> None:
    run(scratch.top, "worktree", "remove", "-f", "-f", str(tree))


def a_file(scratch: Scratch, tree: Path) -> None:
    del scratch
    shutil.rmtree(tree)
    write(tree, "no folder\n")


Change = Callable[[Scratch, Path], None]
CHANGES: list[Change] = [
    without,
    below_a_repository,
    at_another_repository,
    linked_to_another_repository,
    made_a_repository,
    at_another_worktree,
    at_the_main_checkout,
    linked_to_the_main_checkout,
    at_a_folder_that_says_it_is_of_this_repository,
    gone,
    a_file,
]


def forgotten(scratch: Scratch, tree: Path) -> None:
    """The repository has no record of it any more."""
    (tree / ".git").unlink()
    run(scratch.top, "worktree", "prune")


@pytest.mark.parametrize("change", [*CHANGES, forgotten], ids=lambda change: change.__name__)
async def test_a_folder_that_is_not_the_worktree_any_more_is_not_read(
    git: Git, scratch: Scratch, change: Change
) -> None:
    tree = scratch.worktree()
    assert (await git.facts(scratch.project, str(tree))).branch == "work"
    change(scratch, tree)
    for look in (git.facts, git.diff):
        with pytest.raises(WorktreeLost) as said:
            await look(scratch.project, str(tree))
        assert str(tree) in said.value.detail
        assert said.value.gone is (change is gone)


@pytest.mark.parametrize("change", [gone, a_file, forgotten], ids=lambda change: change.__name__)
async def test_what_the_repository_does_not_know_is_not_taken_for_kept(
    git: Git, scratch: Scratch, change: Change
) -> None:
    tree = scratch.worktree()
    change(scratch, tree)
    with pytest.raises(WorktreeLost) as said:
        await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert said.value.gone is (change is gone)


@pytest.mark.parametrize("change", CHANGES[:-2], ids=lambda change: change.__name__)
async def test_whatever_its_git_file_says_a_rescue_holds_the_worktrees_own_files(
    git: Git, scratch: Scratch, change: Change
) -> None:
    tree = scratch.worktree()
    at = commit(tree, "work", done__txt="done\n")
    write(tree / "a.txt", "edited\n")
    write(tree / "staged.txt", "staged\n")
    run(tree, "add", "staged.txt")
    change(scratch, tree)
    write(tree / "precious", "p\n")
    kept = await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert (kept.branch, kept.head, kept.files) == ("work", at, 3)
    assert any(str(tree) in line for line in kept.left_out)
    back = scratch.folder / "back"
    await git.restore(scratch.project, kept.commit, str(back))
    names = sorted(path.name for path in back.iterdir())
    assert names == [".gitignore", "a.txt", "b.txt", "done.txt", "precious", "staged.txt"]
    assert (back / "a.txt").read_text() == "edited\n"


@pytest.mark.parametrize(
    "change", [without, at_another_repository, at_another_worktree, at_the_main_checkout]
)
async def test_what_to_do_is_said_and_mends_it(git: Git, scratch: Scratch, change: Change) -> None:
    tree = scratch.worktree()
    change(scratch, tree)
    with pytest.raises(WorktreeLost) as said:
        await git.facts(scratch.project, str(tree))
    command = said.value.detail.split("`")[1]
    assert command == f"git -C {scratch.top} worktree repair"
    run(scratch.top, "worktree", "repair")
    assert (await git.facts(scratch.project, str(tree))).branch == "work"


async def test_a_worktree_inside_the_main_checkout_is_never_taken_for_it(git: Git, scratch: Scratch) -> None:
    tree = scratch.top / ".claude/worktrees/b1"
    run(scratch.top, "worktree", "add", "-q", "-b", "b1", str(tree))
    assert (await git.facts(scratch.project, str(tree))).branch == "b1"
    (tree / ".git").unlink()
    with pytest.raises(WorktreeLost, match=r"lost its \.git"):
        await git.facts(scratch.project, str(tree))
    write(tree / "precious", "p\n")
    kept = await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert (kept.branch, kept.files) == ("b1", 1)


async def test_a_missing_disk_is_not_taken_for_an_empty_worktree(git: Git, scratch: Scratch) -> None:
    tree = scratch.folder / "disk/tree"
    run(scratch.top, "worktree", "add", "-q", "-b", "far", str(tree))
    shutil.rmtree(tree.parent)
    with pytest.raises(WorktreeLost) as said:
        await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert not said.value.gone


async def test_a_part_of_a_worktree_is_kept_with_the_whole(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "src/one.py", "1\n")
    assert (await git.facts(scratch.project, str(tree / "src"))).branch == "work"
    kept = await git.rescue(scratch.project, str(tree / "src"), "alice", "r1")
    assert kept.files == 1


async def test_a_part_that_the_repository_ignores_is_not_taken_for_kept(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "build/precious", "p\n")
    with pytest.raises(PortError, match="ignores build"):
        await git.rescue(scratch.project, str(tree / "build"), "alice", "r1")


async def test_worktrees_that_were_moved_or_lie_behind_links_are_still_read(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    moved = tree.rename(scratch.folder / "moved")
    link = scratch.folder / "link"
    link.symlink_to(moved)
    assert (await git.facts(scratch.project, str(moved))).branch == "work"
    run(scratch.top, "worktree", "repair", str(moved))
    assert (await git.facts(scratch.project, str(link))).branch == "work"
    assert (await git.facts(scratch.project, str(scratch.top))).branch == "main"


@pytest.mark.parametrize("to", ["another", "main"])
async def test_a_link_to_another_worktree_in_its_place_is_neither_read_nor_kept(
    git: Git, scratch: Scratch, to: str
) -> None:
    tree = scratch.worktree()
    there = scratch.worktree("another") if to == "another" else scratch.top
    write(there / "theirs.txt", "theirs\n")
    tree.rename(scratch.folder / "aside")
    tree.symlink_to(there)
    for look in (git.facts, git.diff):
        with pytest.raises(WorktreeLost, match="is a link to another worktree"):
            await look(scratch.project, str(tree))
    with pytest.raises(WorktreeLost, match="is a link to another worktree") as said:
        await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert not said.value.gone
    at = run(there, "rev-parse", "HEAD")
    with pytest.raises(WorktreeLost):
        await git.remove_worktree(scratch.project, str(tree), at)
    assert (there / "theirs.txt").exists()
    for mine in (there, scratch.folder / "behind" / there.name):
        if not mine.exists():
            (scratch.folder / "behind").symlink_to(scratch.folder)
        assert (await git.facts(scratch.project, str(mine))).dirty == 1
        await git.rescue(scratch.project, str(mine), "bob", f"r-{mine.parent.name}")


async def test_a_link_above_it_that_leads_to_another_worktree_counts_too(git: Git, scratch: Scratch) -> None:
    for name in ("one", "two"):
        (scratch.folder / name).mkdir()
        run(scratch.top, "worktree", "add", "-q", "-b", name, str(scratch.folder / name / "tree"), "main")
    (scratch.folder / "one").rename(scratch.folder / "aside")
    (scratch.folder / "one").symlink_to(scratch.folder / "two")
    with pytest.raises(WorktreeLost, match="is a link to another worktree"):
        await git.rescue(scratch.project, str(scratch.folder / "one/tree"), "alice", "r1")
    assert (await git.rescue(scratch.project, str(scratch.folder / "two/tree"), "bob", "r2")).branch == "two"


@pytest.mark.parametrize("name", ["elsewhere", "deep/tree-work"])
async def test_a_worktree_that_git_moved_is_not_taken_for_gone(git: Git, scratch: Scratch, name: str) -> None:
    tree = scratch.worktree()
    write(tree / "new.txt", "in no commit\n")
    now = scratch.folder / name
    now.parent.mkdir(exist_ok=True)
    run(scratch.top, "worktree", "move", str(tree), str(now))
    for work in (
        git.facts(scratch.project, str(tree)),
        git.rescue(scratch.project, str(tree), "alice", "r1"),
    ):
        with pytest.raises(WorktreeLost, match=f"was moved to {now}: `git .* worktree move") as said:
            await work
        assert not said.value.gone
    run(scratch.top, "worktree", "move", "-f", "-f", str(now), str(tree))
    assert (await git.rescue(scratch.project, str(tree), "alice", "r2")).files == 1


async def test_a_neighbour_with_a_number_is_no_moved_worktree(git: Git, scratch: Scratch) -> None:
    tree, _ = scratch.worktree(), scratch.worktree("work1")
    run(scratch.top, "worktree", "remove", str(tree))
    with pytest.raises(WorktreeLost) as said:
        await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert said.value.gone


async def test_a_head_that_moves_while_it_is_kept_refuses_the_rescue(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()

    def point(name: str) -> None:
        if name == "rescue.tree":
            run(tree, "switch", "-q", "-c", "elsewhere")

    monkeypatch.setattr("fleetui.ports.git.rescue.point", point)
    with pytest.raises(PortError, match="came to stand on another commit"):
        await git.rescue(scratch.project, str(tree), "alice", "r1")


async def test_a_folder_pointed_elsewhere_is_looked_at_at_once(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    before = await git.marks({"x": str(tree)})
    at_another_repository(scratch, tree)
    assert await git.marks({"x": str(tree)}) != before
