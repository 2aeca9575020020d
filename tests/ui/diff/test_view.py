from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fleetui.engine.link import AskCandidateDiff, AskDiff
from fleetui.model.difference.reading import read_difference
from fleetui.model.difference.visible import visible
from fleetui.model.settings import ScreenSettings
from fleetui.ui.board.change import ChangeScreen
from fleetui.ui.diff.contents import Contents
from fleetui.ui.diff.folding import Folds
from fleetui.ui.diff.layout import Kind, rows_of
from fleetui.ui.diff.painter import Painter
from fleetui.ui.diff.view import DiffView
from fleetui.ui.draw.labels.signs import glyph
from fleetui.ui.draw.palette import PALETTES, chosen
from fleetui.ui.draw.strips import Ink
from tests.support.screens import Running, running


def patch(path: str, *lines: str, head: str = "") -> str:
    old = sum(not line.startswith("+") for line in lines)
    new = sum(not line.startswith("-") for line in lines)
    return (
        f"diff --git a/{path} b/{path}\n{head}--- a/{path}\n+++ b/{path}\n@@ -1,{old} +1,{new} @@\n"
        + "".join(f"{line}\n" for line in lines)
    )


SOME = (
    patch(
        "src/shop.py",
        " def total(price):",
        "-    return price * 2",
        "+    return price * 3",
        "+    # with tax",
        " end",
    )
    + patch("uv.lock", *(f"+locked {n}" for n in range(5)))
    + patch("web/page.js", "-let a = 1;", "+const a = 1;")
)


async def shown(run: Running, text: str = SOME) -> DiffView:
    run.link.answers[AskDiff] = visible(text)
    await run.press("3", "c")
    await run.until("of 3" if text is SOME else "+")
    assert isinstance(run.app.screen, ChangeScreen)
    return run.app.screen.diff


async def test_files_are_headed_by_their_figures_and_a_lock_file_starts_folded_and_says_so() -> None:
    async with running(size=(120, 30)) as run:
        await shown(run)
        for text in (
            "3 files   +8 -2   1 folded",
            "src/shop.py   +2 -1",
            "uv.lock   +5 -0",
            "folded: lock file   2 of 3",
        ):
            assert text in run.text
        assert "locked" not in run.text
        await run.press("greater_than_sign", "z")
        assert "locked 4" in run.text
        await run.press("asterisk")
        assert "total(price)" not in run.text, "nothing was folded any more, so all are folded now"
        await run.press("asterisk")
        assert "total(price)" in run.text


async def test_one_key_goes_from_file_to_file_and_back_to_the_beginning_of_this_one_first() -> None:
    async with running(size=(120, 30)) as run:
        view = await shown(run)
        await run.press("greater_than_sign", "greater_than_sign")
        assert view.difference.files[view.rows[view.at].file].path == "web/page.js"
        await run.press("j", "less_than_sign")
        assert (view.rows[view.at].kind, view.rows[view.at].file) == (Kind.FILE, 2)
        await run.press("less_than_sign", "less_than_sign")
        assert view.rows[view.at].file == 0


async def test_side_by_side_is_kept_and_told_where_there_is_no_room() -> None:
    async with running(size=(120, 30)) as run:
        view = await shown(run)
        await run.press("S")
        row = next(line for line in run.text.splitlines() if "return price * 2" in line)
        assert row.index("return price * 3") > 60
        assert view.beside
        await run.pilot.resize_terminal(100, 30)
        await run.pilot.pause()
        assert "unified: side by side from 110 columns on" in run.text
        assert not view.beside
        await run.press("S", "S")
        assert any("here are 100" in said for said in run.said)
        await run.pilot.resize_terminal(120, 30)
        await run.press("escape", "1", "enter", "d")
        await run.until("side by side")


@pytest.mark.parametrize("layout", [(), ("S",)], ids=["unified", "side by side"])
async def test_the_line_that_is_pointed_at_is_that_of_the_worktree_in_both_layouts(
    layout: tuple[str, ...],
) -> None:
    async with running(size=(120, 30)) as run:
        view = await shown(run)
        await run.press(*layout)
        assert view.go_to("src/shop.py", 2)
        assert view.chosen is not None
        assert (view.chosen.sign, view.chosen.text) == ("+", "    return price * 3")
        assert view.go_to("src/shop.py", 3)
        line = view.chosen
        assert line is not None
        assert (line.path, line.line, line.text) == ("src/shop.py", 3, "    # with tax")
        await run.press("c", "f", "i", "x", "escape")
        assert run.app.shared.drafts["docs-gen"].endswith("src/shop.py:3 `# with tax`: fix")


async def test_the_bar_stays_at_its_line_when_the_layout_changes() -> None:
    async with running(size=(120, 30)) as run:
        view = await shown(run)
        view.go_to("src/shop.py", 4)
        before = view.chosen
        await run.press("S")
        assert view.chosen == before
        await run.press("S")
        assert view.chosen == before


async def test_lines_of_a_file_that_went_cannot_be_pointed_at() -> None:
    gone = (
        "diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-one\n-two\n"
    )
    async with running(size=(120, 30)) as run:
        view = await shown(run, gone + patch("y", "+new"))
        await run.press("j", "j")
        assert view.chosen is None
        await run.press("c")
        assert run.kind == "ChangeScreen"


async def test_the_file_that_one_reads_on_in_stays_named_at_the_top() -> None:
    async with running(size=(80, 24)) as run:
        view = await shown(run, patch("long.py", *(f"+line {n}" for n in range(100))) + patch("b", "+x"))
        await run.press("pagedown", "pagedown")
        first = run.text.splitlines()[2]
        assert "long.py   +100 -0" in first
        assert view.at > view.top
        await run.press(*["k"] * 40)
        assert view.at > view.top or view.rows[view.top].kind in (Kind.FILE, Kind.SUMMARY)


async def test_what_is_new_in_the_worktree_leaves_bar_and_folds_where_they_are() -> None:
    async with running(size=(120, 30)) as run:
        view = await shown(run)
        await run.press("greater_than_sign", "z", "j", "j")
        before = view.chosen
        view.say()
        view.read(visible(SOME.replace("* 3", "* 4")), of="docs-gen")
        assert view.chosen == before
        assert "locked 3" in view.text_in_sight()


def painted(
    text: str, width: int, *, side_by_side: bool, theme: str = "fleet-dark", **how: bool
) -> list[str]:
    contents = Contents(read_difference(visible(text)))
    folds = Folds().of(contents.difference)
    made = Painter(contents, folds, Ink(chosen(theme), **how), lambda name: glyph(name, "unicode"))
    made.side_by_side = side_by_side
    rows = rows_of(contents.difference, lambda _path: False, contents.faces, side_by_side=side_by_side)
    strips = [made.strip(one, width, chosen=n % 3 == 0) for n, one in enumerate(rows)]
    assert {strip.cell_length for strip in strips} <= {width}
    return [strip.text for strip in strips]


HOSTILE = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\x1b\x07\r\t\u202e\u2066\u200b\u0301\u65e5\U0001f468\u200d[]{}\\`\x00\x9b"),
    ),
    max_size=120,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.sampled_from("+- "), HOSTILE), max_size=12), st.integers(1, 150), st.booleans())
def test_no_line_breaks_a_row_or_reaches_the_terminal(
    lines: list[tuple[str, str]], width: int, side_by_side: bool
) -> None:
    text = patch("x.py", *(sign + line.replace("\n", "") for sign, line in lines))
    for row in painted(text, width, side_by_side=side_by_side):
        assert row.isprintable()
        assert "\u202e" not in row


@pytest.mark.parametrize("side_by_side", [False, True])
def test_what_cannot_be_seen_is_named(side_by_side: bool) -> None:
    rows = painted(
        patch("x.py", "-a = 1\r", "+a = 1", "+b = '\u202e'", "+\x1b[31m") + "\\ No newline at end of file\n",
        140,
        side_by_side=side_by_side,
    )
    text = "\n".join(rows)
    for sign in ("a = 1\u240d", "\u27e8U+202E\u27e9", "\u241b[31m", "(no newline at the end)"):
        assert sign in text


def test_a_tab_goes_to_the_next_stop_and_wide_letters_count_twice() -> None:
    text = "\n".join(painted(patch("x.txt", "+\tab\tc", "+\u65e5\tx"), 60, side_by_side=False))
    assert "+     ab  c" in text
    assert "+ \u65e5  x" in text


@pytest.mark.parametrize("theme", PALETTES)
def test_what_came_and_went_is_told_by_signs_in_every_theme_and_without_colours(theme: str) -> None:
    for mono in (False, True):
        rows = painted(SOME, 100, side_by_side=False, theme=theme, mono=mono)
        assert any("2  -     return price * 2" in row for row in rows)
        assert any("2  +     return price * 3" in row for row in rows)


def test_ten_thousand_changed_lines_and_a_line_of_a_megabyte_are_laid_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    big = patch("x.py", *["-old"] * 5000, *["+new"] * 5000) + patch("y.py", "+" + "y" * (1 << 20))
    found = read_difference(visible(big))
    contents = Contents(found)
    rows = rows_of(found, lambda _path: False, contents.faces, side_by_side=True)
    assert sum(one.kind is Kind.LINE for one in rows) == 5001


async def test_in_ascii_and_sixteen_colours_it_is_read_as_well() -> None:
    async with running(size=(120, 30), settings=ScreenSettings(glyphs="ascii")) as run:
        await shown(run)
        assert run.text.isascii()
        run.app.shared.use_theme("fleet-dark", 16)
        await run.press("ctrl+l")
        assert "src/shop.py" in run.text


async def test_a_text_is_found_letter_by_letter_in_folded_files_too_and_from_place_to_place() -> None:
    async with running(size=(120, 30)) as run:
        view = await shown(run)
        await run.press("slash", *"LOCKED 3")
        assert "in 1 row" in run.text
        assert "locked 3" in run.text
        await run.press("enter")
        line = view.chosen
        assert line is not None
        assert line.text == "locked 3"
        await run.press("slash", *"return", "enter", "n")
        assert run.app.screen is view.screen
        assert view.chosen is not None
        first = view.at
        await run.press("n")
        assert view.at != first
        await run.press("N")
        assert view.at == first
        await run.press("slash", "escape")
        assert view.sought == ""
        await run.press("n")
        assert any("nothing is looked for" in said for said in run.said)
        await run.press("slash", *"nowhere", "enter", "n")
        assert any("not in this difference" in said for said in run.said)


async def test_the_difference_under_the_board_scrolls_to_what_is_found() -> None:
    text = patch("long.py", *(f"+line {n}" for n in range(300)))
    async with running(size=(120, 40)) as run:
        run.link.answers[AskCandidateDiff] = text
        await run.press("3")
        await run.until("line 1")
        await run.press("slash", *"line 250", "enter")
        assert "line 250" in run.text


async def test_the_last_and_the_first_row_of_a_long_difference_are_one_step_away() -> None:
    async with running(size=(80, 24)) as run:
        view = await shown(run, patch("long.py", *(f"+line {n}" for n in range(20_000))))
        await run.press("G")
        assert view.chosen is not None
        assert view.chosen.text == "line 19999"
        await run.press("g")
        assert view.at == 0


def test_a_new_file_has_the_whole_width_even_side_by_side_and_a_long_line_says_that_it_goes_on() -> None:
    new = patch("new.py", "+" + "x" * 300, head="new file mode 100644\n").replace(
        "--- a/new.py", "--- /dev/null"
    )
    rows = painted(new, 140, side_by_side=True)
    assert max(row.count("x") for row in rows) > 120
    assert next(row for row in rows if "xxx" in row).rstrip().endswith("x\u2026")
    exact = painted(patch("x", "+" + "ab " * 16 + "abc"), 62, side_by_side=False)
    assert not any("\u2026" in row for row in exact)


@pytest.mark.parametrize("left", [0, 1, 7, 40])
def test_a_line_scrolled_sideways_shows_what_is_there(left: int) -> None:
    contents = Contents(read_difference(patch("x.py", "+" + "".join(f"{n:04}" for n in range(50)))))
    made = Painter(contents, Folds(), Ink(chosen("fleet-dark")), lambda name: glyph(name, "unicode"))
    made.left = left
    (line,) = (
        one
        for one in rows_of(contents.difference, lambda _path: False, contents.faces, side_by_side=False)
        if one.kind is Kind.LINE
    )
    whole = "".join(f"{n:04}" for n in range(50))
    assert made.strip(line, 60, chosen=False).text[10:58] == whole[left : left + 48]
