"""How commands reach the fleet. The composition root says how; the commands only ask.

Nothing here starts a port or a screen: ``fleetui.__main__`` registers what does, and each factory imports what it
needs when it is called, so that ``--version`` and completions stay instant.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TextIO, TypeVar

from fleetui.model.value import value

if TYPE_CHECKING:
    from fleetui.engine.link import Link
    from fleetui.model.view import FleetView

T = TypeVar("T")

READY_S = 20.0
"""How long the first observation may take."""


class Unreachable(Exception):
    """The fleet could not be reached; the text says why, in one clean line."""


class NoTerminal(Unreachable):
    """Nothing can be drawn here."""


@value
class DemoOptions:
    """What the demo fleet looks like."""

    agents: int = 15
    seed: int = 7
    speed: float = 1.0
    keep: bool = False
    """Leave its folder and tmux server when the dashboard closes."""
    forge: bool = False
    """With a forge of its own."""


class Reach(Protocol):
    """Opens a link: the owner's engine when nobody owns the fleet, else one that writes requests."""

    def __call__(self, config: str | None) -> AbstractAsyncContextManager[Link]:
        """``config`` is what the operator named with ``--config``. Entering raises ``ConfigError`` or ``PortError``."""
        ...


class Headless(Protocol):
    """Runs the engine without a screen until a dashboard takes the fleet or a signal comes; the exit code."""

    def __call__(self, config: str | None, *, until_done: bool) -> int:
        """``until_done`` ends it once nothing waits. ``OWNED`` is the exit code when another process acts."""
        ...


class Start(Protocol):
    """Runs the dashboard until the operator ends it; the exit code."""

    def __call__(self, config: str | None, *, only_shows: bool) -> int:
        """``only_shows`` opens one that can do nothing but look."""
        ...


OWNED = 3


@dataclass(slots=True)
class Factories:
    """What the composition root registered."""

    reach: Reach | None = None
    watch: Reach | None = None
    dashboard: Start | None = None
    headless: Headless | None = None
    demo: Callable[[DemoOptions], int] | None = None


_registered = Factories()


def set_reach(factory: Reach) -> None:
    """Say how a single command reaches the fleet."""
    _registered.reach = factory


def set_watch(factory: Reach) -> None:
    """Say how a command watches the fleet for as long as it runs."""
    _registered.watch = factory


def set_dashboard(start: Start) -> None:
    """Say what ``fleetui`` alone does."""
    _registered.dashboard = start


def set_headless(start: Headless) -> None:
    """Say what ``fleetui run`` does."""
    _registered.headless = start


def set_demo(start: Callable[[DemoOptions], int]) -> None:
    """Say what ``fleetui demo`` does."""
    _registered.demo = start


def dashboard(config: str | None, *, only_shows: bool = False) -> int:
    """Open the dashboard; its exit code. Raises ``Unreachable`` where it cannot be drawn."""
    _require_terminal(os.environ)
    return _there(_registered.dashboard)(config, only_shows=only_shows)


def headless(config: str | None, *, until_done: bool) -> int:
    """Run the engine without a screen; its exit code."""
    return _there(_registered.headless)(config, until_done=until_done)


def demo(options: DemoOptions) -> int:
    """Open the dashboard on the demo fleet; its exit code. Raises ``Unreachable`` where it cannot be drawn."""
    _require_terminal(os.environ)
    return _there(_registered.demo)(options)


def with_link(config: str | None, work: Callable[[Link], Awaitable[T]]) -> T:
    """Reach the fleet, wait for its first observation, do one piece of work."""
    import asyncio  # not needed by those who only register, and slow to import

    return asyncio.run(_worked(_there(_registered.reach), config, work))


def with_watch(config: str | None, work: Callable[[Link], Awaitable[T]]) -> T:
    """Watch the fleet, owned by whomever or by nobody, wait for its first observation, do one piece of work."""
    import asyncio  # as above

    return asyncio.run(_worked(_there(_registered.watch), config, work))


async def _worked(reach: Reach, config: str | None, work: Callable[[Link], Awaitable[T]]) -> T:
    async with reach(config) as link:
        await until_ready(link)
        return await work(link)


async def until_ready(link: Link, timeout: float = READY_S) -> None:
    """Wait until an empty fleet is known to be empty; raises ``Unreachable`` after ``timeout`` seconds."""
    import asyncio

    from fleetui.time_limit import time_limit

    ready = asyncio.Event()

    def seen(view: FleetView) -> None:
        if view.ready:
            ready.set()

    stop = link.follow(seen)
    try:
        seen(link.view)
        async with time_limit(timeout):
            await ready.wait()
    except TimeoutError:
        raise Unreachable(f"no observation came within {timeout:.0f} s; see: fleetui doctor") from None
    finally:
        stop()


def _there(factory: T | None) -> T:
    if factory is None:
        raise Unreachable("this program was started without its parts; start it as: python -m fleetui")
    return factory


def _require_terminal(environment: Mapping[str, str]) -> None:
    """A dashboard in a browser is drawn by its server, any other one by a terminal that can move its cursor."""
    # a status line comes through this module and needs none of it
    from fleetui.config.command_name import command_name

    if "web_driver" in environment.get("TEXTUAL_DRIVER", ""):
        return
    if not all(
        _is_terminal(stream) for stream in (sys.stdin, sys.stdout, sys.stderr)
    ):  # it draws on the last
        raise NoTerminal(
            "the dashboard needs a terminal: stdin, stdout or stderr goes elsewhere here; for scripts: "
            f"{command_name()} status"
        )
    if environment.get("TERM", "") in ("", "dumb", "unknown"):
        named = environment.get("TERM") or "unset"
        raise NoTerminal(
            f"TERM is {named}: the dashboard cannot be drawn there; try TERM=xterm-256color {command_name()}"
        )


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()
