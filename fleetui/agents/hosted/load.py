"""Every hosted agent that fleetui knows: one TOML file each beside this one; adding one is adding a file."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from fleetui.agents.profile import ProfileError
from fleetui.agents.toml_table import Table
from fleetui.model.hosted import HostedAgent
from fleetui.model.names import why_not_name

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,39}/")
_MENTION = re.compile(r"@[A-Za-z0-9][A-Za-z0-9-]{0,39}")


@cache
def hosted_agents() -> tuple[HostedAgent, ...]:
    """All of them, by name."""
    folder = resources.files("fleetui.agents") / "hosted"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(parse_hosted(one.read_text("utf-8"), one.name) for one in files)


def parse_hosted(text: str, file: str) -> HostedAgent:
    """The agent in ``text``; raises ``ProfileError`` with every mistake, each beginning with ``file``."""
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError((f"{file}: {error}",)) from error
    mistakes: list[str] = []
    made = _agent(Table(values, "", mistakes))
    if mistakes:
        raise ProfileError(tuple(f"{file}: {mistake}" for mistake in mistakes))
    return made


def _agent(top: Table) -> HostedAgent:
    name = top.text("name")
    if problem := why_not_name(name):
        top.wrong("name", problem if name else "missing")
    authors, branches = (
        _each(top, "authors", _LOGIN, "logins"),
        _each(top, "branches", _PREFIX, "beginnings like x/"),
    )
    if not (authors or branches):
        top.wrong("authors", "missing, and branches too: nothing tells its pull requests")
    mention = top.line("mention")
    if not _MENTION.fullmatch(mention):
        top.wrong("mention", "a name as in @name expected")
    made = HostedAgent(name, top.line("label") or name, authors, branches, mention)
    top.done()
    return made


def _each(top: Table, key: str, form: re.Pattern[str], wanted: str) -> tuple[str, ...]:
    found = top.texts(key)
    if not all(form.fullmatch(one) for one in found):
        top.wrong(key, f"{wanted} expected")
        return ()
    return found
