"""In a very wide terminal the selected agent and the merge board stand beside the grid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.fleets import fleet, frame
from tests.support.screens import Running, running

WIDE = (400, 100)


def beside(run: Running) -> str:
    """What stands right of the grid."""
    panel = run.app.fleet._side
    assert panel.display
    return "\n".join(line[panel.region.x :] for line in run.text.splitlines())


async def test_pane_queue_and_board_follow_the_selection_without_a_key() -> None:
    async with running(fleet(18), WIDE) as run:
        assert "▲ billing" in beside(run)
        assert "3. No, and tell Claude what to do" in beside(run)
        assert "waits: it asks you first" in beside(run)
        assert "▌▼ agent/billing" in beside(run)
        await run.press("l", "l", "l")
        assert "◆ docs-gen" in beside(run)
        assert "nothing queued" in beside(run)
        assert "▌◆ agent/docs-gen" in beside(run)
        assert "the tests pass" in beside(run)


async def test_an_agent_without_a_branch_on_the_board_leaves_it_without_a_bar() -> None:
    async with running(fleet(18), WIDE) as run:
        await run.press("l")
        assert "● search" in beside(run)
        assert "agent/docs-gen" in beside(run)
        assert "▌" not in beside(run)


async def test_what_the_agent_prints_is_shown_at_once_and_whole() -> None:
    async with running(fleet(18), WIDE) as run:
        agents = list(run.link.view.agents)
        agents[0] = replace(agents[0], frame=frame([f"row {n}" for n in range(40)]))
        await run.show(replace(run.link.view, agents=tuple(agents)))
        assert all(f"row {n} " in beside(run) for n in range(40))


async def test_the_newest_rows_are_kept_where_the_pane_does_not_fit() -> None:
    async with running(fleet(18), (400, 40)) as run:
        agents = list(run.link.view.agents)
        agents[0] = replace(agents[0], frame=frame([f"row {n}" for n in range(40)]))
        await run.show(replace(run.link.view, agents=tuple(agents)))
        assert "row 39 " in beside(run)
        assert "Merge board" in beside(run)


@pytest.mark.parametrize(("size", "keys"), [((319, 100), ()), (WIDE, ("z",)), (WIDE, ("plus", "plus"))])
async def test_there_is_no_panel_in_a_narrower_terminal_nor_beside_a_zoomed_tile_or_the_wall(
    size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with running(fleet(18), size) as run:
        await run.press(*keys)
        assert not run.app.fleet._side.display
        assert "Merge board" not in run.text
