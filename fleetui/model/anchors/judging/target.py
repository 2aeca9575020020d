"""Which file a claim means, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from fleetui.model.anchors.claim import Claim, Mood
from fleetui.model.anchors.content import Content
from fleetui.model.anchors.finding import Finding, Verdict
from fleetui.model.anchors.kept import Fact, Kept
from fleetui.model.anchors.tree import CouldNot, Look, Place, Tree
from fleetui.model.value import value

_NAMED = 3
"""Paths named in a detail."""


@value
class Case:
    """One claim before the judge: the world now, and what was true when it was queued."""

    claim: Claim
    tree: Tree
    kept: Kept | None = None
    fact: Fact | None = None
    said: Mapping[str, str] | None = None
    """Names that the same text spells out elsewhere: end of a path to the whole."""

    @property
    def was_right(self) -> bool:
        """True when it was right when queued."""
        return self.fact is not None and self.fact.finding.right

    def old(self, path: str) -> Content | None:
        """What a file held then, where that was kept."""
        return self.kept.files.get(path) if self.kept else None


@value
class Target:
    """A file or folder that stands where a claim says, or that its file became."""

    path: str
    look: Look
    before: str = ""
    """Its former path, where it was renamed since."""


def target(case: Case, path: str, known: str = "") -> Target | Finding:
    """What is meant by ``path``; a finding where nothing is there, or what is there is not read.

    ``known`` is what was meant when it was queued.
    """
    tree = case.tree
    whole = known or tree.own(path)
    look = tree.look(whole)
    if look.place is Place.NOTHING and not known:
        names = _named(case, whole)
        if len(names) > 1:
            shown = ", ".join(names[:_NAMED])
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            return Finding(Verdict.UNCHECKED, detail=f"{len(names)} files are called so: {shown}{more}")
        if names:
            whole, look = names[0], tree.look(names[0])
    if look.place is Place.REFUSED:
        return Finding(Verdict.UNCHECKED, detail=look.why, lost=True)
    if look.place is not Place.NOTHING:
        return Target(whole, look)
    return _gone(case, whole, known)


def _named(case: Case, path: str) -> tuple[str, ...]:
    names = case.tree.named(path)
    spelled = case.said.get(path.rpartition("/")[2], "") if case.said and len(names) > 1 else ""
    return (spelled,) if spelled in names else names


def _gone(case: Case, whole: str, known: str) -> Target | Finding:
    if known and case.kept:
        now = case.tree.renamed(known, case.kept.commit, case.old(known))
        look = case.tree.look(now) if now else None
        if look and look.place in (Place.FILE, Place.FOLDER):
            return Target(now, look, before=known)
    if case.claim.mood is Mood.MADE and not case.was_right:
        return Finding(Verdict.NEW, detail="not there yet")
    return Finding(Verdict.MISSING, detail=f"there is no such file{_near(case.tree, whole)}")


def _near(tree: Tree, path: str) -> str:
    """Names much like it, for people."""
    name = path.rpartition("/")[2]
    try:
        there = tree.below("")
    except CouldNot:
        return ""
    same = [one for one in there if one.rpartition("/")[2] == name][:_NAMED]
    if not same and len(there) <= 20_000:
        same = get_close_matches(path, (one for one in there if one[:1] == path[:1]), _NAMED, 0.85)
    return f"; near: {', '.join(same)}" if same else ""
