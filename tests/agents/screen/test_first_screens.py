"""What an agent asks before its first prompt is read as asking, with its kind and its choices, at any bar position."""

from __future__ import annotations

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.answer import why_not
from fleetui.agents.screen.reading import read
from fleetui.model.screen import LineCache, parse_frame
from fleetui.model.status import Phase, Question

PROFILES = load_profiles()

GEMINI_TRUST = """
 ╭──────────────────────────────────────────────────────────────────────────────────────────────────────╮
 │                                                                                                      │
 │ Do you trust the files in this folder?                                                               │
 │                                                                                                      │
 │ Trusting a folder allows Gemini CLI to load its local configurations, including custom commands.     │
 │                                                                                                      │
 │ ● 1. Trust folder (project)                                                                          │
 │   2. Trust parent folder (home)                                                                      │
 │   3. Don't trust                                                                                     │
 │                                                                                                      │
 ╰──────────────────────────────────────────────────────────────────────────────────────────────────────╯
"""
GEMINI_LOGIN = """
╭───────────────────────────────────────────────────────────────────────────────────────────────────────╮
│                                                                                                       │
│ ? Get started                                                                                         │
│                                                                                                       │
│   How would you like to authenticate for this project?                                                │
│                                                                                                       │
│   ● 1. Sign in with Google                                                                            │
│     2. Use Gemini API Key                                                                             │
│     3. Vertex AI                                                                                      │
│                                                                                                       │
│   No authentication method selected.                                                                  │
│                                                                                                       │
│   (Use Enter to select)                                                                               │
│                                                                                                       │
╰───────────────────────────────────────────────────────────────────────────────────────────────────────╯
"""
GEMINI_KEY = """
╭───────────────────────────────────────────────────────────────────────────────────────────────────────╮
│ Enter Gemini API Key                                                                                  │
│                                                                                                       │
│ Please enter your Gemini API key. It will be securely stored in your system keychain.                 │
│                                                                                                       │
│ ╭───────────────────────────────────────────────────────────────────────────────────────────────────╮ │
│ │ Paste your API key here                                                                           │ │
│ ╰───────────────────────────────────────────────────────────────────────────────────────────────────╯ │
│                                                                                                       │
│ (Press Enter to submit, Esc to cancel, Ctrl+C to clear stored key)                                    │
╰───────────────────────────────────────────────────────────────────────────────────────────────────────╯
"""
QWEN_TRUST = """
   ╭──────────────────────────────────────────────────────────────────────────────────────────────────╮
   │                                                                                                  │
   │ Do you trust this folder?                                                                        │
   │ Trusting a folder allows Qwen Code to execute commands it suggests. This is a security feature   │
   │ to prevent accidental execution in untrusted directories.                                        │
   │                                                                                                  │
   │ › 1. Trust folder (project)                                                                      │
   │   2. Trust parent folder (home)                                                                  │
   │   3. Don't trust (esc)                                                                           │
   │                                                                                                  │
   ╰──────────────────────────────────────────────────────────────────────────────────────────────────╯
"""
QWEN_LOGIN = """
  ┌──────────────────────────────────────────────────────────────────────────────────────────────────┐
  │                                                                                                  │
  │ Select Authentication Method                                                                     │
  │                                                                                                  │
  │ › Alibaba ModelStudio                                                                            │
  │   Official recommended setup: Coding Plan, Token Plan, or Standard API Key                       │
  │                                                                                                  │
  │   Third-party Providers                                                                          │
  │   Choose a built-in provider and connect with an API key                                         │
  │                                                                                                  │
  │   OAuth                                                                                          │
  │   Open a browser, sign in, and let the CLI finish provider setup                                 │
  │                                                                                                  │
  │   Custom Provider                                                                                │
  │   Manually connect a local server, proxy, or unsupported provider                                │
  │                                                                                                  │
  └──────────────────────────────────────────────────────────────────────────────────────────────────┘
"""
AIDER_GIT = "No git repo found, create one to track aider's changes (recommended)? (Y)es/(N)o [Yes]: "
FOLDERS = ("Trust folder (project)", "Trust parent folder (home)", "Don't trust")
METHODS = ("Alibaba ModelStudio", "Third-party Providers", "OAuth", "Custom Provider")
TRUSTS = "Do you trust the files in this folder?"
SIGNS_IN = "How would you like to authenticate for this project?"
GOOGLE = ("Sign in with Google", "Use Gemini API Key", "Vertex AI")


def question(cli: str, text: str, at: int | None = None) -> Question | None:
    """What is asked on such a screen, with the cursor behind its last character where it is shown."""
    rows = text.split("\n")
    cursor = (len(rows[-1]), len(rows) - 1) if at is None else None
    frame = parse_frame(text, width=120, height=40, cursor=cursor, title="◇  Ready (x)", cache=LineCache())
    reading = read(PROFILES[cli], frame)
    assert reading.phase is Phase.ASKING
    return reading.question


@pytest.mark.parametrize(
    ("cli", "screen", "asked"),
    [
        ("gemini", GEMINI_TRUST, Question("trust", TRUSTS, FOLDERS)),
        ("gemini", GEMINI_LOGIN, Question("login", SIGNS_IN, GOOGLE)),
        ("gemini", GEMINI_KEY, Question("login", "Please enter your Gemini API key", ())),
        (
            "qwen",
            QWEN_TRUST,
            Question("trust", "Do you trust this folder?", (*FOLDERS[:2], "Don't trust (esc)")),
        ),
        ("qwen", QWEN_LOGIN, Question("login", "Select Authentication Method", METHODS)),
    ],
)
def test_trust_and_sign_in_are_asked_and_not_rest(cli: str, screen: str, asked: Question) -> None:
    assert question(cli, screen, at=0) == asked
    moved = screen.replace("● 1.", "  1.").replace("  2.", "● 2.") if cli == "gemini" else screen
    assert question(cli, moved, at=0) == asked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (AIDER_GIT, "first-run"),
        ("Add .aider* to .gitignore (recommended)? (Y)es/(N)o [Yes]: ", "first-run"),
        ("Open documentation url for more info? (Y)es/(N)o/(D)on't ask again [Yes]: ", "first-run"),
        ("Login to OpenRouter or create a free account? (Y)es/(N)o [Yes]: ", "login"),
        ("Run pip install? (Y)es/(N)o [Yes]: ", "update"),
        ("Create new file? (Y)es/(N)o [Yes]: ", "question"),
    ],
)
def test_what_aider_asks_has_its_kind(text: str, kind: str) -> None:
    asked = question("aider", text)
    assert asked is not None
    assert asked.kind == kind
    assert asked.text == text.partition(" (Y)es")[0]
    assert asked.choices[:2] == ("(Y)es", "(N)o")
    assert why_not(PROFILES["aider"], asked) == ""
