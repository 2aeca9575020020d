"""What an account may still spend, in words for the header and for one agent."""

from __future__ import annotations

import time

from fleetui.model.quota import AccountQuota, QuotaWindow, tightest
from fleetui.model.view import FleetView
from fleetui.ui.draw.labels.ages import clock
from fleetui.ui.draw.strips import Span
from fleetui.ui.draw.wall_clock import of_day

_FEW = 2
_DAY_S = 86400.0


def quota_span(view: FleetView, now: float, low: int, *, wide: bool, spenders: bool) -> Span | None:
    """The allowance with the least left, ``wide`` with when it begins anew; ``None`` where none is known."""
    found = tightest(view.quotas, now + view.clock_moved)
    if found is None:
        return None
    account, window = found
    left = window.left_at(now + view.clock_moved)
    ink = "low" if left is not None and left < low else "dim"
    if not wide:
        return Span(f"{window.name} {left}%  ", ink)
    whose = f"{account.account} " if len(view.quotas) > 1 else ""
    by = _spenders(account) if spenders else ""
    return Span(f"{whose}{window_words(window, now, view.clock_moved)}{by}  ", ink)


def quota_words(view: FleetView, agent: str, now: float) -> str:
    """Every allowance of an agent's account; empty where none is known."""
    found = next((one for one in view.quotas if agent in one.agents), None)
    if found is None:
        return ""
    said = (window_words(one, now, view.clock_moved) for one in found.quota.windows)
    return f"{found.account}: {', '.join(said)}{_spenders(found)}"


def window_words(window: QuotaWindow, now: float, moved: float) -> str:
    """Such as ``5h 38% left · resets 16:00``, with the day where it is not within one."""
    known, at = window.left_at(now + moved), window.resets_at - moved
    if known is None:
        return f"{window.name} began anew {clock(at)}"
    left = f"{window.name} {known}% left"
    if not window.resets_at:
        return left
    day = time.strftime("%a ", of_day(at)) if at - now >= _DAY_S else ""
    return f"{left} · resets {day}{clock(at)}"


def _spenders(account: AccountQuota) -> str:
    names = account.spending
    more = f" +{len(names) - _FEW}" if len(names) > _FEW else ""
    return f" · spent by {', '.join(names[:_FEW])}{more}" if names else ""
