"""The values of a file by the libraries for its form: front matter, TOML, YAML, JSON. Hostile ones are refused."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from fleetui.model.anchors.tree import FRONT_MATTER, CouldNot

MOST = 1024 * 1024
FRONT_MOST = 64 * 1024
_DEEP = 60
_ALIASES = 64
_ALIASES_MERGED = 12
"""Each merged alias can multiply what is built."""


def fields_of(path: str, text: str) -> Mapping[str, Any]:
    """The keys and values at the top of a file. Raises ``CouldNot``, which says what is wrong."""
    suffix = path.rpartition(".")[2].lower()
    if suffix in ("yaml", "yml"):
        return _table(_yaml(text))
    if suffix == "toml":
        return _toml(text)
    if suffix in ("json", "jsonc", "ipynb"):
        return _table(_json(text))
    return _front_matter(text) if suffix in FRONT_MATTER else _refused("no front matter, TOML, YAML or JSON")


def _front_matter(text: str) -> Mapping[str, Any]:
    text = text.removeprefix("\ufeff")
    mark = text[:3]
    if mark not in ("---", "+++") or text[3:4] not in ("\n", " "):
        return {}
    end = text.find(f"\n{mark}", 3, FRONT_MOST)
    if end < 0:
        return _refused("its front matter has no end")
    inner = text[text.index("\n") + 1 : end + 1]
    return _toml(inner) if mark == "+++" else _table(_yaml(inner))


def _table(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        return _refused("holds no keys")
    return {str(key): one for key, one in value.items()}


def _refused(why: str) -> Mapping[str, Any]:
    raise CouldNot(why)


def _small(text: str) -> None:
    if len(text) > MOST:
        raise CouldNot("too large to be read for its values")


def _toml(text: str) -> Mapping[str, Any]:
    _small(text)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise CouldNot(f"not readable as TOML: {_first(error)}") from None


def _json(text: str) -> object:
    _small(text)
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise CouldNot(f"not readable as JSON: {_first(error)}") from None


def _yaml(text: str) -> object:
    import yaml

    _small(text)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _guard(yaml, loader, text)
        return yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError, TypeError) as error:
        raise CouldNot(f"not readable as YAML: {_first(error)}") from None


def _guard(yaml: Any, loader: Any, text: str) -> None:
    """Refuse what would build far more than is written: deep nesting, many aliases, merged ones."""
    depth = aliases = merges = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
        elif isinstance(event, yaml.ScalarEvent) and event.value == "<<":
            merges += 1
        if depth > _DEEP or aliases > (_ALIASES_MERGED if merges else _ALIASES):
            raise CouldNot("nested too deeply, or too many aliases")


def _first(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:100] or type(error).__name__
