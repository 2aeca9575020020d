"""What a query may ask for at most, and what it costs.

docs.github.com/graphql/overview: rate limits and node limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

MOST_NODES = 500_000


@dataclass
class Weight:
    """How many nodes a query may come to, and how many requests that takes on the other side."""

    nodes: int = 0
    requests: int = 0

    @property
    def cost(self) -> int:
        """Points of the primary limit."""
        return max(1, round(self.requests / 100))

    @property
    def too_much(self) -> str:
        """Why it is not answered; empty where it is."""
        if self.nodes <= MOST_NODES:
            return ""
        return (
            f"This query requests up to {self.nodes:,} possible nodes"
            f" which exceeds the maximum limit of {MOST_NODES:,}."
        )


def weight(document: DocumentNode, name: str | None, variables: Mapping[str, Any]) -> Weight:
    """Weigh the operation of that name, or the first."""
    every = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    chosen = next((one for one in every if name and one.name and one.name.value == name), every[0])
    fragments = {
        one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    made = Weight()
    _weigh(made, chosen.selection_set, 1, fragments, variables)
    return made


def _weigh(
    made: Weight,
    selected: SelectionSetNode | None,
    times: int,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> None:
    for one in selected.selections if selected else ():
        if isinstance(one, FragmentSpreadNode):
            _weigh(made, fragments[one.name.value].selection_set, times, fragments, variables)
        elif isinstance(one, InlineFragmentNode):
            _weigh(made, one.selection_set, times, fragments, variables)
        elif isinstance(one, FieldNode):
            many = _many(one, variables)
            if many:
                made.nodes += times * many
                made.requests += times
            _weigh(made, one.selection_set, times * (many or 1), fragments, variables)


def _many(field: FieldNode, variables: Mapping[str, Any]) -> int:
    """How many nodes a connection is asked for; 0 for any other field."""
    for argument in field.arguments or ():
        if argument.name.value not in ("first", "last"):
            continue
        if isinstance(argument.value, IntValueNode):
            return int(argument.value.value)
        if isinstance(argument.value, VariableNode):
            found = variables.get(argument.value.name.value)
            return found if isinstance(found, int) else 0
    return 0
