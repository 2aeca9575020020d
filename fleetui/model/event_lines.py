"""The journal for other programs: every fact as one plain value. ``docs/events.md`` says what each kind holds.

``VERSION`` stays while fields and kinds are only added. What fleetui itself would show of a text is what is given:
sanitised, without what looks like a secret, and no longer than ``LONGEST``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, fields
from datetime import UTC, datetime

from fleetui.model import events as e
from fleetui.model.clean import clean
from fleetui.model.identities import PaneRef
from fleetui.model.redact import redact

VERSION = 1
LONGEST = 2000
"""Characters of a text."""
MOST = 200
"""Items of a list."""
EXCERPT = 500
"""Characters of a stored text that stand beside its name."""
STORED = {"log": -EXCERPT, "screen": -EXCERPT, "handoff": EXCERPT}
"""Fields that name a stored text where they hold one, and which end of it is given: negative is the last characters."""
NAMES = {"seat": "agent", "agent": "profile", "kind": "what"}
"""What a field is called here, where its own name is that of another one in every line."""
UNREADABLE = "unreadable"
RESTORED = "journal-restored"

Line = dict[str, object]


def event_line(seq: int, at: float, event: e.Event, stored: Callable[[str], str]) -> Line:
    """One fact. ``stored`` gives a stored text by name, or an empty one where it is not to be had."""
    line = _head(seq, at, e.kind_of(type(event)))
    for field in fields(event):
        given, name = getattr(event, field.name), NAMES.get(field.name, field.name)
        if field.name in event.TIMES:
            line[name] = iso(given) if given else None
            continue
        line[name] = _plain(given)
        if _names_text(field):
            line[f"{name}_excerpt"] = _excerpt(stored(given), STORED[field.name]) if given else ""
    if cut := [name for name, given in line.items() if _is_cut(given)]:
        line["cut"] = cut
    return line


def unreadable_line(seq: int, at: float, kind: str, version: int, why: str) -> Line:
    """One record that this program cannot read. What it holds is not given: nobody knows what that is."""
    return {
        **_head(seq, at, UNREADABLE),
        "was": _text(kind)[:80],
        "was_version": version,
        "why": _text(why)[:LONGEST],
    }


def restored_line(seq: int, at: float, last: int) -> Line:
    """The journal was written anew: records after ``seq`` up to ``last`` are gone, others take their numbers."""
    return {**_head(seq, at, RESTORED), "last": last}


def iso(at: float) -> str | None:
    """A time by the machine's clock, in UTC; ``None`` for one that no calendar has."""
    try:
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):
        return None


def _head(seq: int, at: float, kind: str) -> Line:
    return {"version": VERSION, "id": seq, "at": iso(at), "kind": kind}


def _plain(given: object) -> object:
    if isinstance(given, str):
        text = _text(given)
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    if isinstance(given, (tuple, list)):
        return [_plain(one) for one in given[:MOST]] + (["…"] if len(given) > MOST else [])
    if isinstance(given, PaneRef):
        return {
            "socket": _text(given.server.socket),
            "server_pid": given.server.pid,
            "pane": given.pane,
            "pid": given.pid,
        }
    return given


def _text(text: str) -> str:
    return clean(redact(text)[0])


def _excerpt(text: str, end: int) -> str:
    """One end of a stored text; a secret is found in all of it, not in what is left of one."""
    shown = _text(text)
    return shown[:end] if end > 0 else shown[end:]


def _is_cut(given: object) -> bool:
    if isinstance(given, str):
        return len(given) == LONGEST and given.endswith("…")
    return isinstance(given, list) and len(given) > MOST


def table_of_kinds() -> str:
    """Every kind with its fields, as the rows of a table in Markdown."""
    rows = []
    for name, kind in sorted(e.kinds().items()):
        told = " ".join((kind.__doc__ or "").split("\n\n", 1)[0].split()).replace("``", "`").replace("|", "/")
        rows.append(f"| `{name}` | {', '.join(f'`{field}`' for field in fields_of(kind)) or '-'} | {told} |")
    return "\n".join(rows)


def _names_text(field: Field[object]) -> bool:
    """Whether it holds the name of a stored text: ``screen`` of a run does, that of an owner is a truth value."""
    return field.name in STORED and field.type == "str"


def fields_of(kind: type[e.Event]) -> tuple[str, ...]:
    """The names under which a kind's own fields are given."""
    found: list[str] = []
    for field in fields(kind):
        found.append(NAMES.get(field.name, field.name))
        if _names_text(field):
            found.append(f"{field.name}_excerpt")
    return tuple(found)
