"""The loop of check, direct, queue, check, the same for every real agent."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.live.fleet import LiveFleet
from tests.support.waiting import until

_WRAPPED = re.compile(r'\n*<pasted_content id="\w+">\n(?P<text>.*)\n</pasted_content id="\w+">\n*', re.DOTALL)
FOLLOW_UPS = (
    "First: two lines,\n  the second set in; with a semicolon;",
    "Zweitens: ünïcödé, 日本語, ✓ and 🚀 — 'single' \"double\" `back` $HOME \\n %s #{pane_id} ~",
    "third\n\n\nafter blank lines\n- [ ] a list\n> a quote\n" + "a long line " * 20 + "ends here",
)


def told_by_its_file_alone(fleet: LiveFleet, cli: str) -> None:
    """Its screen, without title and with a draft, looks idle while an answer streams: its file tells until Esc."""
    fleet.add("ada", cli)
    fleet.queue("ada", "slow:60 say:streaming")
    fleet.until("ada", phase="working")
    fleet.press("ada", *"mine")
    until(lambda: ("screen", "idle") in _disagreed(fleet.agent("ada")), 30, every=0.3)
    streaming = fleet.agent("ada")
    assert (streaming["phase"], streaming["evidence"]["source"]) == ("working", "session")
    fleet.press("ada", "Escape")
    over = fleet.until("ada", phase="idle")
    assert _disagreed(over) == []
    assert _screen(fleet)["draft"] == "mine"


def _disagreed(agent: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["source"], one["phase"]) for one in agent["evidence"]["disagreed"]]


def known_from_its_file(
    fleet: LiveFleet, cli: str, tokens: int, left: int, *, told: bool = True, counted: int = 0
) -> None:
    """Its own session file is found, followed through a new session, and says what the server reported.

    ``told`` is false for an agent whose file does not say that a turn is over, ``counted`` are the tokens of an answer
    that it counts beside those that went in.
    """
    fleet.add("ada", cli)
    fleet.queue("ada", f"tokens:{tokens} say:measured")
    ended = {"turn_ended": True} if told else {}
    first = _session(fleet, **ended, context_tokens=tokens + counted, last_message="measured")
    until(lambda: abs(((fleet.agent("ada")["context"] or {}).get("left_percent") or 999) - left) <= 2, 20)
    fleet.queue("ada", "think:60 say:thought")
    assert _session(fleet, turn_ended=False)["session"] == first["session"]
    fleet.server.go_on()
    fleet.until("ada", phase="idle", queue=[])
    fleet.verb("clear", "ada", "--yes")
    fleet.queue("ada", "say:another session")
    second = _session(fleet, **ended, other_than=first["session"], last_message="another session")
    assert second["context_tokens"] != first["context_tokens"]
    until(lambda: ((fleet.agent("ada")["context"] or {}).get("left_percent") or 100) > left, 20)


def _screen(fleet: LiveFleet) -> dict[str, Any]:
    """What its screen is read as now."""
    found: dict[str, Any] = json.loads(fleet.verb("explain", "ada", "--json"))
    return found


def _session(fleet: LiveFleet, other_than: str = "", **wanted: object) -> dict[str, Any]:
    """The session facts once they hold these values."""

    def seen() -> dict[str, Any] | None:
        found = fleet.agent("ada")["session"]
        fits = found and all(found[key] == value for key, value in wanted.items())
        return found if fits and found["session"] not in ("", other_than) else None

    return until(seen, 60, every=0.3)


def unwrapped(text: str) -> str:
    """A text without what Claude Code writes around a long paste since 2.1.332."""
    found = _WRAPPED.fullmatch(text)
    return found["text"] if found else text


def delivered_once(fleet: LiveFleet, cli: str, added: str = "") -> None:
    """Three follow-ups queued while it works arrive as they were written, in order, each once.

    ``added`` is what the agent itself puts behind a long paste.
    """
    first = "think:300 say:now the rest"  # longer than it takes to queue the others on a busy machine
    fleet.add("ada", cli)
    fleet.queue("ada", first)
    fleet.until("ada", phase="working")
    for text in FOLLOW_UPS:
        fleet.queue("ada", text)
    until(lambda: [entry["text"] for entry in fleet.agent("ada")["queue"]] == list(FOLLOW_UPS), 20)
    fleet.server.go_on()
    *short, long = FOLLOW_UPS
    fleet.received(first, *short, f"{long}{added}", as_read=unwrapped)
    fleet.until("ada", phase="idle", queue=[])


def replaced(fleet: LiveFleet, cli: str) -> None:
    """A stuck agent is stopped whole; a fresh one gets the handoff, then the follow-up that waited."""
    worktree = fleet.add("ada", cli)
    (worktree / "half-done.txt").write_text("half\n")
    fleet.queue("ada", "hang say:never said")
    fleet.until("ada", phase="working")
    fleet.queue("ada", "say:the follow-up that waited")
    old = fleet.processes("ada")
    fleet.verb("restart", "ada", "--yes")
    until(lambda: len(fleet.server.oracle.texts()) >= 3, 60)
    first, handoff, last = map(unwrapped, fleet.server.oracle.texts())
    assert (first, last) == ("hang say:never said", "say:the follow-up that waited")
    assert handoff.startswith("You take over the work of ada")
    assert "half-done.txt" in handoff
    assert handoff.strip() in [text.strip() for text in fleet.stored_texts()]
    assert not any(process.is_running() for process in old)
    fleet.until("ada", phase="idle", queue=[])
    _rescued(fleet, worktree)


def _rescued(fleet: LiveFleet, worktree: Path) -> None:
    assert "ada" in fleet.verb("rescue", "list")
    assert (worktree / "half-done.txt").read_text() == "half\n"


def kept_across_engines(fleet: LiveFleet, cli: str) -> None:
    """The engine ends and another begins: the agent works on, and what waited is sent once."""
    fleet.add("ada", cli)
    fleet.queue("ada", "think:60 say:outlived it")
    fleet.until("ada", phase="working")
    fleet.queue("ada", "say:sent by the next engine")
    fleet.stop_engine()
    fleet.start_engine()
    fleet.server.go_on()
    fleet.received("think:60 say:outlived it", "say:sent by the next engine")
    fleet.until("ada", phase="idle", queue=[])


def gone_on_with(fleet: LiveFleet, cli: str) -> None:
    """A restart with the same session: the process is another, the conversation and the queue are not."""
    fleet.add("ada", cli)
    fleet.queue("ada", "say:remember the heron")
    fleet.received("say:remember the heron")
    fleet.until("ada", phase="idle", queue=[])
    if cli in ("codex", "opencode"):  # they choose their ids themselves, and only their files say them
        _session(fleet)
    old = fleet.processes("ada")
    fleet.verb("restart", "ada", "--resume", "--yes")
    until(lambda: not any(process.is_running() for process in old), 10)
    fleet.queue("ada", "say:the same conversation")
    until(lambda: "say:the same conversation" in fleet.server.oracle.texts(), 60)
    assert fleet.server.oracle.said_before("say:the same conversation") == ("say:remember the heron",)
    fleet.until("ada", phase="idle", queue=[])


def compacted_and_cleared(fleet: LiveFleet, cli: str, shows: str = "") -> None:
    """Its own commands are taken as commands and not as texts: the conversation is summed up, then forgotten.

    ``shows`` is what its screen says of a compaction; empty for one that has none.
    """
    fleet.add("ada", cli)
    parts = [
        f"say:part {number}" for number in range(1, 5)
    ]  # Claude sums up only what is more than a few messages
    for part in parts:
        fleet.queue("ada", part)
    fleet.received(*parts)
    fleet.until("ada", phase="idle", queue=[])
    if shows:
        fleet.verb("compact", "ada")
        until(lambda: shows in fleet.screen("ada"), 60, every=0.5)
        fleet.until("ada", phase="idle", queue=[])
        assert not [text for text in fleet.server.oracle.texts() if text.startswith("/")]
    fleet.verb("clear", "ada", "--yes")
    fleet.queue("ada", "say:a new page")
    until(lambda: "say:a new page" in fleet.server.oracle.texts(), 60)
    assert fleet.server.oracle.said_before("say:a new page") == ()
    fleet.until("ada", phase="idle", queue=[])


def gone_on_with_after_its_end(fleet: LiveFleet, cli: str, leave: str) -> None:
    """An agent that left goes on with the session whose command it printed then."""
    fleet.add("ada", cli)
    fleet.queue("ada", "say:remember the heron")
    fleet.received("say:remember the heron")
    fleet.until("ada", phase="idle", queue=[])
    fleet.press("ada", leave)
    until(lambda: _screen(fleet)["draft"] == leave, 20, every=0.3)
    until(lambda: fleet.agent("ada")["phase"] == "exited" or fleet.press("ada", "Enter"), 30, every=1.0)
    fleet.verb("start", "ada", "--resume")
    fleet.queue("ada", "say:the same conversation")
    until(lambda: "say:the same conversation" in fleet.server.oracle.texts(), 60)
    assert fleet.server.oracle.said_before("say:the same conversation") == ("say:remember the heron",)
