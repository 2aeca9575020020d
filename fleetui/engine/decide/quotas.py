"""What each account may still spend: the newest word of all its agents, and who spends it now."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.model.fleet import Seat
from fleetui.model.quota import AccountQuota, Quota
from fleetui.model.status import Phase


def account_of(core: Core, seat: Seat) -> str:
    """Whose allowance an agent spends: its program's, and where its profile names a folder to log in from, that."""
    profile = core.profile(seat)
    names = [one.split("/")[0] for one in profile.session.variables] if profile.session else []
    folder = next((profile.environment[name] for name in names if profile.environment.get(name)), "")
    return f"{profile.label} ({folder})" if folder else profile.label


def account_quotas(core: Core) -> tuple[AccountQuota, ...]:
    """By account, for those of which something is known."""
    if not any(core.sight(seat.name).quota for seat in core.seats()):
        return ()
    newest: dict[str, Quota] = {}
    agents: dict[str, list[str]] = {}
    spending: dict[str, list[str]] = {}
    for seat in core.seats():
        seen, account = core.sight(seat.name), account_of(core, seat)
        if seen.quota is not None and (account not in newest or seen.quota.at > newest[account].at):
            newest[account] = seen.quota
        agents.setdefault(account, []).append(seat.name)
        if seen.status.phase is Phase.WORKING and core.live_run(seat.name) is not None:
            spending.setdefault(account, []).append(seat.name)
    return tuple(
        AccountQuota(account, quota, tuple(agents[account]), tuple(spending.get(account, ())))
        for account, quota in sorted(newest.items())
    )


def quota_left(core: Core, seat: Seat) -> int | None:
    """Percent left of the tightest window of an agent's account, whole where it began anew; ``None`` if unknown."""
    account = account_of(core, seat)
    found = next((one for one in account_quotas(core) if one.account == account), None)
    clock = core.world.now() + core.clock_moved
    return found.least_left(clock) if found else None
