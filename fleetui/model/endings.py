"""How a run ended, in words, and how the program itself said that one may go on with it. Pure."""

from __future__ import annotations

import re
import shlex
import signal
from collections.abc import Collection

from fleetui.model.clean import clean_line

NOT_FOUND = 127
_BY_SIGNAL = 128
"""A shell adds this to the signal that ended what it waited for."""
_COMPLAINT = re.compile(r"fleetui: cannot start .*: (there is no such program|it is not executable)$")
_WORD = re.compile(r"[A-Za-z0-9_.:/@=+-]+")
_RESUMES = frozenset({"resume", "--resume", "--continue", "--session", "-r", "-c", "-s"})
_TAKES_ID = _RESUMES - {"--continue", "-c"}
_ID = re.compile(r"(?=[\w-]*\d)[\w-]{8,80}")
_FRAME = " \t│|`'\"."
_MOST_WORDS = 6


def ending_words(code: int | None, program: str = "", screen: str = "") -> str:
    """Why a run is over: ``exited with 1``, ``killed by SIGKILL``, ``claude: not found in PATH``.

    ``program`` is what was to be started, ``screen`` the text it left: the launcher of fleetui says there what it
    could not start.
    """
    if code is None:
        return "ended by a signal"
    if program and code == NOT_FOUND and (complaint := _complaint(screen)):
        found = complaint == "there is no such program"
        name = clean_line(program, 80)
        return f"{name}: not found in PATH" if found and "/" not in name else f"{name}: {complaint}"
    if code > _BY_SIGNAL and (name := _signal(code - _BY_SIGNAL)):
        return f"exited with {code}, killed by {name}"
    return f"exited with {code}"


def _complaint(screen: str) -> str:
    found = [match[1] for line in screen.splitlines()[-5:] if (match := _COMPLAINT.search(line.rstrip()))]
    return found[-1] if found else ""


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return ""


def resume_command(screen: str, programs: Collection[str]) -> str:
    """The command with which the program said one may go on, from its last rows; empty where it said none.

    It is shown to the operator and never run: words of plain characters alone, the first of them one of ``programs``.
    """
    rows = [row.strip(_FRAME) for row in screen.splitlines()[-30:]]
    for row in range(len(rows) - 1, -1, -1):
        words = [*rows[row].split(), *_folded_id(rows[row : row + 2])]
        at = next((n for n, word in enumerate(words) if word in programs), None)
        if at is None:
            continue
        said = words[at : at + _MOST_WORDS]
        if not _RESUMES & set(said):
            continue
        kept = said[: next((n for n, word in enumerate(said) if not _WORD.fullmatch(word)), len(said))]
        if _RESUMES & set(kept):
            return shlex.join(kept)
    return ""


def _folded_id(rows: list[str]) -> list[str]:
    """The id that a narrow pane folded into the next row, alone there."""
    last = rows[0].split()[-1:]
    return [rows[1]] if len(rows) > 1 and _TAKES_ID & set(last) and _ID.fullmatch(rows[1]) else []
