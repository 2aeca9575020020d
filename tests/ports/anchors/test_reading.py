"""What stands in a worktree is read, and nothing else, whatever stands there."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from fleetui.model.anchors.tree import Look, Place
from fleetui.ports.anchors.reading import look_at


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write(tmp_path / "tree/src/a.py", "1\n2\n3")
    write(tmp_path / "secret", "secret\n")
    return tmp_path / "tree"


@pytest.fixture
def root(tree: Path) -> Iterator[int]:
    handle = os.open(tree, os.O_RDONLY)
    yield handle
    os.close(handle)


def lines(look: Look) -> list[bytes] | None:
    return look.content.raw_lines if look.content else None


@pytest.mark.parametrize("path", ["src/a.py", "./src//a.py"])
def test_a_file_is_read(root: int, path: str) -> None:
    assert lines(look_at(root, path)) == [b"1", b"2", b"3"]


def test_a_folder_is_one_and_nothing_is_nothing(root: int) -> None:
    assert look_at(root, "src").place is Place.FOLDER
    for path in ("src/new.py", "no/such/folder.py", "src/a.py/below", "a\ud800b", "x" * 300):
        assert look_at(root, path).place in (Place.NOTHING, Place.REFUSED)
    assert look_at(root, "src/new.py").place is Place.NOTHING


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../secret", "src/../../secret", "src/../src/a.py", "..", "a\0b", "/"]
)
def test_what_is_not_below_the_worktree_is_refused(root: int, path: str) -> None:
    found = look_at(root, path)
    assert (found.place, found.content) == (Place.REFUSED, None)


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../../secret", "../..", "../../tree/src/a.py", "loop", "/proc/self/environ"]
)
def test_a_link_out_or_in_a_circle_is_refused(tree: Path, root: int, target: str) -> None:
    (tree / "src/loop").symlink_to(target)
    found = look_at(root, "src/loop")
    assert (found.place, found.content) == (Place.REFUSED, None)
    assert found.why


def test_a_link_that_stays_within_is_followed_and_reported(tree: Path, root: int) -> None:
    (tree / "docs").mkdir()
    (tree / "docs/code.py").symlink_to("../src/a.py")
    (tree / "here").symlink_to("docs")
    found = look_at(root, "here/code.py")
    assert lines(found) == [b"1", b"2", b"3"]
    assert "a link to src/a.py" in found.why


def test_pipes_sockets_and_devices_are_refused_without_waiting(tree: Path, root: int) -> None:
    os.mkfifo(tree / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"/proc/self/fd/{root}/socket")
        for name in ("pipe", "socket"):
            assert look_at(root, name) == Look(Place.REFUSED, "a pipe, socket or device")


def test_a_huge_or_binary_file_is_there_and_not_read(tree: Path, root: int) -> None:
    with (tree / "huge").open("wb") as file:
        file.truncate(5 << 30)
    (tree / "image").write_bytes(b"GIF\0\0")
    assert look_at(root, "huge") == Look(Place.FILE, "too large to be read")
    assert look_at(root, "image") == Look(Place.FILE, "a binary file")


def test_a_folder_swapped_for_a_link_leads_nowhere(tree: Path, root: int) -> None:
    """Whatever is swapped in while a path is walked, nothing outside is ever taken for the file."""
    outside = write(tree.parent / "outside/a.py", "x\n" * 100).parent
    stop = threading.Event()

    def swap() -> None:
        while not stop.wait(0.0005):  # as it should be for a moment, whoever of both threads is served first
            (tree / "src").rename(tree / "away")
            (tree / "src").symlink_to(outside)
            (tree / "src").unlink()
            (tree / "away").rename(tree / "src")

    thread = threading.Thread(target=swap)
    thread.start()
    seen = [lines(look_at(root, "src/a.py")) for _ in range(3000)]
    stop.set()
    thread.join()
    assert [b"1", b"2", b"3"] in seen
    assert all(one in (None, [b"1", b"2", b"3"]) for one in seen)


def test_no_descriptor_is_left_behind(tree: Path, root: int) -> None:
    (tree / "l").symlink_to("../secret")
    before = psutil.Process().num_fds()
    for path in ("src/a.py", "l", "no/x", "/etc", "src") * 20:
        look_at(root, path)
    assert psutil.Process().num_fds() == before
