"""A profile from its TOML text, every mistake at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import TypeVar

from fleetui.agents.profile import (
    FORMATS,
    KINDS,
    ROWS,
    SESSION,
    WHERE,
    Answer,
    Composer,
    ContextRule,
    Delivery,
    Hooks,
    Profile,
    ProfileError,
    QueueRule,
    Regex,
    Rule,
    Stuck,
)
from fleetui.model.names import why_not_name
from fleetui.model.session import SessionSource, Windows
from fleetui.model.status import Phase

T = TypeVar("T")
_NEVER = re.compile(r"(?!)")
_MOST_TOKENS = 100_000_000
_PLAIN_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*")
_EVENT = re.compile(r"[A-Za-z]+(?::[\w.-]+)?")
"""Goes into a command line as it stands."""


class _Table:
    """One table of a profile. Takes keys out by type and notes every mistake, so that all can be told at once."""

    def __init__(self, values: Mapping[str, object], path: str, mistakes: list[str]) -> None:
        self._left = dict(values)
        self._path = path
        self._mistakes = mistakes

    def wrong(self, key: str, what: str) -> None:
        self._mistakes.append(f"{self._path}{key}: {what}")

    def value(self, key: str, kind: type[T], default: T, wanted: str) -> T:
        found = self._left.pop(key, default)
        if isinstance(found, kind) and not (kind is int and isinstance(found, bool)):
            return found
        self.wrong(key, f"{wanted} expected")
        return default

    def text(self, key: str, default: str = "") -> str:
        return self.value(key, str, default, "text")

    def flag(self, key: str, *, default: bool) -> bool:
        return self.value(key, bool, default, "true or false")

    def number(self, key: str, default: int, most: int = 1000) -> int:
        found = self.value(key, int, default, "a whole number")
        if 0 <= found <= most:
            return found
        self.wrong(key, f"0 to {most} expected")
        return default

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        found = self._left.pop(key, list(default))
        if isinstance(found, str):
            return (found,)
        if isinstance(found, list) and all(isinstance(item, str) for item in found):
            return tuple(found)
        self.wrong(key, "a list of texts expected")
        return default

    def with_session(self, key: str) -> tuple[str, ...]:
        """Words of which one holds the place of a session's id; none where the key is left out."""
        found = self.texts(key)
        if found and sum(word.count(SESSION) for word in found) != 1:
            self.wrong(key, f"one of its words must hold {SESSION}")
        return found

    def line(self, key: str) -> str:
        found = self.text(key)
        if found and (not found.isprintable() or found != found.strip()):
            self.wrong(key, "one line without blanks around it expected")
        return found

    def one_of(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        found = self.text(key, default or "")
        if found in choices:
            return found
        self.wrong(key, f"one of {', '.join(choices)} expected")
        return choices[0]

    def regexes(self, key: str, group: str = "") -> tuple[Regex, ...]:
        return tuple(self._compiled(key, text, group) for text in self.texts(key))

    def regex(self, key: str, group: str = "") -> Regex | None:
        text = self._left.pop(key, None)
        if text is None:
            return None
        if not isinstance(text, str):
            self.wrong(key, "a regular expression expected")
            return None
        return self._compiled(key, text, group)

    def needed(self, key: str, group: str = "") -> Regex:
        if key not in self._left:
            self.wrong(key, "missing")
        return self.regex(key, group) or _NEVER

    def table(self, key: str) -> _Table | None:
        found = self._left.pop(key, None)
        if found is None:
            return None
        if isinstance(found, dict):
            return _Table(found, f"{self._path}{key}.", self._mistakes)
        self.wrong(key, "a table expected")
        return None

    def tables(self, key: str) -> Iterator[_Table]:
        found = self._left.pop(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self.wrong(key, f"tables expected, each headed [[{key}]]")
            return
        for place, item in enumerate(found, start=1):
            label = item.get("name", place)
            yield _Table(item, f"{self._path}{key}[{label}].", self._mistakes)

    def rest_as_texts(self) -> dict[str, str]:
        return {key: self.text(key) for key in list(self._left)}

    def numbers_by_regex(self, most: int) -> tuple[tuple[Regex, int], ...]:
        return tuple((self._compiled(key, key, ""), self.number(key, 0, most)) for key in list(self._left))

    def done(self) -> None:
        for key in self._left:
            self.wrong(key, "unknown key")

    def _compiled(self, key: str, text: str, group: str) -> Regex:
        try:
            regex = re.compile(text, re.MULTILINE)
        except (re.error, OverflowError, RecursionError) as error:
            self.wrong(key, f"no regular expression: {error}")
            return _NEVER
        if group and group not in regex.groupindex:
            self.wrong(key, f"needs a group (?P<{group}>...)")
        return regex


def parse_profile(text: str, file: str) -> Profile:
    """The profile in ``text``; raises ``ProfileError`` with every mistake, each beginning with ``file``."""
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError((f"{file}: {error}",)) from error
    mistakes: list[str] = []
    profile = _profile(_Table(values, "", mistakes), file)
    if mistakes:
        raise ProfileError(tuple(f"{file}: {mistake}" for mistake in mistakes))
    return profile


def _profile(top: _Table, file: str) -> Profile:
    name = top.text("name")
    if problem := why_not_name(name):
        top.wrong("name", problem if name else "missing")
    environment = top.table("environment")
    rules = tuple(_rule(table) for table in top.tables("rule"))
    profile = Profile(
        name=name,
        label=top.text("label") or name,
        programs=top.texts("programs"),
        versions=top.texts("versions"),
        version=top.regex("version", "version"),
        start=top.texts("start"),
        unattended=top.texts("unattended"),
        chosen=top.with_session("chosen"),
        resume=top.with_session("resume"),
        environment=environment.rest_as_texts() if environment else {},
        interrupt=top.texts("interrupt", ("Escape",)),
        exit=top.text("exit"),
        compact=top.line("compact"),
        clear=top.line("clear"),
        composer=_composer(top.table("composer")),
        rules=rules,
        titles=tuple(rule for rule in rules if rule.source == "title"),
        contexts=tuple(_context(table) for table in top.tables("context")),
        queue=_queue(top.table("queue")),
        answer=_answer(top.table("answer")),
        stuck=_stuck(top.table("stuck")),
        session=_session(top.table("session")),
        hooks=_hooks(top.table("hooks")),
        delivery=_delivery(top.table("delivery")),
        file=file,
    )
    top.done()
    return profile


def _composer(table: _Table | None) -> Composer | None:
    if table is None:
        return None
    composer = Composer(
        line=table.needed("line"),
        rule=table.regex("rule"),
        head=table.regex("head"),
        where=table.one_of("where", ("bottom", "cursor", "block"), "bottom"),
        within=table.number("within", ROWS),
        indent=table.number("indent", 2),
        footer=table.regex("footer"),
        placeholders=table.regexes("placeholders"),
        cursor=table.regex("cursor"),
    )
    table.done()
    return composer


def _rule(table: _Table) -> Rule:
    name, phase = table.text("name"), Phase(table.one_of("phase", tuple(Phase)))
    where, match = table.one_of("where", WHERE), table.regexes("match")
    title, bottom = table.regex("title"), table.regex("bottom")
    is_title = where == "title" or (title is not None and not match and bottom is None)
    rule = Rule(
        name=name,
        phase=phase,
        where=where,
        match=match,
        rows=table.number("rows", ROWS),
        bottom=bottom,
        title=title,
        without=table.regex("without"),
        kind=table.one_of("kind", KINDS, "question"),
        question=table.regex("question", "text"),
        choice=table.regex("choice", "text"),
        note=table.regex("note", "note"),
        attempt=table.regex("attempt", "attempt"),
        reset=table.regex("reset", "reset"),
        moves=table.flag("moves", default=False),
        also=_phases(table, "also"),
        source="title" if is_title else "screen",
    )
    if rule.phase is not Phase.LIMITED:
        for key, regex in (("attempt", rule.attempt), ("reset", rule.reset)):
            if regex is not None:
                table.wrong(key, "for a rule of phase limited only")
    if not rule.name:
        table.wrong("name", "missing")
    if not (rule.match or rule.bottom or rule.title or rule.where == "composer"):
        table.wrong("match", "missing")
    table.done()
    return rule


def _phases(table: _Table, key: str) -> tuple[Phase, ...]:
    found = table.texts(key)
    for word in found:
        if word not in tuple(Phase):
            table.wrong(key, f"phases of {', '.join(Phase)} expected")
            return ()
    return tuple(Phase(word) for word in found)


def _context(table: _Table) -> ContextRule:
    context = ContextRule(
        name=table.text("name") or "screen",
        where=table.one_of("where", WHERE, "footer"),
        match=table.needed("match", "percent"),
        used=table.one_of("means", ("left", "used"), "left") == "used",
        raw=table.one_of("of", ("usable", "raw"), "usable") == "raw",
        late=table.flag("late", default=False),
    )
    table.done()
    return context


def _answer(table: _Table | None) -> Answer | None:
    if table is None:
        return None
    way = table.one_of("how", ("arrows", "digit", "letter"), "arrows")
    marked = table.flag("marked", default=False)
    answer = Answer(
        way,
        table.needed("chosen", "number") if way == "arrows" and not marked else None,
        marked,
        table.needed("free") if way == "letter" else None,
    )
    table.done()
    return answer


def _queue(table: _Table | None) -> QueueRule | None:
    if table is None:
        return None
    queue = QueueRule(
        where=table.one_of("where", WHERE, "above"),
        match=table.needed("match", "text"),
        header=table.regex("header"),
    )
    table.done()
    return queue


def _stuck(table: _Table | None) -> Stuck:
    if table is None:
        return Stuck()
    tokens = table.regex("tokens")
    if tokens is not None and tokens is not _NEVER and not tokens.groups:
        table.wrong("tokens", "needs a group (...) around the number")
        tokens = None
    stuck = Stuck(table.number("minutes", 10), table.regexes("noise"), tokens)
    table.done()
    return stuck


def _session(table: _Table | None) -> SessionSource | None:
    if table is None:
        return None
    source = SessionSource(
        format=table.one_of("format", FORMATS),
        files=table.text("files"),
        folder=table.text("folder"),
        variables=table.texts("variable"),
        status=table.text("status"),
        windows=Windows(table.number("window", 0, most=_MOST_TOKENS), _windows(table)),
    )
    for key, value in (("files", source.files), ("folder", source.folder), ("status", source.status)):
        if value.startswith(("/", "~")) or ".." in value.split("/"):
            table.wrong(key, "a path below the agent's folder expected")
        elif not value and key != "status":
            table.wrong(key, "missing")
    table.done()
    return source


def _windows(table: _Table) -> tuple[tuple[Regex, int], ...]:
    by_model = table.table("windows")
    return by_model.numbers_by_regex(_MOST_TOKENS) if by_model else ()


def _hooks(table: _Table | None) -> Hooks | None:
    if table is None:
        return None
    file, events = table.text("file"), table.table("events")
    trusted = table.text("trusted")
    for key, path in (("file", file), ("trusted", trusted)):
        if (path or key == "file") and (not _PLAIN_PATH.fullmatch(path) or ".." in path.split("/")):
            table.wrong(key, "a path below the agent's folder expected" if path else "missing")
    hooks = Hooks(
        file=file,
        events=_events(events) if events else {},
        timeout=table.number("timeout", 5),
        status_line=table.flag("status_line", default=False),
        trusted=trusted,
        reserved=table.number("reserved", 0, most=100_000_000),
    )
    if not hooks.events:
        table.wrong("events", "missing")
    table.done()
    return hooks


def _events(table: _Table) -> dict[str, Phase | None]:
    found: dict[str, Phase | None] = {}
    for key, phase in table.rest_as_texts().items():
        if not _EVENT.fullmatch(key):
            table.wrong(key, "EVENT or EVENT:DETAIL expected")
        elif phase and phase not in tuple(Phase):
            table.wrong(key, f"one of {', '.join(Phase)} expected, or nothing")
        else:
            found[key] = Phase(phase) if phase else None
    return found


def _delivery(table: _Table | None) -> Delivery:
    if table is None:
        return Delivery()
    delivery = Delivery(
        bracketed=table.flag("bracketed", default=True),
        multi_line=table.flag("multi_line", default=True),
        extra_enter=table.flag("extra_enter", default=False),
        spaced=table.texts("spaced"),
        refused=table.texts("refused"),
        cure_backslash=table.flag("cure_backslash", default=False),
        pasted=table.regexes("pasted"),
    )
    table.done()
    return delivery
