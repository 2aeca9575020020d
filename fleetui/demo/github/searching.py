"""The part of the search language that gh writes (docs.github.com: searching issues and pull requests)."""

from __future__ import annotations

import shlex

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.refused import Refused
from fleetui.demo.github.things import Account, Issue


def found(hub: Hub, query: str, viewer: Account) -> list[Issue]:
    """Issues and pull requests that match, newest first. Raises ``Refused`` for a word that is not known here."""
    words = [
        word for word in shlex.split(query.replace("(", " ").replace(")", " ")) if word not in ("AND", "OR")
    ]
    every = [issue for repo in hub.repos.values() for issue in repo.issues.values()]
    kept = [issue for issue in every if all(_fits(issue, word, viewer) for word in words)]
    return sorted(kept, key=lambda one: one.created_at, reverse=True)


def _fits(issue: Issue, word: str, viewer: Account) -> bool:
    no = word.startswith("-")
    key, colon, text = word.lstrip("-").partition(":")
    if not colon:
        return key.lower() in f"{issue.title} {issue.body}".lower()
    return _holds(issue, key, viewer.login if text == "@me" else text) != no


def _holds(issue: Issue, key: str, text: str) -> bool:
    pull = issue if isinstance(issue, Pull) else None
    if key in ("is", "type", "state"):
        kinds = {"pr": pull is not None, "issue": pull is None, "merged": issue.state == "MERGED"}
        kinds |= {
            "open": issue.state == "OPEN",
            "closed": issue.state != "OPEN",
            "draft": bool(pull and pull.is_draft),
        }
        if text not in kinds:
            raise Refused(f"{key}:{text} is not answered here")
        return kinds[text]
    if key == "repo":
        return issue.repo.full.lower() == text.lower()
    if key == "author":
        return issue.author is not None and issue.author.rest_login == text.replace("app/", "")
    if key == "assignee":
        return any(one.login == text for one in issue.assignees)
    if key == "label":
        return any(one.name == text for one in issue.labels)
    if key == "draft":
        return bool(pull and pull.is_draft) == (text == "true")
    if key in ("head", "base"):
        return pull is not None and getattr(pull, key) == text
    if key in ("archived", "sort", "in"):
        return True
    raise Refused(f"{key}: is not answered here")
