"""Pages (docs.github.com/graphql/guides/using-pagination-in-the-graphql-api): bounds are needed, 100 are the most."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from fleetui.demo.github.graph.fields import Asking
from fleetui.demo.github.refused import Refused

MOST = 100


class Page:
    """One page of a connection; it is only looked for bounds once its nodes are asked for."""

    def __init__(
        self,
        asking: Asking,
        name: str,
        items: Sequence[Any],
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        **extra: Any,
    ) -> None:
        self._name, self._all = name, list(items)
        self._first, self._last = first, last
        self._stuck = name in asking.stuck
        self._start = 0 if after is None else _place(after)
        self._end = len(self._all) if before is None else _place(before) - 1
        self._repeats = name in asking.repeating
        self.total_count = len(self._all)
        vars(self).update(extra)

    def _bounds(self) -> tuple[int, int]:
        for word, many in (("first", self._first), ("last", self._last)):
            if many is not None and not 1 <= many <= MOST:
                raise Refused(
                    f"Requesting {many} records on the `{self._name}` connection exceeds"
                    f" the `{word}` limit of {MOST} records.",
                    "EXCESSIVE_PAGINATION",
                )
        if self._first is not None:
            return self._start, min(self._end, self._start + self._first)
        if self._last is not None:
            return max(self._start, self._end - self._last), self._end
        raise Refused(
            f"You must provide a `first` or `last` value to properly paginate the `{self._name}` connection.",
            "MISSING_PAGINATION_BOUNDARIES",
        )

    @property
    def nodes(self) -> list[Any]:
        """The things of this page."""
        start, end = self._bounds()
        return self._all[: end - start] if self._repeats else self._all[start:end]

    @property
    def edges(self) -> list[dict[str, Any]]:
        """The same, each with its cursor."""
        start, _ = self._bounds()
        return [{"cursor": cursor(start + at), "node": one} for at, one in enumerate(self.nodes, 1)]

    @property
    def page_info(self) -> dict[str, Any]:
        """Where the page ends, and whether there is more."""
        start, end = self._bounds()
        more = self._stuck or self._repeats or end < len(self._all)
        mark = (
            cursor(self._first or 0) if self._stuck else cursor(end) if end > start or self._repeats else None
        )
        return {
            "endCursor": mark,
            "hasNextPage": more,
            "hasPreviousPage": start > 0,
            "startCursor": cursor(start + 1) if end > start else None,
        }


def cursor(place: int) -> str:
    """An opaque cursor."""
    return base64.b64encode(f"cursor:v2:{place}".encode()).decode()


def _place(mark: str) -> int:
    try:
        return int(base64.b64decode(mark, validate=True).decode().rpartition(":")[2])
    except (binascii.Error, ValueError):
        raise Refused(f"`{mark}` does not appear to be a valid cursor.", "INVALID_CURSOR_ARGUMENTS") from None
