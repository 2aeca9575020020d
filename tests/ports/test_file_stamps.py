"""Nothing that was written to a file is taken for nothing."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from fleetui.ports import file_stamps as module
from fleetui.ports.file_stamps import Still


def written_long_ago(path: Path, text: str = "x") -> None:
    path.write_text(text)
    old = time.time() - 60
    os.utime(path, (old, old))


def test_files_nobody_wrote_to_are_still(tmp_path: Path) -> None:
    written_long_ago(tmp_path / "a")
    still = Still(tmp_path / "a", tmp_path / "not there")
    assert not still.still(), "nothing was looked at yet"
    still.looked(still.mark())
    assert still.still()


def test_a_write_a_new_file_and_a_missing_one_end_it(tmp_path: Path) -> None:
    one, other = tmp_path / "a", tmp_path / "b"
    for change in (lambda: one.write_text("longer"), lambda: other.write_text("new"), one.unlink):
        written_long_ago(one)
        other.unlink(missing_ok=True)
        still = Still(one, other)
        still.looked(still.mark())
        assert still.still()
        change()
        assert not still.still()


def test_a_file_written_just_before_the_look_is_looked_at_again(tmp_path: Path) -> None:
    """Two writes in one tick of the file system's clock leave one and the same time."""
    (tmp_path / "a").write_text("x")
    still = Still(tmp_path / "a")
    still.looked(still.mark())
    assert not still.still()


def test_stillness_is_never_believed_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written_long_ago(tmp_path / "a")
    still = Still(tmp_path / "a")
    still.looked(still.mark())
    monkeypatch.setattr(module, "AT_LEAST_S", 0.0)
    assert not still.still()
