"""Every format of session files that a profile may name."""

from __future__ import annotations

from fleetui.agents.session_claude import ClaudeSession
from fleetui.agents.session_codex import CodexSession

PARSERS: dict[str, type[ClaudeSession] | type[CodexSession]] = {
    "claude": ClaudeSession,
    "codex": CodexSession,
}
"""Each is made with the window that the profile names, 0 where it names none."""
