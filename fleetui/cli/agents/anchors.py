"""Anchors on the command line: what a text claims of a worktree, for people and line by line for programs."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from fleetui.cli.common import as_json_option, paths_here
from fleetui.cli.output import json_out, table
from fleetui.model.clean import clean_line

if TYPE_CHECKING:
    from fleetui.model.anchors.finding import Checked
    from fleetui.model.anchors.probe import Answer, Probe
    from fleetui.ports.anchors.tree import Trees

LONGEST = 16 * 1024 * 1024
"""Characters of one line of a batch."""


@click.command()
@click.argument("text", required=False)
@click.option("--worktree", metavar="DIR", default=".", help="Whose files are looked at; here, if left out.")
@click.option(
    "--batch", is_flag=True, help="Read JSON lines {text, worktree, then?} and answer each with one."
)
@as_json_option
@click.pass_context
def anchors(ctx: click.Context, text: str | None, worktree: str, batch: bool, as_json: bool) -> None:
    """Check what TEXT claims of the files of a worktree; - reads it from standard input.

    Ends with 1 where a follow-up with this text would be held. Needs no fleet, and starts nothing but the probes that
    TEXT claims, of the project of that worktree in your fleet.toml.
    """
    if batch == (text is not None):
        raise click.UsageError("Say a text or -, or --batch.")
    with _trees() as trees:
        if batch:
            ctx.exit(_batch(trees))
        words = sys.stdin.read() if text == "-" else text or ""
        checked = _judged(trees, words, worktree, None, _probes(words, worktree))
    if as_json:
        json_out(_plain(checked))
    else:
        _show(checked)
    ctx.exit(1 if any(one.holds for one in checked) else 0)


@contextmanager
def _trees() -> Iterator[Trees]:
    import tempfile
    from pathlib import Path

    from fleetui.ports.anchors.tree import Trees

    with tempfile.TemporaryDirectory(prefix="fleetui-anchors-") as home:
        yield Trees(Path(home))


def _probes(text: str, worktree: str) -> Mapping[str, Answer]:
    """What the probes that a text claims answer now; only those of the operator's own configuration."""
    from fleetui.model.anchors.claim import Kind
    from fleetui.model.anchors.text.explicit import explicit

    named = {claim.text for claim in explicit(text) if claim.kind is Kind.PROBE}
    if not named:
        return {}
    wanted = [one for one in _configured(worktree) if one.name in named]
    return asyncio.run(_asked(wanted, os.path.abspath(worktree)))  # noqa: PTH100 - a path that stays text


def _configured(worktree: str) -> tuple[Probe, ...]:
    from fleetui.config.load import load
    from fleetui.ports.git.projects import find

    project = find(worktree, load(paths_here()).projects.values())
    return project.probes if project else ()


async def _asked(probes: list[Probe], folder: str) -> Mapping[str, Answer]:
    from fleetui.ports.gates import Probes, gate_environment

    ask = Probes().ask
    answers = await asyncio.gather(*(ask(one, folder, gate_environment(os.environ)) for one in probes))
    return {one.name: answer for one, answer in zip(probes, answers, strict=True)}


def _judged(
    trees: Trees, text: str, worktree: str, then: str | None, probes: Mapping[str, Answer] | None = None
) -> tuple[Checked, ...]:
    from fleetui.model.anchors.judging.judge import check, claims_of, keep

    claims = claims_of(text)
    with trees.open(worktree) as tree:
        tree.probes = probes or {}
        if then is None:
            return check(claims, tree)
        kept = keep(claims, tree)
        with trees.open(then) as later:
            return check(claims, later, kept)


def _batch(trees: Trees) -> int:
    """One answer a line, each as soon as it is known; 2 when a line could not be read."""
    code = 0
    for line in iter(lambda: sys.stdin.buffer.readline(LONGEST), b""):
        if not line.strip():
            continue
        answer = (
            _answer(trees, line) if _is_whole(line) else {"error": f"a line of more than {LONGEST} bytes"}
        )
        code = 2 if "error" in answer else code
        sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
        sys.stdout.flush()
    return code


def _is_whole(line: bytes) -> bool:
    """False for a line that is too long; the rest of it is read and dropped."""
    if len(line) < LONGEST or line.endswith(b"\n"):
        return True
    while (rest := sys.stdin.buffer.readline(LONGEST)) and not rest.endswith(b"\n"):
        pass
    return False


def _answer(trees: Trees, line: bytes) -> dict[str, Any]:
    from fleetui.model.anchors.tree import CouldNot

    try:
        asked = json.loads(line)
        text, worktree, then = asked["text"], asked["worktree"], asked.get("then")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return {"error": clean_line(f"not a line of {{text, worktree, then?}}: {error!r}")}
    if not (isinstance(text, str) and isinstance(worktree, str) and isinstance(then, str | None)):
        return {"error": "text, worktree and then are strings"}
    try:
        return _plain(_judged(trees, _encodable(text), worktree, then))
    except CouldNot as why:
        return {"error": str(why)}
    except (ValueError, OSError, RecursionError) as error:  # one line of many: those behind it are answered
        return {"error": clean_line(f"could not be checked: {error}", 400)}


def _encodable(text: str) -> str:
    """JSON may hold halves of characters, which no file and no program can be given."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _plain(checked: tuple[Checked, ...]) -> dict[str, Any]:
    return {"claims": [_one(check) for check in checked], "holds": any(check.holds for check in checked)}


def _one(check: Checked) -> dict[str, Any]:
    claim = check.claim
    return {
        "kind": claim.kind.value,
        "claim": clean_line(claim.said, 400),
        "path": claim.path or None,
        "line": claim.first or None,
        "was": check.was.verdict.value,
        "now": check.now.verdict.value,
        "at": check.now.at or None,
        "holds": check.holds,
        "detail": clean_line(check.now.detail, 400),
    }


def _show(checked: tuple[Checked, ...]) -> None:
    if not checked:
        click.echo("nothing is claimed of any file")
        return
    rows = [
        (
            one.now.verdict.value,
            clean_line(one.claim.said, 80),
            _note(one),
            one.now.at or "-",
            one.now.detail or "-",
        )
        for one in checked
    ]
    table(("VERDICT", "CLAIM", "NOTE", "AT", "DETAIL"), rows)


def _note(one: Checked) -> str:
    if one.holds:
        return "holds"
    from fleetui.model.anchors.claim import Mood

    return "-" if one.claim.mood is Mood.NOW else one.claim.mood.value
