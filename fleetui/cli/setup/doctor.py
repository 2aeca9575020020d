"""``fleetui doctor``: what is right, what is not, and what to type. Works when everything else does not."""

from __future__ import annotations

from dataclasses import asdict

import click

from fleetui.cli.common import as_json_option, config_named
from fleetui.cli.output import json_out
from fleetui.cli.setup.check import FAIL, Check
from fleetui.cli.setup.checks import all_checks
from fleetui.model.clean import clean_line


@click.command()
@as_json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check this machine; every line is ok, warn or fail, with what to do. Exit code 1 when one failed."""
    found = all_checks(config_named())
    failed = any(check.level == FAIL for check in found)
    if as_json:
        json_out({"ok": not failed, "checks": [asdict(check) for check in found]})
    else:
        width = max(len(check.name) for check in found)
        for check in found:
            _line(check, width)
    ctx.exit(1 if failed else 0)


def _line(check: Check, width: int) -> None:
    click.echo(f"{check.level:<5} {check.name:<{width}} {clean_line(check.text, 300)}")
    if check.fix:
        click.echo(f"{'':<{width + 6}} -> {clean_line(check.fix, 300)}")
