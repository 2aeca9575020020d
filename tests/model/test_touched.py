"""Not to touch: which changed paths a pattern names."""

from __future__ import annotations

import pytest

from fleetui.model import protected
from fleetui.model.touched import MOST, Touched, touched_among, touched_words


def among(patterns: list[str], *paths: str) -> list[tuple[str, str]]:
    found = touched_among(patterns, [(path, path) for path in paths])
    return [(one.path, one.pattern) for one in found]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("migrations/", "migrations/0007.py"),
        ("*.lock", "web/yarn.lock"),
        ("/setup.cfg", "setup.cfg"),
        ("docs/**", "docs/a/b.md"),
        ("secrets", "deep/down/Secrets"),
        ("a/b/c", "a/b"),
    ],
)
def test_a_pattern_reads_as_in_a_gitignore_and_names_the_path(pattern: str, path: str) -> None:
    assert among([pattern], path, "src/ok.py") == [(path, pattern)]


def test_each_path_is_told_once_with_the_first_pattern_that_names_it() -> None:
    assert among(["*.py", "src/"], "src/a.py", "src/a.py", "src/b") == [
        ("src/a.py", "*.py"),
        ("src/b", "src/"),
    ]
    assert among([], "src/a.py") == []


def test_the_words_name_path_and_pattern_and_how_many_more() -> None:
    touched = (Touched("src/a.py", "src/"), Touched("src/b.py", "src/"))
    assert touched_words(touched) == "touches src/a.py (src/) and 1 more"
    assert touched_words(()) == ""


def test_of_very_many_paths_the_first_are_told() -> None:
    paths = [f"node_modules/{number}.js" for number in range(MOST + 50)]
    assert [path for path, _ in among(["node_modules/"], "src/a.py", *paths)] == paths[:MOST]


def test_a_path_is_looked_at_once_however_many_patterns_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []
    fold = protected._folded
    monkeypatch.setattr(protected, "_folded", lambda text: folded.append(text) or fold(text))
    among([f"gen{number}/**/*.lock" for number in range(50)], "a", "b")
    assert folded.count("a") == folded.count("b") == 1
