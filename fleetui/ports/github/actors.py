"""Programs as assignees of issues: the REST API takes people alone, and leaves out in silence whom it does not take."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.forge.actors import Actor, IssueActors
from fleetui.ports.github.answers import Node, ShapeError

FEATURES = "GraphQL-Features: issues_copilot_assignment_api_support"
"""Without this header the forge knows no program that may be assigned."""
_MOST = 100
_WHO = "__typename ... on User { id login } ... on Bot { id login } ... on Organization { id login }"
QUERY = f"""
query($owner: String!, $name: String!, $number: Int!) {{
  repository(owner: $owner, name: $name) {{
    issue(number: $number) {{ id assignedActors(first: {_MOST}) {{ totalCount nodes {{ {_WHO} }} }} }}
    suggestedActors(capabilities: [CAN_BE_ASSIGNED], first: {_MOST}) {{ nodes {{ {_WHO} }} }}
  }}
}}
"""
ASSIGN = f"""
mutation($issue: ID!, $actors: [ID!]!) {{
  replaceActorsForAssignable(input: {{assignableId: $issue, actorIds: $actors}}) {{
    assignable {{ ... on Issue {{ id assignedActors(first: {_MOST}) {{ totalCount nodes {{ {_WHO} }} }} }} }}
  }}
}}
"""


def found(data: Node) -> IssueActors:
    """What an answer to ``QUERY`` says. Raises ``ShapeError``."""
    repository = data.node("repository")
    issue = repository.node("issue")
    may = tuple(_actor(one) for one in repository.node("suggestedActors").each("nodes"))
    return IssueActors(issue.text("id"), _assigned(issue), may)


def assigned(data: Node) -> tuple[Actor, ...]:
    """Who is assigned after ``ASSIGN``. Raises ``ShapeError``."""
    return _assigned(data.node("replaceActorsForAssignable").node("assignable"))


def _assigned(issue: Node) -> tuple[Actor, ...]:
    """All of them: what replaces them has to name each that stays."""
    listed = issue.node("assignedActors")
    there = tuple(_actor(one) for one in listed.each("nodes"))
    if listed.number("totalCount") > len(there):
        raise ShapeError(f"{listed.where}: not all of them came")
    return there


def _actor(node: Node) -> Actor:
    return Actor(node.text("id"), clean_line(node.text("login"), 80))
