"""What an agent shows nowhere, neither on its screen nor in a file: the walks expect it so, docs/status.md lists it."""

from __future__ import annotations

from typing import NamedTuple


class Nowhere(NamedTuple):
    """One thing that agents keep to themselves."""

    who: str
    what: str


NOWHERE = {
    "hang": Nowhere("Every agent", "that its model hangs: it looks like long thinking"),
    "drop": Nowhere(
        "Gemini CLI, Qwen Code",
        "that a connection broke in the middle of an answer and the request was made again",
    ),
    "claude-error": Nowhere(
        "Claude Code",
        "what its first tries again come after: 429, 500, 529 and 401 look alike; later ones name it",
    ),
    "codex-first": Nowhere("Codex", "its first four tries after 429, 500 and 529, about three seconds"),
    "gemini-tries": Nowhere(
        "Gemini CLI", "that it tries again after 429, 500 and 529: it looks busy, its file is silent"
    ),
    "qwen-window": Nowhere(
        "Qwen Code", "how large the window is, unless its settings say so; then no context left either"
    ),
    "copilot-tries": Nowhere(
        "Copilot CLI", "that it tries again after 429: it looks busy, its file is silent"
    ),
    "aider-context": Nowhere("aider", "the context left; its token figures are its own estimates"),
    "aider-leaves": Nowhere("aider", "that it leaves: for seconds it shows neither its prompt nor a word"),
    "aider-draft": Nowhere(
        "aider", "what is typed while it works: the terminal keeps it for the next prompt"
    ),
}
"""By the name under which a step refers to it."""


def lines() -> str:
    """The list as docs/status.md has it."""
    return "".join(f"- {one.who}: {one.what}.\n" for one in NOWHERE.values())
