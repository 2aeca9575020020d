"""What stands in a file's place is never waited for, never followed unasked, and never left open."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.agents.screen.stored import StoredError
from fleetui.agents.screen.stored_screens import StoredScreens
from fleetui.config.read import read_file
from fleetui.config.regular_file import NotRegular, open_regular
from fleetui.config.schema.file import FleetFile
from fleetui.config.screen_memory import ScreenMemory
from fleetui.ports.gates import files, junit
from fleetui.ports.hooks.settings_files import HookError, HookFiles
from fleetui.ports.kept_files.text_store import Texts
from tests.ports.git.test_plain_files import KINDS

NAME = "a" * 64


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("how", [how for how, _ in KINDS])
def test_only_a_file_is_opened(tmp_path: Path, how: Callable[[Path], object]) -> None:
    how(tmp_path / "odd")
    before = descriptors()
    with pytest.raises(NotRegular, match="is not a file"):
        open_regular(tmp_path / "odd", follow=True)
    assert descriptors() == before


def test_a_link_is_opened_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")
    with open_regular(tmp_path / "link", follow=True) as opened:
        assert opened.read() == b"text"
    with pytest.raises(OSError, match="symbolic links"):
        open_regular(tmp_path / "link")


READERS: list[Callable[[Path], object]] = [
    lambda path: read_file(path, FleetFile),
    ScreenMemory,
    lambda path: HookFiles(path.parent).entries(path),
    junit._content,
    lambda path: files._content(str(path), (0, 0, 0, 0, 0)),
    lambda path: files._is_script(str(path)),
    lambda path: Texts(path.parent).get(path.name),
    lambda path: StoredScreens().text(str(path)),
]


@pytest.mark.parametrize("reads", READERS)
@pytest.mark.parametrize("how", [Path.mkdir, os.mkfifo])
def test_no_reader_leaves_open_what_is_no_file(
    tmp_path: Path, reads: Callable[[Path], object], how: Callable[[Path], object]
) -> None:
    before = descriptors()
    for at in ("one", "two"):
        folder = tmp_path / at
        folder.mkdir()
        how(folder / NAME)
        with contextlib.suppress(OSError, HookError, StoredError, junit.Unreadable):
            reads(folder / NAME)
    assert descriptors() == before
