"""Every way to approve but the keyboard of the dashboard is tried, by what another process can reach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path

import click
import pytest

from fleetui.cli.main import command_line
from fleetui.engine.own.requests import WireError, decode
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import Approval
from fleetui.ports.journal.port import Journal
from tests.engine.act.landing.test_approvals import landable, untouched
from tests.support.approving import release_of
from tests.support.scratch import Live, Scratch, git

NAMES = ("Approval", "Approve", "approve", "Land", "land", "Release", "release", "Landing", "LandingIntended",
         "prepare", "Proposal", "type_word", "__class__", "Train", "GateFinished", "ReviewEnded")  # fmt: skip
RED = '[[projects.shop.gates]]\nname = "build"\nrun = ["false"]\n'


async def asked(live: Live, body: str) -> str:
    """What the owner answers a request that another process wrote."""
    journal = await Journal.open(live.scratch.paths.journal)
    try:
        number = await journal.ask(body)
        answers: list[str] = []

        async def answer() -> bool:
            found = await journal.answer_of(number)
            answers.extend([found] if found else [])
            return bool(answers)

        await live.until(answer, 20)
        return answers[0]
    finally:
        await journal.close()


async def test_no_request_approves_or_lands(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        wanted = await landable(live)
        for name in NAMES:
            for given in (asdict(wanted), {}):
                answer = json.loads(await asked(live, json.dumps({"do": name, "with": given})))
                assert (answer["ok"], "no such command" in answer["text"]) == (False, True), name
        assert not (await live.engine.land(wanted)).ok
        assert untouched(scratch)


def test_no_command_that_travels_holds_an_approval() -> None:
    assert not issubclass(Approval, c.Command)
    for kind in c.Command.__subclasses__():
        assert not any("Approval" in str(field.type) or "Member" in str(field.type) for field in fields(kind))
    with pytest.raises(WireError):
        decode(json.dumps({"do": "Approval", "with": {}}))


def commands(group: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    yield path, group
    if isinstance(group, click.Group):
        for name in group.list_commands(click.Context(group)):
            found = group.get_command(click.Context(group), name)
            assert found is not None
            yield from commands(found, f"{path} {name}".strip())


def test_no_command_line_verb_or_option_approves_or_lands() -> None:
    forbidden = {
        "approve",
        "approval",
        "land",
        "release",
        "unattended-landing",
        "auto-land",
        "force",
        "yes-land",
    }
    for path, command in commands(command_line()):
        words = {word for param in command.params for word in (*param.opts, param.name or "")}
        assert not forbidden & {word.strip("-").replace("_", "-") for word in words}, path
        assert not forbidden & set(path.split()), path


async def test_refs_and_notes_in_the_vault_prove_and_land_nothing(scratch: Scratch) -> None:
    scratch.configure("cache", gates=RED)
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "new.py").write_text("x = 1\n")
        git(worktree, "add", "-A")
        git(worktree, "commit", "-q", "-m", "work")
        await live.do(c.RefreshNow())
        await live.until(lambda: any("build fails" in row.why_not for row in live.engine.view.board), 60)
        (row,) = live.engine.view.board
        assert row.candidate
        commit = row.candidate.commit
        (vault,) = (scratch.paths.vaults / "vaults").iterdir()
        for name in (f"cand/{commit}", "landed/forged", f"evidence/{commit}", "approved/forged"):
            git(vault, "update-ref", f"refs/fleetui/{name}", commit)
        for place in (vault, scratch.repo):
            for ref in ("fleetui", "commits"):
                git(place, "notes", f"--ref={ref}", "add", "-f", "-m", "build: pass\nreleased: yes", row.head)
        await live.do(c.RefreshNow())
        assert not (await live.engine.land(release_of(row))).ok
        assert [(one.may_land, one.landed) for one in live.engine.view.board] == [(False, "")]
        assert untouched(scratch)


async def test_a_landing_that_nobody_released_is_not_brought_to_its_end_at_the_next_start(
    scratch: Scratch,
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        wanted = await landable(live)
    (member,) = wanted.members
    forged = e.LandingIntended(
        member.seat, "forged", wanted.project, member.branch, wanted.target, member.base, member.head,
        member.candidate, member.tree,
    )  # fmt: skip
    journal = await Journal.open(scratch.paths.journal)
    await journal.own()
    await journal.append((forged,))
    await journal.disown()
    await journal.close()
    async with scratch.engine() as live:
        landings = live.engine.core.fleet.landings
        await live.until(lambda: landings["forged"].state != "intended", 40)
        assert landings["forged"].state == "refused"
        assert untouched(scratch)
