"""What several answers hold: accounts, commits and addresses, as they may be shown and compared."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.ports.github.answers import Node, ShapeError

_NAME, _URL = 120, 300


def login(account: Node | None) -> str:
    """The name of an account; empty where there is none any more."""
    return clean_line(account.text("login"), _NAME) if account else ""


def oid(node: Node, key: str) -> str:
    """A commit. Raises ``ShapeError`` where it is none."""
    text = node.text(key)
    if len(text) not in (40, 64) or any(letter not in "0123456789abcdef" for letter in text):
        raise ShapeError(f"{node.where}.{key}")
    return text


def url(text: str) -> str:
    """An address to show and to open; empty where it is none of the web."""
    shown = clean_line(text, _URL)
    return shown if shown == text and text.startswith(("https://", "http://")) else ""
