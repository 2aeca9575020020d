"""Stylesheets parsed once for all dashboards of a test run: each would parse the same text again, twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_kept: dict[frozenset[tuple[str, str]], dict[tuple[Any, ...], list[RuleSet]]] = {}
"""What was parsed, by the variables and then by what Textual keeps it by."""


@contextmanager
def parsed_once() -> Iterator[None]:
    """Let all of Textual's stylesheets with the same variables share what one of them parsed.

    Textual keeps it per stylesheet and shares the rules between its parses already: whatever they are made of is in
    the keys, the variables apart.
    """
    begin, change = Stylesheet.__init__, Stylesheet.set_variables

    def shared(sheet: Any) -> None:
        sheet._parse_cache = _kept.setdefault(frozenset(sheet._variables.items()), {})

    def init(sheet: Any, *, variables: dict[str, str] | None = None) -> None:
        begin(sheet, variables=variables)
        shared(sheet)

    def set_variables(sheet: Any, variables: dict[str, str]) -> None:
        sheet._parse_cache = {}  # it clears its own
        change(sheet, variables)
        shared(sheet)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "__init__", init)
        patch.setattr(Stylesheet, "set_variables", set_variables)
        yield
