"""How much of an account's allowance is left, as its agents say it themselves."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.model.value import value

_HOUR_S, _DAY_S = 3600.0, 86400.0
_NAMES = ((7 * _DAY_S, "week"), (30 * _DAY_S, "month"))
_SLACK = 0.05
"""By how much of its length a window may differ from the one it is named after."""


@value
class QuotaWindow:
    """One allowance: what may be spent within a length of time, or of money."""

    name: str
    """Such as ``5h``, ``week`` or ``spend``."""
    used_percent: float
    resets_at: float = 0.0
    """When it begins anew, seconds since the epoch by the machine's clock; 0 where that is not said."""

    def left_at(self, clock: float) -> int | None:
        """Whole percent left at a time of the machine's clock, never more than there are.

        ``None`` once it began anew: nobody has said yet what was spent since.
        """
        if 0 < self.resets_at <= clock:
            return None
        return max(0, min(100, int(100 - self.used_percent + 1e-6)))


@value
class Quota:
    """The allowances of one account, as an agent of it was told them."""

    windows: tuple[QuotaWindow, ...]
    at: float
    """When it was told."""


@value
class AccountQuota:
    """The newest that any agent of an account says of it."""

    account: str
    """The agent program's name, with the folder it logs in from where the profile names one."""
    quota: Quota
    agents: tuple[str, ...] = ()
    """The agents of this account, by slot."""
    spending: tuple[str, ...] = ()
    """Those of them that work now."""

    def least_left(self, clock: float) -> int:
        """Percent left of the tightest window at a time of the machine's clock; one that began anew counts as whole."""
        left = (one.left_at(clock) for one in self.quota.windows)
        return min((100 if one is None else one for one in left), default=100)


def window_name(seconds: float) -> str:
    """What people call a window of this length; empty where it is none."""
    if seconds <= 0:
        return ""
    for length, name in _NAMES:
        if abs(seconds - length) <= length * _SLACK:
            return name
    return (
        f"{round(seconds / _DAY_S)}d" if seconds >= 1.5 * _DAY_S else f"{max(1, round(seconds / _HOUR_S))}h"
    )


def tightest(accounts: Iterable[AccountQuota], clock: float) -> tuple[AccountQuota, QuotaWindow] | None:
    """The account and window with the least left; ``None`` where nothing is known."""
    known = [
        (left, account, window)
        for account in accounts
        for window in account.quota.windows
        if (left := window.left_at(clock)) is not None
    ]
    found = min(known, key=lambda one: one[0], default=None)
    return (found[1], found[2]) if found else None
