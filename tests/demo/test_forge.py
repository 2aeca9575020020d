"""The demo with a forge: from an issue to a merge by keys, and a finding that was only answered is kept out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.demo.played import Played, played


@pytest.fixture
def demo() -> Iterator[Played]:
    with played("--forge", "--speed", "3") as one:
        yield one


def test_the_whole_way_from_an_issue_to_a_merge(demo: Played) -> None:
    # an issue of the forge becomes an agent's task
    demo.shows("try  4 ledger", "rounding", "#5 ✔3")
    demo.types("4")
    demo.shows("#1 Refuse an order without lines", "#2 Say the currency")
    demo.moves_to("#1 Refuse")
    demo.shows("acme wrote issue #1")
    demo.types("n")
    demo.shows("New agent", "issue-1")
    assert re.search(r"profile +standin", demo.screen)
    demo.types("\x13")
    demo.shows("try  3 board: once it committed")

    # its branch becomes a pull request
    branch = "agent/1-refuse"
    demo.waits_for(
        lambda: (
            "Refuse an order without lines" in demo.commits("orders", "agent/1-refuse-an-order-without-lines")
        )
    )
    demo.goes_to(branch)
    demo.shows("no open pull request")
    demo.types("p")
    demo.shows("Pull request of agent/1-refuse-an-order-without-lines in acme/orders", "Closes #1")
    demo.types("\x13")
    demo.shows("#6", "merges      acme/orders #6")

    # whose checks pass, and of which a program finds something
    demo.shows("review-bot at src/orders/accept.py:27", "try  3 board: f on its branch")
    demo.goes_to(branch)
    demo.types("f")
    demo.shows("queued for issue-1", "1 fixed; review-bot", "may land")

    # it is resolved, and exactly what is shown is merged
    demo.types("6")
    demo.shows("Audit")
    demo.moves_to("#6")
    demo.types("R")
    demo.shows("try  3 board: m on its branch")
    demo.merges(branch, "Merge #6, agent/1-refuse-an-order-without-lines, into main of acme/orders")
    demo.waits_for(lambda: "Refuse an empty list of lines, too" in demo.commits("orders", "main"))
    demo.shows("landed as", "try  agent/rounding is refused")

    # what was only said to be done is refused with that reason, until it is so
    demo.goes_to("agent/rounding")
    demo.shows("said, not in the files: review-bot at src/orders/discount.py:6")
    before = demo.commits("orders", "main")
    demo.types("m")
    demo.shows("1 open remark is overridden")
    demo.types("Enter", "m", "Escape")
    demo.waits_for(lambda: "1 open remark is overridden" not in demo.screen)
    demo.goes_to("agent/rounding")
    assert demo.commits("orders", "main") == before
    demo.types("f")
    demo.shows("1 fixed; review-bot", "may land")
    demo.merges("agent/rounding", "Merge #4, agent/rounding, into main of acme/orders")
    demo.waits_for(lambda: "Round to the nearest cent" in demo.commits("orders", "main"))

    # and what no agent made is fetched, gated and merged
    demo.shows("try  m on #3: fetches it")
