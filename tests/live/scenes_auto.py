"""Scenes of Claude Code in auto mode: what it asks where its checks are not to be had, in dialogs without numbers."""

from __future__ import annotations

import json

from tests.live.agents import Home
from tests.live.scene import Scene, Take, settled

_OWN_MODEL = ("ANTHROPIC_MODEL",)
"""Auto mode is for the models that it takes by itself."""
NO_CHECK = "Auto mode can't check actions in this session"


def _manual(home: Home) -> None:
    settings = {"permissions": {"defaultMode": "default"}}
    (home.path / ".claude" / "settings.json").write_text(json.dumps(settings))


def _offered() -> Scene:
    """A home that was set to ask is offered auto mode at its first start."""

    def play(take: Take) -> None:
        take.stage.until_shows("No, keep manual mode", timeout=60)
        question = {
            "kind": "question",
            "text": "Make auto mode your default permission mode?",
            "choices": ["Yes, set auto mode as my default permission mode", "No, keep manual mode"],
        }
        take.keep("auto-offered", {"phase": "asking", "question": question}, settled(take))

    return Scene("claude", "auto-offered", play, _manual, unset=_OWN_MODEL)


def _unchecked(name: str, prompt: str, asks: str) -> Scene:
    """An action that auto mode would have checked, and then asks about: the bar stands on No."""

    def play(take: Take) -> None:
        take.stage.until_shows("auto mode on", timeout=60)
        take.say(prompt)
        take.stage.until_shows(NO_CHECK, "Esc to cancel")
        session = {"kind": "question", "text": NO_CHECK, "choices": []}
        take.keep(f"{name}-session", {"phase": "asking", "question": session}, settled(take))
        take.stage.press("Enter")
        take.stage.until_shows(asks, "❯ No")
        one = {"kind": "permission", "text": asks, "choices": ["No", "Yes"]}
        take.keep(f"{name}-action", {"phase": "asking", "question": one}, settled(take))

    return Scene("claude", name, play, unset=_OWN_MODEL)


AUTO = (
    _offered(),
    _unchecked("auto-command", "run:curl http://127.0.0.1:9/", "Do you want to proceed?"),
    _unchecked("auto-file", "write:../outside.txt", "Do you want to create outside.txt?"),
)
