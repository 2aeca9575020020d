"""What of a text can be found again on a screen: letters, digits and punctuation that every terminal keeps.

A terminal holds cells. tmux 3.3 keeps so many bytes in one that of a joined emoji a part is dropped, leaves out what
the C library does not know yet, and puts a joiner that begins a row into another (tmux/tmux#3923 and later changed
the widths); agents draw replacement characters, and wrap where they think that a cell ends. So both sides of a
comparison are reduced to what none of that touches. A text without letters is told by its signs, such as emoji.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from fleetui.model.clean import DOT, is_unseen

_JOINER = "\u200d"
_JOINED = re.compile(f"{_JOINER}[^\\s{_JOINER}]")
_NOT_SEEN = frozenset(f"{DOT}\N{REPLACEMENT CHARACTER}")
"""What stands on a screen for something else."""
_OLD = unicodedata.ucd_3_2_0
"""Characters of 2002: those are known wherever this runs."""
_CELLS = 2
"""How many cells a character takes at most."""
_ENOUGH = 40
"""Characters of a text's end that tell it apart; a composer shows only the end of a long one."""


@lru_cache(maxsize=16)
def letters(text: str) -> str:
    """The letters, digits and punctuation of a text, without marks: what is sure to stand on a screen that shows it."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if _is_letter(char))


@lru_cache(maxsize=16)
def words(text: str) -> str:
    """The letters and digits alone: a transcript that draws Markdown leaves out or changes its signs."""
    return "".join(char for char in letters(text) if char.isalnum())


@lru_cache(maxsize=16)
def signs(text: str) -> str:
    """Everything in a text that may be seen, such as emoji; some of it may be missing on a screen that shows it."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if _is_seen(char))


def trace(text: str) -> str:
    """The letters of a text, or its signs where it has none; empty where nothing of it can be found again."""
    return letters(text) or signs(text)


def ends(seen: str, text: str) -> bool:
    """True where a part of a screen shows a text up to its end, or all of a short one."""
    wanted, found = letters(text), letters(seen)
    if not wanted:
        # asked of what stood empty before: all that is there is of it
        return not found and bool(signs(seen)) and set(signs(seen)) <= set(signs(text))
    if found and wanted.endswith(found) and len(found) >= min(len(wanted), _ENOUGH):
        return True
    if _ends_with_gaps(found, text):
        return True
    # a letter behind a joiner is dropped where the cell is full
    sure = letters(_JOINED.sub("", text))
    return _JOINER in text and bool(sure) and _within(sure[-_ENOUGH:], found) and _within(found, wanted)


def _ends_with_gaps(found: str, text: str) -> bool:
    """The same where cells of what a terminal left out hold what stood there before, or as many at the end do.

    Codex draws only what changed: ``tired de end`` or ``none endo`` of a text with a face of 2024 or a character that
    nobody assigned, above its placeholder.
    """
    left_out = sum(map(_may_be_left_out, text))
    if not found or not left_out:
        return False
    places, matched = set(range(max(0, len(found) - _CELLS * left_out), len(found) + 1)), 0
    for char in reversed(unicodedata.normalize("NFD", text)):
        if _is_letter(char):
            places = {place - 1 for place in places if place and found[place - 1] == char}
            matched += 1
        elif _may_be_left_out(char):
            places = {place - less for place in places for less in range(_CELLS + 1) if less <= place}
        if not places or (0 in places and matched >= _ENOUGH):
            break
    return 0 in places and matched >= min(len(letters(text)), _ENOUGH)


def _within(part: str, whole: str) -> bool:
    """True where all of ``part`` stands in ``whole`` in the same order, with others between."""
    left = iter(whole)
    return all(char in left for char in part)


@lru_cache(maxsize=4096)
def _is_letter(char: str) -> bool:
    if char.isascii():
        return char.isprintable() and not char.isspace()
    joined_vowel = "\u1160" <= char <= "\u11ff"
    kind = unicodedata.category(char)
    drawn = (kind[0] in "LNP" or kind in ("Sm", "Sc")) and not joined_vowel
    return drawn and _is_old(char) and char not in _NOT_SEEN and not is_unseen(char)


@lru_cache(maxsize=4096)
def _may_be_left_out(char: str) -> bool:
    """True for a character that a terminal may not know: what stood in its cells before may stand there still."""
    return not char.isascii() and not _is_old(char) and unicodedata.category(char)[0] != "M"


def _is_old(char: str) -> bool:
    return _OLD.category(char) != "Cn"


@lru_cache(maxsize=4096)
def _is_seen(char: str) -> bool:
    return unicodedata.category(char)[0] not in "MCZ" and char not in _NOT_SEEN
