"""One issue with all that was said in it: each page of its comments, while it stands still."""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.forge.conversation import Comment
from fleetui.model.forge.issues.issue import Issue, IssueSaid
from fleetui.ports.github.answers import Node, read
from fleetui.ports.github.conversations import Ask
from fleetui.ports.github.gh import PORT
from fleetui.ports.github.issues import names
from fleetui.ports.github.readers import login, url

MOST_PAGES, TRIES = 20, 3
_TITLE = 200
QUERY = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { issue(number: $number) {
    id number title url body state updatedAt authorAssociation
    author { login __typename } editor { login }
    labels(first: 30) { nodes { name } }
    assignees(first: 30) { nodes { login } }
    comments(first: 100, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { id body url createdAt isMinimized author { login __typename } }
    }
  } }
}
"""


class _Moved(Exception):
    """It was changed between two pages."""


async def issue(ask: Ask, owner: str, name: str, number: int, doing: str) -> IssueSaid:
    """All of it, of one moment. Raises ``PortError`` where a page is missing, or it never stood still."""
    about = {"owner": owner, "name": name, "number": number}
    for _ in range(TRIES):
        try:
            return await _whole(ask, about, doing)
        except _Moved:
            continue
    raise PortError(PORT, doing, "it was changed each time it was read; it is asked again later")


async def _whole(ask: Ask, about: Mapping[str, object], doing: str) -> IssueSaid:
    comments: dict[str, Comment] = {}
    first, after = None, ""
    for _ in range(MOST_PAGES):
        data = await ask(QUERY, {**about, "after": after or None})
        node = read(_node, data, doing=doing)
        first = first or node
        if read(_moment, node, doing=doing) != read(_moment, first, doing=doing):
            raise _Moved
        found, total, next_after = read(_comments, node, doing=doing)
        before = len(comments)
        comments.update((one.id, one) for one in found)
        if not next_after:
            if len(comments) < total:
                raise PortError(
                    PORT, doing, f"the answer is not whole: {len(comments)} of {total} comments came"
                )
            return read(_made, first, tuple(comments.values()), doing=doing)
        if next_after == after or len(comments) == before:
            raise PortError(PORT, doing, "the answer cannot be read: its pages do not go on")
        after = next_after
    raise PortError(PORT, doing, f"more than {MOST_PAGES} pages of comments: look at it on the forge")


def _node(data: Node) -> Node:
    return data.node("repository").node("issue")


def _moment(node: Node) -> tuple[float, int]:
    return node.time("updatedAt"), node.node("comments").number("totalCount")


def _comments(node: Node) -> tuple[tuple[Comment, ...], int, str]:
    listed = node.node("comments")
    info = listed.node("pageInfo")
    after = info.text("endCursor") if info.truth("hasNextPage") else ""
    return tuple(_comment(one) for one in listed.each("nodes")), listed.number("totalCount"), after


def _comment(node: Node) -> Comment:
    author = node.may("author")
    return Comment(
        node.text("id"), login(author), author is not None and author.text("__typename") == "Bot",
        node.time("createdAt"), node.text("body"), url(node.text("url")), hidden=node.truth("isMinimized"),
    )  # fmt: skip


def _made(node: Node, comments: tuple[Comment, ...]) -> IssueSaid:
    author = node.may("author")
    known = Issue(
        number=node.number("number"),
        title=clean_line(node.text("title"), _TITLE),
        url=url(node.text("url")),
        author=login(author),
        bot=author is not None and author.text("__typename") == "Bot",
        association=node.text("authorAssociation"),
        open=node.text("state") == "OPEN",
        labels=names(node.node("labels").each("nodes"), "name"),
        assignees=names(node.node("assignees").each("nodes"), "login"),
        comments=len(comments),
        updated=node.time("updatedAt"),
    )
    return IssueSaid(known, node.text("body"), login(node.may("editor")), comments, id=node.text("id"))
