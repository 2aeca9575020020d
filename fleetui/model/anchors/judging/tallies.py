"""Judging how many files there are, and which value a file gives a key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import translate
from typing import Any

from fleetui.model.anchors.claim import Claim
from fleetui.model.anchors.finding import Finding, Verdict
from fleetui.model.anchors.judging.passages import opened
from fleetui.model.anchors.judging.target import Case, target
from fleetui.model.anchors.kept import Fact
from fleetui.model.anchors.tree import VALUED, CouldNot, Place, Tree

MOST = 3000
"""Files whose values are read for one claim."""
MOST_SHOWN, SHOWN = 60, 8
"""Files that are kept of those that were not counted, and that are told by name."""
_PROSE_FILES = (".md", ".mdx", ".markdown", ".rst", ".txt", ".adoc", ".html", ".ipynb")
_TEST_FILE = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*(?:_test|\.test|\.spec|_spec|Tests?))\.\w+$")
_TEST = re.compile(
    r"^[ \t]*(?:(?:async[ \t]+)?def[ \t]+test_?\w*|func[ \t]+Test\w+|(?:it|test)(?:\.\w+)?\(|"
    r"#\[(?:\w+::)?test\b|@Test\b|"
    r"TEST(?:_F|_P)?\()",
    re.M,
)
_INDEX = re.compile(r"[0-9]{1,9}")
_LONGEST_NUMBER = 1000
"""Bits of a number that is still written out."""
_MISSING = object()


def judge_count(case: Case) -> Fact:
    """So many files are under a folder, or match a pattern."""
    claim = case.claim
    known = case.fact.path if case.fact else ""
    if claim.explicit:
        return _of_pattern(case)
    found = target(case, claim.path, known)
    if isinstance(found, Finding):
        return Fact(found, known)
    try:
        counts = _counts(case, found.path, folder=found.look.place is Place.FOLDER)
    except CouldNot as why:
        return Fact(Finding(Verdict.UNCHECKED, found.path, str(why)), found.path)
    if claim.number < 0:
        return _same_set(case, found.path, counts)
    return _compared(case, found.path, {rule: len(files) for rule, files in counts.items()})


def _compared(case: Case, path: str, counts: dict[str, int]) -> Fact:
    """Any way of counting that gives the number makes it right; later the same way has to."""
    wanted = case.claim.number
    rules = case.fact.more if case.was_right and case.fact else tuple(counts)
    right = tuple(rule for rule in rules if counts.get(rule) == wanted)
    if right:
        return Fact(Finding(Verdict.OK, path), path, right)
    have = sorted({counts[rule] for rule in rules if rule in counts})
    told = f"there are {' or '.join(map(str, have))}" if have else "nothing there can be counted"
    return Fact(Finding(Verdict.CHANGED, path, told), path, rules)


def _same_set(case: Case, path: str, counts: Mapping[str, list[str]]) -> Fact:
    now = tuple(counts.get("all", []))[:200]
    if not case.was_right or case.fact is None:
        verdict = Verdict.OK if now else Verdict.MISSING
        return Fact(Finding(verdict, path, f"{len(now)} files"), path, now)
    if case.fact.more == now:
        return Fact(Finding(Verdict.OK, path, f"{len(now)} files"), path, now)
    came, went = set(now) - set(case.fact.more), set(case.fact.more) - set(now)
    told = "; ".join(
        f"{word} {', '.join(sorted(files)[:3])}"
        for word, files in (("came:", came), ("went:", went))
        if files
    )
    return Fact(Finding(Verdict.CHANGED, path, told), path, now)


def _counts(case: Case, path: str, *, folder: bool) -> dict[str, list[str]]:
    """Every sensible way to count what the claim names."""
    claim, tree = case.claim, case.tree
    if not folder:
        return _within(case, path)
    files = list(tree.below(path))
    if claim.key:
        return {"all": _having(tree, files, claim)}
    noun = claim.text.rstrip("s")
    depth = path.count("/") + 1 if path else 0
    if noun in ("folder", "directory", "directorie", "subfolder", "package"):
        below = sorted({"/".join(one.split("/")[: depth + 1]) for one in files if one.count("/") > depth})
        return {"folders": below}
    direct = [one for one in files if one.count("/") == depth]
    ways = {"files": files, "direct": direct}
    wanted: tuple[str, ...] = _PROSE_FILES
    if noun == "test" or noun == "spec":
        tests = [one for one in files if _TEST_FILE.search(one)]
        return {"tests": tests, "cases": _cases(tree, tests), **ways}
    if noun not in ("file", "entrie"):
        wanted = (
            (".py", ".js", ".ts", ".tsx", ".rs", ".go")
            if noun in ("module", "script", "component")
            else wanted
        )
        ways |= {
            f"{way} by suffix": [one for one in of if one.endswith(wanted)] for way, of in tuple(ways.items())
        }
    first = noun.partition(" ")[0]
    if noun.endswith(" file"):
        ways |= {
            f"{way} .{first}": [one for one in of if one.endswith("." + first)]
            for way, of in tuple(ways.items())
        }
    return ways


def _within(case: Case, path: str) -> dict[str, list[str]]:
    """Tests or lines of one file."""
    found = opened(case, path, path)
    if isinstance(found, Finding):
        raise CouldNot(found.detail)
    content, noun = found[1], case.claim.text.rstrip("s")
    if noun == "line":
        return {"lines": [""] * len(content.raw_lines)}
    if noun == "test" or noun == "spec":
        return {"cases": [match[0] for match in _TEST.finditer(content.text)]}
    return {}


def _cases(tree: Tree, files: list[str]) -> list[str]:
    looks = (tree.look(one) for one in files[:200])
    return [match[0] for look in looks if look.content for match in _TEST.finditer(look.content.text)]


def _of_pattern(case: Case) -> Fact:
    claim = case.claim
    try:
        named = matching(case.tree, claim.path)
        files = named
        if claim.key:
            files = _having(case.tree, named, claim)
    except CouldNot as why:
        return Fact(Finding(Verdict.UNCHECKED, detail=str(why)))
    if len(files) == claim.number:
        return Fact(Finding(Verdict.OK, number=len(files)))
    others = sorted(set(named) - set(files)) if len(files) < claim.number else []
    told = f"there are {len(files)}{_without(others)}"
    return Fact(Finding(Verdict.CHANGED, detail=told, found=tuple(others[:MOST_SHOWN]), number=len(files)))


def _without(others: list[str]) -> str:
    """The files that are not among those counted, a few of them by name."""
    if not others:
        return ""
    more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    return f"; not {', '.join(others[:SHOWN])}{more}"


def matching(tree: Tree, pattern: str) -> list[str]:
    """The files that a glob names: ``*`` stays in a folder, ``**`` does not; a folder names all beneath it."""
    wanted = pattern.strip("/").removeprefix("./")
    fixed = wanted.partition("*")[0].rpartition("/")[0]
    files = tree.below("" if any(mark in fixed for mark in "?[") else fixed)
    if not any(mark in wanted for mark in "*?["):
        return (
            [one for one in files if one == wanted or one.startswith(wanted + "/")]
            if fixed
            else [one for one in tree.below("") if one == wanted or one.startswith(wanted + "/")]
        )
    parts = _pattern_parts(wanted)
    return [one for one in files if _matches(one.split("/"), parts)]


def _pattern_parts(pattern: str) -> list[re.Pattern[str] | None]:
    """One rule for each part of a path; ``None`` stands for any number of folders."""
    parts: list[re.Pattern[str] | None] = []
    for part in pattern.split("/"):
        if "**" in part and (not parts or parts[-1] is not None):
            parts.append(None)
        if part != "**":
            parts.append(re.compile(translate(part)))
    return [*parts, re.compile("")] if parts[-1] is None else parts


def _matches(path: list[str], parts: list[re.Pattern[str] | None]) -> bool:
    """Whether a path fits, part by part. Steps grow with both lengths, whatever the pattern is."""
    reached = {0}
    for name in path:
        reached = {after for at in _opened(reached, parts) for after in _steps(at, name, parts)}
    return len(parts) in _opened(reached, parts)


def _opened(reached: set[int], parts: list[re.Pattern[str] | None]) -> set[int]:
    """``**`` may stand for no folder."""
    return reached | {at + 1 for at in reached if at < len(parts) and parts[at] is None}


def _steps(at: int, name: str, parts: list[re.Pattern[str] | None]) -> Iterator[int]:
    if at == len(parts):
        return
    rule = parts[at]
    if rule is None:
        yield at
    elif rule.match(name):
        yield at + 1


def _having(tree: Tree, files: list[str], claim: Claim) -> list[str]:
    """Those that give a key a value. Raises ``CouldNot`` where one of them cannot be read: it would count, or not."""
    if len(files) > MOST:
        raise CouldNot(f"the values of {len(files)} files would have to be read: at most {MOST}")
    return [one for one in files if _has(tree, one, claim.key, claim.value)]


def _has(tree: Tree, path: str, key: str, value: str) -> bool:
    if path.rpartition(".")[2].lower() not in VALUED or tree.look(path).place is Place.NOTHING:
        return False
    try:
        found = lookup(tree.fields(path), key)
    except CouldNot as why:
        raise CouldNot(f"{path} cannot be read: {why}") from None
    return found is not _MISSING and same_value(found, value)


def judge_field(case: Case) -> Fact:
    """A file gives a key a value."""
    claim: Claim = case.claim
    known = case.fact.path if case.fact else ""
    found = target(case, claim.path, known)
    if isinstance(found, Finding):
        return Fact(found, known)
    path = known or found.path
    try:
        value = lookup(case.tree.fields(found.path), claim.key)
    except CouldNot as why:
        return Fact(Finding(Verdict.UNCHECKED, found.path, str(why), lost=True), path)
    if value is _MISSING:
        return Fact(Finding(Verdict.MISSING, "", f"{found.path} has no {claim.key}"), path)
    if not same_value(value, claim.value):
        return Fact(Finding(Verdict.CHANGED, found.path, f"{claim.key} is {shown_value(value)}"), path)
    if found.before:
        return Fact(Finding(Verdict.MOVED, found.path, f"it is called {found.path} now"), path)
    return Fact(Finding(Verdict.OK, found.path), path)


def lookup(fields: Mapping[str, Any], key: str) -> Any:
    """A value by its key, or by dotted keys through tables and lists; a marker of its own where there is none."""
    if key in fields:
        return fields[key]
    here: Any = fields
    for part in key.split("."):
        if isinstance(here, Mapping) and part in here:
            here = here[part]
        elif isinstance(here, list) and _INDEX.fullmatch(part) and int(part) < len(here):
            here = here[int(part)]
        else:
            return _MISSING
    return here


def is_missing(found: object) -> bool:
    """True for what ``lookup`` gives where there is no such key."""
    return found is _MISSING


def same_value(value: object, said: str) -> bool:
    """True when a value is what a person would write so."""
    return shown_value(value).strip().casefold() == said.strip().strip("\"'").casefold()


def shown_value(value: object) -> str:
    """A value as a person writes it. Of a list or a table only its size: written out, aliases can make it endless."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict, set, tuple)):
        return f"a {'table' if isinstance(value, dict) else 'list'} of {len(value)}"
    if isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER:
        return "a number too long to be written"
    return "null" if value is None else str(value)[:200]
