"""Every key of ``fleet.toml`` as a Markdown table, from the schema that checks the file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fleetui.config.schema.file import FleetFile

Shape = Mapping[str, Any]
"""A part of a JSON schema."""


def reference() -> str:
    """One section a table of the file: what it is, then key, value, default and meaning."""
    schema = FleetFile.model_json_schema(by_alias=True)
    return "\n".join(line for title, shape in _tables("", schema, schema) for line in _section(title, shape))


def _tables(path: str, shape: Shape, schema: Shape) -> Iterator[tuple[str, Shape]]:
    """A table and all below it, with the heading each has in the file; itself first."""
    yield path or "top of the file", shape
    inner = path.strip("[]")
    for key, value in shape["properties"].items():
        below = f"{inner}.{key}" if inner else key
        for title, holder in (
            (f"[{below}]", value),
            (f"[{below}.NAME]", value.get("additionalProperties")),
            (f"[[{below}]]", value.get("items")),
        ):
            if inside := _table_of(holder, schema):
                yield from _tables(title, inside, schema)


def _table_of(shape: object, schema: Shape) -> Shape | None:
    """The table that a part of the schema refers to."""
    either = shape.get("anyOf", (shape,)) if isinstance(shape, Mapping) else ()
    name = next((one["$ref"] for one in either if "$ref" in one), None)
    return schema["$defs"][name.rpartition("/")[2]] if name else None


def _section(title: str, shape: Shape) -> Iterator[str]:
    needed = shape.get("required", ())
    rows = [
        f"| `{key}` | {_kind(value)} | {_default(value, needed=key in needed)} | {value['description']} |"
        for key, value in shape["properties"].items()
        if "description" in value and not _only_tables(value)
    ]
    head = ["| key | value | default | what it means |", "|---|---|---|---|"]
    yield from [f"### `{title}`" if title.startswith("[") else f"### {title[0].upper()}{title[1:]}", ""]
    yield from [shape["description"].splitlines()[0], ""]
    yield from [*head, *rows, ""] if rows else []


def _only_tables(value: Shape) -> bool:
    """True for what has a section of its own."""
    return any("$ref" in (value.get(part) or {}) for part in ("additionalProperties", "items"))


def _kind(value: Shape) -> str:
    """What may stand there, in words."""
    if "anyOf" in value:
        return ", or ".join(_kind(one) for one in value["anyOf"] if one.get("type") != "null")
    if "enum" in value:
        return ", ".join(f"`{json.dumps(word)}`" for word in value["enum"])
    kind = value.get("type", "")
    if kind == "array":
        return f"list: {_kind(value['items'])}"
    if kind == "object":
        return f"table: {_kind(value['additionalProperties'])}"
    return {"string": "text", "boolean": "`true`, `false`"}.get(kind) or f"number{_range(value)}"


def _range(value: Shape) -> str:
    low = value.get("minimum", value.get("exclusiveMinimum"))
    above = "above " if "exclusiveMinimum" in value else ""
    return f" {above}{low:g} to {value['maximum']:,g}" if low is not None and "maximum" in value else ""


def _default(value: Shape, *, needed: bool) -> str:
    if needed:
        return "needed"
    default = value.get("default")
    return "" if default is None else f"`{json.dumps(default)}`"
