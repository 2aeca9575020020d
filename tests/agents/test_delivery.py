"""A text is cured before it is pasted, and seen in the composer only when it stands there to its end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents.delivery import (
    command_shows,
    command_taken,
    key_of,
    prepared,
    ready,
    shows,
    taken,
    why_not,
)
from fleetui.agents.load import load_profiles
from fleetui.agents.screen.reading import read
from fleetui.model.clean import clean_prompt
from fleetui.model.status import Phase, Question, Reading
from tests.agents.screens import claude, codex, frame

PROFILES = load_profiles()
CLAUDE, CODEX = PROFILES["claude"], PROFILES["codex"]
texts = st.text(st.characters(categories=["L", "N", "P", "Zs"], include_characters="\n\t")).map(
    lambda text: clean_prompt(text)[0]
)


@pytest.mark.parametrize(
    ("text", "cured"),
    [("!ls", " !ls"), ("/help", " /help"), ("end \\", "end \\ "), ("plain", "plain"), ("a\n!b", "a\n!b")],
)
def test_a_text_is_cured_of_what_claude_takes_for_a_command(text: str, cured: str) -> None:
    assert prepared(CLAUDE, text) == cured


@given(texts)
def test_a_cure_only_adds_blanks_at_the_ends(text: str) -> None:
    for profile in PROFILES.values():
        assert prepared(profile, text).strip() == text.strip()


def test_what_cannot_be_delivered_says_why() -> None:
    assert why_not(CLAUDE, "do it") is None
    assert "command" in (why_not(PROFILES["gemini"], "/quit") or "")
    assert "each line" in (why_not(PROFILES["shell"], "a\nb") or "")
    assert "not known" in (why_not(replace(CLAUDE, composer=None), "a") or "")
    assert why_not(CLAUDE, " \n") is not None


@pytest.mark.parametrize(
    ("standing", "seen"),
    [
        ("make", True),
        ("make the long build and then run every test of it", True),
        ("echo mine; make the long build and then run every test of it", False),
        ("make the long build and then run every", False),
    ],
)
def test_a_text_at_a_prompt_is_seen_where_the_terminal_folded_it(standing: str, seen: bool) -> None:
    text = "make" if standing == "make" else "make the long build and then run every test of it"
    line = f"me@host:~$ {standing}"
    rows = [line[at : at + 20] for at in range(0, len(line), 20)]
    shown = replace(frame("\n".join(["output", *rows]), cursor=(len(rows[-1]), len(rows))), width=20)
    assert shows(PROFILES["shell"], shown, text) is seen


@pytest.mark.parametrize(
    ("draft", "text", "seen"),
    [
        ("fix the bug", "fix the bug", True),
        ("fix the\nbug\tnow", "fix the bug    now", True),
        ("[Pasted text #1 +39 lines]", "row\n" * 40, True),
        ("fix", "fix the bug", False),
        ("somebody's fix the bug", "fix the bug", False),
        ("somebody's [Pasted text #1 +39 lines]", "row\n" * 40, False),
        ("", "fix the bug", False),
        ("é", "e\u0301", True),
    ],
)
def test_a_text_shows_only_when_the_composer_holds_it_to_its_end(draft: str, text: str, seen: bool) -> None:
    assert shows(CLAUDE, claude(draft=draft), text) is seen


def test_the_end_of_a_long_text_is_enough() -> None:
    text = "first " * 50 + "the last forty characters of a long follow-up text"
    assert shows(CODEX, codex(draft=text[-60:]), text)
    assert not shows(CODEX, codex(draft=text[:60]), text)
    assert not shows(CODEX, codex(draft=text[-10:]), text)


@given(texts)
def test_what_stands_in_the_composer_is_recognised(text: str) -> None:
    if why_not(CODEX, text) is None and text.isprintable() and text.strip() == text:
        assert shows(CODEX, codex(draft=text), text)


def test_only_a_resting_agent_with_an_empty_composer_is_ready() -> None:
    idle = read(CLAUDE, claude("● ok"))
    assert ready(CLAUDE, idle) is None
    assert ready(CLAUDE, read(CLAUDE, claude(draft="half"))) == "somebody's text stands in the composer"
    assert ready(CLAUDE, read(CLAUDE, claude("✻ Baking…"))) == "it is working"
    assert ready(CLAUDE, read(CLAUDE, claude("  ❯ waits"))) is not None
    assert (
        ready(CLAUDE, Reading(Phase.ASKING, "x", question=Question("permission", "?"))) == "it asks something"
    )
    assert ready(CLAUDE, Reading(Phase.IDLE, "x")) == "no composer is seen"
    assert ready(replace(CLAUDE, composer=None), Reading(Phase.IDLE, "x", draft="")) is not None


LONG = "Begin here.\n" + "\n".join(f"step {number}" for number in range(9)) + "\nEnd with this sentence."


@pytest.mark.parametrize(
    ("before", "after", "text", "accepted"),
    [
        ("", "❯ do it\n\n● Done.", "do it", True),
        ("❯ do it\n\n● Done.", "❯ do it\n\n● Done.", "do it", False),
        ('> - "do it"\n\n● Done.', "● Done.\n\n❯ do it\n\n● Done.", "do it", True),
        ("● Done.", "  step 8\n  End with this\n  sentence.\n\n● Done.", LONG, True),
        ("● Done.", "  • step 9: keep x_9\n\n● Done.", "Begin:\n- step 9: **keep** `x_9`", True),
        ("● Done.", "● Something else.", LONG, False),
    ],
    ids=[
        "in the transcript",
        "was there before",
        "was quoted before",
        "its end is left",
        "drawn as Markdown",
        "output alone",
    ],
)
def test_a_text_that_was_answered_at_once_is_known_by_its_transcript(
    before: str, after: str, text: str, accepted: bool
) -> None:
    frame = claude(after)
    sign = taken(CLAUDE, claude(before), frame, read(CLAUDE, frame), text)
    assert bool(sign) is accepted


def test_a_text_that_still_stands_in_the_composer_is_not_taken() -> None:
    frame = claude("❯ do it", draft="do it")
    assert taken(CLAUDE, claude(""), frame, read(CLAUDE, frame), "do it") == ""


def test_a_draft_so_tall_that_it_hides_the_footer_is_seen_although_a_blank_row_stands_in_it() -> None:
    lines = [f"- line {number} of a long handoff" for number in range(30)]
    text = "\n".join([*lines, "", "Read the changed files first."])
    shown = [
        "› " + lines[12].ljust(76) + "↑",
        *(f"  {line}" for line in lines[13:]),
        "",
        "  Read the changed files first.",
    ]
    assert shows(CODEX, frame("\n".join(shown), height=len(shown)), text)
    assert not shows(CODEX, frame("\n".join(shown[:-1]), height=len(shown)), text)


POPUP = """
  ┃ /compact      Compact session
  ┃ /review       review changes
  ┃
  ┃  /compact
  ┃
  ┃  Build · m local
  ╹▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀
"""


def test_a_command_is_seen_among_what_is_offered_to_complete_it_and_taken_when_the_composer_let_go() -> None:
    opencode = PROFILES["opencode"]
    seen = frame(POPUP)
    assert command_shows(opencode, seen, "/compact")
    assert not command_shows(opencode, seen, "/review")
    assert command_taken(opencode, seen, read(opencode, seen), "/compact") == ""
    gone = claude(draft="")
    assert command_taken(CLAUDE, gone, read(CLAUDE, gone), "/compact") == "it left the composer"
    other = claude(draft="/compactt")
    assert command_taken(CLAUDE, other, read(CLAUDE, other), "/compact") == ""
    assert why_not(PROFILES["gemini"], "/compress", command=True) is None


def test_what_goes_at_once_is_pasted_to_one_that_works_and_queued_by_the_key_that_does_not_cut_it_off() -> (
    None
):
    works = replace(read(CLAUDE, claude()), phase=Phase.WORKING)
    assert ready(CLAUDE, works) == "it is working"
    assert ready(CLAUDE, works, now=True) is None
    assert ready(PROFILES["aider"], works, now=True) == "it is working"
    assert ready(CLAUDE, replace(works, draft="half"), now=True) == "somebody's text stands in the composer"
    asks = replace(works, question=Question("permission", "?"))
    assert ready(CLAUDE, asks, now=True) == "it asks something"
    assert key_of(CODEX, works, now=True) == "Tab"
    assert key_of(CODEX, works, now=False) == "Enter"
    assert key_of(CODEX, replace(works, phase=Phase.IDLE), now=True) == "Enter"
