"""The recording's writers: what a terminal player and a browser make of them is what the pane showed."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

from fleetui.model.screen import Line, LineCache
from screenshots.film import (
    BLOCKS,
    CELL,
    LAST_S,
    LONGEST_S,
    ROW,
    Caption,
    Picture,
    animated_svg,
    asciicast,
    edited,
)

SVG = "{http://www.w3.org/2000/svg}"
RED = "\x1b[38;2;255;0;0m"
CACHE = LineCache()


def lines(*rows: str) -> tuple[Line, ...]:
    return CACHE.lines("\n".join(rows) + "\n")


def film() -> list[Picture]:
    return edited(
        [
            Picture(3.0, lines("one", f"  {RED}<two> & 日本\x1b[0m", ""), Caption(".", "go")),
            Picture(3.2, lines("one", f"  {RED}<two> & 日本\x1b[0m", ""), Caption(".", "go")),
            Picture(3.4, lines("one", "\x1b[44m  ▌█▄  \x1b[0m", ""), Caption(".", "go")),
            Picture(60.0, lines("one", "", "three"), Caption("m", "land & stay")),
        ]
    )


def test_only_changes_are_kept_from_zero_on_and_nothing_stands_too_long() -> None:
    assert [round(picture.at, 3) for picture in film()] == [0.0, 0.4, round(0.4 + LONGEST_S, 3)]


def played(cast: str) -> list[str]:
    """The rows of the screen after the whole recording."""
    rows: dict[int, str] = {}
    for line in cast.splitlines()[1:]:
        at, kind, text = json.loads(line)
        assert at >= 0
        if kind == "o":
            for row, drawn in re.findall(r"\x1b\[(\d+);1H(.*?)\x1b\[K", text):
                rows[int(row)] = re.sub(r"\x1b\[[0-9;]*m", "", drawn)
    return [rows[number] for number in sorted(rows)]


def test_a_player_that_goes_to_the_end_shows_the_last_picture() -> None:
    cast = asciicast(film(), 20, 3, "a title")
    head = json.loads(cast.splitlines()[0])
    assert (head["version"], head["width"], head["height"], head["title"]) == (2, 20, 3, "a title")
    assert played(cast) == ["one", "", "three"]
    assert cast.count("one") == 1, "a row that did not change is written once"
    markers = [json.loads(line)[2] for line in cast.splitlines()[1:] if json.loads(line)[1] == "m"]
    assert markers == [". go", "m land & stay"]


def test_the_film_asks_nobody_for_anything_and_runs_nothing() -> None:
    svg = animated_svg(film(), 20, 3, 'a "title" & more')
    root = ET.fromstring(svg)  # noqa: S314 - made above
    assert not list(root.iter(f"{SVG}script"))
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import|@font-face", svg)
    assert root.find(f"{SVG}title").text == 'a "title" & more'  # type: ignore[union-attr]
    assert "prefers-reduced-motion" in svg


def test_every_row_is_drawn_once_and_stands_on_each_picture_that_shows_it() -> None:
    root = ET.fromstring(animated_svg(film(), 20, 3, "t"))  # noqa: S314
    drawn = {group.get("id"): group for group in root.iter(f"{SVG}g") if group.get("id")}
    frames = root.findall(f"{SVG}g[@class='film']/{SVG}g")
    assert len(frames) == 3
    texts = ["".join(drawn[use.get("href", "")[1:]].itertext()) for use in frames[0]]
    assert texts == ["one", "<two> & 日本", ".go"]
    first = frames[0][0].get("href")
    assert all(frame[0].get("href") == first for frame in frames)
    assert [use.get("y") for use in frames[2]][:2] == [
        frames[0][0].get("y"),
        str(int(frames[0][0].get("y", 0)) + 2 * ROW),
    ]


def test_a_text_is_as_wide_as_its_cells_and_a_block_is_drawn_not_written() -> None:
    svg = animated_svg(film(), 20, 3, "t")
    assert f'x="{2 * CELL}" textLength="{len("<two> & ") * CELL + 4 * CELL}"' in svg
    assert not set(re.sub(r"<title>.*?</title>", "", svg)) & set(BLOCKS)
    assert f"M{2 * CELL} " in svg, "the half block stands in the third cell"


def test_the_steps_are_where_the_pictures_change() -> None:
    svg = animated_svg(film(), 20, 3, "t")
    length = 0.4 + LONGEST_S + LAST_S
    assert f"animation:film {length:.2f}s step-end infinite" in svg
    steps = [float(found) for found in re.findall(r"([\d.]+)%\{transform", svg)]
    assert steps[0] == 0
    assert steps[-1] == 100
    assert steps == sorted(steps)
    assert abs(steps[1] - 100 * 0.4 / length) < 0.01
