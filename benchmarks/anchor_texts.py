"""Texts that claim something of real files: messages of commits, and prompts written over real lines."""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.anchor_trees import History
from fleetui.model.anchors.text.mentions import mentions

STEPS = (5, 30, 150, 700)
"""Commits between the tree of a text and the tree it is sent over."""


@dataclass(frozen=True)
class Case:
    """One text, the commit it speaks of, a later one, and what it claims where that is known."""

    text: str
    old: str
    new: str
    kind: str = ""
    path: str = ""
    line: int = 0
    last: int = 0
    quote: str = ""
    more: tuple[str, ...] = ()


def messages(history: History, most: int, chance: random.Random) -> Iterator[Case]:
    """Commit messages that name a file, each with its own commit and one some way on."""
    line = history.run("rev-list", "--first-parent", "--reverse", "--timestamp", "HEAD").decode().split("\n")
    chain = [(int(when), oid) for when, _, oid in (one.partition(" ") for one in line if one)]
    log = history.run("log", "--no-merges", "--format=%x01%H %ct%n%B", "HEAD").decode("utf-8", "replace")
    found = []
    for entry in log.split("\x01")[1:]:
        head, _, body = entry.partition("\n")
        oid, _, when = head.partition(" ")
        if len(body) > 15 and any(one.sure for one in mentions(body[:4000])):
            found.append((oid, int(when), body[:4000]))
    chance.shuffle(found)
    for oid, moment, body in found[:most]:
        place = bisect_right(chain, (moment, "~"))
        later = chain[min(len(chain) - 1, place + chance.choice(STEPS))][1]
        yield Case(body, oid, later)


_LINES = (
    "Look at {path}:{line} and make it faster.",
    "Fix the off by one in `{path}:{line}`.",
    "In {path} line {line} the check is wrong; correct it.",
    "The bug is at {path}#L{line}.",
    'It fails in File "{path}", line {line}, please fix it.',
    "See line {line} of {path} before you begin.",
    "Refactor lines {line}-{last} of {path} into a helper.",
    "Extract {path}:{line}-{last} into its own function and test it.",
    "- {path}:{line} needs a guard for empty input\n- then run the tests",
    "Please check ({path}:{line}) first, then go on.",
    "Rework lines {line} to {last} in `{path}`; keep the behaviour.",
    "{path}({line}): drop the workaround.",
    "Start from {path}, line {line}, and follow the calls.",
    "**{path}:{line}** looks wrong to me. Why?",
    "The handler ({path} L{line}) swallows errors.",
)
_QUOTES = (
    "In {path} the line `{quote}` is wrong, fix it.",
    "{path} says `{quote}`; change that.",
    "Replace `{quote}` in {path} with something safe.",
    "In `{path}`, find `{quote}` and add a comment above it.",
    "{path}:{line} `{quote}` must go.",
    "Look at `{quote}` in {path} and simplify.",
    "The call `{quote}` in {path} leaks.",
    "{path} contains `{quote}`, which is out of date.",
)
_SYMBOLS = (
    "Rename `{quote}` in {path} to something clearer.",
    "The function {quote}() in {path} is too long, split it.",
    "Add a test for `{quote}` ({path}).",
    "In {path}, `{quote}` does two things.",
    "Document {quote}() in {path}.",
    "`{path}`: `{quote}` should return early.",
)
_PATHS = (
    "Read {path} and summarise it.",
    "Fix the tests in {path}.",
    "{path} is too long; split it.",
    "Then go through `{path}` once more.",
    "Use {path} as a model for the new one.",
    "Update {path}, but leave the rest alone.",
)
_COUNTS = (
    "Audit the {n} files under {path}.",
    "There are {n} files in {path}; review each.",
    "Go over all {n} files in `{path}`.",
)
_SOURCE = re.compile(r"\.(?:py|c|h|rs|go|js|ts|css|md|rst|toml|sh|tcl)$")
_DEFINED = re.compile(r"^[ \t]*(?:async )?(?:def|class|fn|func|function|struct) (\w{4,})", re.M)


def prompts(history: History, most: int, chance: random.Random) -> Iterator[Case]:
    """Prompts over real lines of real files, sent over a later tree; half of them over files that changed."""
    chain = history.run("rev-list", "--first-parent", "--reverse", "HEAD").decode().split()
    made = 0
    while made < most:
        place = chance.randrange(len(chain) // 10, max(len(chain) - 6, len(chain) // 10 + 1))
        old, new = chain[place], chain[min(len(chain) - 1, place + chance.choice(STEPS))]
        names = [
            one
            for one in history.names(old).paths
            if re.search(r"\.(?:py|c|h|rs|go|js|ts|css|md|rst|toml|sh|tcl)$", one)
        ]
        changed = [
            one.decode("utf-8", "surrogateescape")
            for one in history.run(
                "diff", "--name-only", "-z", "--no-renames", "--diff-filter=MD", old, new
            ).split(b"\0")
        ]
        changed = [one for one in changed if one in set(names)]
        if not names:
            continue
        for _ in range(6):
            path = chance.choice(changed if changed and chance.random() < 0.6 else names)
            case = _prompt(history, old, new, path, chance)
            if case:
                made += 1
                yield case


def _prompt(history: History, old: str, new: str, path: str, chance: random.Random) -> Case | None:
    kind, data = history.blob(old, path)
    if kind != "blob" or b"\0" in data[:8000] or len(data) > 600_000 or " " in path:
        return None
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    lines = text.split("\n")
    sort = chance.choice(("line", "line", "line", "quote", "quote", "symbol", "path", "count"))
    telling = [number for number, line in enumerate(lines, 1) if sum(char.isalnum() for char in line) >= 8]
    if not telling:
        return None
    line = chance.choice(telling)
    if sort == "line":
        last = min(len(lines) - 1, line + chance.randrange(1, 12)) if line < len(lines) - 1 else line
        form = chance.choice(_LINES)
        last = max(last, line) if "{last}" in form else line
        return Case(form.format(path=path, line=line, last=last), old, new, "line", path, line, last)
    if sort == "quote":
        quote = lines[line - 1].strip()
        if (
            not (12 <= len(quote) <= 100)
            or "`" in quote
            or " " not in quote
            or "\ufffd" in quote
            or "://" in quote
        ):
            return None
        form = chance.choice(_QUOTES)
        where = line if "{line}" in form else 0
        return Case(
            form.format(path=path, line=line, quote=quote), old, new, "quote", path, where, where, quote
        )
    if sort == "symbol":
        names = _DEFINED.findall(text)
        if not names:
            return None
        name = chance.choice(names)
        return Case(
            chance.choice(_SYMBOLS).format(path=path, quote=name), old, new, "symbol", path, quote=name
        )
    if sort == "count":
        folder = path.rpartition("/")[0]
        files = [one for one in history.names(old).paths if folder and one.startswith(folder + "/")]
        if not 2 <= len(files) <= 400:
            return None
        return Case(
            chance.choice(_COUNTS).format(path=folder, n=len(files)),
            old,
            new,
            "count",
            folder,
            line=len(files),
        )
    return Case(chance.choice(_PATHS).format(path=path), old, new, "path", path)
