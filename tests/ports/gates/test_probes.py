"""A probe asks with a command of the operator's; nothing of it stays, and nothing of a repository runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from fleetui.model.anchors.probe import Answer, Probe
from fleetui.ports.gates import Probes, gate_environment
from tests.support.processes import lives
from tests.support.waiting import until_async

ENVIRONMENT = gate_environment(os.environ)


async def answer(folder: Path, script: str, **how: object) -> Answer:
    probe = Probe("api", ("sh", "-c", script), **how)  # type: ignore[arg-type]
    return await Probes().ask(probe, str(folder), ENVIRONMENT)


async def test_it_passes_by_its_exit_code_and_its_words(tmp_path: Path) -> None:
    assert await answer(tmp_path, "echo up; echo 'v2 \033[31mok'") == Answer(passed=True, said="v2 ok")
    assert await answer(tmp_path, "echo gone; exit 3") == Answer(passed=False, said="exit 3: gone")
    assert (await answer(tmp_path, "exit 3", exit=3)).passed
    assert (await answer(tmp_path, "echo ok, up", says="ok")).passed
    assert await answer(tmp_path, "echo down", says="ok") == Answer(
        passed=False, said="it does not say ok: down"
    )


async def test_what_cannot_run_is_no_answer(tmp_path: Path) -> None:
    found = await Probes().ask(Probe("api", ("no-such-program-here",)), str(tmp_path), ENVIRONMENT)
    assert found.passed is None
    assert "No such file" in found.said
    assert (await answer(tmp_path, "no-such-program-here")).passed is None


async def test_what_has_no_end_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    script = f"setsid sh -c 'echo $$ > {pid}; exec sleep 600' & sleep 600"
    found = await answer(tmp_path, script, timeout_s=1.0)
    assert found == Answer(None, "no end within 1 s; it was stopped")
    await until_async(lambda: not lives(int(pid.read_text())))


async def test_it_runs_in_an_empty_folder_beside_the_worktree(tmp_path: Path) -> None:
    for name in ("curl", "sitecustomize.py"):
        (tmp_path / name).write_text("#!/bin/sh\necho planted\n")
        (tmp_path / name).chmod(0o755)
    environment = {**ENVIRONMENT, "PATH": f".:{tmp_path.name}:{ENVIRONMENT['PATH']}"}
    script = (sys.executable, "-c", "import os; print(os.listdir(), os.environ['PROBE_WORKTREE'])")
    found = await Probes().ask(Probe("api", script), str(tmp_path), environment)
    assert found == Answer(passed=True, said=f"[] {tmp_path}")
    where = await Probes().ask(Probe("api", ("sh", "-c", "pwd; echo $PATH")), str(tmp_path), environment)
    assert not where.said.startswith(".")


async def test_a_secret_that_it_prints_is_not_told(tmp_path: Path) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    found = await answer(tmp_path, f"echo no: {secret}; exit 1")
    assert found.passed is False
    assert secret not in found.said


async def test_its_folder_is_gone_afterwards(tmp_path: Path) -> None:
    found = await answer(tmp_path, "touch x; pwd")
    assert found.passed
    assert not Path(found.said).exists()
