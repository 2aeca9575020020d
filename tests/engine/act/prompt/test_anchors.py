"""What a follow-up claims is kept when it is queued, and judged again in the second in which it is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.engine.link import AnchorCheck, AskAnchors, AskCorrection, AskStory, JournalLine
from fleetui.model import commands as c
from fleetui.model.anchors.correction import Correction
from fleetui.model.queue import EntryState
from fleetui.ports.anchors import port
from tests.support.scratch import Live, Scratch


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


async def test_a_line_that_moved_while_its_follow_up_waited_holds_it(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live:
        await live.started("cache")
        tree = Path(live.agent("cache").seat.worktree)
        write(tree / "src/lru.py", "import os\n\ndef evict(n):\n    return n\n")
        await live.do(c.PauseAgent("cache"))
        added = await live.do(c.AddEntry("cache", "make src/lru.py:3 faster"))
        assert live.queue("cache")[-1].kept
        write(tree / "src/lru.py", "import os\nimport sys\n\ndef evict(n):\n    return n\n")
        found = await live.engine.ask(
            AskAnchors("cache", "make src/lru.py:3 faster", live.queue("cache")[-1].kept)
        )
        assert isinstance(found, tuple)
        assert [(x.verdict, x.at, x.holds) for x in found if isinstance(x, AnchorCheck)] == [
            ("moved", "src/lru.py:4", False)
        ]
        await live.do(c.ResumeAgent("cache"))
        await live.until(lambda: live.queue("cache")[-1].state is EntryState.HELD)
        assert "it is line 4 now" in live.queue("cache")[-1].reason
        await live.do(c.ReleaseEntry("cache", added.value))
        await live.until(lambda: scratch.texts("cache") == ["make src/lru.py:3 faster"], 30)


async def held(live: Live, text: str) -> str:
    """The id of a follow-up of cache that is held because src/lru.py grew a line since it was queued."""
    await live.started("cache")
    tree = Path(live.agent("cache").seat.worktree)
    write(tree / "src/lru.py", "import os\n\ndef evict(n):\n    return n\n")
    await live.do(c.PauseAgent("cache"))
    added = await live.do(c.AddEntry("cache", text))
    write(tree / "src/lru.py", "import os\nimport sys\n\ndef evict(n):\n    return n\n")
    await live.do(c.ResumeAgent("cache"))
    await live.until(lambda: live.queue("cache")[-1].state is EntryState.HELD)
    return added.value


async def asked(live: Live, entry: str) -> Correction:
    found = await live.engine.ask(AskCorrection("cache", entry))
    assert isinstance(found, Correction)
    return found


async def test_a_held_follow_up_goes_out_with_its_claims_where_they_are_now(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live:
        entry = await held(live, "make src/lru.py:3 faster")
        before = live.queue("cache")[-1].kept
        found = await asked(live, entry)
        assert (found.old, found.new) == ("make src/lru.py:3 faster", "make src/lru.py:4 faster")
        assert found.holds == ("src/lru.py:3: it is line 4 now",)
        assert found.still == ()
        await live.do(c.ReanchorEntry("cache", entry, found.new))
        assert live.queue("cache")[-1].kept not in ("", before), "what is true now was not kept"
        await live.until(lambda: scratch.texts("cache") == ["make src/lru.py:4 faster"], 30)
        story = await live.engine.ask(AskStory(entry))
        assert isinstance(story, tuple)
        assert any("src/lru.py:3 → src/lru.py:4" in one.text for one in story if isinstance(one, JournalLine))


async def test_a_held_follow_up_goes_out_as_it_is_with_a_note_of_what_changed(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live:
        entry = await held(live, "make src/lru.py:3 faster")
        found = await asked(live, entry)
        assert found.note == "Note: src/lru.py:3 moved to :4 since this was written."
        await live.do(c.NoteEntry("cache", entry, found.note))
        await live.until(lambda: scratch.texts("cache") == [f"make src/lru.py:3 faster\n\n{found.note}"], 30)


async def test_nothing_is_rewritten_into_another_text_than_was_shown(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live:
        entry = await held(live, "make src/lru.py:3 faster")
        found = await asked(live, entry)
        tree = Path(live.agent("cache").seat.worktree)
        write(tree / "src/lru.py", "import os\nimport re\nimport sys\n\ndef evict(n):\n    return n\n")
        for want in (c.ReanchorEntry("cache", entry, found.new), c.NoteEntry("cache", entry, found.note)):
            refused = await live.engine.do(want)
            assert not refused.ok
            assert "look again" in refused.text
        assert live.queue("cache")[-1].text == "make src/lru.py:3 faster"
        assert live.queue("cache")[-1].state is EntryState.HELD


async def test_a_follow_up_whose_claims_break_the_judge_is_held_with_the_reason_and_can_be_sent(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ValueError("too many digits")

    monkeypatch.setattr(port, "check", breaks)
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        added = await live.do(c.AddEntry("cache", "look at shop.py"))
        await live.until(lambda: live.queue("cache")[-1].state is EntryState.HELD, 20)
        assert "could not be checked: ValueError: too many digits" in live.queue("cache")[-1].reason
        await live.do(c.ReleaseEntry("cache", added.value))
        await live.until(lambda: scratch.texts("cache") == ["look at shop.py"], 30)
