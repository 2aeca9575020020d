from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fleetui.model.screen import Line, Style, StyledRun
from fleetui.ui.draw.palette import FLEET_DARK, FLEET_LIGHT, contrast
from fleetui.ui.draw.strips import READABLE, Ink, Span, printable, readable, row, shortened, wrapped

INK = Ink(FLEET_DARK)
ANY_TEXT = st.text(max_size=60)
WIDE = st.text(st.sampled_from("ab 漢字🙂é\u0301[/]\x1b\x07\u200b"), max_size=60)
COLOUR = st.none() | st.integers(0, 255) | st.tuples(*[st.integers(0, 255)] * 3)


@given(st.lists(WIDE, max_size=4), st.lists(WIDE, max_size=2), st.integers(0, 90), st.integers(0, 2))
def test_a_row_is_exactly_as_wide_as_asked(left: list[str], right: list[str], width: int, pad: int) -> None:
    strip = row(INK, width, [Span(text) for text in left], [Span(text, "dim") for text in right], pad=pad)
    assert sum(cell_len(segment.text) for segment in strip) == width == strip.cell_length


@given(WIDE, st.integers(1, 90), COLOUR, COLOUR, st.booleans(), st.booleans())
def test_a_line_of_a_pane_is_exactly_as_wide_as_asked(
    text: str, width: int, fg: object, bg: object, reverse: bool, dimmed: bool
) -> None:
    style = Style(fg=fg, bg=bg, reverse=reverse, dim=dimmed)  # type: ignore[arg-type]
    strip = INK.pane(Line((StyledRun(text, style),), text), width, "tile", dimmed=dimmed)
    assert sum(cell_len(segment.text) for segment in strip) == width == strip.cell_length


@given(ANY_TEXT)
def test_nothing_but_printable_characters_passes(text: str) -> None:
    assert printable(text).isprintable()


@given(ANY_TEXT, st.integers(1, 40))
def test_wrapped_lines_fit_and_lose_no_word_character(text: str, width: int) -> None:
    lines = wrapped(text, width)
    if width > 2:
        assert all(cell_len(line) <= width for line in lines)
    assert [c for line in lines for c in line if c.isalnum()] == [
        c for c in printable(text.replace("\n", " ")) if c.isalnum()
    ]


def test_what_is_cut_says_so_and_the_right_side_is_kept_whole() -> None:
    strip = row(INK, 20, [Span("a long text that is cut")], [Span("right")])
    assert strip.text == " a long text… right "


def test_the_same_line_gives_the_same_strip() -> None:
    line = Line((StyledRun("x", Style(fg=2)),), "x")
    assert INK.pane(line, 10, "tile") is INK.pane(line, 10, "tile")
    assert INK.pane(line, 10, "tile") is not INK.pane(line, 11, "tile")


def test_the_cache_of_lines_is_bounded() -> None:
    ink = Ink(FLEET_DARK)
    for number in range(20_000):
        ink.pane(Line((StyledRun(str(number), Style()),), ""), 5, "tile")
    assert len(ink._young) + len(ink._old) <= 16_000


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_an_agents_colour_can_be_read_on_a_light_ground_too(colour: tuple[int, int, int]) -> None:
    ground, text = (255, 255, 255), (31, 41, 55)
    assert contrast(readable(colour, ground, text), ground) >= READABLE
    assert FLEET_LIGHT.tile == "#ffffff"


def test_without_colour_everything_is_grey() -> None:
    ink = Ink(FLEET_DARK, mono=True)
    strip = row(ink, 20, [Span("x", "stuck bold", "asking_block")])
    for segment in strip:
        assert segment.style and segment.style.color and segment.style.color.triplet
        assert len(set(segment.style.color.triplet)) == 1


def test_shortening_keeps_what_fits() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"
    assert shortened("漢字", 3) == "漢…"
    assert shortened("abcd", 1) == "…"
