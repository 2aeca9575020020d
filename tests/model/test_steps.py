"""Steps as values: written down and read back the same, and nothing that is no step is taken for one."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model import steps as s

words = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=30).filter(str.strip)
lines = words.filter(lambda text: "\n" not in text.strip())
any_step = st.one_of(
    st.builds(s.GateStep, words, st.sampled_from([s.WORKTREE, s.CANDIDATE]), st.integers(0, s.MOST_ROUNDS)),
    st.builds(s.WaitStep, lines),
    st.builds(s.CheckStep, words),
    st.builds(s.RestartStep, st.integers(0, 100)),
    st.builds(s.CompactStep),
    st.builds(s.ClearStep),
    st.builds(s.NextTaskStep, lines),
    st.builds(s.NoteStep, words, st.booleans()),
)


@given(st.one_of(any_step, st.text(st.characters(blacklist_categories=("Cs",)))))
def test_what_is_written_down_is_read_back_the_same(planned: s.Planned) -> None:
    assert s.read(s.written(planned)) == planned


@given(any_step)
def test_a_step_is_one_line_of_words(step: s.Step) -> None:
    assert step.line.strip()
    assert len(step.line.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not readable"),
        ("[]", "no table"),
        ('{"step": "reboot"}', "no step is called 'reboot'"),
        ('{"step": "gate", "rounds": 99}', "0 to 20 rounds"),
        ('{"step": "gate", "rounds": true}', "no int"),
        ('{"step": "gate", "run": "rm"}', "no 'run'"),
        ('{"step": "gate", "on": "main"}', "not on 'main'"),
        ('{"step": "wait"}', "a condition is missing"),
        ('{"step": "restart", "below": 101}', "0 to 100"),
        ('{"text": 3}', "no step is called None"),
    ],
)
def test_what_is_no_step_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(s.StepError, match=said):
        s.read(text)


def test_every_kind_has_words_of_its_own_and_values_that_can_be_left_out() -> None:
    for word, kind in s.kinds().items():
        assert word == kind.KIND
        assert all(field.default is not None for field in fields(kind)), word
