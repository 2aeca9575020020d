from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.stylesheets import parsed_once


@pytest.fixture(scope="package", autouse=True)
def stylesheets_parsed_once() -> Iterator[None]:
    with parsed_once():
        yield
