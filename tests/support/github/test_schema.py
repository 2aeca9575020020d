"""The schema that is spoken here says nothing that the public one does not say."""

from __future__ import annotations

import importlib
import os
import pkgutil
from pathlib import Path

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_specified_scalar_type,
    parse,
    validate,
)

import fleetui.ports.github as port
from fleetui.demo.github.graph.execute import SCHEMA

PUBLIC = "FLEETUI_GITHUB_SCHEMA"
"""Names a copy of the public schema (docs.github.com/public/fpt/schema.docs.graphql)."""

NEWER = frozenset({
    "ActorConnection", "AssigneeConnection", "IssueType", "IssueTypeColor", "ReplaceActorsForAssignableInput",
    "ReplaceActorsForAssignablePayload", "RepositorySuggestedActorFilter", "RequestReviewsByLoginInput",
    "RequestReviewsByLoginPayload", "Issue.assignedActors", "Issue.blockedBy", "Issue.blocking", "Issue.issueType",
    "Mutation.replaceActorsForAssignable", "Mutation.requestReviewsByLogin", "PullRequest.assignedActors",
    "Repository.suggestedActors", "SearchType.ISSUE_ADVANCED",
})  # fmt: skip
"""What gh 2.102 asks and copies of the public schema of early 2025 do not have yet."""


def _arguments(where: str, ours: dict[str, GraphQLArgument], theirs: dict[str, GraphQLArgument]) -> list[str]:
    short = [
        f"{where}({name})"
        for name, one in ours.items()
        if name not in theirs or str(one.type) != str(theirs[name].type)
    ]
    needed = [
        f"{where}({name}) is needed"
        for name, one in theirs.items()
        if name not in ours and str(one.type).endswith("!") and one.default_value is None
    ]
    return short + needed


def _fields(name: str, ours: dict[str, GraphQLField], theirs: dict[str, GraphQLField]) -> list[str]:
    wrong = []
    for field, one in ours.items():
        if field not in theirs:
            wrong.append(f"{name}.{field}")
        elif str(one.type) != str(theirs[field].type):
            wrong.append(f"{name}.{field}: {one.type} is {theirs[field].type}")
        else:
            wrong += _arguments(f"{name}.{field}", one.args, theirs[field].args)
    return wrong


def _differs(ours: GraphQLNamedType, theirs: GraphQLNamedType | None) -> list[str]:
    name = ours.name
    if type(ours) is not type(theirs):
        return [name]
    if isinstance(ours, (GraphQLObjectType, GraphQLInterfaceType)):
        assert isinstance(theirs, (GraphQLObjectType, GraphQLInterfaceType))
        known = {one.name for one in theirs.interfaces}
        return _fields(name, ours.fields, theirs.fields) + [
            f"{name} implements {one.name}" for one in ours.interfaces if one.name not in known
        ]
    if isinstance(ours, GraphQLInputObjectType):
        assert isinstance(theirs, GraphQLInputObjectType)
        wrong = [
            f"{name}.{key}"
            for key, one in ours.fields.items()
            if key not in theirs.fields or str(one.type) != str(theirs.fields[key].type)
        ]
        return wrong + [
            f"{name}.{key} is needed"
            for key, one in theirs.fields.items()
            if key not in ours.fields and str(one.type).endswith("!")
        ]
    if isinstance(ours, GraphQLEnumType):
        assert isinstance(theirs, GraphQLEnumType)
        return [f"{name}.{key}" for key in ours.values if key not in theirs.values]
    if isinstance(ours, GraphQLUnionType):
        assert isinstance(theirs, GraphQLUnionType)
        members = {one.name for one in theirs.types}
        return [f"{name} | {one.name}" for one in ours.types if one.name not in members]
    return []


def differences(ours: GraphQLSchema, theirs: GraphQLSchema) -> list[str]:
    """What ours says and theirs does not."""
    return [
        line
        for name, kind in ours.type_map.items()
        if not name.startswith("__") and not is_specified_scalar_type(kind)
        for line in _differs(kind, theirs.type_map.get(name))
    ]


def test_every_type_field_argument_and_value_is_in_the_public_schema() -> None:
    copy = os.environ.get(PUBLIC, "")
    if not copy:
        pytest.skip(f"{PUBLIC} names no copy of the public schema")
    found = differences(SCHEMA, build_schema(Path(copy).read_text(), assume_valid=True))
    assert [line for line in found if line not in NEWER] == []


def _asked() -> list[tuple[str, str]]:
    """Every query that fleetui has, by the name of its module and constant."""
    modules = [
        importlib.import_module(f"{port.__name__}.{one.name}") for one in pkgutil.iter_modules(port.__path__)
    ]
    return [
        (f"{module.__name__}.{name}", text)
        for module in modules
        for name, text in vars(module).items()
        if isinstance(text, str) and text.lstrip().startswith(("query", "mutation")) and "{" in text
    ]


@pytest.mark.parametrize(("name", "query"), _asked())
def test_what_fleetui_asks_can_be_asked(name: str, query: str) -> None:
    assert [error.message for error in validate(SCHEMA, parse(query))] == []


def test_what_is_invented_is_found() -> None:
    theirs = build_schema("type Query { a(b: Int, c: Int!): String! e: E } enum E { X }")
    ours = build_schema("type Query { a(b: String): String e: E f: Int } enum E { X Y }")
    assert differences(ours, theirs) == ["Query.a: String is String!", "Query.f", "E.Y"]
