"""File systems, repositories and the operator's own things."""

from __future__ import annotations

import os

from tests.faults.attacks import attack
from tests.faults.lab import Lab
from tests.faults.lab.weather import file_system


@attack(9)
def a_state_on_another_file_system(lab: Lab) -> None:
    """fleetui's state is on another file system than the repository: an agent starts and may land."""
    lab.keep(file_system(lab.scratch.home))
    lab.fleet("a")
    lab.work("a")
    lab.may_land("a")


@attack(9)
def a_configuration_that_is_no_file(lab: Lab) -> None:
    """fleet.toml becomes a pipe while the owner runs: it is said, and what was declared goes on."""
    lab.fleet("a")
    good = lab.config.read_bytes()
    lab.must("pause", "a")
    lab.must("queue", "a", "add", "kept")
    lab.config.unlink()
    os.mkfifo(lab.config)
    published = lab.scratch.paths.published
    lab.until(lambda: "is not a file" in published.read_text(), "the header says so")
    lab.config.unlink()
    lab.config.write_bytes(good)
    lab.must("resume", "a")
    lab.until(lambda: lab.texts("a") == ["kept"], "the follow-up arrived once")


@attack(8)
def a_name_that_draws_a_dialog(lab: Lab) -> None:
    """A commit message and a file name hold escape sequences and markup: the dashboard shows them as text."""
    lab.fleet("a")
    lab.work("a", {"\x1b]0;owned\x07[red]x[/].py": "x = 1\n"})
    terminal = lab.terminal()
    terminal.injects("3")
    assert "owned" not in terminal.tmux.show(terminal.pane, "#{pane_title}")


@attack(10)
def the_operators_settings(lab: Lab) -> None:
    """A whole day of fleetui leaves the operator's git configuration and refs of others as they were."""
    config = (lab.repo / ".git/config").read_bytes()
    lab.fleet("a")
    lab.work("a")
    lab.may_land("a")
    lab.must("stop", "a", "--yes")
    lab.end_owner()
    assert (lab.repo / ".git/config").read_bytes() == config
    assert lab.git("status", "--porcelain") == ""
