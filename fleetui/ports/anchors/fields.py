"""The values of a file by the libraries for its form: front matter, TOML, YAML, JSON. Hostile ones are refused."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from fleetui.model.anchors.tree import FRONT_MATTER, CouldNot
from fleetui.model.toml_text import toml

MOST = 1024 * 1024
FRONT_MOST = 64 * 1024
_DEEP = 60
_ALIASES = 64
_ALIASES_MERGED = 12
"""Each merged alias can multiply what is built."""
_EVENTS = 30_000
"""Marks in a YAML text, about two for a key and its value: building one value takes up to 0.1 ms."""
_LONGEST_NUMBER = 400
"""Characters: ``1:59:59`` is a number of YAML, and costs the square of its length."""
_DIRECTIVES = 8
"""Lines that begin with ``%``: libyaml compares each with all before it, and lets no other thread run meanwhile."""
_MERGE = "tag:yaml.org,2002:merge"
_BREAKS = (ValueError, RecursionError, AttributeError, TypeError, LookupError, ArithmeticError)
"""What the libraries end with on values that are no such values, such as ``!!int ''``."""


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
        return toml(text)
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
    if len(re.findall(r"^%", text, re.M)) > _DIRECTIVES:
        raise CouldNot("too many lines that begin with %")
    try:
        _guard(yaml, _loader(), text)
        return yaml.load(text, Loader=_loader())  # noqa: S506 - a safe loader
    except (yaml.YAMLError, *_BREAKS) as error:
        raise CouldNot(f"not readable as YAML: {_first(error)}") from None


@cache
def _loader() -> Any:
    """A safe loader for which a key is what is written, as it is for whoever asks for one: ``on`` is no truth value,
    and no numbers can be chosen to fall together. A number without an end is text."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
            self.flatten_mapping(node)
            return {self._key(key): self.construct_object(value, deep=deep) for key, value in node.value}

        def _key(self, node: Any) -> str:
            if not isinstance(node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key that is no text", node.start_mark)
            return str(node.value)

        def number(self, node: Any) -> Any:
            if len(node.value) > _LONGEST_NUMBER:
                return node.value
            whole = node.tag == "tag:yaml.org,2002:int"
            return self.construct_yaml_int(node) if whole else self.construct_yaml_float(node)

    for tag in ("int", "float"):
        Loader.add_constructor(f"tag:yaml.org,2002:{tag}", Loader.number)
    return Loader


def _guard(yaml: Any, loader: Any, text: str) -> None:
    """Refuse what builds more than is written, or for long: deep nesting, many aliases, merged ones, many values."""
    depth = aliases = merges = 0
    for count, event in enumerate(yaml.parse(text, Loader=loader)):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
        elif isinstance(event, yaml.ScalarEvent) and (event.value == "<<" or event.tag == _MERGE):
            merges += 1
        if depth > _DEEP or aliases > (_ALIASES_MERGED if merges else _ALIASES):
            raise CouldNot("nested too deeply, or too many aliases")
        if count > _EVENTS:
            raise CouldNot("too many values")


def _first(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:100] or type(error).__name__
