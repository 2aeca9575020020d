from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from fleetui.ports.tmux import Tmux
from tests.support.relayed import relayed_tmux
from tests.support.tmux import PrivateTmux, private_tmux


@pytest.fixture(autouse=True)
def no_other_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discovery in a test never meets a server that is not the test's."""
    monkeypatch.setenv("TMUX_TMPDIR", "/nonexistent")
    monkeypatch.delenv("TMUX", raising=False)


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    """A private server that starts with its first session."""
    with private_tmux() as server:
        yield server


@pytest.fixture
async def port(tmux: PrivateTmux, tmp_path: Path) -> AsyncIterator[Tmux]:
    """The port under test, watching the private server as one that is not its own."""
    made = Tmux(str(tmux.folder / "other"), str(tmp_path))
    yield made
    await made.disconnect()


@pytest.fixture
async def own(tmux: PrivateTmux) -> AsyncIterator[Tmux]:
    """The port with the private server as its own, which it starts itself."""
    made = Tmux(tmux.socket, str(tmux.folder / "run"))
    yield made
    await made.disconnect()
    tmux.adopt()


@pytest.fixture(params=[False, True], ids=["plain", "relayed"])
async def either(tmux: PrivateTmux, request: pytest.FixtureRequest) -> AsyncIterator[Tmux]:
    """The same, whose runs have a relay or none."""
    kind = relayed_tmux(tmux.folder / "reports") if request.param else Tmux
    made = kind(tmux.socket, str(tmux.folder / "run"))
    yield made
    await made.disconnect()
    tmux.adopt()
