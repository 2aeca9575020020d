"""Which changed paths are protected: as in a .gitignore, and in doubt they are."""

from __future__ import annotations

import pytest

from fleetui.model.evidence import FileChange
from fleetui.model.protected import is_protected, protected_among


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("ci/**", ["ci/deploy.sh", "ci/a/b/c", "ci"]),
        ("ci/*", ["ci/deploy.sh", "ci/a/b", "ci"]),
        ("ci/", ["ci/deploy.sh", "ci", "lib/ci/x"]),
        ("/ci/", ["ci/deploy.sh", "ci"]),
        ("./ci", ["ci/deploy.sh", "ci"]),
        ("ci/deploy.sh", ["ci/deploy.sh", "ci", "ci/deploy.sh/below"]),
        ("CI/**", ["ci/deploy.sh", "Ci/Deploy.sh", "CI"]),
        ("ci/**", ["CI/deploy.sh", "c\u200bi/deploy.sh"]),
        ("stra\u00dfe/**", ["STRASSE/x"]),
        ("caf\u00e9/**", ["cafe\u0301/x", "CAFE\u0301/x"]),
        ("**/Makefile", ["Makefile", "a/Makefile", "a/b/makefile"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b/z", "a"]),
        ("Makefile", ["Makefile", "lib/Makefile"]),
        ("*.lock", ["uv.lock", "lib/uv.lock", "uv.lock/x"]),
        ("src/*.py", ["src/a.py", "src/deep/a.py", "src"]),
        ("app/[id]/page.tsx", ["app/[id]/page.tsx", "app/i/page.tsx", "app"]),
        (".github/workflows/*.yml", [".github/workflows/x.yml", ".github", ".github/workflows"]),
        ("odd/**", ["odd/\udcff\n\x1b[2J"]),
        ("**", ["anything/at all"]),
    ],
)
def test_a_pattern_protects_a_path_its_folder_and_what_is_below(pattern: str, names: list[str]) -> None:
    assert [name for name in names if not is_protected(name, (pattern,))] == []


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("ci/**", "circle/x"),
        ("ci/**", "src/ci.py"),
        ("ci/**", "lib/ci/x"),
        ("/Makefile", "lib/Makefile"),
        ("*.lock", "locks"),
        ("src/*.py", "src/a.pyc"),
        ("**/Makefile", "a"),
    ],
)
def test_what_no_pattern_names_is_free(pattern: str, name: str) -> None:
    assert not is_protected(name, (pattern,))


def test_protected_paths_are_told_as_people_read_them() -> None:
    changes = (FileChange("ci/\\xff", "ci/\udcff"), FileChange("shop.py", "shop.py"))
    assert protected_among(("ci/**",), changes) == ("ci/\\xff",)
    assert protected_among((), changes) == ()
