"""What was true when a text was queued: kept with it, so that drift can be told from a typing mistake."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from fleetui.model.anchors.content import Content, packed, unpacked
from fleetui.model.anchors.finding import Finding, Verdict
from fleetui.model.value import value

VERSION = 1
MOST_TEXT = 600_000
"""Characters that outlines may take together; files beyond are kept by their digest alone."""
LONGEST = 300
"""Characters kept of one line."""


@value
class Fact:
    """One claim as it was."""

    finding: Finding
    path: str = ""
    """The file that was meant, as a path from the top of the worktree."""
    more: tuple[str, ...] = ()
    """What else the kind needs: rules of a count, shared addresses, a commit."""


@value
class Kept:
    """All that was true of one text."""

    commit: str = ""
    """What the worktree stood on."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """By the id of the claim."""
    files: Mapping[str, Content] = field(default_factory=dict)
    """What the files held, by path: at least their digest."""


def to_json(kept: Kept) -> str:
    """As text, to be stored; bounded."""
    files: dict[str, list[str]] = {}
    left = MOST_TEXT
    for path, content in kept.files.items():
        outline = packed(content.outline)
        if len(outline) > left:
            outline = ""
        left -= len(outline)
        files[path] = [content.digest, outline]
    facts = {
        key: [
            fact.finding.verdict.value, fact.finding.at, fact.finding.detail,
            [line[:LONGEST] for line in fact.finding.found], fact.finding.mistaken, fact.path, list(fact.more),
        ]
        for key, fact in kept.facts.items()
    }  # fmt: skip
    return json.dumps({"version": VERSION, "commit": kept.commit, "facts": facts, "files": files})


def from_json(text: str) -> Kept | None:
    """What ``to_json`` wrote; ``None`` for anything else."""
    try:
        body = json.loads(text)
        if body["version"] != VERSION:
            return None
        facts = {str(key): _fact(row) for key, row in body["facts"].items()}
        files = {
            str(path): Content(None, str(row[0]), unpacked(row[1])) for path, row in body["files"].items()
        }
        return Kept(str(body["commit"]), facts, files)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return None


def _fact(row: Any) -> Fact:
    verdict, at, detail, found, mistaken, path, more = row
    finding = Finding(Verdict(verdict), str(at), str(detail), tuple(map(str, found)), mistaken=bool(mistaken))
    return Fact(finding, str(path), tuple(map(str, more)))
