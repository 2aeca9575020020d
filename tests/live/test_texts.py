"""What an operator wrote is what the model gets, byte for byte, once; what an agent changes of it was said before."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pytest

from fleetui.agents.arrival import arrives, changes, is_saved, is_wrapped
from fleetui.agents.delivery import queues_text, why_not
from fleetui.agents.load import load_profiles
from fleetui.model.clean import clean_prompt
from tests.live.fleet import ROOT, LiveFleet
from tests.live.loop import unwrapped
from tests.live.texts import CLASSES, TEXTS
from tests.support.waiting import until

pytestmark = pytest.mark.live
PROFILES = load_profiles()
CLIS = ("claude", "codex")
LATE = ("copilot", "pi")
API = {"claude": "messages", "codex": "responses", "copilot": "chat", "pi": "chat"}
ALL_S = 360
BEGIN = "think:200 say:begun"
SAVED = re.compile(r'<pasted_content file="[^"]+" size="[^"]+" lines="\d+" />\s*')
"""What the model of Copilot CLI gets of a text that was put into a file."""
IN_A_FILE = "in a file"
TAGGED = re.compile(r"\s*<tagged_files>\n[^<]*</tagged_files>$")
"""What Copilot CLI puts behind a text that names a file with an @."""
OTHER_CELLS = ("unicode", "wide emoji")
"""Copilot CLI counts other cells for some of their letters than tmux 3.3: its screen is a row off then, what it does is
unknown, and its queue waits until the window gets another size."""
WORKING = (
    "short", "forty lines", "8 KB in one line", "emoji", "leading /", "leading !", "leading -", "trailing \\",
    "trailing ;", "tabs", "metacharacters", "ESC",
)  # fmt: skip
"""Each needs a turn of its own: the others reach an agent by the same way."""


@pytest.mark.parametrize("texts", [TEXTS, CLASSES], ids=["texts", "characters"])
def test_every_text_that_waits_for_an_agent_arrives_as_was_said(
    fleet: LiveFleet, texts: dict[str, str]
) -> None:
    _arrive_one_by_one(fleet, CLIS, texts)


@pytest.mark.live("all", "late")
@pytest.mark.parametrize(
    ("cli", "texts"),
    [
        ("copilot", {name: text for name, text in TEXTS.items() if name not in OTHER_CELLS}),
        ("pi", TEXTS),
        ("pi", CLASSES),
    ],
    ids=["copilot-texts", "pi-texts", "pi-characters"],
)
def test_every_text_that_waits_for_copilot_or_pi_arrives_as_was_said(
    fleet: LiveFleet, cli: str, texts: dict[str, str]
) -> None:
    held = PROFILES[cli].delivery.refused  # and those behind them would wait too
    _arrive_one_by_one(
        fleet, (cli,), {name: text for name, text in texts.items() if not text.startswith(held)}
    )


def _arrive_one_by_one(fleet: LiveFleet, clis: tuple[str, ...], texts: dict[str, str]) -> None:
    for cli in clis:
        fleet.add(cli, cli)
        fleet.queue(cli, BEGIN)
    for cli in clis:
        fleet.until(cli, phase="working")
        _queue(fleet, cli, texts.values())
    fleet.server.go_on(len(clis))
    until(lambda: all(not _waiting(fleet, cli) for cli in clis), ALL_S, every=0.5)
    for cli in clis:
        wanted = [_foretold(cli, text) for text in texts.values() if _is_taken(cli, text, now=False)]
        assert _received(fleet, cli) == [(BEGIN, False), *wanted]
    _none_in_doubt(fleet)


def test_every_text_given_to_an_agent_that_works_arrives_as_was_said(fleet: LiveFleet) -> None:
    _arrive_while_working(fleet, CLIS)


@pytest.mark.live("all", "late")
@pytest.mark.parametrize("cli", LATE)
def test_every_text_given_to_copilot_or_pi_at_work_arrives_as_was_said(fleet: LiveFleet, cli: str) -> None:
    _arrive_while_working(fleet, (cli,))


def _arrive_while_working(fleet: LiveFleet, clis: tuple[str, ...]) -> None:
    for cli in clis:
        fleet.add(cli, cli)
    wanted: dict[str, list[tuple[str, bool]]] = {cli: [] for cli in clis}
    for text in map(TEXTS.__getitem__, WORKING):
        for cli in clis:
            fleet.queue(cli, BEGIN)
            wanted[cli].append((BEGIN, False))
        for cli in clis:
            until(lambda cli=cli: _phase(fleet, cli) == "working", 60, every=0.1)  # type: ignore[misc]
            _queue(fleet, cli, [text], now=True)
            wanted[cli] += [_foretold(cli, text)] if _is_taken(cli, text, now=True) else []
        until(lambda: all(not _waiting(fleet, cli) for cli in clis), 60, every=0.2)
        fleet.server.go_on(len(clis))
        until(lambda: all(len(_received(fleet, cli)) >= len(wanted[cli]) for cli in clis), 60, every=0.2)
        until(lambda: all(_phase(fleet, cli) == "idle" for cli in clis), 60, every=0.1)
    for cli in clis:
        stripped = [(text.lstrip(" "), wraps) for text, wraps in wanted[cli]]
        assert _received(fleet, cli) == stripped
    _none_in_doubt(fleet)


def _is_taken(cli: str, text: str, *, now: bool) -> bool:
    """Whether it is queued at all."""
    cleaned = clean_prompt(text)[0]
    taken = why_not(PROFILES[cli], cleaned) is None
    return taken and (not now or queues_text(PROFILES[cli], cleaned))


def _foretold(cli: str, text: str) -> tuple[str, bool]:
    """What the model gets of a text, and whether the agent marks it as pasted."""
    cleaned = clean_prompt(text)[0]
    if is_saved(PROFILES[cli], cleaned):
        return IN_A_FILE, False
    return arrives(PROFILES[cli], cleaned), is_wrapped(PROFILES[cli], cleaned)


def _received(fleet: LiveFleet, cli: str) -> list[tuple[str, bool]]:
    texts = [one.text for one in list(fleet.server.oracle.prompts) if one.api == API[cli]]
    texts = [TAGGED.sub("", text) for text in texts]
    texts = [IN_A_FILE if SAVED.fullmatch(text) else text for text in texts]
    return [(unwrapped(text), unwrapped(text) != text) for text in texts]


def _queue(fleet: LiveFleet, cli: str, texts: Iterable[str], *, now: bool = False) -> None:
    """Queue them; each that arrives otherwise is answered with that, and blanks alone are refused."""
    texts = list(texts)
    command = [sys.executable, "-m", "tests.live.queue_texts", cli, *(["now"] if now else [])]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=fleet.environment(),
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    for text, outcome in zip(texts, json.loads(done.stdout), strict=True):
        cleaned, removed = clean_prompt(text)
        assert outcome["ok"] is _is_taken(cli, text, now=now), outcome
        said = list(changes(PROFILES[cli], cleaned)) + (["hidden character"] if removed else [])
        if outcome["ok"]:
            assert all(one in outcome["text"] for one in said), outcome
            assert ("gets it" in outcome["text"]) is bool(said), outcome


def _agent(fleet: LiveFleet, cli: str) -> dict[str, Any]:
    return next(agent for agent in fleet.published()["agents"] if agent["name"] == cli)


def _phase(fleet: LiveFleet, cli: str) -> str:
    return str(_agent(fleet, cli)["phase"])


def _waiting(fleet: LiveFleet, cli: str) -> list[dict[str, Any]]:
    return list(_agent(fleet, cli)["queue"])


def _none_in_doubt(fleet: LiveFleet) -> None:
    kinds = [line["kind"] for line in json.loads(fleet.verb("journal", "-n", "5000", "--json"))]
    assert not {"delivery-unknown", "delivery-refused", "entry-held"} & set(kinds)
