"""A hook that keeps refusing an agent's commits: said as its own reason, with whether the base branch fails, too."""

from __future__ import annotations

import json
import sys

import pytest

from fleetui.engine.act.landing.base_check import HOOKS
from fleetui.model import commands as c
from fleetui.model.attention import Want
from tests.support.scratch import Live, Scratch

COMMITS = r"""
import json, os, sys, time
printed = "ruff......Failed\n- hook id: ruff\n- exit code: 1\n"
print("Baking", flush=True)
with open(os.path.join(os.environ["TALK_HOME"], "commits.jsonl"), "a") as log:
    def say(**record):
        told = {"sessionId": "commits", "timestamp": "2099-01-01T00:00:00Z", "cwd": os.getcwd(), **record}
        log.write(json.dumps(told) + "\n")
        log.flush()
    say(type="user", message={"content": "go"})
    for number in range(100000):
        call = {"type": "tool_use", "id": str(number), "name": "Bash", "input": {"command": f"git commit -m {number}"}}
        say(type="assistant", message={"content": [call]})
        result = {"type": "tool_result", "tool_use_id": str(number), "is_error": True, "content": printed}
        say(type="user", message={"content": [result]})
        time.sleep(1.5 if number > 2 else 0.05)
"""
PROFILE = """
name = "commits"
programs = ["commits.py"]
[environment]
TALK_HOME = "{home}"
[[rule]]
name = "spinner"
phase = "working"
where = "screen"
match = 'Baking'
[session]
format = "claude"
folder = "x"
variable = "TALK_HOME"
files = "{{session}}.jsonl"
window = 200000
"""


def committing(scratch: Scratch, hooks: list[str] | None) -> None:
    line = f"hooks = {json.dumps(hooks)}" if hooks else ""
    scratch.configure(gates=f'{line}\n[[projects.shop.gates]]\nname = "build"\nrun = ["true"]')
    (scratch.root / "commits.py").write_text(COMMITS)
    (scratch.root / "sessions").mkdir()
    (scratch.root / "profiles" / "commits.toml").write_text(PROFILE.format(home=scratch.root / "sessions"))
    command = json.dumps([sys.executable, str(scratch.root / "commits.py")])
    agent = f'[agents.ada]\nprofile = "commits"\nproject = "shop"\ncommand = {command}\n'
    scratch.paths.config.write_text(scratch.paths.config.read_text() + agent)


async def reason(live: Live, ends: str) -> str:
    await live.do(c.StartAgent("ada"))

    def said() -> bool:
        found = live.agent("ada").attention
        return found is not None and found.reason.endswith(ends)

    await live.until(said, 40)
    found = live.agent("ada").attention
    assert found is not None
    assert found.want is Want.FAILING
    assert found.topic == "failing: git commit refused by pre-commit (ruff)"
    return found.reason


async def test_by_default_nothing_runs_and_that_is_said(scratch: Scratch) -> None:
    committing(scratch, None)
    async with scratch.engine() as live:
        told = await reason(live, "not known whether main passes: set hooks in [projects.shop]")
        assert told.startswith("git commit refused by pre-commit (ruff) ")
        assert not any(gate == HOOKS for _, gate, _ in live.engine.core.fleet.evidence)


@pytest.mark.parametrize(
    ("hooks", "ends"), [(["false"], "fails on main too"), (["grep", "-q", "price", "shop.py"], "main passes")]
)
async def test_a_declared_check_runs_once_on_a_clean_checkout_of_the_base(
    scratch: Scratch, hooks: list[str], ends: str
) -> None:
    committing(scratch, hooks)
    async with scratch.engine() as live:
        await reason(live, ends)
        core = live.engine.core
        proofs = [proof for (_, gate, _), proof in core.fleet.evidence.items() if gate == HOOKS]
        assert [proof.candidate for proof in proofs] == [core.bases["shop"]]
        before = proofs[0].at
        fails = live.agent("ada").session
        assert fails is not None
        await live.until(lambda: (now := live.agent("ada").session) and now.fails > fails.fails + 1)
        assert next(p.at for (_, gate, _), p in core.fleet.evidence.items() if gate == HOOKS) == before
