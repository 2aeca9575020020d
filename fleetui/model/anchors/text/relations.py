"""What a text says of several files, of folders and values: the same in two, how many, which value; revisions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from fleetui.model.anchors.claim import Claim, Kind, Mood
from fleetui.model.anchors.text.mentions import Mention
from fleetui.model.anchors.text.setting import Setting

URL = re.compile(r"https?://[^\s<>\"'`)\]}|]{3,500}")
_SAME = re.compile(
    r"\bsame\s+(?P<what>[^.!?\n]{0,80}?)\s*(?:\b(?:in|at|across|for|as)\b\s*(?:both\s*)?)?[`\"'(]{0,3}$", re.I
)
_SHARE = re.compile(
    r"^[`\"')]{0,3}\s*(?:both\s+|all\s+)?(?:use|share|have|contain|link|point|refer)\b(?P<what>[^.!?\n]{0,120})",
    re.I,
)
_AND = re.compile(
    r"^[`\"')]{0,3}\s*(?:,\s*)?(?:and|&|as|as in|as well as|,)\s*(?:in\s+)?(?:the\s+)?[`\"'(]{0,3}$"
)
_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()  # noqa: SIM905
    )
}
_COUNT = re.compile(
    rf"\b(?P<number>\d{{1,6}}|{'|'.join(list(_WORDS)[2:])})\s+(?:[\w-]+\s+){{0,2}}?"
    r"(?P<noun>files?|lessons?|tests?|modules?|pages?|chapters?|scripts?|documents?|docs|posts?|entries|components?|"
    r"folders?|director(?:y|ies)|subfolders?|packages?|lines?|fixtures?|migrations?|templates?|notes?|"
    r"specs?|\w+\sfiles?)"
    r"(?P<rest>[^.!?\n]{0,60}?)\s(?:under|in|below|inside|within|beneath|of)\s+(?:the\s+)?(?:folder\s+|directory\s+)?"
    r"[`\"'(*]{0,3}(?P<path>[\w.@+-]+(?:/[\w.@+-]+)*/?)(?!:\d|[\w#])",
    re.I,
)
_NO_FOLDER = frozenset(
    (
        "the",
        "a",
        "an",
        "this",
        "that",
        "it",
        "them",
        "there",
        "order",
        "total",
        "all",
        "which",
        "each",
        "one",
        "fact",
    )
)
_WITH = re.compile(
    r"(?<![\w./?&-])(?P<key>[A-Za-z_][\w.-]{0,60})\s?(?P<sign>=|:\s)\s?[\"']?"
    r"(?P<value>[\w./+-]{1,80}?)[\"']?(?=[\s,;.)`\"']|$)"
)
_ALL = re.compile(
    r"\b(?:files?|lessons?|pages?|posts?|documents?|entries|notes?|chapters?)\b[^.!?\n]{0,60}$", re.I
)
FIELD_FILES = frozenset("md mdx markdown toml yaml yml json".split())  # noqa: SIM905
_HEX = re.compile(
    r"(?<![\w/.#-])(?P<at>(?:[Cc]ommits?|sha|rev|revision|hash)\s+[`\"'(]?)?(?P<oid>[0-9a-f]{7,40})(?![\w/-])"
)
_BRANCH = re.compile(
    r"\b(?:branch(?:es)?\s+(?:called\s+|named\s+)?[`\"']?(?P<a>[\w./-]{2,100})|"
    r"(?<![\w./-])(?P<b>[\w./-]{2,100})[`\"']?\s+branch\b|"
    r"(?:rebase(?:d)?\s+(?:it\s+)?(?:on|onto)|merge(?:d)?\s+(?:into|from)|based\s+on|off|diverged\s+from)\s+[`\"']?(?P<c>(?:origin/)?[\w./-]{2,100}))"
)
_TAG = re.compile(
    r"\b(?:tag(?:ged)?\s+(?:as\s+)?[`\"']?(?P<a>[\w./-]{1,60})|(?P<b>v\d{1,4}(?:\.\d{1,4}){1,3}(?:-?(?:rc|alpha|beta)\.?\d{0,3})?))(?![\w/])"
)


def relations(setting: Setting, mentions: tuple[Mention, ...]) -> Iterator[Claim]:
    """Claims of two files, counts, values and addresses."""
    yield from _same(setting, mentions)
    yield from _counts(setting)
    yield from _values(setting, mentions)
    yield from _addresses(setting, mentions)


def revisions(setting: Setting) -> Iterator[Claim]:
    """Commits, branches and tags that a text may name; dropped unless they are there."""
    text = setting.text
    for match in _HEX.finditer(text):
        oid = match["oid"]
        if match["at"] or (any(c.isdigit() for c in oid) and any(c.isalpha() for c in oid)):
            yield _revision(setting, Kind.COMMIT, oid, match.start("oid"), match.end("oid"))
    for kind, pattern in ((Kind.BRANCH, _BRANCH), (Kind.TAG, _TAG)):
        for match in pattern.finditer(text):
            group = match.lastgroup or "a"
            name = match[group].rstrip("./-")
            yield _revision(setting, kind, name, match.start(group), match.start(group) + len(name))


def _revision(setting: Setting, kind: Kind, name: str, start: int, end: int) -> Claim:
    mood = setting.mood(start, end)
    mood = Mood.NOW if mood is Mood.PAST or mood is Mood.MADE else mood  # a commit is always of the past
    return Claim(kind, f"{kind.value} {name}", text=name, mood=mood, sure=False, start=start, end=end)


def _same(setting: Setting, mentions: tuple[Mention, ...]) -> Iterator[Claim]:
    text = setting.text
    for one, two in pairwise(mentions):
        if not (one.sure and two.sure) or not _AND.match(text[one.end : two.start]):
            continue
        begin, end = setting.sentence(one.start)
        before, after = text[max(begin, one.start - 160) : one.start], text[two.end : end]
        said = _SAME.search(before) or _SHARE.match(after)
        what = _what(said["what"], before + " " + after[:160]) if said else ""
        if what:
            start = one.start
            yield Claim(
                Kind.SAME, f"the same {what} in {one.path} and {two.path}", one.path, text=what, other=two.path,
                mood=setting.mood(start, two.end), sure=False, start=start, end=two.end,
            )  # fmt: skip


def _what(said: str, around: str) -> str:
    """What two files have in common: an address, ``url`` for any, or a snippet; empty for something else."""
    if found := URL.search(around):
        return found[0].rstrip(".,;:")
    if found := re.search(r"`([^`]{2,200})`|\"([^\"]{2,200})\"", said):
        return found[1] or found[2]
    if re.search(r"\b(?:urls?|links?|address(?:es)?)\b", said, re.I):
        return "url"
    return ""


def _counts(setting: Setting) -> Iterator[Claim]:
    text = setting.text
    for found in _COUNT.finditer(text):
        path = found["path"].removeprefix("./").rstrip("/.")
        if not path or path.lower() in _NO_FOLDER:
            continue
        _, stop = setting.sentence(found.start())
        with_ = _WITH.search(found["rest"]) or _WITH.search(text[found.end() : min(stop, found.end() + 60)])
        number = found["number"].casefold()  # a long s matches an s
        yield Claim(
            Kind.COUNT, found[0], path, text=found["noun"].lower(),
            key=with_["key"] if with_ else "", value=with_["value"] if with_ else "",
            number=_WORDS[number] if number in _WORDS else int(number),
            mood=setting.mood(found.start(), found.end()), sure=False, start=found.start(), end=found.end(),
        )  # fmt: skip


def _values(setting: Setting, mentions: tuple[Mention, ...]) -> Iterator[Claim]:
    """``KEY=VALUE`` near a file of values, or near a folder of such files."""
    text = setting.text
    starts = [mention.start for mention in mentions]
    for match in _WITH.finditer(text):
        begin, end = setting.sentence(match.start())
        low, high = bisect_left(starts, begin), bisect_right(starts, end)
        near = [
            mention
            for mention in mentions[low:high]
            if mention.end <= match.start() or mention.start >= match.end()
        ]
        if not near:
            continue
        mention = min(near, key=lambda one: min(abs(one.start - match.end()), abs(match.start() - one.end)))
        mood = setting.mood(match.start(), match.end())
        if mention.path.rpartition(".")[2].lower() in FIELD_FILES:
            said = f"{match['key']}={match['value']} in {mention.path}"
            yield Claim(
                Kind.FIELD, said, mention.path, key=match["key"], value=match["value"], mood=mood, sure=False,
                start=match.start(), end=match.end(),
            )  # fmt: skip
        elif match["sign"] == "=" and _ALL.search(text[begin : max(mention.start, match.start())]):
            said = f"those with {match['key']}={match['value']} under {mention.path}"
            yield Claim(
                Kind.COUNT, said, mention.path, text="with", key=match["key"], value=match["value"], mood=mood,
                sure=False, start=match.start(), end=match.end(),
            )  # fmt: skip


def _addresses(setting: Setting, mentions: tuple[Mention, ...]) -> Iterator[Claim]:
    """An address beside named files: they contain it."""
    starts = [mention.start for mention in mentions]
    for match in URL.finditer(setting.text):
        begin, end = setting.sentence(match.start())
        for mention in mentions[bisect_left(starts, begin) : bisect_right(starts, end)]:
            if mention.sure and not mention.folder:
                url = match[0].rstrip(".,;:")
                yield Claim(
                    Kind.URL, f"{url} in {mention.path}", mention.path, text=url,
                    mood=setting.mood(match.start(), match.end()), sure=False, start=match.start(), end=match.end(),
                )  # fmt: skip
