"""The checks behind ``fleetui doctor``. Each looks at one thing, changes nothing, and never raises."""

from __future__ import annotations

import locale
import os
import re
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from fleetui.cli.setup.approvals import approving
from fleetui.cli.setup.check import FAIL, OK, WARN, Check
from fleetui.cli.setup.forges import forges
from fleetui.cli.setup.program_version import answer_of, version_in
from fleetui.cli.setup.terminal import terminal_checks
from fleetui.config.problems import ConfigError
from fleetui.model.tmux_version import NEEDED, OLDEST

if TYPE_CHECKING:
    from fleetui.config.paths import Paths

AGENT_PROGRAMS = ("claude", "codex", "gemini", "opencode", "qwen", "aider", "copilot", "pi", "agy")
OLDEST_GIT = (2, 38)
"""The first git whose ``merge-tree --write-tree`` builds a candidate without a checkout."""


def all_checks(config: str | None = None) -> tuple[Check, ...]:
    """Every check, in the order things depend on each other."""
    return (
        python(),
        tmux(),
        git(),
        characters(),
        *terminal_checks(),
        *agent_programs(),
        *hooks(config),
        *servers(),
        *_of_paths(config),
    )


def python() -> Check:
    """The interpreter that runs this."""
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("python", OK, f"{found} at {sys.executable}")


def tmux() -> Check:
    """The program that everything runs in."""
    place = shutil.which("tmux")
    if place is None:
        fix = "Debian/Ubuntu: sudo apt install tmux; Fedora: sudo dnf install tmux; macOS: brew install tmux"
        return Check("tmux", FAIL, "is not installed", fix)
    said = answer_of((place, "-V"))
    version = version_in(said or "")
    if said is None or version is None:
        return Check(
            "tmux",
            WARN,
            f"{place} does not say its version ({said})",
            f"fleetui needs tmux {NEEDED} or newer",
        )
    if version < OLDEST:
        return Check("tmux", FAIL, f"{said} is too old", f"install tmux {NEEDED} or newer")
    return Check("tmux", OK, f"{said} at {place}")


def git() -> Check:
    """Worktrees, rescues and candidates."""
    place = shutil.which("git")
    if place is None:
        return Check(
            "git", FAIL, "is not installed", "Debian/Ubuntu: sudo apt install git; macOS: brew install git"
        )
    said = answer_of((place, "--version"))
    version = version_in(said or "")
    if version is None:
        return Check(
            "git", WARN, f"{place} does not say its version ({said})", "fleetui needs git 2.38 or newer"
        )
    if version < OLDEST_GIT:
        return Check("git", FAIL, f"{said} is too old to build merge candidates", "install git 2.38 or newer")
    return Check("git", OK, f"{said} at {place}")


def characters() -> Check:
    """Whether the signs on screen can be written."""
    encoding = locale.getpreferredencoding(do_setlocale=False)
    named = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    if re.search(r"utf-?8", named, re.IGNORECASE):
        return Check("locale", OK, named)
    fix = 'export LANG=C.UTF-8; or glyphs = "ascii" under [screen]'
    return Check(
        "locale", WARN, f"{named or 'none is set'} ({encoding}) is no UTF-8 locale: tmux may draw _", fix
    )


def agent_programs() -> tuple[Check, ...]:
    """Which agents' command lines could be started here."""
    places = {name: place for name in AGENT_PROGRAMS if (place := shutil.which(name))}
    if not places:
        fix = "install one, or add agents with a command of their own; the demo needs none"
        return (Check("agents", WARN, f"none of {', '.join(AGENT_PROGRAMS)} is on PATH", fix),)
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = pool.map(lambda place: answer_of((place, "--version")), places.values())
        return tuple(_program(place, said) for place, said in zip(places.items(), answers, strict=True))


def _program(place: tuple[str, str], said: str | None) -> Check:
    name, path = place
    if said:
        return _tested(name, said)
    return Check(name, WARN, f"{path} does not say its version", f"try it by hand: {path} --version")


_VERSION = re.compile(r"\d+(?:\.\w+)+")


def _tested(name: str, said: str) -> Check:
    """Whether screens of this version were captured: those of another may be drawn, and read, differently."""
    from fleetui.agents.load import load_profiles

    profile = load_profiles().get(name)
    tested = profile.versions if profile else ()
    if profile and profile.untested:
        fix = "look at fleetui explain NAME where a state seems wrong, and keep its screens: --save"
        return Check(name, WARN, f"{said}: untested, its profile follows what others say of its screens", fix)
    if profile and profile.serves:
        said = f"{said} (serves {profile.serves})"
    if not tested or set(_VERSION.findall(said)) & set(tested):
        return Check(name, OK, said)
    fix = "look at fleetui explain NAME where a state seems wrong; tested: " + ", ".join(tested)
    return Check(name, WARN, f"{said}: no screen of this version was ever captured", fix)


def hooks(config: str | None) -> Iterator[Check]:
    """Whether hooks are installed where an agent could have them, and run."""
    from fleetui.cli.output import age
    from fleetui.cli.setup.hook_state import agents, state_of
    from fleetui.config.paths import find_paths
    from fleetui.ports.hooks.settings_files import HookFiles

    try:
        files = HookFiles(find_paths(config).hooks)
    except ConfigError:
        return
    for kind, agent in agents().items():
        state = state_of(agent, files)
        if state.count or state.problem:
            text = (
                f"{kind}: {state.word}, last event {age(state.age)} ago"
                if state.age
                else f"{kind}: {state.word}"
            )
            yield Check("hooks", WARN if state.advice else OK, text, state.advice)
        elif shutil.which(kind):
            yield Check("hooks", OK, f"{kind}: none; what it does is read otherwise ({state.advice})")


def servers() -> Iterator[Check]:
    """Whether a server that agents of one kind share is listened to, where one runs for this environment."""
    from fleetui.agents.load import load_profiles
    from fleetui.ports.servers.socket_file import NotOurs, server_version
    from fleetui.ports.sessions.process import folder_of

    for name, profile in load_profiles().items():
        if profile.server is None or profile.session is None:
            continue
        folder = folder_of(profile.session, os.environ)
        try:
            version = server_version(folder, profile.server.socket) if folder else ""
        except NotOurs as why:
            fix = "nothing is taken from there; look at who owns it, or stop that server"
            yield Check("server", WARN, f"{name}: {folder}/{profile.server.socket}: {why}", fix)
        except OSError:
            continue  # none runs
        else:
            told = (
                f"{name}: {version or 'one of an unknown version'} is listened to for agents that you adopt"
            )
            yield Check("server", OK, told)


def _of_paths(config: str | None) -> Iterator[Check]:
    from fleetui.config.paths import find_paths

    try:
        paths = find_paths(config)
    except ConfigError as error:
        yield from (Check("paths", FAIL, str(problem), "see the line before") for problem in error.problems)
        return
    yield from approving(paths)
    yield from folders(paths)
    yield from configuration(paths)
    yield journal(paths)
    yield from comparisons(paths)
    yield from forges(paths)


def folders(paths: Paths) -> Iterator[Check]:
    """Whether the private folders are private."""
    from fleetui.config.paths import inspect

    problems = inspect(paths)
    yield from (
        Check("folders", FAIL, str(problem), "see above, or set FLEETUI_HOME") for problem in problems
    )
    if not problems:
        there = "" if paths.state.exists() else " (made at the first start)"
        yield Check("folders", OK, f"{paths.state}{there}")
    if paths.state.exists() and (free := shutil.disk_usage(paths.state).free) < 200_000_000:
        yield Check(
            "disk", WARN, f"{free // 1_000_000} MB free at {paths.state}", "make room: a full disk stops it"
        )


def configuration(paths: Paths) -> Iterator[Check]:
    """Whether fleet.toml can be used."""
    from fleetui.cli.setup.config import all_problems

    problems = all_problems(paths)
    yield from (Check("config", FAIL, str(problem), "fleetui config check") for problem in problems)
    if not problems:
        text = str(paths.config) if paths.config.exists() else "no fleet.toml: the defaults hold"
        yield Check("config", OK, text)


def comparisons(paths: Paths) -> Iterator[Check]:
    """How often what an agent's screen or another source said was wrong, by version, as the fleet last knew it."""
    from fleetui.cli.watch.tmux_status import read_published
    from fleetui.model.comparison import advice, told_of
    from fleetui.model.snapshot.fleet import comparisons_of

    for one in comparisons_of(read_published(paths.published) or {}):
        for source in one.sources():
            doubted = source in one.doubted
            text = f"{one.name}: {told_of(one, source)}"
            yield Check("sources", WARN if doubted else OK, text, advice(source) if doubted else "")


def journal(paths: Paths) -> Check:
    """Whether the journal is whole, by SQLite's own check, without writing to it."""
    import sqlite3

    from fleetui.ports.journal.store import FORMAT

    if not paths.journal.exists():
        return Check("journal", OK, "none yet")
    state = paths.journal.parent
    if not os.access(state, os.W_OK):  # SQLite needs a file beside it, and would call the journal unreadable
        text = f"{state} can only be read: nothing is kept there, and the journal was not checked"
        return Check("journal", FAIL, text, f"make {state} writable, then ask doctor again")
    fix = f"close fleetui, keep a copy of {paths.state}, start it: it restores the newest backup"
    try:
        base = sqlite3.connect(f"{paths.journal.as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            said = base.execute("PRAGMA quick_check(1)").fetchone()[0]
            written = base.execute("PRAGMA user_version").fetchone()[0]
        finally:
            base.close()
    except sqlite3.Error as error:
        return Check("journal", FAIL, f"{paths.journal}: {error}", fix)
    if said != "ok":
        return Check("journal", FAIL, f"{paths.journal} is damaged: {said}", fix)
    if written > FORMAT:
        return Check(
            "journal", FAIL, f"{paths.journal} is of a newer fleetui: read only here", "upgrade fleetui"
        )
    return Check("journal", OK, f"{paths.journal}, {paths.journal.stat().st_size // 1024} KB")
