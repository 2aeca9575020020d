"""Tokens in four buckets, as providers bill them, and what one answer of a model took."""

from __future__ import annotations

from fleetui.model.value import value


@value
class Tokens:
    """How many were sent anew, written to the provider's cache, read from it, and answered with, thoughts included."""

    input: int = 0
    cache_write: int = 0
    cache_read: int = 0
    output: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(
            self.input + other.input,
            self.cache_write + other.cache_write,
            self.cache_read + other.cache_read,
            self.output + other.output,
        )

    @property
    def total(self) -> int:
        """All of them."""
        return self.input + self.cache_write + self.cache_read + self.output

    @property
    def words(self) -> str:
        """``12k in, 3k written to the cache, 400k read from it, 5k out``."""
        return (
            f"{short(self.input)} in, {short(self.cache_write)} written to the cache, "
            f"{short(self.cache_read)} read from it, {short(self.output)} out"
        )


@value
class Usage:
    """What one answer took. Records of the same answer have the same key: the last one counts."""

    key: str
    at: float
    """Seconds since the epoch; 0 where the record does not tell."""
    tokens: Tokens
    of_file: bool = False
    """The key tells answers of one file apart, and no others."""


def short(number: int) -> str:
    """``950``, ``12.3k``, ``4.1M``."""
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= size:
            return f"{number / size:.1f}".removesuffix(".0") + unit
    return str(number)
