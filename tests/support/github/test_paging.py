"""Pages of both APIs, as the forge gives them and as it should not."""

from __future__ import annotations

import pytest

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from tests.support.github.client import Client

THREADS = """
query($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on PullRequest {
  reviewThreads(first: $first, after: $after) { totalCount nodes { id line } pageInfo { hasNextPage endCursor } } } } }
"""

LINES = (
    "query($id: ID!) { node(id: $id) { ... on PullRequestReviewThread { isOutdated originalLine line } } }"
)
REPLY = """
mutation($id: ID!) { addPullRequestReviewThreadReply(input: {pullRequestReviewThreadId: $id, body: "done"}) {
  comment { body author { login } replyTo { body } } } }
"""
RESOLVE = """
mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved resolvedBy { login } } } }
"""
REVIEW = """
query($id: ID!) { node(id: $id) { ... on PullRequest {
  reviews(last: 1) { nodes { state author { __typename login } } } } } }
"""


@pytest.fixture
def pull(hub: Hub, shop: Repo) -> Pull:
    shop.commit("feat", {"shop.py": "".join(f"new {at}\n" for at in range(1, 201))})
    made = shop.pull("feat")
    for at in range(1, 151):
        made.thread(hub.bot("coderabbitai"), "shop.py", at, f"finding {at}")
    return made


def threads(
    client: Client, pull: Pull, first: int | None = 100, after: str | None = None
) -> dict[str, object]:
    said = client.graphql(THREADS, id=pull.id, first=first, after=after)
    node = said["data"]["node"]
    found: dict[str, object] = node["reviewThreads"] if node else said["errors"][0]
    return found


def walked(client: Client, pull: Pull, most: int = 5) -> list[list[str]]:
    """The ids of each page, as long as there are more."""
    pages, after = [], None
    for _ in range(most):
        page = threads(client, pull, after=after)
        pages.append([one["id"] for one in page["nodes"]])  # type: ignore[attr-defined]
        if not page["pageInfo"]["hasNextPage"]:  # type: ignore[index]
            break
        after = page["pageInfo"]["endCursor"]  # type: ignore[index]
    return pages


def test_every_thread_is_on_some_page(client: Client, pull: Pull) -> None:
    pages = walked(client, pull)
    assert [len(page) for page in pages] == [100, 50]
    assert [one for page in pages for one in page] == [one.id for one in pull.threads]


@pytest.mark.parametrize(
    ("first", "kind", "words"),
    [
        (None, "MISSING_PAGINATION_BOUNDARIES", "You must provide a `first` or `last` value"),
        (101, "EXCESSIVE_PAGINATION", "Requesting 101 records on the `reviewThreads` connection exceeds"),
    ],
)
def test_bounds_are_needed(client: Client, pull: Pull, first: int | None, kind: str, words: str) -> None:
    error = threads(client, pull, first=first)
    assert (error["type"], str(error["message"]).startswith(words)) == (kind, True)


def test_a_count_needs_no_bounds(client: Client, pull: Pull) -> None:
    query = "query($id: ID!) { node(id: $id) { ... on PullRequest { reviewThreads { totalCount } } } }"
    assert client.graphql(query, id=pull.id)["data"]["node"]["reviewThreads"] == {"totalCount": 150}


def test_a_query_may_not_ask_for_too_much(hub: Hub, api: ApiServer, client: Client, pull: Pull) -> None:
    """The example of the documentation comes to 22,060 nodes; more than 500,000 are refused."""
    inner = "reviewThreads(first: 100) { nodes { comments(first: %d) { totalCount nodes { id } } } }"
    pulls = "pullRequests(first: 50) { nodes { %s } }"
    query = 'query { repository(owner: "acme", name: "shop") { ' + pulls + " } rateLimit { cost nodeCount } }"
    left = hub.graphql.remaining
    said = client.graphql(query % inner % 90)
    assert said["data"]["rateLimit"] == {"cost": 51, "nodeCount": 50 + 50 * 100 + 50 * 100 * 90}
    assert hub.graphql.remaining == left - 51
    refused = client.graphql(query % inner % 100)
    assert refused["errors"][0]["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert "505,050 possible nodes" in refused["errors"][0]["message"]
    api.answering.invalid.clear()


def test_a_cursor_can_be_made_to_stand_still(api: ApiServer, client: Client, pull: Pull) -> None:
    api.faults.stuck.add("reviewThreads")
    first, second = threads(client, pull), None
    cursor = first["pageInfo"]["endCursor"]  # type: ignore[index]
    second = threads(client, pull, after=cursor)
    assert second["pageInfo"] == {"hasNextPage": True, "endCursor": cursor}


def test_a_page_can_be_made_to_come_again(api: ApiServer, client: Client, pull: Pull) -> None:
    api.faults.repeating.add("reviewThreads")
    first = threads(client, pull)
    second = threads(client, pull, after=first["pageInfo"]["endCursor"])  # type: ignore[index]
    assert second["nodes"][:50] == first["nodes"][:50]  # type: ignore[index]
    assert second["pageInfo"] != first["pageInfo"]
    assert second["pageInfo"]["hasNextPage"]  # type: ignore[index]


def test_pages_of_the_rest_api_are_linked(client: Client, pull: Pull) -> None:
    first = client.get("/repos/acme/shop/pulls/1/comments?per_page=60")
    assert len(first.json) == 60
    at = "https://api.github.com/repos/acme/shop/pulls/1/comments?per_page=60&page="
    assert first.headers["link"] == f'<{at}2>; rel="next", <{at}3>; rel="last"'
    last = client.get("/repos/acme/shop/pulls/1/comments?per_page=60&page=3")
    assert (len(last.json), 'rel="next"' in last.headers["link"]) == (30, False)


def test_lines_follow_the_head(hub: Hub, shop: Repo, client: Client, pull: Pull) -> None:
    lines = [f"new {at}\n" for at in range(1, 201)]
    shop.commit("feat", {"shop.py": "".join(["top\n", *lines[:9], "changed\n", *lines[10:]])})
    page = threads(client, pull, first=11)
    assert [one["line"] for one in page["nodes"]] == [*range(2, 11), None, 12]  # type: ignore[attr-defined]
    said = client.graphql(LINES, id=pull.threads[9].id)["data"]["node"]
    assert said == {"isOutdated": True, "originalLine": 10, "line": None}


def test_threads_are_answered_and_resolved(hub: Hub, client: Client, pull: Pull) -> None:
    thread = pull.threads[0]
    said = client.graphql(REPLY, id=thread.id)["data"]["addPullRequestReviewThreadReply"]["comment"]
    assert said == {"body": "done", "author": {"login": "ada"}, "replyTo": {"body": "finding 1"}}
    number = thread.comments[0].database_id
    rest = client.ask("POST", f"/repos/acme/shop/pulls/1/comments/{number}/replies", {"body": "again"})
    assert (rest.status, rest.json["in_reply_to_id"]) == (201, number)
    said = client.graphql(RESOLVE, id=thread.id)["data"]["resolveReviewThread"]["thread"]
    assert said == {"isResolved": True, "resolvedBy": {"login": "ada"}}


def test_a_bot_is_named_as_each_api_names_it(client: Client, pull: Pull) -> None:
    (review,) = client.graphql(REVIEW, id=pull.id)["data"]["node"]["reviews"]["nodes"]
    assert review == {"state": "COMMENTED", "author": {"__typename": "Bot", "login": "coderabbitai"}}
    rest = client.get("/repos/acme/shop/pulls/1/reviews").json[0]
    assert (rest["state"], rest["user"]["login"], rest["user"]["type"]) == (
        "COMMENTED",
        "coderabbitai[bot]",
        "Bot",
    )
