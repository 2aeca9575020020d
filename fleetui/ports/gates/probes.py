"""One probe: run as a gate is run, but in an empty folder of its own, and never by a file of a repository."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fleetui.model.anchors.probe import Answer, Probe
from fleetui.model.clean import clean_line
from fleetui.model.redact import redact
from fleetui.ports.folders import remove_folder
from fleetui.ports.gates.port import no_colour, run_set

WORKTREE = "PROBE_WORKTREE"
_NOT_FOUND = (126, 127)


class Probes:
    """Implements ``ProbePort``."""

    async def ask(self, probe: Probe, worktree: str, environment: Mapping[str, str]) -> Answer:
        """Run one probe; what it says is an answer, never an exception."""
        try:
            folder = await asyncio.to_thread(tempfile.mkdtemp, prefix="fleetui-probe-")
        except OSError as error:
            return Answer(None, f"it has no folder to run in: {error.strerror}")
        try:
            path = {"PATH": _without_relative(environment.get("PATH", ""))}
            told = {**environment, **path, WORKTREE: worktree, "TMPDIR": folder}
            run = await run_set(probe.run, folder, told, probe.timeout_s)
        finally:
            await asyncio.shield(asyncio.to_thread(remove_folder, folder))
        return _judged(probe, run.code, no_colour(run.log.decode("utf-8", "replace")))


def _without_relative(path: str) -> str:
    """Programs are looked for in no folder that depends on where it runs."""
    return ":".join(one for one in path.split(":") if Path(one).is_absolute())


def _judged(probe: Probe, code: int | str, output: str) -> Answer:
    lines = [line for line in output.splitlines() if line.strip()]
    last = clean_line(redact(lines[-1])[0], 200) if lines else ""
    if isinstance(code, str):
        return Answer(None, clean_line(code))
    if code in _NOT_FOUND and code != probe.exit:
        return Answer(None, f"it could not be run: {last or f'exit {code}'}")
    if code != probe.exit:
        ended = f"exit {code}" if code >= 0 else f"ended by signal {-code}"
        return Answer(passed=False, said=f"{ended}: {last}" if last else ended)
    if probe.says and probe.says not in output:
        return Answer(passed=False, said=f"it does not say {clean_line(probe.says, 60)}: {last or 'nothing'}")
    return Answer(passed=True, said=last)
