"""Several candidates, each built on the one before, move the target once; and what landed is taken back."""

from __future__ import annotations

import asyncio
import signal

import pytest

from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run, train_of, write
from tests.ports.git.test_land import land_elsewhere, main_of, with_last


async def coupled(git: Git, scratch: Scratch, **third: str):  # type: ignore[no-untyped-def]
    """Three branches with work of their own, as candidates each on the one before."""
    for branch, files in (
        ("one", {"a__txt": "1\ntwo\nthree\n"}),
        ("two", {"new__txt": "n\n"}),
        ("three", third),
    ):
        commit(scratch.worktree(branch), branch, **(files or {"b__txt": "bees\n"}))
    made, on = [], ""
    for branch in ("one", "two", "three"):
        made.append(await git.candidate(scratch.project, branch, branch, on))
        on = made[-1].commit
    return made


async def test_a_train_moves_the_target_once_to_its_last_candidate(git: Git, scratch: Scratch) -> None:
    base = main_of(scratch)
    made = await coupled(git, scratch)
    assert [one.base for one in made] == [base, made[0].commit, made[1].commit]
    assert made == [
        await git.candidate(scratch.project, one.seat, one.branch, "" if one is made[0] else one.base)
        for one in made
    ]
    write(scratch.top / "mine.txt", "operator's file\n")
    result = await git.land(scratch.project, train_of(*made))
    assert (result.landed, main_of(scratch)) == (True, made[-1].commit)
    assert run(scratch.top, "log", "--first-parent", "--format=%H", "main").split() == [
        *(one.commit for one in reversed(made)),
        base,
    ]
    assert run(scratch.top, "reflog", "--format=%H", "main").split() == [made[-1].commit, base], "one step"
    assert run(scratch.top, "rev-parse", "main^{tree}") == made[-1].tree
    assert run(scratch.top, "status", "--porcelain") == "?? mine.txt"
    assert (scratch.top / "b.txt").read_text() == "bees\n"


async def test_a_member_that_conflicts_with_one_before_says_where(git: Git, scratch: Scratch) -> None:
    made = await coupled(git, scratch, a__txt="uno\ntwo\nthree\n")
    assert (made[2].commit, made[2].conflicts) == ("", ("a.txt",))
    alone = await git.candidate(scratch.project, "three", "three")
    assert alone.commit, "and none with the target itself"


async def test_a_train_of_which_anything_is_not_as_it_was_approved_is_refused(
    git: Git, scratch: Scratch
) -> None:
    made = await coupled(git, scratch)
    base, right = main_of(scratch), train_of(*made)
    first = right.landings[0]
    for wrong in (
        train_of(made[0], made[2]),
        train_of(made[1], made[2]),
        train_of(made[1], made[0], made[2]),
        with_last(right, target="other"),
        with_last(right, head=first.head),
        with_last(right, tree=first.tree),
        with_last(right, base=first.base),
        with_last(right, reverts=first.candidate),
        with_last(right, reverts=base),
    ):
        result = await git.land(scratch.project, wrong)
        assert not result.landed, wrong
    commit(scratch.folder / "tree-two", "one more", late__txt="l\n")
    result = await git.land(scratch.project, right)
    assert not result.landed
    assert "two moved" in result.detail
    assert main_of(scratch) == base


@pytest.mark.parametrize(
    ("fault", "moved"),
    [
        ("land.before_move", False),
        ("land.files_written", False),
        ("land.after_move", True),
        ("land.after_ref", True),
    ],
)
async def test_a_kill_in_the_middle_leaves_the_old_commit_or_the_whole_train(
    git: Git, scratch: Scratch, fault: str, moved: bool
) -> None:
    base, train = main_of(scratch), train_of(*await coupled(git, scratch))
    write(scratch.top / "mine.txt", "operator's file\n")
    child = land_elsewhere(scratch, train, fault)
    assert await asyncio.to_thread(child.wait, 60) == -signal.SIGKILL
    assert main_of(scratch) == (train.candidate if moved else base)
    assert (await git.landed(scratch.project, train)).landed is moved
    assert run(scratch.top, "status", "--porcelain") == "?? mine.txt"
    if not moved:
        assert (await git.land(scratch.project, train)).landed
    assert main_of(scratch) == train.candidate
    assert run(scratch.top, "status", "--porcelain") == "?? mine.txt"


async def test_what_landed_is_taken_back_and_nothing_that_came_later(git: Git, scratch: Scratch) -> None:
    made = await coupled(git, scratch)
    train = train_of(*made)
    assert (await git.land(scratch.project, train)).landed
    later = commit(scratch.top, "later", later__txt="l\n", new__txt="n\nmore\n")
    back = await git.reversal(scratch.project, train.landings[0])
    assert (back.base, back.reverts) == (later, made[0].commit)
    assert [(file.path, file.added, file.deleted) for file in back.files] == [("a.txt", 1, 1)]
    assert (await git.land(scratch.project, train_of(back))).landed
    assert (scratch.top / "a.txt").read_text() == "one\ntwo\nthree\n"
    assert (scratch.top / "new.txt").read_text() == "n\nmore\n"
    assert run(scratch.top, "status", "--porcelain") == ""
    again = await git.reversal(scratch.project, train.landings[0])
    assert (again.commit, again.error) == ("", "nothing to take back: the base holds nothing of it any more")
    conflicts = await git.reversal(scratch.project, train.landings[1])
    assert (conflicts.commit, conflicts.conflicts) == ("", ("new.txt",)), "others went on from it"


async def test_what_a_commit_by_hand_took_back_is_not_taken_back_again(git: Git, scratch: Scratch) -> None:
    (landing,) = train_of(*(await coupled(git, scratch))[:1]).landings
    unlanded = await git.reversal(scratch.project, landing)
    assert unlanded.error == "nothing to take back: the base does not hold it"
    assert (
        await git.land(scratch.project, train_of(await git.candidate(scratch.project, "one", "one")))
    ).landed
    commit(scratch.top, "by hand", a__txt="one\ntwo\nthree\n")
    assert "nothing of it any more" in (await git.reversal(scratch.project, landing)).error
