"""What has to be known of an agent's composer to get a text into it once: pure helpers for the engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from fleetui.agents.profile import Profile
from fleetui.agents.screen.regions import Regions
from fleetui.agents.typed_text import ends, letters, signs, trace, words
from fleetui.model.screen import Frame
from fleetui.model.status import Phase, Reading

_OPENING = 40
"""Characters of a line that are looked for in a transcript."""


def prepared(profile: Profile, text: str) -> str:
    """The text to paste: cured of what this agent would take for a command or a line's continuation."""
    delivery = profile.delivery
    if text.startswith(delivery.spaced):
        text = f" {text}"
    if delivery.cure_backslash and text.endswith("\\"):
        text = f"{text} "
    return text


def why_not(profile: Profile, text: str, *, command: bool = False) -> str | None:
    """Why this text can never be delivered to such an agent, in one line, or ``None``.

    ``command`` is true for one of the agent's own, which it is meant to take for one.
    """
    delivery = profile.delivery
    if profile.composer is None:
        return f"where {profile.label} takes its input is not known: nothing is typed into it"
    if not text.strip():
        return "there is nothing in it"
    if not trace(text):
        return (
            "nothing in it is sure to be seen in a terminal, so that it could not be told whether it arrived"
        )
    begins = text.lstrip() if delivery.trims == "both" else text
    if begins.startswith(delivery.refused) and not command:
        return f"{profile.label} would take a text that begins with {begins[0]!r} for a command"
    if "\n" in text and not delivery.multi_line:
        return f"{profile.label} would take each line by itself"
    return None


def why_not_while_working(profile: Profile, text: str) -> str:
    """Why this text cannot be given to such an agent while it works, in one line; empty where it queues it."""
    if not profile.delivery.while_working:
        lost = "what is typed while it works is lost"
        return f"{profile.label} has no queue of its own, as far as its profile says: {lost}"
    if not queues_text(profile, text):
        begin = text.lstrip()[:1]
        return f"{profile.label} would take a text that begins with {begin!r} for a command while it works"
    return ""


def queues_text(profile: Profile, text: str) -> bool:
    """True where such an agent keeps this text as it is, if it is told it while it works."""
    delivery = profile.delivery
    return bool(delivery.while_working) and not text.lstrip().startswith(delivery.refused_while_working)


def shows(profile: Profile, frame: Frame, text: str) -> bool:
    """True when the composer visibly holds the text up to its end, or the sign of a long paste.

    Folding, tabs, blanks, and what a terminal cannot hold of it may differ. Asked after a paste into an empty composer,
    which is why the sign is proof.
    """
    sight = Regions(frame, profile.composer)
    draft = sight.draft() or sight.folded()
    if not draft:
        return False
    if any(_is_pasted(regex, draft) for regex in profile.delivery.pasted):
        return True
    return any(ends(seen, text) for seen in (draft, sight.to_the_bottom()))


def ready(profile: Profile, reading: Reading, *, after_error: bool = False, now: bool = False) -> str | None:
    """Why a follow-up may not be pasted now, in one line, or ``None`` when it may.

    ``after_error`` is true for one that the operator lets go to an agent that gave up on an error, ``now`` for one
    that may go to an agent that works, where that queues what it is told.
    """
    if profile.composer is None:
        return f"where {profile.label} takes its input is not known"
    if reading.question is not None or reading.phase is Phase.ASKING:
        return "it asks something"
    queues = now and queues_now(profile, reading)
    if reading.phase is not Phase.IDLE and not queues and not (after_error and gave_up(reading)):
        return f"it is {reading.phase.value}"
    if reading.draft is None:
        return "no composer is seen"
    if reading.draft:
        return "somebody's text stands in the composer"
    if reading.own_queue and not now:
        return "it still holds messages of its own"
    return None


def queues_now(profile: Profile, reading: Reading) -> bool:
    """True for an agent that works and queues what it is told meanwhile."""
    return bool(profile.delivery.while_working) and reading.phase is Phase.WORKING


def key_of(profile: Profile, reading: Reading, *, now: bool) -> str:
    """What submits the text that stands in the composer: Enter, or the key that queues it while the agent works."""
    return profile.delivery.while_working if now and queues_now(profile, reading) else "Enter"


def gave_up(reading: Reading) -> bool:
    """True for an agent that an error or a limit stopped: it does not try again by itself."""
    tries = reading.limit is not None and reading.limit.attempt is not None
    return reading.phase is Phase.FAILED or (reading.phase is Phase.LIMITED and not tries)


def taken(profile: Profile, before: Frame, frame: Frame, reading: Reading, text: str) -> str:
    """What shows that the agent took the text after Enter; empty while nothing does.

    Output alone is no proof: the composer must have let go of the text, and the agent must have begun to work on it,
    hold it in its own queue, or show it in its transcript, where ``before``, the frame before the paste, did not.
    """
    if shows(profile, frame, text):
        return ""
    looked_for = _Traces.of(text)
    if any(looked_for.begins(held) for held in reading.own_queue):
        return "the agent holds it in its own queue"
    if reading.phase in (Phase.WORKING, Phase.ASKING, Phase.LIMITED):
        return f"it left the composer and the agent is {reading.phase.value}"
    if reading.draft:
        return ""
    if _more(_stands(profile, frame, looked_for), _stands(profile, before, looked_for)):
        return "it stands in the transcript"
    return ""


def command_taken(profile: Profile, frame: Frame, reading: Reading, text: str) -> str:
    """What shows that the agent took one of its own commands; empty while nothing does.

    It may clear the screen and say nothing, so the only sign is that the composer, which held it, let go of it: a
    command that is unknown stays there or is answered.
    """
    if command_shows(profile, frame, text):
        return ""
    if reading.phase in (Phase.WORKING, Phase.ASKING, Phase.LIMITED):
        return f"it left the composer and the agent is {reading.phase.value}"
    return "it left the composer" if reading.draft == "" else ""


def command_shows(profile: Profile, frame: Frame, text: str) -> bool:
    """True when the composer holds one of the agent's own commands; what it offers to complete it may stand around."""
    rows = (Regions(frame, profile.composer).draft() or "").split("\n")
    return rows[-1].strip() == text or shows(profile, frame, text)


def _more(after: tuple[int, ...], before: tuple[int, ...]) -> bool:
    return any(new > old for new, old in zip(after, before, strict=True))


class _Traces(NamedTuple):
    """The first line of a text that can be found again, and the last."""

    kind: Callable[[str], str]
    opening: str
    ending: str

    @classmethod
    def of(cls, text: str) -> _Traces:
        """Words tell a line, or other letters where it has none; a text without any is told by its first and last sign,
        as those between may differ.
        """
        kind, most = next(((one, _OPENING) for one in (words, letters) if one(text)), (signs, 1))
        lines = [line for line in map(kind, text.split("\n")) if line] or [""]
        return cls(kind, lines[0][:most], lines[-1][-most:])

    def begins(self, seen: str) -> bool:
        """True where a text that is shown begins like this one."""
        return bool(self.opening) and self.kind(seen).startswith(self.opening[:20])

    def counts(self, frame: Frame) -> tuple[int, int]:
        """How often a frame shows both."""
        rows = self.kind("".join(frame.texts))
        return (rows.count(self.opening), rows.count(self.ending)) if self.opening else (0, 0)


def _stands(profile: Profile, frame: Frame, looked_for: _Traces) -> tuple[int, ...]:
    """How often a frame shows the text's first line, the end of its last, and its first line as the operator's own.

    One sign may scroll away just as another arrives: a long text shows only its end, a handoff quotes what waits.
    """
    return *looked_for.counts(frame), _said(profile, frame, looked_for)


def _said(profile: Profile, frame: Frame, looked_for: _Traces) -> int:
    """How many rows repeat the text with the composer's mark."""
    marked = profile.composer and profile.composer.where not in ("cursor", "rules")
    line = profile.composer.line if profile.composer and marked else None
    said = [
        match.groupdict().get("text") or "" for row in frame.texts if line and (match := line.search(row))
    ]
    return sum(map(looked_for.begins, said))


def _is_pasted(regex: re.Pattern[str], draft: str) -> bool:
    return bool(regex.fullmatch(draft.strip()))
