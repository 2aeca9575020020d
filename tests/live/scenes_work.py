"""Scenes of an agent that starts, works, waits, is stopped, fails and leaves."""

from __future__ import annotations

import json
import re

import psutil

from tests.live.agents import Home
from tests.live.scene import BUSY, READY, Scene, Take, ready, settled
from tests.live.stage import Shot
from tests.support.waiting import until

LINES = "first line\n  second, indented\nthird; with 'quotes' and ünïcödé ✓"


LONG = "\n".join(f"line {number} of a paste that the agent folds away" for number in range(1, 41))


MISLEADING = (
    "say:Here is what I saw on another screen:\\n\\n Do you want to proceed?\\n ❯ 1. Yes\\n   2. No\\n\\n"
    "✻ Baking… (4s · thinking)\\n• Working (5s • esc to interrupt)\\nError: Retrying in 5s · 3% context left"
)


def starting(cli: str) -> Scene:
    """From the first frame that shows something to the empty composer."""

    def play(take: Take) -> None:
        shots: list[Shot] = []

        def started() -> bool:
            shots.append(take.stage.shot())
            return READY[cli] in shots[-1].text

        until(started, 60)
        before = [
            shot for shot in shots[:-1] if shot.text.strip() and not re.search("^[❯›]", shot.text, re.M)
        ]
        if before:
            take.keep("starting", {"phase": "starting"}, before[0])
        take.keep("idle", take.idle(), settled(take))

    return Scene(cli, "start", play)


def working(cli: str) -> Scene:
    """Silent, streaming, with a follow-up in the agent's own queue, and finished."""

    def play(take: Take) -> None:
        ready(take, cli)
        take.say("think:60 say:thought about it")
        if cli == "claude":
            until(lambda: "…" in take.stage.shot().text.split("think:60", 1)[-1], 10)
        take.stage.until_shows(BUSY[cli])
        take.keep("working-silent", {"phase": "working", "draft": ""})
        take.server.go_on()
        take.stage.until_shows("thought about it", without="esc to interrupt")
        take.keep("finished", take.idle(), settled(take))
        take.say("slow:60 say:the end")
        take.stage.until_shows("word 15")
        take.keep("working-streaming", {"phase": "working", "draft": ""})
        _queue(take, cli)
        take.server.go_on()
        take.stage.until_shows("the end")

    return Scene(cli, "work", play)


def _queue(take: Take, cli: str) -> None:
    text = "say:this waits in the agent's own queue"
    take.stage.paste(text)
    take.stage.until_shows(text)
    unseen = (
        "unknown" if cli == "claude" else "working"
    )  # in tmux nothing on Claude's screen tells with a draft
    take.keep("working-draft", {"phase": unseen, "draft": text})
    take.stage.press("Enter" if cli == "claude" else "Tab")
    take.stage.until_shows("edit queued" if cli == "claude" else "Queued follow-up")
    take.keep("working-queued", {"phase": "working", "own_queue": [text]})


def drafts(cli: str) -> Scene:
    """Text standing in the composer: one line, some lines, and a paste the agent folds away."""

    def play(take: Take) -> None:
        ready(take, cli)
        take.stage.paste("a half-typed thought")
        take.stage.until_shows("a half-typed thought")
        take.keep("draft-line", take.idle(draft="a half-typed thought"), settled(take))
        _clear(take, "a half-typed thought")
        take.stage.paste(LINES)
        take.stage.until_shows("third; with")
        take.keep("draft-lines", take.idle(draft=LINES), settled(take))
        for _ in range(6):
            take.stage.press("C-u", "BSpace")
        take.stage.until_shows(READY[cli], without="first line")
        take.stage.paste(LONG)
        shot = take.stage.until_shows("[Pasted")
        line = next(row for row in shot.text.splitlines() if "[Pasted" in row)
        folded = line[line.index("[Pasted") :].strip()
        take.keep("draft-folded", take.idle(draft=folded), settled(take))

    return Scene(cli, "drafts", play)


def _clear(take: Take, text: str) -> None:
    take.stage.press("C-u")
    take.stage.until_shows("", without=text)


def misleading(cli: str) -> Scene:
    """An answer full of words that mean something elsewhere."""

    def play(take: Take) -> None:
        ready(take, cli)
        take.say(MISLEADING, seen="say:Here")
        take.stage.until_shows("3% context left\n")
        take.keep("misleading", take.idle(), settled(take))

    return Scene(cli, "misleading", play)


def large_context() -> Scene:
    """A window of a million tokens: it is told of only shortly before the end."""

    def play(take: Take) -> None:
        take.stage.until_shows("auto mode on", timeout=60)
        for tokens, left, shows in ((960_000, 1, "until auto-compact"), (985_000, 0, "auto-compact next")):
            take.say(f"tokens:{tokens} say:{tokens} were read")
            take.stage.until_shows(f"● {tokens} were read", shows)
            take.keep(f"context-large-{left}", take.idle(context_left=left), settled(take))

    return Scene("claude", "context-large", play, unset=("ANTHROPIC_MODEL",))


def context(cli: str, tokens: int, left: int, shows: str) -> Scene:
    """A context that runs low, where the agent shows it."""

    def play(take: Take) -> None:
        take.stage.until_shows("? for shortcuts" if cli == "claude" else "Context 100% left", timeout=60)
        take.say(f"tokens:{tokens} say:much was read")
        take.stage.until_shows("much was read", shows)
        take.keep("context-low", take.idle(context_left=left), settled(take))

    return Scene(cli, "context", play, _codex_status_line if cli == "codex" else lambda home: None)


def _codex_status_line(home: Home) -> None:
    config = home.path / ".codex" / "config.toml"
    items = 'status_line = ["run-state", "context-remaining", "session-id"]'
    title = 'terminal_title = ["spinner", "run-state", "context-remaining"]'
    config.write_text(f"{config.read_text()}\n[tui]\n{items}\n{title}\n")


def trouble(cli: str, status: int, retry: str) -> Scene:
    """A provider that limits: the agent tries again by itself."""

    def play(take: Take) -> None:
        ready(take, cli)
        take.say(f"error:{status} say:never said")
        take.stage.until_shows(retry)
        take.keep("retrying", {"phase": "limited", "draft": ""})
        take.stage.press("Escape")
        take.stage.until_shows("", without=retry)

    return Scene(cli, "retry", play)


def refused(cli: str, status: int, shows: str, phase: str = "failed") -> Scene:
    """A provider that refuses for good, or until it is less busy."""

    def play(take: Take) -> None:
        ready(take, cli)
        take.say(f"error:{status} say:never said")
        take.stage.until_shows(shows)
        take.keep("failed", {"phase": phase, "draft": ""}, settled(take))

    return Scene(cli, "failed", play, few_tries)


def few_tries(home: Home) -> None:
    """Claude Code gives up after two tries more, not after minutes."""
    settings = {"env": {"CLAUDE_CODE_MAX_RETRIES": "2"}}
    (home.path / ".claude" / "settings.json").write_text(json.dumps(settings))


def interrupted(cli: str) -> Scene:
    """Stopped by the operator: before the first word, and in the middle of an answer."""

    def play(take: Take) -> None:
        ready(take, cli)
        take.say("slow:60 say:never said")
        take.stage.until_shows("word 15")
        take.stage.press("Escape")
        take.stage.until_shows("nterrupted", without="esc to interrupt")
        take.keep("interrupted", take.idle(), settled(take))
        take.say("think:60 say:never said")
        take.stage.until_shows(BUSY[cli])
        take.stage.press("Escape")
        take.stage.until_shows(READY[cli] if cli == "codex" else "think:60", without="esc to interrupt")
        back = "think:60 say:never said" if cli == "claude" else ""
        take.keep("interrupted-early", take.idle(draft=back), settled(take))

    return Scene(cli, "interrupted", play)


def exiting(cli: str, leave: str, hint: str) -> Scene:
    """Left by its own command, with the shell below it back."""

    def play(take: Take) -> None:
        ready(take, cli)
        take.say("say:soon gone")
        take.stage.until_shows("soon gone", without="esc to interrupt")
        take.say(leave)
        take.stage.press("Enter")
        take.stage.until_shows(hint)
        take.keep("exited", {"phase": "exited"}, settled(take))

    return Scene(cli, "exit", play, in_shell=True)


def killed(cli: str) -> Scene:
    """Killed in the middle of work: the screen stands still and looks busy for ever."""

    def play(take: Take) -> None:
        ready(take, cli)
        take.say("think:60")
        take.stage.until_shows(BUSY[cli])
        pane = psutil.Process(int(take.stage.tmux("display-message", "-p", "#{pane_pid}")))
        for process in [*pane.children(recursive=True), pane]:
            process.kill()
        until(lambda: take.stage.shot().dead, 10)
        take.keep("killed", {"phase": "exited"})

    return Scene(cli, "killed", play)
