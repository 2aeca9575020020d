"""Every journalled fact as one line of JSON, for other programs. Only reads: it makes nothing and owns nothing."""

from __future__ import annotations

import json
import os
import select
import sys
import time
from typing import TYPE_CHECKING, NoReturn

import click

from fleetui.cli.common import paths_here
from fleetui.model.clean import clean_line

if TYPE_CHECKING:
    from fleetui.config.paths import Paths
    from fleetui.ports.journal.reader import Fact, JournalReader, Restored

LOOK_S = 0.25
LARGEST = 4 * 1024 * 1024
"""Bytes of a stored text that is read for an excerpt."""
INTERRUPTED = 130


@click.command()
@click.option("--since", type=click.IntRange(min=0), default=0, metavar="ID", help="Only after this id.")
@click.option("--follow", is_flag=True, help="Go on with what happens from now on.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines: they are printed in any case.")
@click.option("--kinds", is_flag=True, help="Print every kind with its fields, as a table in Markdown.")
def events(since: int, follow: bool, as_json: bool, kinds: bool) -> None:
    """Print every journalled fact as one line of JSON, oldest first.

    Goes on after an id where it was stopped: --since ID. `fleetui help events` says what each kind holds.
    """
    del as_json
    if kinds:
        from fleetui.model.event_lines import table_of_kinds

        click.echo(table_of_kinds())
        return
    from fleetui.ports.journal.reader import JournalReader

    paths = paths_here()
    reader = JournalReader(paths.journal, since)
    try:
        _require_there(reader, since, follow=follow)
        _print_all(reader, paths, follow=follow)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _end_quietly()
    finally:
        reader.close()


def _require_there(reader: JournalReader, since: int, *, follow: bool) -> None:
    from fleetui.ports.journal.reader import Unread

    try:
        top = reader.top()
    except Unread as error:
        if not follow:
            _wrong(str(error))
        return
    if since > (top or 0):
        _wrong(
            f"no record has the id {since}: the journal ends at {top}" if top else "there is no journal yet"
        )
    if top is None and not follow:
        click.echo("nothing happened yet: there is no journal", err=True)


def _print_all(reader: JournalReader, paths: Paths, *, follow: bool) -> None:
    """Print what there is, and what comes."""
    from fleetui.ports.journal.reader import Unread

    said = ""
    while True:
        try:
            for found in reader.news():
                sys.stdout.write(json.dumps(_line(found, paths), allow_nan=False) + "\n")
            sys.stdout.flush()
            said = ""
        except Unread as error:
            sys.stdout.flush()
            if not follow:
                _wrong(str(error))
            if said != str(error):  # whoever owns the fleet puts it right
                said = str(error)
                click.echo(f"fleetui: {clean_line(said, 500)}; waiting until it is mended", err=True)
        if not follow:
            return
        if _is_closed():
            raise BrokenPipeError
        time.sleep(LOOK_S)


def _line(found: Fact | Restored, paths: Paths) -> dict[str, object]:
    from fleetui.model.event_lines import event_line, restored_line, unreadable_line
    from fleetui.ports.clock import wall
    from fleetui.ports.journal.reader import Restored

    if isinstance(found, Restored):
        return restored_line(found.seq, wall(), found.last)
    if found.event is None:
        return unreadable_line(found.seq, found.at, found.kind, found.version, found.problem)
    return event_line(found.seq, found.at, found.event, lambda name: _stored(paths, name))


def _stored(paths: Paths, name: str) -> str:
    """A stored text; empty where it is not there, damaged or too large."""
    from fleetui.ports.kept_files.text_store import Texts

    try:
        if (paths.texts / name).lstat().st_size > LARGEST:
            return ""
        return Texts(paths.texts).get(name).decode(errors="replace")
    except (OSError, ValueError):
        return ""


def _is_closed() -> bool:
    """Whether nobody reads what is printed any more."""
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        return any(state & (select.POLLERR | select.POLLNVAL) for _, state in poll.poll(0))
    except (OSError, ValueError):
        return False


def _end_quietly() -> NoReturn:
    """Nobody reads any more: what is left to write goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def _wrong(why: str) -> NoReturn:
    click.echo(f"fleetui: {clean_line(why, 500)}", err=True)
    sys.exit(2)
