"""What entries of queues wait for each other: which one is before which, and whether they wait in a circle. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleetui.model.condition_parts import EntryDone
from fleetui.model.conditions import parse
from fleetui.model.queue import Entry, Queue, find, live
from fleetui.model.steps import WaitStep

Queues = Mapping[str, Queue]


def named(entry: Entry) -> tuple[str, ...]:
    """The entries that a wait names, as they are written there."""
    if not isinstance(entry.step, WaitStep):
        return ()
    try:
        parts = parse(entry.step.until).parts()
        return tuple(part.entry for part in parts if isinstance(part, EntryDone))
    except ValueError:
        return ()


def whose(queues: Queues, entry: str) -> tuple[str, Entry] | None:
    """The agent and the entry of this id, or of the only one that begins so; ``None`` where there is none."""
    found = [(name, one) for name, queue in queues.items() if (one := find(queue, entry))]
    exact = [pair for pair in found if pair[1].id == entry]
    return (exact or found)[0] if exact or len(found) == 1 else None


def circle(queues: Queues) -> tuple[str, ...]:
    """Ids of live entries that wait for each other for ever, in order; empty where there are none."""
    waits = {one: tuple(_before(queues, name, one)) for name, queue in queues.items() for one in _ids(queue)}
    over: set[str] = set()
    for begin in waits:
        path: list[str] = []
        if found := _walk(begin, waits, path, over):
            return found
    return ()


def _ids(queue: Queue) -> Iterator[str]:
    return (entry.id for entry in live(queue))


def _before(queues: Queues, name: str, entry: str) -> Iterator[str]:
    """What has to end before an entry can: the one before it in its queue, and those that it names."""
    left = live(queues[name])
    place = next(number for number, one in enumerate(left) if one.id == entry)
    if place:
        yield left[place - 1].id
    for other in named(left[place]):
        if found := whose(queues, other):
            yield found[1].id


def _walk(
    entry: str, waits: Mapping[str, tuple[str, ...]], path: list[str], over: set[str]
) -> tuple[str, ...]:
    if entry in path:
        return tuple(path[path.index(entry) :])
    if entry in over or entry not in waits:
        return ()
    path.append(entry)
    for other in waits[entry]:
        if found := _walk(other, waits, path, over):
            return found
    path.pop()
    over.add(entry)
    return ()
