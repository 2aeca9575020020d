"""The claims that a text makes without any syntax."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from fleetui.model.anchors.claim import Claim, Kind, Mood
from fleetui.model.anchors.text.mentions import Mention, mentions
from fleetui.model.anchors.text.pairing import paired
from fleetui.model.anchors.text.relations import relations, revisions
from fleetui.model.anchors.text.setting import Setting
from fleetui.model.anchors.text.snippets import Snippet, masked, snippets

MOST = 400
"""Claims of one text."""
LOOKED_AT = 1_000_000
"""Characters of a text that are looked at."""


def implied(text: str) -> tuple[Claim, ...]:
    """Every implied claim, in order, once each."""
    seen = text[:LOOKED_AT]
    quoted = snippets(seen)
    setting = Setting(seen, masked(seen, quoted))
    named = tuple(_marked(mentions(setting.text), quoted))
    found: dict[str, Claim] = {}
    for claim in _all(setting, named, quoted):
        known = found.get(claim.id)
        if known is None or (known.mood is not Mood.NOW and claim.mood is Mood.NOW):
            found[claim.id] = claim
        if len(found) >= MOST * 2:
            break
    return tuple(sorted(found.values(), key=lambda claim: (claim.start, claim.end)))[:MOST]


def mood_at(text: str, start: int, end: int) -> Mood:
    """How a text speaks of what stands there."""
    seen = text[:LOOKED_AT]
    return Setting(seen, masked(seen, snippets(seen))).mood(start, end)


def _all(setting: Setting, named: tuple[Mention, ...], quoted: tuple[Snippet, ...]) -> Iterator[Claim]:
    for mention in named:
        yield from _of_path(setting, mention)
    yield from paired(setting, named, quoted)
    yield from relations(setting, named)
    yield from revisions(setting)


def _marked(named: tuple[Mention, ...], quoted: tuple[Snippet, ...]) -> Iterator[Mention]:
    """Each mention, marked where it is only a part of what is quoted."""
    starts = [one.start for one in quoted]
    for mention in named:
        at = bisect_right(starts, mention.start) - 1
        around = quoted[at] if at >= 0 else None
        inside = around is not None and not around.name and mention.end < around.end - 1
        if around is not None and inside and not _is_all(mention, around):
            yield replace(mention, sure=False, quoted=True)
        else:
            yield mention


def _is_all(mention: Mention, around: Snippet) -> bool:
    """True when a quote holds a path and its lines and nothing else."""
    return around.text.removeprefix("./").startswith(mention.path) and " " not in around.text


def _of_path(setting: Setting, mention: Mention) -> Iterator[Claim]:
    mood = setting.mood(mention.start, mention.end)
    if mention.first:
        lines = f"{mention.first}" if mention.first == mention.last else f"{mention.first}-{mention.last}"
        yield Claim(
            Kind.LINE, f"{mention.path}:{lines}", mention.path, mention.first, mention.last,
            mood=Mood.NOW if mood is Mood.MADE else mood, sure=mention.sure, roughly=mention.roughly,
            start=mention.start, end=mention.end,
        )  # fmt: skip
        return
    said = mention.path + ("/" if mention.folder else "")
    yield Claim(
        Kind.PATH, said, mention.path, mood=mood, sure=mention.sure, start=mention.start, end=mention.end
    )
    for name in mention.node.split("::") if mention.node else ():
        symbol = name.partition("[")[0]
        if symbol:
            yield Claim(
                Kind.SYMBOL, f"{symbol} in {mention.path}", mention.path, text=symbol, mood=mood, sure=False,
                start=mention.start, end=mention.end,
            )  # fmt: skip
