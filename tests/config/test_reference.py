"""The reference of fleet.toml tells every key of every table, with what may stand there."""

from __future__ import annotations

import re

from fleetui.config.reference import reference
from fleetui.config.schema.file import FleetFile
from fleetui.config.schema.keys import known_keys

TABLES = (
    (), ("projects", "NAME"), ("projects", "NAME", "gates", 0), ("projects", "NAME", "anchors"),
    ("projects", "NAME", "probes", "NAME"), ("projects", "NAME", "review"),
    ("projects", "NAME", "github"),
    ("agents", "NAME"), ("roles", "NAME"), ("profiles",), ("screen",),
    ("screen", "alerts"), ("screen", "views", "NAME"), ("thresholds",), ("after_error",), ("tmux",),
    ("release",),
    ("blueprints", "NAME"), ("blueprints", "NAME", "entries", 0),
)  # fmt: skip
WITH_A_SECTION_OF_THEIR_OWN = {
    "gates",
    "anchors",
    "probes",
    "review",
    "github",
    "alerts",
    "views",
    "entries",
    *FleetFile.model_fields,
} - {
    "window",
    "rate_hz",
    "gate_budget",
    "memory_reserve",
    "warm_mb",
}


def sections() -> dict[str, str]:
    parts = re.split(r"^### (.*)$", reference(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def heading(table: tuple[str | int, ...]) -> str:
    if not table:
        return "Top of the file"
    name = ".".join(part for part in table if isinstance(part, str))
    return f"`[[{name}]]`" if table[-1] == 0 else f"`[{name}]`"


def test_every_table_has_a_section_and_every_key_a_row() -> None:
    found = sections()
    assert set(found) == {heading(table) for table in TABLES}
    for table in TABLES:
        rows = re.findall(r"^\| `(\w+)` \|", found[heading(table)], re.MULTILINE)
        own = set(WITH_A_SECTION_OF_THEIR_OWN) - set(
            rows
        )  # such as review, which is a step of a blueprint, too
        assert set(rows) == set(known_keys(table)) - own


def test_a_row_says_values_default_and_meaning() -> None:
    assert '| `word` | `"protected"`, `"always"` | `"protected"` | When a word' in reference()
    assert "| `low_context_percent` | number 0 to 100 | `20` |" in reference()
    assert "| `path` | text | needed |" in reference()
    assert "| `window` | list: number 20 to 1,000 | `[120, 40]` |" in reference()
