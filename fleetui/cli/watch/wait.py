"""Wait until something is true of the fleet, for scripts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from fleetui.cli import wiring
from fleetui.cli.common import as_json_option, complete_name, config_named
from fleetui.cli.output import json_out
from fleetui.config.problems import ConfigError
from fleetui.engine.link import AskConditions, AskError
from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.condition_parts import AgentIs, Condition, GateGreen, Judged, Landed, Truth
from fleetui.model.conditions import parse
from fleetui.model.names import no_such
from fleetui.model.value import value
from fleetui.model.view import FleetView

if TYPE_CHECKING:
    from fleetui.engine.link import Link

LOOK_S = 0.5
"""How soon it is judged again when nothing that is seen changes: time and files do."""
UNANSWERED_S = 30.0
"""For how long nothing may be known of the fleet before that is an error."""

MET, TIMED_OUT, WRONG, INTERRUPTED = 0, 1, 2, 130


class Impossible(Exception):
    """It can never be met, or nothing can be known of it; the text says why."""


@value
class Result:
    """What is known of every condition at the end."""

    conditions: tuple[tuple[str, str], ...]
    """Agent, or empty, and condition."""
    judged: tuple[Judged, ...]
    met: bool
    waited_s: float

    def words(self) -> str:
        """What came true, or what did not."""
        return "; ".join(dict.fromkeys(one.words for one in self.judged if one.met is self.met))

    def plain(self) -> dict[str, object]:
        """For scripts."""
        rows = zip(self.conditions, self.judged, strict=True)
        return {
            "met": self.met,
            "waited_s": round(self.waited_s, 1),
            "conditions": [
                {"agent": name or None, "condition": text, "truth": str(one.truth), "words": one.words}
                for (name, text), one in rows
            ],
        }


@click.command()
@click.argument("names", nargs=-1, shell_complete=complete_name, metavar="[NAME]...")
@click.option("--until", "until", required=True, metavar="COND", help="What to wait for: idle, asking, ...")
@click.option("--all/--any", "every", default=True, help="Of every agent named (the default), or of one.")
@click.option("--timeout", type=click.FloatRange(min=0.0), help="Seconds; without it, for ever.")
@as_json_option
def wait(names: tuple[str, ...], until: str, every: bool, timeout: float | None, as_json: bool) -> None:
    """Wait until COND is true of the agents named: idle, asking, stuck, exited, landed, or any condition.

    Exit code 0 once it is true, 1 after the time limit, 2 for an error: no such agent, or nothing to be known. What
    may be said is in `fleetui help using`: "docs idle and gate test green of docs", "all idle", "after 22:30".
    """
    try:
        result = wiring.with_watch(
            config_named(), _Waiting(names, until, timeout, any if not every else all).run
        )
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except ConfigError:
        raise
    except (ValueError, Impossible, AskError, PortError, wiring.Unreachable) as error:
        _wrong(str(error))
    if as_json:
        json_out(result.plain())
    elif result.met:
        click.echo(clean_line(result.words(), 1000))
    else:
        click.echo(f"fleetui: not within {timeout:g} s: {clean_line(result.words(), 1000)}", err=True)
    sys.exit(MET if result.met else TIMED_OUT)


def _wrong(why: str) -> NoReturn:
    click.echo(f"fleetui: {clean_line(why, 1000)}", err=True)
    sys.exit(WRONG)


class _Waiting:
    """One wait: parsed before the fleet is reached, so that a slip is said at once."""

    def __init__(
        self, names: Sequence[str], until: str, timeout: float | None, enough: Callable[[list[bool]], bool]
    ) -> None:
        from fleetui.ports.clock import CLOCK

        self._now = CLOCK.now
        self._since = CLOCK.now()
        self._condition: Condition = parse(until).fixed(self._since, CLOCK.moved())
        self._names = tuple(dict.fromkeys(names))
        self._timeout = timeout
        self._enough = enough
        self._asked = tuple((name, str(self._condition)) for name in self._names or ("",))
        if not self._names and any(_needs_agent(part) for part in self._condition.parts()):
            raise ValueError(f"of which agent? Say: fleetui wait NAME --until {until!r}")

    async def run(self, link: Link) -> Result:
        """Until it is met, or the time is over; raises ``Impossible``."""
        import asyncio

        _require_known(link.view, self._names, self._condition)
        moved, heard = asyncio.Event(), self._now()
        stop = link.follow(lambda _: moved.set())
        try:
            while True:
                moved.clear()
                try:
                    judged = await self._judged(link)
                    heard = self._now()
                except AskError as error:
                    if self._now() - heard > UNANSWERED_S:
                        raise Impossible(str(error)) from None
                else:
                    if result := self._result(judged):
                        return result
                await _either(moved, self._rest())
        finally:
            stop()

    async def _judged(self, link: Link) -> tuple[Judged, ...]:
        return await link.ask(AskConditions(self._asked, self._since))

    def _result(self, judged: tuple[Judged, ...]) -> Result | None:
        """How it ended; ``None`` while it goes on."""
        waited = self._now() - self._since
        met = self._enough([one.met for one in judged])
        if not met and not self._enough([one.truth is not Truth.NEVER for one in judged]):
            raise Impossible("; ".join(one.words for one in judged if one.truth is Truth.NEVER))
        over = self._timeout is not None and waited >= self._timeout
        return Result(self._asked, judged, met, waited) if met or over else None

    def _rest(self) -> float:
        if self._timeout is None:
            return LOOK_S
        return max(0.01, min(LOOK_S, self._since + self._timeout - self._now()))


async def _either(moved: object, seconds: float) -> None:
    """Until something moved, and no longer than this."""
    import asyncio

    from fleetui.time_limit import time_limit

    assert isinstance(moved, asyncio.Event)  # noqa: S101 - asyncio is imported late
    try:
        async with time_limit(seconds):
            await moved.wait()
    except TimeoutError:
        return


def _needs_agent(part: object) -> bool:
    """Whether it is of the agent in whose queue it stands."""
    match part:
        case AgentIs(name=name) | GateGreen(name=name):
            return not name
        case Landed(what=what):
            return not what
    return type(part).__name__ == "FileFact"


def _require_known(view: FleetView, names: Sequence[str], condition: Condition) -> None:
    """Raise ``Impossible`` for an agent that is not there: a wrong name would be waited for for ever."""
    agents = [agent.name for agent in view.agents]
    branches = [agent.git.branch for agent in view.agents if agent.git and agent.git.branch]
    for part in condition.parts():
        if isinstance(part, (AgentIs, GateGreen)) and part.name:
            names = (*names, part.name)
        if isinstance(part, Landed) and part.what and part.what not in (*agents, *branches):
            _unknown("agent or branch", part.what, [*agents, *branches])
    for name in names:
        if name not in agents:
            _unknown("agent", name, agents)


def _unknown(kind: str, name: str, known: Sequence[str]) -> NoReturn:
    raise Impossible(no_such(kind, name, known))
