"""The machine's memory, and what of it is kept free of gates."""

from __future__ import annotations

import re

from fleetui.model.value import value

MB = 1 << 20
_UNITS = {"%": 0, "MB": MB, "GB": 1 << 30}
_TEXT = re.compile(r"(\d{1,7}(?:\.\d{1,3})?) ?(%|MB|GB)", re.ASCII)


@value
class Memory:
    """What is there now, in bytes."""

    available: int
    """What a new program could take without anything being swapped out."""
    total: int


@value
class Reserve:
    """What stays free: a share of the machine's memory, or an amount."""

    percent: float = 0.0
    amount: int = 0

    def bytes_of(self, memory: Memory) -> int:
        """The same in bytes."""
        return self.amount or int(memory.total * self.percent / 100)


def reserve_of(text: str) -> Reserve | None:
    """What ``10%``, ``512 MB`` or ``2 GB`` keeps free, empty keeps nothing; ``None`` for what says no such thing."""
    if not text:
        return Reserve()
    found = _TEXT.fullmatch(text.strip())
    if found is None:
        return None
    number, unit = float(found[1]), found[2]
    if unit == "%":
        return Reserve(percent=number) if number < 100 else None
    return Reserve(amount=int(number * _UNITS[unit]))


def why_short(memory: Memory, reserve: Reserve) -> str:
    """Why nothing more should be started; empty while enough is free."""
    kept = reserve.bytes_of(memory)
    if memory.available >= kept:
        return ""
    return f"{memory.available // MB} MB of memory are available, {kept // MB} MB are to stay free"
