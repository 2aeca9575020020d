"""Screens of the real agents that no rule was written by are read right as often as once reached, and no prose asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accuracy import reached, runs, tally
from tests.support.unseen import FIELDS, Seen, load, store

RUNS = runs()


@pytest.mark.parametrize("name", RUNS)
def test_what_was_reached_is_kept(name: str) -> None:
    counted = tally(RUNS[name])
    before = reached()[name]
    now = {field: round(counted.percent(field), 1) for field in FIELDS}
    assert all(now[field] >= before[field] for field in FIELDS), f"{now}, reached before: {before}"
    assert counted.invented == 0


def test_a_stored_run_is_the_same_again(tmp_path: Path) -> None:
    one = Seen("claude", "a\nb\n\x1b[1mb\x1b[0m\n", "t", 80, 24, (1, 2), "sh", False, {"phase": "idle"})
    two = Seen("claude", "b\na\n", "t", 72, 20, None, "", True, {"phase": "exited", "draft": ""})
    store(tmp_path / "1.json", {"profile": "claude", "version": "1"}, [one, two])
    assert load(tmp_path / "1.json") == [one, two]
