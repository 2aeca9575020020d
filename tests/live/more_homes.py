"""What the agents beside Claude Code and Codex need in a scratch home to start without a question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

KEY = "sk-local-0123456789abcdefghij"
"""Opens nothing anywhere."""
WINDOW = 200_000
"""Tokens of opencode's and Pi's model."""


def variables(server: str) -> dict[str, str]:
    """The part of the environment that leads them to the model server."""
    return {
        "GEMINI_API_KEY": KEY,
        "GOOGLE_GEMINI_BASE_URL": server,
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": f"{server}/v1",
        "OPENAI_API_BASE": f"{server}/v1",
        "OPENAI_MODEL": "qwen3-coder-plus",
        "OPENCODE_DISABLE_MODELS_FETCH": "1",
        "OPENCODE_DISABLE_AUTOUPDATE": "1",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "COPILOT_OFFLINE": "true",
        "COPILOT_AUTO_UPDATE": "false",
        "COPILOT_PROVIDER_BASE_URL": f"{server}/v1",
        "COPILOT_PROVIDER_API_KEY": KEY,
        "COPILOT_MODEL": "gpt-4.1",
        "PI_OFFLINE": "1",
        "PI_TELEMETRY": "0",
    }


def prepare(home: Path, server: str) -> None:
    """Write their settings below a home."""
    _write(home / ".gemini" / "settings.json", json.dumps(_gemini()))
    _write(home / ".qwen" / "settings.json", json.dumps(_qwen()))
    _write(home / ".config" / "opencode" / "opencode.json", json.dumps(_opencode(server)))
    _write(home / ".copilot" / "config.json", json.dumps({"trustedFolders": [str(home.parent)]}))
    prepare_pi(home / ".pi" / "agent", server)
    _write(home / ".aider.conf.yml", "".join(f"{key}: {value}\n" for key, value in _AIDER.items()))


def prepare_pi(folder: Path, server: str) -> None:
    """Write Pi's settings into its own folder."""
    _write(folder / "models.json", json.dumps(_pi(server)))
    _write(folder / "settings.json", json.dumps(_PI))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _gemini() -> dict[str, Any]:
    return {
        "model": {"name": "gemini-2.5-pro"},
        "security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}},
        "general": {"enableAutoUpdate": False},
        "privacy": {"usageStatisticsEnabled": False},
        "ui": {"footer": {"hideContextPercentage": False}},
    }


def _qwen() -> dict[str, Any]:
    return {
        "security": {"auth": {"selectedType": "openai"}},
        "general": {"enableAutoUpdate": False},
        "privacy": {"usageStatisticsEnabled": False},
    }


def _opencode(server: str) -> dict[str, Any]:
    model = {"name": "m", "limit": {"context": WINDOW, "output": 8000}}
    options = {"baseURL": f"{server}/v1", "apiKey": KEY}
    provider = {
        "npm": "@ai-sdk/openai-compatible",
        "name": "local",
        "options": options,
        "models": {"m": model},
    }
    return {
        "autoupdate": False,
        "model": "local/m",
        "permission": {"bash": "ask"},
        "provider": {"local": provider},
    }


_PI = {"defaultProvider": "local", "defaultModel": "m", "quietStartup": True}


def _pi(server: str) -> dict[str, Any]:
    model = {"id": "m", "contextWindow": WINDOW, "maxTokens": 8000}
    api = {"baseUrl": f"{server}/v1", "api": "openai-completions", "apiKey": KEY}
    return {"providers": {"local": {**api, "models": [model]}}}


_AIDER = {
    "model": "openai/m",
    "check-update": "false",
    "show-release-notes": "false",
    "show-model-warnings": "false",
    "analytics-disable": "true",
    "gitignore": "false",
    "detect-urls": "false",
}
