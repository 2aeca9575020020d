"""Whatever judging a text comes to, whoever asked gets an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import Broken
from fleetui.ports.anchors import port
from fleetui.ports.anchors.port import Anchors


@pytest.mark.parametrize(
    "error", [ValueError("odd\ntext"), RecursionError(), OSError(5, "no"), MemoryError()]
)
async def test_a_judge_that_breaks_is_one_clean_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def breaks(*_: object) -> None:
        raise error

    monkeypatch.setattr(port, "keep", breaks)
    with pytest.raises(Broken) as raised:
        await Anchors(tmp_path / "home").keep(str(tmp_path), "see src/a.py")
    assert raised.value.detail.startswith(type(error).__name__)
    assert "\n" not in raised.value.detail
