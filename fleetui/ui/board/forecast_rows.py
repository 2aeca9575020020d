"""What the merge board says of the forecast: whom a branch runs into, and its place in the order that breaks least."""

from __future__ import annotations

from fleetui.model.forecast import Beside, Merges, forecast_lines, run_into
from fleetui.model.view import BranchRow
from fleetui.ui.draw.strips import Span, shortened

_LABEL = 12
_TOLD = 3
"""Others that are told by a line each."""


def forecast_facts(row: BranchRow, width: int) -> list[list[Span]]:
    """The place in the order with its reason, then whom it runs into, what is not known, and shared files."""
    if row.landed or not row.forecast:
        return []
    room = max(20, width - _LABEL - 4)
    met = run_into(row.forecast)
    rows = [_fact("order", row.place.said, "text" if row.place.number else "low", room)] if row.place else []
    rows += [
        _fact("runs into" if number == 0 else "", line, "low", room)
        for number, line in enumerate(forecast_lines(met[:_TOLD]))
    ]
    if len(met) > _TOLD:
        rows.append(_fact("", f"and {', '.join(one.agent for one in met[_TOLD:])}", "low", room))
    return rows + _others(row.forecast, room)


def _others(found: tuple[Beside, ...], room: int) -> list[list[Span]]:
    """What is not known, in one line; what is shared without a conflict, in one."""
    unknown = [one for one in found if not one.runs_into and Merges.UNKNOWN in (one.if_first, one.if_second)]
    shared = [one for one in found if not one.runs_into and one not in unknown and one.shared]
    rows = []
    if unknown:
        more = f"; and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        first = unknown[0]
        said = first.why if first.why.startswith(f"{first.agent}") else f"{first.agent}: {first.why}"
        rows.append(_fact("not known", f"{said}{more}", "low", room))
    if shared:
        more = f"   and {len(shared) - 1} more" if len(shared) > 1 else ""
        rows.append(_fact("beside", f"{forecast_lines(shared[:1])[0]}{more}", "dim", room))
    return rows


def forecast_mark(row: BranchRow) -> str:
    """Whom it runs into, by name: ``cache +1``."""
    met = [] if row.landed else run_into(row.forecast)
    return f"{met[0].agent}{f' +{len(met) - 1}' if len(met) > 1 else ''}" if met else ""


def _fact(label: str, text: str, ink: str, room: int) -> list[Span]:
    return [Span(f"{label:<{_LABEL}}", "dim"), Span(shortened(text, room), ink)]
