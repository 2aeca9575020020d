"""Agents' command lines that are known by name although no profile reads them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def known_programs() -> Mapping[str, tuple[str, ...]]:
    """What each is called by people, and the programs that it runs as."""
    text = (resources.files("fleetui.agents") / "known_programs.toml").read_text("utf-8")
    return {label: tuple(programs) for label, programs in tomllib.loads(text)["programs"].items()}
