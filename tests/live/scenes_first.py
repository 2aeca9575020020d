"""What Gemini CLI, Qwen Code and aider ask before the first prompt. Nothing is chosen that would open a browser."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

from tests.live.agents import Home
from tests.live.scene import Scene, Take, settled

START_S = 90.0


def _asks(
    cli: str, name: str, kind: str, text: str, choices: list[str], shows: str, prepare: Callable[[Home], None],
    unset: tuple[str, ...] = (),
) -> Scene:  # fmt: skip
    def play(take: Take) -> None:
        take.stage.until_shows(shows, timeout=START_S)
        question = {"kind": kind, "text": text, "choices": choices}
        take.keep(name, {"phase": "asking", "question": question}, settled(take))

    return Scene(cli, name, play, prepare, unset=unset)


def _settings(agent: str, **changes: object) -> Callable[[Home], None]:
    """The agent's settings with some parts of ``security`` changed; ``None`` takes one away."""

    def change(home: Home) -> None:
        path = home.path / f".{agent}" / "settings.json"
        settings = json.loads(path.read_text())
        security = {**settings["security"], **changes}
        settings["security"] = {key: value for key, value in security.items() if value is not None}
        path.write_text(json.dumps(settings))

    return change


def _aider(without: str = "", *, repository: bool = False) -> Callable[[Home], None]:
    """aider's settings without one of those that keep it from asking."""

    def change(home: Home) -> None:
        path = home.path / ".aider.conf.yml"
        rows = [row for row in path.read_text().splitlines() if row.partition(":")[0] != without]
        path.write_text("\n".join(rows) + "\n")
        if repository:
            subprocess.run(["git", "init", "-q", str(home.project)], check=True, timeout=20)

    return change


def _key_of_gemini() -> Scene:
    def play(take: Take) -> None:
        take.stage.until_shows("● 1. Sign in with Google", timeout=START_S)
        settled(take)
        take.stage.press("Down")
        take.stage.until_shows("● 2. Use Gemini API Key")
        take.stage.press("Enter")
        take.stage.until_shows("Enter Gemini API Key", "Esc to cancel")
        question = {"kind": "login", "text": "Please enter your Gemini API key", "choices": []}
        take.keep("login-key", {"phase": "asking", "question": question}, settled(take))

    return Scene("gemini", "login-key", play, _settings("gemini", auth=None), unset=("GEMINI_API_KEY",))


YES_NO = ["(Y)es", "(N)o"]
TRUST = {"folderTrust": {"enabled": True}}
KEYS = (
    "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_MODEL", "GEMINI_API_KEY", "ANTHROPIC_API_KEY",
    "ANTHROPIC_BASE_URL", "ANTHROPIC_MODEL",
)  # fmt: skip
"""Any of them would be taken for a sign-in."""

FIRST = (
    _asks(
        "gemini", "trust", "trust", "Do you trust the files in this folder?",
        ["Trust folder (project)", "Trust parent folder (home)", "Don't trust"], "3. Don't trust",
        _settings("gemini", **TRUST),
    ),
    _asks(
        "gemini", "login", "login", "How would you like to authenticate for this project?",
        ["Sign in with Google", "Use Gemini API Key", "Vertex AI"], "3. Vertex AI",
        _settings("gemini", auth=None), KEYS,
    ),
    _key_of_gemini(),
    _asks(
        "qwen", "trust", "trust", "Do you trust this folder?",
        ["Trust folder (project)", "Trust parent folder (home)", "Don't trust (esc)"], "3. Don't trust",
        _settings("qwen", **TRUST),
    ),
    _asks(
        "qwen", "login", "login", "Select Authentication Method",
        ["Alibaba ModelStudio", "Third-party Providers", "OAuth", "Custom Provider"], "Custom Provider",
        _settings("qwen", auth=None), KEYS,
    ),
    _asks(
        "aider", "first-repository", "first-run",
        "No git repo found, create one to track aider's changes (recommended)?", YES_NO, "No git repo found",
        _aider(),
    ),
    _asks(
        "aider", "first-gitignore", "first-run", "Add .aider* to .gitignore (recommended)?", YES_NO,
        "to .gitignore", _aider("gitignore", repository=True),
    ),
    _asks(
        "aider", "first-documentation", "first-run", "Open documentation url for more info?",
        [*YES_NO, "(D)on't ask again"], "documentation url",
        _aider("show-model-warnings", repository=True),
    ),
)  # fmt: skip
