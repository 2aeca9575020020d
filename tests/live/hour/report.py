"""What an hour showed, in some lines, and as JSON beside the kept screens."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.live.hour.hand import Hand
from tests.live.hour.play import Hour, load
from tests.live.hour.truth import ANY, Wrong, told, wrong

LONGEST_S = 3.0
"""No wrong phase may stand longer."""
TOLD_S = 1.0
"""Wrong intervals from here on are listed."""
OFF_BY = 2
"""How far a context figure may be off, in points."""


def report(hour: Hour, out: Path, seconds: float) -> int:
    """Print what was found; 1 when anything is short of what is promised."""
    found = {hand.name: _wrong_of(hour, hand.name) for hand in hour.hands}
    short = _phases(hour, found) + _deliveries(hour) + _contexts(hour)
    acts = ", ".join(f"{name} {count}" for name, count in sorted(hour.acts.items()))
    _say(f"{acts}; {hour.engines} engines; seed {hour.seed}; {seconds / 60:.1f} min; {load()}")
    late = [round(for_s, 1) for _, for_s in hour.watch.late]
    if late:
        _say(f"the watch itself waited for the processor {len(late)} times, {max(late)} s at the longest")
    for what in hour.lost:
        _say(f"not claimed: {what}")
    _write(hour, found, out)
    _say("clean" if not short else "short: " + "; ".join(short))
    return 1 if short else 0


def _wrong_of(hour: Hour, name: str) -> list[Wrong]:
    return wrong(told(hour.log.of(name)), hour.watch.published[name], hour.watch.ended)


def _phases(hour: Hour, found: dict[str, list[Wrong]]) -> list[str]:
    longest = 0.0
    for hand in hour.hands:
        wrongs = found[hand.name]
        most = max((one.seconds for one in wrongs), default=0.0)
        longest = max(longest, most)
        total = sum(one.seconds for one in wrongs)
        claimed = _claimed(hour, hand.name)
        _say(
            f"{hand.name} ({hand.cli}): {claimed / 60:.1f} min, {len(hour.watch.published[hand.name])} words, "
            f"{100 * (1 - total / max(claimed, 1)):.2f} % right; "
            f"wrong {total:.1f} s in {len(wrongs)} intervals, {sum(one.seconds > TOLD_S for one in wrongs)} over "
            f"{TOLD_S:.0f} s, the longest {most:.1f} s"
        )
    for name, one in sorted(_over(found), key=lambda pair: -pair[1].seconds):
        at = time.strftime("%H:%M:%S", time.localtime(one.begin))
        _say(
            f"  {one.seconds:5.1f} s at {at} {name}: {one.said.phase} "
            f"({one.said.source}, {one.said.rule}), was {'/'.join(sorted(one.right))} since {one.why}"
        )
    return [f"a wrong phase stood {longest:.1f} s"] if longest > LONGEST_S else []


def _over(found: dict[str, list[Wrong]]) -> Iterable[tuple[str, Wrong]]:
    return ((name, one) for name, wrongs in found.items() for one in wrongs if one.seconds > TOLD_S)


def _claimed(hour: Hour, name: str) -> float:
    """Seconds in which the truth was known."""
    spans = told(hour.log.of(name)).spans
    ends = [*(one.at for one in spans[1:]), hour.watch.ended]
    return sum(end - one.at for one, end in zip(spans, ends, strict=True) if one.phases != ANY)


def _deliveries(hour: Hour) -> list[str]:
    short: list[str] = []
    sent = 0
    for hand in hour.hands:
        places = _places(hour, hand)
        sent += len(places)
        if -1 in places:
            short.append(f"{hand.name}: {places.count(-1)} follow-ups not exactly once")
        elif places != sorted(places):
            short.append(f"{hand.name}: follow-ups out of order")
    _say(f"{sent} follow-ups through fleetui" + (", each once and in order" if not short else ""))
    return short


def _places(hour: Hour, hand: Hand) -> list[int]:
    """When each follow-up was the newest prompt of a request, as it was written; -1 for not once.

    Tools and tries repeat a request; a conversation made short may hold older prompts again, but not as its newest.
    """
    opened = (one.detail for one in hour.log.of(hand.name) if one.kind in ("open", "tried"))
    newest = [number for number, _ in groupby(opened)]
    texts = set(hour.servers[hand.name].oracle.texts())
    numbers = [text.split()[0] if text in texts else "" for text in hand.queued]
    return [newest.index(number) if newest.count(number) == 1 else -1 for number in numbers]


def _contexts(hour: Hour) -> list[str]:
    known = [one for one in hour.figures if one.said is not None]
    off = [one for one in known if abs((one.said or 0) - one.is_so) > OFF_BY]
    most = max((abs((one.said or 0) - one.is_so) for one in known), default=0)
    _say(
        f"{len(known)} context figures compared, {len(hour.figures) - len(known)} unknown; at most {most} points off"
    )
    for one in off:
        _say(
            f"  {one.name} at {time.strftime('%H:%M:%S', time.localtime(one.at))}: {one.said} %, was {one.is_so} %"
        )
    return [f"{len(off)} context figures off by more than {OFF_BY} points"] if off else []


def _write(hour: Hour, found: dict[str, list[Wrong]], out: Path) -> None:
    data: dict[str, Any] = {
        hand.name: {
            "heard": hour.log.of(hand.name),
            "published": hour.watch.published[hand.name],
            "wrong": [(one.begin, one.end, one.said, sorted(one.right), one.why) for one in found[hand.name]],
        }
        for hand in hour.hands
    }
    data["late"] = hour.watch.late
    (out / "hour.json").write_text(json.dumps(data, indent=1))


def _say(text: str) -> None:
    print(text, flush=True)
