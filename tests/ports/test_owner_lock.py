from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.owner_lock import Lock

ROOT = Path(__file__).parents[2]


@contextmanager
def another(path: Path, screen: str = "plain") -> Iterator[tuple[subprocess.Popen[str], bool]]:
    command = [sys.executable, "-m", "tests.ports.lock_taker", str(path), screen]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    try:
        yield process, process.stdout.readline() == "True\n"
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(10)


def test_one_process_owns_and_the_others_see_who(tmp_path: Path) -> None:
    mine = Lock(tmp_path / "owner")
    assert mine.holder() is None
    with another(tmp_path / "owner", "screen") as (process, took):
        assert took
        assert mine.take(screen=True) is False
        assert mine.holder() == (process.pid, True)
    assert mine.holder() is None
    assert mine.take(screen=False)
    assert mine.holder() == (os.getpid(), False)
    with another(tmp_path / "owner") as (_, took):
        assert not took
    mine.release()
    with another(tmp_path / "owner") as (_, took):
        assert took


def test_a_killed_owner_leaves_no_owner(tmp_path: Path) -> None:
    with another(tmp_path / "owner") as (process, took):
        assert took
        process.kill()
        process.wait()
        lock = Lock(tmp_path / "owner")
        assert lock.holder() is None
        assert lock.take(screen=True)
        lock.release()


def test_taking_again_only_changes_what_is_said_and_releasing_twice_is_fine(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "owner")
    assert lock.take(screen=True)
    assert lock.take(screen=False)
    assert lock.holder() == (os.getpid(), False)
    lock.release()
    lock.release()
    assert lock.holder() is None


def test_asking_who_owns_never_makes_taking_fail(tmp_path: Path) -> None:
    asking = Lock(tmp_path / "owner")
    with another(tmp_path / "owner"):
        for _ in range(50):
            asking.holder()
        with another(tmp_path / "owner") as (_, took):
            assert not took
    with another(tmp_path / "owner") as (_, took):
        assert took


@pytest.mark.parametrize(
    "label",
    [
        b"",
        b"junk",
        b"[]",
        b'{"pid": 1}',
        json.dumps({"pid": os.getpid(), "started": 1, "boot": "x", "screen": True}).encode(),
    ],
    ids=["nothing", "junk", "a list", "half a label", "another start"],
)
def test_a_label_that_names_no_living_process_of_this_boot_counts_for_nothing(
    tmp_path: Path, label: bytes
) -> None:
    (tmp_path / "owner").write_bytes(label)
    assert Lock(tmp_path / "owner").holder() is None


def test_a_later_process_with_the_same_pid_is_not_the_owner(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "owner")
    assert lock.take(screen=True)
    said = json.loads((tmp_path / "owner").read_text())
    lock.release()
    (tmp_path / "owner").write_text(json.dumps(said))
    assert lock.holder() == (os.getpid(), True), (
        "the label alone is believed while exactly this process lives"
    )
    (tmp_path / "owner").write_text(json.dumps(said | {"started": said["started"] - 1}))
    assert lock.holder() is None


def test_the_lock_file_is_private_and_its_folder_must_be(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        lock = Lock(tmp_path / "state" / "owner")
        assert lock.take(screen=True)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "state" / "owner").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    lock.release()
    (tmp_path / "state").chmod(0o777)
    with pytest.raises(PortError, match="others may write"):
        lock.take(screen=True)


@pytest.mark.parametrize("how", ["removed", "its folder moved away", "replaced by another file"])
def test_an_owner_whose_lock_file_went_holds_the_one_that_counts(tmp_path: Path, how: str) -> None:
    path = tmp_path / "state" / "owner"
    lock = Lock(path)
    assert lock.take(screen=True)
    if how == "removed":
        path.unlink()
    elif how == "its folder moved away":
        path.parent.rename(tmp_path / "away")
    else:
        (path.parent / "other").touch()
        (path.parent / "other").replace(path)
    assert lock.holds()
    assert lock.holder() == (os.getpid(), True)
    with another(path) as (_, took):
        assert not took
    lock.release()
    assert not lock.holds()
    with another(path) as (_, took):
        assert took


def test_an_owner_is_none_any_more_once_another_locked_the_file_that_counts(tmp_path: Path) -> None:
    path = tmp_path / "state" / "owner"
    lock = Lock(path)
    assert lock.take(screen=True)
    path.parent.rename(tmp_path / "away")
    with another(path) as (process, took):
        assert took
        assert not lock.holds()
        assert not lock.take(screen=True), "taking again sees it, too"
        assert lock.holder() == (process.pid, False)
        lock.release()
        assert lock.holder() == (process.pid, False), "what it gives up is not the other's"


def test_an_owner_that_cannot_look_says_so_and_stays_the_owner_of_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "state" / "owner"
    lock = Lock(path)
    assert lock.take(screen=True)
    path.parent.rename(tmp_path / "away")
    path.parent.mkdir()
    path.parent.chmod(0o777)
    with pytest.raises(PortError, match="others may write"):
        lock.holds()
    path.parent.chmod(0o700)
    assert lock.holds()
    lock.release()
