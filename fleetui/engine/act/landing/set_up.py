"""The set-up step of one gate checkout, and what of it is kept warm for the next.

Gates run what agents wrote, so nothing that a gate or a branch touched is ever kept: a copy is made by the step run on
the commit that the target stands on, which the operator released, in a checkout of its own, and is used only while the
target holds that commit. A checkout whose lock files and other inputs are the same gets a copy of the copy, and the
step runs on top, so that the candidate has the last word. Both stand at the same path: tools write it into what they
install.
"""

from __future__ import annotations

import hashlib
import json
import shlex

from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.gates import GateResult, LiveLog
from fleetui.model.evidence import Verdict
from fleetui.model.fleet import Project
from fleetui.model.value import value

REST_S = 600.0
"""How long a step that could not be kept is not tried for that again."""


@value
class SetUpWord:
    """What became of a set-up step."""

    failed: str = ""
    """Why nothing may be run in the checkout; empty where it is ready."""
    said: str = ""
    """How it was done, for people; empty where there is no step."""
    log: bytes = b""
    """What it wrote, where it failed."""

    def before(self, log: bytes) -> bytes:
        """The log of the gate that came right behind it, with how it was set up."""
        return f"[set-up: {self.said}]\n".encode() + log if self.said else log


class SetUp:
    """Makes checkouts of one commit of a project ready, in one lane."""

    def __init__(
        self, core: Core, project: Project, commit: str, lane: str, live: LiveLog, weight: int = 1
    ) -> None:
        """``live`` hears what the step writes; ``weight`` is what it takes of the budget of all gates."""
        self.core = core
        self.project = project
        self.commit = commit
        self.lane = lane_of(project, lane) if project.setup_keeps else ""
        self.live = live
        self.weight = weight
        self._key = ""
        self._cold = ""
        """Why it is not warm."""

    async def prepare(self) -> None:
        """Have a warm copy ready where there can be one. The checkout is made after that, in the same place."""
        if not self.project.setup or not self.project.setup_keeps:
            return
        try:
            self._cold = await self._prepared()
        except PortError as error:
            self._cold = f"{error.doing}: {error.detail}"

    async def _prepared(self) -> str:
        core, git = self.core, self.core.world.git
        base = core.bases.get(self.project.name, "")
        if not base:
            return f"where {self.project.base} stands is not known yet"
        of_base = await git.set_up_inputs(self.project, base)
        if not of_base:
            return f"{self.project.base} has no file that setup_from names"
        if of_base != await git.set_up_inputs(self.project, self.commit):
            return f"what it is made from differs from {self.project.base}"
        key = self._key_of(of_base)
        if not await self._is_kept(key, base):
            failed, until = core.not_warm.get(key, ("", 0.0))
            if core.world.now() < until:
                return failed
            if why := await self._make(key, base):
                core.not_warm[key] = (why, core.world.now() + REST_S)
                return why
            core.warm_on[key] = base
        self._key = key
        return ""

    async def _is_kept(self, key: str, base: str) -> bool:
        """Whether there is a copy, made on a commit that the target holds: what was taken back is not believed."""
        on = self.core.warm_on.get(key, "")
        if not on or not self.core.world.set_ups.has(key):
            return False
        return on == base or await self.core.world.git.contains(self.project, base, on)

    def _key_of(self, inputs: str) -> str:
        project = self.project
        about = [project.path, self.lane, project.setup, project.setup_keeps, inputs]
        files = self.core.digests.set_up_files(project)
        return hashlib.sha256(json.dumps([*about, files]).encode()).hexdigest()[:32]

    async def _make(self, key: str, base: str) -> str:
        """Run the step on the base alone, and keep what it made. Why that could not be, or empty."""
        core, project = self.core, self.project
        folder = await core.world.git.clean_checkout(project, base, self.lane)
        try:
            done = await self._ran(project.setup, folder)
            if done.verdict is not Verdict.PASS:
                return f"it fails on {project.base}: {done.detail}"
            most = core.settings.warm_mb << 20
            return await core.world.set_ups.keep(key, folder, project.setup_keeps, most)
        finally:
            await core.world.git.drop_checkout(project, folder)

    async def run(self, folder: str) -> SetUpWord:
        """Make a fresh checkout ready. Raises ``PortError`` where that has to be made anew and cannot be."""
        if not self.project.setup:
            return SetUpWord()
        if self._key:
            word = await self._warm(folder)
            if word is not None:
                return word
            folder = await self.core.world.git.clean_checkout(self.project, self.commit, self.lane)
        done = await self._ran(self.project.setup, folder)
        if done.verdict is not Verdict.PASS:
            return SetUpWord(f"the set-up step failed: {done.detail}", log=done.log)
        cold = f", not warm: {self._cold}" if self._cold else ""
        return SetUpWord(said=f"{_seconds(done.seconds)}{cold}")

    async def _warm(self, folder: str) -> SetUpWord | None:
        """The same with what is kept; ``None`` where that did not do, with nothing of it to be used."""
        brought = await self.core.world.set_ups.bring(self._key, folder)
        if brought.why_not:
            self._cold = brought.why_not
            return None
        argv = self.project.setup_warm or self.project.setup
        done = await self._ran(argv, folder)
        if done.verdict is not Verdict.PASS:
            self._cold = f"{shlex.join(argv)} fails on what is kept: {done.detail}"
            return None
        copied = f"{brought.size >> 20} MB copied in {_seconds(brought.seconds)}"
        return SetUpWord(said=f"warm, {copied}, then {_seconds(done.seconds)}")

    async def _ran(self, argv: tuple[str, ...], folder: str) -> GateResult:
        core, project = self.core, self.project
        async with core.gate_budget.room(self.weight, self.live.wait):
            return await core.world.gates.run_setup(
                argv, folder, core.world.gate_environment, project.setup_timeout_s, self.live
            )


def lane_of(project: Project, lane: str) -> str:
    """Where checkouts of one project stand, one after the other; several projects may stand on one repository."""
    return f"{lane}-{hashlib.sha256(project.name.encode()).hexdigest()[:8]}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}s"
