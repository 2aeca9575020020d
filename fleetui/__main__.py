"""The composition root: the only place where ports meet the engine and the screen.

What takes long to import is imported where it is used: a tmux status line starts this program every few seconds.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

    from fleetui.cli.progress import Progress
    from fleetui.cli.wiring import DemoOptions
    from fleetui.config.paths import Paths
    from fleetui.config.screen_memory import ScreenMemory
    from fleetui.engine.engine import Engine
    from fleetui.engine.link import Link
    from fleetui.engine.world import World
    from fleetui.model.blueprints import Blueprint
    from fleetui.model.commands import Command
    from fleetui.model.settings import Settings
    from fleetui.ui.shell.limits import Limits
    from fleetui.ui.shell.shared_state import Guide


_COLLECT_EVERY = 20_000
"""Objects between two garbage collections. What a start makes nearly all stays: to look through it after every 700,
as Python does, takes a tenth of a command's time."""


def main() -> None:
    """Run the command line."""
    import gc

    gc.set_threshold(_COLLECT_EVERY)
    from fleetui.cli import wiring as ways

    ways.set_reach(reach)
    ways.set_watch(watch)
    ways.set_dashboard(dashboard)
    ways.set_headless(headless)
    ways.set_demo(demo)
    from fleetui.cli.main import main as command_line

    command_line()


# ---------------------------------------------------------------- making a world


def mint() -> str:
    """A new id: short, random, safe in names of every kind."""
    import secrets

    return secrets.token_hex(6)


def word() -> str:
    """A plain word, by chance."""
    import secrets

    from fleetui.model.plain_words import PLAIN_WORDS

    return secrets.choice(PLAIN_WORDS)


async def make_world(paths: Paths, settings: Settings) -> World:
    """Every port, on the places that this configuration means."""
    from fleetui.agents.hosted.load import load_hosted
    from fleetui.agents.load import load_profiles
    from fleetui.agents.sessions.formats import PARSERS
    from fleetui.agents.sessions.spent import Spent
    from fleetui.config.local_config import LocalConfig
    from fleetui.engine.world import World
    from fleetui.ports import fault
    from fleetui.ports.anchors.port import Anchors
    from fleetui.ports.clock import CLOCK
    from fleetui.ports.gates import Gates, Probes, SetUps, gate_environment
    from fleetui.ports.git import Git
    from fleetui.ports.github.port import GitHub
    from fleetui.ports.hooks.spool import HookSpool
    from fleetui.ports.journal.port import Journal
    from fleetui.ports.kept_files.snapshot_file import Publisher
    from fleetui.ports.kept_files.task_files import TaskFiles
    from fleetui.ports.owner_lock import Lock
    from fleetui.ports.private_files import Files
    from fleetui.ports.processes.memory import memory_now
    from fleetui.ports.processes.port import Processes
    from fleetui.ports.servers.port import Servers
    from fleetui.ports.sessions.port import Sessions
    from fleetui.ports.tmux import OwnTerminal, Tmux
    from fleetui.ports.tmux.relay.reports import RelayReports

    lock = Lock(paths.lock)
    return World(
        tmux=Tmux(str(paths.socket), str(paths.run)),
        terminal=OwnTerminal(str(paths.socket), os.getpid()),
        processes=Processes(),
        git=Git(paths.vaults),
        gates=Gates(),
        set_ups=SetUps(paths.set_ups),
        files=Files(),
        task_files=TaskFiles(),
        anchors=Anchors(paths.vaults / "anchors"),
        probes=Probes(),
        forge=GitHub(os.environ, CLOCK.now),
        journal=await Journal.open(paths.journal, signs=(paths.vaults,), holds=lock.holds),
        lock=lock,
        sessions=Sessions(PARSERS, Spent),
        hooks=HookSpool(paths.hooks / "spool"),
        program_status=RelayReports(paths.relays),
        servers=Servers(CLOCK.now),
        publish=Publisher(paths.published),
        local_config=LocalConfig(paths),
        profiles=load_profiles([Path(folder) for folder in settings.profiles]),
        now=CLOCK.now,
        mint=mint,
        word=word,
        pid=os.getpid(),
        gate_environment=gate_environment(os.environ),
        fault=fault.point,
        headless=lambda: start_headless(paths),
        blueprints=lambda: _blueprints(paths),
        clock_moved=CLOCK.moved,
        memory=memory_now,
        hosted=load_hosted([Path(folder) for folder in settings.hosted]),
        operator=_login(),
    )


def _login() -> str:
    """The name under which the machine knows this user; his number where it has none."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"


async def _blueprints(paths: Paths) -> tuple[Blueprint, ...]:
    """Every blueprint, read beside the loop."""
    import asyncio

    from fleetui.config.blueprint_files import known_blueprints

    return tuple((await asyncio.to_thread(known_blueprints, paths))[0].values())


def start_headless(paths: Paths) -> None:
    """Start the same engine without a screen, free of this terminal; it ends when nothing waits."""
    import subprocess

    subprocess.Popen(
        [sys.executable, "-P", "-m", "fleetui", "--config", str(paths.config), "run", "--until-done"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def log_to(path: Path) -> None:
    """Send the program's log to a private file that is rotated. Raises ``ConfigError`` where it cannot be written."""
    import logging
    from logging.handlers import RotatingFileHandler

    from fleetui.config.problems import ConfigError, Problem

    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as error:
        raise ConfigError([Problem(str(path), f"cannot be written: {error.strerror}")]) from error
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("git").setLevel(logging.WARNING)


@asynccontextmanager
async def open_engine(
    config: str | None, *, screen: bool, verb: bool = False, may_own: bool = True
) -> AsyncIterator[Engine]:
    """An engine over the configured world; not started. Its ports are closed at the end."""
    from fleetui.config.load import load
    from fleetui.config.paths import find_paths, prepare
    from fleetui.engine.engine import Engine

    paths = find_paths(config)
    settings = load(paths)
    prepare(paths)
    log_to(paths.log)
    engine = Engine(await make_world(paths, settings), settings, screen=screen, verb=verb, may_own=may_own)
    engine.core.spawn(engine.configure(_changes(paths, settings)), "configuration")
    try:
        yield engine
    finally:
        await engine.stop()


async def _changes(paths: Paths, settings: Settings) -> AsyncIterator[Settings | str]:
    from fleetui.config.problems import ConfigError
    from fleetui.config.watch import watch
    from fleetui.engine.pace import rest

    async for change in watch(paths, settings, rest):
        if isinstance(change, ConfigError):
            more = len(change.problems) - 1
            yield f"{change.problems[0].brief}{f', {more} more' if more else ''}; the old values stay"
        else:
            yield change


_RUNS = tuple(
    f"fleetui.{name}"
    for name in (
        "agents.load", "config.local_config", "config.load", "config.watch", "engine.engine", "engine.own.limited_link",
        "engine.world", "ports.anchors.port", "ports.gates", "ports.git", "ports.hooks.spool",
        "ports.journal.port", "ports.owner_lock", "ports.processes.port", "ports.kept_files.snapshot_file",
        "ports.servers.port", "ports.sessions.port", "ports.kept_files.task_files", "ports.tmux",
        "ports.tmux.relay.reports",
    )
)  # fmt: skip
"""What a dashboard runs on."""
_DRAWS = ("textual.layouts.factory", "textual.pilot", "textual.scrollbar")
"""What Textual imports only once it runs."""


def _import_ahead() -> None:
    """Import before the loop what would hold it up while it runs: with it would wait every key.

    What is imported stays, so no collection ever needs to look at it.
    """
    import gc
    from importlib import import_module

    gc.disable()
    for name in ("fleetui.ui.app", *_RUNS, *_DRAWS):
        import_module(name)
    gc.freeze()
    gc.enable()


# ---------------------------------------------------------------- ways in


@asynccontextmanager
async def reach(config: str | None = None) -> AsyncIterator[Link]:
    """A link for one command line verb, with everything observed once.

    With an owner running, commands go to it as requests; without one this process becomes the owner for the
    time of the verb.
    """
    async with open_engine(config, screen=False, verb=True) as engine:
        await engine.open()
        await engine.once()
        yield engine


@asynccontextmanager
async def watch(config: str | None = None) -> AsyncIterator[Link]:
    """A link for one command that observes for as long as it runs, and never becomes the owner."""
    async with open_engine(config, screen=False, may_own=False) as engine:
        await engine.start()
        yield engine


def dashboard(
    config: str | None = None,
    first: Sequence[Command] = (),
    *,
    at_the_end: str = "",
    only_shows: bool = False,
    guide: Guide | None = None,
) -> int:
    """The dashboard, until it is closed; the exit code.

    ``first`` is done once it runs, in order per agent. With ``at_the_end``, a sentence that says what closing does,
    nothing goes on after it. ``guide`` says what to try next. With ``only_shows`` it has a link that refuses all
    but looking. That one, and one in a browser, start with the looks that are remembered and leave them as they
    are.
    """
    from fleetui.cli.progress import Progress

    with Progress("opening the dashboard") as opening:
        _import_ahead()
        return _dashboard(opening, config, first, at_the_end=at_the_end, only_shows=only_shows, guide=guide)


def _dashboard(
    opening: Progress,
    config: str | None,
    first: Sequence[Command],
    *,
    at_the_end: str,
    only_shows: bool,
    guide: Guide | None,
) -> int:
    import asyncio
    import signal

    from fleetui.config.command_name import command_name
    from fleetui.config.paths import find_paths
    from fleetui.config.screen_memory import ScreenMemory
    from fleetui.ui.app import FleetApp
    from fleetui.ui.shell.limits import Limits
    from fleetui.ui.shell.memory import ShortMemory
    from fleetui.ui.shell.shared_state import no_guide
    from fleetui.ui.terminal.hangup import on_hangup

    limits = Limits(only_shows, in_browser="web_driver" in os.environ.get("TEXTUAL_DRIVER", ""))

    async def run() -> int:
        async with open_engine(config, screen=True, may_own=not only_shows) as engine:
            memory = ScreenMemory(find_paths(config).screen)
            engine.ownership.hands_over = not at_the_end
            await (
                engine.core.world.tmux.version()
            )  # refused here, in one line: a screen could only say it in every tile
            await engine.start()
            for name, commands in _by_agent(first).items():
                engine.core.spawn(_in_order(engine, commands), f"first steps of {name}")
            settings = engine.core.settings
            low = settings.thresholds.low_context_percent
            app = FleetApp(
                _limited(engine, limits),
                settings.screen,
                now=engine.core.world.now,
                low_context_percent=low,
                at_the_end=at_the_end,
                kept_in=str(find_paths(config).local),
                command_name=command_name(),
                memory=ShortMemory(memory.load()) if limits.only_shows or limits.in_browser else memory,
                limits=limits,
                guide=guide or no_guide,
            )
            loop = asyncio.get_running_loop()
            watching = limits.in_browser and loop.create_task(_leave_with_the_page(engine, memory))
            leaving: list[asyncio.Task[None]] = []
            loop.add_signal_handler(signal.SIGTERM, app.exit)

            def gone() -> None:
                if not leaving:
                    leaving.append(loop.create_task(_leave(engine, memory)))

            loop.add_signal_handler(signal.SIGHUP, gone)
            unwatch = on_hangup(sys.stdin.fileno(), gone)
            opening.end()
            try:
                await app.run_async(mouse=settings.screen.mouse)
            finally:
                unwatch()
                memory.close()
                if watching:
                    watching.cancel()
            return app.return_code or 0

    return asyncio.run(run())


def _limited(engine: Engine, limits: Limits) -> Link:
    """What the screen may ask of the engine."""
    from fleetui.engine.own.limited_link import ReadOnly, WithoutApproval

    if limits.only_shows:
        return ReadOnly(engine)
    return WithoutApproval(engine) if limits.in_browser else engine


async def _leave_with_the_page(engine: Engine, memory: ScreenMemory) -> None:
    """End when the server that shows this in a browser is gone; what Python says meanwhile goes to the log.

    Nobody reads a browser session's own error stream safely: it could carry what an agent printed.
    """
    import asyncio
    import logging

    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.FileHandler) and handler.stream:
            os.dup2(handler.stream.fileno(), 2)
    server = os.getppid()
    while os.getppid() == server:  # noqa: ASYNC110 - a parent's end is no event of this loop
        await asyncio.sleep(1.0)
    await _leave(engine, memory)


async def _leave(engine: Engine, memory: ScreenMemory) -> None:
    """The terminal is gone: nothing can be drawn or put back, and writing to it may block. Hand over, and end."""
    memory.close()
    await engine.stop()
    os._exit(0)


def _by_agent(commands: Sequence[Command]) -> dict[str, list[Command]]:
    found: dict[str, list[Command]] = {}
    for command in commands:
        found.setdefault(getattr(command, "name", ""), []).append(command)
    return found


async def _in_order(engine: Engine, commands: Sequence[Command]) -> None:
    for command in commands:
        outcome = await engine.do(command)
        if not outcome.ok:
            engine.core.trouble("start", outcome.text)


def demo(options: DemoOptions) -> int:
    """The dashboard on the demo fleet; everything is removed at the end."""
    from fleetui.cli.progress import Progress
    from fleetui.cli.wiring import Unreachable

    with Progress("laying out the demo"):
        from fleetui.demo import fleet
        from fleetui.demo.forge import hints
        from fleetui.demo.guide import Guide as DemoGuide

        if wrong := fleet.why_not(forge=options.forge):
            raise Unreachable(wrong)
        laid_out = fleet.prepare(
            fleet.DemoOptions(options.agents, options.seed, options.speed, options.keep, options.forge)
        )
    os.environ.update(laid_out.environment)
    os.environ.pop("TMUX", None)
    guide = DemoGuide(hints.HINTS if options.forge else None)
    try:
        return dashboard(
            str(laid_out.config), laid_out.commands, at_the_end=_end_of_demo(options), guide=guide
        )
    finally:
        with Progress("stopping the demo's agents"):
            gone = laid_out.close()
        print(gone)  # noqa: T201 - the last word of a demo goes to the terminal


def _end_of_demo(options: DemoOptions) -> str:
    folder = "its folder stays" if options.keep else "its folder is removed"
    return f"The demo ends: its agents are stopped, {folder}."


def headless(config: str | None = None, *, until_done: bool = False) -> int:
    """The engine without a screen, until another dashboard takes the fleet, a signal, or nothing is left."""
    import asyncio
    import signal

    async def run() -> int:
        async with open_engine(config, screen=False) as engine:
            await engine.core.world.tmux.version()
            await engine.start()
            if not engine.core.acts:
                return 3
            stopped = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, stopped.set)
            await _until(engine, stopped, until_done=until_done)
            return 0

    return asyncio.run(run())


async def _until(engine: Engine, stopped: asyncio.Event, *, until_done: bool) -> None:
    """Wait for the end of a headless engine."""
    from fleetui.time_limit import time_limit

    while not stopped.is_set() and not engine.ownership.yielding.is_set():
        if until_done and engine.core.ready and not engine.ownership.work_left():
            return
        with contextlib.suppress(TimeoutError):
            async with time_limit(1.0):
                await stopped.wait()


if __name__ == "__main__":
    main()
