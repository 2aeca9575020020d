"""What ``doctor`` says of approving here: where this terminal stands, and what could still press its keys."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fleetui.cli.setup.check import OK, WARN, Check

if TYPE_CHECKING:
    from fleetui.config.paths import Paths
    from fleetui.model.approval import Terminal

TIOCSTI = Path("/proc/sys/dev/tty/legacy_tiocsti")
_SAME_USER = "a process of your user could still trace this one or attach a terminal of its own and type"
_REMOTE = {
    "KITTY_LISTEN_ON": "kitty takes keys by remote control: allow_remote_control no",
    "WEZTERM_PANE": "wezterm takes keys by wezterm cli send-text: run the dashboard in another terminal",
    "ITERM_SESSION_ID": "iTerm2 takes keys from scripts: leave its Python API off",
}
"""Terminals that can be told to press keys, by the variable that they set."""


def approving(paths: Paths) -> tuple[Check, ...]:
    """Where a dashboard opened here would stand, and what presses keys in any terminal."""
    from fleetui.ports.tmux import OwnTerminal

    found = asyncio.run(OwnTerminal(str(paths.socket), os.getpid()).look({}))
    return (tier_check(found), *pushed_keys(os.environ, _tiocsti()))


def tier_check(found: Terminal) -> Check:
    """The tier, in words, and what it does not stop."""
    from fleetui.model.approval import Tier

    if found.tier is Tier.PLAIN:
        return Check("approvals", OK, f"plain terminal: m m approves; {_SAME_USER}")
    if found.tier is Tier.TMUX:
        return _in_tmux(found)
    if found.tier is Tier.SHARED:
        text = f"{found.name}: sent keys look like typed ones, so a word is asked for on top; {_SAME_USER}"
        return Check("approvals", WARN, text, "open the dashboard in a terminal without it")
    return Check("approvals", WARN, f"none is possible here: {found.detail}", "a plain terminal is best")


def _in_tmux(found: Terminal) -> Check:
    from fleetui.cli.setup.program_version import version_in

    text = f"{found.name}: a key counts only when an attached terminal typed it (send-keys does not); {_SAME_USER}"
    if (version_in(found.name) or (0, 0)) < (3, 4):
        return Check("approvals", OK, text)
    more = f"{text}; send-keys -K of this tmux counts within 8 s of a typed key"
    return Check("approvals", WARN, more, 'a plain terminal, or word = "always" under [release]')


def pushed_keys(environment: Mapping[str, str], tiocsti: str) -> tuple[Check, ...]:
    """What the kernel and the terminal itself let others press."""
    found = []
    if tiocsti == "1":
        text = "the kernel lets programs push keys into their terminal (TIOCSTI): a program started in it can approve"
        found.append(Check("pushed keys", WARN, text, "sudo sysctl -w dev.tty.legacy_tiocsti=0"))
    found += [Check("pushed keys", WARN, text) for mark, text in _REMOTE.items() if environment.get(mark)]
    return tuple(found)


def _tiocsti() -> str:
    """``1`` where keys can be pushed; empty where the kernel does not say, which before Linux 6.2 means they can."""
    try:
        return TIOCSTI.read_text().strip()
    except OSError:
        return ""
