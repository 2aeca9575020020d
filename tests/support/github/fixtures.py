"""Fixtures: a forge, its API on a socket, and each gh that is found. A conftest takes what its tests need."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from tests.support.github.client import Client
from tests.support.github.programs import TOKEN, WHERE, Gh, installed


@pytest.fixture
def hub() -> Iterator[Hub]:
    """An empty forge; ``TOKEN`` stands for ada, its only person."""
    folder = Path(tempfile.mkdtemp(prefix="gh-"))  # short: a socket's path may have no more than 107 bytes
    made = Hub(folder)
    made.login("ada", TOKEN)
    yield made
    shutil.rmtree(folder)


@pytest.fixture
def shop(hub: Hub) -> Repo:
    """The repository ``acme/shop`` with one file of twenty lines."""
    return hub.repository("acme/shop", {"shop.py": "".join(f"line {at}\n" for at in range(1, 21))})


@pytest.fixture
def api(hub: Hub) -> Iterator[ApiServer]:
    """The API of that forge. What it could not answer fails the test, unless the test looked at it and cleared it."""
    with ApiServer(hub, hub.folder / "api.sock") as server:
        yield server
    for wrong in (server.answering.broken, server.answering.invalid, server.log.holding(TOKEN)):
        assert wrong == [], wrong


def _with_login(where: str, hub: Hub, api: ApiServer) -> Gh:
    if (program := installed(where)) is None:
        pytest.skip(f"no gh {where}")
    return Gh(program, hub.folder / "gh", api.path)


@pytest.fixture(params=WHERE)
def gh(request: pytest.FixtureRequest, hub: Hub, api: ApiServer) -> Gh:
    """Each gh that is found, with ada's login: for tests of what gh says."""
    return _with_login(request.param, hub, api)


@pytest.fixture(params=[pytest.param(where, marks=pytest.mark.one_gh) for where in WHERE])
def gh_in_turn(request: pytest.FixtureRequest, hub: Hub, api: ApiServer) -> Gh:
    """One gh, the next test has the other: for tests of what stands on it. With ``--each-gh`` each as ``gh``."""
    return _with_login(request.param, hub, api)


@pytest.fixture
def client(api: ApiServer) -> Client:
    """Asks the API without gh."""
    return Client(api.path)
