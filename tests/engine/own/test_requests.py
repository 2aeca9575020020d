"""Requests are read as whatever another process wrote: only a command that may travel comes of it."""

from __future__ import annotations

import pytest

from fleetui.engine.own.requests import WireError, decode, decode_outcome


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[" * 200_000,
        '{"do":' * 100_000,
        "7",
        '{"do": ["AddEntry"], "with": {}}',
        '{"do": "Approve", "with": {}}',
        '{"do": "AddEntry", "with": [[1, 2], ["a", 3]]}',
    ],
    ids=["empty", "deep list", "deep table", "a number", "no name", "an approval", "odd names"],
)
def test_what_is_no_request_is_refused(body: str) -> None:
    with pytest.raises(WireError):
        decode(body)


def test_an_answer_that_cannot_be_read_says_so() -> None:
    assert "could not be read" in decode_outcome("[" * 200_000).text
