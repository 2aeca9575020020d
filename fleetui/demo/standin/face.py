"""The rows below the transcript, as agents draw them."""

from __future__ import annotations

import argparse

from .keyboard import readable
from .terminal import BOLD, DIM, ORANGE, TEAL, VIOLET, YELLOW, Screen, paint, width_of, wrap
from .work import Work

SPINNER = "·✢✳✶✻✽"
CHOICES = ("Yes", "Yes, and don't ask again", "No, and say what to do differently (esc)")


class Face:
    """The rows below the transcript: spinner, own queue, composer or dialog, footer."""

    def __init__(self, options: argparse.Namespace, screen: Screen, work: Work) -> None:
        self.options, self.screen, self.work = options, screen, work
        self._drawn = 0

    def working(self, seconds: int, now: float) -> str:
        """The row that moves while it works."""
        tokens = f"{seconds * 0.07 + 0.1:.1f}k"
        glyph = SPINNER[int(now * 4) % len(SPINNER)]
        told = f"{clock(seconds)} · ↑ {tokens} tokens · esc to interrupt"
        return paint(ORANGE, f"{glyph} {self.work.word}… ({told})")

    def composer(self, rows: list[str], queue: list[bytes], draft: str) -> tuple[list[str], tuple[int, int]]:
        """``rows``, then queue, composer and footer; and where the cursor stands."""
        rows = rows + [paint(DIM, f"  ❯ {readable(text).splitlines()[0][:60]}") for text in queue]
        rule = paint(DIM, "─" * (self.screen.columns - 1))
        shown = wrap(draft, max(8, self.screen.columns - 3))[-12:]
        marks = [paint(BOLD, "❯ "), *["  "] * (len(shown) - 1)]
        typed = [mark + paint("", text) for mark, text in zip(marks, shown, strict=True)]
        cursor = (len(rows) + len(typed), 2 + width_of(shown[-1]))
        return [*rows, rule, *typed, rule, self._footer()], cursor

    def dialog(self, rows: list[str], command: str, choice: int) -> list[str]:
        """``rows``, then the question, in place of the composer."""
        marks = [f" {'❯' if n == choice else ' '} {n}. {text}" for n, text in enumerate(CHOICES, 1)]
        listed = [paint(f"{BOLD};{YELLOW}" if "❯" in mark else "", mark) for mark in marks]
        asked = [paint(BOLD, " Bash command"), "", paint(VIOLET, f"   {command}"), ""]
        question = paint(BOLD, " Do you want to proceed?")
        return [*rows, *asked, question, *listed, "", paint(DIM, " Esc to cancel · Enter to confirm")]

    def _footer(self) -> str:
        left = int(self.work.context)
        self._drawn += 1
        storm = f" · redraw {self._drawn}" if self.options.storm else ""
        return paint(DIM, "  ? for help · ") + paint(
            ORANGE if left < 20 else TEAL, f"{left}% context left{storm}"
        )


def clock(seconds: int) -> str:
    """A time as agents write it."""
    return f"{seconds // 60}m {seconds % 60}s" if seconds >= 60 else f"{seconds}s"
