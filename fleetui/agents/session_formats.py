"""Every format of session files that a profile may name."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.agents.session import SessionReader
from fleetui.agents.session_claude import ClaudeSession
from fleetui.agents.session_codex import CodexSession
from fleetui.agents.session_gemini import GeminiSession
from fleetui.agents.session_opencode import OpencodeSession
from fleetui.agents.session_qwen import QwenSession
from fleetui.model.session import Windows

PARSERS: dict[str, Callable[[Windows], SessionReader]] = {
    "claude": ClaudeSession,
    "codex": CodexSession,
    "gemini": GeminiSession,
    "opencode": OpencodeSession,
    "qwen": QwenSession,
}
"""Each is made with what the profile knows of its models' windows."""
