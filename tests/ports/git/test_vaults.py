"""A vault is made wherever the repository is, and whoever needs it hears how far that is."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import NotYet, PortError
from fleetui.ports.git import Git, vault_objects, vaults
from fleetui.ports.git.vault import Vault, open_vault
from tests.ports.git.scratch import Scratch, commit, run, write
from tests.support.processes import lives
from tests.support.waiting import until

MEMORY = Path("/dev/shm")
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system than the scratch repository."""
    if not MEMORY.is_dir() or MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is one file system here")
    folder = Path(tempfile.mkdtemp(dir=MEMORY))
    yield folder
    shutil.rmtree(folder)


@contextmanager
def filled_by_another(scratch: Scratch) -> Iterator[Path]:
    """Another process fills the vault: it has the lock, and half of the files."""
    made = Path(open_vault(scratch.folder / "known", scratch.project, "test").path)
    state = scratch.folder / "state"
    half = state / "vaults" / f"{made.stem}.4711.half/objects/pack"
    half.mkdir(parents=True)
    (state / "locks").mkdir()
    with (state / "locks" / f"{made.stem}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield half


async def test_repository_state_and_worktrees_may_be_on_different_file_systems(
    elsewhere: Path, scratch: Scratch
) -> None:
    git = Git(elsewhere / "state")
    made = await git.add_worktree(scratch.project, "work", str(elsewhere / "trees/work"))
    head = commit(made.path, "work", c__txt="c\n")
    write(Path(made.path, "d.txt"), "new\n")
    facts = await git.facts(scratch.project, made.path)
    assert (facts.head, facts.ahead, facts.dirty) == (head, 1, 1)
    candidate = await git.candidate(scratch.project, "alice", "work")
    assert await git.clean_checkout(scratch.project, candidate.commit)
    assert (await git.rescue(scratch.project, made.path, "alice", "r1")).commit


async def test_a_repository_whose_object_store_is_a_link_has_a_vault(git: Git, scratch: Scratch) -> None:
    (scratch.top / ".git/objects").rename(scratch.folder / "objects")
    (scratch.top / ".git/objects").symlink_to(scratch.folder / "objects")
    commit(scratch.worktree(), "work", c__txt="c\n")
    assert (await git.candidate(scratch.project, "alice", "work")).commit


async def test_a_copy_that_does_not_fit_is_refused_before_it_begins(
    elsewhere: Path, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 100))
    with pytest.raises(PortError, match=r"need 0\.\d MB and .*/vaults has 0\.0 MB free: free some, or set"):
        await Git(elsewhere / "state").check_project(scratch.project)
    assert not list((elsewhere / "state/vaults").iterdir())


async def test_linked_objects_need_no_room(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 0))
    assert await git.check_project(scratch.project)


async def test_what_needs_a_vault_that_is_being_filled_says_how_far_it_is(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vaults, "PATIENCE_S", 0.05)
    monkeypatch.setattr(vaults, "PATIENT_S", 0.05)
    write(scratch.top / ".git/objects/large", b"\0" * 4_000_000)
    with filled_by_another(scratch) as half:
        write(half / "tmp_pack", b"\0" * 1_500_000)
        for ask in (
            lambda: git.check_project(scratch.project),
            lambda: git.facts(scratch.project, str(scratch.top)),
            lambda: git.candidate(scratch.project, "alice", "main"),
        ):
            with pytest.raises(NotYet, match=r"project are being copied: 1\.5 MB of 4\.0 MB"):
                await ask()
    monkeypatch.setattr(vaults, "PATIENCE_S", 60.0)
    assert await git.check_project(scratch.project)
    assert not list((scratch.folder / "state/vaults").glob("*half"))


async def test_one_project_that_is_being_filled_does_not_hold_up_another(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vaults, "PATIENCE_S", 0.05)
    monkeypatch.setattr(vaults, "PATIENT_S", 0.05)
    other = scratch.folder / "other"
    run(scratch.folder, "clone", "-q", str(scratch.top), str(other))
    with filled_by_another(scratch):
        for _ in range(5):
            with pytest.raises(NotYet):
                await git.facts(scratch.project, str(scratch.top))
        monkeypatch.setattr(vaults, "PATIENCE_S", 60)
        project = await git.find_project(str(other))
        assert project is not None
        assert (await git.facts(project, str(other))).branch == "main"
    assert await git.check_project(scratch.project)


async def test_a_copy_that_failed_leaves_nothing_and_rests_before_it_is_tried_again(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    def full(path: Path) -> None:
        begun.append(path.name)
        write(path / "objects/more", "half\n")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vault_objects, "_own_config", full)
    monkeypatch.setattr(vaults, "_REST", 1e6)
    monkeypatch.setattr(vaults, "PATIENCE_S", 0.0)
    for _ in range(3):
        with pytest.raises(PortError, match=r"no space left on .*/state: free some there"):
            await _checked(git, scratch)
    assert len(begun) == 1
    assert not list((scratch.folder / "state/vaults").iterdir())
    monkeypatch.undo()
    assert await Git(scratch.folder / "state").check_project(scratch.project)


def test_a_copy_ends_with_the_process_that_made_it(scratch: Scratch) -> None:
    program = f"""
import os, sys, threading
from pathlib import Path
from fleetui.model.fleet import Project
from fleetui.ports.git.run import git
threading.Thread(
    target=lambda: git("cat-file", "--batch", folder={str(scratch.top)!r}, stdin=(os.read(0, 1) for _ in iter(int, 1)),
        limit_s=600, ends_with_us=True), daemon=True
).start()
from fleetui.ports.git import run
while not run._end_with_us():
    pass
print(next(iter(run._end_with_us())).pid, flush=True)
"""
    reader, writer = os.pipe()
    done = subprocess.run(
        [sys.executable, "-c", program], stdin=reader, capture_output=True, text=True, timeout=60, check=False
    )
    os.close(writer)
    os.close(reader)
    assert done.returncode == 0, done.stderr
    until(lambda: not lives(int(done.stdout)))


def test_a_vault_opened_twice_is_one(scratch: Scratch) -> None:
    made: list[Vault] = [open_vault(scratch.folder / "state", scratch.project, "test") for _ in range(2)]
    assert made[0].path == made[1].path


async def _checked(git: Git, scratch: Scratch) -> str:
    """What comes of it, however long it takes."""
    while True:
        with suppress(NotYet):
            return await git.check_project(scratch.project)
