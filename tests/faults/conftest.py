"""A scratch fleet whose engine runs in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.background import Background
from tests.support.scratch import Scratch


@pytest.fixture
def background() -> Iterator[Background]:
    scratch = Scratch()
    made = Background(scratch)
    try:
        yield made
    finally:
        made.close()
        scratch.close()
