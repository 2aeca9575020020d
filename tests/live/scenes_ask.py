"""Scenes of an agent that asks: for leave, for a choice, and before the first prompt."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime

from tests.live.agents import Home
from tests.live.scene import Scene, Take, ready, settled
from tests.support.waiting import until

BYPASS = "WARNING: Claude Code running in Bypass Permissions mode"


def permission(cli: str, text: str, choices: list[str]) -> Scene:
    """A command that needs a yes, and what is seen after it."""

    def play(take: Take) -> None:
        ready(take, cli)
        take.say("shell:touch made-by-agent")
        take.stage.until_shows("1. Yes", choices[-1][:8])
        question = {"kind": "permission", "text": text, "choices": choices}
        take.keep("permission", {"phase": "asking", "question": question}, settled(take))
        take.stage.press("Enter")
        take.stage.until_shows("Understood", without="Esc to cancel")
        take.keep("answered", take.idle(), settled(take))

    return Scene(cli, "permission", play)


def edit_permission() -> Scene:
    """Claude asks before it writes a file, with the content in the dialog."""

    def play(take: Take) -> None:
        ready(take, "claude")
        take.say("write:notes.md")
        take.stage.until_shows("Do you want to create notes.md?")
        edits = "switch to accept edits (auto-approve file edits and common file commands) for this session"
        choices = ["Yes", f"Yes, and {edits} (shift+tab)", "No"]
        question = {"kind": "permission", "text": "Do you want to create notes.md?", "choices": choices}
        take.keep("permission-edit", {"phase": "asking", "question": question}, settled(take))

    return Scene("claude", "edit", play)


def question() -> Scene:
    """Claude asks the operator with its own tool."""

    def play(take: Take) -> None:
        ready(take, "claude")
        take.say("ask:Which colour should the button have?|Red|Blue")
        take.stage.until_shows("Enter to select")
        choices = ["Red", "Blue", "Type something.", "Chat about this"]
        asked = {"kind": "question", "text": "Which colour should the button have?", "choices": choices}
        take.keep("question", {"phase": "asking", "question": asked}, settled(take))

    return Scene("claude", "question", play)


def planning() -> Scene:
    """Claude in plan mode, and its plan waiting for a yes."""

    def play(take: Take) -> None:
        ready(take, "claude")
        take.stage.press("BTab")
        take.stage.until_shows("accept edits on")
        take.stage.press("BTab")
        take.stage.until_shows("plan mode on")
        take.keep("plan-mode", take.idle(), settled(take))
        take.say("plan:First read the code. Then write the test.")
        shot = take.stage.until_shows("1. Yes")
        rows = [re.match(r"[ ❯]*\d\. (.*)", row) for row in shot.text.splitlines()]
        question = {
            "kind": "plan",
            "text": "Claude wants to exit plan mode",
            "choices": [row[1].strip() for row in rows if row],
        }
        take.keep("plan", {"phase": "asking", "question": question}, settled(take))

    return Scene("claude", "plan", play)


def unguarded(cli: str, switch: str, shows: str) -> Scene:
    """Started without permission prompts; a command that runs for long."""

    def play(take: Take) -> None:
        if cli == "claude":
            shot = take.stage.until_shows("No, exit", "Yes, I accept", timeout=60)
            assert "Bypass Permissions" in shot.text
            choices = ["No, exit", "Yes, I accept"]
            question = {"kind": "first-run", "text": BYPASS, "choices": choices}
            take.keep("unguarded-warning", {"phase": "asking", "question": question}, settled(take))
            take.stage.press("Down")
            until(lambda: re.search(r"❯ (?:2\. )?Yes", take.stage.shot().text), 30)
            take.stage.press("Enter")
        take.stage.until_shows(shows, timeout=60)
        take.keep("unguarded", take.idle(), settled(take))
        take.say("run:tail -f /dev/null")
        take.stage.until_shows("ctrl+b to run in" if cli == "claude" else "Running tail")
        take.keep("working-tool", {"phase": "working", "draft": ""})

    return Scene(cli, "unguarded", play, arguments=(switch,))


def dialog(
    cli: str, name: str, kind: str, text: str, choices: list[str], prepare: Callable[[Home], None]
) -> Scene:
    """A question before the first prompt: a text typed now would answer it."""

    def play(take: Take) -> None:
        take.stage.until_shows(*choices, timeout=60)
        question = {"kind": kind, "text": text, "choices": choices}
        take.keep(name, {"phase": "asking", "question": question}, settled(take))

    return Scene(cli, name, play, prepare)


def with_servers(home: Home, *names: str) -> None:
    """A project that brings servers of its own."""
    servers = {name: {"command": "true"} for name in names}
    (home.project / ".mcp.json").write_text(json.dumps({"mcpServers": servers}))


def with_imports(home: Home) -> None:
    """A project whose CLAUDE.md takes in a file from outside it."""
    (home.path / "project.md").write_text("Be brief.\n")
    (home.project / "CLAUDE.md").write_text(f"@{home.path}/project.md\n")


def without_claude_state(home: Home, without: str) -> None:
    """A home in which Claude was never told one thing."""
    path = home.path / ".claude.json"
    state = json.loads(path.read_text())
    path.write_text(json.dumps({key: value for key, value in state.items() if key != without}))


def codex_rows(home: Home, keep: Callable[[str], bool]) -> None:
    """A home whose Codex has only some rows of its settings."""
    config = home.path / ".codex" / "config.toml"
    config.write_text("".join(row for row in config.read_text().splitlines(True) if keep(row)))


def codex_untrusted(home: Home) -> None:
    """A folder with settings of its own that Codex was never told to trust."""
    codex_rows(home, lambda row: not row.startswith(("approval", "sandbox", "[projects", "trust")))
    (home.project / ".codex").mkdir()
    (home.project / ".codex" / "config.toml").write_text('model_reasoning_effort = "low"\n')
    subprocess.run(["git", "init", "-q", str(home.project)], check=True, timeout=10)


def codex_unreviewed(home: Home) -> None:
    """Hooks that its user did not review yet."""
    one = {"hooks": [{"type": "command", "command": "true", "timeout": 3}]}
    (home.path / ".codex" / "hooks.json").write_text(json.dumps({"hooks": {"Stop": [one]}}))


def codex_unknown_user(home: Home) -> None:
    """A home without a provider."""
    codex_rows(home, lambda row: not row.startswith(("model", "approval", "sandbox")))
    codex_rows(home, lambda row: not row.startswith(("[model", "name", "base_url", "env_key", "wire")))


def codex_outdated(home: Home) -> None:
    """A home that heard of a newer version."""
    codex_rows(home, lambda row: not row.startswith("check_for_update"))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    version = {"latest_version": "9.9.9", "last_checked_at": now, "dismissed_version": None}
    (home.path / ".codex" / "version.json").write_text(json.dumps(version))
