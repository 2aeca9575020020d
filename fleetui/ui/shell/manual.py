"""The manual: the texts of ``docs/``, found in the package of a wheel, or beside it in a checkout."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fleetui.ui.draw.markdown_text import plain_rows

_PACKAGE = Path(__file__).resolve().parents[2]
_FIRST = (
    "using", "pipelines", "anchors", "keys", "status", "configuration", "profiles", "safety", "report", "github",
    "events", "glossary",
)  # fmt: skip
"""Topics in the order in which an operator needs them; the others follow by name."""
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


def _about(path: Path) -> str:
    """The first heading behind its colon."""
    with path.open(encoding="utf-8") as file:
        return file.readline().strip("# \n").partition(": ")[2]
