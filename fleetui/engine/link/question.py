"""What a question is: a value that says by its type what answers it."""

from __future__ import annotations

from typing import Generic, TypeVar

A = TypeVar("A")


class Question(Generic[A]):
    """One question to the engine; ``A`` is the type of its answer. It changes nothing."""

    __slots__ = ()


class AskError(Exception):
    """A question could not be answered; the text says why, in one clean line."""
