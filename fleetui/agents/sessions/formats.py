"""Every format of session files that a profile may name."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.agents.sessions.claude import ClaudeSession
from fleetui.agents.sessions.codex import CodexSession
from fleetui.agents.sessions.copilot import CopilotSession
from fleetui.agents.sessions.gemini import GeminiSession
from fleetui.agents.sessions.opencode import OpencodeSession
from fleetui.agents.sessions.pi import PiSession
from fleetui.agents.sessions.qwen import QwenSession
from fleetui.agents.sessions.records import SessionReader
from fleetui.model.session import Windows

PARSERS: dict[str, Callable[[Windows], SessionReader]] = {
    "claude": ClaudeSession,
    "codex": CodexSession,
    "copilot": CopilotSession,
    "gemini": GeminiSession,
    "opencode": OpencodeSession,
    "pi": PiSession,
    "qwen": QwenSession,
}
"""Each is made with what the profile knows of its models' windows."""
