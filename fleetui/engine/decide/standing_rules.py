"""What an agent is always told, and with which of its follow-ups."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.model.fleet import Seat
from fleetui.model.standing_rules import NO_RULES, RulesPlan, rules_plan


def rules_of(core: Core, seat: Seat) -> tuple[str, ...]:
    """The rules of its project, then those of its role."""
    return (*core.project(seat).rules, *core.settings.roles.get(seat.role, ()))


def plan_of(core: Core, seat: Seat) -> RulesPlan:
    """Nothing for an agent that takes one line at a time: each rule would be a prompt of its own."""
    rules, profile = rules_of(core, seat), core.profile(seat)
    if not rules or not profile.delivery.multi_line:
        return NO_RULES
    queue = core.fleet.queues.get(seat.name, ())
    return rules_plan(queue, core.live_run(seat.name), rules, core.project(seat).rules_every, profile.clear)
