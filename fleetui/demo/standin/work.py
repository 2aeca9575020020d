"""Turns: what an agent says, and what it really does to its worktree."""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from .reviewer import leave_verdict
from .terminal import BLUE, BOLD, DIM, GREEN, RED, VIOLET, YELLOW, Screen, paint

Step = dict[str, Any]
Turn = Generator["float | str", int, None]


WORDS = ("Percolating", "Simmering", "Brewing", "Musing", "Baking", "Pondering", "Weaving", "Sifting")
THREAD = re.compile(r"https://[\w.-]+/(\w[\w.-]*/\w[\w.-]*)/pull/(\d+)#discussion_r(\d+)")
"""The address of what was said in a review thread: repository, pull request, comment."""
BULLETS = {"claude": "●", "codex": "•", "gemini": "✦"}


class Work:
    """Plays turns: what an agent says, and what it really does to its worktree."""

    def __init__(self, options: argparse.Namespace, screen: Screen, chance: random.Random) -> None:
        self.options, self.screen, self.chance = options, screen, chance
        self.context = float(options.context)
        self.word = WORDS[0]
        self.puzzle = False
        self.prompt = ""
        """What the turn answers."""
        self.bullet = BULLETS[options.voice]

    def begin(self, prompt: str, steps: list[Step]) -> Turn:
        """The turn that answers a prompt."""
        self.prompt = prompt
        return self.turn(steps)

    def turn(self, steps: list[Step]) -> Turn:
        """So many steps, one after the other."""
        self.word = self.chance.choice(WORDS)
        for step in steps:
            self.context = max(1.0, self.context - self.chance.uniform(0.2, 1.2))
            verb = next(iter(step))
            doing: Callable[[Step], Turn] = getattr(self, f"do_{verb}")
            yield from doing(step)

    def do_say(self, step: Step) -> Turn:
        """Say something."""
        self.screen.say(f"{self.bullet} ", step["say"])
        yield 0.6

    def do_read(self, step: Step) -> Turn:
        """Pretend to read a file."""
        self._tool("Read", step["read"])
        yield 0.5
        self._result(f"Read {step.get('lines', self.chance.randint(40, 400))} lines", DIM)

    def do_run(self, step: Step) -> Turn:
        """Pretend to run a command."""
        self._shell(step["run"])
        yield float(step.get("for", 1.0))
        for line in step.get("out", ()):
            self._result(line, RED if step.get("bad") else GREEN)

    def do_edit(self, step: Step) -> Turn:
        """Really change a file, and show how; a run that comes after another leaves what that did."""
        path = Path(step["edit"])
        before = path.read_text()
        self._tool("Update", step["edit"])
        if step["put"] in before:
            self._result("it is so already", DIM)
            yield 0.3
            return
        path.write_text(before.replace(step["find"], step["put"], 1))
        line = before[: before.find(step["find"])].count("\n") + 1
        for sign, style, text in (("-", RED, step["find"]), ("+", GREEN, step["put"])):
            for number, row in enumerate(text.rstrip("\n").split("\n")):
                self.screen.say(f"    {line + number:4} {sign} ", row, style, style)
        yield 0.8

    def do_each(self, step: Step) -> Turn:
        """Really change the first files that match, and show their names."""
        for path in sorted(Path().glob(step["each"]))[: step["most"]]:
            path.write_text(path.read_text().replace(step["find"], step["put"], 1))
            self._tool("Update", str(path))
            yield 0.1

    def do_write(self, step: Step) -> Turn:
        """Really write a file."""
        path = Path(step["write"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step["text"])
        self._tool("Write", step["write"])
        self._result(f"Wrote {step['text'].count(chr(10))} lines", DIM)
        yield 0.8

    def do_commit(self, step: Step) -> Turn:
        """Really commit everything in the worktree."""
        self._git("add", "-A")
        said = self._git("commit", "-q", "-m", step["commit"])
        self._shell(f"git commit -m {step['commit']!r}")
        self._result(said or self._git("log", "-1", "--format=%h %s"), YELLOW)
        yield 0.8

    def do_push(self, step: Step) -> Turn:
        """Really push its branch."""
        said = self._git("push", "-q", "origin", "HEAD")
        self._shell("git push origin HEAD")
        self._result(said or "pushed", RED if said else GREEN)
        yield 0.8

    def do_pull(self, step: Step) -> Turn:
        """Really merge what origin has of its branch."""
        branch = self._git("rev-parse", "--abbrev-ref", "HEAD")
        said = self._git("pull", "-q", "--no-rebase", "--no-edit", "origin", branch)
        self._shell(f"git pull --no-rebase origin {branch}")
        self._result(said or self._git("log", "-1", "--format=%h %s"), RED if said else GREEN)
        yield 0.8

    def do_rebase(self, step: Step) -> Turn:
        """Really rebase onto a branch; where that conflicts, everything stays as it was."""
        said = self._git("rebase", "-q", step["rebase"])
        if said:
            self._git("rebase", "--abort")
        self._shell(f"git rebase {step['rebase']}")
        self._result(said or self._git("log", "-1", "--format=%h %s"), RED if said else GREEN)
        yield 0.8

    def do_reply(self, step: Step) -> Turn:
        """Really answer in the threads that the prompt names."""
        for repository, pull, comment in dict.fromkeys(THREAD.findall(self.prompt)):
            place = f"repos/{repository}/pulls/{pull}/comments/{comment}/replies"
            said = self._call("gh", "api", "--silent", "-X", "POST", place, "-f", f"body={step['reply']}")
            self._shell(f"gh api {place} -f body={step['reply']!r}")
            self._result(said or "replied", RED if said else GREEN)
            yield 0.8

    def do_judge(self, step: Step) -> Turn:
        """Really leave the verdict that the prompt asks for."""
        said = leave_verdict(self.prompt, step["judge"])
        if said is None:
            self.screen.say(f"{self.bullet} ", "I was not asked for a verdict.")
        else:
            self._tool("Write", "verdict.json")
            for one in said["findings"]:
                self._result(f"{one['severity']} {one['path']}:{one['line']}", RED)
            self.screen.say(f"{self.bullet} ", f"My verdict is written: {said['verdict']}.")
        yield 0.6

    def do_think(self, step: Step) -> Turn:
        """Only the spinner moves."""
        self.word = step.get("word", self.word)
        yield float(step["think"])

    def do_ask(self, step: Step) -> Turn:
        """Ask for permission and go on as answered."""
        self._tool("Bash", step["ask"])
        answer = 1 if self.options.unattended else (yield str(step["ask"]))
        said = ("Done.", "Done.", "Declined by the user")[min(answer, 3) - 1]
        self._result(said, RED if answer == 3 else GREEN)
        yield 0.6

    def do_context(self, step: Step) -> Turn:
        """Set the percentage left."""
        self.context = float(step["context"])
        yield 0.0

    def do_limit(self, step: Step) -> Turn:
        """Run into a usage limit that ends in so many minutes."""
        ends_at = time.time() + 60 * float(step["limit"])  # noqa: TID251 - agents read the clock on the wall
        ends = time.strftime("%H:%M", time.localtime(ends_at))
        self.screen.say("■ ", f"usage limit reached, resets at {ends}", RED, RED)
        yield 0.0

    def do_error(self, step: Step) -> Turn:
        """End with an error line."""
        self.screen.say("■ ", f"Error: {step['error']}", RED, RED)
        yield 0.0

    def do_puzzle(self, step: Step) -> Turn:
        """Show a screen without a composer."""
        self.puzzle = True
        self.screen.full([paint(VIOLET, row) for row in step["puzzle"]])
        yield 1e9

    def do_hang(self, step: Step) -> Turn:
        """Stop for ever."""
        yield -1.0

    def do_exit(self, step: Step) -> Turn:
        """Leave."""
        raise SystemExit(int(step["exit"]))
        yield 0.0

    def do_loop(self, step: Step) -> Turn:
        """Do the same again and again."""
        while True:
            yield from self.turn(step["loop"])

    def _shell(self, command: str) -> None:
        self._tool("Bash" if self.options.voice != "codex" else "Ran", command)

    def _tool(self, name: str, what: str) -> None:
        lead = f"{self.bullet} {name}"
        if self.options.voice == "codex":
            self.screen.say(f"{lead} ", what, "", BOLD)
        else:
            self.screen.say(f"{lead}(", f"{what})", "", GREEN if self.options.voice == "claude" else BLUE)

    def _result(self, text: str, style: str) -> None:
        self.screen.say("  └  ", text, style, DIM)

    def _git(self, *arguments: str) -> str:
        who = ("user.name=stand-in", "user.email=stand-in@localhost", "commit.gpgsign=false")
        return self._call("git", *(word for one in who for word in ("-c", one)), *arguments)

    @staticmethod
    def _call(*command: str) -> str:
        """The first line of what a program says; where it cannot be called, why."""
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        return (done.stdout or done.stderr).strip().split("\n")[0]
