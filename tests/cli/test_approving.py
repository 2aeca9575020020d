"""doctor says where a dashboard would stand, and what could still press its keys."""

from __future__ import annotations

import pytest

from fleetui.cli.setup.approvals import pushed_keys, tier_check
from fleetui.model.approval import Terminal, Tier


@pytest.mark.parametrize(
    ("found", "level", "says"),
    [
        (Terminal(Tier.PLAIN), "ok", "plain terminal: m m approves"),
        (Terminal(Tier.TMUX, "tmux 3.3a"), "ok", "send-keys does not"),
        (Terminal(Tier.TMUX, "tmux 3.4"), "warn", "send-keys -K"),
        (Terminal(Tier.TMUX, "tmux next-3.7"), "warn", "send-keys -K"),
        (Terminal(Tier.SHARED, "GNU screen"), "warn", "GNU screen: sent keys look like typed ones"),
        (
            Terminal(Tier.AGENTS, detail="it runs inside the agents' own tmux server"),
            "warn",
            "none is possible here",
        ),
        (Terminal(Tier.UNKNOWN, detail="the server did not answer"), "warn", "did not answer"),
    ],
)
def test_each_tier_says_what_it_does_not_stop(found: Terminal, level: str, says: str) -> None:
    check = tier_check(found)
    assert check.level == level
    assert says in check.text
    if found.tier.approves:
        assert "a process of your user could still" in check.text


def test_a_kernel_and_a_terminal_that_take_pushed_keys_are_named_with_the_way_out() -> None:
    assert pushed_keys({}, "0") == ()
    (kernel,) = pushed_keys({}, "1")
    assert "legacy_tiocsti=0" in kernel.fix
    (kitty,) = pushed_keys({"KITTY_LISTEN_ON": "unix:@kitty"}, "0")
    assert "allow_remote_control" in kitty.text
