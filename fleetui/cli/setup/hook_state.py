"""What is installed in which agent's settings, and whether it runs. For ``fleetui hook`` and ``fleetui doctor``."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fleetui.model.hook_settings import STATUS_LINE, HookEntry
from fleetui.model.value import value

if TYPE_CHECKING:
    from fleetui.agents.profile import Hooks
    from fleetui.ports.hooks.settings_files import HookFiles


@value
class Agent:
    """An agent whose settings can hold hooks."""

    kind: str
    label: str
    hooks: Hooks
    folder: Path

    @property
    def file(self) -> Path:
        """The settings of the operator for all projects."""
        return self.folder / self.hooks.file


@value
class State:
    """What is installed for one agent."""

    kind: str
    file: str
    count: int
    """Entries for events, of ``wanted``."""
    wanted: int
    status_line: bool
    waits: int
    """Entries that the agent does not run before its user has reviewed them."""
    age: float | None
    """Seconds since an agent last told anything."""
    problem: str = ""
    is_other: bool = False
    """The script that they run was written by another version of fleetui."""

    @property
    def word(self) -> str:
        """In a word."""
        if self.problem:
            return "broken"
        if not self.count:
            return "none"
        return "installed" if self.count == self.wanted else f"{self.count} of {self.wanted}"

    @property
    def advice(self) -> str:
        """What to do; empty when nothing."""
        if self.problem:
            return self.problem
        if not self.count:
            return f"fleetui hook install {self.kind}"
        if self.count != self.wanted:
            return f"not all of them are there: fleetui hook install {self.kind}"
        if self.is_other:
            return (
                f"another version of fleetui wrote the script that they run: fleetui hook install {self.kind}"
            )
        if self.waits:
            return f"{self.waits} hooks wait for your review: the next {self.kind} asks once, or type /hooks in one"
        return (
            "" if self.age is not None else "no event yet; agents that run already may have to be restarted"
        )

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return asdict(self) | {"state": self.word, "advice": self.advice}


def agents() -> dict[str, Agent]:
    """Every agent that can have hooks, by the name of its profile."""
    from fleetui.agents.load import load_profiles
    from fleetui.ports.sessions.process import folder_of

    found = {}
    for profile in load_profiles().values():
        if profile.hooks is not None and profile.session is not None:
            place = folder_of(profile.session, {"HOME": str(Path.home()), **os.environ})
            found[profile.name] = Agent(profile.name, profile.label, profile.hooks, Path(place))
    return found


def state_of(agent: Agent, files: HookFiles) -> State:
    """What is installed for an agent; never raises for settings that are broken."""
    from fleetui.ports.hooks.settings_files import HookError

    problem, entries = "", tuple[HookEntry, ...]()
    try:
        entries = files.entries(agent.file)
    except HookError as error:
        problem = str(error)
    hooks = [entry for entry in entries if entry.event != STATUS_LINE]
    return State(
        agent.kind,
        str(agent.file),
        len(hooks),
        len(agent.hooks.names),
        len(hooks) < len(entries),
        _waiting(agent, hooks),
        _age(files.spool, agent.kind),
        problem,
        bool(hooks) and files.is_other_script(),
    )


def _age(spool: Path, kind: str) -> float | None:
    try:
        written = [entry.stat().st_mtime for entry in spool.glob(f"{kind}.*.*")]
    except OSError:
        return None
    from fleetui.ports.clock import wall

    return max(0.0, wall() - max(written)) if written else None


def _waiting(agent: Agent, entries: list[HookEntry]) -> int:
    """How many of these the agent was never told to trust; 0 for one that does not ask."""
    if not agent.hooks.trusted or not entries:
        return 0
    known = _trusted(agent.folder / agent.hooks.trusted)
    files = {str(agent.file), os.path.realpath(agent.file), str(agent.folder.resolve() / agent.hooks.file)}
    return sum(not any(f"{file}:{_key(entry)}" in known for file in files) for entry in entries)


def _trusted(file: Path) -> Mapping[str, Any]:
    try:
        found = tomllib.loads(file.read_text("utf-8")).get("hooks", {}).get("state", {})
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _key(entry: HookEntry) -> str:
    """How Codex names one: by event and place."""
    return f"{re.sub(r'(?<!^)(?=[A-Z])', '_', entry.event).lower()}:{entry.group}:{entry.place}"
