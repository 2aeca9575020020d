"""A first profile, proposed from screens that somebody named: at rest, at work, asking. Pure.

Rows are told apart by when they are there: what comes with the work and goes with it is a sign of work, what only the
dialog shows is the dialog. Nothing is proposed that the screens do not bear out; what they do not say is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from fleetui.agents.parse import parse_profile
from fleetui.agents.profile import Profile, ProfileError
from fleetui.agents.screen.reading import read
from fleetui.model.screen import Frame
from fleetui.model.status import Phase
from fleetui.model.value import value

_RULE = re.compile(r"^[ ╭╰┌└]*([─━═▀▄▔▁])\1{9}")
_CHOICE = re.compile(r"^(?P<bar>\W*?)(?P<number>\d+)(?P<mark>[.)]) ")
_WORK = ("interrupt", "esc ", "ctrl+c", "cancel", "stop", "…", "...")
_PERMISSION = ("allow", "permission", "proceed", "approve", "run this", "trust", "apply")
_MOST_TRIED = 8
_GLYPH = 6
"""Cells that stand before what is written in a composer, at most."""


@value
class Named:
    """A screen and what the operator says it shows."""

    phase: Phase
    frame: Frame
    draft: str = ""
    """What the operator was asked to write into it and not to send."""


@value
class Proposal:
    """A profile's text, and what is to be known of it."""

    text: str
    profile: Profile
    missing: tuple[str, ...]
    """What the screens did not say, in words; each belongs to be looked after by hand."""
    wrong: tuple[Named, ...]
    """Screens that it reads otherwise than the operator said."""


def propose(
    name: str,
    label: str,
    start: Sequence[str],
    programs: Sequence[str],
    version: str,
    screens: Sequence[Named],
) -> Proposal:
    """The proposal of those that were tried which reads most of the screens as they were named."""
    best: Proposal | None = None
    head = _head(name, label, start, programs, version)
    for composer in _composers(screens):
        for working, where in product(_workings(screens), ("bare", "tail")):
            found = _tried(head, composer, working, _asking(screens, where), screens)
            if found and (best is None or len(found.wrong) < len(best.wrong)):
                best = found
            if best and not best.wrong:
                return best
    assert best is not None, "a profile without any rule can always be read"  # noqa: S101
    return best


def _tried(
    head: list[str], composer: _Part, working: _Part, asking: _Part, screens: Sequence[Named]
) -> Proposal | None:
    idle = (
        ["[[rule]]", 'name = "composer"', 'phase = "idle"', 'where = "composer"', ""]
        if composer.lines
        else []
    )
    text = "\n".join([*head, *composer.lines, *asking.lines, *working.lines, *idle, *_answer(screens)])
    try:
        profile = parse_profile(text, "proposal")
    except ProfileError:
        return None
    wrong = tuple(one for one in screens if read(profile, one.frame).phase is not one.phase)
    return Proposal(text, profile, (*composer.missing, *working.missing, *asking.missing, *_UNTESTED), wrong)


@value
class _Part:
    """Some lines of a profile, or why there are none."""

    lines: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


_UNTESTED = (
    "untested: limits, errors, its end, other dialogs and sizes: fleetui explain NAME --save keeps such screens",
    "untested: how it takes pasted texts of several lines, and a text while it works ([delivery])",
    "not known: its context, its own queue, its session files",
)


def _head(name: str, label: str, start: Sequence[str], programs: Sequence[str], version: str) -> list[str]:
    return [
        f"name = {_quoted(name)}",
        f"label = {_quoted(label)}",
        f"programs = [{', '.join(map(_quoted, programs))}]",
        f"start = [{', '.join(map(_quoted, start))}]",
        *([f"versions = [{_quoted(version)}]"] if version else []),
        "",
    ]


def _of(screens: Iterable[Named], phase: Phase) -> list[Frame]:
    return [one.frame for one in screens if one.phase is phase]


# ---------------------------------------------------------------- composer


def _composers(screens: Sequence[Named]) -> Iterator[_Part]:
    """Ways to see where the next message is written, best first; the last is none."""
    for frame, row, before in dict.fromkeys((*_written(screens), *_at_cursor(screens))):
        yield from _composers_of(frame, row, before, _placeholders(screens, before.strip()))
    why = (
        "no sign stands before what one writes: rest is not told and nothing is typed; add [composer] by hand"
    )
    yield _Part(missing=(why,))


def _written(screens: Sequence[Named]) -> Iterator[tuple[Frame, int, str]]:
    """Where a text stands that the operator wrote when he was asked to, and what stands before it."""
    for one in screens:
        for row, text in reversed([*enumerate(one.frame.texts)] if one.draft else []):
            before = text.partition(one.draft)[0].rstrip() if one.draft in text else ""
            if 0 < len(before) <= _GLYPH:
                yield one.frame, row, before


def _at_cursor(screens: Sequence[Named]) -> Iterator[tuple[Frame, int, str]]:
    """The cursor's row at rest, and what stands before it."""
    for one in screens:
        before = (one.frame.up_to_cursor or "").rstrip()
        if one.phase is Phase.IDLE and not one.draft and one.frame.cursor and 0 < len(before) <= _GLYPH:
            yield one.frame, one.frame.cursor[1], before


def _composers_of(frame: Frame, row: int, glyph: str, placeholders: list[str]) -> Iterator[_Part]:
    texts = frame.texts
    end = r" *│" if glyph.startswith("│") and row < len(texts) and texts[row].endswith("│") else ""
    line = rf"^ *{re.escape(glyph.strip())}(?:\s(?P<text>.*?){end})?$"
    rules = [_RULE.match(texts[at]) for at in (row - 1, row + 1) if 0 <= at < len(texts)]
    usual = ("[composer]", f"line = {_literal(line)}")
    extra = (f"placeholders = [{', '.join(map(_literal, placeholders))}]",) if placeholders else ()
    if len(rules) == 2 and all(rules):
        rule = "^[ ╭╰┌└]*[─━═▀▄▔▁]{10}"
        yield _Part((*usual, f"rule = {_literal(rule)}", *extra, ""))
    if row == len(texts) - 1 and frame.cursor is not None:
        yield _Part((*usual, 'where = "cursor"', *extra, ""))
    yield _Part((*usual, *extra, ""))


def _placeholders(screens: Sequence[Named], glyph: str) -> list[str]:
    """What stands behind the sign at rest although nobody wrote it."""
    found = []
    for one in screens:
        rows = [row.strip() for row in one.frame.texts if row.strip().startswith(glyph)]
        if one.phase is Phase.IDLE and not one.draft and rows:
            behind = rows[-1].removeprefix(glyph).strip("│ \xa0")
            found += [f"^{re.escape(behind)}"] if behind else []
    return list(dict.fromkeys(found))[:4]


# ---------------------------------------------------------------- working


def _workings(screens: Sequence[Named]) -> Iterator[_Part]:
    """Ways to see that it works, best first; the last is none."""
    frames = _of(screens, Phase.WORKING)
    other = {_shape(row) for one in screens if one.phase is not Phase.WORKING for row in one.frame.texts}
    for pattern in _candidates(frames, other)[:_MOST_TRIED]:
        for where in ("above", "footer", "tail"):
            yield _Part(
                ("[[rule]]", 'name = "works"', 'phase = "working"', f'where = "{where}"', "rows = 30",
                 f"match = {_literal(pattern)}", "")
            )  # fmt: skip
    yield _Part(missing=("nothing on its screen came with the work and went with it: working is not told",))


def _candidates(frames: Sequence[Frame], other: set[str]) -> list[str]:
    """Expressions for rows that every screen at work has and no other, the most telling first."""
    if not frames:
        return []
    rows = [[row for row in frame.texts if row.strip() and _shape(row) not in other] for frame in frames]
    found: dict[str, float] = {}
    for row in rows[-1]:
        partners = [_nearest(row, others) for others in rows[:-1]]
        if any(partner is None for partner in partners):
            continue
        pattern = _common([row, *(partner for partner in partners if partner is not None)])
        if pattern and all(any(re.search(pattern, one) for one in others) for others in rows):
            moved = len({row, *partners}) > 1
            found[pattern] = _weight(row) + (1.5 if moved else 0.0)
    return sorted(found, key=lambda one: -found[one])


def _weight(row: str) -> float:
    words = row.lower()
    return 3.0 * ("interrupt" in words) + sum(1.0 for one in _WORK if one in words) - len(row) / 200


def _nearest(row: str, others: Sequence[str]) -> str | None:
    """The row of another screen that is most like this one; ``None`` where none shares a word with it."""
    mine = set(_shape(row).split())
    scored = [(len(mine & set(_shape(one).split())), one) for one in others]
    best = max(scored, default=(0, ""), key=lambda one: one[0])
    return best[1] if best[0] else None


def _common(rows: Sequence[str]) -> str:
    """One expression for several states of one row: what they share stands, figures and what changes are open."""
    parts = [row.split() for row in rows]
    if len({len(part) for part in parts}) == 1:
        words = [_word({part[at] for part in parts}) for at in range(len(parts[0]))]
        return r"^ *" + r" +".join(words) if any(_tells(word) for word in words) else ""
    ends = 0
    while all(len(part) > ends and part[-1 - ends] == parts[0][-1 - ends] for part in parts):
        ends += 1
    shared = parts[0][len(parts[0]) - ends :]
    return r" +".join(map(_figures, shared)) + "$" if len(" ".join(shared)) >= 6 else ""


def _word(words: set[str]) -> str:
    if len(words) == 1:
        return _figures(next(iter(words)))
    if len({_shape(word) for word in words}) == 1:
        return _figures(next(iter(words)))
    tail = "…" if all(word.endswith("…") for word in words) else ""
    return rf"\S+{tail}"


def _tells(expression: str) -> bool:
    """True for an expression that holds a word of letters, which stands for itself."""
    return len(re.sub(r"\\.|\W", "", expression)) >= 3


def _figures(word: str) -> str:
    """A word as an expression: figures are open, a sign that turns may be any."""
    if len(word) == 1 and not word.isalnum():
        return r"\S"
    return re.sub(r"(?:\\?\d)+", r"\\d+", re.escape(word))


def _shape(row: str) -> str:
    """A row without its figures and turning signs: the same rows at other times have the same."""
    text = re.sub(r"\d+", "0", row.strip())
    return re.sub(r"^[^\w\s❯>│$] ", "* ", text)


# ---------------------------------------------------------------- asking


def _asking(screens: Sequence[Named], where: str) -> _Part:
    """The dialog: its question, its first choice, its last row, as far as no other screen has them."""
    frames = _of(screens, Phase.ASKING)
    if not frames:
        return _Part(
            missing=("it was never seen asking: a dialog is not told and may be typed into; watch it again",)
        )
    other = {_shape(row) for one in screens if one.phase is not Phase.ASKING for row in one.frame.texts}
    rows = [row for row in frames[-1].texts if row.strip() and _shape(row) not in other]
    question = next((row for row in reversed(rows) if row.rstrip(" │").endswith("?")), "")
    choices = [row for row in rows if _CHOICE.match(row.lstrip("│ "))]
    match = [*([_question(question)] if question else []), *([r"^[ │]*\W*1[.)] "] if choices else [])]
    last = next((row for row in reversed(frames[-1].texts) if row.strip()), "")
    bottom = _common([last]) if last in rows and last not in choices and last != question else ""
    match = match or [pattern for row in rows if (pattern := _common([row]))][: 0 if bottom else 2]
    if not match and not bottom:
        return _Part(missing=("nothing on its screen belonged to the dialog alone: asking is not told",))
    words = " ".join(rows).lower()
    kind = "permission" if any(one in words for one in _PERMISSION) else "question"
    return _Part(
        (
            "[[rule]]", 'name = "asks"', 'phase = "asking"', f'where = "{where}"', "rows = 30",
            f"match = [{', '.join(map(_literal, match))}]",
            *([f"bottom = {_literal(bottom)}"] if bottom else []), f'kind = "{kind}"', "",
        )
    )  # fmt: skip


def _question(row: str) -> str:
    """Its first words: what comes behind them is mostly what it is about."""
    words = row.strip(" │").split()
    return r"^[ │]*" + r" +".join(map(_figures, words[:3])) + (r".*\?" if len(words) > 3 else "")


def _answer(screens: Sequence[Named]) -> list[str]:
    """How a choice is seen to be chosen, where the bar stands on exactly one of them."""
    for frame in _of(screens, Phase.ASKING):
        found = [(match["bar"], row) for row in frame.texts if (match := _CHOICE.match(row))]
        bars = [bar for bar, _ in found if bar.strip()]
        if len(found) > 1 and len(bars) == 1:
            chosen = rf"^ *{re.escape(bars[0].strip())} *(?P<number>\d+)[.)]"
            return ["[answer]", f"chosen = {_literal(chosen)}", ""]
    return []


def _literal(text: str) -> str:
    """An expression as TOML writes it best."""
    return f"'{text}'" if "'" not in text and text.isprintable() else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in escaped) + '"'
