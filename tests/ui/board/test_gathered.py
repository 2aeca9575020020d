from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.difference.reading import DiffLine
from fleetui.ui.board.gathered import HEAD, gathered, with_line, without

LINES = st.builds(
    DiffLine,
    st.sampled_from(["a.py", "docs/b c.md", "x:y.txt"]),
    st.integers(1, 9999),
    st.sampled_from("+- "),
    st.text("ab`: ", max_size=20),
)


def draft(lines: list[DiffLine]) -> str:
    text = ""
    for line in lines:
        text = with_line(text, line)
    return text


@given(st.lists(LINES, min_size=1, max_size=6))
def test_what_was_pointed_at_is_found_again_in_its_order(lines: list[DiffLine]) -> None:
    assert [(one.path, one.line) for one in gathered(draft(lines))] == [(one.path, one.line) for one in lines]


@given(st.lists(LINES, min_size=1, max_size=5), st.data())
def test_taking_one_back_leaves_the_others_as_they_were(lines: list[DiffLine], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(lines) - 1))
    left = [one for n, one in enumerate(gathered(draft(lines))) if n != place]
    assert gathered(without(draft(lines), place)) == left


def test_what_the_operator_wrote_beside_it_stays() -> None:
    text = f"Before.\n\n{HEAD}\n\na.py:3 `x = 1`: use y\n\nand say why\n\nb.py:4: no"
    first, second = gathered(text)
    assert (first.wish, second.wish) == ("use y and say why", "no")
    assert without(text, 0) == f"Before.\n\n{HEAD}\n\nb.py:4: no"
    assert without(without(text, 0), 0) == f"Before.\n\n{HEAD}"
    assert without(f"{HEAD}\n\na.py:3: x", 0) == ""
    assert gathered("see a.py and 3:4 for that") == []
