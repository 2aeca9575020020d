"""What ran is what the evidence names: a changed gate runs again, a gate that was cut off too, none twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fleetui.config.load import load
from fleetui.engine.act.landing.board import ENDED
from fleetui.engine.link import AskGateLog
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import Approval
from fleetui.model.evidence import CUTS, Verdict
from fleetui.model.queue import ENDED as OVER
from fleetui.model.view import BranchRow, GateMark
from tests.support.approving import approve, land, release_of
from tests.support.scratch import Live, Scratch, git


def gates(*runs: list[str], more: str = "", project: str = "") -> str:
    tables = (
        f'[[projects.shop.gates]]\nname = "g{number}"\nrun = {json.dumps(run)}\n{more}\n'
        for number, run in enumerate(runs)
    )
    return project + "\n" + "".join(tables)


def counting(folder: Path, rest: str = "true") -> list[str]:
    return ["sh", "-c", f"echo >> {folder}/ran.log; {rest}"]


def runs(scratch: Scratch) -> int:
    path = scratch.root / "ran.log"
    return len(path.read_text().splitlines()) if path.exists() else 0


def row(live: Live) -> BranchRow | None:
    return next((found for found in live.engine.view.board if found.seat == "cache"), None)


def mark(live: Live, number: int = 0) -> GateMark:
    found = row(live)
    return found.gates[number] if found else GateMark("", Verdict.NONE)


async def work(live: Live) -> None:
    await live.started("cache")
    worktree = Path(live.agent("cache").seat.worktree)
    (worktree / "shop.py").write_text("def price():\n    return 2\n")
    git(worktree, "commit", "-q", "-am", "change the price")
    await live.do(c.RefreshNow())


def approval(found: BranchRow) -> Approval:
    return release_of(found)


async def reconfigure(live: Live, scratch: Scratch, text: str) -> None:
    scratch.configure("cache", gates=text)
    await live.engine.supervisor.configure(load(scratch.paths))


async def test_a_gate_changed_after_it_passed_is_run_again_and_lands_nothing(scratch: Scratch) -> None:
    scratch.configure("cache", gates=gates(["true"]))
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: (r := row(live)) and r.may_land, 60)
        found = row(live)
        assert found is not None
        await reconfigure(live, scratch, gates(["false"]))
        outcome = await land(live.engine, approval(found))
        assert not outcome.ok
        assert "g0" in outcome.text
        await live.until(lambda: mark(live).verdict is Verdict.FAIL, 60)


@pytest.mark.parametrize("where", ["gate", "set-up"])
async def test_a_script_of_the_operators_that_changed_makes_its_pass_outdated(
    scratch: Scratch, where: str
) -> None:
    script = scratch.root / "check.sh"
    script.write_text("true\n")
    text = gates(["sh", str(script)])
    if where == "set-up":
        text = gates(["true"], project=f'setup = ["sh", "{script}"]')
    scratch.configure("cache", gates=text)
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: (r := row(live)) and r.may_land, 60)
        found = row(live)
        assert found is not None
        assert (await approve(live.engine, approval(found))).ok
        script.write_text("exit 3\n")
        outcome = await live.engine.land(approval(found))  # before anybody looked again
        assert not outcome.ok
        assert "not approved" not in outcome.text
        await live.until(lambda: mark(live).verdict in (Verdict.FAIL, Verdict.ERROR), 60)
        script.write_text("true\n")
        await live.until(lambda: mark(live).verdict is Verdict.PASS, 60)


async def test_a_gate_that_changes_what_it_names_proves_nothing_and_ends(scratch: Scratch) -> None:
    state = scratch.root / "state.txt"
    state.write_text("0\n")
    run = ["sh", "-c", f"echo >> {scratch.root}/ran.log; date +%N >> {state}; sh {state} || true"]
    scratch.configure("cache", gates=gates(run))
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: "state.txt changed while it ran" in mark(live).detail, 60)
        assert mark(live).verdict is not Verdict.PASS


async def test_a_gate_that_said_something_is_not_run_again_unasked(scratch: Scratch) -> None:
    scratch.configure("cache", gates=gates(counting(scratch.root), counting(scratch.root, "exit 1")))
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: mark(live, 1).verdict is Verdict.FAIL, 60)
        assert runs(scratch) == 2
        await live.do(c.RefreshNow())
    async with scratch.engine() as live:
        await live.until(lambda: mark(live, 1).verdict is Verdict.FAIL, 60)
        await live.do(c.RefreshNow())
        assert runs(scratch) == 2
        await live.do(c.RunGates("cache", "g0"))
        await live.until(lambda: runs(scratch) == 3 and mark(live).verdict is Verdict.PASS, 60)


async def test_a_commit_with_the_same_files_is_not_checked_again_and_says_where_it_was(
    scratch: Scratch,
) -> None:
    scratch.configure("cache", gates=gates(counting(scratch.root)))
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: mark(live).verdict is Verdict.PASS, 60)
        before = mark(live).commit
        git(Path(live.agent("cache").seat.worktree), "commit", "-q", "--amend", "-m", "say it in other words")
        await live.do(c.RefreshNow())
        await live.until(
            lambda: (r := row(live)) and r.candidate and r.candidate.commit not in ("", before), 60
        )
        found = row(live)
        assert found is not None
        assert (found.may_land, found.gates[0].commit, runs(scratch)) == (True, before, 1)
        assert (await land(live.engine, approval(found))).ok


KINDS = """
[[projects.shop.gates]]
name = "test"
kind = "tests"
run = ["sh", "-c", "touch dist.js; echo 3 passed in 0.1s"]
[[projects.shop.gates]]
name = "rules"
kind = "diff"
rules = ["skipped-tests", "secrets"]
[[projects.shop.gates]]
name = "up"
kind = "probe"
probe = "web"
[[projects.shop.gates]]
name = "claims"
kind = "claims"
required = false
[projects.shop.probes.web]
run = ["sh", "-c", "echo ready"]
"""


async def test_every_kind_says_its_word_on_the_candidate_and_claims_see_what_is_committed(
    scratch: Scratch,
) -> None:
    scratch.configure("cache", gates=KINDS)
    with scratch.paths.config.open("a") as file:
        file.write('task = "price"\n')
    async with scratch.engine() as live:
        await live.do(c.AddTask("price", "set it", "exists dist.js", "shop"))
        await work(live)
        await live.until(lambda: mark(live, 3).verdict is Verdict.FAIL, 60)
        found = row(live)
        assert found is not None
        assert [one.detail for one in found.gates][:3] == ["3 tests", "1 file +1 -1", "ready"]
        assert "dist.js" in found.gates[3].detail
        assert found.may_land


async def test_a_gate_that_failed_is_tried_again_in_the_same_checkout_and_says_so(scratch: Scratch) -> None:
    run = counting(scratch.root, "ls built || { touch built; exit 3; }")
    scratch.configure("cache", gates=gates(run, more='retries = 1\nflaky = "ok"'))
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: mark(live).verdict is Verdict.PASS, 60)
        assert (mark(live).tries, runs(scratch)) == (2, 2)
        assert mark(live).detail.startswith("pass on a second try, first exit 3")
        log = await live.engine.core.ledger.get_text(mark(live).log)
        assert "--- the second try ---" in log


async def test_the_log_of_a_gate_that_runs_grows_and_one_that_is_stopped_waits_for_the_operator(
    scratch: Scratch,
) -> None:
    run = counting(scratch.root, "echo begun; sleep 600 & wait")
    scratch.configure("cache", gates=gates(run, counting(scratch.root)))
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: mark(live).verdict is Verdict.RUNNING and runs(scratch), 60)
        ask = AskGateLog(mark(live).commit, "g0")
        await live.until(
            lambda: "begun" in live.engine.core.live_logs[mark(live).commit, "g0"].read().decode()
        )
        assert "begun" in str(await live.engine.ask(ask))
        assert (await live.do(c.StopGates("cache"))).ok
        await live.until(lambda: mark(live).verdict is Verdict.ERROR, 60)
        assert "stopped by you" in mark(live).detail
        await live.do(c.RefreshNow())
        assert (runs(scratch), live.engine.core.live_logs) == (1, {})


async def test_a_red_gate_is_told_by_itself_as_often_as_the_project_says_and_once_for_the_same_files(
    scratch: Scratch,
) -> None:
    run = ["sh", "-c", "cat shop.py; exit 3"]
    scratch.configure("cache", gates=gates(run, project='on_red = "tell"\non_red_times = 2'))
    async with scratch.engine() as live:
        await work(live)
        worktree = Path(live.agent("cache").seat.worktree)
        await live.until(lambda: len(scratch.texts("cache")) == 1, 60)
        (text,) = scratch.texts("cache")
        assert text.startswith("The gate g0 fails on the commit that would land")
        assert "return 2" in text
        for price in (3, 4):
            await live.until(lambda: not [x for x in live.queue("cache") if x.state not in OVER], 60)
            (worktree / "shop.py").write_text(f"def price():\n    return {price}\n")
            git(worktree, "commit", "-q", "-am", "another price")
            before = mark(live).at
            await live.do(c.RefreshNow())
            await live.until(
                lambda before=before: mark(live).at > before and mark(live).verdict is Verdict.FAIL, 60
            )
        await live.do(c.RefreshNow())
        assert len(live.engine.core.fleet.red_told["cache"]) == 2


async def test_a_gate_advises_on_uncommitted_files_in_a_clean_checkout_and_proves_nothing(
    scratch: Scratch,
) -> None:
    run = counting(scratch.root, "ls; ! grep -q 2 shop.py")
    scratch.configure("cache", gates=gates(run, more='stages = ["author", "candidate"]'))
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "shop.py").write_text("def price():\n    return 2\n")
        await live.do(c.RefreshNow())
        await live.until(lambda: live.agent("cache").advice, 60)
        (advice,) = live.agent("cache").advice
        assert (advice.gate, advice.verdict, runs(scratch)) == ("g0", Verdict.FAIL, 1)
        assert not live.engine.core.fleet.evidence
        assert not (worktree / "ran.log").exists()
        git(worktree, "checkout", "-q", "shop.py")
        await live.do(c.RefreshNow())
        await live.until(lambda: not live.agent("cache").advice, 60)


async def test_asking_twice_while_it_runs_runs_it_once(scratch: Scratch) -> None:
    rest = f"while [ ! -e {scratch.root}/go ]; do sleep 0.05; done"
    text = gates(counting(scratch.root, rest), project='gate_when = "asked"')
    scratch.configure("cache", gates=text)
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: (r := row(live)) and r.candidate and r.candidate.commit, 60)
        await live.do(c.RunGates("cache"))
        await live.until(lambda: runs(scratch) == 1)
        outcome = await live.do(c.RunGates("cache"))
        assert outcome.text.startswith("already running")
        (scratch.root / "go").touch()
        await live.until(lambda: mark(live).verdict is Verdict.PASS, 60)
        assert runs(scratch) == 1


@pytest.mark.parametrize("when", ["idle", "asked"])
async def test_a_gate_cut_off_by_a_change_of_owner_runs_again_by_itself(scratch: Scratch, when: str) -> None:
    rest = f"while [ ! -e {scratch.root}/go ]; do sleep 0.05; done"
    text = gates(counting(scratch.root, rest), project=f'gate_when = "{when}"')
    scratch.configure("cache", gates=text)
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: (r := row(live)) and r.candidate and r.candidate.commit, 60)
        if when == "asked":
            await live.do(c.RunGates("cache"))
        await live.until(lambda: runs(scratch) == 1, 60)
    (scratch.root / "go").touch()
    async with scratch.engine() as live:
        assert mark(live).verdict is not Verdict.ERROR
        await live.until(lambda: mark(live).verdict is Verdict.PASS, 60)
        assert runs(scratch) == 2
        happened = [record.event for record in await live.engine.core.world.journal.read(0)]
        assert [x.counts for x in happened if isinstance(x, e.GateCut)] == [False]


async def test_giving_the_fleet_to_another_dashboard_stops_its_gates_first(scratch: Scratch) -> None:
    scratch.configure("cache", gates=gates(counting(scratch.root, "sleep 600")))
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: runs(scratch) == 1, 60)
        await live.engine.ownership.give_up()
        assert mark(live).verdict is Verdict.NONE
        await live.engine.ownership.take()
        await live.until(lambda: runs(scratch) >= 2, 60)


async def test_a_gate_that_ends_fleetui_each_time_is_not_run_for_ever(scratch: Scratch) -> None:
    text = gates(counting(scratch.root), project='gate_when = "asked"')
    scratch.configure("cache", gates=text)
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: (r := row(live)) and r.candidate and r.candidate.commit, 60)
        core, found = live.engine.core, row(live)
        assert found is not None
        assert found.candidate is not None
        gate = core.project(core.seat("cache")).gates[0]
        async with core.lock("project:shop"):  # nothing starts by itself meanwhile
            for _ in range(CUTS):
                began = e.GateStarted("cache", "shop", "g0", found.candidate.commit, gate.digest)
                await core.ledger.append(began)
                await live.engine.board.recover()
        await live.until(lambda: mark(live).verdict is Verdict.ERROR)
        assert ENDED in mark(live).detail
        live.engine.board.start_due()
        assert not core.lock("project:shop").locked()
        await live.do(c.RunGates("cache"))
        await live.until(lambda: mark(live).verdict is Verdict.PASS, 60)
        assert runs(scratch) == 1


@pytest.mark.parametrize(
    "change",
    ["echo >> shop.py", "git -c user.name=x -c user.email=x commit -q --allow-empty -m x", "rm README.md"],
)
async def test_a_gate_after_one_that_changed_the_candidates_files_is_an_error(
    scratch: Scratch, change: str
) -> None:
    scratch.configure("cache", gates=gates(["sh", "-c", change], ["true"]))
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: mark(live, 1).verdict is Verdict.ERROR, 60)
        assert "an earlier gate changed" in mark(live, 1).detail
        found = row(live)
        assert found is not None
        assert not found.may_land


async def test_what_a_build_makes_beside_the_candidates_files_is_there_for_the_next_gate(
    scratch: Scratch,
) -> None:
    build = ["sh", "-c", "mkdir out && echo made > out/shop"]
    scratch.configure("cache", gates=gates(build, ["grep", "-q", "made", "out/shop"]))
    async with scratch.engine() as live:
        await work(live)
        await live.until(lambda: (r := row(live)) and r.may_land, 60)
