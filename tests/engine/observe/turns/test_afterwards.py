"""Until its turn is over, what a follow-up stands on is watched: who else touches it, and what comes into the base."""

from __future__ import annotations

from pathlib import Path

from fleetui.model import commands as c
from fleetui.model.happened.afterwards import CONTESTED, DRIFTED, ChangedAnchor
from fleetui.model.queue import EntryState
from tests.engine.observe.turns.reporting_agent import reports
from tests.support.scratch import Live, Scratch, git

SLOW = {"Raise": [["run", "sleep 60"], ["say", "Done."]]}


async def working(live: Live) -> None:
    """An agent that works on a follow-up about shop.py, beside another one."""
    await live.started("ada", "bob")
    await live.do(c.AddEntry("ada", "Raise the price in shop.py."))
    await live.until(lambda: live.queue("ada")[-1].state is EntryState.ACCEPTED)
    await live.until(lambda: live.agent("ada").turn and live.agent("bob").git)


def found(live: Live) -> list[tuple[str, str]]:
    turn = live.agent("ada").turn
    return [(one.state, one.by.split()[0]) for one in turn.anchors if one.path == "shop.py"] if turn else []


async def test_a_file_that_another_agent_changes_meanwhile_is_contested(scratch: Scratch) -> None:
    reports(scratch, SLOW, "ada", "bob")
    async with scratch.engine() as live:
        await working(live)
        assert found(live) == []
        tree = Path(live.agent("bob").seat.worktree)
        (tree / "shop.py").write_text("def price():\n    return 3\n")
        (tree / "README.md").write_text("# other\n")
        live.engine.facts.git_soon("bob")
        await live.until(lambda: found(live) == [(CONTESTED, "bob")], 40)
        git(tree, "commit", "-qam", "bob's")
        live.engine.facts.git_soon("bob")
        await live.until(lambda: (now := live.agent("bob").git) and now.ahead == 1 and not now.dirty)
        assert found(live) == [(CONTESTED, "bob")], "once for each change"


async def test_lines_that_another_agent_changes_too_are_told_from_the_same_file(scratch: Scratch) -> None:
    def told(live: Live) -> list[str]:
        turn = live.agent("ada").turn
        return [one.words for one in turn.anchors] if turn else []

    reports(scratch, SLOW, "ada", "bob")
    (scratch.repo / "shop.py").write_text("".join(f"price_{number} = 1\n" for number in range(1, 31)))
    git(scratch.repo, "commit", "-qam", "thirty prices")
    async with scratch.engine() as live:
        await live.started("ada", "bob")
        await live.do(c.AddEntry("ada", "Raise the price in shop.py:12."))
        await live.until(lambda: live.queue("ada")[-1].state is EntryState.ACCEPTED)
        await live.until(lambda: live.agent("ada").turn and live.agent("bob").git)
        shop = Path(live.agent("bob").seat.worktree) / "shop.py"
        shop.write_text(shop.read_text().replace("price_25 = 1", "price_25 = 2"))
        live.engine.facts.git_soon("bob")
        await live.until(lambda: told(live) == ["contested: shop.py, by bob (same file)"], 40)
        shop.write_text(shop.read_text().replace("price_12 = 1", "price_12 = 2\nmore = 3"))
        live.engine.facts.git_soon("bob")
        await live.until(lambda: told(live) == ["contested: shop.py:12, by bob (same lines)"], 40)


async def test_a_file_that_comes_into_the_base_meanwhile_has_drifted(scratch: Scratch) -> None:
    reports(scratch, SLOW, "ada", "bob")
    async with scratch.engine() as live:
        await working(live)
        (scratch.repo / "README.md").write_text("# other\n")
        git(scratch.repo, "commit", "-qam", "not spoken of")
        (scratch.repo / "shop.py").write_text("def price():\n    return 4\n")
        git(scratch.repo, "commit", "-qam", "the operator's")
        await live.until(lambda: found(live) == [(DRIFTED, "main")], 40)


async def test_a_file_of_its_worktree_that_other_hands_change_has_drifted(scratch: Scratch) -> None:
    reports(scratch, SLOW, "ada", "bob")
    async with scratch.engine() as live:
        await working(live)
        (Path(live.agent("ada").seat.worktree) / "shop.py").write_text("def price():\n    return 5\n")
        live.engine.facts.git_soon("ada")
        await live.until(lambda: found(live) == [(DRIFTED, "other")], 60)


def test_the_correction_names_file_and_who() -> None:
    from fleetui.model.happened.afterwards import correction

    text = correction(
        [ChangedAnchor(CONTESTED, "shop.py", "bob"), ChangedAnchor(DRIFTED, "a.py", "main 1234")]
    )
    assert "shop.py: the agent bob works on it too" in text and "a.py: changed by main 1234" in text
