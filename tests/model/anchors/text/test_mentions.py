"""Which words of a text name a file, and which lines of it."""

from __future__ import annotations

import time
from string import ascii_lowercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.anchors.judging.judge import claims_of
from fleetui.model.anchors.text.implied import MOST, implied
from fleetui.model.anchors.text.mentions import mentions


def found(text: str) -> list[tuple[str, int, int]]:
    return [(one.path, one.first, one.last) for one in mentions(text) if one.sure]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("look at src/cache/lru.py:88", [("src/cache/lru.py", 88, 88)]),
        ("src/a.py:10-20 and b.rs", [("src/a.py", 10, 20), ("b.rs", 0, 0)]),
        (
            'in `src/a.py`, (tests/test_b.py) or "c/d.ts".',
            [("src/a.py", 0, 0), ("tests/test_b.py", 0, 0), ("c/d.ts", 0, 0)],
        ),
        ("the Makefile and docs/Dockerfile:3", [("Makefile", 0, 0), ("docs/Dockerfile", 3, 3)]),
        ("cmd/server/main:12", [("cmd/server/main", 12, 12)]),
        ("ends with README.md.", [("README.md", 0, 0)]),
        ("(see lib/x.go:7)", [("lib/x.go", 7, 7)]),
        ("node_modules/@types/x.d.ts", [("node_modules/@types/x.d.ts", 0, 0)]),
        ("./src/a.py", [("src/a.py", 0, 0)]),
        ("../other/a.py:3", [("../other/a.py", 3, 3)]),
        ("src/naïve.py:2", [("src/naïve.py", 2, 2)]),
        ("src/a.py#L12 and src/a.py#L10-L20", [("src/a.py", 12, 12), ("src/a.py", 10, 20)]),
        ("src/a.ts(12,5): wrong", [("src/a.ts", 12, 12)]),
        ("src/a.py:12:5 is off", [("src/a.py", 12, 12)]),
        ("`src/a.py`:12", [("src/a.py", 12, 12)]),
        ("lines 10-20 of foo.py", [("foo.py", 10, 20)]),
        ("lines 10 to 20 in the file foo.py", [("foo.py", 10, 20)]),
        ("line 7 of `lib/foo.py`", [("lib/foo.py", 7, 7)]),
        ("foo.py line 12", [("foo.py", 12, 12)]),
        ("foo.py, lines 12-14", [("foo.py", 12, 14)]),
        ("foo.py (line 12)", [("foo.py", 12, 12)]),
        ("foo.py around line 12", [("foo.py", 12, 12)]),
        ('File "foo.py", line 12', [("foo.py", 12, 12)]),
        ("app/[id]/page.tsx:3", [("app/[id]/page.tsx", 3, 3)]),
        (".github/workflows/ci.yml", [(".github/workflows/ci.yml", 0, 0)]),
        ("tests/test_a.py::test_b", [("tests/test_a.py", 0, 0)]),
        ("[guide](docs/guide.md)", [("docs/guide.md", 0, 0)]),
        ("src/a.py:10–20", [("src/a.py", 10, 20)]),
    ],
)  # fmt: skip
def test_paths_in_a_text_are_found_with_their_lines(text: str, wanted: list[tuple[str, int, int]]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.org/src/a.py:80 and http://host:8080/b.rs",
        "ssh://git@example.org/a.py",
        "www.example.org/a.py",
        "example.com/a.js",
        "write to me@example.rs or mailto:you@host.md",
        "version 1.2.3 or v2.0.1:4, 10.0.0.1:8080",
        "e.g. this, i.e. that, etc.",
        "and/or, yes/no, input/output",
        "at 12:30 or 3/4 of 10:1",
        "use Node.js and Vue.js",
        "localhost:3000 and example.org:443",
        "/etc/hosts",
        "~/notes.md",
        "C:\\src\\a.py",
        "--config=x and -p/a.py",
        "call app.json() and request.json",
        "",
    ],
)
def test_other_words_are_surely_none(text: str) -> None:
    assert found(text) == []


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
    text = " ".join(f"{b}{path}{'' if line is None else f':{line}'}{a}" for path, line, (b, a) in wanted)
    assert [(path, first) for path, first, _ in found(text)] == [
        (path, line or 0) for path, line, _ in wanted
    ]


@given(_PATHS, st.sampled_from(["https://example.org/", "http://h:80/", "~/", "ftp://x/y/"]))
def test_nothing_in_an_address_or_from_home_is_a_path(path: str, before: str) -> None:
    assert not mentions(f"see {before}{path} there")


@given(st.text(max_size=400))
def test_any_text_gives_few_claims_that_stand_in_it(text: str) -> None:
    claims = implied(text)
    assert len(claims) <= MOST
    for claim in claims:
        assert 0 <= claim.start <= claim.end <= len(text)
        assert "\0" not in claim.path


@pytest.mark.parametrize(
    "piece",
    [
        "a/", "/", "a.", "a", "-", "a:1", "@", "x@y.py ", "://", "é", "`", '"', "a.py ", "`x y` in a.py ", "[a", "(a",
        "same a.py and b.py ", "1 file under ", "k=v ",
        "\n", "- a.py\n", "Traceback (most recent call last)\n", "```\n",
        'File "', "a_b ", "was ", " at x.py:1",
    ],
)  # fmt: skip
def test_the_cost_of_a_text_grows_no_faster_than_it(piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (40_000, 400_000))
    most = 40 * max(cost(short), 1_000_000)
    assert cost(long, most) < most


def cost(text: str, enough: int = 0) -> int:
    """The least of two tries, so that a busy machine does not count; of the first where that is little enough."""
    times = []
    for _ in range(2):
        began = time.thread_time_ns()
        implied(text)
        times.append(time.thread_time_ns() - began)
        if times[-1] < enough:
            break
    return min(times)


@pytest.mark.parametrize("part", ["a::", "a.b_", "a::b_c ", "src/", "a.py:1 "])
def test_looking_for_names_takes_steps_that_grow_with_the_text(part: str) -> None:
    def taken(times: int) -> float:
        tries = []
        for _ in range(3):  # the least: a busy machine does not count
            began = time.thread_time()
            claims_of(part * times)
            tries.append(time.thread_time() - began)
        return min(tries)

    claims_of(part * 10)
    assert taken(8000) < 30 * max(taken(1000), 0.01), "eight times the text"
