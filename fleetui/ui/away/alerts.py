"""Calling the operator: once per agent that begins to wait, several at a time as one, and only while he looks away."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Sequence
from typing import Protocol

from fleetui.model.approval import HEALTH as APPROVAL
from fleetui.model.comparison import advice, told_of
from fleetui.model.settings import AlertSettings
from fleetui.model.value import value
from fleetui.model.view import AgentView, FleetView
from fleetui.time_limit import time_limit
from fleetui.ui.away.repeats import Repeats
from fleetui.ui.draw.labels.counts import title_words
from fleetui.ui.draw.labels.states import WANTS, state_of
from fleetui.ui.shell.bars.quota import window_words
from fleetui.ui.terminal.notifications import BEL, inside_tmux, kind_of, notification, plain, title

COMMAND_S = 8.0
"""How long the operator's own command may take."""

Waiting = frozenset[tuple[str, str]]


@value
class Alert:
    """What is said of one agent, or of several at once."""

    heading: str
    body: str
    agents: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it in one line."""
        return plain(f"{self.heading}: {self.body}" if self.body else self.heading)


def alert_of(agents: Sequence[AgentView]) -> Alert:
    """One agent with its reason or question, or the names of several."""
    names = tuple(agent.name for agent in agents)
    if len(agents) > 1:
        return Alert(f"{len(agents)} agents need you", plain(", ".join(names)), names)
    word = state_of(agents[0]).word.lower()
    return Alert(f"{names[0]}: {word}", plain(_why(agents[0])), names)


def _why(agent: AgentView) -> str:
    if agent.question and agent.question.text:
        return agent.question.words
    return agent.attention.reason if agent.attention else ""


class Gatherer:
    """Notices who begins to wait, and after a while hands over all of them who still do.

    ``later`` runs something after some seconds; ``tell`` gets what was gathered.
    """

    def __init__(
        self,
        seconds: float,
        later: Callable[[float, Callable[[], None]], object],
        tell: Callable[[tuple[AgentView, ...]], None],
    ) -> None:
        self._seconds = seconds
        self._later = later
        self._tell = tell
        self._view = FleetView()
        self._known: Waiting | None = None
        self._new: dict[str, None] = {}
        self._gathering = False

    def see(self, view: FleetView, *, looking: bool) -> None:
        """Look at a view. Who waits already when the fleet is first seen was not missed by anybody."""
        self._view = view
        if not view.ready:
            return
        calling = frozenset(
            (a.name, a.attention.want.name) for a in view.agents if _may_alert(a) and a.attention
        )
        begun = calling - self._known if self._known is not None else frozenset()
        self._known = calling
        if looking:
            self._new.clear()
            return
        self._new.update(dict.fromkeys(sorted(name for name, _ in begun)))
        if self._new and not self._gathering:
            self._gathering = True
            self._later(self._seconds, self._end)

    def _end(self) -> None:
        self._gathering = False
        new, self._new = self._new, {}
        agents = tuple(agent for agent in self._view.waiting() if agent.name in new and _may_alert(agent))
        if agents:
            self._tell(agents)

    def forget(self) -> None:
        """The operator looks now: what was gathered is seen."""
        self._new.clear()


def _may_alert(agent: AgentView) -> bool:
    return agent.calls and not agent.muted


class AlertOutput(Protocol):
    """What alerts need of the dashboard."""

    def write(self, text: str) -> None:
        """Send to the terminal, unless it is given away or there is none."""
        ...

    def later(self, seconds: float, act: Callable[[], None]) -> object:
        """Act after some seconds."""
        ...

    def looking(self) -> bool:
        """True while the operator is at this terminal."""
        ...

    def run(self, argv: tuple[str, ...], environment: dict[str, str]) -> None:
        """Run a command beside everything else."""
        ...


class Alerts:
    """Says what there is to say, in the ways that are configured."""

    def __init__(
        self, settings: AlertSettings, around: AlertOutput, glyphs: str, low_percent: int = 20
    ) -> None:
        self._settings = settings
        self._around = around
        self._glyphs = glyphs
        self._title = ""
        self._untyped = ""
        self._low_percent = low_percent
        self._spent: frozenset[tuple[str, str]] | None = None
        """Accounts and allowances of which little is left; ``None`` before the first view."""
        self._doubted: frozenset[tuple[str, str, str]] | None = None
        """Program, version and source of what is in doubt; ``None`` before the first view."""
        self._kind = kind_of(os.environ, settings.terminal)
        self._tmux = inside_tmux(os.environ)
        self._gatherer = Gatherer(settings.gather_s, around.later, self._tell)
        self._repeats = Repeats(around.later, self._tell_more)
        self._view = FleetView()

    def see(self, view: FleetView) -> str:
        """Look at a view; gives the window's title."""
        self._view = view
        self._gatherer.see(view, looking=self._around.looking())
        self._hear_approvals(view)
        self._hear_quotas(view)
        self._hear_doubts(view)
        words = title_words(view, self._glyphs)
        if words != self._title:
            self._title = words
            if self._settings.title:
                self._around.write(title(words))
        return words

    def _hear_approvals(self, view: FleetView) -> None:
        """A key that approves and that nobody typed: said at once, with the bell, also while he looks."""
        trouble = next((one.text for one in view.health if one.port == APPROVAL), "")
        if trouble and trouble != self._untyped:
            self._around.write(BEL)
            self._say(Alert("fleetui", plain(trouble), ()))
        self._untyped = trouble

    def _hear_quotas(self, view: FleetView) -> None:
        """An allowance of which little is left: once, when that begins, while the operator looks away."""
        if not view.ready:
            return
        now, moved = view.observed, view.clock_moved
        low = {
            (account.account, window.name): f"{account.account}: {window_words(window, now, moved)}"
            for account in view.quotas
            for window in account.quota.windows
            if (left := window.left_at(now + moved)) is not None and left < self._low_percent
        }
        begun = low.keys() - self._spent if self._spent is not None else set()
        self._spent = frozenset(low)
        if self._around.looking():
            return
        begun = {one for one in begun if self._repeats.may_tell("quota", ": ".join(one))}
        if begun:
            self._say(Alert("quota", plain("; ".join(low[one] for one in sorted(begun))), ()))

    def _hear_doubts(self, view: FleetView) -> None:
        """A source that was wrong too often: once for each version, also while he looks, since no tile shows it."""
        if not view.ready:
            return
        told = {
            (one.program, one.version, source): f"{one.name}: {told_of(one, source)}; {advice(source)}"
            for one in view.comparisons
            for source in one.doubted
        }
        begun = told.keys() - self._doubted if self._doubted is not None else set()
        self._doubted = frozenset(told)
        begun = {one for one in begun if self._repeats.may_tell("fleetui", f"{' '.join(one)} in doubt")}
        if begun:
            self._say(Alert("fleetui", plain("; ".join(told[one] for one in sorted(begun))), ()))

    def looked(self) -> None:
        """The operator is here."""
        self._gatherer.forget()
        self._repeats.forget()

    def _tell(self, agents: tuple[AgentView, ...]) -> None:
        if self._around.looking():
            return
        agents = tuple(agent for agent in agents if self._may_tell(agent))
        if not agents:
            return
        alert = alert_of(agents)
        if self._settings.bell:
            self._around.write(BEL)
        self._say(alert)

    def _may_tell(self, agent: AgentView) -> bool:
        return agent.attention is None or self._repeats.may_tell(agent.name, WANTS[agent.attention.want][1])

    def _tell_more(self, who: str, kind: str, number: int) -> None:
        """What came again and again, at the end of a while; nothing of one that was muted meanwhile."""
        agent = self._view.agent(who)
        if not self._around.looking() and not (agent and agent.muted):
            self._say(Alert(who, plain(f"{kind}: {number} more like it"), (who,) if agent else ()))

    def _say(self, alert: Alert) -> None:
        if self._kind:
            self._around.write(notification(self._kind, alert.heading, alert.body, tmux=self._tmux))
        if self._settings.command:
            told = {"FLEETUI_ALERT": alert.text, "FLEETUI_ALERT_AGENTS": " ".join(alert.agents)}
            self._around.run((*self._settings.command, alert.text), told)


async def run_command(argv: tuple[str, ...], environment: dict[str, str]) -> str:
    """Run the operator's own command without a shell; why it did not do, or empty. It never lasts long."""
    quiet = asyncio.subprocess.DEVNULL
    try:
        async with time_limit(COMMAND_S):
            process = await asyncio.create_subprocess_exec(
                *argv,
                stdin=quiet,
                stdout=quiet,
                stderr=quiet,
                env={**os.environ, **environment},
                start_new_session=True,
            )
    except TimeoutError:
        return f"the alert command did not start within {COMMAND_S:.0f} s: {argv[0]}"
    except OSError as error:
        return f"the alert command did not start: {argv[0]}: {error.strerror or error}"
    try:
        async with time_limit(COMMAND_S):
            code = await process.wait()
    except TimeoutError:
        return f"the alert command took longer than {COMMAND_S:.0f} s and was ended: {argv[0]}"
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
    return f"the alert command failed with {code}: {argv[0]}" if code else ""
