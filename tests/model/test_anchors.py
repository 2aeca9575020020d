from __future__ import annotations

import time
from string import ascii_lowercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.anchors import MOST, claims


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("look at src/cache/lru.py:88", (("src/cache/lru.py", 88),)),
        ("src/a.py:10-20 and b.rs", (("src/a.py", 10), ("b.rs", None))),
        (
            'in `src/a.py`, (tests/test_b.py) or "c/d.ts".',
            (("src/a.py", None), ("tests/test_b.py", None), ("c/d.ts", None)),
        ),
        ("the Makefile and docs/Dockerfile:3", (("Makefile", None), ("docs/Dockerfile", 3))),
        ("cmd/server/main:12", (("cmd/server/main", 12),)),
        ("ends with README.md.", (("README.md", None),)),
        ("(see lib/x.go:7)", (("lib/x.go", 7),)),
        ("twice a/b.py a/b.py", (("a/b.py", None),)),
        ("node_modules/@types/x.d.ts", (("node_modules/@types/x.d.ts", None),)),
        ("./src/a.py", (("./src/a.py", None),)),
        ("../other/a.py:3", (("../other/a.py", 3),)),
        ("src/naïve.py:2", (("src/naïve.py", 2),)),
    ],
)
def test_paths_in_a_text_are_claims(text: str, found: tuple[tuple[str, int | None], ...]) -> None:
    assert claims(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.org/src/a.py:80 and http://host:8080/b.rs",
        "ssh://git@example.org/a.py",
        "www.example.org/a.py",
        "write to me@example.rs or mailto:you@host.md",
        "version 1.2.3 or v2.0.1:4, 10.0.0.1:8080",
        "e.g. this, i.e. that, etc.",
        "and/or, yes/no, input/output",
        "at 12:30 or 3/4 of 10:1",
        "use Node.js and Vue.js",
        "localhost:3000 and example.org:443",
        "/etc/hosts and /usr/lib/x.py",
        "~/notes.md",
        "C:\\src\\a.py",
        "",
    ],
)
def test_other_words_are_none(text: str) -> None:
    assert claims(text) == ()


_PARTS = st.builds(
    str.__add__, st.sampled_from(f"{ascii_lowercase}_"), st.text(f"{ascii_lowercase}{digits}_-", max_size=8)
)
_PATHS = st.builds(
    lambda folders, stem, suffix: "/".join([*folders, f"{stem}.{suffix}"]),
    st.lists(_PARTS, min_size=1, max_size=3),
    _PARTS,
    st.sampled_from(["py", "rs", "go", "ts", "md", "toml"]),
)
_AROUND = st.sampled_from([("", ""), ("`", "`"), ("(", ")"), ('"', '"'), ("", "."), ("", ","), ("**", "**")])


@given(st.lists(st.tuples(_PATHS, st.none() | st.integers(1, 9_999_999), _AROUND), max_size=8))
def test_every_path_is_found_however_it_is_quoted(
    wanted: list[tuple[str, int | None, tuple[str, str]]],
) -> None:
    text = " ".join(
        f"{before}{path}{'' if line is None else f':{line}'}{after}" for path, line, (before, after) in wanted
    )
    assert claims(text) == tuple(dict.fromkeys((path, line) for path, line, _ in wanted))


@given(_PATHS, st.sampled_from(["https://example.org/", "http://h:80/", "/", "~/", "ftp://x/y/"]))
def test_nothing_in_an_address_or_from_the_root_is_a_claim(path: str, before: str) -> None:
    assert claims(f"see {before}{path} there") == ()


@given(st.text(max_size=400))
def test_any_text_gives_few_clean_relative_claims(text: str) -> None:
    found = claims(text)
    assert len(found) <= MOST
    for path, line in found:
        assert path in text
        assert not path.startswith("/")
        assert not any(char.isspace() or char in ":\0" for char in path)
        assert line is None or 0 <= line <= 9_999_999


@pytest.mark.parametrize("piece", ["a/", "a.", "a", "-", "a:1", "@", "x@y.py ", "://", "é"])
def test_the_cost_of_a_text_grows_no_faster_than_it(piece: str) -> None:
    short, long = (cost(piece * size) for size in (20_000, 100_000))
    assert long < 15 * short


def cost(text: str) -> int:
    times = []
    for _ in range(3):
        began = time.thread_time_ns()
        claims(text)
        times.append(time.thread_time_ns() - began)
    return min(times)
