"""What test runners say at their end about tests that failed: it counts also where the exit code says nothing.

Each kind of runner has its own last line. Where one kind speaks several times in a log, its last word counts, since
an earlier one may be what a test printed; runners that speak once for each package or module are added up. What
stands between the first and the last line of a session is the tests' own and not read as anything else. A line that a
test may print as well, or a number alone such as ``2 failed``, counts where no other runner speaks after it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from fleetui.model.value import value


@value
class Runner:
    """One kind of runner. Groups called ``failed`` and ``failed1`` ... hold numbers; without one a match is one."""

    name: str
    last: re.Pattern[str]
    every: bool = False
    """True where each match is another package; else only the last one counts."""
    alone: bool = False
    """A single line that a test may print as well: it counts only where no other runner speaks after it."""


@value
class TestSummary:
    """A summary that names failed tests."""

    failed: int
    line: str


def _runner(name: str, pattern: str, *, every: bool = False) -> Runner:
    return Runner(name, re.compile(pattern, re.MULTILINE), every, name in _ALONE)


_ALONE = frozenset(
    {
        *(
            "jest",
            "mocha",
            "playwright",
            "bun",
            "deno",
            "nextest",
            "gotestsum",
            "rspec",
            "minitest",
            "phpunit",
        ),
        *("junit 4", "exunit", "dart", "cucumber", "xctest", "catch", "doctest", "ctest"),
    }
)


_COUNTS = r"\d+ [a-z]+(?:, \d+ [a-z]+){0,12}"
_PYTEST = _runner("pytest", rf"^(?:=+ )?(?=\d)(?P<counts>{_COUNTS}) in \d[\d.:smh() ]*(?: ?=+)?$")
_PYTEST_BEGINS = re.compile(r"^=+ test session starts =+$", re.MULTILINE)
_PYTEST_FAILED = re.compile(r"\b(\d+) (?:failed|errors?)\b")
_RUNNERS = (
    _runner("jest whole", r"^Tests: +(?:(?P<failed>\d+) failed, )?(?:\d+ [a-z]+, )*\d+ total\nSnapshots: "),
    _runner(
        "unittest",
        r"^-{70}\nRan \d+ tests? in [\d.]+s\n\n?(?:OK\b|NO TESTS|(?:FAILED \((?:failures=(?P<failed>\d+))?"
        r"(?:, )?(?:errors=(?P<failed1>\d+))?(?:, )?(?:[a-z ]+=\d+, )*(?:unexpected successes=(?P<failed2>\d+))?))",
    ),
    _runner("jest", r"^Tests: +(?:(?P<failed>\d+) failed, )?(?:\d+ [a-z]+, )*\d+ total$"),
    _runner(
        "jest suites", r"^Test Suites: +(?:(?P<failed>\d+) failed, )?(?:\d+ [a-z]+, )*\d+ (?:of \d+ )?total$"
    ),
    _runner("vitest", r"^ +Tests +(?:(?P<failed>\d+) failed(?: \| )?)?(?:\d+ [a-z]+(?: \| )?)* \(\d+\)$"),
    _runner(
        "vitest files",
        r"^ +Test Files +(?:(?P<failed>\d+) failed(?: \| )?)?(?:\d+ [a-z]+(?: \| )?)* \(\d+\)$",
    ),
    _runner("vitest errors", r"^ +Errors +(?P<failed>\d+) errors?$"),
    _runner(
        "mocha", r"^ +\d+ passing(?: \([^)\n]*\))?$(?:\n +\d+ pending$)?(?:\n +(?P<failed>\d+) failing$)?"
    ),
    _runner("playwright", r"^  (?P<failed>\d+) failed$(?=\n    \S)"),
    _runner(
        "node",
        r"^(?:#|\N{INFORMATION SOURCE}) pass +\d+\n(?:#|\N{INFORMATION SOURCE}) fail +(?P<failed>\d+)$",
    ),
    _runner("node cancelled", r"^(?:#|\N{INFORMATION SOURCE}) cancelled +(?P<failed>\d+)$"),
    _runner("bun", r"^ \d+ pass\n(?: \d+ (?:skip|todo)\n)* (?P<failed>\d+) fail$"),
    _runner("deno", r"^(?:ok|FAILED) \| \d+ passed(?: \([^)\n]*\))? \| (?P<failed>\d+) failed\b"),
    _runner("cargo", r"^test result: \w+\. \d+ passed; (?P<failed>\d+) failed;", every=True),
    _runner("nextest", r"^ +Summary \[[^]\n]*\] .*?tests? run: \d+ passed\b(?:.*?, (?P<failed>\d+) failed)?"),
    _runner("go", r"^FAIL\t\S+(?:\t[\d.]+s| \[(?:build|setup) failed\])$", every=True),
    _runner("gotestsum", r"^DONE (?:\d+ runs, )?\d+ tests?\b(?:.*?, (?P<failed>\d+) failures?)?"),
    _runner(
        "maven",
        r"^\[(?:INFO|WARNING|ERROR)\] Tests run: \d+, Failures: (?P<failed>\d+), Errors: (?P<failed1>\d+)"
        r", Skipped: \d+(?:, Flakes: \d+)?$",
        every=True,
    ),
    _runner("gradle", r"^\d+ tests? completed, (?P<failed>\d+) failed\b", every=True),
    _runner(
        "rspec",
        r"^\d+ examples?, (?P<failed>\d+) failures?\b(?:.*?(?P<failed1>\d+) errors? occurred outside)?",
    ),
    _runner(
        "minitest",
        r"^\d+ (?:runs|tests), \d+ assertions, (?P<failed>\d+) failures, (?P<failed1>\d+) errors\b",
    ),
    _runner(
        "phpunit",
        r"^(?:OK \(\d+ tests?, |Tests: \d+, Assertions: \d+"
        r"(?:, Errors: (?P<failed>\d+))?(?:, Failures: (?P<failed1>\d+))?)",
    ),
    _runner("ctest", r"^\d+% tests passed, (?P<failed>\d+) tests? failed out of \d+"),
    _runner("dotnet", r"^(?:Passed|Failed)! +- Failed: +(?P<failed>\d+), Passed: +\d+, ", every=True),
    _runner("dotnet long", r"^Total tests: \d+\n(?: +Passed: \d+\n)?(?: +Failed: (?P<failed>\d+)$)?"),
    _runner("junit", r"^\[ +(?P<failed>\d+) tests failed +\]$"),
    _runner("junit containers", r"^\[ +(?P<failed>\d+) containers failed +\]$"),
    _runner("junit 4", r"^(?:OK \(\d+ tests?\)|Tests run: \d+,  Failures: (?P<failed>\d+))$"),
    _runner(
        "googletest",
        r"^(?:\[  PASSED  \] \d+ tests?\.$|\[  FAILED  \] (?P<failed>\d+) tests?, listed below:$)",
    ),
    _runner(
        "catch", r"^(?:All tests passed \(|test cases: +\d+ \|(?: +\d+ passed \|)? +(?P<failed>\d+) failed\b)"
    ),
    _runner("doctest", r"^\[doctest\] test cases: +\d+ \| +\d+ passed \| +(?P<failed>\d+) failed\b"),
    _runner("exunit", r"^\d+ tests?, (?P<failed>\d+) failures?(?: \(|,|$)"),
    _runner(
        "xctest", r"^[ \t]*Executed \d+ tests?, with (?:\d+ tests? skipped and )?(?P<failed>\d+) failures?\b"
    ),
    _runner(
        "dart",
        r"^\d\d:\d\d \+\d+(?: ~\d+)?(?: -(?P<failed>\d+))?: (?:Some tests failed\.|All tests passed!)$",
    ),
    _runner("scalatest", r"^(?:\[info\] )?Tests: succeeded \d+, failed (?P<failed>\d+), ", every=True),
    _runner(
        "cucumber",
        r"^\d+ (?:scenarios?|features?|steps?)(?: passed, | \((?=\d+ failed))(?P<failed>\d+) failed\b",
    ),
)
_NUMBER = re.compile(
    r"^[^\w\n]{0,40}(?:(\d+) (?:tests? |specs? |checks? )?(?:failed|failing|failures?)[^\w\n]*(?:\d.*)?"
    r"|(?:tests? )?(?:failed|failures?)(?: tests?)? ?[:=] ?(\d+)[^\w\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_TAP_PLAN = re.compile(r"^1\.\.\d+(?: *#.*)?$", re.MULTILINE)
_TAP_POINT = re.compile(r"^(not )?ok (\d+)\b(.*)$", re.MULTILINE)
_TAP_EXCUSED = re.compile(r"#\s*(?:todo|skip)", re.IGNORECASE)
_CARGO_BEGINS = re.compile(r"^running \d+ tests?$", re.MULTILINE)
_CARGO_ENDS = re.compile(r"^test result: ", re.MULTILINE)


def failed_tests(text: str) -> TestSummary | None:
    """The worst that runners say at their end in a log without colours; None where nobody names a failed test."""
    sessions = list(_pytest_sessions(text))
    words = [(end, begin == end, said) for begin, end, said in sessions]
    text = _blanked(text, [(begin, end) for begin, end, _ in sessions if begin < end])
    text = _blanked(text, list(_cargo_sessions(text)))
    for runner in _RUNNERS:
        if matches := list(runner.last.finditer(text)):
            counted = matches if runner.every else matches[-1:]
            words.append((matches[-1].end(), runner.alone, _word_of(counted)))
    spoke = max((end for end, _, _ in words), default=0)
    said = [one for end, alone, one in words if not alone or end == spoke]
    said += [_tap(text), _number(text, spoke)]
    return max((one for one in said if one.failed), key=lambda one: one.failed, default=None)


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with nothing that is read in the place of these spans, which are in order and apart."""
    parts, done = [], 0
    for begin, end in spans:
        parts += [text[done:begin], "\n", "\0" * (end - begin - 2), "\n"]
        done = end
    return "".join((*parts, text[done:]))


def _cargo_sessions(text: str) -> Iterator[tuple[int, int]]:
    ends, done = [found.start() for found in _CARGO_ENDS.finditer(text)], 0
    for begun in _CARGO_BEGINS.finditer(text):
        next_end = bisect_right(ends, begun.start())
        if begun.start() >= done and next_end < len(ends):
            done = ends[next_end]
            yield begun.start(), done


def _word_of(matches: list[re.Match[str]]) -> TestSummary:
    worst = max(matches, key=_failed)
    return TestSummary(sum(_failed(match) for match in matches), _line(worst))


def _failed(match: re.Match[str]) -> int:
    numbers = match.groupdict()
    return sum(int(number or 0) for number in numbers.values()) if numbers else 1


def _line(match: re.Match[str]) -> str:
    """The line of a summary that names the failed tests."""
    group = next((name for name, number in match.groupdict().items() if number and name != "counts"), 0)
    text, place = match.string, match.start(group)
    end = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)].strip()


def _pytest_sessions(text: str) -> Iterator[tuple[int, int, TestSummary]]:
    """Begin, end and word of each session that runs in none of the others, such as a plugin's tests run them.

    A summary without a beginning, as with ``-q`` or printed by a test, is overruled by the next one.
    """
    marks = [(found.start(), None) for found in _PYTEST_BEGINS.finditer(text)]
    marks += [(found.start(), found) for found in _PYTEST.last.finditer(text)]  # type: ignore[misc]
    opened: list[int] = []
    closed: list[tuple[int, int, TestSummary]] = []
    for place, summary in sorted(marks, key=lambda mark: mark[0]):
        if summary is None:
            opened.append(place)
            continue
        begin = opened.pop() if opened else closed.pop()[0] if closed else place
        if not opened:
            numbers = _PYTEST_FAILED.findall(summary["counts"])
            closed.append((begin, place, TestSummary(sum(map(int, numbers)), _line(summary).strip("= "))))
    yield from closed


def _tap(text: str) -> TestSummary:
    """Failed points of TAP, told from other lines by their numbers, which follow each other."""
    failed, wanted, line = 0, 1, ""
    if not _TAP_PLAN.search(text):
        return TestSummary(0, "")
    for found in _TAP_POINT.finditer(text):
        number = int(found[2])
        if number not in (wanted, 1):
            continue
        wanted = number + 1
        if found[1] and not _TAP_EXCUSED.search(found[3]):
            failed, line = failed + 1, found[0]
    return TestSummary(failed, line)


def _number(text: str, since: int) -> TestSummary:
    found = list(_NUMBER.finditer(text, since))
    if not found:
        return TestSummary(0, "")
    return TestSummary(int(found[-1][1] or found[-1][2]), _line(found[-1]))
