"""The manual: the texts of ``docs/``, found in the package of a wheel, or beside it in a checkout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from fleetui.ui.draw.markdown_text import plain_rows

_PACKAGE = Path(__file__).resolve().parents[2]
_FIRST = (
    "using", "pipelines", "anchors", "keys", "status", "configuration", "profiles", "safety", "report", "github",
    "events", "glossary",
)  # fmt: skip
"""Topics in the order in which an operator needs them; the others follow by name."""
_SHORTEST = 3
"""Letters of a word that is looked for."""
_WIDEST = 110
"""Columns beyond which rows are tiring to read."""


def folder() -> Path:
    """The folder with one Markdown file a topic; raises ``FileNotFoundError`` where there is none."""
    for found in (_PACKAGE / "docs", _PACKAGE.parent / "docs"):
        if (found / "using.md").is_file():
            return found
    raise FileNotFoundError(f"no docs/using.md in {_PACKAGE} or beside it: the installation is incomplete")


def topics() -> Mapping[str, str]:
    """What each topic is about, in one line, by its name; what an operator needs first stands first."""
    found = {path.stem: _about(path) for path in sorted(folder().glob("*.md"))}
    return {topic: found[topic] for topic in (*filter(found.__contains__, _FIRST), *found)}


def page(topic: str, width: int) -> str:
    """The text of a topic in rows of at most that width; raises ``KeyError`` for one that does not exist."""
    if topic not in topics():
        raise KeyError(topic)
    return "\n".join(plain_rows((folder() / f"{topic}.md").read_text("utf-8"), min(width, _WIDEST)))


def found(word: str) -> list[tuple[str, str, str]]:
    """Where the manual has a word: topic, heading and the first row with it, one for each heading."""
    wanted = word.casefold().strip()
    if len(wanted) < _SHORTEST:
        return []
    return [hit for topic in topics() for hit in _in_topic(topic, wanted)]


def _in_topic(topic: str, wanted: str) -> Iterator[tuple[str, str, str]]:
    heading, told = "", True
    for line in (folder() / f"{topic}.md").read_text("utf-8").splitlines():
        if line.startswith("#"):
            heading, told = line.lstrip("# "), False
        if not told and wanted in line.casefold():
            told = True
            yield topic, heading, "" if line.startswith("#") else line.strip("|-* ")


def _about(path: Path) -> str:
    """The first heading behind its colon."""
    with path.open(encoding="utf-8") as file:
        return file.readline().strip("# \n").partition(": ")[2]
