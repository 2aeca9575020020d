"""Standing rules: said with the first prompt of a fresh run, in every handoff, and again with every Nth follow-up.

One walk over a queue says which of its entries they go out with, for the preview and for the delivery alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fleetui.model.fleet import Run
from fleetui.model.queue import COMMAND, IN_FLIGHT, Entry, EntryState
from fleetui.model.steps import ClearStep
from fleetui.model.value import value

_TYPED = IN_FLIGHT | {EntryState.ACCEPTED, EntryState.UNKNOWN, EntryState.DONE}
_FOLLOW_UP, _HANDOFF = "follow-up", "handoff"


@value
class RulesPlan:
    """Which follow-ups of a queue the rules go out with, as things stand."""

    text: str = ""
    """What is added to each of them; empty where there are no rules."""
    entries: tuple[str, ...] = ()
    """Ids of the waiting follow-ups they are added to."""
    one_more: bool = False
    """They would be added to one that is queued now, behind all others."""

    def added_to(self, entry: str) -> str:
        """What is added to this follow-up; empty for nothing. An empty id is one that is being written."""
        return self.text if (entry in self.entries if entry else self.one_more) else ""


NO_RULES = RulesPlan()


def rules_text(rules: Sequence[str]) -> str:
    """The rules as they are said."""
    lines = [f"- {' '.join(rule.split())}" for rule in rules if rule.strip()]
    return "\n".join(["Standing rules:", *lines]) if lines else ""


def with_rules(text: str, rules: str) -> str:
    """A follow-up as it is typed."""
    return f"{text}\n\n{rules}" if rules else text


def rules_plan(
    queue: Iterable[Entry], run: Run | None, rules: Sequence[str], every: int, clear: str = ""
) -> RulesPlan:
    """``run`` is the one that the follow-ups go to, ``None`` a fresh one to come; ``every`` 0 says them once.

    A run that was taken over, or that goes on with its session, was told before: it counts like one that just was.
    ``clear`` is the agent's own command that makes it forget its conversation, and the rules with it.
    """
    text = rules_text(rules)
    if not text:
        return NO_RULES
    counting = _Counting(every, told=run is not None and (run.adopted or run.resumed))
    planned: list[str] = []
    for entry in queue:
        if isinstance(entry.step, ClearStep) or (entry.kind == COMMAND and entry.text == clear):
            counting.forgotten(applies=entry.waits or (run is not None and entry.run == run.tag))
        elif entry.state in _TYPED:
            if run is not None and entry.run == run.tag:
                counting.typed(entry, with_rules=bool(entry.rules))
        elif entry.waits and entry.kind == _FOLLOW_UP:
            due = counting.due
            planned += [entry.id] if due else []
            counting.typed(entry, with_rules=due)
        elif entry.waits and entry.kind == _HANDOFF:
            counting.typed(entry, with_rules=False)
    return RulesPlan(text, tuple(planned), counting.due)


class _Counting:
    """How many follow-ups went out since the rules were said."""

    def __init__(self, every: int, *, told: bool) -> None:
        self._every = every
        self._told = told
        self._since = 0

    @property
    def due(self) -> bool:
        """The next one says them."""
        return not self._told or (0 < self._every <= self._since + 1)

    def forgotten(self, *, applies: bool) -> None:
        """The agent forgets what it was told."""
        if applies:
            self._told, self._since = False, 0

    def typed(self, entry: Entry, *, with_rules: bool) -> None:
        """One more went out. A handoff says them itself, and steps and repairs are no follow-ups."""
        if entry.kind == _HANDOFF or with_rules:
            self._told, self._since = True, 0
        elif entry.kind == _FOLLOW_UP:
            self._told, self._since = True, self._since + 1
