"""A pull request in a few cells: its number, then its checks and open threads, each with the sign of its meaning."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.model.forge.pull import Mergeable, Pull
from fleetui.ui.draw.strips import Span


def pull_marks(sign: Callable[[str], str], pull: Pull) -> list[Span]:
    """`` #12 ✔3 ✖1 …2 ⌂2``: what is zero is left out, and what is not known is said with a question mark."""
    sums = pull.tally
    parts = [
        ("pass", sums.passed, "ok"),
        ("fail", sums.failed, "failed"),
        ("running", sums.pending, "dim"),
        ("threads", pull.threads, "low"),
    ]
    spans = [Span(f" #{pull.number}", "dim" if pull.draft else "text")]
    spans += [Span(f" {sign(name)}{_figure(number)}", ink) for name, number, ink in parts if number != 0]
    if pull.mergeable is Mergeable.CONFLICT:
        spans.append(Span(f" {sign('undone')}", "failed"))
    return spans


def _figure(number: int | None) -> str:
    return "?" if number is None else str(number)
