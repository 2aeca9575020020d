"""Every phase that each real agent can be brought into is seen at both sizes, in order: none missed, none invented."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live.fleet import LiveFleet
from tests.live.routes import ROUTES
from tests.live.scenes_work import few_tries
from tests.live.steps import steps
from tests.live.walk import Size, Walk

SIZES: tuple[Size, ...] = ((120, 40), (80, 24))


@pytest.mark.live
@pytest.mark.parametrize("cli", ["claude", "codex"])
def test_every_phase_is_seen_in_order_at_both_sizes(cli: str) -> None:
    _walked(cli)


@pytest.mark.live("all")
@pytest.mark.parametrize("cli", ["gemini", "qwen", "opencode", "aider"])
def test_every_phase_of_the_others_is_seen_in_order_at_both_sizes(cli: str) -> None:
    _walked(cli, more=True)


def _walked(cli: str, *, more: bool = False) -> None:
    """One agent at each size, side by side, each with a fleet and a model server of its own."""

    def walked(size: Size) -> Walk:
        with LiveFleet(more=more, window=size, prepare=few_tries) as fleet:
            walk = Walk(fleet, cli)
            walk.through(steps(ROUTES[cli]))
            return walk

    with ThreadPoolExecutor(len(SIZES)) as pool:
        walks = list(pool.map(walked, SIZES))
    wrong = []
    for (columns, rows), walk in zip(SIZES, walks, strict=True):
        head = f"{cli} at {columns}x{rows}"
        print(f"{head}: {len(walk.said)} steps right", *walk.said, sep="\n  ", flush=True)
        wrong += [f"{head}: {one}" for one in walk.wrong]
    assert not wrong, "\n".join(wrong)
