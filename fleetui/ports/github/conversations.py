"""All that was said in one pull request: each page of its threads, reviews and comments, of one and the same head."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.forge.conversation import Comment, Conversation, ReviewSaid, Thread
from fleetui.ports.github.answers import Node, ShapeError, read
from fleetui.ports.github.gh import PORT
from fleetui.ports.github.readers import login, oid, url

Ask = Callable[[str, Mapping[str, object]], Awaitable[Node]]
"""Asks one query with its variables and has its ``data``. Raises ``PortError``."""
T = TypeVar("T")

A_PAGE, A_PAGE_OF_COMMENTS = 50, 30
MOST_PAGES = 60
"""Calls for one pull request; one with more to say is refused rather than read in part."""
TRIES = 3
"""How often it is begun anew when its head moved meanwhile."""
_NAME = 120

_PAGE = "totalCount pageInfo { hasNextPage endCursor }"
_WHO = "author { login __typename }"
_SAID = f"id body url createdAt isMinimized state originalCommit {{ oid }} {_WHO}"
_PARTS = {
    "reviewThreads": f"""
      nodes {{
        id path line startLine originalLine originalStartLine diffSide isResolved isOutdated resolvedBy {{ login }}
        comments(first: {A_PAGE_OF_COMMENTS}) {{ {_PAGE} nodes {{ {_SAID} }} }}
      }}""",
    "reviews": f"""
      nodes {{
        id state body url submittedAt isMinimized {_WHO} commit {{ oid }} comments(first: 1) {{ totalCount }}
      }}""",
    "comments": f"""
      nodes {{ id body url createdAt isMinimized {_WHO} }}""",
}
_MORE = f"""
query($id: ID!, $after: String) {{
  node(id: $id) {{ ... on PullRequestReviewThread {{
    pullRequest {{ headRefOid }}
    comments(first: 100, after: $after) {{ {_PAGE} nodes {{ {_SAID} }} }}
  }} }}
}}
"""
_STATES = {
    "APPROVED": "approved",
    "CHANGES_REQUESTED": "changes requested",
    "COMMENTED": "commented",
    "DISMISSED": "dismissed",
    "PENDING": "pending",
}


class _Moved(Exception):
    """Another commit is its head by now: what was read so far may be about another one."""


def query_of(parts: Mapping[str, str]) -> str:
    """The query for the next page of each of these parts; the value is the cursor it begins behind."""
    given = "".join(f", ${name}: String" for name in parts)
    asked = "".join(
        f"    {name}(first: {A_PAGE}, after: ${name}) {{ {_PAGE} {_PARTS[name]}\n    }}\n" for name in parts
    )
    return f"""
query($owner: String!, $name: String!, $number: Int!{given}) {{
  repository(owner: $owner, name: $name) {{ pullRequest(number: $number) {{
    id headRefOid author {{ login }}
{asked}  }} }}
}}
"""


async def conversation(ask: Ask, owner: str, name: str, number: int, doing: str) -> Conversation:
    """All of it. Raises ``PortError`` where a page is missing, a cursor stays, or its head never stood still."""
    for _ in range(TRIES):
        reading = _Reading(ask, {"owner": owner, "name": name, "number": number}, doing)
        try:
            return await reading.whole()
        except _Moved:
            continue
    raise PortError(PORT, doing, "its head moved each time it was read; it is asked again later")


class _Reading:
    """One try."""

    def __init__(self, ask: Ask, about: Mapping[str, object], doing: str) -> None:
        self._ask = ask
        self._about = about
        self._doing = doing
        self._head = ""
        self._left = MOST_PAGES

    async def whole(self) -> Conversation:
        kept: dict[str, list[Node]] = {name: [] for name in _PARTS}
        pull, wanted = None, dict.fromkeys(_PARTS, "")
        while wanted:
            variables = {**self._about, **{name: cursor or None for name, cursor in wanted.items()}}
            data = await self._page(query_of(wanted), variables)
            pull = self._read(_pull, data)
            self._same_head(self._read(oid, pull, "headRefOid"))
            wanted = {
                name: after
                for name, cursor in wanted.items()
                if (after := self._take(kept[name], self._read(pull.node, name), cursor))
            }
        assert pull is not None  # noqa: S101 - one page at least was asked for
        threads = [one for node in kept["reviewThreads"] if (one := await self._thread(node))]
        return self._read(self._made, pull, threads, kept)

    def _made(self, pull: Node, threads: list[Thread], kept: Mapping[str, list[Node]]) -> Conversation:
        number = self._about["number"]
        assert isinstance(number, int)  # noqa: S101 - the caller's own
        reviews = (_review(one) for one in kept["reviews"])
        return Conversation(
            number=number,
            author=login(pull.may("author")),
            head=self._head,
            threads=tuple(threads),
            reviews=tuple(one for one in reviews if one.state != "pending"),
            comments=tuple(sorted((_comment(one) for one in kept["comments"]), key=lambda one: one.at)),
            id=pull.text("id"),
        )

    async def _page(self, query: str, variables: Mapping[str, object]) -> Node:
        if not self._left:
            raise PortError(PORT, self._doing, f"more than {MOST_PAGES} pages: look at it on the forge")
        self._left -= 1
        return await self._ask(query, variables)

    def _same_head(self, head: str) -> None:
        if self._head and head != self._head:
            raise _Moved
        self._head = head

    def _take(self, kept: list[Node], page: Node, before: str) -> str:
        """Keep what a page holds; the cursor behind which the next begins, empty after the last one."""
        nodes, total, after = self._read(_page, page)
        kept += nodes
        if after and (after == before or not nodes):
            raise PortError(PORT, self._doing, "the answer cannot be read: its pages do not go on")
        if len({self._read(one.text, "id") for one in kept}) < len(kept):
            raise PortError(PORT, self._doing, "the answer cannot be read: its pages repeat themselves")
        if after:
            return after
        if len(kept) < total:
            raise PortError(PORT, self._doing, f"the answer is not whole: {len(kept)} of {total} came")
        return ""

    async def _thread(self, node: Node) -> Thread | None:
        """One thread with every page of it; ``None`` where nothing of it is public yet."""
        kept: list[Node] = []
        page, after = self._read(node.node, "comments"), ""
        while after := self._take(kept, page, after):
            data = await self._page(_MORE, {"id": self._read(node.text, "id"), "after": after})
            found = self._read(data.node, "node")
            self._same_head(self._read(oid, self._read(found.node, "pullRequest"), "headRefOid"))
            page = self._read(found.node, "comments")
        return self._read(_thread, node, kept)

    def _read(self, reader: Callable[..., T], *arguments: object) -> T:
        return read(reader, *arguments, doing=self._doing)


def _pull(data: Node) -> Node:
    return data.node("repository").node("pullRequest")


def _page(page: Node) -> tuple[tuple[Node, ...], int, str]:
    about = page.node("pageInfo")
    after = about.text("endCursor") if about.truth("hasNextPage") else ""
    if about.truth("hasNextPage") and not after:
        raise ShapeError(f"{page.where}.pageInfo.endCursor")
    return page.each("nodes"), page.number("totalCount"), after


def _thread(node: Node, comments: list[Node]) -> Thread | None:
    public = [one for one in comments if one.text("state") != "PENDING"]
    if not public:
        return None
    first, resolver = public[0].may("originalCommit"), node.may("resolvedBy")
    last, original = _line(node, "line"), _line(node, "originalLine")
    return Thread(
        id=node.text("id"),
        path=node.text("path"),
        line=last,
        first_line=_line(node, "startLine") or last,
        comments=tuple(_comment(one) for one in public),
        resolved=node.truth("isResolved"),
        resolved_by=login(resolver),
        outdated=node.truth("isOutdated"),
        commit=oid(first, "oid") if first else "",
        original_line=original,
        original_first_line=_line(node, "originalStartLine") or original,
        of_base=node.text("diffSide") == "LEFT",
    )


def _line(node: Node, key: str) -> int:
    """A line; 0 where the forge says null."""
    return 0 if key in node.table and node.table[key] is None else node.number(key)


def _comment(node: Node) -> Comment:
    who, bot = _author(node)
    return Comment(
        id=node.text("id"),
        author=who,
        bot=bot,
        at=node.time("createdAt"),
        text=node.text("body"),
        url=url(node.text("url")),
        hidden=node.truth("isMinimized"),
    )


def _review(node: Node) -> ReviewSaid:
    who, bot = _author(node)
    word, commit = node.text("state"), node.may("commit")
    if word not in _STATES:
        raise ShapeError(f"{node.where}.state")
    return ReviewSaid(
        id=node.text("id"),
        author=who,
        bot=bot,
        state=_STATES[word],
        at=node.time("submittedAt"),
        text=node.text("body"),
        url=url(node.text("url")),
        commit=oid(commit, "oid") if commit else "",
        hidden=node.truth("isMinimized"),
        threads=node.node("comments").number("totalCount"),
    )


def _author(node: Node) -> tuple[str, bool]:
    who = node.may("author")
    return login(who), who is not None and clean_line(who.text("__typename"), _NAME) == "Bot"
