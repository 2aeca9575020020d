"""Scenes of the agents beside Claude Code and Codex: each state that all of them can be brought into and show."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

import psutil

from tests.live.agents import Home
from tests.live.scene import Scene, Take, settled
from tests.live.scenes_work import LINES, MISLEADING
from tests.live.stage import Shot
from tests.support.waiting import until

START_S = 90.0
"""opencode needs half a minute on two loaded cores."""


@dataclass(frozen=True)
class Signs:
    """The words by which a scene knows where its agent is."""

    ready: str
    busy: str
    asks: str = ""
    permission: str = ""
    choices: tuple[str, ...] = ()
    error: int = 401
    failed: str = ""
    leave: str = "/quit"
    queued: str = ""
    """What stands beside a follow-up that it keeps itself; empty where its composer is shown again."""
    folds: str = ""
    """How it shows a paste of three lines, where it folds one away."""


SIGNS = {
    "gemini": Signs(
        "Type your message", "esc to cancel", "● 1. Allow once", "Allow execution of [Shell]?",
        ("Allow once", "Allow for this session", "No, suggest changes (esc)"),
        failed="[API Error",
    ),
    "qwen": Signs(
        "Type your message", "esc to", "› 1. Yes, allow once", "Allow execution of: 'touch'?",
        ("Yes, allow once", "Always allow run 'touch *' commands in this project",
         "Always allow run 'touch *' commands for this user", "No, suggest changes (esc)"),
        failed="[API Error",
    ),
    "opencode": Signs(
        "Ask anything", "esc interrupt", "△ Permission required", "Shell command",
        ("Allow once", "Allow always", "Reject"), leave="/exit", queued="QUEUED", folds="[Pasted ~3 lines]",
    ),
    "copilot": Signs(
        "/ commands", "esc esc ", "enter to select", "Do you want to run this command?",
        ("Yes", "Yes, and don't ask again for `touch` in this repo (~/project)",
         "No, and tell Copilot what to do differently (Esc to stop)"),
        failed="Authentication failed", leave="/exit", queued="[pending",
    ),
    "pi": Signs("%/200k", " Working ─", failed="Error: 401", queued="Steering:"),
    "aider": Signs("\n>\n", "Waiting for", error=401, failed="AuthenticationError", leave="/exit"),
}  # fmt: skip


def repository(home: Home) -> None:
    """aider asks for one at its start."""
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "Begin"]):
        command = ["git", "-c", "user.name=o", "-c", "user.email=o@example.org", *words]
        subprocess.run(command, cwd=home.project, check=True, timeout=20)


def at_prompt(take: Take, cli: str) -> Shot:
    return until(lambda: _if_ready(take, cli), START_S)


def _if_ready(take: Take, cli: str) -> Shot | None:
    shot = take.stage.shot()
    return shot if SIGNS[cli].ready in f"{shot.text.rstrip()}\n" else None


def _starting(cli: str) -> Scene:
    def play(take: Take) -> None:
        shots: list[Shot] = []

        def started() -> bool:
            shots.append(take.stage.shot())
            return SIGNS[cli].ready in f"{shots[-1].text.rstrip()}\n"

        until(started, START_S)
        before = [shot for shot in shots[:-1] if shot.text.strip()]
        if before and cli not in ("aider", "pi"):
            take.keep("starting", {"phase": "starting"}, before[0])
        take.keep("idle", take.idle(), settled(take))

    return Scene(cli, "start", play, repository)


def _working(cli: str) -> Scene:
    signs = SIGNS[cli]

    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say("think:60 say:thought about it")
        take.stage.until_shows(signs.busy)
        take.keep("working-silent", {"phase": "working"})
        until(lambda: any("think:60" in text for text in take.server.oracle.texts()), 30)
        take.server.go_on()
        until(lambda: take.stage.shot().text.count("thought about it") > 1, 30)
        take.stage.until_shows("", without=signs.busy)
        take.keep("finished", take.idle(), settled(take))
        take.say("slow:60 say:the end")
        take.stage.until_shows("word 15")
        take.keep("working-streaming", {"phase": "working"})
        if cli != "aider":
            _queue(take, cli)
        take.server.go_on()
        take.stage.until_shows("the end")

    return Scene(cli, "work", play, repository)


def _queue(take: Take, cli: str) -> None:
    text = "say:this waits in the agent's own queue"
    take.stage.paste(text)
    take.stage.until_shows(text)
    take.keep("working-draft", {"phase": "working", "draft": text})
    take.stage.press("Enter")
    until(lambda: _is_queued(take, cli) or take.stage.press("Enter"), 20, every=0.5)
    take.keep("working-queued", {"phase": "working", "draft": "", "own_queue": [text]})


def _is_queued(take: Take, cli: str) -> bool:
    shot = take.stage.shot().text
    return (SIGNS[cli].queued or SIGNS[cli].ready) in shot


def _permission(cli: str) -> Scene:
    signs = SIGNS[cli]

    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say("shell:touch made-by-agent")
        take.stage.until_shows(signs.asks)
        question = {"kind": "permission", "text": signs.permission, "choices": list(signs.choices)}
        take.keep("permission", {"phase": "asking", "question": question}, settled(take))
        take.stage.press("Enter")
        take.stage.until_shows("Understood", without=signs.asks)
        take.stage.until_shows("", without=signs.busy)
        take.keep("answered", take.idle(), settled(take))

    return Scene(cli, "permission", play, repository)


def _drafts(cli: str) -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.stage.paste("a half-typed thought")
        take.stage.until_shows("a half-typed thought")
        take.keep("draft-line", take.idle(draft="a half-typed thought"), settled(take))
        take.stage.press("C-u")
        take.stage.until_shows("", without="half-typed")
        take.stage.paste(LINES)
        if folded := SIGNS[cli].folds:
            take.stage.until_shows(folded)
            take.keep("draft-folded", take.idle(draft=folded), settled(take))
            return
        take.stage.until_shows("third; with")
        take.keep("draft-lines", take.idle(draft=LINES), settled(take))

    return Scene(cli, "drafts", play, repository)


def _misleading(cli: str) -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say(MISLEADING, seen="[Pasted" if cli == "opencode" else "say:Here")
        until(lambda: take.stage.shot().text.count("3% context left") > 1, 30)
        take.stage.until_shows("", without=SIGNS[cli].busy)
        take.keep("misleading", take.idle(), settled(take))

    return Scene(cli, "misleading", play, repository)


def _failed(cli: str) -> Scene:
    signs = SIGNS[cli]

    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say(f"error:{signs.error} say:never said")
        take.stage.until_shows(signs.failed)
        take.stage.until_shows("", without=signs.busy)
        take.keep("failed", {"phase": "failed"}, settled(take))

    return Scene(cli, "failed", play, repository)


def _retrying(cli: str, status: int, shows: str) -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say(f"error:{status} say:never said")
        take.stage.until_shows(shows)
        take.keep("retrying", {"phase": "limited"})

    return Scene(cli, "retry", play, repository)


def _context(cli: str, tokens: int, shows: str, left: int) -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say(f"tokens:{tokens} say:much was read")
        until(lambda: take.stage.shot().text.count("much was read") > 1, 30)
        if cli == "gemini":  # its footer counts the turn before
            take.say("say:one turn later")
        take.stage.until_shows(shows)
        take.keep("context", take.idle(context_left=left), settled(take))

    return Scene(cli, "context", play, repository)


def _interrupted(cli: str, *keys: str) -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say("slow:60 say:never said")
        take.stage.until_shows("word 15")
        for key in keys:
            take.stage.press(key)
        shot = _still(take, cli)
        take.keep("interrupted", take.idle(), shot)

    return Scene(cli, "interrupted", play, repository)


def _still(take: Take, cli: str) -> Shot:
    take.stage.until_shows("", without=SIGNS[cli].busy)
    return settled(take)


def _exiting(cli: str) -> Scene:
    signs = SIGNS[cli]

    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say("say:soon gone")
        until(lambda: take.stage.shot().text.count("soon gone") > 1, 30)
        take.say(signs.leave)
        take.stage.press("Enter")
        until(lambda: take.stage.shot().text.rstrip().endswith("\n$"), 30)
        take.keep("exited", {"phase": "exited"}, settled(take))

    return Scene(cli, "exit", play, repository, in_shell=True)


def _killed(cli: str) -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say("think:60")
        take.stage.until_shows(SIGNS[cli].busy)
        pane = psutil.Process(int(take.stage.tmux("display-message", "-p", "#{pane_pid}")))
        for process in [*pane.children(recursive=True), pane]:
            process.kill()
        until(lambda: take.stage.shot().dead, 10)
        take.keep("killed", {"phase": "exited"})

    return Scene(cli, "killed", play, repository)


MORE = (
    *(make(cli) for cli in SIGNS for make in (_starting, _working, _drafts, _misleading, _exiting, _killed)),
    *(_permission(cli) for cli in ("gemini", "qwen", "opencode", "copilot")),
    *(_failed(cli) for cli in ("gemini", "qwen", "aider", "copilot", "pi")),
    _retrying("opencode", 429, "[retrying"),
    _retrying("aider", 429, "Retrying in"),
    _retrying("pi", 429, "Retrying (1/3)"),
    _context("gemini", 262_144, "25% used", 75),
    _context("opencode", 150_000, "(75%)", 25),
    _context("pi", 150_000, "75.0%/200k", 25),
    *(_interrupted(cli, "Escape") for cli in ("gemini", "qwen", "pi")),
    _interrupted("opencode", "Escape", "Escape"),
    _interrupted("aider", "C-c"),
)
