"""A scratch fleet of real agents per test; when a test fails, what every pane showed is told."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from tests.live.fleet import LiveFleet

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def fleet(request: pytest.FixtureRequest) -> Iterator[LiveFleet]:
    """Its engine runs; everything it started is ended by identity. ``live("all", "late")`` names groups of agents."""
    mark = request.node.get_closest_marker("live")
    wide = mark is not None and "all" in mark.args
    groups = (mark.args[1:] or ("more",)) if mark is not None and wide else ()
    with LiveFleet(groups=groups) as made:
        yield made
        if request.node.stash.get(FAILED, False):
            print(made.story())
