"""Follow-ups arrive once, where they belong, or are shown as not confirmed."""

from __future__ import annotations

from tests.faults.attacks import attack
from tests.faults.lab import Lab
from tests.faults.lab.fleet import alive
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


@attack(1, 2)
def a_pane_in_copy_mode(lab: Lab) -> None:
    """Somebody scrolls back in the agent's pane: the follow-up waits for the end of that, and arrives once."""
    lab.fleet("a")
    pane = lab.background.shown("a")["pane"]["id"]  # type: ignore[index]
    lab.scratch.tmux("copy-mode", "-t", pane)
    lab.must("queue", "a", "add", "not while you read")
    lab.stays(lambda: not lab.texts("a"), "nothing is typed")
    lab.scratch.tmux("send-keys", "-X", "-t", pane, "cancel")
    lab.until(lambda: lab.texts("a") == ["not while you read"], "the follow-up arrived once")


@attack(2, 3)
def a_pane_given_to_another_program(lab: Lab) -> None:
    """Another program runs in the agent's pane and draws an idle composer: nothing is typed to it, it lives on."""
    lab.fleet("a")
    pane, got = lab.background.shown("a")["pane"]["id"], lab.root / "got"  # type: ignore[index]
    drawn = r"\n────────────\n❯ \n────────────\n  ? for help · 83% context left\033[2A\r\033[2C"
    lab.scratch.tmux("respawn-pane", "-k", "-t", pane, f"printf '{drawn}'; exec cat > {got}")
    other = int(lab.scratch.tmux("display-message", "-p", "-t", pane, "#{pane_pid}"))
    lab.must("queue", "a", "add", "for the agent alone")
    lab.stays(lambda: got.exists() and not got.read_bytes(), "nothing is typed", looks=8)
    lab.tries("stop", "a", "--yes")
    assert alive(other)
