"""The mark of a gate, as a sign and its colour."""

from __future__ import annotations

from fleetui.model.evidence import Verdict
from fleetui.model.view import GateMark
from fleetui.ui.draw.labels.signs import glyph

_VERDICT_INK = {
    Verdict.PASS: "ok",
    Verdict.FAIL: "failed",
    Verdict.ERROR: "low",
    Verdict.RUNNING: "dim",
    Verdict.OUTDATED: "dim",
    Verdict.NONE: "faint",
}


def gate_ink(mark: GateMark) -> str:
    """The colour of a gate's mark."""
    second = mark.verdict is Verdict.PASS and mark.tries > 1
    return "low" if second else _VERDICT_INK[mark.verdict]


def gate_sign(mark: GateMark, glyphs: str) -> str:
    """The sign of a gate's mark."""
    return glyph(str(mark.verdict), glyphs)
