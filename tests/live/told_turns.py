"""Turns whose truth is known: what the model makes an agent do, and what it makes it say of that."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live.script import Script
from tests.live.turns import Turn

_KNOWN = tomllib.loads((Path(__file__).parent / "told_turns.toml").read_text())
LESSONS = 40
FILES: dict[str, str] = {
    **_KNOWN["files"],
    **{
        f"lessons/l{number:02}.md": f"---\nphase: 1\n---\nLesson {number}\n"
        for number in range(1, LESSONS + 1)
    },
}


@dataclass(frozen=True)
class ToldTurn:
    """One turn."""

    prompt: str
    ops: tuple[tuple[str, ...], ...]
    message: str
    honest: bool


def _turns(kind: str) -> tuple[ToldTurn, ...]:
    return tuple(
        ToldTurn(one["prompt"], tuple(map(tuple, one["ops"])), one["message"], honest=kind == "honest")
        for one in _KNOWN[kind]
    )


TURNS = (*_turns("honest"), *_turns("dishonest"))


class Played:
    """Answers each prompt with one step after the other, and with what is said at the end."""

    def __init__(self, worktrees: dict[str, Path]) -> None:
        self._turns = {one.prompt: one for one in TURNS}
        self._worktrees = worktrees
        """By API."""
        self._steps: dict[tuple[str, str], int] = {}

    def script(self, turn: Turn) -> Script:
        """What comes next in this turn."""
        known = None if turn.side else self._turns.get(turn.prompt)
        if known is None:
            return Script()
        key = (turn.api, turn.prompt)
        step = self._steps[key] = self._steps.get(key, -1) + 1
        if step >= len(known.ops):
            return Script(say=known.message)
        return Script(call=_call(turn.api, self._worktrees[turn.api], known.ops[step]))


def _call(api: str, worktree: Path, op: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    return _of_claude(worktree, *op) if api == "messages" else _of_codex(*op)


def _of_claude(worktree: Path, kind: str, what: str, *texts: str) -> tuple[str, dict[str, Any]]:
    path = {"file_path": str(worktree / what)}
    if kind == "write":
        return "Write", {**path, "content": texts[0]}
    if kind == "edit":
        return "Edit", {**path, "old_string": texts[0], "new_string": texts[1]}
    return ("Read", path) if kind == "read" else ("Bash", {"command": what, "description": "Do it"})


def _of_codex(kind: str, what: str, *texts: str) -> tuple[str, dict[str, Any]]:
    if kind == "write":
        return _patch(f"*** Add File: {what}", [f"+{line}" for line in texts[0].splitlines()])
    if kind == "edit":
        old, new = (
            [f"{sign}{line}" for line in text.splitlines()] for sign, text in zip("-+", texts, strict=True)
        )
        return _patch(f"*** Update File: {what}\n@@", [*old, *new])
    return "exec_command", {"cmd": f"cat {what}" if kind == "read" else what}


def _patch(head: str, lines: list[str]) -> tuple[str, dict[str, Any]]:
    text = "\n".join(["*** Begin Patch", head, *lines, "*** End Patch"])
    return "exec_command", {"cmd": f"apply_patch <<'PATCH'\n{text}\nPATCH\n"}


def written(journal: str) -> list[dict[str, Any]]:
    """The judgements that a journal holds, as JSON has them."""
    return [line for line in json.loads(journal) if line["kind"] == "turn-judged"]
