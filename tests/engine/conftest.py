"""A scratch fleet per test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.scratch import Scratch


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    """Folders, repository and configuration; everything it started is ended by identity."""
    made = Scratch()
    yield made
    made.close()
