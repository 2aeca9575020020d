from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from dataclasses import replace

import psutil
import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.model.view import ChangedFile
from fleetui.ports.git import Git
from fleetui.time_limit import time_limit
from tests.ports.git.scratch import Scratch, commit, plant, run, write


async def test_a_fresh_worktree_is_clean_and_level_with_its_base(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    facts = await git.facts(scratch.project, str(tree))
    assert (facts.branch, facts.ahead, facts.behind, facts.dirty, facts.files) == ("work", 0, 0, 0, ())
    assert facts.head == facts.base == run(tree, "rev-parse", "HEAD")


async def test_a_disk_that_does_not_answer_is_said_in_time(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    there = threading.Event()
    monkeypatch.setattr("fleetui.ports.git.port.LOOK_S", 0.2)
    monkeypatch.setattr("fleetui.ports.git.projects.find", lambda *_: there.wait())
    with pytest.raises(PortError, match=r"no end within 0\.2 s: is its disk there"):
        async with time_limit(10):
            await git.find_project("/")
    there.set()


async def test_commits_edits_and_new_files_are_counted_from_the_base(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "add c", c__txt="c\nc\n")
    commit(tree, "more c", c__txt="c\nc\nc\n")
    commit(scratch.top, "base moves", d__txt="d\n")
    write(tree / "a.txt", "one\n2\nthree\n")
    write(tree / "new/e.txt", "e\ne")
    write(tree / "noise.log", "ignored")
    facts = await git.facts(scratch.project, str(tree))
    assert (facts.ahead, facts.behind, facts.dirty) == (2, 1, 2)
    assert facts.commits == ("more c", "add c")
    assert set(facts.files) == {
        ChangedFile("a.txt", 1, 1),
        ChangedFile("c.txt", 3, 0),
        ChangedFile("new/e.txt", 2, 0),
    }
    assert (facts.added, facts.deleted) == (6, 1)


async def test_staged_work_counts_as_dirty(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "a.txt", "staged\n")
    run(tree, "add", "a.txt")
    facts = await git.facts(scratch.project, str(tree))
    assert (facts.dirty, facts.files) == (1, (ChangedFile("a.txt", 1, 3),))


async def test_every_change_shows_at_the_next_call(git: Git, scratch: Scratch) -> None:
    """What is remembered between calls never hides a change, however small or fast."""
    tree = scratch.worktree()
    for step, change in enumerate(
        (
            lambda: write(tree / "a.txt", "ONE\ntwo\nthree\n"),
            lambda: write(tree / "a.txt", "ONE\nTWO\nthree\n"),
            lambda: run(tree, "add", "a.txt"),
            lambda: write(tree / "a.txt", "one\ntwo\nthree\n"),
            lambda: run(tree, "reset", "-q", "--hard"),
            (tree / "b.txt").unlink,
            lambda: commit(tree, "gone"),
            lambda: run(tree, "checkout", "-q", "-b", "other"),
            lambda: run(tree, "checkout", "-q", "--detach"),
            lambda: run(tree, "pack-refs", "--all"),
            lambda: commit(scratch.top, "base", z__txt="z"),
        )
    ):
        change()
        seen = await git.facts(scratch.project, str(tree))
        fresh = await Git(scratch.folder / f"state-{step}").facts(scratch.project, str(tree))
        assert seen == fresh, step


async def test_the_same_values_come_back_while_nothing_changes(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "a.txt", "x\n")
    first = await git.facts(scratch.project, str(tree))
    second = await git.facts(scratch.project, str(tree))
    assert first == second
    assert first.files is second.files


async def test_nothing_an_agent_configured_runs(git: Git, scratch: Scratch) -> None:
    tree, canary = scratch.worktree(), scratch.folder / "canary"
    commit(tree, "work", a__txt="changed\n")
    inner = tree / "inner"
    inner.mkdir()
    run(inner, "init", "-q")
    commit(inner, "inner", x__txt="x\n")
    tracked = tree / "module"
    tracked.mkdir()
    run(tracked, "init", "-q")
    commit(tracked, "inner", x__txt="x\n")
    run(tree, "add", "module")
    run(tree, "commit", "-qm", "a repository inside")
    # of the size they had: git has to read them to tell
    write(tree / "b.txt", "eeb\n")
    write(inner / "x.txt", "y\n")
    write(tracked / "x.txt", "y\n")
    plant(scratch.top, canary)
    plant(inner, canary)
    plant(tracked, canary)
    facts = await git.facts(scratch.project, str(tree))
    text = await git.diff(scratch.project, str(tree))
    assert not canary.exists(), canary.read_text()
    assert facts.dirty >= 2
    assert "+eeb" in text
    run(tree, "status", check=False)
    assert canary.exists(), "the traps do not work, so this test shows nothing"


async def test_a_renamed_file_is_shown_as_one(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    text = "".join(f"line {n}\n" for n in range(30))
    commit(scratch.top, "a file", long__txt=text)
    run(tree, "reset", "-q", "--hard", "main")
    run(tree, "mv", "long.txt", "c.txt")
    shown = await git.diff(scratch.project, str(tree))
    assert "rename from long.txt\nrename to c.txt\n" in shown
    assert "line 3" not in shown


@pytest.mark.parametrize("lost", ["HEAD:a.txt", "HEAD^{tree}", "HEAD"])
async def test_a_missing_object_is_not_fetched_by_a_program_the_agent_named(
    git: Git, scratch: Scratch, lost: str
) -> None:
    tree, canary = scratch.worktree(), scratch.folder / "canary"
    await git.check_project(scratch.project)
    commit(tree, "work", a__txt="changed\n")
    oid = run(tree, "rev-parse", lost)
    run(scratch.top, "branch", "other", "work")
    plant(scratch.top, canary)
    for key in ("clean", "smudge"):  # they alone would be refused before git is asked
        run(scratch.top, "config", "--unset", f"filter.trap.{key}")
    (scratch.top / ".git/objects" / oid[:2] / oid[2:]).unlink()
    write(tree / "a.txt", "egnahcd\n")
    for work in (
        git.facts(scratch.project, str(tree)),
        git.diff(scratch.project, str(tree)),
        git.candidate(scratch.project, "alice", "work"),
        git.rescue(scratch.project, str(tree), "alice", "r1"),
        git.add_worktree(scratch.project, "other", str(scratch.folder / "again")),
        git.add_worktree(scratch.project, "new", str(scratch.folder / "new")),
    ):
        with contextlib.suppress(PortError):
            await work
    assert not canary.exists(), canary.read_text()


async def test_the_difference_holds_committed_uncommitted_and_untracked(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "c", c__txt="committed\n")
    write(tree / "a.txt", "one\nedited\nthree\n")
    write(tree / "new.txt", "untracked\n")
    write(tree / "bin", b"\0\1")
    before = run(tree, "status", "--porcelain")
    text = await git.diff(scratch.project, str(tree))
    for line in ("+committed", "+edited", "-two", "+untracked", "Binary files"):
        assert line in text
    assert run(tree, "status", "--porcelain") == before


async def test_a_difference_is_bounded_and_says_so(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "big.txt", "0123456789abcdef\n" * 400_000)
    text = await git.diff(scratch.project, str(tree))
    assert len(text) < 3 << 20
    assert "cut here" in text


async def test_hostile_file_names_are_one_line_of_plain_text(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    for name in (b"x\n\x1b[31my", b"\xff\xfe", b"-x", b"a\tb", "bidi\u202eexe".encode()):
        write(tree / os.fsdecode(name), "1\n")
    facts = await git.facts(scratch.project, str(tree))
    assert facts.dirty == 5
    assert all(file.path.isprintable() for file in facts.files)


async def test_hostile_subjects_are_one_line_of_plain_text(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    run(tree, "commit", "-q", "--allow-empty", "-m", "x\x1b]52;c;aGk=\x07 [bold]")
    facts = await git.facts(scratch.project, str(tree))
    assert facts.commits[0].isprintable()


async def test_a_fifo_in_place_of_a_file_does_not_block(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    (tree / "a.txt").unlink()
    os.mkfifo(tree / "a.txt")
    facts = await asyncio.wait_for(git.facts(scratch.project, str(tree)), 5)
    assert facts.dirty == 1
    await asyncio.wait_for(git.diff(scratch.project, str(tree)), 5)


async def test_a_split_or_damaged_index_is_read_all_the_same(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "a.txt", "x\n")
    run(tree, "update-index", "--split-index")
    assert (await git.facts(scratch.project, str(tree))).dirty == 1
    write(tree / run(tree, "rev-parse", "--git-path", "index"), "no index at all")
    assert (await git.facts(scratch.project, str(tree))).dirty == 1


async def test_an_unborn_branch_has_facts(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    run(tree, "checkout", "-q", "--orphan", "fresh")
    facts = await git.facts(scratch.project, str(tree))
    assert (facts.branch, facts.head, facts.ahead) == ("fresh", "", 0)
    assert facts.dirty > 0


async def test_a_worktree_that_is_gone_is_an_error_with_its_path(git: Git, scratch: Scratch) -> None:
    with pytest.raises(PortError, match="nowhere is gone"):
        await git.facts(scratch.project, "/nowhere")


async def test_a_rewritten_base_is_another_base(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "work", w__txt="w\n")
    run(scratch.top, "checkout", "-q", "--orphan", "unrelated")
    run(scratch.top, "commit", "-qm", "another root")
    facts = await git.facts(replace(scratch.project, base="unrelated"), str(tree))
    assert (facts.ahead, facts.behind) == (2, 1)


async def test_a_thousand_calls_leave_no_process_and_no_descriptor(git: Git, scratch: Scratch) -> None:
    trees = [str(scratch.worktree(f"w{number}")) for number in range(4)]
    me = psutil.Process()
    await asyncio.gather(*(git.facts(scratch.project, tree) for tree in trees))
    before = me.num_fds()
    for _ in range(250):
        await asyncio.gather(*(git.facts(scratch.project, tree) for tree in trees))
    assert me.num_fds() <= before + 2
    assert not [child for child in me.children(recursive=True) if "git" in child.name()]
