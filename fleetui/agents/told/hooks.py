"""What the events of an agent's hooks say of its phase, and its status line of its context. Pure.

The events are those of the profile's ``[hooks]``; one that it does not name says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.agents.profile import Hooks
from fleetui.agents.sessions.records import percent_left
from fleetui.model.hooks import HookEvent, LineFacts
from fleetui.model.status import Phase, SourceReport

SOURCE = "hook"
PROMPTED = "UserPromptSubmit"
"""The event of a prompt that was taken, in every agent with hooks. It tells that, not which."""
_TOLD = frozenset({Phase.FAILED, Phase.LIMITED})
"""Phases whose detail is the reason."""
_ALSO = {Phase.ASKING: (Phase.WORKING, Phase.LIMITED), Phase.FAILED: (Phase.LIMITED,)}
"""What no event tells apart: a request that is granted without the operator, and an error that is a limit by its words
alone, such as an overloaded server's."""
_REQUEST = "PermissionRequest"


def hook_claim(
    hooks: Hooks, events: Iterable[HookEvent], last: SourceReport | None = None
) -> SourceReport | None:
    """What the hooks report after these events, ``last`` before them."""
    for event in events:
        last = _after(last, event, hooks)
    return last


def prompted_at(events: Iterable[HookEvent]) -> float:
    """When these events last tell of a prompt of the operator's; 0 where they do not."""
    return max((event.at for event in events if event.name == PROMPTED and not event.inner), default=0.0)


def _after(last: SourceReport | None, event: HookEvent, hooks: Hooks) -> SourceReport | None:
    rule = f"{event.name}:{event.detail}"
    if rule not in hooks.events:
        rule = event.name
    phase = hooks.events.get(rule)
    if phase is None or (event.inner and not _tells(last, phase)):
        return last
    also = _ALSO.get(phase, ())
    ends = phase is Phase.IDLE and event.name in hooks.ends
    return SourceReport(SOURCE, phase, rule, event.at, _note(phase, event), also=also, ends_turn=ends)


def _tells(last: SourceReport | None, phase: Phase) -> bool:
    """Whether what a subagent does says anything of its agent: it may ask, and go on working beside one that rests."""
    asked = last is not None and last.phase is Phase.ASKING
    return phase is Phase.ASKING or (phase is Phase.WORKING and asked)


def _note(phase: Phase, event: HookEvent) -> str:
    if phase is Phase.ASKING:
        asked = "permission" if event.name == _REQUEST else "question"
        return f"{asked}: {event.detail}" if event.detail else asked
    return event.detail.replace("_", " ") if phase in _TOLD else ""


def line_context(hooks: Hooks, line: LineFacts) -> int | None:
    """Percent left of the usable window; ``None`` before the first answer."""
    if not line.window or not line.tokens:
        return None
    return percent_left(line.tokens, line.window, hooks.reserved)
