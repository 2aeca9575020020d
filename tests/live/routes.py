"""Where each real agent is led, as data: what it asks, how it meets trouble, how it is stopped, compacted and left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.live.moves import press, queue_by, say, wait
from tests.live.walk import Act, Step

SLEEP = "python3 -c 'import time; time.sleep(3)'"
"""A command that takes a while; Qwen Code refuses sleep itself."""
COLOUR = "think:2 ask:Which colour?|Red|Blue"
EDITS = "Yes, and switch to accept edits (auto-approve file edits and common file commands)"
BACK = Step("works again", say("think:3 say:back"), ("working", "idle"))
DROP = "think:2 slow:3 drop:8x1 say:recovered"


@dataclass(frozen=True)
class Asked:
    """A question of the agent's, and the keys that answer it."""

    kind: str
    prompt: str
    text: str
    choices: tuple[str, ...]
    answer: tuple[str, ...] = ("Enter",)
    then: tuple[str, ...] = ("working", "idle")
    slow_then: tuple[str, ...] = ()
    """What may come up after the answer besides, on a loaded machine."""
    first: tuple[str, ...] = ()
    """Keys that bring it into the mode in which it asks so."""
    name: str = ""
    subject: str | None = None
    """What it is about, as it is told; ``None`` where that is not compared."""


@dataclass(frozen=True)
class Route:
    """One agent's way."""

    left: int | None
    """Percent left after a turn of ``tokens``; ``None`` where it says it nowhere."""
    asks: tuple[Asked, ...]
    trouble: tuple[Step, ...]
    tokens: int = 150_000
    unknown: str = ""
    """Why no context is known, as ``nowhere.NOWHERE`` names it."""
    queue: Act | None = None
    """How it is left a follow-up while it works; ``None`` for an agent whose terminal keeps what is typed."""
    stop: tuple[str, ...] = ("Escape",)
    compact: str = ""
    leave: str = "/quit"
    slow_start: tuple[str, ...] = ()
    """What a start may show besides, on a loaded machine."""
    leaving: tuple[str, ...] = ("exited",)
    silent: str = ""
    """What is not shown while it leaves, as ``nowhere.NOWHERE`` names it."""
    resume: str = ""
    """How the command begins with which it says one may go on."""


def permission(text: str, *choices: str, subject: str | None = None) -> Asked:
    """Leave to run a command."""
    return Asked("permission", f"think:2 shell:{SLEEP}", text, choices, subject=subject)


def limited(prompt: str) -> tuple[Step, ...]:
    """It meets a limit, says which try that is, and recovers."""
    return (
        Step("is limited", say(prompt), ("working", "limited"), {"attempt": 1}),
        Step("recovers", wait, ("working", "idle")),
    )


def tried(prompt: str) -> Step:
    """It meets a limit, tries again some times without a number, and recovers."""
    return Step(
        "is limited, and recovers", say(prompt), ("working", "limited", "working", "idle"), tries=True
    )


def stopped(prompt: str) -> tuple[Step, ...]:
    """After an error it tries the next prompt again and is stopped: that comes back, below the error of before."""
    return (
        Step("tries the next prompt again", say(prompt), ("working", "limited"), tries=True),
        Step("is stopped while it tries", press("Escape"), ("idle",), {"draft": prompt}),
        Step("loses what came back", press("C-u"), shows={"draft": ""}),
    )


CLAUDE = Route(
    tokens=165_000,
    left=8,
    queue=queue_by("Enter"),
    compact="/compact",
    leave="/exit",
    resume="claude --resume ",
    asks=(
        permission(
            "Do you want to proceed?",
            "Yes",
            "Yes, and don’t ask again for: python3 *",
            "No",
            subject=f"$ {SLEEP}",
        ),
        Asked(
            "permission",
            "think:2 write:notes.md",
            "Do you want to create notes.md?",
            ("Yes", f"{EDITS} for this session (shift+tab)", "No"),
            name="to write",
            subject="notes.md",
        ),
        Asked(
            "question",
            COLOUR,
            "Which colour?",
            ("Red", "Blue", "Type something.", "Chat about this"),
            subject="",
        ),
        Asked(
            "plan",
            "think:2 plan:First read the code. Then write the test.",
            "Claude wants to exit plan mode",
            ("Yes, and switch to default (ask each time) for this session", "No"),
            first=("BTab", "BTab"),
            subject="",
        ),
    ),
    trouble=(
        *limited("think:3 error:429x1 retry:6 say:recovered"),
        Step(
            "finds its server broken",
            say("think:2 error:500 say:never"),
            ("working", "limited", "failed"),
            tries=True,
            hides="claude-error",
        ),
        *stopped("think:2 error:500 retry:40 say:never again"),
        BACK,
        Step("loses its connection", say(DROP), ("working", "limited", "working", "idle"), tries=True),
    ),
)

CODEX = Route(
    left=44,
    queue=queue_by("Tab"),
    compact="/compact",
    resume="codex resume ",
    slow_start=("starting", "working", "idle"),  # its title spins for a moment while it loads
    asks=(
        permission(
            "Would you like to run the following command?",
            "Yes, proceed (y)",
            f"Yes, and don't ask again for commands that start with `{SLEEP}` (p)",
            "No, and tell Codex what to do differently (esc)",
            subject=f"$ {SLEEP}",
        ),
    ),
    trouble=(
        Step(
            "is overloaded in silence",
            say("error:529x3 slow:3 say:recovered"),
            ("working", "idle"),
            hides="codex-first",
        ),
        *limited("think:2 error:529x7 slow:3 say:recovered"),
        Step(
            "is refused for good",
            say("think:1 error:401 say:never"),
            ("working", "limited", "failed"),
            tries=True,
        ),
        BACK,
        Step("loses its connection", say(DROP), ("working", "limited", "working", "idle")),
    ),
)

GEMINI = Route(
    tokens=262_144,
    left=75,
    queue=queue_by("Enter"),
    compact="/compress",
    resume="gemini --resume ",
    asks=(
        permission(
            "Allow execution of [Shell]?",
            "Allow once",
            "Allow for this session",
            "No, suggest changes (esc)",
        ),
        Asked("question", COLOUR, "Which colour?", ("Red", "Blue", "Enter a custom value")),
    ),
    trouble=(
        Step(
            "is limited in silence",
            say("think:2 error:429x1 say:recovered"),
            ("working", "idle"),
            hides="gemini-tries",
        ),
        Step("is refused for good", say("think:2 error:401 say:never"), ("working", "failed")),
        BACK,
        Step("loses its connection", say(DROP), ("working", "idle"), hides="drop"),
    ),
)

QWEN = Route(
    tokens=100_000,
    left=None,
    unknown="qwen-window",
    queue=queue_by("Enter"),
    compact="/compress",
    resume="qwen --resume ",
    asks=(
        permission(
            "Allow execution of: 'python3'?",
            "Yes, allow once",
            "Always allow run 'python3 *' commands in this project",
            "Always allow run 'python3 *' commands for this user",
            "No, suggest changes (esc)",
        ),
    ),
    trouble=(
        tried("error:429x9 slow:3 say:recovered"),
        Step("is refused for good", say("think:2 error:401 say:never"), ("working", "failed")),
        BACK,
        Step("loses its connection", say(DROP), ("working", "idle"), hides="drop"),
    ),
)

OPENCODE = Route(
    left=25,
    queue=queue_by("Enter"),
    stop=("Escape", "Escape"),
    compact="/compact",
    leave="/exit",
    resume="opencode -s ses_",
    asks=(
        permission("Shell command", "Allow once", "Allow always", "Reject"),
        Asked("question", COLOUR, "Which colour?", ("Red", "Blue", "Type your own answer")),
    ),
    trouble=(
        *limited("think:3 error:429x1 retry:6 say:recovered"),
        Step(
            "is refused for good",
            say("think:2 error:401 say:never"),
            ("working", "failed"),
            or_else=("working", "idle", "failed"),  # its screen shows the error in no place that is sure
        ),
        BACK,
        Step("loses its connection", say(DROP), ("working", "limited", "working", "idle"), tries=True),
    ),
)

AIDER = Route(
    tokens=1200,
    left=None,
    unknown="aider-context",
    stop=("C-c",),
    leave="/exit",
    leaving=("working", "exited"),
    silent="aider-leaves",
    asks=(
        Asked(
            "question",
            "think:2 say:Look at\\nREADME.md\\nnow",
            "Add file to the chat?",
            ("(Y)es", "(N)o", "(D)on't ask again"),
            ("n", "Enter"),
            ("idle",),
            slow_then=("working", "idle"),  # for a moment it shows neither the question nor its prompt
        ),
    ),
    trouble=(
        tried("error:429x14 slow:3 say:recovered"),
        Step("is refused for good", say("think:2 error:401 say:never"), ("working", "failed")),
        BACK,
        Step("loses its connection", say(DROP), ("working", "limited", "working", "idle"), tries=True),
    ),
)

ROUTES: Mapping[str, Route] = {
    "claude": CLAUDE,
    "codex": CODEX,
    "gemini": GEMINI,
    "qwen": QWEN,
    "opencode": OPENCODE,
    "aider": AIDER,
}
