"""Keeps the turn that runs and the one before it, call by call. Bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fleetui.model.clean import clean, clean_line
from fleetui.model.shell_line import has_failed_tests, program, runs_tests
from fleetui.model.turn import Edit, FailedCall, SeenTests, SessionTurn

_PROMPT, _MESSAGE, _TEXT, _WHY = 8000, 6000, 4000, 160
_FAILED, _EDITED, _OPEN, _IN_CALL = 60, 400, 50, 20
_WORKERS = frozenset({"Task", "Agent", "task", "agent", "spawn_agent", "Workflow", "delegate_to_agent"})
"""Tools whose own calls stand in another file."""
_PATHS = ("file_path", "filePath", "absolute_path", "notebook_path", "path")
_NEW = ("new_string", "newString", "content", "new_source", "new_str", "file_text")
_OLD = ("old_string", "oldString", "old_str")
_WHOLE = ("content", "file_text")
_PATCHED = re.compile(r"^\*\*\* (?:Update|Add|Delete) File: (?P<path>.+)$")
_WORD = re.compile(r"\w+")
_SAME = 0.6
"""Share of new words from which a later edit of a file is another try of an earlier one."""


@dataclass(slots=True)
class _Open:
    """A call that did not come back."""

    what: str
    command: str
    edits: tuple[Edit, ...]
    is_edit: bool


@dataclass(slots=True)
class TurnKeeper:
    """Takes what a parser finds, in order."""

    prompt: str = ""
    began: float = 0.0
    ended: float = 0.0
    calls: int = 0
    edits: int = 0
    edited: set[str] = field(default_factory=set)
    failed: list[tuple[str, FailedCall]] = field(default_factory=list)
    """With the program that failed; empty for an edit."""
    acted: dict[str, None] = field(default_factory=dict)
    tests: SeenTests | None = None
    unseen: bool = False
    message: str = ""
    broken: bool = False
    whole: bool = False
    opened: dict[str, _Open] = field(default_factory=dict)

    def told(self, prompt: str) -> None:
        """The operator said something, or more of it."""
        both = f"{self.prompt}\n{clean(prompt)}" if self.prompt else clean(prompt)
        self.prompt = both[:_PROMPT]

    def begin(self, call: str, name: str, what: str, given: Any, *, edits: bool) -> None:
        """A tool was called with ``given``."""
        self.calls += 1
        self.ended = 0.0
        self.unseen |= name in _WORKERS
        found = edits_of(given) if edits else ()
        self.edits += max(1, len(found)) if edits else 0
        if len(self.opened) < _OPEN:
            self.opened[call] = _Open(what, "" if edits else _command(given), found, edits)

    def refuse(self, call: str) -> None:
        """It was not let run."""
        self.opened.pop(call, None)

    def end(self, call: str, *, failed: bool, said: str) -> None:
        """A call came back."""
        one = self.opened.pop(call, None)
        if one is None:
            return
        if one.command and runs_tests(one.command):
            self.tests = SeenTests(one.what, failed or has_failed_tests(said))
        if failed:
            self._fail(one, said)
        else:
            self._done(one)

    def finish(self, at: float, message: str = "", *, broken: bool = False) -> None:
        """The turn is over."""
        self.opened.clear()
        self.ended, self.broken = at, broken
        self.message = clean(message)[-_MESSAGE:] or self.message

    @property
    def turn(self) -> SessionTurn:
        """What is known of it now."""
        return SessionTurn(
            self.prompt, self.began, self.ended, self.calls, self.edits, frozenset(self.edited),
            tuple(one for _, one in self.failed), tuple(self.acted), self.tests, self.unseen, self.message, self.broken,
            self.whole,
        )  # fmt: skip

    def _fail(self, one: _Open, said: str) -> None:
        called = program(one.command)
        if not one.is_edit and not called:
            return  # a look that found nothing
        why = next((line.strip() for line in said.splitlines() if line.strip()), "")
        if len(self.failed) < _FAILED:
            self.failed.append((called, FailedCall(one.what, clean_line(why, _WHY), one.edits)))

    def _done(self, one: _Open) -> None:
        called = program(one.command)
        for edit in one.edits:
            if len(self.edited) < _EDITED:
                self.edited.add(edit.path)
        if called and not runs_tests(one.command) and len(self.acted) < _OPEN:
            self.acted[called] = None
        left = []
        for name, known in self.failed:
            again = _made_good(known.edits, one.edits) if known.edits else name == called and not one.is_edit
            if again:
                self.edits -= len(known.edits)
            else:
                left.append((name, known))
        self.failed = left


def edits_of(given: Any) -> tuple[Edit, ...]:
    """What a call was to change, by the arguments that the tools of the known agents take."""
    if isinstance(given, str):
        return tuple(_patched(given))
    if not isinstance(given, dict):
        return ()
    path = _first(given, _PATHS)
    parts = given.get("edits")
    rows = [row for row in parts if isinstance(row, dict)] if isinstance(parts, list) else []
    if not path:
        patch = given.get("input") or given.get("patch") or given.get("command") or given.get("cmd")
        return tuple(_patched(" ".join(map(str, patch)) if isinstance(patch, list) else str(patch or "")))
    whole = not rows and not _first(given, _OLD) and bool(_first(given, _WHOLE))
    return tuple(_edit(path, row, whole=whole) for row in (rows or [given])[:_IN_CALL])


def _edit(path: str, row: dict[str, Any], *, whole: bool) -> Edit:
    return Edit(path[:1000], _first(row, _NEW)[:_TEXT], _first(row, _OLD)[:_TEXT], whole)


def _patched(text: str) -> Iterable[Edit]:
    """The files of a patch as Codex writes it, each with the lines it adds and takes away."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    lines: tuple[list[str], list[str]] | None = None
    for line in text[:200_000].splitlines():
        if match := _PATCHED.match(line):
            lines = found.setdefault(match["path"].strip(), ([], []))
        elif line.startswith("***") or lines is None:
            continue
        elif line.startswith(("+", "-")):
            lines[line[0] == "-"].append(line[1:])
    for path, (new, old) in list(found.items())[:_IN_CALL]:
        yield Edit(path[:1000], "\n".join(new)[:_TEXT], "\n".join(old)[:_TEXT])


def _made_good(failed: tuple[Edit, ...], done: tuple[Edit, ...]) -> bool:
    """True when every one of the edits that failed was tried again by one of those that went well."""
    return bool(failed) and all(any(_again(one, other) for other in done) for one in failed)


def _again(failed: Edit, done: Edit) -> bool:
    if _name(failed.path) != _name(done.path):
        return False
    if done.whole or failed.new == done.new:
        return True
    wanted = set(_WORD.findall(failed.new)) - set(_WORD.findall(failed.old))
    wanted = wanted or set(_WORD.findall(failed.new))
    return bool(wanted) and len(wanted & set(_WORD.findall(done.new))) >= _SAME * len(wanted)


def _name(path: str) -> str:
    return path.removeprefix("./").rstrip("/")


def _command(given: Any) -> str:
    if not isinstance(given, dict):
        return ""
    command = given.get("command") or given.get("cmd") or ""
    if isinstance(command, list):
        words = [str(word) for word in command]
        return words[2] if len(words) == 3 and words[1] in ("-c", "-lc") else " ".join(words)
    return command if isinstance(command, str) else ""


def _first(given: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if isinstance(text := given.get(name), str) and text), "")
