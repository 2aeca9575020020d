"""Every format of session files that a profile may name."""

from __future__ import annotations

from fleetui.agents.session_claude import ClaudeSession
from fleetui.agents.session_codex import CodexSession
from fleetui.agents.session_gemini import GeminiSession
from fleetui.agents.session_qwen import QwenSession

Session = ClaudeSession | CodexSession | GeminiSession | QwenSession

PARSERS: dict[str, type[Session]] = {
    "claude": ClaudeSession,
    "codex": CodexSession,
    "gemini": GeminiSession,
    "qwen": QwenSession,
}
"""Each is made with what the profile knows of its models' windows."""
