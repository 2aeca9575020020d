"""What the demo with a forge is about, as ``plot.toml`` has it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

PLOT = Path(__file__).with_name("plot.toml")
PROJECT = "orders"
ONLY_SAID = "rounding"
"""The agent that answered what was found, and changed nothing."""


def read_plot() -> dict[str, Any]:
    """The whole of it."""
    return tomllib.loads(PLOT.read_text("utf-8"))


def agents() -> list[dict[str, Any]]:
    """Who works in its project at the beginning."""
    return list(read_plot()["agent"])
