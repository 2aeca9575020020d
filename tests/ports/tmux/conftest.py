from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from fleetui.ports.tmux import Tmux
from tests.support.tmux import PrivateTmux, private_tmux


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    """A private server that starts with its first session."""
    with private_tmux() as server:
        yield server


@pytest.fixture
async def port(tmux: PrivateTmux, tmp_path: Path) -> AsyncIterator[Tmux]:
    """The port under test; its own server is the private one."""
    made = Tmux(tmux.socket, str(tmp_path))
    yield made
    await made.disconnect()
