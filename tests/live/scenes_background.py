"""Scenes of what goes on beside a turn of Claude Code, and of one that is looked at further up."""

from __future__ import annotations

from tests.live.scene import BUSY, Scene, Take, ready, settled
from tests.live.stage import Shot

_HANGS = '"prompt":"hang","subagent_type":"general-purpose"'
AGENT = f'once call:Agent {{"description":"sub",{_HANGS},"run_in_background":true}}'
SHELL = 'once call:Bash {"command":"sleep 500","description":"wait long","run_in_background":true}'


def _subagent() -> Scene:
    """The turn is over but for an agent that it started."""

    def play(take: Take) -> None:
        ready(take, "claude")
        take.say(AGENT, seen="once call:Agent")
        take.stage.until_shows("Waiting for 1 background agent")
        take.keep("working-background-agent", {"phase": "working", "draft": "", "background": "1 agent"})

    return Scene("claude", "background-agent", play)


def _shell() -> Scene:
    """The turn is over; a shell that it started still runs."""

    def play(take: Take) -> None:
        ready(take, "claude")
        take.say(SHELL, seen="once call:Bash")
        take.stage.until_shows("shell still running", without=BUSY["claude"])
        expected = {"note": "1 shell still running", "background": "1 shell"}
        take.keep("idle-background-shell", take.idle(**expected), settled(take))

    return Scene("claude", "background-shell", play)


def _scrolled() -> Scene:
    """The operator scrolled up while an answer streams, and wrote a draft: what it does is not to be seen."""

    def play(take: Take) -> None:
        ready(take, "claude")
        take.say("say:" + "\\n".join(f"row {number}" for number in range(60)), seen="say:row 0")
        take.stage.until_shows("row 59")
        take.say("slow:60 say:never said")
        take.stage.until_shows("word 15")
        take.stage.press("PageUp")
        take.keep("scrolled-up", {"phase": "working", "draft": ""}, _up(take))
        take.stage.paste("a thought of mine")
        take.stage.until_shows("a thought of mine")
        if "Jump to bottom" not in take.stage.shot().text:
            take.stage.press("PageUp")
        take.keep("scrolled-up-draft", {"phase": "unknown", "draft": "a thought of mine"}, _up(take))

    return Scene("claude", "scrolled", play)


def _up(take: Take) -> Shot:
    return take.stage.until_shows("Jump to bottom")


BACKGROUND = (_subagent(), _shell(), _scrolled())
