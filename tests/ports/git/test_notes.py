"""Notes with landed commits, and the way back from a line: in the vault; in the repository only where that is said."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, plant, run, write
from tests.ports.git.test_candidates import vault

NOTES = "refs/notes/fleetui"


async def test_a_note_is_in_the_vault_and_leaves_the_repository_alone(git: Git, scratch: Scratch) -> None:
    head = run(scratch.top, "rev-parse", "HEAD")
    refs = run(scratch.top, "for-each-ref")
    assert await git.noted(scratch.project) == frozenset()
    await git.keep_note(scratch.project, head, "fleetui landing l1\n")
    await git.keep_note(scratch.project, head, "fleetui landing l1\n    asked\n")
    assert await git.noted(scratch.project) == {head}
    assert run(scratch.top, "for-each-ref") == refs
    assert "asked" in run(vault(scratch), "log", "-1", "--notes=fleetui", head)


async def test_a_shared_note_joins_those_of_others_and_nothing_planted_runs(
    git: Git, scratch: Scratch, tmp_path: Path
) -> None:
    first = run(scratch.top, "rev-parse", "HEAD")
    second = commit(scratch.top, "second", c__txt="c\n")
    run(scratch.top, "notes", f"--ref={NOTES}", "add", "-m", "a colleague's", first)
    plant(scratch.top, tmp_path / "canary")
    shared = replace(scratch.project, notes=True)
    await git.keep_note(shared, second, "fleetui landing l1\n")
    quiet = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat")
    assert run(scratch.top, *quiet, "notes", f"--ref={NOTES}", "show", first) == "a colleague's"
    assert run(scratch.top, *quiet, "notes", f"--ref={NOTES}", "show", second) == "fleetui landing l1"
    assert not (tmp_path / "canary").exists()


async def test_notes_that_are_another_name_for_a_branch_move_nothing_and_the_vault_keeps_the_note(
    git: Git, scratch: Scratch
) -> None:
    head = run(scratch.top, "rev-parse", "HEAD")
    run(scratch.top, "symbolic-ref", NOTES, "refs/heads/main")
    with pytest.raises(PortError, match="another name for refs/heads/main"):
        await git.keep_note(replace(scratch.project, notes=True), head, "fleetui landing l1\n")
    assert run(scratch.top, "rev-parse", "main") == head
    assert await git.noted(scratch.project) == {head}


@pytest.mark.parametrize("of", ["repository", "vault"])
async def test_a_pipe_in_the_place_of_the_notes_is_named_at_once(git: Git, scratch: Scratch, of: str) -> None:
    head = run(scratch.top, "rev-parse", "HEAD")
    await git.keep_note(scratch.project, head, "fleetui landing l1\n")
    pipe = (scratch.top / ".git" if of == "repository" else Path(vault(scratch))) / NOTES
    pipe.unlink(missing_ok=True)
    pipe.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(pipe)
    began = time.monotonic()
    with pytest.raises(PortError, match="notes/fleetui is a pipe"):
        await git.keep_note(replace(scratch.project, notes=True), head, "fleetui landing l1\n")
    assert time.monotonic() - began < 10, "a git that opens it waits 20 s"


async def test_a_line_leads_through_a_rename_to_the_commit_and_to_the_merge_that_brought_it(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    made = commit(tree, "make it", old__py="one = 1\ntwo = 2\nthree = 3\n")
    commit(tree, "another", c__txt="c\n")
    commit(scratch.top, "meanwhile", d__txt="d\n")
    run(scratch.top, "merge", "-q", "--no-ff", "-m", "Merge work", "work")
    merge = run(scratch.top, "rev-parse", "HEAD")
    run(scratch.top, "mv", "old.py", "new.py")
    write(scratch.top / "new.py", "zero = 0\none = 1\ntwo = 2\nthree = 3\n")
    renamed = commit(scratch.top, "rename it")
    await git.keep_note(scratch.project, merge, "fleetui landing l1\n")
    found = await git.origin(scratch.project, "new.py", 3)
    assert (found.commit, found.subject, found.path, found.line, found.text) == (
        made, "make it", "old.py", 2, "two = 2",
    )  # fmt: skip
    assert (found.merge, found.merge_subject, found.note) == (merge, "Merge work", "fleetui landing l1\n")
    from_worktree = await git.origin(scratch.project, str(tree / "new.py"), 1)
    assert (from_worktree.commit, from_worktree.merge, from_worktree.note) == (renamed, renamed, "")
    by_name = await git.origin(scratch.project, "", 0, made[:9])
    assert (by_name.commit, by_name.merge, by_name.path) == (made, merge, "")


async def test_what_has_no_origin_says_why(git: Git, scratch: Scratch) -> None:
    unlanded = commit(scratch.worktree(), "work", c__txt="c\n")
    assert (await git.origin(scratch.project, "", 0, unlanded)).merge == ""
    for path, line, name, why in (
        ("c.txt", 1, "", "main has no file 'c.txt': it may not have landed yet"),
        ("a.txt", 9, "", "a.txt has 3 lines on main"),
        ("/etc/passwd", 1, "", "is not in"),
        ("../a.txt", 1, "", "no file"),
        ("", 0, "deadbeef", "no commit 'deadbeef'"),
        ("", 0, "--all", "no commit '--all'"),
        ("", 0, "x\x1b]0;t\x07", "no commit"),
    ):
        with pytest.raises(PortError) as refused:
            await git.origin(scratch.project, path, line, name)
        assert why in refused.value.detail
        assert refused.value.detail.isprintable()


async def test_a_look_for_an_origin_runs_nothing_of_the_repository(
    git: Git, scratch: Scratch, tmp_path: Path
) -> None:
    write(scratch.top / ".gitattributes", "* diff=trap filter=trap\n")
    head = commit(scratch.top, "attributes")
    write(scratch.top / "ignored", f"{head}\n")
    run(scratch.top, "config", "blame.ignoreRevsFile", str(scratch.top / "ignored"))
    plant(scratch.top, tmp_path / "canary")
    assert (await git.origin(scratch.project, ".gitattributes", 1)).commit == head
    assert not (tmp_path / "canary").exists()
