"""What a follow-up claims is kept when it is queued, and judged again in the second in which it is sent."""

from __future__ import annotations

from pathlib import Path

from fleetui.engine.link import AnchorCheck, AskAnchors
from fleetui.model import commands as c
from fleetui.model.queue import EntryState
from tests.support.scratch import Scratch


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
