"""Judges a turn that is over: gathers what files and session file say, and writes down where the report differs."""

from __future__ import annotations

import json

from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.claims.probes import probes_in
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.anchors.finding import Checked, Verdict
from fleetui.model.anchors.policy import Policy
from fleetui.model.anchors.text.expected import expectations
from fleetui.model.clean import clean_line
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Seat
from fleetui.model.handoff import first_line
from fleetui.model.happened.judge import Expected, TurnFacts, judge
from fleetui.model.happened.redo import redo
from fleetui.model.happened.shortfall import Judged
from fleetui.model.happened.tree_state import Changes, changes, from_json
from fleetui.model.happened.turns import JudgedTurn, OpenTurn, differing
from fleetui.model.queue import find, is_followed
from fleetui.model.turn import Edit, SessionTurn

WRITTEN_S = 20.0
"""How long an agent may take to write down that a turn is over."""
LOOK_S = 0.25
SLACK_S, TYPED_SLACK_S = 1.5, 15.0
"""By how much a turn may have begun before it was seen to: with a follow-up, and with something else."""
_LONGEST = 300
_MOST_FILES = 500


class Happened:
    """What the operator is told of turns, and what can be done about one."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def judge(self, seat: Seat, turn: OpenTurn) -> None:
        """Judge one turn and journal it. Raises ``PortError`` when that cannot be written down."""
        queue = self.core.fleet.queues.get(seat.name, ())
        entry = find(queue, turn.entry) if turn.entry else None
        asked, sent = (entry.text, entry.filled or entry.text) if entry else ("", "")
        seen = entry is None or bool(entry.over) or is_followed(queue, entry)
        changed = await self._changed(seat, turn) if seen else None  # at once: the next turn may begin
        self.core.reports_awaited.add(seat.name)
        try:
            record = await self._record(seat, turn, sent)
        finally:
            self.core.reports_awaited.discard(seat.name)
        if not seen:  # nobody saw it work, so it may have worked until now
            changed = await self._changed(seat, turn)
        facts = TurnFacts(
            prompt=asked or (record.prompt if record else ""),
            turn=record,
            changed=changed.files if changed else None,
            moved=bool(changed and changed.moved),
            stands=await self._stands(seat, record),
            expected=await self._expected(seat, asked or (record.prompt if record else "")),
        )
        await self._write(seat, turn, facts, judge(facts))

    async def redo(self, want: c.RedoTurn) -> Outcome:
        """Queue what a turn left undone as a follow-up."""
        turn, seat = self._turn(want.name, want.turn), self.core.seat(want.name)
        several = self.core.profile(seat).delivery.multi_line
        entry, text = self.core.world.mint(), redo(turn, several_lines=several)
        settled = e.TurnSettled(seat.name, turn.id, "queued")
        await self.core.ledger.append(e.EntryAdded(seat.name, entry, text, literal=True), settled)
        return Outcome(ok=True, text=f"queued for {seat.name}: {first_line(text, 60)}", value=entry)

    async def settle(self, want: c.SettleTurn) -> Outcome:
        """Say no more of it."""
        turn = self._turn(want.name, want.turn)
        await self.core.ledger.append(e.TurnSettled(want.name, turn.id, "known"))
        return Outcome(ok=True, text=f"{want.name}: known: {turn.short}")

    def _turn(self, name: str, turn: str) -> JudgedTurn:
        self.core.seat(name)
        known = differing(self.core.fleet.judged.get(name, ()))
        found = next((one for one in known if one.id == turn), None)
        if found is None:
            raise Refused(f"nothing is left undone of that turn of {name}")
        return found

    # ------------------------------------------------------------ facts

    async def _changed(self, seat: Seat, turn: OpenTurn) -> Changes | None:
        """What changed since the turn began; ``None`` where that is not known."""
        core, project = self.core, self.core.project(seat)
        if not turn.tree or not project.path or not seat.worktree:
            return None
        try:
            now = await core.world.git.tree_state(project, seat.worktree)
            before = from_json(await core.ledger.get_text(turn.tree))
            if before is None:
                return None
            commits = await core.world.git.committed(project, seat.worktree, before.head, now.head)
        except PortError:
            return None
        return changes(before, now, commits, turn.began + core.clock_moved)

    async def _record(self, seat: Seat, turn: OpenTurn, asked: str) -> SessionTurn | None:
        """The turn as its session file has it, once the end of it stands there."""
        if self.core.profile(seat).session is None:
            return None
        until = self.core.world.now() + WRITTEN_S
        while True:
            session = self.core.sight(seat.name).session
            for one in (session.turn_before, session.turn) if session else ():
                if one and one.ended and self._is_it(one, turn, asked):
                    return one
            if self.core.world.now() >= until:
                return None
            await rest(LOOK_S)

    def _is_it(self, one: SessionTurn, turn: OpenTurn, asked: str) -> bool:
        began, slack = turn.began + self.core.clock_moved, SLACK_S if turn.entry else TYPED_SLACK_S
        if one.began and one.began < began - slack:
            return False
        return not (asked and one.prompt) or _flat(asked)[:60] in _flat(one.prompt)

    async def _stands(self, seat: Seat, record: SessionTurn | None) -> tuple[bool | None, ...]:
        """For each failed call whether what it was to write stands in the files all the same."""
        failed = record.failed if record else ()
        edits: list[Edit] = [edit for call in failed for edit in call.edits]
        if not edits or not seat.worktree:
            return (None,) * len(failed)
        try:
            found = iter(await self.core.world.git.stands(seat.worktree, edits))
        except PortError:
            return (None,) * len(failed)
        return tuple(_all(tuple(next(found) for _ in call.edits)) for call in failed)

    async def _expected(self, seat: Seat, prompt: str) -> tuple[Expected, ...]:
        """The claims after ``expects:`` as the files have it now."""
        claims = expectations(prompt)
        if not claims:
            return ()
        if not seat.worktree:
            return tuple(Expected(one, None, "it has no worktree") for one in claims)
        text = "\n".join(f"anchor: {one}" for one in claims)
        probes = probes_in(self.core.project(seat), text)
        try:
            checked = await self.core.world.anchors.check(
                seat.worktree, text, "", Policy(), await self.core.probes.asked(probes, seat.worktree)
            )
        except PortError as error:
            return tuple(Expected(one, None, error.detail) for one in claims)
        found = {_flat(one.claim.said): one for one in checked}
        return tuple(_as_expected(one, found.get(_flat(one))) for one in claims)

    # ------------------------------------------------------------ the journal

    async def _write(self, seat: Seat, turn: OpenTurn, facts: TurnFacts, judged: Judged) -> None:
        evidence = await self.core.ledger.put_text(_evidence(facts))
        rows = judged.shortfalls
        await self.core.ledger.append(
            e.TurnJudged(
                seat.name,
                turn.id,
                turn.run,
                turn.entry,
                clean_line(first_line(facts.prompt, 120)),
                tuple(str(row.kind) for row in rows),
                tuple(clean_line(row.reported, _LONGEST) for row in rows),
                tuple(clean_line(row.found, _LONGEST) for row in rows),
                judged.reported,
                judged.in_files,
                tuple(clean_line(one, _LONGEST) for one in judged.unchecked),
                evidence,
                _buckets(facts.turn),
            )
        )


def _buckets(turn: SessionTurn | None) -> tuple[int, ...]:
    spent = turn.spent if turn else None
    return (spent.input, spent.cache_write, spent.cache_read, spent.output) if spent else ()


def _as_expected(claim: str, checked: Checked | None) -> Expected:
    if checked is None:
        return Expected(claim, None, "it is no claim that can be checked")
    now = checked.now
    holds = None if now.verdict is Verdict.UNCHECKED else now.right
    detail = now.detail or ("" if now.right else now.verdict.value)
    return Expected(claim, holds, detail, checked.claim.number, now.number)


def _evidence(facts: TurnFacts) -> str:
    """What a turn was judged by, as text for people and programs."""
    turn = facts.turn
    body = {
        "version": 1,
        "prompt": facts.prompt,
        "message": turn.message if turn else None,
        "changed": sorted(facts.changed)[:_MOST_FILES] if facts.changed is not None else None,
        "moved": facts.moved,
        "calls": turn.calls if turn else None,
        "edits": turn.edits if turn else None,
        "failed": [
            {"what": call.what, "why": call.why, "stands": stands}
            for call, stands in zip(turn.failed if turn else (), facts.stands, strict=False)
        ],
        "tests": {"what": turn.tests.what, "failed": turn.tests.failed} if turn and turn.tests else None,
        "expected": [
            {"claim": one.claim, "holds": one.holds, "detail": one.detail} for one in facts.expected
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def _all(found: tuple[bool | None, ...]) -> bool | None:
    """True when all of them stand; ``None`` when that cannot be told."""
    if not found or False in found:
        return False if found else None
    return None if None in found else True


def _flat(text: str) -> str:
    return " ".join(text.split())
