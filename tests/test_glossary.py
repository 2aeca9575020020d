"""One word for one thing: the glossary has all of them, each is used, and no synonym stands in texts or on screen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
GLOSSARY = (ROOT / "docs/glossary.md").read_text("utf-8")
WORDS = [
    "fleet", "project", "agent", "task", "run", "profile", "pane", "frame", "reading", "phase", "status", "context",
    "seat state", "attention", "entry", "step", "pipeline", "blueprint", "condition", "turn", "shortfall", "delivery",
    "anchor", "gate", "train", "forecast", "remark", "hosted agent",
    "candidate", "evidence", "review", "approval", "landing", "handoff", "rescue", "vault", "journal", "owner", "stale",
]  # fmt: skip
SAID_ELSEWHERE = {"seat state": "seat", "entry": "entr(?:y|ies)", "anchor": "anchors?"}
BANNED = {
    r"bots?": "agent",
    r"swarms?|squads?": "fleet",
    r"workspaces?|work trees?|working copy": "worktree, of an agent",
    r"follow ups?|followups?": "follow-up",
    r"queue items?": "entry",
    r"hand-?overs?|hand-offs?": "handoff",
    r"stash(?:es|ed)?|backups? of (?:the|a) worktree": "rescue",
    r"daemons?": "owner, or a process without a screen",
    r"audit (?:log|trail)s?|event log": "journal",
    r"sign-?offs?": "approval",
    r"(?<!fleetui )merge trains?|batch(?:es)? of branches": "train",
    r"CI pipelines?|CI checks?": "gate",
    r"stale (?:evidence|gates?|results?|candidates?|branch\w*)": "outdated; stale is an observation alone",
    r"(?:tokens?|context) used up": "context, the percent left",
    r"adapters?|plug-?ins?": "profile, or port",
}
"""What would be a second word for a thing that has one, and that one."""
WORD = {
    re.compile(rf"(?<![\w./-])(?:{banned})(?![\w/-])", re.IGNORECASE): word for banned, word in BANNED.items()
}


@cache
def on_screen() -> tuple[tuple[str, str], ...]:
    """Texts of several words that the dashboard and the command line may show."""
    return tuple(_on_screen())


def _on_screen() -> Iterator[tuple[str, str]]:
    for layer in ("ui", "cli", "engine", "model"):
        for path in sorted((ROOT / "fleetui" / layer).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            if layer == "cli":
                silent = set()  # docstrings of commands are their help
            texts = [
                node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in silent
            ]
            for node in texts:
                if isinstance(node.value, str) and " " in node.value:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def synonyms(text: str) -> list[str]:
    return [f"{found[0]!r}: say {word}" for banned, word in WORD.items() for found in banned.finditer(text)]


def test_the_glossary_has_every_word_once() -> None:
    assert sorted(re.findall(r"^\| ([a-z ]+) \|", GLOSSARY, re.MULTILINE)) == sorted([*WORDS, "word"])


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_used(word: str) -> None:
    said = re.compile(rf"\b{SAID_ELSEWHERE.get(word, word)}", re.IGNORECASE)
    others = "\n".join(path.read_text("utf-8") for path in DOCS if path.name != "glossary.md")
    assert said.search(others) or any(said.search(text) for _, text in on_screen())


def test_no_text_has_a_second_word_for_a_thing() -> None:
    pages = {path.name: path.read_text("utf-8") for path in [ROOT / "README.md", *DOCS]}
    assert not {name: found for name, text in pages.items() if (found := synonyms(text))}


def test_no_word_on_screen_is_a_second_word_for_a_thing() -> None:
    assert not [(where, found) for where, text in on_screen() if (found := synonyms(text))]


@pytest.mark.parametrize(
    "text", ["the bot waits", "Follow ups", "a handover", "stale evidence", "A daemon runs"]
)
def test_a_second_word_is_seen(text: str) -> None:
    assert synonyms(text)
