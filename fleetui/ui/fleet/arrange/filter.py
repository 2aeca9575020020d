"""The filter of the fleet: ``billing``, ``state:asking``, ``!project:shop``, ``queue:>0``, ``"two words"``. Pure.

Parts stand beside each other and must all hold. A word is looked for in names, tasks, branches, questions, reasons
and what is queued, never in what a pane shows: a tile must not come and go with its agent's output.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from fleetui.model.names import nearest
from fleetui.model.queue import live
from fleetui.model.value import value
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.labels.titles import task_title

LOUD = "loud"
WAITING = "waiting"
_PART = re.compile(r'(!?)(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S*))')
_NUMBER = re.compile(r"(<=|>=|<|>|=|)(\d{1,6})")


@value
class Part:
    """One part of a filter. ``key`` is empty for a word; ``value`` is lower case."""

    key: str
    value: str
    negated: bool = False

    def holds(self, agent: AgentView) -> bool:
        """True when the agent is as the part says."""
        return _holds(agent, self.key, self.value) is not self.negated


@lru_cache(maxsize=64)
def parsed(text: str) -> tuple[Part, ...]:
    """The parts of a filter. Every text is one: what has no meaning as ``key:value`` is a word."""
    found = (_part(*match.groups()) for match in _PART.finditer(text))
    return tuple(part for part in found if part)


def _part(mark: str, key: str | None, quoted: str | None, plain: str) -> Part | None:
    name = (key or "").lower()
    value = (quoted if quoted is not None else plain or "").lower()
    if key and name not in _KEYS:
        return Part("", f"{name}:{value}", bool(mark))
    if mark and not name and not value:
        return None if quoted is not None else Part("", mark)
    return Part(name, value, bool(mark)) if name or value else None


def matches(agent: AgentView, text: str) -> bool:
    """True when every part of the filter holds for the agent."""
    return all(part.holds(agent) for part in parsed(text))


def _holds(agent: AgentView, key: str, value: str) -> bool:
    if key == "queue":
        return _counts(len(live(agent.queue)), value)
    if key == "context":
        return agent.context is not None and _counts(agent.context.left_percent, value)
    if key:
        return any(one.startswith(value) for one in _values(agent, key))
    return any(value in one.lower() for one in _said(agent))


def _counts(number: int, wanted: str) -> bool:
    found = _NUMBER.fullmatch(wanted)
    if found is None:
        return not wanted  # while it is being typed, a condition without a number holds for all
    compare, limit = found.group(1), int(found.group(2))
    return _COMPARE[compare](number, limit)


_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "": lambda number, limit: number == limit,
    "=": lambda number, limit: number == limit,
    "<": lambda number, limit: number < limit,
    ">": lambda number, limit: number > limit,
    "<=": lambda number, limit: number <= limit,
    ">=": lambda number, limit: number >= limit,
}


def _states(agent: AgentView) -> list[str]:
    state = state_of(agent)
    words = [state.key, state.word.lower().replace(" ", "-"), str(agent.status.phase), str(agent.seat.state)]
    words += [LOUD] if state.loud else []
    words += [WAITING] if agent.attention else []
    return [*words, "stale"] if agent.stale_since is not None else words


def _values(agent: AgentView, key: str) -> list[str]:
    return [one.lower() for one in _KEYS[key](agent)]


_KEYS: dict[str, Callable[[AgentView], list[str]]] = {
    "state": _states,
    "project": lambda agent: [agent.seat.project],
    "role": lambda agent: [agent.seat.role],
    "profile": lambda agent: [agent.seat.profile],
    "queue": lambda _agent: [">0"],
    "context": lambda _agent: ["<20"],
}
KEYS = tuple(_KEYS)
_STATES = (
    "asking", "stuck", "failed", "held", "merge", "gate-red", "undone", "not-confirmed", "failing", "off-limits",
    "working", "idle", "paused", "limited", "starting", "exited", "unknown", "halted", "stale", LOUD, WAITING,
)  # fmt: skip
"""FixedRows that ``state:`` takes whether or not an agent is in that state now."""


def _said(agent: AgentView) -> Iterable[str]:
    yield agent.name
    yield task_title(agent)
    yield agent.git.branch if agent.git else agent.seat.branch
    yield agent.seat.project
    yield agent.seat.profile
    yield agent.seat.role
    yield state_of(agent).word
    yield agent.attention.reason if agent.attention else ""
    yield agent.question.words if agent.question else ""
    for entry in live(agent.queue):
        yield entry.text


def complaint(text: str, agents: Iterable[AgentView]) -> str:
    """What is wrong with a filter, in one line; empty when all is well."""
    everyone = tuple(agents)
    for match in _PART.finditer(text):
        key, value = (match.group(2) or "").lower(), (match.group(3) or match.group(4) or "").lower()
        if key and key not in _KEYS and value:
            close = nearest(key, _KEYS)
            return f"no key {key}:" + (f"   {close}: ?" if close else f"   keys: {' '.join(KEYS)}")
        if key in ("queue", "context") and value and not _NUMBER.fullmatch(value):
            return f"{key}: takes a number, such as {key}:{'>0' if key == 'queue' else '<20'}"
        if key in _KEYS and value and not any(one.startswith(value) for one in values_of(key, everyone)):
            return "" if key in ("queue", "context") else f"no {key} begins with {value}"
    return ""


def values_of(key: str, agents: Iterable[AgentView]) -> list[str]:
    """What may stand after a key, in a fleet."""
    found = {value: None for agent in agents for value in _values(agent, key) if value}
    if key == "state":
        return [*_STATES, *sorted(set(found) - set(_STATES))]
    return sorted(found)


def completions(text: str, agents: Iterable[AgentView]) -> list[str]:
    """The filters that the last part of a text may become: keys, their values, names of agents."""
    everyone = tuple(agents)
    if text.count('"') % 2:
        return []
    before, last = text[: len(text) - len(text.split(" ")[-1])], text.split(" ")[-1]
    mark = "!" if last.startswith("!") else ""
    word = last[len(mark) :].lower()
    key, colon, value = word.partition(":")
    if colon:
        found = (
            [f"{key}:{_quoted(one)}" for one in values_of(key, everyone) if one.startswith(value)]
            if key in _KEYS
            else []
        )
    else:
        found = [f"{one}:" for one in KEYS if one.startswith(word)]
        found += [agent.name for agent in everyone if word and agent.name.startswith(word)]
    return [f"{before}{mark}{one}" for one in found]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
