"""Scenes of a dialog in a pane that gets narrower while it is open: question, choices and hint are folded."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.live.scene import READY, Scene, Take, ready, settled
from tests.live.scenes_more import at_prompt, repository
from tests.live.stage import Shot
from tests.support.waiting import until

NARROW = ((80, 24), (50, 24), (40, 24), (24, 20))
FETCH = {"url": "https://example.org/some/path", "prompt": "what"}
SEVERAL = {
    "questions": [
        {
            "question": "Which colour should the button have in the dialog that opens when one presses save?",
            "header": "Colour",
            "multiSelect": False,
            "options": [
                {"label": "Red", "description": "Warm and loud, easily seen from far away"},
                {"label": "Blue", "description": "Calm"},
            ],
        },
        {
            "question": "Which parts to include?",
            "header": "Parts",
            "multiSelect": True,
            "options": [
                {"label": "Alpha", "description": "first"},
                {"label": "Beta", "description": "second"},
            ],
        },
    ]
}

COLOUR = "Which colour should it have?"


def _asks(**more: object) -> str:
    """One question as the agents' own tools take it."""
    choices = [{"label": "Red", "description": "Warm"}, {"label": "Blue", "description": "Calm"}]
    return json.dumps({"questions": [{"question": COLOUR, "header": "Colour", "options": choices, **more}]})


CODEX_ASKS = {
    "questions": [
        {
            "id": name.lower(),
            "header": name,
            "question": asked,
            "options": [
                {"label": f"{first} (Recommended)", "description": "Warm"},
                {"label": second, "description": "Calm"},
            ],
        }
        for name, asked, first, second in (
            ("Colour", "Which colour should the button have in the dialog?", "Red", "Blue"),
            ("Size", "Which size?", "Large", "Small"),
        )
    ]
}


def narrow(cli: str, name: str, text: str, shows: str, question: Mapping[str, object]) -> Scene:
    """A dialog at several widths."""

    def play(take: Take) -> None:
        if cli in READY:
            ready(take, cli)
        else:
            at_prompt(take, cli)
        take.say(text)
        take.stage.until_shows(shows)
        _at_widths(take, name, question)

    return Scene(cli, name, play) if cli in READY else Scene(cli, name, play, repository)


def several() -> Scene:
    """Claude asks two things at once, and whether the answers are right: that dialog says nothing below its choices."""

    def play(take: Take) -> None:
        ready(take, "claude")
        take.say(f"call:AskUserQuestion {json.dumps(SEVERAL)}")
        take.stage.until_shows("❯ 1. Red")
        choices = ["Red", "Blue", "Type something.", "Chat about this"]
        text = SEVERAL["questions"][0]["question"]
        _at_widths(take, "question-several", {"kind": "question", "text": text, "choices": choices})
        take.stage.press("Enter")
        take.stage.until_shows("❯ 1. [ ] Alpha")
        take.stage.press("Enter", "Right")
        take.stage.until_shows("Submit answers")
        choices = ["Submit answers", "Cancel"]
        asked = {"kind": "question", "text": "Ready to submit your answers?", "choices": choices}
        _at_widths(take, "question-submit", asked)

    return Scene("claude", "question-several", play)


def codex_planning() -> Scene:
    """Codex in plan mode: it asks with its own tool, and whether to begin."""

    def play(take: Take) -> None:
        ready(take, "codex")
        _plans(take)
        take.say(f"call:request_user_input {json.dumps(CODEX_ASKS)}")
        take.stage.until_shows("› 1. Red")
        text = CODEX_ASKS["questions"][0]["question"]
        choices = ["Red (Recommended)", "Blue", "None of the above"]
        _at_widths(take, "question", {"kind": "question", "text": text, "choices": choices}, NARROW[:3])
        take.keep("question-cut", {"phase": "asking", "rule": "question"}, _resized(take, NARROW[3]))
        take.stage.press("Escape")
        take.stage.until_shows("interrupted")
        take.say(
            "say:<proposed_plan>\\n# Plan\\n- first\\n- second\\n</proposed_plan>", "say:<proposed_plan>"
        )
        take.stage.until_shows("Implement this plan?")
        choices = ["Yes, implement this plan", "Yes, clear context and implement", "No, stay in Plan mode"]
        _at_widths(take, "plan", {"kind": "plan", "text": "Implement this plan?", "choices": choices})

    return Scene("codex", "planning", play)


def _plans(take: Take) -> None:
    """Put Codex into plan mode: until its session is configured it ignores the key, or takes the mode back."""

    def planning() -> bool:
        settled(take)
        if "Plan mode (shift+tab" not in take.stage.shot().text:
            take.stage.press("BTab")
            return False
        return True

    until(planning, 60)


def _at_widths(
    take: Take, name: str, question: Mapping[str, object], sizes: tuple[tuple[int, int], ...] = NARROW
) -> None:
    for size in sizes:
        take.keep(name, {"phase": "asking", "question": question}, _resized(take, size))


def _resized(take: Take, size: tuple[int, int]) -> Shot:
    take.stage.tmux("resize-window", "-x", str(size[0]), "-y", str(size[1]))
    take.stage.until_shows("1.")
    return settled(take)


NARROWED = (
    narrow(
        "claude",
        "permission-fetch",
        f"call:WebFetch {json.dumps(FETCH)}",
        "3. No",
        {
            "kind": "permission",
            "text": "Do you want to allow Claude to fetch this content?",
            "choices": [
                "Yes",
                "Yes, and don't ask again for example.org",
                "No, and tell Claude what to do differently (esc)",
            ],
        },
    ),
    narrow(
        "claude",
        "permission-narrow",
        "shell:touch made-by-agent",
        "3. No",
        {
            "kind": "permission",
            "text": "Do you want to proceed?",
            "choices": ["Yes", "Yes, and always allow access to project/ from this project", "No"],
        },
    ),
    several(),
    codex_planning(),
    narrow(
        "gemini",
        "permission-fetch",
        'call:web_fetch {"prompt": "Summarize https://example.org/page please"}',
        "3. No",
        {
            "kind": "permission",
            "text": "Do you want to proceed?",
            "choices": ["Allow once", "Allow for this session", "No, suggest changes (esc)"],
        },
    ),
    narrow(
        "gemini",
        "question",
        f"call:ask_user {_asks(type='choice')}",
        "1.  Red",
        {"kind": "question", "text": COLOUR, "choices": ["Red", "Blue", "Enter a custom value"]},
    ),
    narrow(
        "qwen",
        "question",
        f"call:ask_user_question {_asks(multiSelect=False)}",
        "1. Red",
        {"kind": "question", "text": COLOUR, "choices": ["Red", "Blue", "Type something..."]},
    ),
    narrow(
        "qwen",
        "plan",
        'call:exit_plan_mode {"plan": "# Plan\\n- first\\n- second"}',
        "Would you like to proceed?",
        {"kind": "plan", "text": "Would you like to proceed?"},
    ),
    narrow(
        "opencode",
        "question-narrow",
        f"call:question {_asks()}",
        "1. Red",
        {"kind": "question", "text": COLOUR, "choices": ["Red", "Blue", "Type your own answer"]},
    ),
)
