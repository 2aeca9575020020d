"""Real last lines of runners, with failures and without, and what tests print before them."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pytest

from fleetui.model.evidence import Gate, Verdict
from fleetui.ports.gates.port import Gates, gate_environment
from fleetui.ports.gates.summaries import failed_tests

DASHES = "-" * 70
HEAD = "===== test session starts ====="

FAILED = {
    "pytest": (f"{HEAD}\nx\n===== 1 failed, 3 passed in 2.03s =====", 1),
    "pytest error": (f"{HEAD}\n===== 3 passed, 2 errors in 62.03s (0:01:02) =====", 2),
    "pytest -q": ("F.\n1 failed, 1 passed in 0.02s", 1),
    "pytest then pytest": (f"{HEAD}\n== 1 failed in 1s ==\n{HEAD}\n== 2 passed in 1s ==", 1),
    "unittest": (f"{DASHES}\nRan 3 tests in 0.001s\n\nFAILED (failures=1, errors=2)", 3),
    "unittest errors": (f"{DASHES}\nRan 3 tests in 0.001s\n\nFAILED (errors=2, skipped=1)", 2),
    "unittest success": (f"{DASHES}\nRan 3 tests in 0.001s\n\nFAILED (unexpected successes=1)", 1),
    "jest": (
        "Test Suites: 1 failed, 1 passed, 2 total\nTests:       1 failed, 2 passed, 3 total\nSnapshots:   0 total",
        1,
    ),
    "jest suite": ("Test Suites: 1 failed, 1 total\nTests:       0 total\nSnapshots:   0 total", 1),
    "jest then pytest": (
        f"Tests:       2 failed, 3 total\nSnapshots:   0 total\n{HEAD}\n== 1 passed in 1s ==",
        2,
    ),
    "vitest": (" Test Files  1 failed | 2 passed (3)\n      Tests  2 failed | 5 passed (7)", 2),
    "mocha": ("  3 passing (10ms)\n  1 pending\n  2 failing\n\n  1) x", 2),
    "playwright": ("  1 failed\n    [chromium] > a.spec.ts:1:1 > it\n  3 passed (2.1s)", 1),
    "node": ("# tests 2\n# pass 1\n# fail 1\n# cancelled 0", 1),
    "node spec": (
        "# pass 1\n# fail 0\n# cancelled 1".replace("#", "\N{INFORMATION SOURCE}"),
        1,
    ),
    "bun": (" 2 pass\n 1 fail\nRan 3 tests across 1 file.", 1),
    "deno": ("FAILED | 2 passed | 1 failed (10ms)", 1),
    "cargo": (
        "running 2 tests\ntest result: FAILED. 1 passed; 1 failed;\ntest result: ok. 0 passed; 0 failed;",
        1,
    ),
    "nextest": ("     Summary [   0.005s] 3 tests run: 2 passed, 1 failed, 0 skipped", 1),
    "go": ("--- FAIL: TestBad (0.00s)\nFAIL\nFAIL\tx\t0.005s\nok  \ty\t0.1s\nFAIL", 1),
    "go build": ("FAIL\tx [build failed]\nFAIL", 1),
    "maven": ("[ERROR] Tests run: 3, Failures: 1, Errors: 1, Skipped: 0\n[INFO] BUILD SUCCESS", 2),
    "gradle": ("5 tests completed, 2 failed, 1 skipped", 2),
    "rspec": ("3 examples, 1 failure, 1 pending", 1),
    "minitest": ("3 runs, 5 assertions, 1 failures, 1 errors, 0 skips", 2),
    "phpunit": ("FAILURES!\nTests: 3, Assertions: 3, Errors: 1, Failures: 1.", 2),
    "ctest": ("67% tests passed, 1 tests failed out of 3", 1),
    "dotnet": ("Failed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3", 1),
    "junit": ("[         2 tests successful      ]\n[         1 tests failed          ]", 1),
    "junit 4": ("FAILURES!!!\nTests run: 3,  Failures: 1", 1),
    "tap": ("TAP version 13\nok 1 - a\nnot ok 2 - b\n1..2", 1),
    "googletest": ("[  PASSED  ] 2 tests.\n[  FAILED  ] 1 test, listed below:", 1),
    "exunit": ("3 tests, 1 failure", 1),
    "a number": ("2 failed", 2),
    "a number at its end": ("Tests failed: 2", 2),
    "a number of tests": ("done.\n  3 tests failed", 3),
}

PASSED = {
    "nothing": "no failures",
    "zero": "0 failed",
    "zero failures": "Failures: 0",
    "a name": "tests/test_x.py::test_2_failed PASSED",
    "a sentence": "2 failed, retrying",
    "expected": f"{HEAD}\n===== 2 passed, 1 xfailed, 3 warnings in 1.00s =====",
    "a print in pytest": f"{HEAD}\n2 failed\n== 5 failed in 0.1s ==\nTests:  1 failed, 2 total\n== 3 passed in 1s ==",
    "pytest in pytest": f"{HEAD}\n{HEAD}\n== 1 failed in 0.1s ==\n{HEAD}\n== 1 error in 1s ==\n== 3 passed in 1s ==",
    "a print before pytest -q": "2 failed\nTests:       1 failed, 2 total\n3 passed in 1.00s",
    "a print in unittest": f"2 failed\n== 5 failed in 0.1s ==\n{DASHES}\nRan 3 tests in 0.001s\n\nOK (skipped=1)",
    "a print in cargo": "running 1 test\n2 failed\nnot ok 1\ntest result: ok. 1 passed; 0 failed; 0 ignored",
    "node": "2 failed\n# tests 1\n# pass 1\n# fail 0\n# cancelled 0",
    "jest": "Test Suites: 1 passed, 1 total\nTests:       5 passed, 5 total\nSnapshots:   0 total",
    "vitest": " Test Files  2 passed (2)\n      Tests  5 passed | 1 skipped (6)",
    "mocha": "  1 failing test is fine\n  3 passing (10ms)",
    "maven": "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0\n[INFO] BUILD SUCCESS",
    "go": "--- PASS: TestX (0.0s)\nok  \tx\t0.1s",
    "phpunit": "OK (3 tests, 3 assertions)",
    "ctest": "100% tests passed, 0 tests failed out of 3",
    "tap": "1..3\nok 1\nnot ok 2 - b # TODO later\nnot ok 7 - printed\nok 3",
    "a later number": "2 failed\nsecond try\n0 failed",
}


@pytest.mark.parametrize("runner", FAILED)
def test_failed_tests_are_read_from_the_last_word_of_a_runner(runner: str) -> None:
    text, failed = FAILED[runner]
    said = failed_tests(text)
    assert said is not None
    assert said.failed == failed
    assert said.line in text


@pytest.mark.parametrize("runner", PASSED)
def test_nothing_is_read_into_a_run_without_failed_tests(runner: str) -> None:
    assert failed_tests(PASSED[runner]) is None


@pytest.mark.parametrize(
    "filler",
    [
        "=",
        "\n",
        "running 1 test\n",
        "= 1 failed in 1s =\n",
        f"{HEAD}\n",
        "1 failed\n",
        " 1 passing\n",
        "1 a, ",
        "ok 1\n",
    ],
)
def test_no_log_makes_reading_slow(filler: str) -> None:
    text = "\n".join(line[:400] for line in (filler * 262_144)[:262_144].splitlines())
    began = time.process_time()
    failed_tests(text)
    assert time.process_time() - began < 5


UNIT = """
import unittest
class T(unittest.TestCase):
    def test_2_failed(self): print("2 failed"); print("== 5 failed in 0.1s ==")
    def test_other(self): assert {right}
"""


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize(
    "argv", [["-m", "pytest", "-q", "-s"], ["-m", "pytest", "-s", "-v"], ["-m", "unittest"]], ids="-".join
)
async def test_a_real_runner_is_believed_over_its_exit_code(
    tmp_path: Path, argv: list[str], right: bool
) -> None:
    (tmp_path / "test_it.py").write_text(UNIT.format(right=right))
    gate = Gate("test", ("sh", "-c", '"$@" test_it.py; exit 0', "sh", sys.executable, *argv))
    result = await Gates().run(gate, str(tmp_path), gate_environment({"PATH": "/usr/bin:/bin"}))
    assert result.verdict is (Verdict.PASS if right else Verdict.FAIL), result.log.decode()
    assert right or result.detail.startswith("exit 0, but it says: ")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("reporter", ["spec", "tap"])
async def test_node_is_believed_over_its_exit_code(tmp_path: Path, reporter: str) -> None:
    (tmp_path / "a.test.js").write_text(
        "const test = require('node:test');\n"
        "test('1 failed', () => { console.log('2 failed'); });\n"
        "test('bad', () => { if (process.env.BAD) throw new Error('x'); });\n"
    )
    for bad, verdict in (("", Verdict.PASS), ("1", Verdict.FAIL)):
        gate = Gate("test", ("sh", "-c", f"BAD={bad} node --test --test-reporter={reporter}; exit 0"))
        result = await Gates().run(
            gate, str(tmp_path), gate_environment({"PATH": "/usr/bin:/bin:/usr/local/bin"})
        )
        assert result.verdict is verdict, result.log.decode()
