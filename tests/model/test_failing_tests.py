"""Each runner's way to name a failed test is read; a JUnit report's names stand before what a log says."""

from __future__ import annotations

import pytest

from fleetui.model.failing_tests import failing_tests, told_by_report


@pytest.mark.parametrize(
    ("log", "names"),
    [
        (
            (
                "== short test summary info ==\nFAILED tests/test_a.py::test_b[x y] - assert 1 == 2\n"
                "FAILED tests/test_a.py::T::test_c\nERROR tests/test_d.py - ImportError: no\nERROR connecting\n"
            ),
            ("tests/test_a.py::test_b[x y]", "tests/test_a.py::T::test_c", "tests/test_d.py"),
        ),
        (
            "FAIL: test_x (mod.Case.test_x)\nERROR: test_y (mod.Case)\n",
            ("mod.Case.test_x", "mod.Case.test_y"),
        ),
        ("--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/sub (0.00s)\n", ("TestA", "TestA/sub")),
        ("test a::b ... ok\ntest a::c ... FAILED\n", ("a::c",)),
        ("  \u25cf cart \u203a adds one\n\n  \u25cf cart \u203a adds one\n", ("cart \u203a adds one",)),
        ("not ok 3 - it adds\n", ("it adds",)),
        ("\x1b[31mFAILED\x1b[0m tests/test_a.py::test_b\n", ("tests/test_a.py::test_b",)),
        ("all is well\n", ()),
    ],
)
def test_failed_tests_are_named(log: str, names: tuple[str, ...]) -> None:
    assert failing_tests(log) == names


def test_a_report_is_believed_before_the_log() -> None:
    log = "FAILED tests/test_a.py::test_b\n" + told_by_report(["cart::adds", "cart::\x1btakes"])
    assert failing_tests(log) == ("cart::adds", "cart::\u00b7takes")


def test_a_report_that_names_none_is_believed_too() -> None:
    assert failing_tests("FAILED tests/test_a.py::test_b\n" + told_by_report([])) == ()
