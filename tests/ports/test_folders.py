"""Folders deeper than a recursion and a path can be are walked and removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetui.ports.folders import remove_folder, walk
from fleetui.ports.gates import junit


def deep(folder: Path, levels: int, name: str = "d") -> None:
    """Folders in each other, with a file in the last."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("TEST-x.xml", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A folder that is gone at the end however the test ends: what removes others of pytest's gives up on deep ones."""
    yield tmp_path
    remove_folder(str(tmp_path))


@pytest.mark.parametrize(("levels", "name"), [(1100, "d"), (400, "d" * 100)])
def test_folders_of_any_depth_are_removed_and_nothing_beside(room: Path, levels: int, name: str) -> None:
    (room / "kept").mkdir()
    (room / "kept" / "file").touch()
    top = room / "top"
    top.mkdir()
    deep(top, levels, name)
    (top / "link").symlink_to(room / "kept")
    remove_folder(str(top))
    assert not top.exists()
    assert (room / "kept" / "file").exists()


def test_every_folder_is_walked_and_links_are_named_and_not_followed(room: Path) -> None:
    deep(room, 1100)
    (room / "link").symlink_to(room)
    (room / "left").mkdir()
    (room / "left" / "file").touch()
    found = []
    for at, folders, files in walk(str(room)):
        if at == str(room):
            assert sorted(folders) == ["d", "left", "link"]
            folders.remove("left")
        found += files
    assert found == ["TEST-x.xml"]
    assert next(walk(os.fsencode(room)))[0] == os.fsencode(room)


def test_reports_below_folders_that_are_too_deep_cannot_be_read(room: Path) -> None:
    deep(room, 1100)
    with pytest.raises(junit.Unreadable, match="lie too deep"):
        junit.seen(str(room), "**/TEST-*.xml")
