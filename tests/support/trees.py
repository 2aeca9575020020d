"""A worktree of values, for judging without a disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fleetui.model.anchors.content import Content
from fleetui.model.anchors.finding import Checked
from fleetui.model.anchors.judging.judge import check, claims_of, keep
from fleetui.model.anchors.policy import Policy
from fleetui.model.anchors.probe import Answer
from fleetui.model.anchors.tree import CouldNot, Look, Place
from fleetui.ports.anchors.fields import fields_of


@dataclass
class ValueTree:
    """Files by path, refs and commits by name."""

    files: dict[str, str]
    renames: dict[str, str] = field(default_factory=dict)
    commits: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def look(self, path: str) -> Look:
        if path in self.refused:
            return Look(Place.REFUSED, self.refused[path])
        if path in self.files:
            return Look(Place.FILE, "", Content(self.files[path].encode()))
        inside = any(one.startswith(path + "/") for one in self.files)
        return Look(Place.FOLDER if inside else Place.NOTHING)

    def own(self, path: str) -> str:
        return path

    def named(self, name: str) -> tuple[str, ...]:
        return tuple(one for one in self.files if one == name or one.endswith("/" + name))

    def below(self, folder: str) -> tuple[str, ...]:
        return tuple(one for one in self.files if not folder or one.startswith(folder + "/"))

    def stands(self, path: str) -> bool:
        return path in self.files

    def head(self) -> str:
        return "c0"

    def renamed(self, path: str, since: str, content: Content | None) -> str:
        return self.renames.get(path, "")

    def commit(self, name: str) -> str:
        return next((full for full in self.commits.values() if full.startswith(name)), "")

    def ref(self, kind: str, name: str) -> str:
        return self.commits.get(f"{kind} {name}", "")

    def ancestor(self, older: str, newer: str) -> bool:
        return older <= newer

    def fields(self, path: str) -> Mapping[str, Any]:
        return fields_of(path, self.files[path])

    def probe(self, name: str) -> Answer:
        if name != "api":
            raise CouldNot(f"no probe is called {name}")
        return Answer(passed=True)


def judged(
    text: str, was: ValueTree | dict[str, str], now: ValueTree | dict[str, str] | None = None, **policy: str
) -> tuple[Checked, ...]:
    """What becomes of a text queued over one tree and sent over another."""
    before = was if isinstance(was, ValueTree) else ValueTree(was)
    claims = claims_of(text)
    if now is None:
        return check(claims, before, policy=Policy(policy))
    after = now if isinstance(now, ValueTree) else ValueTree(now)
    return check(claims, after, keep(claims, before), Policy(policy))
