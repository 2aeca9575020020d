"""Every phase that each real agent can be brought into is seen at both sizes, in order: none missed, none invented."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live.agents import Home
from tests.live.fleet import LiveFleet
from tests.live.install import group_of
from tests.live.openings import OPENINGS, Opening
from tests.live.routes import ROUTES
from tests.live.scenes_work import few_tries
from tests.live.steps import steps
from tests.live.walk import Size, Step, Walk

SIZES: tuple[Size, ...] = ((120, 40), (80, 24))


@pytest.mark.live
@pytest.mark.parametrize("cli", ["claude", "codex"])
def test_every_phase_is_seen_in_order_at_both_sizes(cli: str) -> None:
    _walked(cli, steps(ROUTES[cli]), few_tries)


@pytest.mark.live("all")
@pytest.mark.parametrize("cli", ["gemini", "qwen", "opencode", "aider"])
def test_every_phase_of_the_others_is_seen_in_order_at_both_sizes(cli: str) -> None:
    _walked(cli, steps(ROUTES[cli]), groups=group_of(cli))


@pytest.mark.live("all")
@pytest.mark.parametrize("opening", OPENINGS, ids=lambda one: f"{one.cli}-{one.kind}")
def test_a_question_before_the_first_prompt_is_read_at_both_sizes(opening: Opening) -> None:
    _walked(opening.cli, opening.steps(), opening.prepare)


def _walked(
    cli: str,
    way: tuple[Step, ...],
    prepare: Callable[[Home], None] = lambda home: None,
    *,
    groups: tuple[str, ...] = (),
) -> None:
    """One agent at each size, side by side, each with a fleet and a model server of its own."""

    def walked(size: Size) -> Walk:
        with LiveFleet(groups=groups, window=size, prepare=prepare) as fleet:
            walk = Walk(fleet, cli)
            walk.through(way)
            return walk

    with ThreadPoolExecutor(len(SIZES)) as pool:
        walks = list(pool.map(walked, SIZES))
    wrong = []
    for (columns, rows), walk in zip(SIZES, walks, strict=True):
        head = f"{cli} at {columns}x{rows}"
        print(f"{head}: {len(walk.said)} steps right", *walk.said, sep="\n  ", flush=True)
        wrong += [f"{head}: {one}" for one in walk.wrong]
    assert not wrong, "\n".join(wrong)
