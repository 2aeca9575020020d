"""Every hosted agent that is known: one TOML file each beside this one, and the operator's own; adding one is adding a
file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from fleetui.agents.load import files_in, text_of
from fleetui.agents.profile import ProfileError
from fleetui.agents.toml_table import Table
from fleetui.model.hosted.agent import By, HostedAgent, Start
from fleetui.model.names import why_not_name

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,39}/")
_MENTION = re.compile(r"@[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_LONGEST_LABEL, _LONGEST_COMMENT = 50, 500


def load_hosted(folders: Sequence[Path] = ()) -> tuple[HostedAgent, ...]:
    """All of them, by name; one of the operator's replaces one of the same name.

    ``folders`` hold ``*.toml``; one that does not exist is empty. Raises ``ProfileError`` with the mistakes of
    all files together.
    """
    found = {one.name: one for one in hosted_agents()}
    mistakes: list[str] = []
    for path in files_in(folders):
        try:
            made = parse_hosted(text_of(path), str(path))
        except ProfileError as error:
            mistakes += error.mistakes
        else:
            found[made.name] = made
    if mistakes:
        raise ProfileError(tuple(mistakes))
    return tuple(sorted(found.values(), key=lambda one: one.name))


@cache
def hosted_agents() -> tuple[HostedAgent, ...]:
    """Those that come with fleetui, by name."""
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
    made = HostedAgent(name, top.line("label") or name, authors, branches, mention, _start(top, mention))
    top.done()
    return made


def _start(top: Table, mention: str) -> Start | None:
    """How it takes an issue: exactly one key of the table; none where there is no table."""
    table = top.table("start")
    if table is None:
        return None
    said = {by: table.line(by) for by in By if table.holds(by)}
    table.done()
    if len(said) != 1:
        top.wrong("start", f"exactly one of {', '.join(By)} expected")
        return None
    ((by, what),) = said.items()
    if why := _why_not_start(by, what, mention):
        top.wrong(f"start.{by}", why)
    return Start(by, what)


def _why_not_start(by: By, what: str, mention: str) -> str:
    if by is By.ASSIGN:
        return "" if _LOGIN.fullmatch(what) else "the login that is assigned expected"
    if by is By.LABEL:
        return (
            ""
            if what and len(what) <= _LONGEST_LABEL
            else f"a label of 1 to {_LONGEST_LABEL} characters expected"
        )
    named = mention in what.split() and len(what) <= _LONGEST_COMMENT
    return (
        ""
        if named
        else f"a comment that names it expected, such as {mention or '@name'} please work on this issue"
    )


def _each(top: Table, key: str, form: re.Pattern[str], wanted: str) -> tuple[str, ...]:
    found = top.texts(key)
    if not all(form.fullmatch(one) for one in found):
        top.wrong(key, f"{wanted} expected")
        return ()
    return found
