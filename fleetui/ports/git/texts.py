"""Bytes and paths from repositories, made fit for one line of a screen or an error."""

from __future__ import annotations


def shown(path: bytes | str) -> str:
    """A path as people read it: what cannot be printed is escaped, so no two lines and no control sequences."""
    text = path.decode("utf-8", "surrogateescape") if isinstance(path, bytes) else path
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def one_line(text: str, most: int = 300) -> str:
    """The first telling line of a message, without git's prefix, cut to ``most`` characters."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    first = telling[0] if telling else ""
    for prefix in ("fatal: ", "error: "):
        first = first.removeprefix(prefix)
    return shown(first[:most])


def listed(paths: list[str] | tuple[str, ...], most: int = 3) -> str:
    """A few paths for an error text, and how many more there are."""
    more = len(paths) - most
    return ", ".join(paths[:most]) + (f" and {more} more" if more > 0 else "")


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
