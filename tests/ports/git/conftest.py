from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.ports.git import Git, vaults
from tests.ports.git.scratch import Scratch, make


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
