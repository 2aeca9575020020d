"""Follow-ups in signs that a terminal cannot hold as they are: each arrives byte for byte once, or is refused first."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fleetui.agents.delivery import prepared, why_not
from fleetui.model import commands as c
from fleetui.model.clean import clean_prompt
from fleetui.model.queue import EntryState
from tests.support.scratch import Scratch

SIGNS = (
    "👍", "👍🏽", "🧑🏿‍🚀", "👨‍👩‍👧‍👦", "👩‍❤️‍💋‍👨", "🏳️‍🌈", "🇩🇪", "🇩🇪🇫🇷🇯", "1️⃣", "❤️",
    "☂︎", "™", "\U0001fae9", "🏻", "日本語", "한국어", "각", "é", "e\u0301",
    "a\u0301\u0302\u0303\u0304\u0305\u0306", "\u0301", "กำลัง", "हिन्दी", "ක්‍රි", "नि‍न", "a‍b",
    "👨‍👩‍👧‍👦‍x", "שלום", "سلام", "می‌خواهم", "𞤀𞤁", "𝒳", "ﬁ", "x\u2060y", "\u200b", "\u00ad",
    "·", "\ufffd",
)  # fmt: skip
words = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=6)
pieces = st.one_of(
    st.sampled_from(SIGNS), st.sampled_from(("fix", "it", "src/a.py", "ok")), words, st.just("\n")
)
odd = st.lists(pieces, min_size=1, max_size=12).map(lambda some: clean_prompt(" ".join(some))[0])
glued = st.lists(pieces, min_size=1, max_size=6).map(lambda some: clean_prompt("".join(some))[0])


async def arrive(texts: list[str]) -> None:
    scratch = Scratch()
    try:
        scratch.configure("a", a=["--turn", "0.1"])
        async with scratch.engine() as live:
            await live.started("a")
            profile = live.engine.core.world.profiles["standin"]
            sent = []
            for text in texts:
                entry = (await live.do(c.AddEntry("a", text))).value
                never = why_not(profile, prepared(profile, text))
                await live.until(lambda: live.queue("a")[-1].state in _OVER, 60)
                state, reason = live.queue("a")[-1].state, live.queue("a")[-1].reason
                assert state is (EntryState.HELD if never else EntryState.ACCEPTED), (text, reason)
                sent += [] if never else [prepared(profile, text)]
                if never:
                    assert reason
                    await live.do(c.DeleteEntry("a", entry))
            assert scratch.texts("a") == sent
            live.engine.ownership.hands_over = False
    finally:
        scratch.close()


_OVER = (EntryState.ACCEPTED, EntryState.HELD, EntryState.UNKNOWN)


def test_signs_that_tmux_drops_or_merges_do_not_keep_a_follow_up_from_being_seen() -> None:
    asyncio.run(arrive([" ".join(SIGNS), *SIGNS]))


@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(odd | glued, min_size=12, max_size=12))
def test_any_follow_up_arrives_byte_for_byte_once_or_is_refused_before_it_is_typed(texts: list[str]) -> None:
    asyncio.run(arrive([text for text in texts if text.strip()]))
