"""How often what one source says of an agent turned out wrong, by program and version: a redesign shows here first.

A word is *wrong* when it contradicted what counts for two seconds or more and did not come to count within ten: one
that was only a little earlier, or later, is not. Which word counts is decided where sources are weighed, not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fleetui.model.counts import count
from fleetui.model.value import value

NOT_UNDERSTOOD = "not understood"
"""The rule of a screen that no rule explains, while another source tells what the agent does."""
KEPT_VERSIONS = 3
"""Versions of one program that are remembered."""
KEPT_ROWS = 16
KEPT = 60
"""All that are remembered, of all programs."""
DOUBT_TIMES = 3
DOUBT_SHARE = 0.05
DOUBT_S = 60.0
"""A source is in doubt once it was wrong so often, for so long, and for such a share of the time that was watched."""


@value
class Contradiction:
    """One way in which a source was wrong, and how often."""

    source: str
    rule: str
    said: str
    """The phase that it said."""
    against: str
    """The source that counted when it began."""
    times: int
    seconds: float


@value
class Comparison:
    """What the sources of one program's version were worth, all its agents together."""

    program: str
    """The name of its profile."""
    version: str
    """Empty where nothing tells it."""
    rules: str
    """Digest of what the profile knows of the screen: other rules begin anew."""
    seconds: float = 0.0
    """How long its agents were watched; of a rest its first minute."""
    rows: tuple[Contradiction, ...] = ()
    """The most frequent first."""
    doubted: tuple[str, ...] = ()
    """Sources that the operator was told to doubt."""

    @property
    def name(self) -> str:
        """Program and version, in words."""
        return f"{self.program} {self.version}" if self.version else f"{self.program}, version not known"

    def sources(self) -> tuple[str, ...]:
        """Those that were wrong, the worst first."""
        return tuple(sorted({row.source for row in self.rows}, key=lambda one: -self.wrong(one)[1]))

    def of(self, source: str) -> tuple[Contradiction, ...]:
        """Its rows."""
        return tuple(row for row in self.rows if row.source == source)

    def wrong(self, source: str) -> tuple[int, float]:
        """How often a source was wrong, and for how many seconds."""
        rows = self.of(source)
        return sum(row.times for row in rows), sum(row.seconds for row in rows)

    def in_doubt(self, source: str) -> bool:
        """True for a source that was wrong so often that what it rests on may be outdated."""
        times, seconds = self.wrong(source)
        share = seconds / self.seconds if self.seconds else 1.0
        return times >= DOUBT_TIMES and seconds >= DOUBT_S and share >= DOUBT_SHARE


Comparisons = Mapping[tuple[str, str], Comparison]
"""By program and version, the one that was added to last at the end."""


def with_watched(known: Comparisons, program: str, version: str, rules: str, seconds: float) -> Comparisons:
    """The comparisons after a program was watched for longer."""
    found = _of(known, program, version, rules)
    return _put(known, replace(found, seconds=found.seconds + max(0.0, seconds)))


def with_contradiction(
    known: Comparisons, program: str, version: str, rules: str, new: Contradiction
) -> Comparisons:
    """The comparisons after a source was wrong again. What was least frequent is forgotten first."""
    found = _of(known, program, version, rules)
    same = [row for row in found.rows if _key(row) == _key(new)]
    times, seconds = (
        new.times + sum(row.times for row in same),
        new.seconds + sum(row.seconds for row in same),
    )
    rows = [row for row in found.rows if row not in same][: KEPT_ROWS - 1]
    rows.append(replace(new, times=times, seconds=seconds))
    return _put(known, replace(found, rows=tuple(sorted(rows, key=lambda row: (-row.times, -row.seconds)))))


def with_doubt(known: Comparisons, program: str, version: str, rules: str, source: str) -> Comparisons:
    """The comparisons after the operator was told of a source."""
    found = _of(known, program, version, rules)
    return _put(known, replace(found, doubted=tuple(sorted({*found.doubted, source}))))


def _key(row: Contradiction) -> tuple[str, str, str, str]:
    return row.source, row.rule, row.said, row.against


def _of(known: Comparisons, program: str, version: str, rules: str) -> Comparison:
    found = known.get((program, version))
    return found if found and found.rules == rules else Comparison(program, version, rules)


def _put(known: Comparisons, new: Comparison) -> Comparisons:
    kept = {key: one for key, one in known.items() if key != (new.program, new.version)}
    kept[new.program, new.version] = new
    same = [key for key in kept if key[0] == new.program]
    for key in (*same[:-KEPT_VERSIONS], *list(kept)[:-KEPT]):
        kept.pop(key, None)
    return kept


def told_of(one: Comparison, source: str) -> str:
    """What became of one source, in a line without the program's name."""
    times, seconds = one.wrong(source)
    rows = one.of(source)
    against = ", ".join(_first(row.against for row in rows))
    rules = ", ".join(f"`{rule}`" for rule in _first(row.rule for row in rows if row.rule != NOT_UNDERSTOOD))
    blind = sum(row.times for row in rows if row.rule == NOT_UNDERSTOOD)
    parts = [
        f"{source} differed from {against} {count(times, 'time')} in {_long(one.seconds)}, {_long(seconds)} in all",
        f"rule {rules}" if rules else "",
        f"{blind} of them not understood" if blind else "",
    ]
    return ", ".join(part for part in parts if part)


def advice(source: str) -> str:
    """What may be wrong, and what to do."""
    if source in ("screen", "title"):
        return "the screen rules may be outdated: fleetui explain NAME shows what is read and why; update fleetui"
    return (
        f"what the {source} says may mean something else now: fleetui explain NAME shows it; update fleetui"
    )


def _first(words: Iterable[str], most: int = 3) -> list[str]:
    return list(dict.fromkeys(words))[:most]


def _long(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}" if unit != "m" else f"{int(seconds // size)} min"
    return f"{int(seconds)} s"
