"""What has to be known of an agent's composer to get a text into it once: pure helpers for the engine."""

from __future__ import annotations

import re
import unicodedata

from fleetui.agents.profile import Profile
from fleetui.agents.sight import Sight
from fleetui.model.clean import clean
from fleetui.model.screen import Frame
from fleetui.model.status import Phase, Reading

_BLANKS = re.compile(r"\s+")
_ENOUGH = 40
"""Characters of a text's end that tell it apart; a composer shows only the end of a long one."""


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
    if text.startswith(delivery.refused) and not command:
        return f"{profile.label} would take a text that begins with {text[0]!r} for a command"
    if "\n" in text and not delivery.multi_line:
        return f"{profile.label} would take each line by itself"
    return None


def composer_empty(profile: Profile, frame: Frame) -> bool:
    """True when a composer is seen and nobody has written into it."""
    return Sight(frame, profile.composer).draft() == ""


def shows(profile: Profile, frame: Frame, text: str) -> bool:
    """True when the composer visibly holds the text up to its end, or the sign of a long paste.

    Folding, tabs and blanks may differ. Asked after a paste into an empty composer, which is why the sign is proof.
    """
    sight = Sight(frame, profile.composer)
    draft = sight.draft() or sight.folded()
    if not draft:
        return False
    if any(_is_pasted(regex, draft) for regex in profile.delivery.pasted):
        return True
    wanted = _plain(clean(text))
    return any(_is_end(_plain(seen), wanted) for seen in (draft, sight.to_the_bottom()))


def _is_end(seen: str, wanted: str) -> bool:
    return bool(seen) and wanted.endswith(seen) and len(seen) >= min(len(wanted), _ENOUGH)


def ready(profile: Profile, reading: Reading, *, after_error: bool = False) -> str | None:
    """Why a follow-up may not be pasted now, in one line, or ``None`` when it may.

    ``after_error`` is true for one that the operator lets go to an agent that gave up on an error.
    """
    if profile.composer is None:
        return f"where {profile.label} takes its input is not known"
    if reading.question is not None or reading.phase is Phase.ASKING:
        return "it asks something"
    if reading.phase is not Phase.IDLE and not (after_error and gave_up(reading)):
        return f"it is {reading.phase.value}"
    if reading.draft is None:
        return "no composer is seen"
    if reading.draft:
        return "somebody's text stands in the composer"
    if reading.own_queue:
        return "it still holds messages of its own"
    return None


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
    if reading.phase in (Phase.WORKING, Phase.ASKING, Phase.LIMITED):
        return f"it left the composer and the agent is {reading.phase.value}"
    if reading.draft:
        return ""
    opening = _plain(clean(text.strip().split("\n", 1)[0]))[:_ENOUGH]
    if any(opening and _plain(held).startswith(opening[:20]) for held in reading.own_queue):
        return "the agent holds it in its own queue"
    if opening and _more(_stands(profile, frame, opening, text), _stands(profile, before, opening, text)):
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
    rows = (Sight(frame, profile.composer).draft() or "").split("\n")
    return rows[-1].strip() == text or shows(profile, frame, text)


def _more(after: tuple[int, ...], before: tuple[int, ...]) -> bool:
    return any(new > old for new, old in zip(after, before, strict=True))


def _stands(profile: Profile, frame: Frame, opening: str, text: str) -> tuple[int, ...]:
    """How often a frame shows the text's first line, the end of its last, and its first line as the operator's own.

    One sign may scroll away just as another arrives: a long text shows only its end, a handoff quotes what waits.
    """
    ending = _plain(clean(text.strip().rsplit("\n", 1)[-1]))[-_ENOUGH:]
    return _count(frame, opening), _count(frame, ending), _said(profile, frame, opening)


def _count(frame: Frame, wanted: str) -> int:
    return _plain("".join(frame.texts)).count(wanted)


def _said(profile: Profile, frame: Frame, opening: str) -> int:
    """How many rows repeat the text with the composer's mark."""
    line = profile.composer.line if profile.composer and profile.composer.where != "cursor" else None
    said = [
        match.groupdict().get("text") or "" for row in frame.texts if line and (match := line.search(row))
    ]
    return sum(_plain(text).startswith(opening[:20]) for text in said)


def _is_pasted(regex: re.Pattern[str], draft: str) -> bool:
    return bool(regex.fullmatch(draft.strip()))


def _plain(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFC", text))
