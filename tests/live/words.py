"""Prompts, answers, files and commands as a seeded walk makes them up: no two runs say the same."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random

_TABLE = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
_WORDS: list[str] = _TABLE["words"].split()
_VERBS: list[str] = _TABLE["verbs"].split()
_QUOTES: list[str] = _TABLE["quotes"]


class Words:
    """Text from one seed."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def some(self, least: int, most: int) -> str:
        """A few words."""
        count = self.random.randint(least, most)
        return " ".join(self.random.choice(_WORDS) for _ in range(count))

    def prompt(self) -> str:
        """What an operator might ask for; one line, or some."""
        first = f"{self.random.choice(_VERBS)} the {self.some(2, 14)}"
        kind = self.random.random()
        if kind < 0.6:
            return first
        if kind < 0.8:
            return "\n".join([first, *(f"- {self.some(2, 8)}" for _ in range(self.random.randint(1, 4)))])
        return f"{first}. It showed this:\n{self.random.choice(_QUOTES)}"

    def draft(self) -> str:
        """One line that somebody left standing; plain, so that any terminal shows it as it is."""
        count = self.random.randint(1, 9)
        plain = [word for word in _WORDS if word.isascii()]
        return " ".join(self.random.choice(plain) for _ in range(count))

    def command(self) -> str:
        """A shell command that does no harm and ends at once."""
        name = f"{self.random.choice(_VERBS)}-{self.random.randint(10, 99)}"
        return self.random.choice(
            (
                f"touch {name}.txt",
                f"printf '%s\\n' {name} > {name}.log && cat {name}.log",
                f"mkdir -p out/{name} && ls -la out | head -5",
                f"for i in 1 2 3; do echo {name} $i; done | tee {name}.out",
                f"echo 'Do you want to {self.random.choice(_VERBS)} it? 1. Yes 2. No' >> {name}.md",
                f"cat <<'END' > {name}.cfg\n[part]\nkey = {name}\nEND\nwc -c {name}.cfg",
                "touch " + " ".join(f"{name}-{number}.tmp" for number in range(self.random.randint(6, 18))),
            )
        )

    def question(self) -> tuple[str, ...]:
        """A question and its choices, plain enough to be found again."""
        verb, noun = self.random.choice(_VERBS), self.random.choice(_WORDS[:16])
        choices = self.random.sample(
            [f"{first.title()} the {second}" for first in _VERBS[:8] for second in _WORDS[:8]],
            self.random.randint(2, 4),
        )
        return (f"Shall I {verb} the {noun} before the {self.random.choice(_WORDS[:16])}?", *choices)

    def answer(self, parts: int, *, fences: bool = True) -> str:
        """Markdown as models write it, of so many parts; without fences for an agent that takes them for edits."""
        plain = (
            self._paragraph,
            self._paragraph,
            self._list,
            self._table,
            self._todo,
            self._quote,
            self._quote,
        )
        makers: tuple[Callable[[], str], ...] = (
            (*plain, self._code, self._diff, self._fenced_quote) if fences else plain
        )
        return "\n\n".join(self.random.choice(makers)() for _ in range(parts))

    def file(self) -> str:
        """What stands in a file that a tool shows: code, and what a test of screens would hold."""
        return "\n".join([self._code(fence=False), self.random.choice(_QUOTES), self.some(3, 20)]) + "\n"

    def _paragraph(self) -> str:
        return f"{self.some(8, 60).capitalize()}."

    def _list(self) -> str:
        mark = self.random.choice(("-", "*", "1."))
        return "\n".join(f"{mark} **{self.some(1, 2)}**: {self.some(3, 16)}" for _ in range(4))

    def _table(self) -> str:
        rows = [
            f"| {self.some(1, 2)} | {self.some(1, 3)} | {self.random.randint(0, 999)} |" for _ in range(3)
        ]
        return "\n".join(["| name | what | count |", "|---|---|---:|", *rows])

    def _code(self, *, fence: bool = True) -> str:
        name = self.random.choice(_VERBS)
        rows = [
            f"def {name}(value: int) -> str:",
            f'    """{self.some(3, 6)}"""',
            f"    while value > {self.random.randint(1, 9)}:  # > 1. Yes",
            f'        print("❯ {name}", value)',
            f"    return '{self.some(1, 3)}'",
        ]
        return "\n".join(["```python", *rows, "```"] if fence else rows)

    def _diff(self) -> str:
        return f"```diff\n@@ -1,3 +1,3 @@\n {self.some(2, 5)}\n-{self.some(2, 5)}\n+{self.some(2, 5)}\n```"

    def _todo(self) -> str:
        return "\n".join(
            f"{self.random.choice(('☐', '☒', '- [ ]', '- [x]'))} {self.some(2, 6)}" for _ in range(3)
        )

    def _quote(self) -> str:
        return f"It printed:\n\n{self.random.choice(_QUOTES)}"

    def _fenced_quote(self) -> str:
        return f"The screen was\n\n```\n{self.random.choice(_QUOTES)}\n```"
