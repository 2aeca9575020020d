"""Whether a forge has what the operator said: by his words there, and by no clock."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.forge.acts import COMMENT, REPLY, RESOLVE, RemarkAct, done_already
from tests.model.forge.said import talk, thread, word

ACT = RemarkAct("a", "shop", 12, "T1", REPLY, "It is meant so.", 5000.0)
OWN = {"operator"}


def test_the_same_words_of_the_operator_in_that_thread_are_his_and_nothing_else_is() -> None:
    mine = word(2, "operator", "It is meant so.\r\n")
    assert done_already(ACT, talk(thread(word(1), mine)), OWN) == mine.url, "the forge's clock is another one"
    assert done_already(ACT, talk(thread(word(1), word(2, "bugbot", "It is meant so."))), OWN) is None
    assert done_already(ACT, talk(thread(word(1)), comments=(mine,)), OWN) is None
    assert done_already(replace(ACT, known=(mine.id,)), talk(thread(word(1), mine)), OWN) is None


def test_a_comment_and_a_resolve_are_seen_where_they_are() -> None:
    below = word(2, "operator", "About it:\n\nno")
    about = replace(ACT, kind=COMMENT, text="About it:\n\nno")
    assert done_already(about, talk(comments=(below,)), OWN) == below.url
    resolve = replace(ACT, kind=RESOLVE, text="")
    assert done_already(resolve, talk(thread(resolved=True)), OWN) == "resolved"
    assert done_already(resolve, talk(thread()), OWN) is None
