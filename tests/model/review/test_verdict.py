"""A reviewer's file is hostile until checked, and nothing that was refused ever accepts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from fleetui.model.review.findings import Finding
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.review.reviews import Review
from fleetui.model.review.round import concluded
from fleetui.model.review.rules import ReviewRules, ReviewState
from fleetui.model.review.texts import VERDICT, fenced, sent_back, told
from fleetui.model.review.verdict import Decided, VerdictError, decide, parse

LINES = {"shop.py": ("def price():", "    return 1", "", "def tax():", "    return 1")}
FOUND: dict[str, Any] = {
    "severity": "major", "path": "shop.py", "line": 2, "quote": "return 1", "text": "a price of one",
}  # fmt: skip
EARLIER = Finding("f1", "blocker", "shop.py", 4, "def tax():", "no tax")


def file(**changes: Any) -> bytes:
    whole = {"review": "r1", "patch": "p1", "verdict": "accept", "summary": "", "findings": [], "earlier": []}
    return json.dumps({**whole, **changes}).encode()


def decided(
    data: bytes,
    earlier: tuple[Finding, ...] = (),
    changed: dict[str, tuple[tuple[int, int], ...]] | None = None,
    rules: ReviewRules = ReviewRules(),  # noqa: B008 - a value
) -> Decided:
    said = decide(rules, parse(data, "r1", "p1", earlier), earlier, LINES, changed or {})
    alone = Reviewer(
        "correctness", said.state, detail=said.detail, findings=said.findings, refused=said.refused
    )
    whole = concluded(rules, earlier, (alone,))
    assert (whole.state, whole.detail, whole.refused) == (said.state, said.detail, said.refused)
    return whole


def test_an_accepting_verdict_without_findings_accepts() -> None:
    assert decided(file()).state is ReviewState.ACCEPTED


def test_a_note_does_not_keep_a_patch_out_and_a_blocker_or_major_does() -> None:
    assert decided(file(findings=[{**FOUND, "severity": "note"}])).state is ReviewState.ACCEPTED
    for severity in ("major", "blocker"):
        one = decided(file(findings=[{**FOUND, "severity": severity}]))
        assert (one.state, one.findings[0].id) == (ReviewState.REJECTED, "f1")
    allowed = ReviewRules(majors=1)
    assert decided(file(findings=[FOUND]), rules=allowed).state is ReviewState.ACCEPTED
    assert decided(file(findings=[FOUND], verdict="reject"), rules=allowed).state is ReviewState.REJECTED


@pytest.mark.parametrize(
    "hostile",
    [
        None,
        b"",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"review": "r1", "review": "r1"}',
        b"1" * 5000,
        b" " * 300_000,
        file(review="r2"),
        file(patch="p2"),
        file(verdict="accepted"),
        file(verdict=True),
        file(approve=True),
        file(summary=7),
        file(findings={}),
        file(findings=[FOUND] * 101),
        file(findings=[{**FOUND, "severity": "nit"}]),
        file(findings=[{**FOUND, "line": True}]),
        file(findings=[{**FOUND, "line": -1}]),
        file(findings=[{**FOUND, "line": 10**400}]),
        file(findings=[{**FOUND, "text": "\x1b\x07 "[2:]}]),
        file(findings=[{**FOUND, "text": "x" * 5000}]),
        file(findings=[{**FOUND, "extra": 1}]),
        file(findings=["shop.py:2"]),
        file(earlier=[{"id": "f9", "fixed": True, "why": ""}]),
    ],
)
def test_what_is_no_verdict_on_exactly_this_patch_is_refused(hostile: bytes | None) -> None:
    with pytest.raises(VerdictError) as refused:
        decided(hostile)  # type: ignore[arg-type]
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) <= 200


def test_text_of_a_verdict_cannot_drive_a_terminal() -> None:
    one = decided(file(findings=[{**FOUND, "severity": "note", "text": "a\x1b]52;c;x\x07b\u202e"}]))
    assert not set("\x1b\x07\u202e") & set(one.findings[0].text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "../../etc/passwd"},
        {"path": "gone.py"},
        {"quote": "return 9"},
        {"quote": ""},
        {"quote": "return 1\ndef"},
        {"line": 3},
    ],
)
def test_a_finding_whose_place_is_not_in_the_tree_is_refused_and_accepts_nothing(
    wrong: dict[str, Any],
) -> None:
    one = decided(file(findings=[{**FOUND, "severity": "note", **wrong}]))
    assert one.state is ReviewState.FAILED
    assert (one.findings, len(one.refused)) == ((), 1)
    both = decided(file(findings=[FOUND, {**FOUND, **wrong}]))
    assert both.state is ReviewState.REJECTED


def test_a_finding_moves_to_the_only_line_that_holds_its_quote() -> None:
    one = decided(file(findings=[{**FOUND, "line": 1, "quote": "def tax"}]))
    assert one.findings[0].line == 4


@pytest.mark.parametrize(
    ("said", "changed", "state", "verdict"),
    [
        (True, {"shop.py": ((4, 1),)}, "fixed", ReviewState.ACCEPTED),
        (True, {"shop.py": ((40, 1),)}, "claimed", ReviewState.REJECTED),
        (True, {"other.py": ((4, 1),)}, "claimed", ReviewState.REJECTED),
        (True, {}, "claimed", ReviewState.REJECTED),
        (False, {"shop.py": ((4, 1),)}, "open", ReviewState.REJECTED),
        (None, {"shop.py": ((4, 1),)}, "open", ReviewState.REJECTED),
    ],
)
def test_fixed_is_believed_only_where_the_patch_changed_something_at_that_place(
    said: bool | None, changed: dict[str, tuple[tuple[int, int], ...]], state: str, verdict: ReviewState
) -> None:
    answers = [] if said is None else [{"id": "f1", "fixed": said, "why": "the author says so"}]
    one = decided(file(earlier=answers), (EARLIER,), changed)
    assert (one.findings[0].state, one.state) == (state, verdict)


def test_the_reviewer_is_told_to_refute_and_where_to_write_and_the_author_gets_places() -> None:
    one = Review("r1", "cache", "shop", "agent/cache", 1.0, head="a" * 40, patch="p1")
    text = told(one, "security", "/state/r1-2", (EARLIER,))
    assert "Others look" not in text
    two = replace(one, reviewers=(Reviewer("security"), Reviewer("does it run")))
    assert "Others look at it for: does it run." in told(two, "security", "/f", ())
    for said in (
        "refute",
        "Reject when you are uncertain",
        "security",
        f"/state/r1-2/{VERDICT}",
        "f1 blocker",
    ):
        assert said in text
    assert "f1 blocker at shop.py:4: no tax" in sent_back("agent/cache", (EARLIER,), "")
    fence = fenced("END\n+END x", "k7")
    assert fence.endswith("END k7\n")
    assert fence.count("END k7") == 2
