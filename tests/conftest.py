"""Which tests run: those that drive the real agent command lines, and the attacks, only when they are asked for."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

from tests.support.github.programs import whose_turn

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")  # how long an example takes says how busy a machine is


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--live",
        nargs="?",
        const="only",
        choices=["only", "all"],
        help="run the tests that drive the real agents, alone (--live) or with all others (--live=all)",
    )
    parser.addoption(
        "--each-gh", action="store_true", help="run what stands on gh with each that is found, not with one"
    )
    parser.addoption("--lab", action="store_true", help="run the attacks on whole fleets, and nothing else")


def pytest_configure(config: pytest.Config) -> None:
    """Whoever chooses by a mark alone that is run only when asked for has asked for it."""
    marked = str(config.getoption("-m")).strip()
    if marked == "live" and not config.getoption("--live"):
        config.option.live = "only"
    elif marked == "lab":
        config.option.lab = True


def _live(item: pytest.Item) -> str:
    """``some`` for the agents that every change is tried with, ``all`` for the others, empty for an ordinary test."""
    mark = item.get_closest_marker("live")
    return "" if mark is None else "all" if "all" in mark.args else "some"


def _its_gh(item: pytest.Item) -> bool:
    """Whether it is this gh's turn, where a test has one of them."""
    if item.get_closest_marker("one_gh") is None:
        return True
    assert isinstance(item, pytest.Function)
    return bool(item.callspec.params["gh"] == whose_turn(item.nodeid.partition("[")[0]))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--live")
    if wanted == "all":
        return
    lab, each = bool(config.getoption("--lab")), bool(config.getoption("--each-gh"))

    def chosen(item: pytest.Item) -> bool:
        live = _live(item)
        in_lab = item.get_closest_marker("lab") is not None
        return (
            live != "all"
            and (live == "some") == (wanted == "only")
            and in_lab == lab
            and (each or _its_gh(item))
        )

    config.hook.pytest_deselected(items=[item for item in items if not chosen(item)])
    items[:] = [item for item in items if chosen(item)]


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Nearly all that is made while tests are collected stays to the end: no garbage is looked for meanwhile."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Nor is it looked for among the tests later, again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
    """What the walks of the real agents found right, at the end of a run."""
    for report in terminalreporter.getreports("passed"):
        if "test_phases.py" in report.nodeid and report.when == "call" and report.capstdout:
            terminalreporter.write_sep("-", report.nodeid.rpartition("::")[2])
            terminalreporter.write(report.capstdout)
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        asked = (
            "tests of the real agents run with --live (the rarer ones with --live all), attacks with --lab, "
            "those of one gh with the other one with --each-gh"
        )
        terminalreporter.write_line(f"nothing ran: {asked}")
