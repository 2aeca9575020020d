"""Block capitals, figures and state signs that can be read from three metres: a small font of half blocks."""

from __future__ import annotations

from functools import lru_cache

_HIGH = 5
"""Dots of a letter, top to bottom."""

_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./<?:+ "
_SHAPES = (
    "25755 65656 34443 65556 74647 74644 34553 55755 72227 11152 55655 44447 hrlhh 9db99 25552 65644 "
    "25563 65655 34216 72222 55557 55552 hhlrh 55255 55222 71247 75557 26227 61247 61216 55711 74616 "
    "34757 71122 75757 75716 00700 00007 00002 11244 12421 61202 02020 02720 00000"
)
_LETTERS = {character: _SHAPES[at * 6 : at * 6 + 5] for at, character in enumerate(_CHARACTERS)}
"""Five rows of dots per letter, each a digit to the base of 32; most are three dots wide."""

_SIGNS = {
    "asking": "44eev", "stuck": "vvvvv", "failed": "rvevr", "halted": "rvevr", "merge": "4eve4",
    "held": "ka5ak", "unconfirmed": "ka5ak", "red": "vee44", "undone": "2v4v8", "working": "evvve", "starting": "ah0ha",
    "idle": "ehhhe", "paused": "rrrrr", "limited": "4aha4", "exited": "vhhhv", "failing": "e1vge", "unknown": "eh604",
}  # fmt: skip
"""The states' signs by their keys, five dots wide, so that shape tells them apart where letters are too small."""

_HALVES = " ▄▀█"


def high(scale: int, glyphs: str = "unicode") -> int:
    """Rows that a line takes at a scale."""
    return _HIGH * ((scale + 1) // 2) if glyphs == "ascii" else -(-_HIGH * scale // 2)


def wide(text: str, scale: int) -> int:
    """Cells that a text takes at a scale."""
    return sum((_dots_across(one) + 1) * scale for one in text.upper()) - scale if text else 0


@lru_cache(maxsize=1024)
def letters(text: str, scale: int, glyphs: str = "unicode") -> tuple[str, ...]:
    """A text in block capitals, row by row; a letter the font lacks is a question mark."""
    return _drawn([_LETTERS.get(one, _LETTERS["?"]) for one in text.upper()], scale, glyphs)


@lru_cache(maxsize=256)
def sign(key: str, scale: int, glyphs: str = "unicode") -> tuple[str, ...]:
    """A state's sign, five dots wide."""
    return _drawn([_SIGNS.get(key, _SIGNS["unknown"])], scale, glyphs)


def _dots_across(letter: str) -> int:
    return _across(_LETTERS.get(letter, _LETTERS["?"]))


def _across(rows: str) -> int:
    return max(3, max(int(digit, 32) for digit in rows).bit_length())


def _drawn(shapes: list[str], scale: int, glyphs: str) -> tuple[str, ...]:
    dots = [_line(shapes, row, scale) for row in range(_HIGH)]
    if glyphs == "ascii":
        times = (scale + 1) // 2
        return tuple(line.replace("1", "#").replace("0", " ") for line in dots for _ in range(times))
    tall = [line for line in dots for _ in range(scale)]
    if len(tall) % 2:
        tall.insert(0, "0" * len(tall[0]))
    return tuple(
        "".join(_HALVES[2 * int(upper) + int(lower)] for upper, lower in zip(*pair, strict=True))
        for pair in zip(tall[::2], tall[1::2], strict=True)
    )


def _line(shapes: list[str], row: int, scale: int) -> str:
    bits = (f"{int(shape[row], 32):0{_across(shape)}b}" for shape in shapes)
    return "0".join(bits).replace("0", "0" * scale).replace("1", "1" * scale)
