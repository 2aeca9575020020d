"""What of a pull request's conversation is open: what people and programs said, resolved or not, answered or not."""

from __future__ import annotations

import time

import pytest

from fleetui.model.forge.conversation import Conversation
from fleetui.model.forge.reading.severity import severity_of
from fleetui.model.forge.remarks import open_remarks, remarks_of
from tests.model.forge.said import HEAD, review, talk, thread, word


def open_ids(said: Conversation, stands: dict[str, bool | None] | None = None) -> list[str]:
    return [one.id for one in open_remarks(said, {"operator"}, stands or {})]


def test_a_thread_that_nobody_resolved_is_open_also_when_it_was_answered() -> None:
    said = talk(thread(word(3)), thread(word(1), word(5, "agent", "Fixed.")))
    assert open_ids(said) == ["T1", "T3"]
    answered = open_remarks(said, {"operator"}, {})[0]
    assert (answered.at, answered.replied, answered.reply) == (1, 5, "Fixed.")


def test_a_reviewer_who_comes_back_after_the_answer_is_not_answered() -> None:
    said = talk(thread(word(1), word(2, "agent", "Fixed."), word(3, text="it still breaks")))
    found = open_remarks(said, {"operator"}, {})[0]
    assert (found.at, found.replied) == (3, 0.0)


@pytest.mark.parametrize(
    ("by", "stands", "why"),
    [
        ("ann", True, None),
        ("", True, "nobody resolved it but the forge, and its lines are as they were"),
        ("", None, "nobody resolved it but the forge, and whether its lines changed is not known"),
        ("web-flow", True, "nobody resolved it but the forge, and its lines are as they were"),
        ("", False, None),
    ],
)
def test_a_thread_that_the_forge_resolved_is_open_until_its_lines_are_known_to_have_changed(
    by: str, stands: bool | None, why: str | None
) -> None:
    said = talk(thread(resolved=True, by=by))
    found = open_remarks(said, {"operator"}, {"T1": stands})
    assert [one.why for one in found] == ([why] if why else [])


def test_a_review_that_only_commented_is_open_for_its_own_text_alone() -> None:
    leads = review(1, text="Two things, see below.", threads=2)
    beside = review(2, text="**Outside diff range comments (1)**\n`a.py`: leaks", threads=2)
    alone = review(3, text="The lock is never given back.")
    nothing = review(4, text="I reviewed 3 files and generated no comments.")
    person = review(5, text="No issues found? I do see one.", bot=False, author="ann")
    silent = review(6, text="  ")
    assert open_ids(talk(reviews=(leads, beside, alone, nothing, person, silent))) == ["R2", "R3", "R5"]


def test_a_later_word_of_the_same_reviewer_stands_for_the_one_before() -> None:
    asked, again = review(1, "changes requested", author="ann"), review(3, "approved", author="ann")
    other = review(2, "changes requested", author="bob")
    assert open_ids(talk(reviews=(asked, other, again))) == ["R2"]


def test_a_review_that_was_answered_is_open_until_something_changed_since() -> None:
    answer = word(5, "agent", "About https://forge/r1: it is meant so.")
    same = talk(reviews=(review(1, commit=HEAD),), comments=(answer,))
    assert [one.why for one in open_remarks(same, {"operator"}, {})] == [
        "commented, answered, and nothing changed since"
    ]
    assert open_ids(talk(reviews=(review(1),), comments=(answer,))) == []


def test_a_review_that_was_dismissed_counts_while_its_commit_is_the_newest() -> None:
    assert open_ids(talk(reviews=(review(1, "dismissed", commit=HEAD),))) == ["R1"]
    assert open_ids(talk(reviews=(review(1, "dismissed"),))) == []


def test_a_comment_is_answered_by_ours_below_it_or_by_what_names_it_and_by_nothing_else() -> None:
    first, second = word(1, "ann", "Why is the cache never emptied?"), word(2, "bob", "And the tests?")
    said = talk(comments=(first, second, word(3, "agent", "They are in tests/.")))
    assert open_ids(said) == ["C1ann"], "one word does not answer everybody"
    named = word(4, "agent", "@ann it is, in evict()")
    assert open_ids(talk(comments=(first, second, word(3, "agent"), named))) == []
    quoted = word(4, "cat", "> Why is the cache never emptied?\n\nIt is, in evict().")
    assert open_ids(talk(comments=(first, second, word(3, "agent"), quoted))) == ["C4cat"]
    program = word(4, "bugbot", "@ann thank you!", bot=True)
    assert open_ids(talk(comments=(first, second, word(3, "agent"), program))) == ["C1ann", "C4bugbot"]


def test_what_the_operator_the_author_and_nobody_said_is_not_open() -> None:
    own = (word(1, "operator"), word(2, "agent"), word(3, "spam", hidden=True))
    assert open_ids(talk(comments=own)) == []


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("### Lost update\n\n**High Severity**\n\n<!-- DESCRIPTION START -->", "high"),
        ("_Potential issue_ | _🔴 Critical_", "critical"),
        ("_🟠 Major_ the lock", "high"),
        ("**![P1 Badge](https://img.shields.io/badge/P1-orange)  Check the length**", "high"),
        ("![critical](https://www.gstatic.com/codereviewagent/critical.svg)", "critical"),
        ("Severity: low", "low"),
        ("[P2] two callers", "medium"),
        ("This is of high importance", ""),
        ("runs on a P1 machine with low memory", ""),
        (f"{'x' * 3000} **High Severity**", ""),
    ],
)
def test_a_severity_is_read_where_it_stands_in_a_usual_form(text: str, severity: str) -> None:
    assert severity_of(text) == severity


def test_an_address_that_another_one_begins_with_is_not_named_by_it() -> None:
    first, second = word(1, "ann", "why?"), word(12, "bob", "how?")
    named = word(20, "cat", "See https://forge/c12.")
    assert open_ids(talk(comments=(first, second, named))) == ["C1ann", "C20cat"]


def test_nobody_names_himself_and_a_login_is_the_same_in_capitals() -> None:
    first, second = word(1, "ann", "why?"), word(2, "ann", "@ann still waits")
    assert open_ids(talk(comments=(first, second))) == ["C1ann", "C2ann"]
    assert open_ids(talk(comments=(first, second, word(3, "cat", "@Ann: so")))) == ["C3cat"]


@pytest.mark.parametrize("text", ["it breaks", "> a line that is quoted\n" * 400, "@ann " * 2000])
def test_what_was_made_to_take_long_is_read_in_a_moment(text: str) -> None:
    comments = tuple(word(at, f"one{at % 50}", f"{text}{at}") for at in range(600))
    reviews = tuple(review(at, author=f"one{at % 50}") for at in range(2000))
    began = time.monotonic()
    remarks_of(talk(comments=comments, reviews=reviews), frozenset({"ops"}), {})
    assert time.monotonic() - began < 20
