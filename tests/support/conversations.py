"""Answers about one pull request, in the shapes of the forge's public schema, cut into pages as one likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

HEAD, BEFORE = "a" * 40, "b" * 40


def who(login: str, kind: str = "User") -> dict[str, str]:
    return {"login": login, "__typename": kind}


def said(
    number: int, text: str = "", author: str = "bugbot", kind: str = "Bot", **more: Any
) -> dict[str, Any]:
    """One comment in a thread."""
    return {
        "id": f"C{number}", "body": text or f"said {number}", "url": f"https://github.com/o/r/pull/1#r{number}",
        "createdAt": f"2026-11-30T10:{number // 60 % 60:02}:{number % 60:02}Z", "isMinimized": False,
        "state": "SUBMITTED", "originalCommit": {"oid": BEFORE}, "author": who(author, kind), **more,
    }  # fmt: skip


def page(nodes: Sequence[Any], first: int, after: str | None) -> dict[str, Any]:
    """One page of a list."""
    start = int(after) if after else 0
    shown = nodes[start : start + first]
    end = start + len(shown)
    return {
        "totalCount": len(nodes),
        "pageInfo": {"hasNextPage": end < len(nodes), "endCursor": str(end) if shown else None},
        "nodes": shown,
    }


def thread(number: int, comments: Sequence[Any] = (), **more: Any) -> dict[str, Any]:
    kept = list(comments) or [said(number)]
    return {
        "id": f"T{number}", "path": "shop.py", "line": 2, "startLine": None, "originalLine": 2,
        "originalStartLine": None, "diffSide": "RIGHT", "isResolved": False, "isOutdated": False,
        "resolvedBy": None, "comments": kept, **more,
    }  # fmt: skip


def review(
    number: int, state: str = "COMMENTED", text: str = "it breaks", threads: int = 0, **more: Any
) -> Any:
    return {
        "id": f"R{number}", "state": state, "body": text, "url": f"https://github.com/o/r/pull/1#v{number}",
        "submittedAt": "2026-11-30T09:00:00Z", "isMinimized": False, "author": who("bugbot", "Bot"),
        "commit": {"oid": BEFORE}, "comments": {"totalCount": threads}, **more,
    }  # fmt: skip


class Spoken:
    """A pull request and all that was said in it; answers as the forge does."""

    def __init__(
        self, threads: Sequence[Any] = (), reviews: Sequence[Any] = (), comments: Sequence[Any] = ()
    ) -> None:
        self.threads = list(threads)
        self.lists = {"reviews": list(reviews), "comments": list(comments)}
        self.heads = [HEAD]
        """The head at each call; the last one stays."""

    def _head(self) -> str:
        return self.heads.pop(0) if len(self.heads) > 1 else self.heads[0]

    def __call__(self, query: str, variables: Mapping[str, Any]) -> Any:
        if "node(id" in query:
            found = next(one for one in self.threads if one["id"] == variables["id"])
            more = page(found["comments"], 100, variables["after"])
            return {"node": {"pullRequest": {"headRefOid": self._head()}, "comments": more}}
        pull: dict[str, Any] = {"id": "P1", "headRefOid": self._head(), "author": who("agent")}
        if "reviewThreads(" in query:
            cut = [{**one, "comments": page(one["comments"], 30, None)} for one in self.threads]
            pull["reviewThreads"] = page(cut, 50, variables["reviewThreads"])
        for name, nodes in self.lists.items():
            if f"    {name}(first" in query and f"${name}" in query:
                pull[name] = page(nodes, 50, variables[name])
        return {"repository": {"pullRequest": pull}}


class Hub:
    """A repository with one open pull request: lists it, tells what was said in it, and takes what is said there."""

    def __init__(self, spoken: Spoken, branch: str) -> None:
        self.spoken = spoken
        self.branch = branch
        self.updated = 0
        self.took: list[tuple[str, str]] = []
        """Replies and resolves: the thread, and the text or nothing."""
        self.broken = ""
        """``reply``: replies get a 502 after they were taken; ``lost``: before; ``all``: everything does."""

    def __call__(self, query: str, variables: Mapping[str, Any]) -> Any:
        if self.broken == "all":
            return {"status": 502, "body": {}}
        if query.lstrip().startswith("mutation"):
            return self._take(query, variables)
        if "pullRequests(" in query:
            return {"repository": {"pullRequests": {"totalCount": 1, "nodes": [self._listed()]}}}
        return self.spoken(query, variables)

    def moved(self, head: str = "") -> None:
        """Something is new in it."""
        self.updated += 1
        self.spoken.heads = [head or self.spoken.heads[-1]]

    def _listed(self) -> dict[str, Any]:
        resolved = [{"isResolved": one["isResolved"]} for one in self.spoken.threads]
        return {
            "number": 1, "title": "Another price", "url": "https://github.com/o/r/pull/1",
            "updatedAt": f"2026-11-30T11:00:{self.updated:02}Z", "isDraft": False, "isCrossRepository": False,
            "headRefName": self.branch, "headRefOid": self.spoken.heads[-1], "baseRefName": "main",
            "mergeable": "MERGEABLE", "mergeStateStatus": "CLEAN", "reviewDecision": None, "isInMergeQueue": False,
            "author": who("operator"), "autoMergeRequest": None,
            "reviewThreads": {"totalCount": len(resolved), "nodes": resolved},
            "closingIssuesReferences": None, "commits": {"nodes": []},
        }  # fmt: skip

    def _take(self, query: str, variables: Mapping[str, Any]) -> Any:
        if self.broken == "lost":
            return {"status": 502, "body": {}}
        found = next((one for one in self.spoken.threads if one["id"] == variables["id"]), None)
        self.took.append((variables["id"], variables.get("body", "")))
        if "resolveReviewThread" in query and found:
            found.update(isResolved=True, resolvedBy=who("operator"))
            done: Any = {"resolveReviewThread": {"thread": {"isResolved": True}}}
        elif found:
            reply = said(500 + len(self.took), variables["body"], "operator", "User", createdAt=_NEW)
            found["comments"].append(reply)
            done = {"addPullRequestReviewThreadReply": {"comment": {"url": reply["url"]}}}
        else:
            self.spoken.lists["comments"].append(
                said(700, variables["body"], "operator", "User", createdAt=_NEW)
            )
            done = {"addComment": {"commentEdge": {"node": {"url": "https://github.com/o/r/pull/1#c700"}}}}
        return {"status": 502, "body": {}} if self.broken == "reply" else done


_NEW = "2099-01-01T00:00:00Z"
"""Behind whatever a test's own clock says."""
