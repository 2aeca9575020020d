"""The issues of a repository that a query finds, page by page: what stands on the ledger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.forge.issues.issue import Issue
from fleetui.model.forge.repository import Repository
from fleetui.ports.github.answers import Node, ShapeError, read
from fleetui.ports.github.gh import PORT
from fleetui.ports.github.readers import url

A_PAGE, MOST_PAGES = 100, 5
_TITLE, _NAME, _MOST_NAMES = 200, 80, 30


def query_of(repository: Repository, query: str) -> str:
    """What is searched for: issues of this repository alone."""
    return f"repo:{repository.slug} is:issue {query}"


def arguments(host: str, page: int) -> tuple[str, ...]:
    """Of the call that has one page; the query itself comes over standard input."""
    asked = ("--field", f"per_page={A_PAGE}", "--field", f"page={page}", "--field", "q=@-")
    order = ("--raw-field", "sort=updated", "--raw-field", "order=desc")
    return ("api", "search/issues", "--hostname", host, "--include", "--method", "GET", *asked, *order)


async def listed(
    page: Callable[[int], Awaitable[Node]], repository: Repository, doing: str
) -> tuple[tuple[Issue, ...], int]:
    """The issues of all pages, at most ``MOST_PAGES``, and how many there are. Raises ``PortError``."""
    kept: dict[int, Issue] = {}
    total = 0
    for number in range(1, MOST_PAGES + 1):
        found, total = read(_page, await page(number), repository, doing=doing)
        before = len(kept)
        kept.update((one.number, one) for one in found)
        if number * A_PAGE >= total:
            if len(kept) < total:
                raise PortError(PORT, doing, f"the answer is not whole: {len(kept)} of {total} came")
            break
        if len(kept) - before < A_PAGE:
            raise PortError(PORT, doing, "the answer cannot be read: its pages repeat themselves, or are cut")
    return tuple(kept.values()), total


def _page(node: Node, repository: Repository) -> tuple[tuple[Issue, ...], int]:
    if node.truth("incomplete_results"):
        raise ShapeError("it did not look through all of its issues")
    return tuple(_issue(one, repository) for one in node.each("items")), node.number("total_count")


def _issue(node: Node, repository: Repository) -> Issue:
    place = node.text("repository_url")
    if not place.lower().endswith(f"/{repository.slug.lower()}"):
        raise ShapeError(f"the query finds issues of {clean_line(place, 80)}, too")
    author = node.may("user")
    return Issue(
        number=node.number("number"),
        title=clean_line(node.text("title"), _TITLE),
        url=url(node.text("html_url")),
        author=clean_line(author.text("login"), _NAME).removesuffix("[bot]") if author else "",
        bot=author is not None and author.text("type") == "Bot",
        association=node.text("author_association"),
        open=node.text("state") == "open",
        labels=names(node.each("labels"), "name"),
        assignees=names(node.each("assignees"), "login"),
        comments=node.number("comments"),
        updated=node.time("updated_at"),
    )


def assigned(node: Node) -> tuple[str, ...]:
    """Who an issue is assigned to, in small letters. Raises ``ShapeError``."""
    return tuple(one.text("login").lower() for one in node.each("assignees"))


def names(nodes: tuple[Node, ...], key: str) -> tuple[str, ...]:
    """The names of labels or accounts, as they may be shown."""
    return tuple(clean_line(one.text(key), _NAME) for one in nodes[:_MOST_NAMES])
