"""Text for terminals that show ASCII alone: every character becomes one that takes as many cells."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len

_ALIKE = {
    **dict.fromkeys("─━═╌┄┈‐‑–—−▁▂", "-"), **dict.fromkeys("│┃║╎┆┊▏▎▍▌▐", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫", "+"), **dict.fromkeys("█▉▊▋▇▆▅▄▃▓▒■◼", "#"),
    **dict.fromkeys("●•◆⏺✻✽✶✢·∙", "*"), **dict.fromkeys("○◌◇□◯", "o"), **dict.fromkeys("→❯›▶⏵", ">"),
    **dict.fromkeys("←‹◀", "<"), **dict.fromkeys("↑▲", "^"), **dict.fromkeys("↓▼", "v"), **dict.fromkeys("✔✓", "+"),
    **dict.fromkeys("✖✗✘×", "x"), **dict.fromkeys("‘’", "'"), **dict.fromkeys("“”", '"'), "…": "~", "»": ">",
    "«": "<", "±": "~", "✚": "+", "░": ".", "⎿": "`", "└": "`",
}  # fmt: skip


@lru_cache(maxsize=8192)
def as_ascii(text: str) -> str:
    """The text in ASCII, exactly as wide."""
    return text if text.isascii() else "".join(map(_one, text))


@lru_cache(maxsize=4096)
def _one(char: str) -> str:
    if char.isascii():
        return char
    width = cell_len(char)
    if char in _ALIKE:
        return _ALIKE[char] * width
    letters = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return letters if len(letters) == width and letters.isprintable() else "?" * width
