"""An agent that writes a session file as Claude Code does, and in each turn does what a plan says and no more."""

from __future__ import annotations

import json
import sys
from typing import Any

from tests.support.scratch import Scratch

PROGRAM = """
import json, os, subprocess, sys, time, datetime
plan, folder = json.load(open(sys.argv[1])), os.environ["TALK_HOME"]
file = open(folder + "/" + sys.argv[2] + ".jsonl", "a")
def write(kind, **message):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    record = {"type": kind, "sessionId": sys.argv[2], "cwd": os.getcwd(), "timestamp": now, "message": message}
    file.write(json.dumps(record) + "\\n")
    file.flush()
def call(number, name, given, failed, said):
    part = {"type": "tool_use", "id": str(number), "name": name, "input": given}
    write("assistant", content=[part], stop_reason="tool_use")
    part = {"type": "tool_result", "tool_use_id": str(number), "content": said, "is_error": failed}
    write("user", content=[part])
def edit(number, path, old, new):
    text = open(path).read() if os.path.exists(path) else ""
    there = old in text
    if there:
        open(path, "w").write(text.replace(old, new, 1))
    given = {"file_path": os.path.abspath(path), "old_string": old, "new_string": new}
    call(number, "Edit", given, not there, "ok" if there else "String to replace not found in file.")
def run(number, command):
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    call(number, "Bash", {"command": command}, done.returncode != 0, done.stdout + done.stderr)
number = 0
while True:
    text = input("> ")
    write("user", content=text)
    print("Baking", end="", flush=True)
    time.sleep(0.7)
    for act in next((acts for start, acts in plan.items() if text.startswith(start)), [["say", "Done."]]):
        number += 1
        if act[0] == "edit":
            edit(number, *act[1:])
        elif act[0] == "run":
            run(number, act[1])
        else:
            write("assistant", content=[{"type": "text", "text": act[1]}], stop_reason="end_turn")
    print("\\r\\033[Kdone")
"""
PROFILE = r"""
name = "reports"
programs = ["reports.py"]
environment = {{ TALK_HOME = "{home}" }}
[composer]
where = "cursor"
line = '^> (?P<text>.*)$'
[[rule]]
name = "spinner"
phase = "working"
where = "screen"
match = 'Baking\s*\Z'
[[rule]]
name = "composer"
phase = "idle"
where = "composer"
[session]
format = "claude"
folder = "x"
variable = "TALK_HOME"
files = "{{session}}.jsonl"
window = 200000
"""

Plan = dict[str, list[list[str]]]
"""By how a prompt begins what is done: ``["edit", path, old, new]``, ``["run", command]``, ``["say", text]``."""


def reports(scratch: Scratch, plan: Plan, *names: str, **options: Any) -> None:
    """Configure such agents, each on a branch and worktree of its own."""
    scratch.configure(**options)
    home = scratch.root / "talk"
    home.mkdir()
    (scratch.root / "reports.py").write_text(PROGRAM)
    (scratch.root / "plan.json").write_text(json.dumps(plan))
    (scratch.root / "profiles" / "reports.toml").write_text(PROFILE.format(home=home))
    text = scratch.paths.config.read_text()
    for name in names or ("ada",):
        argv = [sys.executable, str(scratch.root / "reports.py"), str(scratch.root / "plan.json"), name]
        text += f'[agents.{name}]\nprofile = "reports"\nproject = "shop"\ncommand = {json.dumps(argv)}\n'
    scratch.paths.config.write_text(text)
