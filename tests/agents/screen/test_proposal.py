"""A profile that is proposed from a few named screens of a real program reads those, and never breaks."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetui.agents.parse import parse_profile
from fleetui.agents.screen.proposal import Named, Proposal, propose
from fleetui.model.screen import Frame, parse_frame
from fleetui.model.status import Phase

CAPTURES = Path(__file__).parents[2] / "captures"


def screen(cli: str, stem: str) -> Named:
    case = tomllib.loads((CAPTURES / cli / f"{stem}.toml").read_text())
    at = (case["cursor"][0], case["cursor"][1]) if "cursor" in case else None
    text = (CAPTURES / cli / f"{stem}.screen").read_text()
    frame = parse_frame(text, width=case["columns"], height=case["rows"], cursor=at, title="")
    written = case["expected"].get("draft", "") if stem.startswith("draft-line") else ""
    return Named(Phase(case["expected"]["phase"]), frame, written[:12])


def proposed(*screens: Named) -> Proposal:
    return propose("pilot", "pilot", ["pilot"], ["pilot"], "1.2", screens)


@pytest.mark.parametrize(
    ("cli", "stems"),
    [
        ("codex", ("idle", "answered", "working-queued", "working-silent", "permission", "draft-line")),
        ("gemini", ("idle", "answered", "working-silent", "working-streaming", "permission", "draft-line")),
        ("qwen", ("idle", "answered", "working-one-dot", "working-queued", "permission", "draft-line")),
        ("aider", ("idle", "working-silent", "working-streaming", "first-documentation", "draft-line")),
    ],
)
def test_the_screens_of_a_real_agent_are_read_as_they_were_named(cli: str, stems: tuple[str, ...]) -> None:
    found = proposed(*(screen(cli, f"{stem}-120x40") for stem in stems))
    assert found.wrong == ()
    assert {rule.phase for rule in found.profile.rules} == {Phase.IDLE, Phase.WORKING, Phase.ASKING}
    assert all("untested" in line or "not known" in line for line in found.missing)
    assert parse_profile(found.text, "again").rules == found.profile.rules


def test_what_was_never_seen_is_missing_and_not_guessed() -> None:
    found = proposed(screen("codex", "idle-120x40"))
    assert {rule.phase for rule in found.profile.rules} == {Phase.IDLE}
    assert any("never seen asking" in line for line in found.missing)
    assert any("working is not told" in line for line in found.missing)


def test_a_program_whose_composer_has_no_sign_is_never_called_idle() -> None:
    blank = parse_frame("welcome\n\n", width=80, height=24, cursor=(0, 1), title="")
    found = proposed(Named(Phase.IDLE, blank))
    assert found.profile.composer is None
    assert [one.phase for one in found.wrong] == [Phase.IDLE]
    assert any("no sign stands before what one writes" in line for line in found.missing)


texts = st.text(st.sampled_from("ab1 ❯>│─╭╰.*()[]'\"\\…?\n"), max_size=60)
frames: st.SearchStrategy[Frame] = st.builds(
    lambda text, at: parse_frame(text, width=20, height=8, cursor=at, title=""),
    texts,
    st.none() | st.tuples(st.integers(0, 19), st.integers(0, 7)),
)
named = st.builds(
    Named, st.sampled_from([Phase.IDLE, Phase.WORKING, Phase.ASKING]), frames, st.sampled_from(["", "ab"])
)


@settings(max_examples=60)
@given(st.lists(named, min_size=1, max_size=6))
def test_whatever_stands_on_the_screens_the_proposal_is_a_profile(screens: list[Named]) -> None:
    found = proposed(*screens)
    assert parse_profile(found.text, "again").name == "pilot"
