"""What an account may still spend: the tightest allowance counts, and one that began anew is whole."""

from __future__ import annotations

import pytest

from fleetui.model.quota import AccountQuota, Quota, QuotaWindow, tightest, window_name

NOON = 1_796_000_000.0


@pytest.mark.parametrize(
    ("minutes", "name"),
    [
        (300, "5h"),
        (299, "5h"),
        (10_080, "week"),
        (10_079, "week"),
        (1440, "24h"),
        (43_200, "month"),
        (2880, "2d"),
        (0, ""),
    ],
)
def test_a_window_is_named_after_its_length(minutes: int, name: str) -> None:
    assert window_name(60.0 * minutes) == name


def test_what_is_left_is_not_known_once_the_window_began_anew() -> None:
    window = QuotaWindow("5h", 62.4, NOON + 60)
    assert window.left_at(NOON) == 37
    assert window.left_at(NOON + 60) is None
    account = AccountQuota("Codex", Quota((window, QuotaWindow("week", 40)), NOON))
    assert (account.least_left(NOON), account.least_left(NOON + 60)) == (37, 60)
    assert tightest([account], NOON + 60) == (account, account.quota.windows[1])
    assert tightest([AccountQuota("Codex", Quota((window,), NOON))], NOON + 60) is None
    assert QuotaWindow("week", 130.0).left_at(NOON) == 0


def test_of_several_accounts_the_tightest_window_is_told() -> None:
    one = AccountQuota("Codex", Quota((QuotaWindow("5h", 10), QuotaWindow("week", 70)), NOON))
    two = AccountQuota("Claude Code", Quota((QuotaWindow("5h", 60),), NOON))
    assert tightest([one, two], NOON) == (one, one.quota.windows[1])
    assert tightest([], NOON) is None
