"""What stays free of gates is a share or an amount, and anything else is no such thing."""

from __future__ import annotations

import pytest

from fleetui.model.memory import Memory, Reserve, reserve_of, why_short

GB = 1 << 30


@pytest.mark.parametrize(
    ("text", "kept"),
    [("", 0), ("10%", GB), ("2.5 GB", int(2.5 * GB)), ("512MB", 512 << 20), (" 1 GB ", GB)],
)
def test_a_reserve_is_read_in_bytes(text: str, kept: int) -> None:
    found = reserve_of(text)
    assert found is not None
    assert found.bytes_of(Memory(0, 10 * GB)) == kept


@pytest.mark.parametrize("text", ["2", "GB", "100%", "-1 GB", "1 TB", "1 GB 2", "1e3 MB", "٣%"])
def test_what_says_no_amount_is_none(text: str) -> None:
    assert reserve_of(text) is None


def test_it_is_short_only_below_what_stays_free() -> None:
    assert not why_short(Memory(GB, 10 * GB), Reserve(percent=10))
    said = why_short(Memory(GB - 1, 10 * GB), Reserve(percent=10))
    assert said == "1023 MB of memory are available, 1024 MB are to stay free"
    assert not why_short(Memory(0, 10 * GB), Reserve())
