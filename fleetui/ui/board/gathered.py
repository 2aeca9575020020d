"""Lines of a difference that are to be changed, gathered in one follow-up: each with its place and what stands there.

The follow-up is a text that the operator may have written on, so that is read, not what was pointed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fleetui.model.difference.reading import DiffLine
from fleetui.model.difference.visible import is_exact
from fleetui.model.value import value

HEAD = "Please change:"
_QUOTED = 100
_CLAIM = re.compile(r"(?P<path>\S(?:.*?\S)?):(?P<line>\d{1,9})(?:, where you took out |: | `|:$)")


@value
class Gathered:
    """One line that is to be changed, and what the operator wrote of it."""

    path: str
    line: int
    text: str
    """The whole paragraph, and those behind it that belong to it."""

    @property
    def wish(self) -> str:
        """What was written behind the place and the quote, in one line."""
        rest = self.text[len(f"{self.path}:{self.line}") :]
        return " ".join(re.sub(r"^ `[^`]*`", "", rest).lstrip(":, ").split())


def with_line(draft: str, line: DiffLine) -> str:
    """A draft with one more line to be changed at its end: a claim of where it is and of what stands there."""
    return with_part(draft, _claim(line))


def with_part(draft: str, part: str) -> str:
    """A draft with one more of them at its end."""
    return f"{draft.rstrip() or HEAD}\n\n{part}"


def gathered(draft: str) -> list[Gathered]:
    """What was gathered in a draft, in its order; text before the first of them is nobody's."""
    return [one for one in _parts(draft) if isinstance(one, Gathered)]


def without(draft: str, place: int) -> str:
    """The draft without what was gathered as number ``place``; nothing where no other text is left."""
    kept: list[str] = []
    number = 0
    for one in _parts(draft):
        if isinstance(one, Gathered):
            number += 1
            if number - 1 == place:
                continue
        kept.append(one.text if isinstance(one, Gathered) else one)
    left = "\n\n".join(kept)
    return "" if left.strip() in ("", HEAD) else left


def _parts(draft: str) -> Iterator[Gathered | str]:
    """Paragraphs; those behind a place, up to the next one, are part of it."""
    own: list[str] = []
    found: re.Match[str] | None = None
    for paragraph in draft.split("\n\n"):
        begins = _CLAIM.match(paragraph)
        if begins:
            yield from _part(found, own)
            found, own = begins, []
        own.append(paragraph)
    yield from _part(found, own)


def _part(found: re.Match[str] | None, own: list[str]) -> Iterator[Gathered | str]:
    text = "\n\n".join(own)
    if found is not None:
        yield Gathered(found["path"], int(found["line"]), text)
    elif text:
        yield text


def _claim(line: DiffLine) -> str:
    text = line.text.strip()[:_QUOTED].strip()
    place = f"{line.path}:{line.line}"
    if line.sign == "-":
        return f"{place}, where you took out {text.replace('`', '')}: " if text else f"{place}: "
    quotable = text and "`" not in text and is_exact(text)
    return f"{place} `{text}`: " if quotable else f"{place}: "
