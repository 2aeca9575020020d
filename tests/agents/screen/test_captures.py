"""Screens captured from the real agent CLIs are read as a person would read them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.reading import read
from fleetui.model.screen import Frame, LineCache, parse_frame

CAPTURES = Path(__file__).parents[2] / "captures"
PAIRS = sorted(path for path in CAPTURES.glob("*/*.toml") if path.with_suffix(".screen").exists())


def capture(path: Path) -> tuple[Mapping[str, object], Frame]:
    facts = tomllib.loads(path.read_text("utf-8"))
    cursor = facts.get("cursor")
    frame = parse_frame(
        path.with_suffix(".screen").read_text("utf-8"),
        width=facts["columns"],
        height=facts["rows"],
        cursor=(cursor[0], cursor[1]) if cursor else None,
        title=facts.get("title", ""),
        cache=LineCache(),
    )
    return facts, frame


def differences(path: Path) -> list[str]:
    """What of a capture is not read as expected, one line each."""
    facts, frame = capture(path)
    profile = load_profiles()[str(facts["profile"])]
    reading = read(profile, frame, command=str(facts.get("command", "")), dead=bool(facts.get("dead")))
    expected = facts["expected"]
    assert isinstance(expected, dict)
    got = {
        "phase": reading.phase.value,
        "draft": reading.draft,
        "context_left": reading.context_left,
        "own_queue": list(reading.own_queue),
        "note": reading.note,
        "background": reading.background.words,
        "rule": reading.rule,
        "question": reading.question
        and {
            "kind": reading.question.kind,
            "text": reading.question.text,
            "choices": list(reading.question.choices),
        },
    }
    if reading.limit:
        known = {"attempt": reading.limit.attempt, "of": reading.limit.of, "resets": reading.limit.resets}
        got["limit"] = {key: value for key, value in known.items() if value}
    return [
        f"{key}: {got.get(key)!r}, expected {wanted!r} (rule: {reading.rule})"
        for key, wanted in expected.items()
        if got.get(key) != wanted
    ]


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_real_screen_is_read_as_expected(path: Path) -> None:
    assert differences(path) == []
