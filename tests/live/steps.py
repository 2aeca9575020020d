"""The steps of a walk, the same for every agent; what differs is in its route."""

from __future__ import annotations

from tests.live.moves import (
    DRAFT,
    QUEUED,
    draft,
    go_on,
    kill,
    press,
    resized,
    say,
    scrolled,
    start,
    start_again,
)
from tests.live.routes import Asked, Route
from tests.live.walk import START_S, Step

READS_S = 120
"""Qwen Code takes the command that it wants to run apart before it asks: ten seconds of a free processor."""


def steps(route: Route) -> tuple[Step, ...]:
    """From the first start to a process that is killed."""
    return (
        Step("starts", start, ("starting", "idle"), or_else=route.slow_start, within=START_S),
        *_turns(route),
        *_typed(route),
        *(step for one in route.asks for step in _asked(one)),
        *route.trouble,
        Step("works for long", say("slow:60 say:never"), ("working",)),
        Step("is interrupted", press(*route.stop), ("idle",)),
        *_compacted(route),
        Step("leaves", say(route.leave), route.leaving, {"ended": route.resume}, hides=route.silent),
        Step("starts again", start_again, ("starting", "idle"), or_else=route.slow_start, within=START_S),
        Step("hangs", say("hang"), ("working",), hides="hang"),
        Step("is killed", kill, ("exited",)),
    )


def _turns(route: Route) -> tuple[Step, ...]:
    """Silence, then words; the context figure after them."""
    return (
        Step("is asked and thinks", say("think:60 say:thought about it"), ("working",)),
        Step("answers", go_on, ("idle",)),
        Step(
            "is asked and streams",
            say(f"tokens:{route.tokens} slow:60 say:the end"),
            ("working",),
            {"talks_to": {"127.0.0.1"}},
        ),
        Step("has said all", go_on, ("idle",), {"context": route.left}, hides=route.unknown),
    )


def _typed(route: Route) -> tuple[Step, ...]:
    """In the middle of work: somebody types, it keeps a follow-up, the window changes, somebody scrolls."""
    typing = (
        Step("gets a draft while it works", draft, shows={"draft": DRAFT}),
        Step("loses the draft", press("C-u"), shows={"draft": ""}),
    )
    keeping = (
        (Step("keeps a follow-up itself", route.queue, shows={"own_queue": [QUEUED]}),) if route.queue else ()
    )
    return (
        Step("is asked and streams again", say("slow:60 say:the end"), ("working",)),
        *(typing if route.queue else ()),
        Step("is made smaller, and as large again", resized),
        Step("is scrolled, and back", scrolled),
        *keeping,
        Step("says all, and what waited", go_on, ("idle",), hides="" if route.queue else "aider-draft"),
        Step("gets a draft while it waits", draft, shows={"draft": DRAFT}),
        Step("loses the draft again", press("C-u"), shows={"draft": ""}),
    )


def _asked(one: Asked) -> tuple[Step, ...]:
    """It asks the operator, and goes on when he answered."""
    question = {"kind": one.kind, "text": one.text, "choices": list(one.choices)}
    question |= {"subject": one.subject} if one.subject is not None else {}
    name = f"{one.kind} {one.name}".rstrip()
    mode = (Step(f"is made ready for: {name}", press(*one.first)),) if one.first else ()
    return (
        *mode,
        Step(f"asks: {name}", say(one.prompt), ("working", "asking"), {"question": question}, within=READS_S),
        Step(f"is answered: {name}", press(*one.answer), one.then, or_else=one.slow_then),
    )


def _compacted(route: Route) -> tuple[Step, ...]:
    """The context is full, then there is room again."""
    if not route.compact:
        return ()
    return (
        Step("reads much", say(f"think:2 tokens:{route.tokens} say:read it"), ("working", "idle")),
        Step("is compacted", say(route.compact), ("working", "idle"), {"roomier": route.left}),
    )
