from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetui.ports.folders import remove_folder
from fleetui.ports.git import Git, vaults
from tests.ports.git.scratch import Scratch, make
from tests.ports.test_folders import deep


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return make(tmp_path)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path / "state")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small vault is filled at once, however busy the machine is."""
    monkeypatch.setattr(vaults, "PATIENCE_S", 60.0)


@pytest.fixture
def deep_tree(scratch: Scratch) -> Iterator[Path]:
    """A worktree with more folders in each other than a recursion has levels: gone at the end, with all made of it."""
    tree = scratch.worktree()
    deep(tree, 1100)
    yield tree
    remove_folder(str(scratch.folder))
