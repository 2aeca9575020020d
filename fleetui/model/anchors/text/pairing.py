"""Which file a snippet is said to stand in, and how surely that is said."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from fleetui.model.anchors.claim import Claim, Kind, Mood
from fleetui.model.anchors.text.mentions import Mention
from fleetui.model.anchors.text.setting import Setting
from fleetui.model.anchors.text.snippets import Snippet

NEAR = 300
"""Characters between a snippet and the path it may belong to."""
_HOLDS = re.compile(
    r"\b(?:says?|reads?|contains?|has|holds|stands|is|are|currently|still|look(?:s|ing)?|line|text|string|call|"
    r"comment|condition|expression|statement|replace|change|remove|delete|drop|fix|find|at|there is|where)\b",
    re.I,
)
_SAYS = re.compile(
    r"^[`*)\s]*(?:\w+\s+){0,3}(?:says|reads|contains|holds|has the (?:line|text|words))[:\s]*$"
)
_IN = re.compile(
    r"^[`\"'\u201d)\s,]*(?:\w+\s+){0,3}?(?:in|at|of|from|inside|within)\s+(?:the\s+)?(?:file\s+)?"
    r"[`\"'(*]{0,3}$"
)
_NEWLY = re.compile(
    r"\b(?:add|adds|adding|added|insert|introduce|introduces|append|prepend|write|put|use|uses|using|set|make|create|"
    r"call|should|must|need|needs|want|instead|to|with|into|implement|support|allow|define|"
    r"declare|expose|provide|new|"
    r"return|returns|give|gives|print|emit|if|like|such as|e\.g\.|for example|via|by|not|no|without|missing|"
    r"lacks?)\s*$",
    re.I,
)
_REPORTED = re.compile(
    r"^\W*(?:\w+:\s+)?(?:[A-Z]\w+ed|[A-Z]\w+s|Adds?|Allow|Support|Make|Use|Avoid|Do|Don't)\s"
)
_CHANGED = re.compile(
    r"\b(?:add|adds|adding|added|introduc\w+|implement\w*|creat\w+|insert\w*|append\w*|new|should|must|ought|needs?)\b",
    re.I,
)


def paired(setting: Setting, mentions: tuple[Mention, ...], snippets: tuple[Snippet, ...]) -> Iterator[Claim]:
    """A claim for every snippet that stands near a path which could be a file."""
    files = [mention for mention in mentions if not mention.folder and not mention.quoted]
    starts = [mention.start for mention in files]
    for snippet in snippets:
        near = _nearest(setting, files, starts, snippet)
        if near:
            yield _claim(setting, near[0], snippet, within=near[1])


def _nearest(
    setting: Setting, files: list[Mention], starts: list[int], snippet: Snippet
) -> tuple[Mention, bool] | None:
    """The path meant, and whether both stand in one sentence."""
    at = bisect_right(starts, snippet.start)
    before = files[at - 1] if at else None
    after = files[at] if at < len(files) else None
    if (before and before.end > snippet.start) or (after and after.start < snippet.end):
        return None  # the snippet is the path
    begin, end = setting.sentence(snippet.start)
    if after and after.start < end and _IN.match(setting.text[snippet.end : after.start]):
        return after, True
    if snippet.command:
        return None
    if before and before.start >= begin:
        return before, True
    if after and after.start < end and after.start - snippet.end <= NEAR:
        return after, True
    if (
        before
        and snippet.start - before.end <= NEAR
        and "\n\n" not in setting.text[before.end : snippet.start]
    ):
        return before, False
    return None


def _claim(setting: Setting, mention: Mention, snippet: Snippet, *, within: bool) -> Claim:
    mood = setting.mood(snippet.start, snippet.end)
    if mood is Mood.NOW:
        mood = setting.mood(mention.start, mention.end)
    if mood is Mood.MADE:  # the file may be there; then what is said of it counts
        mood = Mood.NOW
    if snippet.name:
        return Claim(
            Kind.SYMBOL, _said(snippet, mention), mention.path, text=snippet.name, mood=mood, sure=False,
            key="defined" if snippet.plain else "",
            start=snippet.start, end=snippet.end,
        )  # fmt: skip
    beside = 0 <= snippet.start - mention.end <= 12 and bool(mention.first)
    return Claim(
        Kind.QUOTE, _said(snippet, mention), mention.path, mention.first * beside, mention.last * beside,
        snippet.text, mood=mood, sure=False, roughly=mention.roughly,
        stated=within and mood is Mood.NOW and _is_stated(setting, mention, snippet),
        start=snippet.start, end=snippet.end,
    )  # fmt: skip


def _said(snippet: Snippet, mention: Mention) -> str:
    return f"{snippet.text} in {mention.path}"


def _is_stated(setting: Setting, mention: Mention, snippet: Snippet) -> bool:
    """True when the sentence plainly says that the snippet stands in the file now."""
    if not (mention.sure and _is_telling(snippet)):
        return False
    text = setting.plain
    begin, _ = setting.sentence(min(snippet.start, mention.start))
    before = text[max(begin, snippet.start - 80) : snippet.start]
    sentence = text[begin : snippet.start]
    if _NEWLY.search(before) or _REPORTED.match(sentence) or _CHANGED.search(sentence):
        return False
    if snippet.start >= mention.end:
        between = text[mention.end : snippet.start]
        if not snippet.ticked:
            return bool(_SAYS.search(between))
        return len(between) <= 60 and (bool(_HOLDS.search(between)) or len(between.strip(" :,-\n(`*")) == 0)
    between = text[snippet.end : mention.start]
    return snippet.ticked and len(between) <= 40 and bool(_IN.match(between)) and bool(_HOLDS.search(before))


def _is_telling(snippet: Snippet) -> bool:
    """Long enough to be a passage, and given whole."""
    whole = "\u2026" not in snippet.text and "..." not in snippet.text
    return snippet.marked and len(snippet.text) >= 8 and " " in snippet.text and whole
