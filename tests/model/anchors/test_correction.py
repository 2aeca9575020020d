"""A text is put right only where the new place is known, and says what changed in a note."""

from __future__ import annotations

import pytest

from fleetui.model.anchors.claim import Claim, Kind
from fleetui.model.anchors.correction import changes, corrected, note, replaced
from fleetui.model.anchors.finding import Checked, Finding, Verdict
from fleetui.model.anchors.judging.judge import claims_of

RIGHT = Finding(Verdict.OK)
MOVED_LINE = Finding(Verdict.MOVED, "src/a.py:18", "it is line 18 now")


def checked(text: str, now: dict[Kind, Finding]) -> list[Checked]:
    """Every claim of a text: right when it was queued, and now as said for its kind."""
    return [Checked(claim, RIGHT, now.get(claim.kind, RIGHT), claim.kind in now) for claim in claims_of(text)]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("fix src/a.py:12 now", "fix src/a.py:18 now"),
        ("line 12 of src/a.py is wrong", "line 18 of src/a.py is wrong"),
        ("in src/a.py line 12 there is 12", "in src/a.py line 18 there is 12"),
        ("12 times: src/a.py:12", "12 times: src/a.py:18"),
        ("fix src/a.py#L12", "fix src/a.py#L18"),
        ("a.py:12 is wrong", "a.py:18 is wrong"),
    ],
)
def test_a_line_is_replaced_however_it_is_written(text: str, right: str) -> None:
    found = checked(text, {Kind.LINE: MOVED_LINE})
    assert corrected(text, changes(text, found)) == right


def test_a_stretch_and_a_renamed_file_are_replaced_together() -> None:
    text = "rewrite src/old.py:10-20, and src/old.py:10-20 again"
    found = checked(text, {Kind.LINE: Finding(Verdict.MOVED, "src/new.py:12-22")})
    assert corrected(text, changes(text, found)) == "rewrite src/new.py:12-22, and src/new.py:12-22 again"
    assert replaced(text, found) == (("src/old.py:10-20", "src/new.py:12-22"),)


def test_a_quote_becomes_the_line_that_is_like_it() -> None:
    text = "`limit = 10` in src/a.py must go"
    now = Finding(Verdict.CHANGED, "src/a.py:3", "line 3 reads: limit = 12", ("    limit = 12",))
    found = checked(text, {Kind.QUOTE: now})
    assert corrected(text, changes(text, found)) == "`limit = 12` in src/a.py must go"


def test_a_quote_that_cannot_stand_in_its_marks_is_left_alone() -> None:
    text = "`limit = 10` in src/a.py must go"
    found = checked(text, {Kind.QUOTE: Finding(Verdict.CHANGED, "src/a.py:3", "", ("limit = `x`",))})
    assert changes(text, found) == ()


@pytest.mark.parametrize(
    "now",
    [
        Finding(Verdict.MISSING, detail="there is no such file"),
        Finding(Verdict.UNCHECKED, "src/a.py", "it is too large"),
        Finding(Verdict.CHANGED, "src/a.py:12", "line 12 reads now: x"),
    ],
)
def test_nothing_is_replaced_where_no_new_place_is_known(now: Finding) -> None:
    text = "fix src/a.py:12 now"
    assert changes(text, checked(text, {Kind.LINE: now})) == ()


def test_what_is_told_of_the_past_stays_as_it_is_told() -> None:
    text = "src/a.py:12 was wrong; src/a.py:12 is"
    found = checked(text, {Kind.LINE: MOVED_LINE})
    assert corrected(text, changes(text, found)) == "src/a.py:12 was wrong; src/a.py:18 is"


def test_the_note_names_each_thing_that_changed() -> None:
    text = "fix src/a.py:12"
    assert (
        note(checked(text, {Kind.LINE: MOVED_LINE}))
        == "Note: src/a.py:12 moved to :18 since this was written."
    )
    two = [
        Checked(
            Claim(Kind.PATH, "src/b.py", "src/b.py"), RIGHT, Finding(Verdict.MISSING, detail="gone"), True
        ),
        Checked(Claim(Kind.PATH, "src/c.py", "src/c.py"), RIGHT, Finding(Verdict.MOVED, "src/d.py"), True),
    ]
    assert note(two) == (
        "Note: this changed since it was written:\n- src/b.py: gone\n- src/c.py moved to src/d.py"
    )
    assert note(checked(text, {})) == ""
