"""Which tests run: those that drive the real agent command lines only when they are asked for."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--live",
        nargs="?",
        const="only",
        choices=["only", "all"],
        help="run the tests that drive the real agents, alone (--live) or with all others (--live=all)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--live")
    if wanted == "all":
        return
    chosen = [item for item in items if (item.get_closest_marker("live") is None) == (wanted is None)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen
