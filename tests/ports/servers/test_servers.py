"""Of two agents in one folder each hears of its own conversation; where that is not sure, of none."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fleetui.agents.load import load_profiles
from fleetui.engine.protocols.servers import ServerAsk
from fleetui.model.identities import PaneRef, ServerId
from fleetui.ports.processes import proc
from fleetui.ports.servers.port import Servers
from tests.ports.servers.app_server import WORKS, AppServer, thread
from tests.support.waiting import until_async

SLEEPS = "import time; print('up', flush=True); time.sleep(300)"


class Codexes:
    """Processes that stand for Codex, all in one folder."""

    def __init__(self, root: Path) -> None:
        self.home, self.work = root / "h", root / "work"
        self.work.mkdir()
        self._script = root / "codex"
        self._script.write_text(SLEEPS)
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str, **more: Any) -> ServerAsk:
        """One more, and how it is asked for."""
        process = subprocess.Popen(
            [sys.executable, str(self._script), *arguments],
            env={"CODEX_HOME": str(self.home), "PATH": os.environ["PATH"]},
            cwd=self.work,
            stdout=subprocess.PIPE,
        )
        self.started.append(process)
        assert process.stdout
        assert process.stdout.readline()
        found = load_profiles()["codex"]
        assert found.server
        assert found.session
        pane = PaneRef(ServerId("/s", 1, 1), "%1", process.pid, proc.start_ticks(process.pid))
        name = f"agent {len(self.started)}"
        known = ServerAsk(name, "r1", pane, found.programs, found.server, found.session, version="0.171.0")
        return replace(known, **more)


@pytest.fixture
def codexes(tmp_path: Path) -> Iterator[Codexes]:
    made = Codexes(tmp_path)
    yield made
    for process in made.started:
        process.kill()
        process.wait()


@asynccontextmanager
async def listening() -> AsyncIterator[Servers]:
    port = Servers(time.time)
    try:
        yield port
    finally:
        await port.close()


async def said(port: Servers, *asked: ServerAsk) -> dict[str, str]:
    return {name: facts.path for name, facts in (await port.sample(asked)).items()}


async def heard(port: Servers, *asked: ServerAsk) -> dict[str, str]:
    """What is said once the server was heard of: another agent's is known."""
    return await until_async(lambda: said(port, *asked))


async def test_an_agent_hears_of_the_thread_of_its_session_file(codexes: Codexes) -> None:
    async with AppServer(codexes.home) as server, listening() as port:
        work = str(codexes.work)
        server.threads = [thread(1, work), thread(2, work, status=WORKS), thread(3, work, ephemeral=True)]
        one = codexes.start(path="/codex/rollout-1.jsonl")
        two = codexes.start(path="/codex/rollout-2.jsonl")
        three = codexes.start(path="/codex/rollout-3.jsonl")
        strange = codexes.start(path="/codex/rollout-9.jsonl")
        found = await until_async(lambda: port.sample((one, two, three, strange)))
        assert {name: facts.status for name, facts in found.items()} == {
            "agent 1": "idle",
            "agent 2": "active",
        }
        assert found["agent 2"].path == "/codex/rollout-2.jsonl"


async def test_without_a_file_the_title_tells_two_in_one_folder_apart(codexes: Codexes) -> None:
    async with AppServer(codexes.home) as server, listening() as port:
        work = str(codexes.work)
        server.threads = [
            thread(1, work, name="one"),
            thread(2, work, name="two"),
            thread(3, "/else", name="one"),
        ]
        one, two = codexes.start(title="⠙ one | work"), codexes.start(title="two | work")
        assert await heard(port, one, two) == {
            "agent 1": "/codex/rollout-1.jsonl",
            "agent 2": "/codex/rollout-2.jsonl",
        }


@pytest.mark.parametrize("title", ["work", "", "go on | work", "one", "one | elsewhere", "on... | work"])
async def test_what_cannot_be_told_apart_is_not_known(codexes: Codexes, title: str) -> None:
    async with AppServer(codexes.home) as server, listening() as port:
        work = str(codexes.work)
        server.threads = [thread(1, work, name="one")]
        server.threads += [thread(number, work, name="go on") for number in (2, 3)]
        known, other = codexes.start(title="one | work"), codexes.start(title=title)
        assert await heard(port, known, other) == {"agent 1": "/codex/rollout-1.jsonl"}


async def test_an_agent_that_began_another_thread_is_not_known_by_the_file_of_the_one_before(
    codexes: Codexes,
) -> None:
    async with AppServer(codexes.home) as server, listening() as port:
        work = str(codexes.work)
        server.threads = [thread(1, work, name="one"), thread(2, work)]
        one = codexes.start(path="/codex/rollout-1.jsonl", title="one | work")
        assert await heard(port, one)
        assert not await said(port, replace(one, title="work"))
        assert not await said(port, replace(one, title="other | work"))
        assert await said(port, replace(one, title="a form of the operator's own"))


@pytest.mark.parametrize("argument", ["--no-daemon", "--remote"])
async def test_an_agent_that_does_not_use_the_server_hears_of_none(codexes: Codexes, argument: str) -> None:
    async with AppServer(codexes.home) as server, listening() as port:
        server.threads = [thread(1, str(codexes.work), name="one")]
        other = codexes.start(argument, title="one | work")
        assert not await said(port, other)
        known = codexes.start(title="one | work")
        assert await heard(port, known, other) == {"agent 2": "/codex/rollout-1.jsonl"}
        assert len([one for one in server.heard if one["method"] == "initialize"]) == 1


async def test_a_server_that_nobody_asks_for_is_left(codexes: Codexes) -> None:
    async with AppServer(codexes.home) as server, listening() as port:
        server.threads = [thread(1, str(codexes.work), name="one")]
        one = codexes.start(title="one | work")
        assert await heard(port, one)
        assert await port.sample(()) == {}
        await until_async(lambda: not server.links)


async def test_an_agent_whose_process_is_gone_hears_of_none(codexes: Codexes) -> None:
    async with AppServer(codexes.home) as server, listening() as port:
        server.threads = [thread(1, str(codexes.work), name="one")]
        one = codexes.start(title="one | work")
        assert await heard(port, one)
        codexes.started[0].kill()
        codexes.started[0].wait()
        assert not await said(port, one)
        assert not port.strange


async def test_two_who_look_at_once_get_what_each_asked_for(codexes: Codexes) -> None:
    async with AppServer(codexes.home) as server, listening() as port:
        server.threads = [thread(1, str(codexes.work), name="one"), thread(2, str(codexes.work), name="two")]
        one, two = codexes.start(title="one | work"), codexes.start(title="two | work")
        assert await heard(port, one, two)
        found = await asyncio.gather(said(port, one, two), said(port, two), said(port), said(port, one, two))
        assert [sorted(each) for each in found[:3]] == [["agent 1", "agent 2"], ["agent 2"], []]
