"""Questions that the real agents ask before the first prompt: what brings them up, and how they are answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.live.agents import Home
from tests.live.moves import press, start
from tests.live.scenes_ask import codex_outdated, codex_rows, codex_unknown_user, without_claude_state
from tests.live.walk import START_S, Step


@dataclass(frozen=True)
class Opening:
    """One question at the start of one agent, on a home that ``prepare`` makes ask it."""

    cli: str
    kind: str
    prepare: Callable[[Home], None]
    text: str
    choices: tuple[str, ...]
    answer: tuple[str, ...] = ()
    """Keys after which it waits for its first prompt; none where that needs an account."""

    def steps(self) -> tuple[Step, ...]:
        """The start, and the answer."""
        question = {"kind": self.kind, "text": self.text, "choices": list(self.choices)}
        asks = Step("starts and asks", start, ("starting", "asking"), {"question": question}, within=START_S)
        return (asks, Step("is answered", press(*self.answer), ("idle",))) if self.answer else (asks,)


def _untrusted(home: Home) -> None:
    """A project with settings of its own, which Codex was never told to trust."""
    codex_rows(home, lambda row: not row.startswith(("approval", "sandbox", "[projects", "trust")))
    (home.project / ".codex").mkdir()
    (home.project / ".codex" / "config.toml").write_text('model_reasoning_effort = "low"\n')


OPENINGS = (
    Opening(
        "claude",
        "trust",
        lambda home: without_claude_state(home, "projects"),
        "Quick safety check: Is this a project you created or one you trust?",
        ("Yes, I trust this folder", "No, exit"),
        ("Enter",),
    ),
    Opening(
        "claude",
        "login",
        lambda home: without_claude_state(home, "customApiKeyResponses"),
        "Do you want to use this API key?",
        ("Yes", "No (recommended)"),
        ("Up", "Enter"),
    ),
    Opening(
        "codex",
        "trust",
        _untrusted,
        "Trust this folder?",
        ("Trust and continue", "Back to Agent Command Center"),
        ("Enter",),
    ),
    Opening(
        "codex",
        "login",
        codex_unknown_user,
        "Choose how you want to use Codex.",
        ("Sign in with ChatGPT", "Sign in with Device Code", "Sign in another way"),
    ),
    Opening(
        "codex",
        "update",
        codex_outdated,
        "Update available · 0.169.0 → 9.9.9",
        ("Update now (runs `npm install -g @openai/codex`)", "Skip", "Skip until next version"),
        ("Down", "Enter"),
    ),
)
