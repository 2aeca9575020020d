"""The demo shows the whole way of a release, and each step of it can be played by keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.demo.played import Played, played
from tests.support.waiting import until


@pytest.fixture
def demo() -> Iterator[Played]:
    with played("--speed", "1.5") as one:
        yield one


def test_the_whole_way_of_a_release(demo: Played) -> None:
    # two agents write the same place, and neither has committed
    demo.shows("runs into migrate", "runs into cache", "try  i on billing")
    assert demo.commits("desk", "main..agent/cache") == demo.commits("desk", "main..agent/migrate") == []
    demo.types("i")
    demo.shows("TYPING TO billing", "Do you want to proceed?")
    demo.types("Enter")
    until(lambda: "Do you want to proceed?" not in demo.screen)
    demo.types("\x1d")
    demo.shows("try  3 merge board")

    # the composer knows of it, too
    demo.goes_to("agent/cache")
    demo.types("v")
    demo.shows("next tab")
    demo.types("f")
    demo.shows("Follow-up for cache")
    demo.types("go on")
    demo.shows("cache runs into migrate: src/cache/lru.py")
    demo.types("Escape")
    until(lambda: "Follow-up for cache" not in demo.screen)

    # a train of two
    demo.goes_to("agent/sec")
    demo.types("Space")
    demo.shows("1 marked")
    demo.goes_to("agent/docs-gen")
    demo.types("Space")
    demo.shows("2 marked")
    demo.types("m")
    demo.shows("2 of 2 ready")
    demo.types("m")
    demo.approves("Land a train of 2 on main")
    until(lambda: "Send a header that refuses inline scripts" in demo.commits("shop", "main"), timeout=60)
    assert "Say how to build the pages" in demo.commits("shop", "main")
    demo.shows("landed as", "try  f on agent/export")

    # a red gate: the end of its log goes back to its author, who mends it
    demo.goes_to("agent/export")
    demo.types("f")
    demo.shows("Follow-up for export", "Please fix it and commit.")
    demo.types("\x13")
    until(lambda: len(demo.commits("desk", "main..agent/export")) == 3, timeout=60)

    # a change is asked for at a line
    demo.goes_to("agent/export")
    demo.types("c")
    demo.shows("point at a line", "The columns of an export.")
    until(lambda: "The columns of" in demo.at_the_bar or demo.types("j"), timeout=30)
    demo.types("c")
    demo.shows("src/export/schema.py:1")
    demo.types("say which order", "\x13", "Escape")
    until(lambda: len(demo.commits("desk", "main..agent/export")) == 4, timeout=60)

    # a third is held by a review that rejected it, until what it found is mended and looked at again
    demo.goes_to("agent/perf")
    demo.shows("review rejected: 1 blocker, 1 minor", "blocker src/pages.py:8")
    demo.types("f")
    demo.shows("Follow-up for perf", "f1 blocker at src/pages.py:8")
    demo.types("\x13")
    demo.shows("review outdated")
    demo.goes_to("agent/perf")
    demo.types("e")
    demo.shows("accepted")
    demo.goes_to("agent/perf")
    demo.types("m")
    demo.approves("Land agent/perf on main")
    until(lambda: "Read a page when it is asked for" in demo.commits("press", "main"), timeout=60)

    # what landed is taken back
    demo.goes_to("agent/perf")
    until(lambda: "landed as" in demo.at_the_bar, timeout=60)
    demo.types("U")
    demo.shows("Take back from main", "  ready")
    demo.types("m")
    demo.approves("Take agent/perf back from main")
    demo.shows("taken back by")
    assert "try  " not in demo.screen
