"""The claims that a text makes without any syntax."""

from __future__ import annotations

from collections.abc import Iterator

from fleetui.model.anchors.claim import Claim, Kind, Mood
from fleetui.model.anchors.text.mentions import Mention, mentions
from fleetui.model.anchors.text.pairing import paired
from fleetui.model.anchors.text.relations import relations, revisions
from fleetui.model.anchors.text.setting import Setting
from fleetui.model.anchors.text.snippets import Snippet, snippets

MOST = 400
"""Claims of one text."""
LOOKED_AT = 1_000_000
"""Characters of a text that are looked at."""


def implied(text: str) -> tuple[Claim, ...]:
    """Every implied claim, in order, once each."""
    setting = Setting(text[:LOOKED_AT])
    named = mentions(setting.text)
    quoted = snippets(setting.text)
    found: dict[str, Claim] = {}
    for claim in _all(setting, named, quoted):
        known = found.get(claim.id)
        if known is None or (known.mood is not Mood.NOW and claim.mood is Mood.NOW):
            found[claim.id] = claim
        if len(found) >= MOST * 2:
            break
    return tuple(sorted(found.values(), key=lambda claim: (claim.start, claim.end)))[:MOST]


def _all(setting: Setting, named: tuple[Mention, ...], quoted: tuple[Snippet, ...]) -> Iterator[Claim]:
    for mention in named:
        yield from _of_path(setting, mention)
    yield from paired(setting, named, quoted)
    yield from relations(setting, named)
    yield from revisions(setting)


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
