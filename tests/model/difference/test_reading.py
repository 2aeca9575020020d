from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.difference.reading import CRLF, NO_NEWLINE, ChangedFile, PatchLine, read_difference
from fleetui.model.difference.visible import visible


def only(text: str) -> ChangedFile:
    (file,) = read_difference(text).files
    return file


def test_a_file_has_its_path_its_figures_and_its_lines_with_both_numbers() -> None:
    file = only(
        "diff --git a/x.py b/x.py\nindex 1..2 100644\n--- a/x.py\n+++ b/x.py\n"
        "@@ -10,3 +10,3 @@ def f():\n one\n-two\n+TWO\n three\n"
    )
    assert (file.path, file.kind, file.added, file.deleted) == ("x.py", "", 1, 1)
    (hunk,) = file.hunks
    assert hunk.heading == "def f():"
    assert hunk.lines == (
        PatchLine(" ", "one", 10, 10),
        PatchLine("-", "two", 11, 11),
        PatchLine("+", "TWO", 12, 11),
        PatchLine(" ", "three", 12, 12),
    )


def test_lines_that_look_like_heads_are_the_lines_that_they_are() -> None:
    file = only(
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n--- dash\n+++ plus\n"
        " diff --git a/y b/y\n-@@ -1 +1 @@\n+new file mode 100755\n"
    )
    texts = [(line.sign, line.text) for line in file.hunks[0].lines]
    assert texts[:3] == [("-", "-- dash"), ("+", "++ plus"), (" ", "diff --git a/y b/y")]
    assert file.kind == ""


@pytest.mark.parametrize(
    ("head", "path", "kind"),
    [
        ("a/x b/x\nnew file mode 100644\nindex 0..1\n--- /dev/null\n+++ b/x", "x", "added"),
        ("a/x b/x\nnew file mode 100755", "x", "added executable"),
        ("a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null", "x", "deleted"),
        ("a/x b/x\nold mode 100644\nnew mode 100755", "x", "plain file becomes executable"),
        ("a/x b/x\nnew file mode 120000", "x", "added link"),
        ("a/a b/b b/a b/b\nBinary files a/a b/b and b/a b/b differ", "a b/b", "binary"),
        ("a/old name b/new name\nsimilarity index 90%\nrename from old name\nrename to new name", "new name",
         "renamed from old name"),
        ('"a/\\303\\251\\n" "b/\\303\\251\\n"\nnew file mode 100644', "\u00e9\u00b7", "added"),
        ("a/sp ace b/sp ace\n--- a/sp ace\t\n+++ b/sp ace\t", "sp ace", ""),
    ],
)  # fmt: skip
def test_what_becomes_of_a_file_beyond_its_lines_is_said(head: str, path: str, kind: str) -> None:
    file = only(f"diff --git {head}\n")
    assert (file.path, file.kind) == (path, kind)


def test_how_a_line_ends_is_known_where_it_is_unusual() -> None:
    file = only(
        visible("diff --git a/x b/x\n@@ -1,2 +1,2 @@\n-one\n+one\r\n two\r\n\\ No newline at end of file\n")
    )
    assert [line.end for line in file.hunks[0].lines] == ["", CRLF, f"{CRLF}, {NO_NEWLINE}"]
    assert [line.text for line in file.hunks[0].lines] == ["one", "one", "two"]


def test_where_it_was_cut_in_the_middle_of_a_hunk_the_word_of_that_is_no_line_of_the_file() -> None:
    found = read_difference(
        "diff --git a/x b/x\n@@ -1,9 +1,9 @@\n-one\n+tw\n(cut here: the difference is larger than can be shown)\n"
    )
    assert [line.text for line in found.files[0].hunks[0].lines] == ["one", "tw"]
    assert found.notes == ("(cut here: the difference is larger than can be shown)",)


PIECES = st.sampled_from(
    ["diff --git a/x b/x", "--- a/x", "+++ b/x", "@@ -1,2 +1,3 @@", "@@ -0,0 +1 @@", " same", "+new", "-old", "\\ No",
     "Binary files a/x and b/x differ", "rename from y", "old mode 100644", "new mode 100755", ""]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=60))
def test_any_text_is_read_and_no_line_of_a_hunk_is_lost(pieces: list[str]) -> None:
    found = read_difference("\n".join(pieces))
    for file in found.files:
        lines = [line for hunk in file.hunks for line in hunk.lines]
        assert file.added == sum(line.sign == "+" for line in lines)
        assert file.deleted == sum(line.sign == "-" for line in lines)
        assert "\n" not in file.path
