"""The one sanitiser: untrusted text becomes text that cannot drive a terminal, reorder a line or hide in it.

Everything from outside passes here before it is drawn, notified or logged; prompts pass ``clean_prompt`` before
they are pasted. All three are linear in the length of the text and give the same result when applied twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

DOT = "\N{MIDDLE DOT}"
"""Stands where something was dropped."""
MAX_LINE = 4096
"""Longest line that is shown, in characters."""
MAX_MARKS = 4
"""Combining marks on one character; more only serve to smear over other rows."""

_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_SMUGGLED = "\U000e0000-\U000e0fff"
"""Tag characters and the supplementary variation selectors: invisible, and able to carry whole sentences."""
_SURROGATES = "\ud800-\udfff"
_INVISIBLE = (
    "\u00ad\u115f\u1160\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
)
_DROPPED = re.compile(f"[{_CONTROLS}{_BIDI}{_SMUGGLED}{_SURROGATES}{_INVISIBLE}]+")
_NOT_IN_PROMPT = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BIDI}{_SMUGGLED}{_SURROGATES}]")
_LINE_ENDS = re.compile("[\r\u2028\u2029]")
"""Beside the usual one. Codex counts a cell for the last two, in which a terminal draws nothing."""
_JOINERS = "\u200c\u200d"
_STRAY_JOINERS = re.compile(
    f"(?<![\u0300-\u1fff\u2190-\ud7ff\ue000-\ufdff\ufe0e\ufe0f\ufe70-\ufefc\U00010000-\U000dffff])[{_JOINERS}]+"
)
_LONG_LINE = re.compile(f"[^\n]{{{MAX_LINE + 1},}}")
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    r"""Text that is safe to draw: no control but ``\n`` and ``\t``, no escape, nothing invisible or reordering.

    Each stretch that was dropped shows as ``DOT``; overlong lines end in an ellipsis.
    """
    text = text.replace("\r\n", "\n")
    if not is_tidy(text):
        text = _capped_marks(_STRAY_JOINERS.sub(DOT, _DROPPED.sub(DOT, text)))
    return _LONG_LINE.sub(_shortened, text) if len(text) > MAX_LINE else text


def clean_line(text: str, limit: int = 200) -> str:
    """One clean line of at most ``limit`` characters (at least 1); white space collapses to single blanks."""
    line = _SPACES.sub(" ", clean(text)).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def clean_prompt(text: str) -> tuple[str, int]:
    r"""A prompt as it may be pasted, and how many characters had to go.

    Controls but ``\n`` and ``\t``, escapes, reordering and hidden characters go; line ends become ``\n`` and
    those at the end are cut, which is not counted. Everything else stays byte for byte.
    """
    kept, removed = _NOT_IN_PROMPT.subn("", text.replace("\r\n", "\n"))
    return _LINE_ENDS.sub("\n", kept).rstrip("\n"), removed


def dropped_from_prompt(text: str) -> tuple[str, ...]:
    """Each kind of character that ``clean_prompt`` takes out, as people name it, with how often."""
    counts = Counter(_NOT_IN_PROMPT.findall(text.replace("\r\n", "\n")))
    return tuple(f"{_called(char)}{f' x{number}' if number > 1 else ''}" for char, number in counts.items())


_BY_CATEGORY = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp"})
"""Formats, controls, blanks and separators: nothing of them is seen."""
_SEEN_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""Signs that stand before a number: formats by category, and drawn."""
_UNDRAWN = re.compile(f"[{_INVISIBLE}\u034f\u17b4\u17b5\u180b-\u180f\u2800\ufe00-\ufe0f]")
"""Marks, letters and a sign without dots of which nothing is drawn: no category tells them from others."""
_STYLES = "\ufe0e\ufe0f"
_TWO_STYLES = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_STRAY_STYLES = re.compile(f"(?<![{_TWO_STYLES}0-9#*])[{_STYLES}]|(?<=[0-9#*])[{_STYLES}](?!\u20e3)")
"""Selectors of a drawing that stand behind nothing that has two."""
STRAY = re.compile(f"{_STRAY_JOINERS.pattern}|{_STRAY_STYLES.pattern}")
"""What joins or chooses a drawing, where there is nothing to join or to choose."""


def unseen_in_prompt(text: str) -> tuple[str, ...]:
    """Each kind of character that is sent although nothing of it is seen, as people name it, with how often.

    Blanks that are none count, and marks that stand on nothing; what joins letters or emoji or chooses how one is
    drawn does not, where it stands behind such.
    """
    kept, _ = clean_prompt(text)
    if kept.isascii():
        return ()
    stray = Counter(char for found in _STRAY_JOINERS.findall(kept) for char in found)
    stray += Counter(_STRAY_STYLES.findall(kept))
    stray += _bare_marks(kept)
    counts = {
        char: number
        for char, all_ in Counter(kept).items()
        if (number := stray[char] or is_unseen(char) * all_)
    }
    return tuple(f"{_called(char)}{f' x{number}' if number > 1 else ''}" for char, number in counts.items())


def is_unseen(char: str) -> bool:
    """True for a character of which nothing is drawn wherever it stands; what joins or chooses a drawing is none."""
    if char.isascii() or char in _JOINERS or char in _STYLES or char in _SEEN_FORMATS:
        return False
    return unicodedata.category(char) in _BY_CATEGORY or bool(_UNDRAWN.match(char))


def _bare_marks(text: str) -> Counter[str]:
    """Combining marks at the beginning of a line or behind a blank: they stand on what is before, or on nothing."""
    marks = "".join(
        char for char in _marks_in(text) if not is_unseen(char) and char not in f"{_JOINERS}{_STYLES}"
    )
    return Counter(re.findall(f"(?:^|(?<=\\s))[{re.escape(marks)}]", text)) if marks else Counter()


def _called(char: str) -> str:
    name = _CONTROL_NAMES.get(char) or unicodedata.name(char, "control character").lower()
    return f"{name} (U+{ord(char):04X})"


_CONTROL_NAMES = {
    "\0": "NUL", "\a": "BEL", "\b": "backspace", "\x0b": "vertical tab", "\x0c": "form feed", "\x1b": "ESC",
    "\x7f": "DEL", "\x9b": "CSI",
}  # fmt: skip


def is_tidy(text: str) -> bool:
    """True when a single row of text needs no cleaning apart from its length. Quick; may be false for clean text."""
    if not text.isprintable() or not text.isascii():
        return text.isprintable() and not _marks_in(text) and not _INVISIBLE_SEEN.search(text)
    return True


_INVISIBLE_SEEN = re.compile("[\u115f\u1160\u3164\uffa0\U000e0100-\U000e01ef]")
"""Those to be dropped that count as printable."""


def _shortened(match: re.Match[str]) -> str:
    return match.group()[: MAX_LINE - 1] + "…"


def _marks_in(text: str) -> frozenset[str]:
    return frozenset(char for char in set(text) if char > "\u02ff" and _is_mark(char))


def _is_mark(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) in ("Mn", "Me")


def _capped_marks(text: str) -> str:
    marks = _marks_in(text)
    return _too_many(marks).sub(lambda match: match.group(1) + DOT, text) if marks else text


@lru_cache(maxsize=64)
def _too_many(marks: frozenset[str]) -> re.Pattern[str]:
    one = f"[{re.escape(''.join(sorted(marks)))}]"
    return re.compile(f"({one}{{{MAX_MARKS}}}){one}+")
