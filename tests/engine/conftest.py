"""A scratch fleet per test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.scratch import Scratch


@pytest.fixture
def scratch(request: pytest.FixtureRequest) -> Iterator[Scratch]:
    """Folders, repository and configuration; everything it started is ended by identity."""
    made = Scratch()
    made.relay = getattr(request, "param", False)
    yield made
    made.close()
