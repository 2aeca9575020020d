"""Answer an agent's dialog with one of its choices, if exactly that dialog still stands there.

The operator saw a question and pressed a choice. Between that and the keys the dialog may have given way to another:
so the pane is read anew, the bar is brought to the choice, seen there, and only then Enter is pressed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from fleetui.agents.profile import Profile
from fleetui.agents.screen import answer as how
from fleetui.agents.screen.reading import read
from fleetui.engine.core import Core, Refused
from fleetui.engine.decide.why_waiting import is_suspended
from fleetui.engine.observe.panes.pane_reader import WrongReader, reader_of
from fleetui.engine.protocols.tmux import PasteResult
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Run, Seat
from fleetui.model.handoff import first_line
from fleetui.model.screen import Frame
from fleetui.model.status import Phase, Reading

MOVED_S = 2.0
"""How long the bar may take to stand on the choice."""
GONE_S = 3.0
"""How long the dialog may take to go."""
POLL_S = 0.08


class Answerer:
    """Performs ``AnswerAgent``."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def answer(self, want: c.AnswerAgent) -> Outcome:
        """Take the choice. Raises ``Refused`` with what is there instead; nothing was confirmed then."""
        seat = self.core.seat(want.name)
        if want.name in self.core.held:
            raise Refused(f"{want.name}: you are typing to it")
        if not 0 <= want.choice < len(want.choices):
            raise Refused(f"{want.name}: there is no such choice")
        async with self.core.lock(want.name):
            run = self.core.live_run(want.name)
            if run is None:
                raise Refused(f"nothing runs in {want.name}")
            if is_suspended(self.core, seat):
                raise Refused(f"{want.name} is suspended: o lets it go on")
            return await _Dialog(self.core, seat, run, want).take()


class _Dialog:
    """One dialog on one pane."""

    def __init__(self, core: Core, seat: Seat, run: Run, want: c.AnswerAgent) -> None:
        self.core = core
        self.seat = seat
        self.run = run
        self.want = want
        self.profile: Profile = core.profile(seat)

    async def take(self) -> Outcome:
        """Bring the bar there, see it, confirm, and see the dialog go."""
        frame, reading = await self._look()
        self._refuse(self._why_another(frame, reading))
        assert reading.question is not None  # noqa: S101 - another dialog was refused
        self._refuse(how.why_not(self.profile, reading.question))
        self._refuse(how.why_not_now(self.profile, reading, frame))
        if keys := how.keys_at_once(self.profile, self.want.choices, self.want.choice):
            await self._press(keys)
        else:
            await self._move(how.bar(self.profile, reading, frame), frame)
            await self._press(["Enter"])
        choice = self.want.choices[self.want.choice]
        asked = first_line(self.want.question, 200)
        await self.core.ledger.append(e.QuestionAnswered(self.want.name, asked, choice))
        if not await self._until(lambda frame, reading: bool(self._why_another(frame, reading)), GONE_S):
            return Outcome(
                ok=False, text=f"{self.want.name}: answered, but its dialog still stands: look at it"
            )
        return Outcome(ok=True, text=f"{self.want.name}: {choice}")

    async def _move(self, now: int | None, frame: Frame) -> None:
        if now is None:
            raise Refused(
                f"{self.want.name}: where the bar of its dialog stands was not seen: answer it with i"
            )
        if now == self.want.choice:
            return
        sideways = how.is_row(frame, self.want.choices)
        await self._press(how.moves(now, self.want.choice, sideways=sideways))
        if not await self._until(self._bar_is_there, MOVED_S):
            raise Refused(f"{self.want.name}: the bar did not come to that choice; nothing was confirmed")

    def _bar_is_there(self, frame: Frame, reading: Reading) -> bool:
        stands = how.bar(self.profile, reading, frame) == self.want.choice
        return stands and not self._why_another(frame, reading)

    def _why_another(self, frame: Frame, reading: Reading) -> str:
        """What is there instead of the dialog that the operator saw; empty while it is the same."""
        if frame.in_mode:
            return "its pane is in copy mode"
        if reading.phase is not Phase.ASKING or reading.question is None:
            return "it no longer asks"
        seen = (reading.question.text, reading.question.choices, reading.question.about(reading.note))
        return (
            ""
            if seen == (self.want.question, self.want.choices, self.want.about)
            else "it asks something else now"
        )

    def _refuse(self, why: str) -> None:
        if why:
            raise Refused(f"{self.want.name}: {why}")

    async def _look(self) -> tuple[Frame, Reading]:
        frame = await self.core.world.tmux.fresh_frame(self.run.pane)
        pane = self.core.sight(self.want.name).pane
        return frame, read(self.profile, frame, command=pane.command if pane else "")

    async def _until(self, seen: Callable[[Frame, Reading], bool], limit_s: float) -> bool:
        deadline = self.core.world.now() + limit_s
        while not seen(*await self._look()):
            if self.core.world.now() >= deadline:
                return False
            await asyncio.sleep(POLL_S)
        return True

    async def _press(self, keys: Sequence[str]) -> None:
        try:
            reader = await reader_of(self.core, self.seat, self.run)
        except WrongReader as other:
            raise Refused(f"{self.want.name}: {other}") from None
        pressed = await self.core.world.tmux.press(self.run.pane, keys, reader=reader.process)
        if pressed is not PasteResult.PASTED:
            raise Refused(f"{self.want.name} takes no keys now: copy mode, or its pane changed")
