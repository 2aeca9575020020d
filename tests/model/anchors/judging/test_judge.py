"""What a claim comes to: over the tree it was written on, and over what became of that tree."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

import pytest

from fleetui.model.anchors.finding import Finding, Verdict
from fleetui.model.anchors.judging import tallies, target
from fleetui.model.anchors.judging.judge import check, claims_of, keep
from fleetui.model.anchors.kept import from_json, to_json
from tests.support.trees import ValueTree, judged

CODE = "import os\n\n\ndef evict(n):\n    return n + 1\n\n\nLIMIT = 12\n"
MORE = "import os\nimport sys\n\n\ndef evict(n):\n    return n + 1\n\n\nLIMIT = 12\n"


def one(
    text: str, was: dict[str, str], now: dict[str, str] | ValueTree | None = None
) -> tuple[str, str, str, bool]:
    """Verdicts, place and whether it holds, of the first claim."""
    first = judged(text, was, now)[0]
    return first.was.verdict.value, first.now.verdict.value, first.now.at, first.holds


@pytest.mark.parametrize(
    "text", ["fix src/a.py:4", "fix line 4 of src/a.py", "see src/a.py#L4.", "a.py:4 is slow"]
)
def test_a_line_whose_text_moved_is_told_with_its_new_place(text: str) -> None:
    assert one(text, {"src/a.py": CODE}, {"src/a.py": MORE}) == ("ok", "moved", "src/a.py:5", True)


def test_a_line_that_stayed_is_right_however_much_the_rest_changed() -> None:
    later = CODE.replace("LIMIT = 12", "LIMIT = 13\nMORE = 1\n" * 20)
    assert one("fix src/a.py:4", {"src/a.py": CODE}, {"src/a.py": later}) == ("ok", "ok", "src/a.py:4", False)


def test_a_changed_line_says_what_it_reads_now() -> None:
    later = CODE.replace("return n + 1", "return n + 2")
    found = judged("fix src/a.py:5", {"src/a.py": CODE}, {"src/a.py": later})[0]
    assert (found.now.verdict.value, found.now.at, found.holds) == ("changed", "src/a.py:5", True)
    assert "line 5 reads now: return n + 2" in found.why


def test_a_range_is_right_only_as_a_whole() -> None:
    inside = CODE.replace("    return n + 1", "    n += 1\n    return n")
    assert one("fix src/a.py:4-5", {"src/a.py": CODE}, {"src/a.py": inside})[1] == "changed"
    assert one("fix src/a.py:4-5", {"src/a.py": CODE}, {"src/a.py": MORE}) == (
        "ok",
        "moved",
        "src/a.py:5-6",
        True,
    )


def test_a_function_that_went_down_the_file_is_found_there() -> None:
    later = "import os\n\nLIMIT = 12\nA = 1\nB = 2\nC = 3\n\n\ndef evict(n):\n    return n + 1\n"
    assert one("fix src/a.py:4", {"src/a.py": CODE}, {"src/a.py": later}) == (
        "ok",
        "moved",
        "src/a.py:9",
        True,
    )


def test_a_line_beyond_the_end_is_a_typing_mistake_and_holds_at_once() -> None:
    assert one("fix src/a.py:99", {"src/a.py": CODE}) == ("changed", "changed", "src/a.py", True)
    assert one("fix src/a.py:0", {"src/a.py": CODE})[3] is False  # line 0 is no line


def test_a_file_that_never_was_holds_nothing() -> None:
    for text in ("fix src/no.py:3", "see src/no.py", "create src/no.py with a test", "`x = 1` in src/no.py"):
        assert not any(found.holds for found in judged(text, {"src/a.py": CODE})), text
    assert one("create src/no.py", {"src/a.py": CODE})[:2] == ("new", "new")


def test_a_file_that_went_holds_and_one_with_another_name_says_which() -> None:
    assert one("read src/a.py", {"src/a.py": CODE}, {"b.py": "x"}) == ("ok", "missing", "", True)
    renamed = ValueTree({"src/b.py": MORE}, renames={"src/a.py": "src/b.py"})
    assert one("read src/a.py", {"src/a.py": CODE}, renamed) == ("ok", "moved", "src/b.py", True)
    assert one("fix src/a.py:4", {"src/a.py": CODE}, renamed) == ("ok", "moved", "src/b.py:5", True)


def test_a_file_whose_text_changed_is_still_there() -> None:
    found = judged("read src/a.py", {"src/a.py": CODE}, {"src/a.py": MORE})[0]
    assert (found.now.verdict.value, found.now.detail, found.holds) == ("ok", "its text changed since", False)


def test_a_quote_holds_once_it_went_and_at_once_where_it_never_stood_though_that_was_said() -> None:
    text = "In src/a.py the line `return n + 1` is wrong"
    assert one(text, {"src/a.py": CODE})[1] == "ok" or judged(text, {"src/a.py": CODE})[1].now.right
    later = judged(text, {"src/a.py": CODE}, {"src/a.py": CODE.replace("n + 1", "n + 2")})
    assert [x.now.verdict.value for x in later if x.holds] == ["changed"]
    assert any(x.holds for x in judged("In src/a.py the line `return m - 7` is wrong", {"src/a.py": CODE}))


@pytest.mark.parametrize(
    "text",
    [
        "Add `return m - 7` to src/a.py", "Use `return m - 7` in src/a.py instead", "src/a.py: support `return m - 7`",
        "Replaced `return m - 7` in src/a.py", "The line `return m - 7` was in src/a.py",
        "src/a.py should say `return m - 7`",
    ],
)  # fmt: skip
def test_what_is_to_come_or_was_once_is_no_typing_mistake(text: str) -> None:
    assert not any(found.holds for found in judged(text, {"src/a.py": CODE}))


@pytest.mark.parametrize(
    "text",
    [
        "we removed src/a.py:4", "src/a.py:4 was split last week", "create src/a.py", "add a new file src/a.py",
        "write the results to src/a.py", "rename src/b.py to src/a.py", "in the redis repository, src/a.py:4 does that",
        "```\nsrc/a.py:4\n```", 'Traceback (most recent call last):\n  File "src/a.py", line 4, in x\n    y',
        "$ cat src/a.py:4",
        "src/a.py:4:1: error: no", "#1 0x12 in evict (n=1) at src/a.py:4", "upstream's src/a.py:4",
    ],
)  # fmt: skip
def test_what_is_of_the_past_to_be_made_elsewhere_or_shown_is_a_quiet_mark(text: str) -> None:
    found = judged(text, {"src/a.py": CODE, "src/b.py": "x"}, {"src/b.py": "x"})
    assert not any(x.holds for x in found)
    assert any(x.now.verdict.value in ("missing", "new") for x in found)


def test_a_name_that_left_its_file_is_told_with_the_file_that_defines_it_now() -> None:
    found = judged(
        "rename `evict` in src/a.py",
        {"src/a.py": CODE, "src/b.py": ""},
        {"src/a.py": "import os\n", "src/b.py": CODE},
    )
    assert [(x.now.verdict.value, x.now.at) for x in found if x.claim.kind == "symbol"] == [
        ("moved", "src/b.py:4")
    ]


def test_values_counts_and_what_two_files_share_are_judged() -> None:
    lessons = {f"lessons/0{n}.md": f"---\nphase: {n}\n---\nsee https://x.org/{n // 3}\n" for n in range(1, 5)}
    text = "phase=2 in lessons/02.md. Audit the 4 lessons under lessons/. "
    text += "The same URL in lessons/01.md and lessons/02.md."
    assert all(x.now.right for x in judged(text, lessons))
    after = {**lessons, "lessons/05.md": "x", "lessons/02.md": "---\nphase: 3\n---\n"}
    held = {x.claim.kind.value: x.now.detail for x in judged(text, lessons, after) if x.holds}
    assert held == {
        "field": "phase is 3",
        "count": "there are 5",
        "same": "lessons/02.md no longer holds https://x.org/0",
    }


def test_an_explicit_claim_always_holds_while_it_is_not_right() -> None:
    tree = {"src/a.py": CODE, "x.toml": "[a]\nb = 1\n"}
    right = (
        "contains src/a.py `LIMIT = 12`\nabsent src/a.py nope\nexists src/a.py:4\ncount src/*.py 1\n"
        "field x.toml a.b=1\n"
        "probe api\n- anchor: exists src\nsame src/a.py src/a.py LIMIT"
    )
    assert [x.now.verdict.value for x in judged(right, tree)] == ["ok"] * 8
    wrong = (
        "contains src/a.py nope\nabsent src/a.py LIMIT\nexists src/a.py:99\ncount src/*.py 2\nfield x.toml a.b=2\n"
        "probe other\nanchor: exists\nsame src/a.py x.toml LIMIT\nexists src/no.py\nbranch x at abcdef1"
    )
    assert [x.holds for x in judged(wrong, tree)] == [True] * 10


@pytest.mark.parametrize(
    "text",
    [
        "count the files",
        "contains a lot of bugs",
        "exists a bug in src/a.py",
        "same as before",
        "probe the server",
        "branch off main",
    ],
)
def test_a_line_of_prose_is_no_explicit_claim(text: str) -> None:
    assert not any(claim.explicit for claim in claims_of(text))


def test_each_kind_can_warn_or_be_off() -> None:
    was, now = {"src/a.py": CODE}, {"src/a.py": MORE}
    assert not any(x.holds for x in judged("fix src/a.py:4", was, now, line="warn"))
    assert judged("fix src/a.py:4", was, now, line="off") == ()


def test_what_was_kept_comes_back_from_its_text() -> None:
    claims = claims_of("fix src/a.py:4 and `evict` in src/a.py")
    kept = keep(claims, ValueTree({"src/a.py": CODE}))
    back = from_json(to_json(kept))
    later = ValueTree({"src/a.py": MORE})
    assert back is not None
    assert [(x.was.verdict, x.now, x.holds) for x in check(claims, later, back)] == [
        (x.was.verdict, x.now, x.holds) for x in check(claims, later, kept)
    ]
    for text in (
        "",
        "[]",
        '{"version": 9}',
        "[" * 100_000,
        '{"version": 1, "commit": "", "facts": {"a": 1}, "files": {}}',
    ):
        assert from_json(text) is None


def test_a_file_that_can_no_longer_be_read_holds_what_was_right() -> None:
    later = ValueTree({}, refused={"src/a.py": "a pipe, socket or device"})
    assert one("fix src/a.py:4", {"src/a.py": CODE}, later) == ("ok", "unchecked", "", True)
    assert not judged("fix src/a.py:4", later)[0].holds


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("*.md", 1),
        ("docs/*.md", 2),
        ("docs/**", 4),
        ("docs/**/*.md", 4),
        ("**/*.md", 5),
        ("docs/**.md", 4),
        ("docs/a/**/b/*.md", 1),
        ("docs", 4),
        ("docs/?.md", 2),
        ("docs/[ab].md", 1),
        ("none/**", 0),
    ],
)
def test_a_pattern_names_files_as_a_shell_would(pattern: str, files: int) -> None:
    paths = ("r.md", "docs/a.md", "docs/c.md", "docs/a/d.md", "docs/a/x/b/e.md")
    found = judged(f"anchor: count {pattern} {files}", dict.fromkeys(paths, "text\n"))[0]
    assert (found.now.verdict.value, found.now.detail) == ("ok", "")


def test_a_path_that_is_mistyped_is_compared_with_few_names_and_no_whole_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[str] = []

    def noted(name: str, names: Iterable[str], *how: Any) -> list[str]:
        compared.extend(names)
        return get_close_matches(name, names, *how)

    monkeypatch.setattr(target, "get_close_matches", noted)
    folder = "src/main/java/com/example/project/internal"
    tree = dict.fromkeys((f"{folder}{number % 9}/Service{number}.java" for number in range(4000)), "x\n")
    found = judged(f"anchor: exists {folder}1/Servce1.java", tree)[0]
    assert found.now.detail.startswith(f"there is no such file; near: {folder}1/Service1.java")
    assert 0 < len(compared) <= 500
    assert not any("/" in name for name in compared)


def test_files_that_cannot_be_read_are_neither_counted_nor_left_out() -> None:
    lesson = "---\nphase: 2\n---\n"
    fine = {
        "lessons/1.md": lesson,
        "lessons/2.md": "no front matter",
        "lessons/4.md": lesson,
        "lessons/p.png": "x",
    }

    def counted(tree: dict[str, str]) -> Finding:
        return judged("count lessons/*.md phase=2 2", tree)[0].now

    assert counted(fine).verdict is Verdict.OK
    found = counted({**fine, "lessons/3.md": "---\nphase: 2\n"})
    assert (found.verdict.value, found.detail) == (
        "unchecked",
        "lessons/3.md cannot be read: its front matter has no end",
    )
    many = {f"lessons/{number}.md": lesson for number in range(tallies.MOST + 1)}
    found = counted(many)
    assert found.verdict.value == "unchecked"
    assert found.detail == f"the values of {len(many)} files would have to be read: at most {tallies.MOST}"
