"""Judging what stands in files: quotes, names, addresses, the same in two, and that something is absent."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from fleetui.model.anchors.claim import Kind
from fleetui.model.anchors.content import Content
from fleetui.model.anchors.finding import Finding, Verdict
from fleetui.model.anchors.judging.definitions import definition, word_at
from fleetui.model.anchors.judging.places import SHOWN
from fleetui.model.anchors.judging.target import Case, Target, target
from fleetui.model.anchors.kept import Fact
from fleetui.model.anchors.text.relations import URL
from fleetui.model.anchors.tree import CouldNot, Place

_SPACES = re.compile(r"\s+")
_LOOSELY = 1_000_000
"""Characters up to which a file is searched without regard to white space."""
_CANDIDATES = 300
_ELSEWHERE = 40
"""Files beside it that are searched for a name that left its file."""


def opened(case: Case, path: str, known: str) -> tuple[Target, Content] | Finding:
    """The file that is meant, and its text."""
    found = target(case, path, known)
    if isinstance(found, Finding):
        return found
    if found.look.place is Place.FOLDER:
        return Finding(Verdict.UNCHECKED, found.path, "a folder")
    if found.look.content is None:
        return Finding(Verdict.UNCHECKED, found.path, found.look.why, lost=True)
    return found, found.look.content


def judge_quote(case: Case) -> Fact:
    """A snippet stands in a file; at its lines, where it names some."""
    known = case.fact.path if case.fact else ""
    found = opened(case, case.claim.path, known)
    if isinstance(found, Finding):
        return Fact(found, known)
    where, content = found
    lines = _lines_with(content, case.claim.text)
    path = known or where.path
    if not lines:
        return Fact(_lost(case, where, content), path)
    return Fact(_placed(case, where, content, lines), path)


def _placed(case: Case, where: Target, content: Content, lines: list[int]) -> Finding:
    claim = case.claim
    line = min(lines, key=lambda one: abs(one - claim.first)) if claim.first else lines[0]
    at, shown = f"{where.path}:{line}", content.span(line, line + claim.text.count("\n"), SHOWN)
    if where.before:
        return Finding(Verdict.MOVED, at, f"{where.before} is called {where.path} now", shown)
    near = 0 if not claim.roughly else 10
    if claim.first and not claim.first - near <= line <= claim.last + near:
        return Finding(Verdict.MOVED, at, f"it stands in line {line}", shown)
    return Finding(Verdict.OK, at, found=shown)


def _lost(case: Case, where: Target, content: Content) -> Finding:
    line = _like(content, case.claim.text)
    mistaken = case.claim.stated or case.claim.kind is Kind.CONTAINS
    if line:
        told = f"line {line} reads: {content.line(line).strip()[:120]}"
        return Finding(
            Verdict.CHANGED, f"{where.path}:{line}", told, content.span(line, line), mistaken=mistaken
        )
    return Finding(Verdict.MISSING, "", f"{where.path} does not hold it", mistaken=mistaken)


def _lines_with(content: Content, text: str) -> list[int]:
    """The lines, from 1, in which a snippet begins; at last without regard to white space."""
    found = _all(content.text, text)
    if not found and len(content.text) <= _LOOSELY:
        words = [re.escape(word) for word in _SPACES.split(text.strip())]
        if 1 < len(words) <= 60:
            found = [match.start() for match in re.finditer(r"\s{1,200}".join(words), content.text)][:20]
    return [content.line_of(place) for place in found]


def _all(text: str, wanted: str) -> list[int]:
    places: list[int] = []
    at = text.find(wanted)
    while at >= 0 and len(places) < 50:
        places.append(at)
        at = text.find(wanted, at + len(wanted))
    return places


def _like(content: Content, text: str) -> int:
    """The line most like a snippet; 0 for none."""
    words = sorted(re.findall(r"\w{4,}", text), key=len, reverse=True)[:3]
    if not words or content.size > _LOOSELY * 4:
        return 0
    first = text.split("\n", 1)[0][:200].strip()
    best, at, looked = 0.6, 0, 0
    for number, raw in enumerate(content.raw_lines, 1):
        if looked >= _CANDIDATES:
            break
        line = raw.decode("utf-8", "replace")
        if not any(word in line for word in words):
            continue
        looked += 1
        matcher = SequenceMatcher(None, first, line.strip()[:200])
        if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            best, at = ratio, number
    return at


def judge_symbol(case: Case) -> Fact:
    """A name stands in a file; where it was defined there, it still is."""
    claim = case.claim
    known = case.fact.path if case.fact else ""
    found = opened(case, claim.path, known)
    if isinstance(found, Finding):
        return Fact(found, known)
    where, content = found
    path = known or where.path
    place = word_at(content.text, claim.text)
    if place < 0:
        return Fact(_left(case, where), path)
    defined = definition(content.text, claim.text)
    was_defined = case.fact is not None and "defined" in case.fact.more
    line = content.line_of(defined if defined >= 0 else place)
    at, shown = f"{where.path}:{line}", content.span(line, line)
    more = ("defined",) if defined >= 0 else ()
    if claim.key and defined < 0:
        return Fact(_left(case, where), path)
    if where.before:
        return Fact(
            Finding(Verdict.MOVED, at, f"{where.before} is called {where.path} now", shown), path, more
        )
    if was_defined and defined < 0:
        left = _left(case, where)
        if left.verdict is Verdict.MOVED:
            return Fact(left, path)
        return Fact(Finding(Verdict.CHANGED, at, "it is used there, and defined no more", shown), path)
    return Fact(Finding(Verdict.OK, at, found=shown), path, more)


def _left(case: Case, where: Target) -> Finding:
    """Where a name went that its file does not hold."""
    if case.was_right:
        for path in _beside(case, where.path):
            look = case.tree.look(path)
            if look.content and (place := definition(look.content.text, case.claim.text)) >= 0:
                line = look.content.line_of(place)
                return Finding(
                    Verdict.MOVED,
                    f"{path}:{line}",
                    f"it is defined in {path} now",
                    look.content.span(line, line),
                )
    return Finding(Verdict.MISSING, "", f"{where.path} does not hold it")


def _beside(case: Case, path: str) -> list[str]:
    folder, _, name = path.rpartition("/")
    suffix = name.rpartition(".")[2]
    try:
        there = case.tree.below(folder)
    except CouldNot:
        return []
    return [one for one in there if one != path and one.endswith("." + suffix)][:_ELSEWHERE]


def judge_same(case: Case) -> Fact:
    """Two files hold the same: a snippet, an address, any address, or all of their text."""
    claim = case.claim
    known = case.fact.more[:2] if case.fact and len(case.fact.more) >= 2 else ("", "")
    one, two = opened(case, claim.path, known[0]), opened(case, claim.other, known[1])
    for found in (one, two):
        if isinstance(found, Finding):
            return Fact(found, known[0], case.fact.more if case.fact else ())
    assert not isinstance(one, Finding) and not isinstance(two, Finding)  # noqa: S101 - for the type checker
    paths = (one[0].path, two[0].path)
    if claim.text == "url":
        return _shared(case, paths, one[1], two[1])
    if not claim.text:
        same = one[1].digest == two[1].digest
        finding = Finding(Verdict.OK) if same else Finding(Verdict.CHANGED, paths[1], "their texts differ")
        return Fact(finding, paths[0], paths)
    lacks = [
        path for path, content in zip(paths, (one[1], two[1]), strict=True) if claim.text not in content.text
    ]
    if not lacks:
        return Fact(Finding(Verdict.OK), paths[0], paths)
    told = "neither holds it" if len(lacks) == 2 else f"{lacks[0]} does not hold it"
    return Fact(Finding(Verdict.CHANGED, lacks[0], told), paths[0], paths)


def _shared(case: Case, paths: tuple[str, str], one: Content, two: Content) -> Fact:
    first, second = _urls(one), _urls(two)
    both = tuple(sorted(first & second))[:20]
    before = case.fact.more[2:] if case.fact else ()
    lost = [url for url in before if url not in both]
    if case.was_right and lost:
        lacks = paths[0] if lost[0] not in first else paths[1]
        return Fact(
            Finding(Verdict.CHANGED, lacks, f"{lacks} no longer holds {lost[0]}"), paths[0], (*paths, *both)
        )
    if both:
        return Fact(Finding(Verdict.OK, detail=both[0]), paths[0], (*paths, *both))
    return Fact(Finding(Verdict.CHANGED, paths[1], "they share no address"), paths[0], paths)


def _urls(content: Content) -> frozenset[str]:
    return frozenset(match[0].rstrip(".,;:") for match in URL.finditer(content.text[:_LOOSELY]))


def judge_absent(case: Case) -> Fact:
    """A snippet does not stand in a file."""
    known = case.fact.path if case.fact else ""
    found = opened(case, case.claim.path, known)
    if isinstance(found, Finding):
        return Fact(found, known)
    where, content = found
    lines = _lines_with(content, case.claim.text)
    if not lines:
        return Fact(Finding(Verdict.OK, where.path), where.path)
    told = f"line {lines[0]} holds it"
    return Fact(
        Finding(Verdict.CHANGED, f"{where.path}:{lines[0]}", told, content.span(lines[0], lines[0])),
        where.path,
    )
