"""A pipe, socket, device or folder in the place of a file that git opens: named at once, never waited for."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git import Git, run
from fleetui.ports.git.plain_files import require_all_plain, require_plain
from tests.ports.git.scratch import Scratch, commit, train_of
from tests.ports.git.scratch import run as plain


def socket_at(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path has to be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def link_to_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


KINDS: list[tuple[Callable[[Path], object], str]] = [
    (os.mkfifo, "a pipe"),
    (link_to_pipe, "a pipe"),
    (socket_at, "a socket"),
    (lambda path: path.symlink_to("/dev/zero"), "a device"),
    (Path.mkdir, "a folder"),
]
READ = ("packed-refs", "config", "shallow", "info/attributes", "objects/info/alternates")
LISTED = ("refs/tags/t", "refs/heads/other", "logs/HEAD", "objects/ab/cd", "worktrees/tree-work/gitdir")


def spoiled(git_dir: Path, name: str, how: Callable[[Path], object] = os.mkfifo) -> Path:
    path = git_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    how(path)
    return path


@pytest.mark.parametrize(("how", "kind"), KINDS)
def test_what_is_no_file_is_named_with_its_kind(
    scratch: Scratch, how: Callable[[Path], object], kind: str
) -> None:
    path = spoiled(scratch.top / ".git", "packed-refs", how)
    with pytest.raises(PortError) as refused:
        require_plain(str(scratch.top / ".git"), "look")
    assert refused.value.detail == f"{path} is {kind}, not a file: remove it"


@pytest.mark.parametrize("name", LISTED)
def test_every_ref_log_and_object_is_looked_at(scratch: Scratch, name: str) -> None:
    scratch.worktree()
    path = spoiled(scratch.top / ".git", name)
    with pytest.raises(PortError, match=f"{path} is a pipe"):
        require_all_plain(str(scratch.top / ".git"), "look")


def test_links_within_each_other_and_what_git_passes_over_are_no_trouble(scratch: Scratch) -> None:
    inside = scratch.top / ".git"
    (inside / "refs/loop").symlink_to("../refs", target_is_directory=True)
    (inside / "refs/tags/nowhere").symlink_to("missing")
    (inside / "info/exclude").unlink(missing_ok=True)
    (inside / "info/exclude").symlink_to(os.devnull)
    scratch.worktree()
    socket_at(inside / "worktrees/tree-work/fsmonitor--daemon.ipc")
    require_all_plain(str(inside), "look")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that would wait for a pipe ends soon, and the test fails soon."""
    monkeypatch.setitem(run.git.__kwdefaults__, "limit_s", 1.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", READ)
@pytest.mark.usefixtures("quick")
async def test_nothing_of_a_project_waits_for_a_pipe(git: Git, scratch: Scratch, name: str) -> None:
    tree = str(scratch.worktree())
    await git.facts(scratch.project, tree)
    head = plain(scratch.top, "rev-parse", "work")
    spoiled(scratch.top / ".git", name)
    for look in (
        git.facts(scratch.project, tree),
        git.candidate(scratch.project, "seat", "work"),
        git.keep_note(scratch.project, head, "text"),
    ):
        with pytest.raises(PortError, match="is a pipe, not a file: remove it"):
            await look


@pytest.mark.usefixtures("quick")
async def test_a_pipe_among_the_refs_is_named_where_a_candidate_is_built_or_lands(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    commit(tree, "work", a__txt="1\n")
    made = await git.candidate(scratch.project, "seat", "work")
    path = spoiled(scratch.top / ".git", "refs/tags/t")
    landed = await git.land(scratch.project, train_of(made))
    assert (landed.landed, landed.detail) == (False, f"{path} is a pipe, not a file: remove it")
    commit(tree, "more", b__txt="2\n")
    with pytest.raises(PortError, match="is a pipe"):
        await git.candidate(scratch.project, "seat", "work")
    path.unlink()
    assert (await git.candidate(scratch.project, "seat", "work")).commit


@pytest.mark.usefixtures("quick")
async def test_a_pipe_in_the_notes_place_is_named_and_the_vault_keeps_the_note(
    git: Git, scratch: Scratch
) -> None:
    project = replace(scratch.project, notes=True)
    head = plain(scratch.top, "rev-parse", "main")
    await git.check_project(project)
    path = spoiled(scratch.top / ".git", "refs/notes/fleetui")
    with pytest.raises(PortError, match=f"{path} is a pipe"):
        await git.keep_note(project, head, "text")
    assert head in await git.noted(project)


@pytest.mark.usefixtures("quick")
async def test_a_repository_with_a_pipe_gets_no_vault_and_says_why(git: Git, scratch: Scratch) -> None:
    path = spoiled(scratch.top / ".git", "refs/tags/t")
    with pytest.raises(PortError, match=f"{path} is a pipe"):
        await git.check_project(scratch.project)
