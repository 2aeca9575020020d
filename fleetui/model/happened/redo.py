"""The follow-up that asks for what did not happen. It says what is so in the files, and how that is to be proved."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.happened.shortfall import Kind
from fleetui.model.happened.turns import JudgedTurn

_MOST = 40
_SAYS = {
    Kind.EXPECTED: "{reported}: {found}",
    Kind.NOTHING: "no file changed in that turn",
    Kind.EDIT: "the edit of {reported} failed: {found}",
    Kind.COMMAND: "{reported} failed: {found}",
    Kind.UNTOUCHED: "{reported} was to be changed and was not",
    Kind.TESTS: "tests were said to pass: {found}",
    Kind.FEWER: "{reported} were said to be changed: {found}",
}


def redo(turn: JudgedTurn, *, several_lines: bool = True) -> str:
    """The text of the follow-up; claims that were expected stand in it again, so that they are judged again."""
    rows = [_row(one.kind, one.reported, one.found) for one in turn.shortfalls[:_MOST]]
    head = "Not all that was reported is in the files:" if turn.prompt == "" else (
        f"Of “{clean_line(turn.prompt, 80)}” not all that was reported is in the files:"
    )  # fmt: skip
    end = "Do what is missing. Read each file before you edit it, and look into it afterwards to see that it changed."
    if not several_lines:
        return clean_line(f"{head} {'; '.join(rows)}. {end}", 4000)
    expected = [f"expects: {one.reported}" for one in turn.shortfalls if one.kind == Kind.EXPECTED][:_MOST]
    return "\n".join([head, *(f"- {row}" for row in rows), end, *expected])


def _row(kind: str, reported: str, found: str) -> str:
    form = next((text for known, text in _SAYS.items() if known == kind), "{reported}: {found}")
    return clean_line(form.format(reported=reported, found=found), 300)
