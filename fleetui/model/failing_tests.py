"""The tests that a gate's log names as failed: by its JUnit report where it wrote one, else as its runner says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fleetui.model.clean import clean_line

REPORTED = "[failed, as its JUnit report names them]"
"""Begins the part of a stored log in which its JUnit report's failed tests stand, one a line."""
_SGR = re.compile(r"\x1b\[[0-9;:]*m")
_LINE = 400
_RUNNERS = tuple(
    re.compile(pattern, re.M)
    for pattern in (
        r"^(?:FAILED|ERROR) (?P<name>\S+\.py(?:::[^\n]*?)?)(?: - [^\n]*)?$",  # pytest's summary
        r"^(?:FAIL|ERROR): (?P<test>\w+) \((?P<where>[\w.]+)\)",  # unittest
        r"^[ \t]*--- FAIL: (?P<name>\S+)",  # go
        r"^test (?P<name>\S+)(?: - should panic)? \.\.\. FAILED",  # cargo
        r"^[ \t]*\N{BLACK CIRCLE} (?P<name>\S.*? \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} .+)$",  # jest
        r"^[ \t]*(?:FAIL|\N{MULTIPLICATION SIGN})[ \t]+(?P<name>\S.* > .+?)(?: \d+ ?ms)?$",  # vitest
        r"^[ \t]*not ok \d+ - (?P<name>.+?)(?: # .*)?$",  # tap, node
        r"^[ \t]*\N{HEAVY BALLOT X} (?P<name>.+?) \([\d.]+m?s\)$",  # node
    )
)
"""How test runners name a failed test; the first that speaks is believed."""


def told_by_report(names: Iterable[str]) -> str:
    """Failed tests as they stand at the end of a stored log."""
    return "".join(f"{line}\n" for line in ("", REPORTED, *names))


def failing_tests(log: str) -> tuple[str, ...]:
    """Their names, in order, each once and clean; empty where the log names none."""
    _, marked, reported = log.rpartition(f"\n{REPORTED}\n")
    if marked:
        return _once(reported.splitlines())
    text = "\n".join(line[:_LINE] for line in _SGR.sub("", log).splitlines())
    for runner in _RUNNERS:
        if found := [_name(match) for match in runner.finditer(text)]:
            return _once(found)
    return ()


def _name(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if "name" in parts:
        return parts["name"]
    where, test = parts["where"], parts["test"]
    return where if where.endswith(f".{test}") else f"{where}.{test}"


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in names if (name := clean_line(one))))
