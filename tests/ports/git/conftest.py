from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, make


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return make(tmp_path)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path / "state")
