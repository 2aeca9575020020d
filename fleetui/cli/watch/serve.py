"""``fleetui serve``: the same dashboard in a browser."""

from __future__ import annotations

import ipaddress
import sys

import click

from fleetui.cli.common import config_named, paths_here
from fleetui.cli.output import fail
from fleetui.cli.wiring import Unreachable

LOOPBACK = "127.0.0.1"
_OPEN_TO_OTHERS = """\
fleetui serve: {host} can be reached by other machines. There is no login and no encryption: whoever sees the
address below, on the way or in a browser's history, sees all that your agents show{and_acts}.
Better: leave --host out and use a tunnel: ssh -L {port}:127.0.0.1:{port} THIS-MACHINE"""


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Listen there; a free port without it."
)
@click.option("--host", metavar="ADDRESS", help="Listen on another address than loopback. There is no login.")
@click.option("--write", is_flag=True, help="Let the page act as well; it still approves nothing.")
def serve(port: int, host: str | None, write: bool) -> None:
    """Show the dashboard in a browser: on loopback, read-only.

    Every page is a dashboard of its own and ends when it is closed. The address has a secret in it, new at each
    start. From another machine use a tunnel: ssh -L PORT:127.0.0.1:PORT MACHINE, then open the same address there.
    """
    try:
        from fleetui.web.server import Serving, run
    except ImportError as error:
        missing = (
            f"{error.name} is missing: install fleetui with its extra, such as pip install 'fleetui[web]'"
        )
        raise Unreachable(missing) from None
    import asyncio

    paths_here()  # says what is wrong with them now, not in every page
    title = "fleetui" if write else "fleetui, read-only"
    serving = Serving(argv_of(config_named(), write=write), host or LOOPBACK, port, title)

    def say(address: str, at: int) -> None:
        if not _is_loopback(serving.host):
            and_acts = " and can act for you" if write else ""
            click.echo(_OPEN_TO_OTHERS.format(host=serving.host, port=at, and_acts=and_acts), err=True)
        words = "acts, but approves nothing" if write else "read-only"
        click.echo(f"{address}\n{words}; ctrl+c ends it and closes every page")

    try:
        asyncio.run(run(serving, say))
    except OSError as error:
        fail(f"{serving.host}:{port} cannot be listened on: {error.strerror or error}")


def argv_of(config: str | None, *, write: bool) -> tuple[str, ...]:
    """Starts the dashboard of one page."""
    named = ("--config", config) if config else ()
    return (sys.executable, "-P", "-m", "fleetui", *named, *(() if write else ("--readonly",)))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
