"""Which file a claim means, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from fleetui.model.anchors.claim import Claim, Mood
from fleetui.model.anchors.content import Content
from fleetui.model.anchors.finding import Finding, Verdict
from fleetui.model.anchors.kept import Fact, Kept
from fleetui.model.anchors.tree import CouldNot, Look, Place, Tree
from fleetui.model.value import value

_NAMED = 3
"""Paths named in a detail."""
_COMPARED = 500
_LONGEST = 80
"""Characters of a file's name that is compared letter by letter."""


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
    same = [one for one in there if one.rpartition("/")[2] == name][:_NAMED] or _alike(path, there)
    return f"; near: {', '.join(same)}" if same else ""


def _alike(path: str, there: Iterable[str]) -> list[str]:
    """Paths whose last part is much like that of a path, those of its folder first. Whole paths are long and alike: to
    compare all of a large tree takes a minute."""
    folder, _, name = path.rpartition("/")
    likely = [one for one in there if _could_be(one.rpartition("/")[2], name)]
    likely.sort(key=lambda one: one.rpartition("/")[0] != folder)
    names = dict.fromkeys(one.rpartition("/")[2] for one in likely[:_COMPARED])
    alike = get_close_matches(name, names, _NAMED, 0.85)
    return [one for end in alike for one in likely if one.rpartition("/")[2] == end][:_NAMED]


def _could_be(name: str, wanted: str) -> bool:
    """Whether it could be meant at all: the same beginning or end, and about as long."""
    near = abs(len(name) - len(wanted)) <= 3 and len(name) <= _LONGEST
    return near and (name[:1] == wanted[:1] or name[-4:] == wanted[-4:])
