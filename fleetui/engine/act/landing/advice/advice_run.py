"""Gates of an advice stage on one commit that is no candidate: what they say, in a clean checkout of it."""

from __future__ import annotations

import contextlib

from fleetui.engine.act.landing.gate_facts import GateFacts
from fleetui.engine.act.landing.set_up import SetUp, lane_of
from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.gates import LiveLog
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import Project, Seat
from fleetui.model.gates.facts import Source
from fleetui.model.gates.kinds import KINDS
from fleetui.model.view import GateMark

LANE = "advice"
"""Where its checkouts stand: of a project one after the other."""


async def advised(
    core: Core, seat: Seat, project: Project, here: Candidate, gates: tuple[Gate, ...]
) -> tuple[GateMark, ...]:
    """One mark for each gate, in order, up to the first required one that does not pass. Raises ``PortError``.

    The caller holds the lock ``advice:PROJECT``.
    """
    set_up = SetUp(core, project, here.commit, LANE, LiveLog(), max(gate.weight for gate in gates))
    await set_up.prepare()
    folder = await core.world.git.clean_checkout(project, here.commit, lane_of(project, LANE))
    try:
        facts = GateFacts(core, project, here, folder, core.task_of(seat))
        if any(KINDS[gate.kind].source is Source.CLAIMS for gate in gates):
            await facts.look_at_claims()
        word = await set_up.run(folder)
        if word.failed:
            now = core.world.now()
            return (GateMark(gates[0].name, Verdict.ERROR, now, word.failed, commit=here.commit),)
        return await _each(core, gates, facts, here.commit)
    finally:
        with contextlib.suppress(PortError):
            await core.world.git.drop_checkout(project, folder)


async def _each(core: Core, gates: tuple[Gate, ...], facts: GateFacts, commit: str) -> tuple[GateMark, ...]:
    marks: list[GateMark] = []
    for gate in gates:
        said = await facts.word(gate)
        log = await core.ledger.put_text(said.log.decode(errors="replace")) if said.log else ""
        detail = said.detail[:300]
        marks.append(GateMark(gate.name, said.verdict, core.world.now(), detail, log, commit=commit))
        if said.verdict is not Verdict.PASS and gate.required:
            break
    return tuple(marks)
