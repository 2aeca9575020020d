"""The command line: what can be said, found lazily so that each command loads only its own parts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code: 0 done, 1 failed or refused, 2 wrong use or configuration."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["status", "--tmux"]:
        from fleetui.cli.watch.tmux_status import segment

        sys.exit(segment())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a locale without a sign must not end the program
    command_line().main(args=given, prog_name="fleetui")


def command_line() -> click.Group:
    """The whole command line."""
    from fleetui.cli.root import root

    return root
