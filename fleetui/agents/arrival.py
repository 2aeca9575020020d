"""What of a text the agent gets otherwise than it was written: what it, or this program for its sake, makes of it."""

from __future__ import annotations

import unicodedata

from fleetui.agents.delivery import prepared
from fleetui.agents.profile import Profile

_AT_END, _AT_BOTH = "end", "both"


def arrives(profile: Profile, text: str) -> str:
    """The text of a follow-up as the model gets it, without what stands around a long one."""
    delivery, text = profile.delivery, prepared(profile, text)
    if delivery.tabs:
        text = text.replace("\t", " " * delivery.tabs)
    if delivery.composed:
        text = unicodedata.normalize("NFC", text)
    if delivery.dropped:
        text = delivery.dropped.sub("", text)
    return _trimmed(text, delivery.trims)


def is_wrapped(profile: Profile, text: str) -> bool:
    """True for a text that the agent puts between marks of its own, as it does with what was surely pasted."""
    delivery, text = profile.delivery, prepared(profile, text)
    lines, characters = delivery.wraps_lines, delivery.wraps_characters
    return bool((lines and text.count("\n") >= lines) or (characters and len(text) > characters))


def is_saved(profile: Profile, text: str) -> bool:
    """True for a text of which the model gets the path of a file alone."""
    most = profile.delivery.saves_bytes
    return bool(most) and len(prepared(profile, text).encode()) > most


def changes(profile: Profile, text: str) -> tuple[str, ...]:
    """Each kind of difference in a few words; nothing where the text arrives exactly as it was written."""
    delivery, typed = profile.delivery, prepared(profile, text)
    composed = unicodedata.normalize("NFC", typed)
    found = (
        (_is_spaced(typed, text) and delivery.trims != _AT_BOTH, f"a blank before {text[:1]}"),
        (typed.endswith("\\ ") and text.endswith("\\") and not delivery.trims, "a blank behind \\"),
        (delivery.tabs and "\t" in typed, f"{delivery.tabs} blanks for a tab"),
        (delivery.composed and composed != typed, "accents joined with their letters"),
        (delivery.dropped and delivery.dropped.search(typed), "without what cannot be seen"),
        (_trimmed(text, delivery.trims) != text, f"without blanks at {_WHERE.get(delivery.trims, '')}"),
        (is_wrapped(profile, text), "marked as pasted"),
        (is_saved(profile, text), "as a file to read"),
    )
    return tuple(words for holds, words in found if holds)


_WHERE = {_AT_END: "its end", _AT_BOTH: "its beginning and end"}


def _is_spaced(typed: str, text: str) -> bool:
    return typed != text and typed.startswith(f" {text[:1]}") and not text.startswith(" ")


def _trimmed(text: str, where: str) -> str:
    if where == _AT_BOTH:
        return text.strip()
    return text.rstrip() if where == _AT_END else text
