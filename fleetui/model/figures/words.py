"""Figures as people read them."""

from __future__ import annotations

from fleetui.model.figures.definitions import Unit
from fleetui.model.figures.report import Figure
from fleetui.model.tokens import short

NOT_KNOWN = "not known"
_ONE = {
    "landings that ended": "landing that ended",
    "landed changes": "landed change",
    "gate runs that passed or failed": "gate run that passed or failed",
    "turns": "turn",
    "runs": "run",
    "questions and held entries": "question or held entry",
    "rests": "rest",
}


def said(figure: Figure) -> str:
    """Its value: ``1h 20m``, ``83 %``, ``12.3k``, ``2.5``; ``not known`` where nothing tells it."""
    return NOT_KNOWN if figure.value is None else amount(figure.value, figure.of.unit)


def said_p95(figure: Figure) -> str:
    """What 95 of 100 do not exceed; empty where it has none."""
    return "" if figure.p95 is None else amount(figure.p95, figure.of.unit)


def rests_on(figure: Figure) -> str:
    """``12 landed changes, 3 left out``, and which sorts those are."""
    those = _ONE[figure.of.rests_on] if figure.samples == 1 else figure.of.rests_on
    parts = [f"{figure.samples or 'no'} {those}"]
    if len(figure.sorts) > 1:
        parts[0] += f" ({', '.join(f'{number} {sort}' for sort, number in figure.sorts)})"
    if figure.left_out:
        parts.append(f"{figure.left_out} left out")
    return ", ".join(parts)


def amount(value: float, unit: Unit) -> str:
    """A value with its unit."""
    match unit:
        case Unit.SECONDS:
            return duration(value)
        case Unit.RATIO:
            return f"{value * 100:.0f} %"
        case Unit.TOKENS:
            return short(round(value))
        case _:
            return f"{value:.1f}".removesuffix(".0")


def duration(seconds: float) -> str:
    """``45s``, ``12m``, ``1h 20m``, ``3d 4h``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes}m"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours}h {minutes}m" if minutes else f"{hours}h"
    days, hours = divmod(hours, 24)
    return f"{days}d {hours}h" if hours else f"{days}d"
