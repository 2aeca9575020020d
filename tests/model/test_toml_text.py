"""TOML of strangers costs what its length is, and every usual text is read."""

from __future__ import annotations

import pytest

from fleetui.model.toml_text import toml


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 33 + " = 1",
        "[x]\nb = {" + "'a' . " * 33 + "a = 1}",
        '[["a"' + '."a"' * 33 + "]]",
    ],
)
def test_a_key_of_many_parts_is_refused_before_it_is_read(text: str):
    with pytest.raises(ValueError, match="more than 32 parts"):
        toml(text)


def test_dots_in_texts_and_usual_keys_are_read():
    prose = "One. Two. " * 15 + "and so on. " * 40 + "." * 200 + " a.b.c.d.e.f.g.h.i.j.k"
    found = toml(f'a.b."c.d".e.f = "{prose}"\n[tool.x.y]\nversions = ["1.2.3.4", "5.6"]\n')
    assert found["a"]["b"]["c.d"]["e"]["f"] == prose


def test_a_search_for_such_a_key_has_steps_that_grow_with_the_text():
    for text in (
        "a" * 300_000,
        "'" * 300_001,
        '"a' * 150_000,
        "a." * 8 + "-" * 300_000,
        "a .\t" * 9 + " " * 300_000,
    ):
        with pytest.raises(ValueError, match=r"line|document|statement|column"):
            toml(text)
