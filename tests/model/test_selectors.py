"""Selectors are found in text, read or told to be mistyped, and what they list cannot say anything else."""

from __future__ import annotations

import pytest

from fleetui.model.anchors.judging import tallies
from fleetui.model.anchors.judging.judge import claims_of
from fleetui.model.anchors.selecting import files
from fleetui.model.expansion import asked, expanded, mistyped
from fleetui.model.selectors import (
    LONGEST,
    MOST,
    ChangedSince,
    FailingTests,
    Files,
    SelectorError,
    Unlisted,
    as_name,
    as_test,
    checked,
    parse,
)
from tests.support.trees import ValueTree

LESSONS = {
    **{f"lessons/0{n}.md": f"---\nphase: {2 if 4 <= n <= 9 else 1}\n---\n" for n in range(1, 10)},
    "lessons/deep/a.toml": "phase = 2\n",
    "lessons/picture.png": "x",
    "src/a.py": "",
    "src/deep/b.py": "",
    "src/c.txt": "",
}


@pytest.mark.parametrize(
    ("inner", "meant"),
    [
        ("files phase=2 under lessons/", Files("lessons", "", (("phase", "2"),))),
        ("files under ./docs", Files("docs")),
        ("files *.py under .", Files("", "*.py")),
        ("files src/**/*.py", Files("", "src/**/*.py")),
        ('files title="a b" under "my docs"', Files("my docs", "", (("title", "a b"),))),
        ("changed since main", ChangedSince("main")),
        ("changed since origin/release-2", ChangedSince("origin/release-2")),
        ("failing tests of gate test", FailingTests("test")),
    ],
)
def test_a_selector_is_read(inner: str, meant: object) -> None:
    assert parse(inner) == meant
    assert asked(f"look at {{{inner}}}.") == (inner,)


@pytest.mark.parametrize(
    "inner",
    [
        "files phase=2 below lessons/",
        "files lessons",
        "file phase=2 under lessons/",
        "files under ../other",
        "files under /etc",
        "changed since --all",
        "changed main",
        "changes since main",
        "failing test of gate test",
        "failing tests of gate",
        "failed tests of gate test",
    ],
)
def test_one_that_is_mistyped_is_told_with_how_it_is_written(inner: str) -> None:
    with pytest.raises(SelectorError):
        parse(inner)
    assert mistyped(f"see {{{inner}}}").startswith(f"{{{inner}}}: ")


@pytest.mark.parametrize(
    "text", ["const {files, dirs} = x", "{file}", "{changed}", "a dict {failing: 1}", "{ files under a }"]
)
def test_other_braces_are_text(text: str) -> None:
    assert asked(text) == ()
    assert expanded(text, {}) == text


def test_files_are_listed_by_what_stands_in_them() -> None:
    tree = ValueTree(LESSONS)
    assert files(tree, Files("lessons", "", (("phase", "2"),))) == (
        *(f"lessons/0{n}.md" for n in range(4, 10)),
        "lessons/deep/a.toml",
    )
    assert files(tree, Files("src", "*.py")) == ("src/a.py", "src/deep/b.py")
    assert files(tree, Files("", "src/*.py")) == ("src/a.py",)
    assert len(files(tree, Files("lessons"))) == 11


def test_a_file_that_cannot_be_read_is_neither_a_match_nor_none() -> None:
    tree = ValueTree(LESSONS | {"lessons/10.md": "---\nphase: [\n---\n"})
    with pytest.raises(Unlisted, match=r"lessons/10\.md cannot be read"):
        files(tree, Files("lessons", "", (("phase", "2"),)))


def test_where_nothing_fits_it_says_what_is_there() -> None:
    tree = ValueTree(LESSONS)
    with pytest.raises(Unlisted, match="phase is 1, 2 there"):
        files(tree, Files("lessons", "", (("phase", "3"),)))
    with pytest.raises(Unlisted, match="has stage"):
        files(tree, Files("lessons", "", (("stage", "3"),)))
    with pytest.raises(Unlisted, match="no folder lesson"):
        files(tree, Files("lesson"))


def test_too_much_is_refused_with_how_much_it_is() -> None:
    with pytest.raises(Unlisted, match=f"it would be {MOST + 1} files"):
        checked(tuple(f"a{n}" for n in range(MOST + 1)))
    with pytest.raises(Unlisted, match=f"{LONGEST + 1} characters"):
        checked(("x" * LONGEST,))


def test_a_list_stands_as_its_place_asks() -> None:
    inner = "changed since main"
    found = {inner: ("a.py", "b.py")}
    assert expanded(f"Read {{{inner}}} now", found) == "Read a.py, b.py now"
    assert expanded(f"Read:\n  - {{{inner}}}\nthen", found) == "Read:\n  - a.py\n  - b.py\nthen"
    assert expanded(f"Read:\n{{{inner}}}", found, several_lines=False) == "Read:\na.py, b.py"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("src/a.py", "src/a.py"),
        ("two words.md", '"two words.md"'),
        ("a\ncontains b.py x", '"a\\ncontains b.py x"'),
        ("-rf", "./-rf"),
        ("exists a.py", '"exists a.py"'),
        ("{gate.tail}", '"{gate.tail}"'),
        ('say "x"', '"say \\"x\\""'),
        ("a\u202eb", '"a\\u202eb"'),
        ("a\udcffb", '"a\\xffb"'),
        ("esc\x1b[2J", '"esc\\x1b[2J"'),
        ("!ls", '"!ls"'),
        ("#note", '"#note"'),
        ("@file", '"@file"'),
        ("日本/é.md", "日本/é.md"),
    ],
)
def test_a_hostile_name_is_one_word_in_one_line(path: str, shown: str) -> None:
    assert as_name(path) == shown
    assert shown.isprintable()


def test_names_inject_no_claim_and_nothing_to_be_filled_in() -> None:
    inner = "files under a"
    names = ("exists gone.py", "{gate.tail}", "x\nprobe api", "contains b.py nothing", "{files under b}")
    text = expanded(f"{{{inner}}}", {inner: tuple(map(as_name, names))})
    assert len(text.splitlines()) == len(names)
    assert not [one for one in claims_of(text) if one.explicit]
    assert '"{gate.tail}"' in text


def test_a_selector_is_no_claim() -> None:
    text = "Review {files phase=2 under lessons/} and {files *.py under src}, {changed since main}."
    assert claims_of(text) == ()


def test_a_test_is_named_as_its_runner_names_it() -> None:
    assert as_test("tests/test_a.py::test_b[1-x]") == "tests/test_a.py::test_b[1-x]"
    assert as_test("cart adds {x}") == '"cart adds {x}"'


def test_a_folder_is_named_as_it_is_called_also_with_the_signs_of_a_pattern() -> None:
    tree = ValueTree({"app/[id]/a.py": "", "app/i/b.py": "", "app/*/c.py": "", "app/x/d.py": ""})
    assert files(tree, Files("app/[id]", "*.py")) == ('"app/[id]/a.py"',)
    assert files(tree, Files("app/*", "*.py")) == ('"app/*/c.py"',)


def test_more_files_than_are_read_for_their_values_are_no_shorter_list() -> None:
    tree = ValueTree({f"l/{number}.md": "---\nphase: 1\n---\n" for number in range(tallies.MOST)})
    tree.files["l/last.md"] = "---\nphase: 2\n---\n"
    with pytest.raises(Unlisted, match=f"the values of {tallies.MOST + 1} files"):
        files(tree, Files("l", "", (("phase", "2"),)))
