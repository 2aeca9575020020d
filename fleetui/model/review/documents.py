"""A document as a subject: its name, its lines, and what its author changed in it. Pure."""

from __future__ import annotations

import hashlib
from difflib import SequenceMatcher

MOST_BYTES = 256 * 1024
MOST_PATH = 400


def name_of(text: str) -> str:
    """The name of exactly this text: a verdict holds for no other."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def lines_of(text: str) -> tuple[str, ...]:
    """Its lines, as findings count them."""
    return tuple(line.removesuffix("\r") for line in text.split("\n"))


def changed(old: str, new: str) -> tuple[tuple[int, int], ...]:
    """What differs: first line and number of lines, as ``old`` counts them."""
    steps = SequenceMatcher(None, lines_of(old), lines_of(new), autojunk=False).get_opcodes()
    return tuple((start + 1, end - start) for kind, start, end, _, _ in steps if kind != "equal")


def why_not_document(path: str) -> str:
    """Why a path names no document of a worktree; empty when it may."""
    parts = path.split("/")
    if not path or len(path) > MOST_PATH or not path.isprintable():
        return "a document is named by a path of one line"
    if {"", "..", ".git"} & set(parts):
        return f"{path} is no file of the worktree: name it from its top"
    return ""
