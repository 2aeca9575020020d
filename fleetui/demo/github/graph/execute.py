"""Any query on the schema: parsed, checked and executed by graphql-core; errors in the forge's form.

An answer is always ``200`` with ``data`` and ``errors`` side by side (docs.github.com/graphql: forming calls);
an error has ``type``, ``path``, ``locations`` and ``message``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    build_schema,
    execute_sync,
    parse,
    specified_rules,
    validate,
)

from fleetui.demo.github.graph import checks, commits, people, pulls, repositories, writing
from fleetui.demo.github.graph.fields import Asking, resolve, type_of
from fleetui.demo.github.graph.limits import weight
from fleetui.demo.github.refused import Refused

SCHEMA = build_schema(Path(__file__).with_name("schema.graphql").read_text())
RULES = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]
"""What gh asks selects ``state`` of issues and of pull requests under one name.

The forge answers that, the rule would not."""
ANSWERED_BY = (checks, commits, people, pulls, repositories, writing)
"""Imported for the fields that they answer."""


@dataclass(frozen=True)
class Operation:
    """What a query is called and asks for at its top."""

    name: str
    kind: str
    fields: tuple[str, ...]


def operation_of(query: str, name: str | None = None) -> Operation:
    """Read it; empty where it cannot be read."""
    try:
        document = parse(query)
    except GraphQLError:
        return Operation(name or "", "", ())
    every = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    chosen = next(
        (one for one in every if name and one.name and one.name.value == name), every[0] if every else None
    )
    if chosen is None:
        return Operation(name or "", "", ())
    top = tuple(one.name.value for one in chosen.selection_set.selections if isinstance(one, FieldNode))
    return Operation(chosen.name.value if chosen.name else "", chosen.operation.value, top)


def answer(
    asking: Asking, query: str, variables: Mapping[str, Any] | None, name: str | None = None
) -> dict[str, Any]:
    """What a query is answered."""
    try:
        document: DocumentNode = parse(query)
    except GraphQLError as error:
        return {"errors": [_error(error)]}
    if wrong := validate(SCHEMA, document, RULES):
        return {"errors": [_error(one) for one in wrong]}
    asking.weight = weight(document, name, variables or {})
    if words := asking.weight.too_much:
        return {"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": words}]}
    done = execute_sync(
        SCHEMA,
        document,
        context_value=asking,
        variable_values=dict(variables or {}),
        operation_name=name,
        field_resolver=resolve,
        type_resolver=lambda source, _info, _kind: type_of(source),
    )
    said: dict[str, Any] = (
        {} if done.data is None and done.errors and not done.errors[0].path else {"data": done.data}
    )
    if done.errors:
        said["errors"] = [_error(one) for one in done.errors]
    return said


def _error(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    said: dict[str, Any] = {"type": cause.kind} if isinstance(cause, Refused) else {}
    if cause is not None and not isinstance(cause, Refused):
        raise RuntimeError(f"the server cannot answer {error.path}: {cause!r}") from cause
    if error.path:
        said["path"] = error.path
    if error.locations:
        said["locations"] = [{"line": one.line, "column": one.column} for one in error.locations]
    return said | {"message": error.message}
