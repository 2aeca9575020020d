"""What the REST side says, in keys and kinds, is what the public description says of the same call."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.merge_queue import with_queue
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.rest.registry import ROUTES
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Protection, Step
from tests.support.github.client import Client, Said

PUBLIC = "FLEETUI_GITHUB_OPENAPI"
"""Names a copy of the public description (github/rest-api-description: api.github.com.json)."""
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


@cache
def public() -> dict[str, Any]:
    """The public description; the test is skipped without it."""
    copy = os.environ.get(PUBLIC, "")
    if not copy:
        pytest.skip(f"{PUBLIC} names no copy of the public description")
    found: dict[str, Any] = json.loads(Path(copy).read_text())
    return found


def operation(method: str, path: str) -> tuple[str, dict[str, Any]]:
    """The call of the description that a path belongs to: the one with the fewest names in it, and the longest."""
    every = []
    for template, calls in public()["paths"].items():
        pattern = re.sub(r"\{(?:ref|branch|path)\}", ".+", template)
        if method.lower() in calls and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path):
            every.append((template.count("{"), template, calls[method.lower()]))
    assert every, f"no such call: {method} {path}"
    _, template, found = min(every, key=lambda one: (one[0], -len(one[1])))
    return template, found


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without references at its top; parts that all hold are one."""
    while "$ref" in schema:
        at: Any = public()
        for part in schema["$ref"].removeprefix("#/").split("/"):
            at = at[part]
        schema = at
    if "allOf" not in schema:
        return schema
    parts = [resolved(one) for one in schema["allOf"]]
    properties = {key: kind for part in parts for key, kind in part.get("properties", {}).items()}
    return {"type": "object", "properties": properties}


def differs(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    """What a value has that its schema has not."""
    schema = resolved(schema)
    if value is None and schema.get("nullable"):
        return []
    for word in ("anyOf", "oneOf"):
        if word in schema:
            tried = [differs(value, one, where) for one in schema[word]]
            return min(tried, key=len)
    return [*_kind(value, schema, where), *_inside(value, schema, where)]


def _kind(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    named = schema.get("type")
    kinds = [named] if isinstance(named, str) else named or []
    allowed = tuple(kind for name in kinds for kind in _KINDS[name])
    wrong = bool(allowed) and (
        not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed)
    )
    if not wrong and schema.get("enum") and value not in schema["enum"]:
        return [f"{where}: {value!r} is none of {schema['enum']}"]
    return [f"{where}: {value!r} is no {named}"] if wrong else []


def _inside(value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
    if isinstance(value, list):
        for at, one in enumerate(value[:3]):
            yield from differs(one, schema.get("items", {}), f"{where}[{at}]")
    if isinstance(value, dict) and "properties" in schema:
        for key, one in value.items():
            if key in schema["properties"]:
                yield from differs(one, schema["properties"][key], f"{where}.{key}")
            elif not schema.get("additionalProperties"):
                yield f"{where}.{key}"


def held(method: str, path: str, said: Said) -> list[str]:
    """What an answer has that the description of that call has not."""
    template, found = operation(method, path)
    where = f"{method} {template}"
    answers = found["responses"]
    if str(said.status) not in answers:
        return [f"{where}: {said.status} is none of {sorted(answers)}"]
    content = resolved(answers[str(said.status)]).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return differs(said.json, schema, where) if schema and said.body else []


@pytest.fixture
def calls(hub: Hub, shop: Repo) -> list[tuple[str, str, Any]]:
    """One call of nearly every route, on a forge with one of everything."""
    ada, bot = hub.account("ada"), hub.bot("coderabbitai")
    shop.permissions["ada"] = "ADMIN"
    issue = shop.issue("One", "text", hub.account("bob"), labels=["bug"])
    comment = issue.comment(bot, "hello")
    head = shop.commit("feat", {"new.py": "x = 1\n"}, "Add it", ada)
    pull: Pull = shop.pull("feat", "Add it", "Closes #1", ada)
    thread = pull.thread(bot, "new.py", 1, "why?")
    run = shop.run(head, {"build": [Step("pytest", "failure", "E")], "lint": [Step("ruff")]}, branch="feat")
    shop.status(head, "ci/other")
    shop.protect("main", Protection(checks=("build",), approvals=1))
    at, job, line = "/repos/acme/shop", run.jobs[0].database_id, thread.comments[0].database_id
    with_queue(shop, branch="queued")
    get = ["/user", "/users/coderabbitai[bot]", "/rate_limit", at, "/search/issues?q=is:open", f"{at}/labels"]
    get += [
        f"{at}/{one}"
        for one in (
            "branches/main",
            "branches/main/protection",
            "rules/branches/queued",
            "git/ref/heads/main",
        )
    ]
    get += [
        f"{at}/contents/shop.py",
        f"{at}/compare/main...feat",
        f"{at}/check-runs/{job}",
        f"{at}/issues",
        f"{at}/issues/1",
    ]
    get += [f"{at}/commits/{head}{one}" for one in ("", "/status", "/statuses", "/check-runs", "/pulls")]
    get += [
        f"{at}/issues/1/comments",
        f"{at}/issues/comments/{comment.database_id}",
        f"{at}/pulls",
        f"{at}/pulls/2",
    ]
    get += [f"{at}/pulls/2/{one}" for one in ("commits", "files", "reviews", "comments", "merge")]
    get += [
        f"{at}/pulls/comments/{line}",
        f"{at}/actions/runs",
        f"{at}/actions/workflows",
        f"{at}/actions/jobs/{job}",
    ]
    get += [f"{at}/actions/runs/{run.database_id}{one}" for one in ("", "/jobs", "/artifacts", "/logs")]
    get += [
        f"{at}/actions/workflows/{run.workflow.database_id}",
        f"{at}/actions/jobs/{job}/logs",
        f"{at}/pulls/77",
    ]
    changes = [
        ("POST", f"{at}/issues", {"title": "Two"}),
        ("PATCH", f"{at}/issues/1", {"title": "New"}),
        ("POST", f"{at}/issues/1/comments", {"body": "hello"}),
        ("PATCH", f"{at}/issues/comments/{comment.database_id}", {"body": "bye"}),
        ("POST", f"{at}/issues/1/labels", {"labels": ["late"]}),
        ("DELETE", f"{at}/issues/1/labels/late", None),
        ("POST", f"{at}/issues/1/assignees", {"assignees": ["bob"]}),
        ("DELETE", f"{at}/issues/1/assignees", {"assignees": ["bob"]}),
        ("POST", f"{at}/pulls/2/comments/{line}/replies", {"body": "so"}),
        ("POST", f"{at}/pulls/2/requested_reviewers", {"reviewers": ["bob"]}),
        ("DELETE", f"{at}/pulls/2/requested_reviewers", {"reviewers": ["bob"]}),
        ("POST", f"{at}/pulls/2/reviews", {"event": "COMMENT", "body": "hm"}),
        ("PATCH", f"{at}/pulls/2", {"title": "New"}),
        ("PUT", f"{at}/pulls/2/update-branch", {"expected_head_sha": "0" * 40}),
        ("PUT", f"{at}/pulls/2/merge", {"sha": "0" * 40}),
        ("PUT", f"{at}/pulls/2/merge", {"sha": head}),
        ("POST", f"{at}/actions/runs/{run.database_id}/rerun-failed-jobs", None),
    ]
    return [*(("GET", one, None) for one in get), *changes]


def test_every_answer_is_as_the_public_description_says(
    api: ApiServer, client: Client, calls: list[tuple[str, str, Any]]
) -> None:
    public()
    wrong = []
    for method, target, given in calls:
        wrong += held(method, target.partition("?")[0], client.ask(method, target, given))
    assert sorted(set(wrong)) == []


def test_nearly_every_route_is_tried(calls: list[tuple[str, str, Any]]) -> None:
    tried = {
        pattern.pattern
        for method, target, _ in calls
        for known, pattern, _ in ROUTES
        if known == method and pattern.match(target.partition("?")[0])
    }
    assert len(tried) > 0.8 * len({pattern.pattern for _, pattern, _ in ROUTES})
