"""Follow-ups arrive once, where they belong, or are shown as not confirmed."""

from __future__ import annotations

from tests.faults.attacks import attack
from tests.faults.lab import Lab
from tests.faults.lab.weather import standing_still


@attack(1, 2, 9)
def a_tmux_server_that_stands_still(lab: Lab) -> None:
    """The agents' tmux server does not answer for a while: nobody dies, each follow-up arrives once."""
    lab.fleet("a", "b")
    server, panes = lab.server_pid(), [lab.pid("a"), lab.pid("b")]
    terminal = lab.terminal()
    lab.must("queue", "a", "add", "before it stood still")
    with standing_still(server):
        lab.must("queue", "b", "add", "while it stands still")
        lab.until(lambda: "answer" in terminal.text(), "the dashboard says that tmux does not answer")
        lab.stays(lambda: "exited" not in terminal.text(), "nobody is called exited", looks=12)
    lab.until(lambda: lab.texts("b") == ["while it stands still"], "the follow-up arrived once")
    lab.until(lambda: lab.texts("a") == ["before it stood still"], "the other arrived once")
    assert lab.server_pid() == server
    assert [lab.pid("a"), lab.pid("b")] == panes
