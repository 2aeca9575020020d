"""What of a screen would be new if the agent got on: its rows without spinners and clocks, and its token counter."""

from __future__ import annotations

import re

from fleetui.agents.profile import Profile
from fleetui.model.screen import Frame, Line

_HINT = re.compile(r"\b(?:esc|ctrl[+-]c|\^c)\b.{0,12}\b(?:interrupt|cancel|stop)\b", re.IGNORECASE)
_SPINS = re.compile(r"^\W{0,2}[\u2800-\u28ff✢✳✶✻✽◐◓◑◒◴◷◶◵◜◝◞◟🌑-🌘🕐-🕧]")
"""A row that begins so says what goes on, in words that may change by themselves."""
_CLOCK = re.compile(
    r"(?<!\d)\d+(?:\.\d+)?\s?(?:h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?|ms)(?![^\W\d])"
    r"|(?<![^\WT])\d{1,4}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\s?[AaPp][Mm])?\b",
)
_BULLET = re.compile(r"(?:(?<=\s)|^)[*•●○∙.…]{1,4}(?=\s|$)")
"""Marks that blink beside text."""
_SPINNER = re.compile(r"(?:(?<=\s)|^)[|/\\\-+·◦\u2800-\u28ff✢✳✶✻✽◐◓◑◒◴◷◶◵▖▘▝▗←↖↑↗→↘↓↙]{1,2}(?=\s|$)")
_COUNT = re.compile(r"(?:(?<=\s)|^)[(\[]?[\d.,]+%?[)\]]?(?=\s|$)")
"""A bare number, which beside a spinner is a clock."""
_TOKENS = re.compile(r"(?<![\d.,])(\d[\d.,]*\s?[kKmM]?)\s?tok(?:en)?s?\b")
_LONGEST = 400


class ProgressRows:
    """Takes frames of one profile; a row that was on the last frame is not looked at again."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._rows: dict[Line, str] = {}

    def rows(self, frame: Frame) -> frozenset[str]:
        """The rows that say something, without what moves by itself."""
        self._rows = {line: self._rows.get(line) or self._still(line.text) for line in frame.lines}
        return frozenset(row for row in self._rows.values() if row)

    def tokens(self, frame: Frame) -> str:
        """Every token counter on the screen, as it stands; empty where there is none."""
        pattern = self._profile.stuck.tokens or _TOKENS
        found = (
            match.group(1).strip()
            for line in frame.lines
            if "tok" in line.text.lower()
            for match in pattern.finditer(line.text[:_LONGEST])
        )
        return " ".join(found)

    def _still(self, text: str) -> str:
        text = text[:_LONGEST]
        noise = any(regex.search(text) for regex in self._profile.stuck.noise)
        return "" if noise else still_row(text)


def still_row(text: str) -> str:
    """One row without spinners and clocks; empty when nothing else is in it."""
    if _HINT.search(text) or _SPINS.search(text):
        return ""
    kept = _BULLET.sub(" ", _CLOCK.sub(" ", text))
    if _SPINNER.search(kept):
        kept = _COUNT.sub(" ", _SPINNER.sub(" ", kept))
    return " ".join(kept.split())
