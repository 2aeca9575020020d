"""What a try of a newer version compares and reports; nothing of it needs a real agent."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from fleetui.model.status import Phase, SourceReport
from tests.live import newer
from tests.live.capture import Edition
from tests.live.own_words import Moment, OwnWords, compared
from tests.live.stage import Stage


def moment(truth: Phase, screen: Phase, own: Phase | None, *also: Phase) -> Moment:
    said = SourceReport("session", own, "status", 0.0, also=also) if own else None
    return Moment(truth, screen, "rule", said, "talk")


def test_screen_and_own_words_are_each_compared_with_what_is_true() -> None:
    first, *kinds = compared(
        [
            moment(Phase.WORKING, Phase.WORKING, Phase.WORKING),
            moment(Phase.WORKING, Phase.IDLE, Phase.WORKING),
            moment(Phase.ASKING, Phase.ASKING, Phase.WORKING, Phase.ASKING),
            moment(Phase.IDLE, Phase.IDLE, Phase.ASKING),
            moment(Phase.FAILED, Phase.FAILED, Phase.IDLE),
            moment(Phase.IDLE, Phase.UNKNOWN, None),
        ]
    )
    assert first == "own words: 4 of 5 right, silent in 1; screen: 4 of 6 right"
    assert sorted(kinds) == [
        "1 x in talk: idle; its own words: asking by status; screen: idle by rule",
        "1 x in talk: working; its own words: working by status; screen: idle by rule",
    ]


def test_an_agent_without_words_of_its_own_says_so() -> None:
    assert compared([moment(Phase.IDLE, Phase.IDLE, None)]) == ["own words: none in 1 moments"]


def test_the_report_says_what_changed_and_how_to_keep_its_screens(tmp_path: Path) -> None:
    report = newer.Report("qwen", Edition("", "9.9.9", tmp_path / "qwen", "-9.9.9"))
    report.part("Scenes")
    report.say("idle-120x40: phase: unknown", changed=True)
    report.say("all else is as it was")
    text = report.write(tmp_path).read_text()
    assert text.startswith("# qwen ")
    assert "-> 9.9.9" in text
    assert "1 changed." in text
    assert "newer qwen --keep" in text
    assert "- idle-120x40: phase: unknown" in text


def test_the_screens_of_the_last_run_become_captures_by_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newer, "CAPTURES", tmp_path / "captures")
    taken = tmp_path / "into" / "qwen"
    taken.mkdir(parents=True)
    for name in ("idle-80x24-9.9.9.screen", "idle-80x24-9.9.9.toml", "idle-80x24-9.9.8.screen"):
        (taken / name).write_text(name)
    assert newer._kept("qwen", "9.9.9", tmp_path / "into") == 1
    assert sorted(path.name for path in (tmp_path / "captures" / "qwen").iterdir()) == [
        "idle-80x24-9.9.9.screen",
        "idle-80x24-9.9.9.toml",
    ]


def test_what_was_found_in_a_version_before_is_expected_of_it_again(tmp_path: Path) -> None:
    taken, before = tmp_path / "taken.toml", tmp_path / "before.toml"
    taken.write_text('rows = 24\n[expected]\nphase = "idle"\n')
    before.write_text('rows = 40\n[expected]\nphase = "asking"\n')
    newer._expect_as_before(taken, before)
    assert tomllib.loads(taken.read_text()) == {"rows": 24, "expected": {"phase": "asking"}}
    newer._expect_as_before(before, before)
    newer._expect_as_before(taken, tmp_path / "none.toml")
    assert tomllib.loads(taken.read_text())["expected"]["phase"] == "asking"


@pytest.mark.parametrize(
    ("right", "known", "low"),
    [(14, 16, False), (0, 0, False), (12, 16, True), (985, 1000, False), (970, 1000, True)],
)
def test_a_few_wrong_looks_of_a_walk_are_no_change(right: int, known: int, *, low: bool) -> None:
    assert newer._is_low(right, known) is low


def test_the_files_of_what_runs_on_a_stage_are_looked_at_and_silence_is_silence(tmp_path: Path) -> None:
    with Stage(tmp_path, ["sleep", "600"], tmp_path) as stage:
        assert OwnWords("claude", stage).now() is None
        assert OwnWords("aider", stage).now() is None
