"""What the terminal in front can show: how many colours, and which characters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from fleetui.model.settings import ScreenSettings
from fleetui.ui.draw.palette import ALL_COLOURS, COARSE_COLOURS

SIXTEEN = 16
_BY_SYSTEM = {"truecolor": ALL_COLOURS, "256": COARSE_COLOURS}


def colours_of(system: str | None) -> int:
    """How many colours a terminal has of which this is known; sixteen where nothing more is."""
    return _BY_SYSTEM.get(system or "", SIXTEEN)


def for_terminal(settings: ScreenSettings, environment: Mapping[str, str]) -> ScreenSettings:
    """The settings with ``auto`` decided: signs in ASCII where the locale names another character set than UTF-8."""
    if settings.glyphs != "auto":
        return settings
    named = next((environment[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(name)), "")
    utf8 = not named or re.search(r"utf-?8", named, re.IGNORECASE)
    return replace(settings, glyphs="unicode" if utf8 else "ascii")
