"""Screens from runs that no rule was written by: kept compactly, and how many of them are read right.

One file is one run. Its rows stand once each, and a frame names them by number, for one screen differs little from
the next. What a frame should be read as was known from the outside, never from the screen.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.reading import read
from fleetui.model.screen import Frame, parse_frame
from fleetui.model.status import Reading

UNSEEN = Path(__file__).parent.parent / "captures" / "unseen"
FIELDS = ("phase", "kind", "question", "choices", "draft", "context")
NEAR = 2
"""Points by which a context figure may differ."""


@dataclass(frozen=True)
class Seen:
    """One frame and what was true of its agent."""

    profile: str
    raw: str
    title: str
    columns: int
    rows: int
    cursor: tuple[int, int] | None
    command: str
    dead: bool
    expected: Mapping[str, Any]
    """``phase`` always; the rest where it was certain: ``kind``, ``question`` (what its text holds), ``choices``
    (in this order, others may stand between them), ``draft`` and ``context_left``."""

    def frame(self) -> Frame:
        """As the observer would hand it on."""
        return parse_frame(
            self.raw, width=self.columns, height=self.rows, cursor=self.cursor, title=self.title
        )

    def reading(self) -> Reading:
        """What today's rules make of it."""
        return read(load_profiles()[self.profile], self.frame(), command=self.command, dead=self.dead)


def judged(seen: Seen, reading: Reading) -> dict[str, bool]:
    """Which fields of a reading are right, among those that are known."""
    wanted = seen.expected
    right = {"phase": reading.phase.value == wanted["phase"]}
    asked = reading.question
    right["kind"] = (asked.kind if asked else "") == wanted.get("kind", "")
    if "question" in wanted:
        right["question"] = asked is not None and _plain(wanted["question"]) in _plain(asked.text)
    if "choices" in wanted:
        shown = iter([_plain(choice) for choice in asked.choices] if asked else [])
        right["choices"] = all(_plain(choice) in shown for choice in wanted["choices"])
    if "draft" in wanted:
        right["draft"] = _plain(reading.draft or "") == _plain(wanted["draft"])
    if "context_left" in wanted:
        right["context"] = _near(reading.context_left, wanted["context_left"])
    return right


def _near(found: int | None, wanted: int | None) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return abs(found - wanted) <= NEAR


def _plain(text: str) -> str:
    """Without blanks: a terminal folds a long text anywhere."""
    return "".join(text.split())


@dataclass
class Tally:
    """How many of each field were known and how many of them right."""

    known: Counter[str]
    right: Counter[str]
    invented: int = 0
    """Frames read as asking while nothing was asked."""

    @classmethod
    def of(cls, frames: Iterable[Seen]) -> Tally:
        """Read all frames."""
        tally = cls(Counter(), Counter())
        for seen in frames:
            reading = seen.reading()
            for field, is_right in judged(seen, reading).items():
                tally.known[field] += 1
                tally.right[field] += is_right
            tally.invented += reading.question is not None and seen.expected["phase"] != "asking"
        return tally

    def percent(self, field: str) -> float:
        """Right of known; 100 where nothing was known."""
        return 100 * self.right[field] / self.known[field] if self.known[field] else 100.0


def load(path: Path) -> list[Seen]:
    """The frames of one run."""
    run = json.loads(path.read_text("utf-8"))
    return [_seen(run, frame) for frame in run["frames"]]


def _seen(run: Mapping[str, Any], frame: Mapping[str, Any]) -> Seen:
    cursor = frame.get("cursor")
    return Seen(
        profile=run["profile"],
        raw="\n".join(run["lines"][number] for number in frame["lines"]) + "\n",
        title=frame["title"],
        columns=frame["size"][0],
        rows=frame["size"][1],
        cursor=(cursor[0], cursor[1]) if cursor else None,
        command=frame.get("command", ""),
        dead=frame.get("dead", False),
        expected=frame["expected"],
    )


def store(path: Path, facts: Mapping[str, Any], frames: Iterable[Seen]) -> None:
    """Write one run, a row of a screen a line."""
    numbers: dict[str, int] = {}
    kept = []
    for seen in frames:
        lines = [numbers.setdefault(line, len(numbers)) for line in seen.raw.removesuffix("\n").split("\n")]
        frame: dict[str, Any] = {"title": seen.title, "size": [seen.columns, seen.rows], "lines": lines}
        frame |= {"cursor": list(seen.cursor)} if seen.cursor else {}
        frame |= {"command": seen.command} | ({"dead": True} if seen.dead else {})
        kept.append({**frame, "expected": dict(seen.expected)})
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "".join(f"{_json(key)}: {_json(value)},\n" for key, value in facts.items())
    path.write_text(
        f'{{\n{head}"lines": [\n{_rows(numbers)}\n],\n"frames": [\n{_rows(kept)}\n]\n}}\n', "utf-8"
    )


def _rows(values: Iterable[object]) -> str:
    return ",\n".join(_json(value) for value in values)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
