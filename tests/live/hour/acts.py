"""What operators do with agents, and what agents then do: each act leaves an idle agent with an empty composer."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from tests.live.hour.hand import Hand
from tests.support.waiting import until

Act = Callable[[Hand], None]
QUOTES = (
    "On another screen it said:\\n\\n Do you want to proceed?\\n ❯ 1. Yes\\n   2. No\\n\\n Esc to cancel",
    "The log of the other one:\\n\\n✻ Baking… (4s · thinking)\\n• Working (5s • esc to interrupt)\\n",
    (
        "It failed like this:\\n● API Error: 529 Overloaded\\n■ unexpected status 401\\n"
        "· API error · Retrying in 5s · attempt 2/10"
    ),
    "A shell was left open:\\n\\nResume this session with:\\nclaude --resume 0\\n$ ",
    "› 1. Yes, proceed (y)\\n  2. No\\n\\n  Press enter to confirm or esc to cancel",
)
LONG = "\n".join(
    f"line {number} of something that was pasted and is long enough to fold" for number in range(30)
)
DRAWN_S = 2.0
"""How long a person gives a dialog to come or to go."""
COMPACT = {"claude": "/compact", "codex": "/compact"}
CLEAR = {"claude": "/clear", "codex": "/new", "copilot": "/clear", "pi": "/new"}
FINAL = {"claude": ("error:429", "error:500", "error:529"), "codex": ("error:401", "error:429", "error:529")}
TWICE = {"copilot": "Working"}
"""Those that stop at the second of two Escapes, if it comes soon, and what they show until then."""
TRIES = {"claude": ("429", "500"), "codex": ("500", "529"), "pi": ("500", "429")}
MOST_TRIES = {"pi": 2}
ENDED = {"claude": "API Error", "codex": "■ "}


def thinks(hand: Hand) -> None:
    """Silence, then an answer."""
    hand.finish(hand.prompt(f"think:{hand.some(5, 60)} say:thought about it"))


def streams(hand: Hand) -> None:
    """An answer that comes slowly and quotes what other screens say."""
    text = f"slow:{hand.some(5, 40)} quote:{hand.rng.choice(QUOTES)}\nsay:the end of it"
    hand.finish(hand.prompt(text))


def answers(hand: Hand) -> None:
    """A short one."""
    hand.finish(hand.prompt("say:soon done"))


def runs(hand: Hand) -> None:
    """A command that needs no leave."""
    command = hand.rng.choice(("ls -la", "cat README.md", f"sleep {hand.some(3, 20)}"))
    hand.finish(hand.prompt(f"run:{command}"))


def permission(hand: Hand) -> None:
    """A command that needs leave; the dialog is left open for a while, then answered or refused."""
    hand.compose(hand.prompt(f"shell:{hand.rng.choice(('touch', 'mkdir -p'))} made-{hand.name}"))
    since = hand.log.count(hand.name)
    hand.submit()
    hand.waits("asked", since=since)
    _decided(hand, "1. Yes")


def question(hand: Hand) -> None:
    """The agent's own tool for asking."""
    hand.compose(hand.prompt("ask:Which colour should the button have?|Red|Blue"))
    since = hand.log.count(hand.name)
    hand.submit()
    hand.waits("asked", since=since)
    _decided(hand, "1. Red")


def _decided(hand: Hand, shows: str) -> None:
    hand.sees(shows)
    time.sleep(DRAWN_S)  # an answer above may quote the same
    hand.rest(1, 40)
    since = hand.log.count(hand.name)
    if hand.rng.random() < 0.65:
        hand.told("answer", "Enter")
        hand.waits("said", since=since)
    else:
        hand.told("dismiss", "Escape")
        time.sleep(DRAWN_S)


def plan(hand: Hand) -> None:
    """Plan mode, a plan, and a no."""
    _mode(hand, "plan mode on")
    hand.compose(hand.prompt("plan:First read the code. Then write the test."))
    since = hand.log.count(hand.name)
    hand.submit()
    hand.waits("asked", since=since)
    hand.sees("1. Yes")
    hand.rest(2, 20)
    hand.told("dismiss", "Escape")
    time.sleep(DRAWN_S)
    _mode(hand, "? for shortcuts")


def _mode(hand: Hand, shows: str) -> None:
    for _ in range(6):
        if shows in hand.text():
            return
        with hand.quiet:
            hand.press("BTab")
        hand.rest(0.6, 1.0)
    hand.sees(shows)


def interrupted(hand: Hand) -> None:
    """Stopped: before the first word or in the middle of an answer."""
    early = hand.rng.random() < 0.5
    what = "think:60 say:never said" if early else "slow:60 say:never said"
    hand.say(hand.prompt(what))
    hand.rest(2, 15)
    if again := TWICE.get(hand.cli):
        _stopped(hand, again)
    else:
        hand.told("interrupt", "Escape")
    hand.rest(2, 6)
    if hand.cli == "copilot" or (hand.cli == "claude" and early):
        _emptied(hand)


def _stopped(hand: Hand, working: str) -> None:
    for _ in range(5):
        with hand.quiet:
            hand.log.add(hand.name, "stop")
            hand.press("Escape")
            time.sleep(0.2)
            hand.press("Escape")
        with suppress(AssertionError):
            hand.sees("", without=working, timeout=3)
            break
    hand.sees("", without=working, timeout=1)
    hand.log.add(hand.name, "interrupt")


def _emptied(hand: Hand) -> None:
    """Claude puts a prompt that was not answered back into its composer, Copilot every one."""
    with hand.quiet:
        for _ in range(5):
            if "tokens:" not in _composer(hand):
                return
            hand.press("C-u")
            time.sleep(0.5)
    assert "tokens:" not in _composer(hand), "the composer is not empty"


def _composer(hand: Hand) -> str:
    """What is written between the lowest two rules."""
    parts: list[list[str]] = [[]]
    for row in hand.text().splitlines():
        if row.startswith("──────────"):
            parts.append([])
        else:
            parts[-1].append(row)
    return "\n".join(parts[-2]) if len(parts) > 2 else ""


def retries(hand: Hand) -> None:
    """A provider that says no some times, then yes."""
    status, times = hand.rng.choice(TRIES[hand.cli]), hand.rng.randint(2, MOST_TRIES.get(hand.cli, 4))
    what = f"error:{status}x{times} think:{hand.some(0, 8)} say:through at last"
    hand.finish(hand.prompt(what))


def fails(hand: Hand) -> None:
    """A provider that says no for good. What is queued then waits, with the reason, until its operator has acted."""
    final = hand.rng.choice(FINAL[hand.cli])
    refused = hand.prompt(f"{final} say:never said")
    hand.say(refused)
    until(lambda: ENDED[hand.cli] in hand.text().rpartition(refused.split()[0])[2], 90, every=1.0)
    hand.rest(3, 20)
    again, own = hand.rng.random() < 0.4, hand.prompt("say:soon done")
    held = hand.prompt("say:followed up")
    since = hand.log.count(hand.name)
    hand.queues(held)
    until(lambda: hand.why().startswith(("after an error", "limited")), 60, every=1.0)
    hand.rest(5, 20)
    assert not hand.log.says(hand.name, "open", held.split()[0], since, 0), "it was sent to one that gave up"
    if again:
        restarts(hand)
    else:
        hand.finish(own)
    assert hand.log.says(hand.name, "said", held.split()[0], since, 120), "what waited never came"
    hand.tokens = int(held.split()[0].removeprefix("tokens:"))


def clears(hand: Hand) -> None:
    """A new conversation."""
    with hand.quiet:
        hand.type(CLEAR[hand.cli])
        time.sleep(0.6)
    if hand.cli != "codex":
        hand.press("Enter")
    else:
        hand.told("command", "Enter")
        hand.sees("1. Use current")
        hand.log.add(hand.name, "asked")
        hand.rest(1, 10)
        hand.told("dismiss", "Enter")
        hand.sees(hand.ready)
    hand.tokens = 0
    hand.rest(2, 6)


def compacts(hand: Hand) -> None:
    """The conversation made short; there must be one."""
    for _ in range(3):
        hand.finish(hand.prompt("say:something to make short"))
    hand.rest(2, 4)
    since = hand.log.count(hand.name)
    with hand.quiet:
        hand.type(COMPACT[hand.cli])
        time.sleep(0.6)
    hand.compacting = True
    hand.told("compact", "Enter")
    try:
        hand.waits("compacted", since=since)
    finally:
        hand.compacting = False
    hand.tokens = 0
    hand.rest(3, 8)


def drafts(hand: Hand) -> None:
    """A long paste that stands there for a while before it is sent, some times while the agent works."""
    since = hand.log.count(hand.name)
    busy = hand.rng.random() < 0.5
    if busy:
        hand.say(hand.prompt(f"think:{hand.some(5, 20)} say:and the draft stands"))
    hand.compose(f"{hand.prompt('say:the draft was read')}\n{LONG}")
    if busy:
        hand.waits("said", since=since)
    hand.rest(4, 25)
    since = hand.log.count(hand.name)
    hand.submit()
    hand.waits("said", since=since)


def follow_ups(hand: Hand) -> None:
    """Some queued through fleetui, to an idle agent or to one that works."""
    since = hand.log.count(hand.name)
    if hand.rng.random() < 0.6:
        hand.say(hand.prompt(f"think:{hand.some(6, 25)} say:now the rest"))
    texts = [hand.prompt(f"think:{hand.some(0, 12)} say:followed up") for _ in range(hand.rng.randint(1, 3))]
    for text in texts:
        hand.queues(text)
    limit = time.monotonic() + 180
    for text in texts:
        heard = hand.log.says(hand.name, "said", text.split()[0], since, limit - time.monotonic())
        assert heard, f"{text!r} was not answered in time"


def types_ahead(hand: Hand) -> None:
    """A prompt typed while the agent works, which the agent itself keeps for later."""
    since = hand.log.count(hand.name)
    hand.say(hand.prompt(f"think:{hand.rng.randint(8, 20)} say:first"))
    second = hand.prompt("think:3 say:second")
    hand.compose(second)
    with hand.quiet:
        hand.press("Enter" if hand.cli == "claude" else "Tab")
    assert hand.log.says(hand.name, "said", second.split()[0], since, 90), "what was typed ahead never came"


def restarts(hand: Hand) -> None:
    """Left, and after a while started again in the same shell."""
    hand.leave()
    hand.rest(2, 15)
    hand.start()


def killed(hand: Hand) -> None:
    """Killed in the middle of work, and after a while started again."""
    hand.say(hand.prompt(f"{hand.rng.choice(('think', 'slow'))}:60 say:never said"))
    hand.rest(2, 10)
    hand.kill()
    hand.rest(3, 15)
    hand.clear_screen()
    hand.start()


def rests(hand: Hand) -> None:
    """Nothing at all."""
    hand.rest(5, 25)


EVERYBODY: tuple[tuple[Act, int], ...] = (
    (thinks, 5), (streams, 5), (answers, 3), (interrupted, 4), (clears, 1), (follow_ups, 4), (restarts, 1), (killed, 1),
    (rests, 2),
)  # fmt: skip
_WIDELY: tuple[tuple[Act, int], ...] = (
    (runs, 3), (permission, 4), (retries, 3), (fails, 2), (compacts, 1), (drafts, 2), (types_ahead, 2),
)  # fmt: skip
ONLY: dict[str, tuple[tuple[Act, int], ...]] = {
    "claude": (*_WIDELY, (question, 2), (plan, 1)),
    "codex": _WIDELY,
    "copilot": ((permission, 4),),
    "pi": ((runs, 3), (retries, 3)),
}
