"""Weighing: one reading of an agent from what its screen shows and what better sources report. Pure.

A better source gives the *class* of the phase, because it is exact about that and about little else: a turn runs, the
agent rests, it asks. The screen refines within the class: retries within a running turn, a final error at rest, what
is asked. Where they differ in class, the better source counts once the difference has lasted, since files are written
a little before or after the screen is drawn. Three things come before that:

- a process that is gone, or a shell prompt: what its last screen, title and files say means nothing any more;
- a question on the screen: it is never hidden, whatever else is said;
- doubt: no event and no record of turns makes an agent look idle whose screen is not understood. What the agent keeps
  about itself, its waiting included, does once it has said so for a while: a redesign changes no phase that it tells.

An *event* was said once, such as a hook's call. It ends with the first newer word that contradicts it: no event tells
of an interrupted turn. A *state*, such as a status file's, holds as long as it is found to say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from fleetui.model.explained import Told
from fleetui.model.limit import Limit, joined
from fleetui.model.status import Phase, Question, Reading, SourceReport

SOURCES = ("program", "server", "hook", "session", "title")
"""Those that go before the screen, best first."""
LASTS_S = 2.0
"""How long sources must differ before that decides anything."""
YOUNG_S = 10.0
"""How long after they began to differ the sources are looked at again and again."""
FADES_S = 30.0
"""After how long an event that the screen never followed says nothing any more: not every end is told."""
LOST_S = 6.0
"""A state that was not looked at for so long does not contradict what the screen showed since."""
_RUNS = frozenset({Phase.WORKING, Phase.LIMITED})
_RESTS = frozenset({Phase.IDLE, Phase.FAILED, Phase.LIMITED})
"""Limited is both: some try again by themselves, some gave up and wait to be told."""
_SILENT = frozenset({Phase.UNKNOWN, Phase.STARTING})
_FINER = frozenset({Phase.LIMITED, Phase.FAILED})


class Shown(NamedTuple):
    """What the screen says, over time."""

    reading: Reading
    since: float
    """Since when it shows this phase."""
    word: SourceReport | None
    """The last phase that it showed clearly: an unknown screen between two known ones is no word."""
    other: SourceReport | None = None
    """What the title says where the screen decided, or the screen where the title did."""
    first: bool = False
    """True while it shows what it did at the first look: since when is not known."""


class Weighed(NamedTuple):
    """What counts."""

    reading: Reading
    open: bool
    """True while sources differ and time, or another look, may decide otherwise."""
    since: float | None = None
    """Since when a better source and the screen agree on it; ``None`` where only one of them says so."""
    young: bool = False
    """True where a better source counts that the screen has not yet contradicted, or been silent, for long."""
    held: bool = False
    """True while the screen shows an error that may be an earlier turn's: what was known before holds until a file
    tells."""
    sure: bool = False
    """True where the agent itself told that its turn is over, the screen shows it, and no source says otherwise."""


def shown_next(before: Shown | None, reading: Reading, now: float) -> Shown:
    """What the screen says with its newest reading."""
    same = before is not None and before.reading.phase is reading.phase
    since = before.since if before and same else now
    word = before.word if before else None
    if reading.phase not in _SILENT:
        at = word.at if word and word.phase is reading.phase else now
        word = SourceReport(reading.source, reading.phase, reading.rule, at, reading.note)
    other = _dated(reading.other, before.other if before else None, now)
    return Shown(reading, since, word, other, before is None or (before.first and same))


def _dated(other: SourceReport | None, before: SourceReport | None, now: float) -> SourceReport | None:
    same = other and before and (other.source, other.phase) == (before.source, before.phase)
    return replace(other, at=before.at if before and same else now) if other else None


def weigh(shown: Shown, reports: Iterable[SourceReport], now: float) -> Weighed:
    """The reading that counts: its phase is one that the screen or a report said. Never raises."""
    standing = _standing(said_by(shown, reports, now), shown, now)
    reading, since, young, ended = shown.reading, None, False, False
    best = _best(standing, shown, now)
    if best and _counts(best, shown, now):
        agrees = best.phase is reading.phase
        since = _begun(best, shown) if agrees else None
        ended = agrees and best.ends_turn
        young = not agrees and now - shown.since < LASTS_S
        reading = _taken(best, reading)
    past = _outlived(reading, standing)
    over = past is not None and past.phase is Phase.IDLE and _lasts(past, shown, now)
    held = past is not None and not over and now - _begun(past, shown) < LOST_S
    if past and over:
        reading = _taken(past, reading)
    reading = _limited(reading, standing)
    against = [word for word in words(shown, standing) if _differs(word, reading.phase)]
    lasting = [word for word in against if now - _begun(word, shown) >= LASTS_S]
    is_open = held or (
        reading.phase is not Phase.EXITED
        and any(_may_change(word, shown, reading.phase, now) for word in against)
    )
    disagreed = tuple(replace(word, seen=0.0, also=()) for word in lasting)
    counted = replace(reading, disagreed=disagreed) if disagreed else reading
    return Weighed(counted, is_open, since, young, held, sure=ended and not against)


def refines(fine: Phase, coarse: Phase) -> bool:
    """True for a phase that says more of the same: retries of a turn that runs, an error of one that is over."""
    return fine in _FINER and coarse not in _FINER and _same_class(fine, coarse)


def _may_change(word: SourceReport, shown: Shown, phase: Phase, now: float) -> bool:
    """True for a difference that another look at the files may end: a young one, or one that keeps an agent working.

    Where title and screen of one frame differ there is nothing to look at.
    """
    return (
        word is not shown.other
        and word.source != "title"
        and (phase in _RUNS or now - _begun(word, shown) < YOUNG_S)
    )


def said_by(shown: Shown, reports: Iterable[SourceReport], now: float) -> list[SourceReport]:
    """The reports, and the title's where the screen decided: it says so as long as it is shown."""
    other = shown.other
    return [*reports, *([replace(other, seen=now)] if other and other.source == "title" else [])]


def words(shown: Shown, standing: Iterable[SourceReport]) -> list[SourceReport]:
    """What every source says that is to be heard, best first."""
    screen = [shown.word] if shown.word and shown.reading.phase not in _SILENT else []
    screen += [shown.other] if shown.other and shown.other.source == "screen" else []
    return [*standing, *screen]


def tell(shown: Shown, reports: Iterable[SourceReport], now: float) -> tuple[Told, ...]:
    """What each source says, best first, and what became of it."""
    counted = weigh(shown, reports, now).reading
    said = said_by(shown, reports, now)
    standing = _standing(said, shown, now)
    over = [Told(one, "over") for one in _ranked(said) if one not in standing]
    heard = words(shown, standing)
    if shown.first:  # since when it shows that was never seen
        heard = [replace(word, at=0.0) if word.source in ("title", "screen") else word for word in heard]
    return (*(Told(word, _fate(word, counted)) for word in heard), *over)


def _fate(word: SourceReport, counted: Reading) -> str:
    if (word.source, word.rule, word.phase) == (counted.source, counted.rule, counted.phase):
        return "counts"
    if word.phase in _FINER and counted.phase is Phase.IDLE:
        return "over"
    return "differs" if _differs(word, counted.phase) else "agrees"


def _ranked(reports: Iterable[SourceReport]) -> list[SourceReport]:
    return sorted(
        (one for one in reports if one.source in SOURCES), key=lambda one: SOURCES.index(one.source)
    )


def _standing(reports: Iterable[SourceReport], shown: Shown, now: float) -> list[SourceReport]:
    """The reports that still hold, best source first."""
    known = [one for one in _ranked(reports) if one.phase not in _SILENT and one.phase is not Phase.EXITED]
    newer = [*known, *([shown.word] if shown.word else [])]
    return [
        one
        for one in known
        if one.seen or not (_faded(one, shown, now) or any(_ends(one, other) for other in newer))
    ]


def _faded(event: SourceReport, shown: Shown, now: float) -> bool:
    """True for an event that the screen has contradicted for long; a question is not forgotten that easily."""
    phase = shown.reading.phase
    contradicted = phase not in _SILENT and _differs(event, phase)
    return contradicted and event.phase is not Phase.ASKING and now - _begun(event, shown) > FADES_S


def _ends(event: SourceReport, other: SourceReport) -> bool:
    """True when a newer word contradicts an event: one that began after it, or was found to hold well after it."""
    newer = other.at > event.at or other.seen - event.at > LASTS_S
    return newer and _differs(event, other.phase) and _differs(other, event.phase)


def _best(standing: list[SourceReport], shown: Shown, now: float) -> SourceReport | None:
    """The best source, or one that says more where the best cannot tell.

    For a screen that is not understood it is the agent's own word, where the best says that it rests: only that word
    says of a rest that nothing is asked in it. Of an error whose source does not know limits it is one that names one.
    """
    best = next(iter(standing), None)
    if best and best.phase is Phase.FAILED:
        return next((one for one in standing if _names_limit(one, best)), best)
    if best and best.phase is Phase.IDLE and shown.reading.phase is Phase.UNKNOWN:
        return next((one for one in standing if one.own and _same_class(one.phase, best.phase)), best)
    return best


def _names_limit(one: SourceReport, error: SourceReport) -> bool:
    """True for a word by which an error was a limit; one of before it says nothing of it."""
    can_be = one.phase is Phase.LIMITED and Phase.LIMITED in error.also
    return can_be and max(one.at, one.seen) >= error.at - LASTS_S


def _counts(best: SourceReport, shown: Shown, now: float) -> bool:
    """True when a report goes before what the screen shows."""
    phase = shown.reading.phase
    if phase is Phase.EXITED:
        return False
    if phase in _SILENT:
        return _fills(best, shown, now)
    if phase is best.phase:
        return True
    if _same_class(best.phase, phase):
        knows = best.phase in _FINER and phase not in best.also
        return knows and (shown.first or best.at >= shown.since - LASTS_S)
    if phase is Phase.ASKING or phase in best.also:
        return False
    return _outlasts(best, shown, now)


def _fills(best: SourceReport, shown: Shown, now: float) -> bool:
    """True when a report may speak for a screen that says nothing: to make it look well the agent's own word alone.

    What cannot tell work from a question says nothing of a screen that may be one. And a word of before the screen
    last said something else is over: a redraw asks nothing again that was answered.
    """
    phase, word, starting = best.phase, shown.word, shown.reading.phase is Phase.STARTING
    if phase is Phase.IDLE and (starting or not best.own or not _lasts(best, shown, now)):
        return False
    if phase is Phase.FAILED and starting:
        return False
    if phase is not Phase.ASKING and Phase.ASKING in best.also:
        return False
    return word is None or _same_class(phase, word.phase) or max(best.at, best.seen) > word.at


def _outlasts(best: SourceReport, shown: Shown, now: float) -> bool:
    """True when a report that contradicts the screen has done so for long enough.

    Until then an agent that works by either of them is not called at rest; a final error on the screen needs no
    such doubt: files say only later that it ended the turn.
    """
    if best.seen and best.seen < shown.since and now - best.seen > LOST_S:
        return False
    if _lasts(best, shown, now):
        return True
    return best.phase in _RUNS and shown.reading.phase is not Phase.FAILED


def _outlived(reading: Reading, standing: Iterable[SourceReport]) -> SourceReport | None:
    """The report by which the final error that the screen shows is an earlier turn's.

    A prompt that was stopped early leaves the conversation, and the screen is then the one of before it was sent. An
    error in other words may be one that no file tells, and a limit beside a turn that runs is tried again.
    """
    if reading.source != "screen" or reading.phase not in _FINER or not reading.note:
        return None
    told = (one for one in standing if one.phase is Phase.IDLE or reading.phase is Phase.FAILED)
    return next((one for one in told if reading.note in one.outlived), None)


def _taken(best: SourceReport, reading: Reading) -> Reading:
    """The screen's reading with a report's phase. What the screen alone knows stays: draft, context, own queue."""
    question = None
    if best.phase is Phase.ASKING:
        kind = "permission" if "permission" in best.note else "question"
        question = reading.question or Question(kind, best.note)
    note = reading.note if best.phase is reading.phase else ""
    is_shown = question is not None and question is reading.question
    return replace(
        reading,
        phase=best.phase,
        rule=best.rule,
        source=best.source,
        question=question,
        note=note
        if is_shown
        else note or best.note,  # a question is known by all that stands beside it, not by more
    )


def _limited(reading: Reading, standing: list[SourceReport]) -> Reading:
    """What all sources know of the limit: a better one its reason, the screen often its end."""
    found: Limit | None = None
    if reading.phase is Phase.LIMITED:
        for one in standing:
            found = joined(found, one.limit if one.phase is Phase.LIMITED else None)
        found = joined(found, reading.limit)
    return reading if found == reading.limit else replace(reading, limit=found)


def _lasts(word: SourceReport, shown: Shown, now: float) -> bool:
    """True for a word that was found to stand beside the same screen for long enough to decide."""
    return (word.seen or now) - _begun(word, shown) >= LASTS_S


def _begun(word: SourceReport, shown: Shown) -> float:
    """Since when a word and the screen both say what they say."""
    return max(word.at, shown.since)


def _same_class(one: Phase, other: Phase) -> bool:
    return one is other or {one, other} <= _RUNS or {one, other} <= _RESTS


def _differs(word: SourceReport, phase: Phase) -> bool:
    """True when a word contradicts a phase."""
    return not _same_class(word.phase, phase) and phase not in word.also
