"""The header keeps its counts, and what stands beside them stays apart."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from fleetui.model.quota import AccountQuota, Quota, QuotaWindow
from fleetui.model.view import PortHealth
from fleetui.ui.draw.labels.ages import clock
from tests.support.fleets import NOW, fleet
from tests.support.screens import running


@pytest.mark.parametrize("quiet", ["acknowledged", "snoozed", "muted"])
async def test_who_is_quiet_costs_the_header_no_count_and_what_stands_in_it_stays_apart(quiet: str) -> None:
    view = fleet(18)
    first = view.agents[0]
    assert first.attention is not None
    changed = {
        "acknowledged": replace(first, attention=replace(first.attention, acknowledged=True)),
        "snoozed": replace(first, snoozed_until=NOW + 900),
        "muted": replace(first, muted=True),
    }[quiet]
    silent = PortHealth("tmux own", "does not answer", NOW - 10)
    for health in ((), (silent,)):
        async with running(replace(view, agents=(changed, *view.agents[1:]), health=health)) as run:
            header = run.text.splitlines()[0]
        assert all(f" {count}" in header for count in ("●7", "○2", "‖1")), header
        assert not re.search(r"\w (tmux|live|read)", header), header
        assert not re.search(r"(held|confirmed) \S", header), header


def spent(*windows: QuotaWindow) -> tuple[AccountQuota, ...]:
    return (AccountQuota("Claude Code", Quota(windows, NOW), ("docs", "cache"), ("cache",)),)


async def test_the_header_says_what_an_account_may_still_spend_and_until_when() -> None:
    soon, later = QuotaWindow("5h", 62, NOW + 3600), QuotaWindow("week", 8, NOW + 300_000)
    resets = clock(NOW + 3600)
    async with running(fleet(12, quotas=spent(soon, later)), size=(190, 50)) as run:
        assert f"5h 38% left · resets {resets} · spent by cache" in run.text.splitlines()[0]
    async with running(fleet(12, quotas=spent(soon, later)), size=(90, 40)) as run:
        assert "left" not in run.text.splitlines()[0]
    async with running(fleet(12, quotas=spent(replace(soon, used_percent=93))), size=(80, 24)) as run:
        header = run.text.splitlines()[0]
        assert all(f" {part}" in header for part in ("5h 7%", "●5", "○1", "‖1")), header
    async with running(fleet(12, quotas=spent(replace(soon, resets_at=NOW - 60))), size=(190, 50)) as run:
        assert "5h" not in run.text.splitlines()[0]  # what was spent since nobody said
    async with running(fleet(12), size=(190, 50)) as run:
        assert "% left" not in run.text.splitlines()[0]
