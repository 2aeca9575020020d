"""The forecast on the board and on the tiles, as it looks."""

from __future__ import annotations

import pytest

from tests.looks.test_looks import MIDDLE, Compare, dashboard, pressing
from tests.support.fleets import fleet
from tests.support.forecasts import with_forecast


@pytest.mark.parametrize(("size", "keys"), [((160, 40), ("3", "j")), (MIDDLE, ())], ids=["board", "tiles"])
def test_agents_that_run_into_each_other(
    size: tuple[int, int], keys: tuple[str, ...], snap_compare: Compare
) -> None:
    assert snap_compare(dashboard(with_forecast(fleet())), terminal_size=size, run_before=pressing(*keys))
