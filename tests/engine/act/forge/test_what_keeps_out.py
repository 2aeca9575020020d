"""Each thing that a forge can say, or leave open, keeps a pull request out with its reason: through the real gh.

Gates passed, the required check did, and nothing else is wrong: whatever comes then has to be what is said.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.exchange import Request
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.ui.board.branch_rows import approval
from tests.engine.act.forge.test_merging import asked_often, may_land, opened, row
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch, git

__all__ = ["asked_often"]


def pending(hub: Hub, shop: Repo, pull: Pull, live: Live) -> None:
    """The required check runs again."""
    shop.check(pull.head_oid, "ci", None)


def after_a_push(hub: Hub, shop: Repo, pull: Pull, live: Live) -> None:
    """A push whose checks did not report: those that passed are of the commit before."""
    tree = Path(live.agent("cache").seat.worktree)
    git(tree, "commit", "-q", "--allow-empty", "-m", "more")
    git(tree, "push", "-q", "origin", "HEAD:refs/heads/agent/cache")


def unknown(hub: Hub, shop: Repo, pull: Pull, live: Live) -> None:
    """The forge does not know whether it merges, however often it is asked."""
    pull.unknown_for = 10_000
    pull.touched()


def bots_review(hub: Hub, shop: Repo, pull: Pull, live: Live) -> None:
    """A bot says what is wrong in a review that only commented."""
    pull.review(hub.bot("bugbot"), "COMMENTED", "The lock is taken too late.")


def dismissed(hub: Hub, shop: Repo, pull: Pull, live: Live) -> None:
    """A review that wanted changes is dismissed, on the commit that is still the newest."""
    pull.review(hub.account("bo"), "CHANGES_REQUESTED", "The lock is taken too late.")
    pull.reviews[-1].state = "DISMISSED"
    pull.touched()


def only_said(hub: Hub, shop: Repo, pull: Pull, live: Live) -> None:
    """A reply says that it is fixed; nobody resolved it and no line changed."""
    thread = pull.thread(hub.bot("bugbot"), "new.py", 1, "x is wrong")
    thread.say(hub.account("ada"), "Fixed.")


def resolved_by_the_forge(hub: Hub, shop: Repo, pull: Pull, live: Live) -> None:
    """Nobody resolved it but the forge itself, and its line is as it was."""
    pull.thread(hub.bot("bugbot"), "new.py", 1, "x is wrong").resolve(None)


def last_comment(hub: Hub, shop: Repo, pull: Pull, live: Live) -> None:
    """The newest of 120 comments stands on the last page; all before it are the operator's own."""
    for number in range(120):
        pull.comment(hub.account("ada"), f"note {number}")
    pull.comment(hub.account("bo"), "Does this break 3.11?")


def many_threads(hub: Hub, shop: Repo, pull: Pull, live: Live) -> None:
    """150 threads over pages: all were resolved without a change but the one on the last page."""
    for number in range(149):
        pull.thread(hub.bot("bugbot"), "new.py", 1, f"x{number} is wrong").resolve(hub.account("bo"))
    pull.thread(hub.bot("bugbot"), "new.py", 1, "x is wrong")


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (pending, "check ci is running"),
        (after_a_push, "no check reported"),
        (unknown, "whether it merges is not known yet"),
        (bots_review, "1 remark open: bugbot"),
        (dismissed, "1 remark open: bo"),
        (only_said, "bugbot at new.py:1"),
        (resolved_by_the_forge, "1 remark open: bugbot at new.py:1"),
        (last_comment, "1 remark open: bo"),
        (many_threads, "1 remark open, 149 said, not in the files: bugbot at new.py:1, and 149 more"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
async def test_it_keeps_it_out_with_its_reason(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, happens: object, why: str
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        assert callable(happens)
        happens(hub, shop, pull, live)
        reasons = why.split("|")
        await live.until(lambda: any(one in row(live).why_not for one in reasons), 60)
        assert not row(live).may_land
        assert row(live).overridable or approval((row(live),)) is None, (
            "only a typed word leads past a remark"
        )
    assert not [one for one in api.log.changes() if "merge" in one.path]


def threads_are_read(request: Request) -> bool:
    """A page of a conversation."""
    return b"$reviewThreads" in request.body


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (faults.secondary(900), "its limit is reached; asked again in 15 min"),
        (faults.bad_gateway, "the forge failed (502); asked again later"),
    ],
    ids=["403 limit", "502"],
)
async def test_while_a_conversation_cannot_be_read_what_was_said_stays_with_its_age_and_nothing_lands(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, wrong: faults.Act, words: str
) -> None:
    async with opened(scratch, hub, shop, gh) as (live, pull):
        await may_land(live)
        pull.thread(hub.bot("bugbot"), "new.py", 1, "x is wrong").resolve(hub.account("bo"))
        pull.thread(hub.bot("bugbot"), "new.py", 1, "so is y")
        heard = live.engine.core.heard
        key = ("shop", pull.number)
        await live.until(lambda: len(heard[key].remarks) == 2, 30)
        before = heard[key]
        api.faults.add(threads_are_read, wrong, times=0)
        pull.comment(hub.account("bo"), "And what of z?")
        await live.until(lambda: heard[key].why, 30)
        assert (heard[key].why, heard[key].at) == (words, before.at)
        assert heard[key].remarks == before.remarks, "stale, never empty"
        await live.until(
            lambda: row(live).why_not == f"what was said in #{pull.number} since is not known: {words}", 30
        )
        assert not row(live).may_land and not row(live).overridable and approval((row(live),)) is None
    assert not api.log.changes()
