"""Whatever a gate starts stays below its keeper, is ended with it, and is named."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from fleetui.model.evidence import Gate, Verdict
from fleetui.ports.gates.port import Gates, gate_environment
from fleetui.ports.processes import proc
from tests.support.waiting import until, until_async

ENVIRONMENT = gate_environment(os.environ)


def pids(folder: Path) -> list[int]:
    return [int(path.read_text()) for path in folder.glob("*.pid") if path.read_text().strip()]


DAEMONS = """
(env -i setsid sh -c 'echo $$ > a.pid; exec sleep 7006' &)
(setsid sh -c 'sleep 7007 & echo $! > b.pid' &)
env -i nohup setsid sh -c 'trap "" TERM HUP; echo $$ > c.pid; while :; do sleep 0.2; done' > /dev/null 2>&1 &
while [ ! -s a.pid ] || [ ! -s b.pid ] || [ ! -s c.pid ]; do sleep 0.05; done
"""


@pytest.mark.parametrize(("end", "verdict"), [("exit 0", Verdict.PASS), ("exit 3", Verdict.FAIL)])
async def test_daemons_a_gate_leaves_are_ended_and_named(tmp_path: Path, end: str, verdict: Verdict) -> None:
    gate = Gate("build", ("sh", "-c", DAEMONS + end), 60.0)
    result = await Gates().run(gate, str(tmp_path), ENVIRONMENT)
    assert result.verdict is verdict
    assert len(pids(tmp_path)) == 3
    assert not [pid for pid in pids(tmp_path) if proc.exists(pid)]
    assert "stopped what it left running: " in result.detail
    assert "sleep 7006 (pid " in result.detail


async def test_a_gate_that_leaves_nothing_has_nothing_to_say(tmp_path: Path) -> None:
    result = await Gates().run(Gate("build", ("sh", "-c", "sleep 0.1 | cat")), str(tmp_path), ENVIRONMENT)
    assert (result.verdict, result.detail) == (Verdict.PASS, "")


CHAIN = """
import os
os.setsid()
while True:
    if os.fork():
        os._exit(0)
    open("chain.pid", "w").write(str(os.getpid()))
"""


async def test_a_chain_that_forks_for_ever_ends(tmp_path: Path) -> None:
    script = f"env -i {sys.executable} -S -c '{CHAIN}' & while [ ! -s chain.pid ]; do sleep 0.05; done"
    result = await Gates().run(Gate("build", ("sh", "-c", script)), str(tmp_path), ENVIRONMENT)
    assert result.verdict is Verdict.PASS
    last = (tmp_path / "chain.pid").read_text()
    await asyncio.sleep(0.2)
    assert (tmp_path / "chain.pid").read_text() == last


async def test_a_gate_that_ends_its_keeper_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    script = "sleep 60 & echo $! > a.pid; kill -9 $PPID; sleep 60"
    result = await Gates().run(Gate("build", ("sh", "-c", script)), str(tmp_path), ENVIRONMENT)
    assert result.verdict is Verdict.ERROR
    assert "keeper" in result.detail
    assert not [pid for pid in pids(tmp_path) if proc.exists(pid)]


RUNNER = """
import asyncio, os, sys
from fleetui.model.evidence import Gate
from fleetui.ports.gates.port import Gates
asyncio.run(Gates().run(Gate("b", ("sh", "-c", sys.argv[1])), sys.argv[2], dict(os.environ)))
"""


async def test_a_gate_does_not_outlive_fleetui(tmp_path: Path) -> None:
    script = "env -i setsid sh -c 'echo $$ > a.pid; exec sleep 60' & echo $$ > b.pid; sleep 60"
    runner = await asyncio.create_subprocess_exec(sys.executable, "-c", RUNNER, script, str(tmp_path))
    await until_async(lambda: len(pids(tmp_path)) == 2, 30)
    runner.kill()
    await runner.wait()
    until(lambda: not [pid for pid in pids(tmp_path) if proc.exists(pid)])


async def test_a_gate_starts_and_ends_quickly(tmp_path: Path) -> None:
    began = time.process_time()
    await Gates().run(Gate("build", ("true",)), str(tmp_path), ENVIRONMENT)
    assert time.process_time() - began < 2
