"""Where each real agent is led, and what comes up on the way: one table for each, the same at every size."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from tests.live.walk import Act, Step, Walk

Size = tuple[int, int]
SLEEP = "python3 -c 'import time; time.sleep(3)'"
"""A command that takes a while; Qwen Code refuses sleep itself."""
QUEUED = "say:this waits in the agent's own queue"
DRAFT = "a half-typed thought"


def say(text: str) -> Act:
    """Submit a text."""
    return lambda walk: walk.say(text)


def wait() -> Act:
    """Do nothing: it goes on by itself."""
    return lambda walk: None


def press(*keys: str) -> Act:
    """Press keys."""
    return lambda walk: walk.press(*keys)


def go_on() -> Act:
    """Let the model answer."""
    return lambda walk: walk.go_on()


def resized(*sizes: Size) -> Act:
    """Give the window these sizes, one after the other; a program needs a moment to see each."""

    def act(walk: Walk) -> None:
        for size in sizes:
            walk.resize(*size)
            time.sleep(1)

    return act


def scrolled(walk: Walk) -> None:
    """Look back for a moment, as a person who is attached does."""
    walk.fleet.tmux("copy-mode", "-t", walk.pane)
    time.sleep(1)
    walk.fleet.tmux("send-keys", "-t", walk.pane, "-X", "cancel")


def turns(tokens: int, left: int | None) -> tuple[Step, ...]:
    """Silence, then words; the context figure after it."""
    known = {} if left is None else {"context": left}
    return (
        Step("starts", lambda walk: walk.start(), ("starting", "idle"), within=120),
        Step("is asked and thinks", say("think:60 say:thought about it"), ("working",)),
        Step("answers", go_on(), ("idle",)),
        Step("is asked and streams", say(f"tokens:{tokens} slow:60 say:the end"), ("working",)),
        Step("has said all", go_on(), ("idle",), known),
    )


def typed(size: Size, clear: Act, queue: Act | None) -> tuple[Step, ...]:
    """In the middle of work: a person types, the agent keeps a follow-up, the window changes, somebody scrolls."""
    other = (size[0] - 17, size[1] - 5)
    mine = () if queue is None else (Step("keeps a follow-up itself", queue, shows={"own_queue": [QUEUED]}),)
    return (
        Step("is asked and streams again", say("slow:60 say:the end"), ("working",)),
        Step("gets a draft while it works", lambda walk: walk.write(DRAFT), shows={"draft": DRAFT}),
        Step("loses the draft", clear, shows={"draft": ""}),
        Step(
            "is made smaller, and as large again",
            resized(other, size),
        ),
        Step("is scrolled, and back", scrolled),
        *mine,
        Step("says all, and what waited", go_on(), ("idle",)),
        Step("gets a draft while it waits", lambda walk: walk.write(DRAFT), shows={"draft": DRAFT}),
        Step("loses the draft again", clear, shows={"draft": ""}),
    )


def asked(name: str, prompt: str, question: Mapping[str, object], answer: Act) -> tuple[Step, ...]:
    """It asks the operator, and goes on when he answered."""
    return (
        Step(f"asks: {name}", say(prompt), ("working", "asking"), {"question": question}),
        Step(f"is answered: {name}", answer, ("working", "idle")),
    )


def claude(size: Size) -> tuple[Step, ...]:
    """Claude Code."""
    permission = {
        "kind": "permission",
        "text": "Do you want to proceed?",
        "choices": ["Yes", "Yes, and don’t ask again for: python3 *", "No"],
    }
    question = {
        "kind": "question",
        "text": "Which colour?",
        "choices": ["Red", "Blue", "Type something.", "Chat about this"],
    }
    return (
        *turns(165_000, 8),
        *typed(size, press("C-u"), say(QUEUED)),
        *asked("permission", f"think:2 shell:{SLEEP}", permission, press("Enter")),
        *asked("question", "think:2 ask:Which colour?|Red|Blue", question, press("Enter")),
        Step(
            "is limited",
            say("think:3 error:429x1 retry:5 say:recovered"),
            ("working", "limited"),
            {"attempt": 1},
        ),
        Step("recovers", wait(), ("working", "idle")),
        Step(
            "finds the server broken",
            say("think:2 error:500 say:never"),
            ("working", "limited", "failed"),
            tries=True,
        ),
        Step("works again", say("think:3 say:back"), ("working", "idle")),
        Step("is refused", say("think:2 error:401 say:never"), ("working", "limited")),
        Step("is interrupted there", press("Escape"), ("idle",)),
        Step("has it taken back", press("C-u")),
        Step("loses its connection", say("think:2 slow:3 drop:8x1 say:recovered"), ("working", "idle")),
        Step("works for long", say("slow:60 say:never"), ("working",)),
        Step("is interrupted", press("Escape"), ("idle",)),
        Step("is compacted", say("/compact"), ("working", "idle")),
        Step("leaves", say("/exit"), ("exited",)),
        Step("starts again", lambda walk: walk.fleet.verb("start", "ada"), ("starting", "idle"), within=120),
        Step("hangs", say("hang"), ("working",)),
        Step("is killed", lambda walk: walk.kill(), ("exited",)),
    )


CODEX_PERMISSION = {
    "kind": "permission",
    "text": "Would you like to run the following command?",
    "choices": [
        "Yes, proceed (y)",
        "Yes, and don't ask again for commands that start with `python3 -c 'import time; time.sleep(3)'` (p)",
        "No, and tell Codex what to do differently (esc)",
    ],
}


def codex(size: Size) -> tuple[Step, ...]:
    """Codex."""
    return (
        *turns(150_000, 44),
        *typed(size, press("C-u"), queue_by("Tab")),
        *asked("permission", f"think:2 shell:{SLEEP}", CODEX_PERMISSION, press("Enter")),
        Step("is limited", say("error:529x7 slow:3 say:recovered"), ("working", "limited")),
        Step("recovers", wait(), ("working", "idle")),
        Step(
            "is refused for good",
            say("think:1 error:401 say:never"),
            ("working", "limited", "failed"),
            tries=True,
        ),
        Step("works again", say("think:3 say:back"), ("working", "idle")),
        Step(
            "loses its connection",
            say("think:3 slow:3 drop:8x1 say:recovered"),
            ("working", "limited", "working", "idle"),
        ),
        Step("works for long", say("slow:60 say:never"), ("working",)),
        Step("is interrupted", press("Escape"), ("idle",)),
        Step("is compacted", say("/compact"), ("working", "idle")),
        Step("leaves", say("/quit"), ("exited",)),
        Step("starts again", lambda walk: walk.fleet.verb("start", "ada"), ("starting", "idle"), within=120),
        Step("hangs", say("hang"), ("working",)),
        Step("is killed", lambda walk: walk.kill(), ("exited",)),
    )


def queue_by(key: str) -> Act:
    """Leave a follow-up to the agent's own queue."""

    def act(walk: Walk) -> None:
        walk.write(QUEUED)
        walk.press(key)

    return act


GEMINI_PERMISSION = {
    "kind": "permission",
    "text": "Allow execution of [Shell]?",
    "choices": ["Allow once", "Allow for this session", "No, suggest changes (esc)"],
}


GEMINI_QUESTION = {
    "kind": "question",
    "text": "Which colour?",
    "choices": ["Red", "Blue", "Enter a custom value"],
}


def gemini(size: Size) -> tuple[Step, ...]:
    """Gemini CLI."""
    return (
        *turns(262_144, 75),
        *typed(size, press("C-u"), say(QUEUED)),
        *asked("permission", f"think:2 shell:{SLEEP}", GEMINI_PERMISSION, press("Enter")),
        *asked("question", "think:2 ask:Which colour?|Red|Blue", GEMINI_QUESTION, press("Enter")),
        Step("is limited", say("think:2 error:429x1 say:recovered"), ("working", "idle")),
        Step("is refused for good", say("think:2 error:401 say:never"), ("working", "failed")),
        Step("works again", say("think:3 say:back"), ("working", "idle")),
        Step("loses its connection", say("think:2 slow:3 drop:8x1 say:recovered"), ("working", "idle")),
        Step("works for long", say("slow:60 say:never"), ("working",)),
        Step("is interrupted", press("Escape"), ("idle",)),
        Step("is compacted", say("/compress"), ("working", "idle")),
        Step("leaves", say("/quit"), ("exited",)),
        Step("starts again", lambda walk: walk.fleet.verb("start", "ada"), ("starting", "idle"), within=120),
        Step("hangs", say("hang"), ("working",)),
        Step("is killed", lambda walk: walk.kill(), ("exited",)),
    )


QWEN_PERMISSION = {
    "kind": "permission",
    "text": "Allow execution of: 'python3'?",
    "choices": [
        "Yes, allow once",
        "Always allow run 'python3 *' commands in this project",
        "Always allow run 'python3 *' commands for this user",
        "No, suggest changes (esc)",
    ],
}


def qwen(size: Size) -> tuple[Step, ...]:
    """Qwen Code."""
    return (
        *turns(100_000, None),
        *typed(size, press("C-u"), say(QUEUED)),
        *asked("permission", f"think:2 shell:{SLEEP}", QWEN_PERMISSION, press("Enter")),
        Step("is limited", say("think:2 error:429x1 say:recovered"), ("working", "idle")),
        Step("is refused for good", say("think:2 error:401 say:never"), ("working", "failed")),
        Step("works again", say("think:3 say:back"), ("working", "idle")),
        Step("loses its connection", say("think:2 slow:3 drop:8x1 say:recovered"), ("working", "idle")),
        Step("works for long", say("slow:60 say:never"), ("working",)),
        Step("is interrupted", press("Escape"), ("idle",)),
        Step("is compacted", say("/compress"), ("working", "idle")),
        Step("leaves", say("/quit"), ("exited",)),
        Step("starts again", lambda walk: walk.fleet.verb("start", "ada"), ("starting", "idle"), within=120),
        Step("hangs", say("hang"), ("working",)),
        Step("is killed", lambda walk: walk.kill(), ("exited",)),
    )


OPENCODE_PERMISSION = {
    "kind": "permission",
    "text": "Shell command",
    "choices": ["Allow once", "Allow always", "Reject"],
}
OPENCODE_QUESTION = {
    "kind": "question",
    "text": "Which colour?",
    "choices": ["Red", "Blue", "Type your own answer"],
}


def opencode(size: Size) -> tuple[Step, ...]:
    """opencode."""
    return (
        *turns(150_000, 25),
        *typed(size, press("C-u"), say(QUEUED)),
        *asked("permission", f"think:2 shell:{SLEEP}", OPENCODE_PERMISSION, press("Enter")),
        *asked("question", "think:2 ask:Which colour?|Red|Blue", OPENCODE_QUESTION, press("Enter")),
        Step(
            "is limited",
            say("think:3 error:429x1 retry:6 say:recovered"),
            ("working", "limited"),
            {"attempt": 1},
        ),
        Step("recovers", wait(), ("working", "idle")),
        Step("is refused", say("think:2 error:401 say:never"), ("working", "limited"), within=30),
        Step("is interrupted there", press("Escape", "Escape"), ("idle",)),
        Step("loses its connection", say("think:2 slow:3 drop:8x1 say:recovered"), ("working", "idle")),
        Step("works for long", say("slow:60 say:never"), ("working",)),
        Step("is interrupted", press("Escape", "Escape"), ("idle",)),
        Step("is compacted", say("/compact"), ("working", "idle")),
        Step("leaves", say("/exit"), ("exited",)),
        Step("starts again", lambda walk: walk.fleet.verb("start", "ada"), ("starting", "idle"), within=120),
        Step("hangs", say("hang"), ("working",)),
        Step("is killed", lambda walk: walk.kill(), ("exited",)),
    )


AIDER_QUESTION = {"kind": "question", "text": "", "choices": []}


def aider(size: Size) -> tuple[Step, ...]:
    """aider."""
    return (
        *turns(1200, None),
        *typed(size, press("C-u"), None),
        Step(
            "is limited", say("think:2 error:429x2 say:recovered"), ("working", "limited", "working", "idle")
        ),
        Step("is refused for good", say("think:2 error:401 say:never"), ("working", "failed")),
        Step("works again", say("think:3 say:back"), ("working", "idle")),
        Step("loses its connection", say("think:2 slow:3 drop:8x1 say:recovered"), ("working", "idle")),
        Step("works for long", say("slow:60 say:never"), ("working",)),
        Step("is interrupted", press("C-c"), ("idle",)),
        Step("leaves", say("/exit"), ("exited",)),
        Step("starts again", lambda walk: walk.fleet.verb("start", "ada"), ("starting", "idle"), within=120),
        Step("hangs", say("hang"), ("working",)),
        Step("is killed", lambda walk: walk.kill(), ("exited",)),
    )


STEPS: Mapping[str, Callable[[Size], tuple[Step, ...]]] = {
    "claude": claude,
    "codex": codex,
    "gemini": gemini,
    "qwen": qwen,
    "opencode": opencode,
    "aider": aider,
}
