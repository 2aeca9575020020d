"""What scrolled away of an agent that keeps no history in its pane is told from its session file, and marked so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fleetui.agents.sessions import transcript
from fleetui.agents.sessions.formats import PARSERS
from fleetui.agents.sessions.transcript import FROM, UNTIL, with_conversation
from fleetui.model.cells import cells
from fleetui.model.said import Said, Who
from fleetui.model.screen import Line, Scrollback, parse_frame
from fleetui.model.session import NO_WINDOWS

SESSIONS = Path(__file__).parents[2] / "captures" / "sessions"
SCREEN = ["❯ the last prompt", "● the last answer", "─" * 40, "❯", "─" * 40]


def lines(rows: list[str]) -> tuple[Line, ...]:
    return parse_frame("\n".join(rows), width=0, height=len(rows), cursor=None, title="").lines


def told(*said: Said, before: tuple[str, ...] = (), most: int = 100) -> list[str]:
    pane = Scrollback(lines([*before, *SCREEN]), len(SCREEN), full_screen=True)
    return [line.text for line in with_conversation(pane, said, most)]


def test_what_scrolled_away_stands_between_what_was_there_before_and_the_screen() -> None:
    rows = told(
        Said(Who.OPERATOR, "an old prompt\nof two lines"),
        Said(Who.TOOL, "Bash make"),
        Said(Who.OUTPUT, "it is made"),
        Said(Who.AGENT, "an old answer"),
        Said(Who.OPERATOR, "the last prompt"),
        Said(Who.AGENT, "the last answer"),
        before=("$ claude",),
    )
    first, last = (next(n for n, row in enumerate(rows) if f"── {mark} ─" in row) for mark in (FROM, UNTIL))
    assert rows[:first] == ["$ claude"]
    assert rows[first + 1 : last] == [
        "┆", "┆ ❯ an old prompt", "┆   of two lines", "┆   ⎿ Bash make", "┆     it is made", "┆", "┆ ● an old answer",
    ]  # fmt: skip
    assert rows[last + 1 :] == SCREEN


@pytest.mark.parametrize(
    "said",
    [
        (),
        (Said(Who.AGENT, "the last answer"),),
        (Said(Who.OPERATOR, "the last\nprompt"), Said(Who.AGENT, "**the** last answer")),
    ],
)
def test_nothing_is_added_where_nothing_scrolled_away(said: tuple[Said, ...]) -> None:
    assert told(*said) == SCREEN


def test_it_is_bounded_and_folded_to_the_width_of_the_pane() -> None:
    rows = told(
        Said(Who.AGENT, "日本語 " * 400), *(Said(Who.AGENT, f"answer {n}") for n in range(500)), most=50
    )
    assert len(rows) == 50 + 2 + len(SCREEN)
    assert all(cells(row) <= 42 for row in told(Said(Who.AGENT, "日本語 " * 400)))
    output = told(Said(Who.OUTPUT, "\n".join(f"row {n}" for n in range(100))))
    assert "┆     … 70 more rows" in output


@pytest.mark.parametrize(
    "text",
    [
        "A limit was hit. If it persists, check your plan and the details. " * 4,
        "Überlänge wäre schön, naïve Fälle 日本語のテキスト auch — " * 6,
        "❤️ and 👩‍👩‍👧 of a family, e\u0301 and ✂️✂️✂️✂️✂️✂️✂️✂️✂️✂️✂️✂️✂️✂️✂️✂️ " * 4,
        "日本語" * 60,
        "x" * 300,
    ],
)
@pytest.mark.parametrize("room", [28, 38, 39, 0])
def test_no_letter_is_lost_where_a_row_is_folded_nor_where_it_is_shown(text: str, room: int) -> None:
    pane = Scrollback(lines(SCREEN), len(SCREEN), full_screen=True)
    rows = [line.text for line in with_conversation(pane, [Said(Who.AGENT, text)], 100, room)]
    assert all(cell_len(row) <= (room or 40) for row in rows[: -len(SCREEN)])
    folded = [row[4:] for row in rows if row.startswith("┆ ")]
    assert "".join("".join(folded).split()) == "".join(text.split())
    if text.isascii() and " " in text:
        assert " ".join(folded) == text.rstrip()


def test_of_a_long_conversation_only_the_end_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    monkeypatch.setattr(transcript, "clean", lambda text: looked.append(text) or text)
    rows = told(*(Said(Who.AGENT, f"answer {number}") for number in range(1000)), most=50)
    assert rows[50] == "┆ ● answer 999"
    assert len(looked) < 30


@given(st.text(), st.sampled_from(Who))
def test_nothing_in_a_file_drives_a_terminal(text: str, who: Who) -> None:
    odd = f"before \x1b]0;title\x07\x1b[31m\u202e{text}"
    for row in told(Said(who, odd)):
        assert row.isprintable() or not any(char < " " or "\x7f" <= char <= "\x9f" for char in row)
        assert "\u202e" not in row


@pytest.mark.parametrize("name", sorted(path.name for path in SESSIONS.glob("*.jsonl")))
def test_real_sessions_tell_prompts_and_answers(name: str) -> None:
    parser = PARSERS[name.partition("-")[0]](NO_WINDOWS)
    said = [
        one
        for line in (SESSIONS / name).read_text("utf-8").splitlines()
        for one in parser.said(json.loads(line))
    ]
    wanted = {Who.TOOL, Who.OUTPUT} if name.startswith("codex-0.169") else {Who.OPERATOR, Who.AGENT}
    assert wanted <= {one.who for one in said if one.text.strip()}
    assert not any(one.text.startswith("\x1b") for one in said)
    prompts = [one.text for one in said if one.who is Who.OPERATOR]
    assert not any(
        text.lstrip().startswith(("<command-", "<local-command", "<system-reminder")) for text in prompts
    )
