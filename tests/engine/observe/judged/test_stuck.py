"""An agent that only turns a spinner and a clock is stuck; one that gets on is not, however quiet."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fleetui.engine.link import AskJournal
from fleetui.engine.observe.judged.judging import _child
from fleetui.model import commands as c
from fleetui.model.attention import Want
from fleetui.model.snapshot.agent import agent_snapshot
from fleetui.model.view import ProcessFacts
from tests.support.scratch import Scratch

SCRIPT = """
n=0
printf 'one line of work\\n\\n'
while :; do
  n=$((n + 1))
  case $((n % 4)) in 0) s='|';; 1) s='/';; 2) s='-';; 3) s='\\\\';; esac
  {more}
  printf '\\r\\033[K%s Baking %dm %ds %s  ' "$s" $((n / 60)) $((n % 60)) "$extra"
  sleep 0.2
done
"""
TALKS = """
import json, os, sys, time
name, kind = sys.argv[1:3]
folder = os.environ["TALK_HOME"] + "/" + name
file = open(folder + ".jsonl", "a")
def write(number, **message):
    told = {"type": "assistant", "sessionId": name, "version": "9.9.9", "message": message}
    file.write(json.dumps({"cwd": os.getcwd(), "timestamp": "2099-01-01T00:00:00Z", **told}) + "\\n")
    file.flush()
def fail(number):
    part = {"type": "tool_use", "id": str(number), "name": "Bash", "input": {"command": "make"}}
    write(number, content=[part], usage={"input_tokens": 90000}, stop_reason="tool_use")
    part = {"type": "tool_result", "tool_use_id": str(number), "content": "no", "is_error": True}
    file.write(json.dumps({"type": "user", "message": {"content": [part]}}) + "\\n")
    file.flush()
for number in range(10**6):
    if kind == "grows":
        write(number, content=[], usage={"input_tokens": 90000}, stop_reason="tool_use")
    elif number < 3:
        fail(number)
    print("\\r\u280b Baking", number, end="", flush=True)
    time.sleep(0.5)
"""
PROFILE = """
name = "talks"
programs = ["talks.py"]
versions = ["1.0"]
environment = {{ TALK_HOME = "{home}" }}
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
AGENT = (
    '[agents.{name}]\nprofile = "shell"\nproject = "shop"\nstuck_minutes = {minutes}\ncommand = {command}\n'
)


def scripted(scratch: Scratch, minutes: float = 0.1, **scripts: str) -> None:
    """Agents that each run a shell script, stuck after ``minutes``."""
    extra = ""
    for name, more in scripts.items():
        path = scratch.root / f"{name}.sh"
        path.write_text(SCRIPT.replace("{more}", more))
        extra += AGENT.format(name=name, minutes=minutes, command=json.dumps(["sh", str(path)]))
    scratch.configure(extra=extra)


async def test_only_the_one_that_turns_a_spinner_and_a_clock_is_stuck(scratch: Scratch) -> None:
    scripted(scratch, spins=":", counts='extra="↑ $((n * 7)) tokens"', writes='echo $n >> "$PWD/out.txt"')
    async with scratch.engine() as live:
        for name in ("spins", "counts", "writes"):
            await live.do(c.StartAgent(name))
        await live.until(lambda: live.agent("spins").judgement.stuck, 40)
        found = live.agent("spins")
        assert found.attention is not None
        assert (found.attention.want, found.attention.key) == (Want.STUCK, "agent.restart")
        assert found.attention.since == found.judgement.since
        assert "no new output" in found.attention.reason
        assert not live.agent("counts").judgement.stuck
        assert not live.agent("writes").judgement.stuck


async def test_it_is_journalled_known_after_a_restart_and_over_when_something_moves(scratch: Scratch) -> None:
    scripted(scratch, spins=f'[ -e "{scratch.root}/go" ] && echo "it goes on $n"')
    async with scratch.engine() as live:
        await live.do(c.StartAgent("spins"))
        await live.until(lambda: "spins" in live.engine.core.fleet.stuck, 40)
        since = live.agent("spins").judgement.since
    scratch.paths.config.write_text(scratch.paths.config.read_text().replace("= 0.1", "= 600"))
    async with scratch.engine() as live:
        await live.until(lambda: live.agent("spins").judgement.stuck)
        assert live.agent("spins").judgement.since == pytest.approx(since)
        found = agent_snapshot(live.agent("spins"), since + 30)
        assert found["stuck_s"] == pytest.approx(30, abs=0.1)
        (scratch.root / "go").touch()
        await live.until(lambda: not live.agent("spins").judgement.stuck)
        await live.until(lambda: "spins" not in live.engine.core.fleet.stuck)
        assert live.agent("spins").attention is None
        lines = await live.engine.ask(AskJournal(seat="spins"))
        told = [line.text for line in lines if line.kind == "stuck-judged"]  # type: ignore[union-attr]
        assert [text.split(",")[0] for text in told] == ["no new output", "it moves again"]


async def test_a_threshold_of_nought_never_judges(scratch: Scratch) -> None:
    scripted(scratch, minutes=0, spins=":")
    scripted_other = AGENT.format(
        name="other", minutes=0.05, command=json.dumps(["sh", str(Path(scratch.root) / "spins.sh")])
    )
    scratch.paths.config.write_text(scratch.paths.config.read_text() + scripted_other)
    async with scratch.engine() as live:
        for name in ("spins", "other"):
            await live.do(c.StartAgent(name))
        await live.until(lambda: live.agent("other").judgement.stuck, 40)
        assert not live.agent("spins").judgement.stuck


async def test_its_session_file_tells_work_from_a_failure_that_comes_again(scratch: Scratch) -> None:
    scratch.configure()
    (scratch.root / "talks.py").write_text(TALKS)
    (scratch.root / "sessions").mkdir()
    (scratch.root / "profiles" / "talks.toml").write_text(PROFILE.format(home=scratch.root / "sessions"))
    told = scratch.paths.config.read_text()
    for name in ("grows", "fails"):
        command = json.dumps([sys.executable, str(scratch.root / "talks.py"), name, name])
        told += AGENT.format(name=name, minutes=0.1, command=command).replace('"shell"', '"talks"')
    scratch.paths.config.write_text(told)
    async with scratch.engine() as live:
        for name in ("grows", "fails"):
            await live.do(c.StartAgent(name))
        await live.until(lambda: live.agent("fails").judgement.failing == "Bash make failed 3 times", 40)
        await live.until(lambda: live.agent("fails").judgement.stuck, 40)
        failed = live.agent("fails")
        assert failed.attention is not None
        assert failed.attention.reason == "Bash make failed 3 times, then nothing"
        grows = live.agent("grows")
        assert not grows.judgement.stuck
        assert grows.session is not None
        assert grows.untested == "9.9.9"
        assert grows.context is not None
        assert (grows.context.left_percent, grows.context.source) == (
            50,
            "session file, 200k window assumed",
        )


def test_a_child_is_listed_with_its_own_load_and_only_where_it_is_busy_itself() -> None:
    agent_computes = ProcessFacts(alive=True, cpu_percent=20, running="sleep", count=2)
    child_computes = ProcessFacts(alive=True, cpu_percent=75, running="make", count=3, busy_percent=60)
    assert _child(agent_computes, ("claude",)) == ("", "")
    assert _child(child_computes, ("claude",)) == ("make", "60% of a core")
    assert _child(child_computes, ("make",)) == ("", "")
