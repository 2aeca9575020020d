"""The store of what is needed for a moment: made, found by others, and cleared away by them only once nobody has it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from fleetui.ports.git import scratch_objects
from fleetui.ports.git.scratch_objects import ScratchObjects


def stores(state: Path) -> set[Path]:
    return {path for path in (state / "forecasts").iterdir() if (path / "lock").exists()}


def test_a_store_that_is_being_made_is_not_taken_for_one_that_was_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others: list[ScratchObjects] = []
    another = threading.Thread(target=lambda: others.append(ScratchObjects(tmp_path)))
    opened = os.open

    def while_the_other_clears(
        path: Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None
    ) -> int:
        made = opened(path, flags, mode, dir_fd=dir_fd)
        if flags & os.O_CREAT and another.ident is None:
            another.start()
            another.join(0.5)  # it waits for this one, or has cleared by then
        return made

    monkeypatch.setattr(scratch_objects.os, "open", while_the_other_clears)
    mine = ScratchObjects(tmp_path)
    another.join(10)
    assert len(others) == 1
    assert stores(tmp_path) == {mine._folder, others[0]._folder}


def test_what_a_process_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "forecasts" / "left"
    (left / "objects").mkdir(parents=True)
    (left / "lock").touch()
    mine = ScratchObjects(tmp_path)
    assert stores(tmp_path) == {mine._folder}
