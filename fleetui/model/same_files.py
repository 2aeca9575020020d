"""Who else works on the files that a text names: from queues, what is on its way, and what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

from fleetui.model.anchors.text.mentions import mentions
from fleetui.model.queue import UNDER_WAY, EntryState, live
from fleetui.model.value import value
from fleetui.model.view import AgentView, FleetView


class How(IntEnum):
    """How somebody works on a file; what is nearest to a conflict first."""

    CHANGED = 0
    UNDER_WAY = 1
    QUEUED = 2


_WORDS = {
    How.CHANGED: "changed it, not landed",
    How.UNDER_WAY: "has it in what is being sent",
    How.QUEUED: "has it in its queue",
}


@value
class OnFile:
    """One agent and one file."""

    name: str
    path: str
    how: How

    @property
    def words(self) -> str:
        """For people, behind name and path."""
        return _WORDS[self.how]


def others_on(view: FleetView, names: Iterable[str], text: str) -> tuple[OnFile, ...]:
    """Other agents of the same projects that work on a file the text names; each agent and file once."""
    own = frozenset(names)
    projects = {agent.seat.project for agent in view.agents if agent.name in own and agent.seat.project}
    paths = _paths(text)
    found: dict[tuple[str, str], OnFile] = {}
    for agent in view.agents:
        if agent.name in own or agent.seat.project not in projects:
            continue
        for path, how in _works_on(agent):
            for said in paths:
                if _same(said, path):
                    _keep(found, OnFile(agent.name, said, how))
    return tuple(sorted(found.values(), key=lambda one: (one.how, one.path, one.name)))


def shared_by(view: FleetView, names: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Files that several of these agents work on already, each with who: one agent would do for those."""
    own = frozenset(names)
    by_file: dict[tuple[str, str], set[str]] = {}
    for agent in view.agents:
        if agent.name in own and agent.seat.project:
            for path, _ in _works_on(agent):
                by_file.setdefault((agent.seat.project, path), set()).add(agent.name)
    return tuple((path, tuple(sorted(who))) for (_, path), who in sorted(by_file.items()) if len(who) > 1)


def _keep(found: dict[tuple[str, str], OnFile], one: OnFile) -> None:
    before = found.get((one.name, one.path))
    if before is None or one.how < before.how:
        found[(one.name, one.path)] = one


def _works_on(agent: AgentView) -> Iterator[tuple[str, How]]:
    for changed in agent.git.files if agent.git and not agent.lost else ():
        yield changed.path, How.CHANGED
    for entry in live(agent.queue):
        how = How.UNDER_WAY if entry.state in UNDER_WAY or entry.state is EntryState.UNKNOWN else How.QUEUED
        if entry.is_typed and entry.step is None:
            for path in _paths(entry.text):
                yield path, how


def _paths(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.path for one in mentions(text) if one.sure and not one.folder))


def _same(one: str, other: str) -> bool:
    """Two paths of one project, where either may be the end of one alone."""
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")
