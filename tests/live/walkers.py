"""What a walk has to know of each agent: how it starts, what it can be made to do, and by which tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.live.words import Words

Call = tuple[str, dict[str, Any]]
_GEMINI_CHOICES = ("Allow once", "No, suggest changes (esc)")
_QWEN_CHOICES = ("Yes, allow once", "No, suggest changes (esc)")


@dataclass(frozen=True)
class Asked:
    """A tool's call that makes the agent ask, and what it asks where that is known."""

    call: Call | None
    kind: str = "permission"
    choices: tuple[str, ...] = ()
    """In their order; others may stand between them."""
    say: str = ""
    """For an agent without tools: words after which it asks."""
    question: str = ""
    """What its question holds, where that is known."""

    def known(self) -> dict[str, Any]:
        """What is certain of the dialog besides its kind."""
        question = {"question": self.question} if self.question else {}
        return question | ({"choices": list(self.choices)} if self.choices else {})


@dataclass(frozen=True)
class Walker:
    """One agent."""

    ready: tuple[str, ...]
    """One of these stands on its screen once it takes a prompt."""
    leave: str
    quiet: Callable[[Words, Path], Call] | None = None
    """A tool's call that asks nothing."""
    asks: tuple[Callable[[Words, Path], Asked], ...] = ()
    no: tuple[str, ...] = ("Escape",)
    """The keys that refuse what it asks."""
    interrupt: tuple[str, ...] = ("Escape",)
    queue: str = "Enter"
    """The key that queues what stands in the composer while it works; empty where it cannot."""
    refused: str = "limited"
    """What its screen can say while it tries again."""
    silent: int = 0
    """How many refusals of one prompt pass before its screen says so."""
    tries: tuple[int, ...] = (1, 2, 3)
    """How often a prompt may be refused before it is answered."""
    statuses: tuple[int, ...] = (429, 500)
    gives_up: Mapping[int, str] = field(default_factory=dict)
    """The statuses after which it gives up within a minute, and what it shows then; not all of them mean one thing."""
    final: tuple[int, ...] = ()
    """The statuses that it does not try again."""
    lines: bool = True
    """A draft may be of several lines."""
    free: tuple[str, ...] = ()
    """Arguments that make it ask nothing."""
    variants: tuple[tuple[str, ...], ...] = ((),)
    """Arguments that a walk may choose from."""
    most_tokens: int = 100_000
    left: Callable[[int, int], int | None] = field(default=lambda last, before: None)
    """Percent of context left that its screen shows after an answer and the one before; -1 when that is not sure."""
    no_room: tuple[int, ...] = ()
    """The widths of a window at which it has no room for that."""


def _claude_left(last: int, before: int) -> int | None:
    used = round((last + 40) / 180_000 * 100)
    return 100 - used if used >= 83 else -1 if used >= 77 else None


def _codex_left(last: int, before: int) -> int | None:
    return round(100 * (1 - max(0, last + 20 - 12_000) / (258_400 - 12_000)))


def _gemini_left(last: int, before: int) -> int | None:
    return 100 - round(last / 1_048_576 * 100) if last == before else -1


def _opencode_left(last: int, before: int) -> int | None:
    return 100 - round((last + 20) / 200_000 * 100)


def _claude_shell(words: Words, project: Path) -> Asked:
    call = ("Bash", {"command": words.command(), "description": words.some(3, 7)})
    return Asked(call, choices=("Yes", "No"), question="Do you want to proceed?")


def _claude_write(words: Words, project: Path) -> Asked:
    path = project / f"{words.random.randint(100, 999)}.md"
    call = ("Write", {"file_path": str(path), "content": words.file()})
    return Asked(call, choices=("Yes", "No"), question=f"Do you want to create {path.name}?")


def _claude_ask(words: Words, project: Path) -> Asked:
    question = words.question()
    call = ("AskUserQuestion", {"questions": [_question(question)]})
    return Asked(call, "question", question[1:], question=question[0])


def _question(asked: tuple[str, ...]) -> dict[str, Any]:
    options = [{"label": choice, "description": f"It will {choice.lower()}"} for choice in asked[1:]]
    return {"question": asked[0], "header": "Order", "options": options, "multiSelect": False}


def _claude_quiet(words: Words, project: Path) -> Call:
    return words.random.choice(
        (
            ("Read", {"file_path": str(_file(words, project))}),
            ("Bash", {"command": f"cat {_file(words, project).name}", "description": words.some(2, 5)}),
            ("TaskCreate", {"subject": words.some(2, 6), "description": words.some(4, 12)}),
        )
    )


def _file(words: Words, project: Path) -> Path:
    """A new file that holds what a screen might."""
    path = project / f"notes-{words.random.randint(1000, 9999)}.txt"
    path.write_text(words.file())
    return path


def _aider_file(words: Words, project: Path) -> Asked:
    name = f"module_{words.random.randint(0, 19):02}.py"
    said = f"{words.some(4, 20)} {name} {words.some(2, 6)}"
    return Asked(None, "question", ("(Y)es", "(N)o"), said, "Add file to the chat?")


def _codex_shell(words: Words, project: Path) -> Asked:
    reason = {"sandbox_permissions": "require_escalated", "justification": words.some(4, 16)}
    return Asked(
        ("exec_command", {"cmd": words.command(), **reason}),
        choices=("Yes, proceed (y)", "No, and tell Codex what to do differently (esc)"),
        question="Would you like to run the following command?",
    )


def _gemini_shell(words: Words, project: Path) -> Asked:
    call = ("run_shell_command", {"command": words.command(), "description": words.some(3, 7)})
    return Asked(call, choices=_GEMINI_CHOICES, question="Allow execution of")


def _gemini_write(words: Words, project: Path) -> Asked:
    path = project / f"{words.random.randint(100, 999)}.md"
    call = ("write_file", {"file_path": str(path), "content": words.file()})
    return Asked(call, choices=_GEMINI_CHOICES, question="Apply this change?")


def _gemini_ask(words: Words, project: Path) -> Asked:
    question = words.question()
    asked = {**_question(question), "type": "choice"}
    return Asked(("ask_user", {"questions": [asked]}), "question", question[1:], question=question[0])


def _gemini_todos(words: Words, project: Path) -> Asked:
    todos = [{"description": words.some(2, 6), "status": "pending"} for _ in range(3)]
    return Asked(("write_todos", {"todos": todos}))


def _gemini_quiet(words: Words, project: Path) -> Call:
    return "read_file", {"file_path": str(_file(words, project))}


def _qwen_shell(words: Words, project: Path) -> Asked:
    arguments = {"command": words.command(), "description": words.some(3, 7), "is_background": False}
    call = ("run_shell_command", arguments)
    return Asked(call, choices=_QWEN_CHOICES, question="Allow execution of")


def _qwen_write(words: Words, project: Path) -> Asked:
    return replace(_gemini_write(words, project), choices=_QWEN_CHOICES)


def _qwen_quiet(words: Words, project: Path) -> Call:
    todos = [{"id": str(n), "content": words.some(2, 6), "status": "pending"} for n in range(3)]
    return words.random.choice(
        (("read_file", {"file_path": str(_file(words, project))}), ("todo_write", {"todos": todos}))
    )


def _opencode_shell(words: Words, project: Path) -> Asked:
    what = words.some(3, 7)
    call = ("bash", {"command": words.command(), "description": what})
    return Asked(call, choices=("Allow once", "Allow always", "Reject"), question=what)


def _opencode_ask(words: Words, project: Path) -> Asked:
    question = words.question()
    asked = {key: value for key, value in _question(question).items() if key != "multiSelect"}
    return Asked(("question", {"questions": [asked]}), "question", question[1:], question=question[0])


def _opencode_quiet(words: Words, project: Path) -> Call:
    todos = [{"content": words.some(2, 6), "status": "pending", "priority": "high"} for _ in range(3)]
    return words.random.choice(
        (("read", {"filePath": str(_file(words, project))}), ("todowrite", {"todos": todos}))
    )


_STATUS_LINE = ("-c", 'tui.status_line=["run-state","context-remaining","session-id"]')

WALKERS: dict[str, Walker] = {
    "claude": Walker(
        ("? for shortcuts",), "/exit", _claude_quiet, (_claude_shell, _claude_shell, _claude_write, _claude_ask),
        final=(400,), most_tokens=165_000, left=_claude_left,
    ),
    "codex": Walker(
        ("gpt-5.2-codex default", "Ready ·"), "/quit", None, (_codex_shell,),
        queue="Tab", silent=5, tries=(1, 7, 9, 12), statuses=(529,),
        gives_up={429: "limited", 401: "failed"},
        most_tokens=200_000, left=_codex_left, variants=((), _STATUS_LINE),
    ),
    "gemini": Walker(
        ("Type your message",), "/quit", _gemini_quiet,
        (_gemini_shell, _gemini_shell, _gemini_write, _gemini_todos, _gemini_ask),
        refused="working", final=(400, 401), most_tokens=400_000, left=_gemini_left, no_room=(72,),
    ),
    "qwen": Walker(
        ("Type your message",), "/quit", _qwen_quiet, (_qwen_shell, _qwen_shell, _qwen_write),
        refused="working", final=(401,), most_tokens=90_000,
    ),
    "opencode": Walker(
        ("Ask anything",), "/exit", _opencode_quiet, (_opencode_shell, _opencode_shell, _opencode_ask),
        interrupt=("Escape", "Escape"), lines=False, most_tokens=150_000, left=_opencode_left,
    ),
    "aider": Walker(
        ("\n>",), "/exit", None, (_aider_file,), no=("n", "Enter"), interrupt=("C-c",), queue="", final=(401,),
        lines=False,
    ),
}  # fmt: skip
