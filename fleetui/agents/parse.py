"""A profile from its TOML text, every mistake at once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from hashlib import sha256

from fleetui.agents.profile import (
    FORMATS,
    KINDS,
    ROWS,
    SERVERS,
    WHERE,
    Answer,
    BackgroundRule,
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
from fleetui.agents.toml_table import NEVER, Table
from fleetui.model.names import why_not_name
from fleetui.model.server import ServerSource
from fleetui.model.session import SessionSource, Windows
from fleetui.model.status import Phase

_MOST_TOKENS = 100_000_000
_PLAIN_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*")
_EVENT = re.compile(r"[A-Za-z]+(?::[\w.-]+)?")
"""Goes into a command line as it stands."""


def parse_profile(text: str, file: str) -> Profile:
    """The profile in ``text``; raises ``ProfileError`` with every mistake, each beginning with ``file``."""
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError((f"{file}: {error}",)) from error
    mistakes: list[str] = []
    profile = _profile(Table(values, "", mistakes), file)
    if mistakes:
        raise ProfileError(tuple(f"{file}: {mistake}" for mistake in mistakes))
    return replace(profile, digest=sha256(text.encode()).hexdigest()[:12])


def _profile(top: Table, file: str) -> Profile:
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
        untested=top.flag("untested", default=False),
        serves=top.line("serves"),
        start=top.texts("start"),
        unattended=top.texts("unattended"),
        chosen=top.with_session("chosen"),
        resume=top.with_session("resume"),
        environment=environment.rest_as_texts() if environment else {},
        interrupt=top.texts("interrupt", ("Escape",)),
        interrupt_again=top.regex("interrupt_again"),
        exit=top.text("exit"),
        compact=top.line("compact"),
        clear=top.line("clear"),
        composer=_composer(top.table("composer")),
        rules=rules,
        titles=tuple(rule for rule in rules if rule.source == "title"),
        contexts=tuple(_context(table) for table in top.tables("context")),
        queue=_queue(top.table("queue")),
        backgrounds=tuple(_background(table) for table in top.tables("background")),
        answer=_answer(top.table("answer")),
        stuck=_stuck(top.table("stuck")),
        session=_session(top.table("session")),
        server=_server(top.table("server")),
        hooks=_hooks(top.table("hooks")),
        delivery=_delivery(top.table("delivery")),
        file=file,
    )
    top.done()
    return profile


def _composer(table: Table | None) -> Composer | None:
    if table is None:
        return None
    composer = Composer(
        line=table.needed("line"),
        rule=table.regex("rule"),
        head=table.regex("head"),
        where=table.one_of("where", ("bottom", "cursor", "block", "rules"), "bottom"),
        within=table.number("within", ROWS),
        indent=table.number("indent", 2),
        footer=table.regex("footer"),
        placeholders=table.regexes("placeholders"),
        cursor=table.regex("cursor"),
    )
    table.done()
    return composer


def _rule(table: Table) -> Rule:
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
        draft=table.flag_or_none("draft"),
        bottom=bottom,
        title=title,
        coloured=table.flag("coloured", default=False),
        without=table.regex("without"),
        kind=table.one_of("kind", KINDS, "question"),
        question=table.regex("question", "text"),
        choice=table.regex("choice", "text"),
        subject=table.regexes("subject"),
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


def _phases(table: Table, key: str) -> tuple[Phase, ...]:
    found = table.texts(key)
    for word in found:
        if word not in tuple(Phase):
            table.wrong(key, f"phases of {', '.join(Phase)} expected")
            return ()
    return tuple(Phase(word) for word in found)


def _context(table: Table) -> ContextRule:
    left = table.number("left", 0, most=100) if table.holds("left") else None
    context = ContextRule(
        name=table.text("name") or "screen",
        where=table.one_of("where", WHERE, "footer"),
        match=table.needed("match", "" if left is not None else "percent"),
        left=left,
        used=table.one_of("means", ("left", "used"), "left") == "used",
        raw=table.one_of("of", ("usable", "raw"), "usable") == "raw",
        late=table.flag("late", default=False),
        without=table.regex("without"),
    )
    table.done()
    return context


def _answer(table: Table | None) -> Answer | None:
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


def _queue(table: Table | None) -> QueueRule | None:
    if table is None:
        return None
    queue = QueueRule(
        where=table.one_of("where", WHERE, "above"),
        match=table.needed("match", "text"),
        header=table.regex("header"),
    )
    table.done()
    return queue


def _background(table: Table) -> BackgroundRule:
    rule = BackgroundRule(
        kind=table.one_of("kind", ("shells", "agents"), "shells"),
        where=table.one_of("where", WHERE, "footer"),
        match=table.needed("match", "count"),
    )
    table.done()
    return rule


def _stuck(table: Table | None) -> Stuck:
    if table is None:
        return Stuck()
    tokens = table.regex("tokens")
    if tokens is not None and tokens is not NEVER and not tokens.groups:
        table.wrong("tokens", "needs a group (...) around the number")
        tokens = None
    stuck = Stuck(table.number("minutes", 10), table.regexes("noise"), tokens)
    table.done()
    return stuck


def _session(table: Table | None) -> SessionSource | None:
    if table is None:
        return None
    source = SessionSource(
        format=table.one_of("format", FORMATS),
        files=table.text("files"),
        folder=table.text("folder"),
        variables=table.texts("variable"),
        inner=table.text("inner"),
        status=table.text("status"),
        shared=table.text("shared"),
        windows=Windows(table.number("window", 0, most=_MOST_TOKENS), _windows(table)),
    )
    paths = {"files": source.files, "folder": source.folder, "status": source.status, "inner": source.inner}
    for key, value in paths.items():
        if value.startswith(("/", "~")) or ".." in value.split("/"):
            table.wrong(key, "a path below the agent's folder expected")
        elif not value and key in ("files", "folder"):
            table.wrong(key, "missing")
    table.done()
    return source


def _windows(table: Table) -> tuple[tuple[Regex, int], ...]:
    by_model = table.table("windows")
    return by_model.numbers_by_regex(_MOST_TOKENS) if by_model else ()


def _server(table: Table | None) -> ServerSource | None:
    if table is None:
        return None
    source = ServerSource(
        table.one_of("format", SERVERS), table.text("socket"), without=table.texts("without")
    )
    if not _PLAIN_PATH.fullmatch(source.socket) or ".." in source.socket.split("/"):
        table.wrong("socket", "a path below the agent's folder expected")
    table.done()
    return source


def _hooks(table: Table | None) -> Hooks | None:
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
        ends=table.texts("ends"),
        timeout=table.number("timeout", 5),
        status_line=table.flag("status_line", default=False),
        trusted=trusted,
        reserved=table.number("reserved", 0, most=100_000_000),
    )
    if not hooks.events:
        table.wrong("events", "missing")
    if unknown := [event for event in hooks.ends if hooks.events.get(event) is not Phase.IDLE]:
        table.wrong("ends", f"events that say idle expected, not {', '.join(map(repr, unknown))}")
    table.done()
    return hooks


def _events(table: Table) -> dict[str, Phase | None]:
    found: dict[str, Phase | None] = {}
    for key, phase in table.rest_as_texts().items():
        if not _EVENT.fullmatch(key):
            table.wrong(key, "EVENT or EVENT:DETAIL expected")
        elif phase and phase not in tuple(Phase):
            table.wrong(key, f"one of {', '.join(Phase)} expected, or nothing")
        else:
            found[key] = Phase(phase) if phase else None
    return found


def _delivery(table: Table | None) -> Delivery:
    if table is None:
        return Delivery()
    delivery = Delivery(
        bracketed=table.flag("bracketed", default=True),
        multi_line=table.flag("multi_line", default=True),
        extra_enter=table.flag("extra_enter", default=False),
        spaced=table.texts("spaced"),
        refused=table.texts("refused"),
        cure_backslash=table.flag("cure_backslash", default=False),
        enter_after_ms=table.number("enter_after_ms", 150, 5000),
        while_working=table.one_of("while_working", ("", "Enter", "Tab"), ""),
        refused_while_working=table.texts("refused_while_working"),
        pasted=table.regexes("pasted"),
        tabs=table.number("tabs", 0, 16),
        composed=table.flag("composed", default=False),
        dropped=table.regex("dropped"),
        trims=table.one_of("trims", ("", "end", "both"), ""),
        wraps_lines=table.number("wraps_lines", 0),
        wraps_characters=table.number("wraps_characters", 0, 100_000),
        saves_bytes=table.number("saves_bytes", 0, 1_000_000),
    )
    table.done()
    return delivery
