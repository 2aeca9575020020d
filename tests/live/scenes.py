"""The states every reader must tell apart, and how each real agent is brought into them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil

from tests.live.agents import Home
from tests.live.model_server import ModelServer
from tests.live.stage import Shot, Stage
from tests.support.waiting import until

LINES = "first line\n  second, indented\nthird; with 'quotes' and ünïcödé ✓"
LONG = "\n".join(f"line {number} of a paste that the agent folds away" for number in range(1, 41))
MISLEADING = (
    "say:Here is what I saw on another screen:\\n\\n Do you want to proceed?\\n ❯ 1. Yes\\n   2. No\\n\\n"
    "✻ Baking… (4s · thinking)\\n• Working (5s • esc to interrupt)\\nError: Retrying in 5s · 3% context left"
)


@dataclass
class Take:
    """What a scene plays with."""

    stage: Stage
    server: ModelServer
    keep: Callable[..., None]

    def idle(self, **expected: object) -> Mapping[str, object]:
        """What an agent that waits for a prompt should be read as."""
        return {"phase": "idle", "draft": "", **expected}

    def say(self, text: str, seen: str = "") -> None:
        """Paste, wait until it stands in the composer, submit."""
        self.stage.paste(text)
        self.stage.until_shows(seen or text.splitlines()[0][:40])
        self.stage.press("Enter")


@dataclass(frozen=True)
class Scene:
    """One start of one agent. ``play`` may take several captures."""

    cli: str
    name: str
    play: Callable[[Take], None]
    prepare: Callable[[Home], None] = lambda home: None
    in_shell: bool = False
    arguments: tuple[str, ...] = ()


READY = {"claude": "? for shortcuts", "codex": "gpt-5.2-codex default"}
BUSY = {"claude": "esc to interrupt", "codex": "esc to interrupt"}


def _ready(take: Take, cli: str) -> Shot:
    return take.stage.until_shows(READY[cli], timeout=60)


def _settled(take: Take) -> Shot:
    """A shot that stays the same for a while: nothing is being drawn any more."""
    seen: list[str] = []

    def same() -> Shot | None:
        shot = take.stage.shot()
        seen.append(shot.raw)
        return shot if len(seen) > 8 and len(set(seen[-8:])) == 1 else None

    return until(same, 15)


def starting(cli: str) -> Scene:
    """From the first frame that shows something to the empty composer."""

    def play(take: Take) -> None:
        shots: list[Shot] = []

        def started() -> bool:
            shots.append(take.stage.shot())
            return READY[cli] in shots[-1].text

        until(started, 60)
        before = [shot for shot in shots[:-1] if shot.text.strip()] or shots[:1]
        take.keep("starting", {"phase": "starting"}, before[0])
        take.keep("idle", take.idle(), _settled(take))

    return Scene(cli, "start", play)


def working(cli: str) -> Scene:
    """Silent, streaming, with a follow-up in the agent's own queue, and finished."""

    def play(take: Take) -> None:
        _ready(take, cli)
        take.say("think:60 say:thought about it")
        if cli == "claude":
            until(lambda: "…" in take.stage.shot().text.split("think:60", 1)[-1], 10)
        take.stage.until_shows(BUSY[cli])
        take.keep("working-silent", {"phase": "working", "draft": ""})
        take.server.go_on()
        take.stage.until_shows("thought about it", without="esc to interrupt")
        take.keep("finished", take.idle(), _settled(take))
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
    take.keep("working-draft", {"phase": "working", "draft": text})
    take.stage.press("Enter" if cli == "claude" else "Tab")
    take.stage.until_shows("edit queued" if cli == "claude" else "Queued follow-up")
    take.keep("working-queued", {"phase": "working", "own_queue": [text]})


def permission(cli: str, text: str, choices: list[str]) -> Scene:
    """A command that needs a yes, and what is seen after it."""

    def play(take: Take) -> None:
        _ready(take, cli)
        take.say("shell:touch made-by-agent")
        take.stage.until_shows("1. Yes", choices[-1][:8])
        question = {"kind": "permission", "text": text, "choices": choices}
        take.keep("permission", {"phase": "asking", "question": question}, _settled_dialog(take))
        take.stage.press("Enter")
        take.stage.until_shows("Understood", without="Esc to cancel")
        take.keep("answered", take.idle(), _settled(take))

    return Scene(cli, "permission", play)


def _settled_dialog(take: Take) -> Shot:
    """A dialog whose text stands; Codex's title blinks, so only the rows are compared."""
    seen: list[str] = []

    def same() -> Shot | None:
        shot = take.stage.shot()
        seen.append(shot.text)
        return shot if len(seen) > 8 and len(set(seen[-8:])) == 1 else None

    return until(same, 15)


def drafts(cli: str) -> Scene:
    """Text standing in the composer: one line, some lines, and a paste the agent folds away."""

    def play(take: Take) -> None:
        _ready(take, cli)
        take.stage.paste("a half-typed thought")
        take.stage.until_shows("a half-typed thought")
        take.keep("draft-line", take.idle(draft="a half-typed thought"), _settled(take))
        _clear(take, "a half-typed thought")
        take.stage.paste(LINES)
        take.stage.until_shows("third; with")
        take.keep("draft-lines", take.idle(draft=LINES), _settled(take))
        for _ in range(6):
            take.stage.press("C-u", "BSpace")
        take.stage.until_shows(READY[cli], without="first line")
        take.stage.paste(LONG)
        shot = take.stage.until_shows("[Pasted")
        line = next(row for row in shot.text.splitlines() if "[Pasted" in row)
        folded = line[line.index("[Pasted") :].strip()
        take.keep("draft-folded", take.idle(draft=folded), _settled(take))

    return Scene(cli, "drafts", play)


def _clear(take: Take, text: str) -> None:
    take.stage.press("C-u")
    take.stage.until_shows("", without=text)


def misleading(cli: str) -> Scene:
    """An answer full of words that mean something elsewhere."""

    def play(take: Take) -> None:
        _ready(take, cli)
        take.say(MISLEADING, seen="say:Here")
        take.stage.until_shows("3% context left\n")
        take.keep("misleading", take.idle(), _settled(take))

    return Scene(cli, "misleading", play)


def context(cli: str, tokens: int, left: int, shows: str) -> Scene:
    """A context that runs low, where the agent shows it."""

    def play(take: Take) -> None:
        take.stage.until_shows("? for shortcuts" if cli == "claude" else "Context 100% left", timeout=60)
        take.say(f"tokens:{tokens} say:much was read")
        take.stage.until_shows("much was read", shows)
        take.keep("context-low", take.idle(context_left=left), _settled(take))

    return Scene(cli, "context", play, _codex_status_line if cli == "codex" else lambda home: None)


def _codex_status_line(home: Home) -> None:
    config = home.path / ".codex" / "config.toml"
    items = 'status_line = ["run-state", "context-remaining", "session-id"]'
    title = 'terminal_title = ["spinner", "run-state", "context-remaining"]'
    config.write_text(f"{config.read_text()}\n[tui]\n{items}\n{title}\n")


def trouble(cli: str, status: int, retry: str) -> Scene:
    """A provider that limits: the agent tries again by itself."""

    def play(take: Take) -> None:
        _ready(take, cli)
        take.say(f"error:{status} say:never said")
        take.stage.until_shows(retry)
        take.keep("retrying", {"phase": "limited", "draft": ""})
        take.stage.press("Escape")
        take.stage.until_shows("", without=retry)

    return Scene(cli, "retry", play)


def refused(cli: str, status: int, shows: str) -> Scene:
    """A provider that refuses for good."""

    def play(take: Take) -> None:
        _ready(take, cli)
        take.say(f"error:{status} say:never said")
        take.stage.until_shows(shows)
        take.keep("failed", {"phase": "failed", "draft": ""}, _settled(take))

    return Scene(cli, "failed", play, _few_tries)


def _few_tries(home: Home) -> None:
    settings = {"env": {"CLAUDE_CODE_MAX_RETRIES": "2"}}
    (home.path / ".claude" / "settings.json").write_text(json.dumps(settings))


def exiting(cli: str, leave: str, hint: str) -> Scene:
    """Left by its own command, with the shell below it back."""

    def play(take: Take) -> None:
        _ready(take, cli)
        take.say("say:soon gone")
        take.stage.until_shows("soon gone", without="esc to interrupt")
        take.say(leave)
        take.stage.press("Enter")
        take.stage.until_shows(hint)
        take.keep("exited", {"phase": "exited"}, _settled(take))

    return Scene(cli, "exit", play, in_shell=True)


def killed(cli: str) -> Scene:
    """Killed in the middle of work: the screen stands still and looks busy for ever."""

    def play(take: Take) -> None:
        _ready(take, cli)
        take.say("think:60")
        take.stage.until_shows(BUSY[cli])
        pane = psutil.Process(int(take.stage.tmux("display-message", "-p", "#{pane_pid}")))
        for process in [*pane.children(recursive=True), pane]:
            process.kill()
        until(lambda: take.stage.shot().dead, 10)
        take.keep("killed", {"phase": "exited"})

    return Scene(cli, "killed", play)


def dialog(
    cli: str, name: str, kind: str, text: str, choices: list[str], prepare: Callable[[Home], None]
) -> Scene:
    """A question before the first prompt: a text typed now would answer it."""

    def play(take: Take) -> None:
        take.stage.until_shows(*choices, timeout=60)
        question = {"kind": kind, "text": text, "choices": choices}
        take.keep(name, {"phase": "asking", "question": question}, _settled(take))

    return Scene(cli, name, play, prepare)


def _claude_state(home: Home, without: str) -> None:
    path = home.path / ".claude.json"
    state = json.loads(path.read_text())
    path.write_text(json.dumps({key: value for key, value in state.items() if key != without}))


def _codex_rows(home: Home, keep: Callable[[str], bool]) -> None:
    config = home.path / ".codex" / "config.toml"
    config.write_text("".join(row for row in config.read_text().splitlines(True) if keep(row)))


def _codex_untrusted(home: Home) -> None:
    _codex_rows(home, lambda row: not row.startswith(("approval", "sandbox", "[projects", "trust")))
    (home.project / ".codex").mkdir()
    (home.project / ".codex" / "config.toml").write_text('model_reasoning_effort = "low"\n')
    subprocess.run(["git", "init", "-q", str(home.project)], check=True, timeout=10)


def _codex_unknown_user(home: Home) -> None:
    _codex_rows(home, lambda row: not row.startswith(("model", "approval", "sandbox")))
    _codex_rows(home, lambda row: not row.startswith(("[model", "name", "base_url", "env_key", "wire")))


def _codex_outdated(home: Home) -> None:
    _codex_rows(home, lambda row: not row.startswith("check_for_update"))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    version = {"latest_version": "9.9.9", "last_checked_at": now, "dismissed_version": None}
    (home.path / ".codex" / "version.json").write_text(json.dumps(version))


def edit_permission() -> Scene:
    """Claude asks before it writes a file, with the content in the dialog."""

    def play(take: Take) -> None:
        _ready(take, "claude")
        take.say("write:notes.md")
        take.stage.until_shows("Do you want to create notes.md?")
        choices = ["Yes", "Yes, allow all edits during this session (shift+tab)", "No"]
        question = {"kind": "permission", "text": "Do you want to create notes.md?", "choices": choices}
        take.keep("permission-edit", {"phase": "asking", "question": question}, _settled(take))

    return Scene("claude", "edit", play)


def planning() -> Scene:
    """Claude in plan mode, and its plan waiting for a yes."""

    def play(take: Take) -> None:
        _ready(take, "claude")
        take.stage.press("BTab")
        take.stage.until_shows("accept edits on")
        take.stage.press("BTab")
        take.stage.until_shows("plan mode on")
        take.keep("plan-mode", take.idle(), _settled(take))
        take.say("plan:First read the code. Then write the test.")
        shot = take.stage.until_shows("1. Yes")
        rows = [re.match(r"[ ❯]*\d\. (.*)", row) for row in shot.text.splitlines()]
        question = {
            "kind": "plan",
            "text": "Would you like to proceed?",
            "choices": [row[1].strip() for row in rows if row],
        }
        take.keep("plan", {"phase": "asking", "question": question}, _settled(take))

    return Scene("claude", "plan", play)


def unguarded(cli: str, switch: str, shows: str) -> Scene:
    """Started without permission prompts; a command that runs for long."""

    def play(take: Take) -> None:
        if cli == "claude":
            shot = take.stage.until_shows("No, exit", "Yes, I accept", timeout=60)
            assert "Bypass Permissions" in shot.text
            choices = ["No, exit", "Yes, I accept"]
            question = {"kind": "first-run", "text": "", "choices": choices}
            take.keep("unguarded-warning", {"phase": "asking", "question": question}, _settled(take))
            take.stage.press("Down")
            take.stage.until_shows("❯ 2. Yes")
            take.stage.press("Enter")
        take.stage.until_shows(shows, timeout=60)
        take.keep("unguarded", take.idle(), _settled(take))
        take.say("run:tail -f /dev/null")
        until(lambda: "unning" in take.stage.shot().text.split("run:tail", 1)[-1], 15)
        take.keep("working-tool", {"phase": "working", "draft": ""})

    return Scene(cli, "unguarded", play, arguments=(switch,))


def interrupted(cli: str) -> Scene:
    """Stopped by the operator: before the first word, and in the middle of an answer."""

    def play(take: Take) -> None:
        _ready(take, cli)
        take.say("slow:60 say:never said")
        take.stage.until_shows("word 15")
        take.stage.press("Escape")
        take.stage.until_shows("nterrupted", without="esc to interrupt")
        take.keep("interrupted", take.idle(), _settled(take))
        take.say("think:60 say:never said")
        take.stage.until_shows(BUSY[cli])
        take.stage.press("Escape")
        take.stage.until_shows(READY[cli] if cli == "codex" else "think:60", without="esc to interrupt")
        back = "think:60 say:never said" if cli == "claude" else ""
        take.keep("interrupted-early", take.idle(draft=back), _settled(take))

    return Scene(cli, "interrupted", play)


def question() -> Scene:
    """Claude asks the operator with its own tool."""

    def play(take: Take) -> None:
        _ready(take, "claude")
        take.say("ask:Which colour should the button have?|Red|Blue")
        take.stage.until_shows("Enter to select")
        choices = ["Red", "Blue", "Type something.", "Chat about this"]
        asked = {"kind": "question", "text": "Which colour should the button have?", "choices": choices}
        take.keep("question", {"phase": "asking", "question": asked}, _settled(take))

    return Scene("claude", "question", play)


CLAUDE_TRUST = "Quick safety check: Is this a project you created or one you trust?"
SCENES = (
    starting("claude"),
    working("claude"),
    permission(
        "claude",
        "Do you want to proceed?",
        ["Yes", "Yes, and always allow access to project/ from this project", "No"],
    ),
    question(),
    drafts("claude"),
    misleading("claude"),
    context("claude", 165_000, 8, "context used"),
    trouble("claude", 429, "Retrying in"),
    refused("claude", 529, "API Error"),
    exiting("claude", "/exit", "Resume this session with:"),
    killed("claude"),
    edit_permission(),
    planning(),
    unguarded("claude", "--dangerously-skip-permissions", "bypass permissions on"),
    interrupted("claude"),
    dialog(
        "claude",
        "trust",
        "trust",
        CLAUDE_TRUST,
        ["Yes, I trust this folder", "No, exit"],
        lambda home: _claude_state(home, "projects"),
    ),
    dialog(
        "claude",
        "login",
        "login",
        "Do you want to use this API key?",
        ["Yes", "No (recommended)"],
        lambda home: _claude_state(home, "customApiKeyResponses"),
    ),
    starting("codex"),
    working("codex"),
    permission(
        "codex",
        "Would you like to run the following command?",
        [
            "Yes, proceed (y)",
            "Yes, and don't ask again for commands that start with `touch made-by-agent` (p)",
            "No, and tell Codex what to do differently (esc)",
        ],
    ),
    drafts("codex"),
    misleading("codex"),
    context("codex", 150_000, 44, "44% left"),
    trouble("codex", 529, "econnecting"),
    refused("codex", 401, "■ "),
    exiting("codex", "/quit", "To continue this session, run"),
    killed("codex"),
    unguarded("codex", "--dangerously-bypass-approvals-and-sandbox", READY["codex"]),
    interrupted("codex"),
    dialog(
        "codex",
        "trust",
        "trust",
        "Trust this folder?",
        ["Trust and continue", "Back to Agent Command Center"],
        _codex_untrusted,
    ),
    dialog(
        "codex",
        "login",
        "login",
        "Choose how you want to use Codex.",
        ["Sign in with ChatGPT", "Sign in with Device Code", "Sign in another way"],
        _codex_unknown_user,
    ),
    dialog(
        "codex",
        "update",
        "update",
        "Update available · 0.169.0 → 9.9.9",
        ["Update now (runs `npm install -g @openai/codex`)", "Skip", "Skip until next version"],
        _codex_outdated,
    ),
)
