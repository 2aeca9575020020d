"""What was said in a pull request is read whole, of one head, or not at all: by the real gh."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.engine.protocols.forge import Limited
from fleetui.model.forge.conversation import Conversation
from fleetui.model.forge.repository import Repository
from fleetui.ports.github.port import GitHub
from tests.support.conversations import HEAD, Spoken, review, said, thread
from tests.support.scripted_forge import Answered, scripted

SHOP = Repository("github.com", "o", "r")


async def asked(folder: Path, answer: Answered) -> tuple[Conversation, int]:
    """The conversation, and in how many calls."""
    async with scripted(folder, answer) as forge:
        found = await GitHub(forge.environment, lambda: 7.0).conversation(SHOP, 1)
        return found, len(forge.asked)


async def test_every_page_of_threads_and_of_their_comments_is_read(tmp_path: Path) -> None:
    long = [said(number) for number in range(1, 141)] + [said(141, "Fixed in 9af", "agent", "User")]
    spoken = Spoken(
        [thread(number) for number in range(1, 150)] + [thread(200, long)], [review(1)], [said(300)]
    )
    found, calls = await asked(tmp_path, spoken)
    assert (len(found.threads), len(found.reviews), len(found.comments)) == (150, 1, 1)
    assert found.threads[-1].comments[-1].text == "Fixed in 9af", "the newest one stands on the last page"
    assert (found.head, found.author, found.id, found.at, calls) == (HEAD, "agent", "P1", 7.0, 5)


async def test_a_bot_a_lost_account_a_resolver_and_the_other_side_are_told_apart(tmp_path: Path) -> None:
    spoken = Spoken(
        [
            thread(1, isResolved=True, resolvedBy={"login": "operator"}),
            thread(2, [said(1, author="ann", kind="User")], isResolved=True),
            thread(3, [{**said(2), "author": None}], diffSide="LEFT", line=None, isOutdated=True),
            thread(4, [said(5, state="PENDING")]),
        ],
        [review(1, "PENDING")],
    )
    found, _ = await asked(tmp_path, spoken)
    first, second, third = found.threads
    assert (first.comments[0].bot, first.resolved_by, second.comments[0].bot) == (True, "operator", False)
    assert (second.resolved, second.resolved_by) == (True, "")
    assert (third.comments[0].author, third.of_base, third.line, third.outdated) == ("", True, 0, True)
    assert found.reviews == (), "what was not submitted is nobody's word yet"


async def test_a_head_that_moves_meanwhile_is_read_anew_and_never_mixed(tmp_path: Path) -> None:
    spoken = Spoken([thread(number) for number in range(60)])
    spoken.heads = ["c" * 40, HEAD]
    found, calls = await asked(tmp_path, spoken)
    assert (found.head, len(found.threads), calls) == (HEAD, 60, 4)
    spoken.heads = [letter * 40 for letter in "abcdef"]
    with pytest.raises(PortError, match="its head moved each time"):
        await asked(tmp_path, spoken)


async def test_a_cursor_that_stays_and_a_page_that_lacks_something_are_errors(tmp_path: Path) -> None:
    spoken = Spoken([thread(number) for number in range(60)])

    def stays(query: str, variables: Mapping[str, Any]) -> Any:
        return spoken(query, {**variables, "reviewThreads": None})

    with pytest.raises(PortError, match="do not go on"):
        await asked(tmp_path, stays)

    def lacks(query: str, variables: Mapping[str, Any]) -> Any:
        found = spoken(query, variables)
        found["repository"]["pullRequest"]["reviewThreads"]["pageInfo"]["hasNextPage"] = False
        return found

    with pytest.raises(PortError, match="not whole: 50 of 60 came"):
        await asked(tmp_path, lacks)

    def without(query: str, variables: Mapping[str, Any]) -> Any:
        found = spoken(query, variables)
        del found["repository"]["pullRequest"]["reviews"]
        return found

    with pytest.raises(PortError, match="cannot be read"):
        await asked(tmp_path, without)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {"data": {"repository": None}, "errors": [{"message": "half of it"}]}, PortError),
        (200, {"errors": [{"type": "RATE_LIMITED", "message": "later"}]}, Limited),
        (502, {"message": "bad gateway"}, Unanswered),
        (403, {"message": "You have exceeded a secondary rate limit"}, Limited),
    ],
    ids=["partial", "graphql limit", "502", "403 limit"],
)
async def test_an_error_is_never_nothing_said(
    tmp_path: Path, status: int, body: Any, kind: type[PortError]
) -> None:
    with pytest.raises(kind):
        await asked(tmp_path, lambda *_: {"status": status, "body": body})


async def test_what_is_said_goes_over_stdin_and_its_place_comes_back(tmp_path: Path) -> None:
    def answer(query: str, variables: Mapping[str, Any]) -> Any:
        assert variables["id"] == "T1"
        if "resolveReviewThread" in query:
            return {"resolveReviewThread": {"thread": {"isResolved": True}}}
        return {"addPullRequestReviewThreadReply": {"comment": {"url": "https://github.com/o/r/pull/1#r9"}}}

    async with scripted(tmp_path, answer) as forge:
        github = GitHub(forge.environment, lambda: 7.0)
        assert await github.reply(SHOP, "T1", "-F @/etc/passwd\n$(id)") == "https://github.com/o/r/pull/1#r9"
        assert await github.resolve(SHOP, "T1")
        assert forge.asked[0][1]["body"] == "-F @/etc/passwd\n$(id)"
