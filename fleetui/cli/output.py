"""What the commands print, and how they fail: text for people, JSON for scripts, one clean line for errors."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import time
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NoReturn

import click

from fleetui.model import names
from fleetui.model.cells import cells
from fleetui.model.clean import clean_line
from fleetui.model.commands import Outcome

_GAP = "  "


def fail(text: str) -> NoReturn:
    """End with one clean line and exit code 1."""
    raise click.ClickException(clean_line(text, 500))


def no_such(kind: str, name: str, known: Iterable[str]) -> NoReturn:
    """End because a name is not known; says the nearest one, those there are, and where more come from."""
    fail(names.no_such(kind, name, known))


def json_out(value: object) -> None:
    """Print a value as JSON; everything but ASCII is escaped, so nothing in it can drive a terminal."""
    click.echo(json.dumps(value, indent=2, allow_nan=False, default=str))


def outcome_out(outcome: Outcome, *, as_json: bool) -> None:
    """Print how a command ended; a failure is exit code 1."""
    if as_json:
        json_out({"ok": outcome.ok, "text": outcome.text, "value": outcome.value})
        if not outcome.ok:
            sys.exit(1)
    elif not outcome.ok:
        fail(outcome.text or "it was refused without a reason")
    else:
        click.echo(clean_line(outcome.text, 500) or "done")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print columns as wide as their widest cell; the last one runs on."""
    shown = [tuple(head), *(tuple(clean_line(str(cell)) for cell in row) for row in rows)]
    widths = [max(cells(row[place]) for row in shown) for place in range(len(head))]
    for row in shown:
        line = _GAP.join(cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())


def folded_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns within the terminal's width; the last two are folded into what the others leave."""
    shown = [tuple(head), *(tuple(clean_line(cell, 1000) for cell in row) for row in rows)]
    widths = [max(cells(row[place]) for row in shown) for place in range(len(head))]
    left = max(30, terminal_width() - sum(width + len(_GAP) for width in widths[:-2]) - len(_GAP))
    widths[-2] = min(widths[-2], left // 3)
    widths[-1] = left - widths[-2]
    for row in shown:
        folded = [[cell] for cell in row[:-2]]
        folded += [
            textwrap.wrap(cell, width) or [""] for cell, width in zip(row[-2:], widths[-2:], strict=True)
        ]
        for line in zip_longest(*folded, fillvalue=""):
            padded = (cell + " " * (width - cells(cell)) for cell, width in zip(line, widths, strict=True))
            click.echo(_GAP.join(padded).rstrip())


def terminal_width() -> int:
    """Columns of the terminal that is printed to; 80 where that is unknown."""
    return shutil.get_terminal_size((80, 24)).columns


def age(seconds: object) -> str:
    """An age as people say it, ``-`` when it is not known; none of what a clock elsewhere says is yet to come."""
    if not isinstance(seconds, int | float):
        return "-"
    seconds = max(0, seconds)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)}s"


def clock(at: float) -> str:
    """A time in the operator's zone."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at)) if at else "-"


def confirmed(question: str, *, yes: bool) -> None:
    """Ask before something is stopped or let go; without a terminal only ``--yes`` will do."""
    if yes:
        return
    if not sys.stdin.isatty():
        fail("nobody is there to ask: say --yes")
    click.confirm(question, abort=True)
