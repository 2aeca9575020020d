"""Scenes of an agent that is refused: limits that pass, limits of hours, and errors that do not pass by themselves."""

from __future__ import annotations

import json
import re

from tests.live.agents import Home
from tests.live.more_homes import KEY
from tests.live.scene import Scene, Take, ready, settled
from tests.live.scenes_more import at_prompt, repository
from tests.support.waiting import until

TWO_HOURS = 7200
GIVES_UP_S = 150.0
"""Qwen tries a refused request for over a minute, aider for a minute."""
PASSES = {"phase": "limited"}
FINAL = {"phase": "failed"}


def _few_tries(home: Home) -> None:
    settings = {"env": {"CLAUDE_CODE_MAX_RETRIES": "2"}}
    (home.path / ".claude" / "settings.json").write_text(json.dumps(settings))


def _claude_refused() -> Scene:
    """Each way to be refused for good, one after the other in one conversation."""

    def play(take: Take) -> None:
        ready(take, "claude")
        for status, shows, name, expected in (
            (429, "Request rejected (429)", "limited-rejected", PASSES),
            (529, "529 status 529", "limited-overloaded", PASSES),
            (500, "500 status 500", "failed-500", FINAL),
            (401, "401 status 401", "failed-401", FINAL),
        ):
            take.say(f"error:{status} say:never said {name}")
            take.stage.until_shows(shows, without="etrying in", timeout=60)
            take.keep(name, {**expected, "draft": ""}, settled(take))
        take.say("error:400 say:never said")
        until(lambda: "Prompt is too long" in (text := take.stage.shot().text) or "Context limit" in text, 60)
        take.keep("failed-too-long", {**FINAL, "draft": ""}, settled(take))

    return Scene("claude", "refused", play, _few_tries)


def _claude_retries() -> Scene:
    """The last try before it gives up names the reason, and a provider may say when to come back."""

    def play(take: Take) -> None:
        ready(take, "claude")
        take.say("error:429 retry:50 say:never said")
        take.stage.until_shows("attempt 1/2")
        limit = {"attempt": 1, "of": 2}
        shot = take.stage.shot()
        take.keep(
            "limited-told-when", {**PASSES, "draft": "", "limit": {**limit, **_resets(shot.text)}}, shot
        )
        take.stage.press("Escape")
        take.stage.until_shows("", without="etrying in")
        take.stage.press("C-u")
        take.say("error:529 retry:4 say:never said")
        take.stage.until_shows("attempt 2/2")
        limit, shot = {"attempt": 2, "of": 2}, take.stage.shot()
        take.keep("limited-last-try", {**PASSES, "draft": "", "limit": {**limit, **_resets(shot.text)}}, shot)

    return Scene("claude", "limit-tries", play, _few_tries)


def _resets(text: str) -> dict[str, str]:
    found = re.search(r"etrying in ([\dms ]+?) ·", text)
    return {"resets": found[1]} if found else {}


def _claude_usage() -> Scene:
    """A subscription whose five hours are spent: the token is a dummy, the headers are the provider's.

    Up to 2.1.197 it asks what to do then; later it waits, and goes on by itself.
    """

    def play(take: Take) -> None:
        ready(take, "claude")
        take.say(f"error:429 limit:{TWO_HOURS} say:never said")
        take.stage.until_shows("hit your", timeout=60)
        shown = settled(take)
        take.keep("limited-usage", {"phase": "asking"} if "Stop and wait" in shown.text else PASSES, shown)

    variables = {"ANTHROPIC_API_KEY": "", "CLAUDE_CODE_OAUTH_TOKEN": KEY}
    return Scene("claude", "usage-limit", play, _few_tries, variables=variables)


def _codex_refused() -> Scene:
    def play(take: Take) -> None:
        ready(take, "codex")
        for status, limit, shows, name, expected in (
            (429, TWO_HOURS, "usage limit", "limited-usage", PASSES),
            (401, 0, "status 401", "failed-401", FINAL),
            (400, 0, "status 400", "failed-400", FINAL),
            (429, 0, "■ exceeded", "limited-gave-up", PASSES),
            (529, 0, "status 529", "limited-overloaded", PASSES),
            (500, 0, "high demand", "limited-demand", PASSES),
        ):
            take.say(f"error:{status} limit:{limit} say:never said {name}")
            take.stage.until_shows("■ ", shows, without="esc to interrupt", timeout=60)
            take.keep(name, {**expected, "draft": ""}, settled(take))

    return Scene("codex", "refused", play)


def _codex_retries() -> Scene:
    def play(take: Take) -> None:
        ready(take, "codex")
        take.say("error:529 say:never said")
        take.stage.until_shows("econnecting", "3/5")
        take.keep("limited-reconnecting", {**PASSES, "draft": "", "limit": {"attempt": 3, "of": 5}})

    return Scene("codex", "limit-tries", play)


def _gemini_quota() -> Scene:
    """The quota of a day is spent: it asks what to do, and after *Stop* it rests."""

    def play(take: Take) -> None:
        at_prompt(take, "gemini")
        take.say(f"error:429 limit:{TWO_HOURS} say:never said")
        take.stage.until_shows("Keep trying", timeout=60)
        take.keep("limited-asks", {"phase": "asking"}, settled(take))
        take.stage.press("2")
        take.stage.until_shows("Type your message", without="Keep trying")
        take.keep("limited-stopped", PASSES, settled(take))

    return Scene("gemini", "limit-quota", play, repository)


def _gemini_retries() -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, "gemini")
        take.say("error:429 say:never said")
        take.stage.until_shows("taking a bit longer", timeout=90)
        take.keep("limited-retrying", PASSES)

    return Scene("gemini", "limit-tries", play, repository)


def _refused(cli: str, *cases: tuple[str, str, str, dict[str, str]]) -> Scene:
    """Prompt, what then shows, name and phase, one after the other in one conversation."""

    def play(take: Take) -> None:
        at_prompt(take, cli)
        for prompt, shows, name, expected in cases:
            before = take.stage.shot().text.count(shows)
            take.say(f"{prompt} say:never said")
            until(lambda shows=shows, before=before: take.stage.shot().text.count(shows) > before, GIVES_UP_S)
            take.keep(name, expected, settled(take))

    return Scene(cli, "refused", play, repository)


def _told_when(cli: str, prompt: str, shows: str) -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say(prompt)
        take.stage.until_shows(shows)
        take.keep("limited-told-when", PASSES)

    return Scene(cli, "limit-tries", play, repository)


LIMITS = (
    _claude_refused(),
    _claude_retries(),
    _claude_usage(),
    _codex_refused(),
    _codex_retries(),
    _gemini_quota(),
    _gemini_retries(),
    _refused("gemini", ("error:400", "✕ ", "failed-400", FINAL)),
    _refused(
        "qwen", ("error:429", "✕ ", "limited-gave-up", PASSES), ("error:400", "✕ ", "failed-400", FINAL)
    ),
    _told_when("opencode", "error:429 retry:3600 say:never said", "[retrying in"),
    _refused("opencode", ("error:400", "status 400", "failed-400", FINAL)),
    _refused("aider", ("error:400", "BadRequestError", "failed-400", FINAL)),
    _told_when("aider", "error:429 say:never said", "Retrying in 4.0"),
    _refused("aider", ("error:429", "Retrying in 32.0", "limited-long", PASSES)),
)
