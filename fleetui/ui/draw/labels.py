"""View values as words, glyphs, ages and colours' names. Pure: the time is given."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from fleetui.model.attention import LOUD, Attention, Want
from fleetui.model.clean import clean_line
from fleetui.model.evidence import Verdict
from fleetui.model.fleet import SeatState
from fleetui.model.handoff import opening
from fleetui.model.happened.turns import differing
from fleetui.model.hosted.sight import HostedSight
from fleetui.model.limit import full_words
from fleetui.model.queue import Entry, EntryState, live
from fleetui.model.snapshot.fleet import quieted
from fleetui.model.status import Phase
from fleetui.model.value import value
from fleetui.model.view import AgentView, FleetView, GateMark
from fleetui.ui.draw.wall_clock import of_day

_GLYPHS = {
    "asking": ("▲", "?"),
    "stuck": ("■", "#"),
    "failed": ("✖", "X"),
    "merge": ("◆", "M"),
    "unconfirmed": ("»", ":"),
    "held": ("»", ":"),
    "undone": ("≠", "/"),
    "red": ("▼", "v"),
    "working": ("●", ">"),
    "starting": ("◌", "~"),
    "idle": ("○", "."),
    "failing": ("↻", "@"),
    "touched": ("⊠", "F"),
    "paused": ("‖", "="),
    "halted": ("✖", "X"),
    "limited": ("◇", "%"),
    "exited": ("□", "_"),
    "unknown": ("?", "-"),
    "queue": ("»", ":"),
    "step-gate": ("◫", "G"),
    "step-wait": ("◷", "W"),
    "step-check": ("✓", "K"),
    "step-restart": ("↺", "R"),
    "step-compact": ("≡", "C"),
    "step-clear": ("∅", "L"),
    "step-next-task": ("⇥", "T"),
    "step-note": ("✎", "N"),
    "step-review": ("⊙", "V"),
    "bar": ("▆", "#"),
    "bar_rest": ("▆", "-"),
    "moved": ("→", ">"),
    "changed": ("±", "~"),
    "behind": ("⇣", "v"),
    "more": ("…", "~"),
    "pass": ("✔", "+"),
    "fail": ("✖", "x"),
    "error": ("!", "!"),
    "running": ("…", "*"),
    "outdated": ("~", "~"),
    "none": ("·", "."),
    "mark": ("✚", "*"),
    "selected": ("▌", "|"),
    "dot": ("·", "."),
    "unread": ("•", "+"),
    "known": ("✓", "k"),
    "snoozed": ("z", "z"),
    "muted": ("⊘", "m"),
    "untested": ("‽", "v"),
    "folded": ("▸", "+"),
    "unfolded": ("▾", "-"),
    "gap": ("⋮", ":"),
    "between": ("│", "|"),
    "threads": ("⌂", "&"),
    "hosted": ("◍", "h"),
}


def glyph(name: str, glyphs: str) -> str:
    """The sign of a state, a gate's verdict or a part of a picture; ``glyphs`` is ``unicode`` or ``ascii``."""
    both = _GLYPHS.get(name, ("?", "?"))
    return both[1] if glyphs == "ascii" else both[0]


@value
class State:
    """What an agent's title says."""

    key: str
    word: str
    ink: str
    """The colour's name."""
    loud: bool
    """Drawn as a filled block."""
    quiet: bool
    """Dimmed, its output too."""
    since: float
    rank: int
    counted: str = ""
    """What several of them are called; empty: its word."""


WANTS = {
    Want.ASKING: ("asking", "needs you", "asking"),
    Want.STUCK: ("stuck", "stuck", "stuck"),
    Want.FAILED: ("failed", "failed", "failed"),
    Want.LIMITED: ("limited", "limited", "low"),
    Want.FAILING: ("failing", "failing", "low"),
    Want.TOUCHED: ("touched", "off limits", "low"),
    Want.UNCONFIRMED: ("unconfirmed", "not confirmed", "queue"),
    Want.HELD: ("held", "held", "queue"),
    Want.UNDONE: ("undone", "not done", "low"),
    Want.GATE_RED: ("red", "gate red", "failed"),
    Want.TO_MERGE: ("merge", "to merge", "merge"),
}
_BEHIND_ALL_WANTS = len(Want)
_PHASES = {
    Phase.ASKING: ("asking", "needs you", "asking", _BEHIND_ALL_WANTS + 2),
    Phase.FAILED: ("failed", "failed", "failed", _BEHIND_ALL_WANTS + 3),
    Phase.LIMITED: ("limited", "limited", "low", _BEHIND_ALL_WANTS + 4),
    Phase.STARTING: ("starting", "starting", "dim", _BEHIND_ALL_WANTS + 5),
    Phase.WORKING: ("working", "working", "ok", _BEHIND_ALL_WANTS + 6),
    Phase.UNKNOWN: ("unknown", "unknown", "low", _BEHIND_ALL_WANTS + 7),
    Phase.IDLE: ("idle", "idle", "dim", _BEHIND_ALL_WANTS + 8),
    Phase.EXITED: ("exited", "exited", "dim", _BEHIND_ALL_WANTS + 10),
}
_SEATS = {
    SeatState.HALTED: ("halted", "halted", "failed", _BEHIND_ALL_WANTS + 1),
    SeatState.PAUSED: ("paused", "paused", "dim", _BEHIND_ALL_WANTS + 9),
}
_BEHIND_THOSE_WHO_CALL = _BEHIND_ALL_WANTS + 2
_RESTING = frozenset({"idle", "paused", "exited"})

ANSWERS = {
    Want.ASKING: "agent.answer",
    Want.STUCK: "agent.restart",
    Want.FAILED: "agent.restart",
    Want.LIMITED: "agent.look",
    Want.FAILING: "agent.look",
    Want.TOUCHED: "agent.followup",
    Want.UNCONFIRMED: "agent.queue",
    Want.HELD: "agent.queue",
    Want.UNDONE: "agent.happened",
    Want.GATE_RED: "agent.merge",
    Want.TO_MERGE: "agent.merge",
}
"""The action that answers each reason to wait."""


def state_of(agent: AgentView) -> State:
    """The state word of an agent: what waits for the operator, else the seat's state, else the phase."""
    if agent.attention:
        return _wanted(agent.attention, calls=agent.calls)
    if agent.hosted:
        return _hosted(agent.hosted)
    key, word, ink, rank = _SEATS.get(agent.seat.state) or _PHASES[agent.status.phase]
    resting = key in _RESTING
    return State(key, word, ink, loud=False, quiet=resting, since=agent.status.since, rank=rank)


def _hosted(sight: HostedSight) -> State:
    """The forge's own word: what the agent does at the moment is told by nothing."""
    rank = _PHASES[Phase.UNKNOWN][3]
    return State(
        "hosted", sight.word, "dim", loud=False, quiet=False, since=sight.moved, rank=rank, counted="hosted"
    )


def phase_words(phase: Phase) -> tuple[str, str, str]:
    """Key of the sign, word and ink of a bare phase, for who has no seat."""
    key, word, ink, _ = _PHASES[phase]
    return key, word, ink


def _wanted(attention: Attention, *, calls: bool) -> State:
    key, word, ink = WANTS[attention.want]
    loud = calls and attention.want in LOUD
    shown = word.upper() if loud else word
    rank = attention.want if calls else _BEHIND_THOSE_WHO_CALL
    return State(key, shown, ink, loud=loud, quiet=False, since=attention.since, rank=rank)


def age(since: float | None, now: float) -> str:
    """How long ago: ``<1m``, ``6m``, ``2h``, ``3d``; empty when it is not known."""
    if not since:
        return ""
    minutes = int(max(0.0, now - since) // 60)
    if minutes < 1:
        return "<1m"
    if minutes < 60:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 48 * 60 else f"{minutes // 1440}d"


_FAR_S = 20 * 3600.0


def limit_words(agent: AgentView) -> str:
    """All that is known of its limit: ``429 · try 3 of 10 · resets 15:04``; a far end with its day."""
    status = agent.status

    def when(at: float) -> str:
        return time.strftime("%H:%M" if at - status.since < _FAR_S else "%b %d %H:%M", of_day(at))

    return full_words(status.limit, when) if status.limit else ""


def ends_in(agent: AgentView, now: float) -> str:
    """``(in 12m)`` beside the time at which a limit ends; empty when that is not known, or past."""
    limit = agent.status.limit
    if (
        agent.status.phase is not Phase.LIMITED
        or limit is None
        or limit.reset_at is None
        or limit.reset_at <= now
    ):
        return ""
    minutes = int((limit.reset_at - now) // 60)
    if minutes < 1:
        return "(in <1m)"
    if minutes < 60:
        return f"(in {minutes}m)"
    hours, minutes = divmod(minutes, 60)
    return f"(in {hours // 24}d {hours % 24}h)" if hours >= 24 else f"(in {hours}h {minutes}m)"


def stale_age(agent: AgentView, now: float) -> str:
    """``stale 40s`` in steps of ten seconds, or empty while observations come."""
    if agent.stale_since is None:
        return ""
    seconds = int(max(0.0, now - agent.stale_since))
    return f"stale {seconds // 10 * 10}s" if seconds < 60 else f"stale {age(agent.stale_since, now)}"


def clock(now: float) -> str:
    """Hours and minutes of the operator's day."""
    return time.strftime("%H:%M", of_day(now))


def clock_seconds(at: float) -> str:
    """Hours, minutes and seconds of the operator's day."""
    return time.strftime("%H:%M:%S", of_day(at))


@value
class Reason:
    """What a tile says below the pane, and the action that answers it."""

    text: str
    action: str
    ink: str
    lead: str = ""
    """A quieter word before the text."""


def reason_of(agent: AgentView, known: frozenset[str] = frozenset()) -> Reason | None:
    """Why the agent is as it is, when there is something to say. ``known`` are the action ids that exist."""
    if agent.doing:
        return Reason(agent.doing, "", "merge")
    if agent.attention:
        asked = _asked(agent, agent.attention, known)
        return replace(asked, lead=f"{_not_now(agent)}{asked.lead}")
    return _resting(agent)


def _not_now(agent: AgentView) -> str:
    if agent.snoozed_until is not None:
        return f"snoozed until {clock(agent.snoozed_until)}: "
    return "you know: " if agent.attention and agent.attention.acknowledged else ""


def _asked(agent: AgentView, attention: Attention, known: frozenset[str]) -> Reason:
    action = attention.key if attention.key in known else ANSWERS[attention.want]
    ink = WANTS[attention.want][2]
    if attention.want is Want.ASKING and agent.question and agent.question.text:
        return Reason(agent.question.words, action, ink, "asks: ")
    if attention.want is Want.LIMITED and agent.status.limit and agent.status.limit.attempt is not None:
        return Reason(limit_words(agent), action, ink)
    return Reason(attention.reason or WANTS[attention.want][1], action, ink)


def _resting(agent: AgentView) -> Reason | None:
    if agent.hosted:
        return _of_hosted(agent, agent.hosted)
    if agent.seat.state is SeatState.HALTED:
        return Reason(
            agent.seat.halted_because or "halted after too many restarts", "agent.restart", "failed"
        )
    if agent.seat.state is SeatState.PAUSED:
        return Reason("paused by you", "agent.pause", "dim")
    if agent.turn and agent.turn.anchors:
        return Reason(agent.turn.anchors[-1].words, "agent.followup", "low")
    if agent.waits and agent.status.phase is Phase.IDLE:
        action = "agent.answer" if agent.draft else "agent.attach"
        return Reason(agent.waits, action, "queue", "waits: ")
    if agent.judgement.failing:
        return Reason(agent.judgement.failing, "agent.look", "low")
    if agent.judgement.burnt:
        return Reason(
            f"{agent.judgement.burnt}% of context without a changed file", "agent.look", "low", "burns "
        )
    if undone := differing(agent.turns):
        return Reason(undone[-1].short, "agent.happened", "low")
    if agent.status.phase in (Phase.LIMITED, Phase.FAILED, Phase.UNKNOWN, Phase.ASKING):
        note = agent.question.words if agent.question else agent.status.note
        if agent.status.limit:
            note = limit_words(agent)
        ink = _PHASES[agent.status.phase][2]
        return Reason(note, "agent.look", ink) if note else None
    if agent.status.phase is Phase.EXITED:
        note = agent.status.note or "nothing runs here"
        resume = agent.ended.resume if agent.ended else ""
        return Reason(f"{note}: {resume}" if resume else note, "agent.start", "dim")
    if agent.background.words and agent.status.phase in (Phase.IDLE, Phase.WORKING):
        return Reason(f"{agent.background.words} in the background", "agent.look", "dim")
    if agent.status.phase is Phase.IDLE and not live(agent.queue):
        return Reason("nothing queued", "agent.followup", "dim")
    return None


def _of_hosted(agent: AgentView, sight: HostedSight) -> Reason:
    """What waits to be told and why; else what its forge says of its work."""
    if live(agent.queue) and agent.waits:
        return Reason(agent.waits, "agent.queue", "queue", "waits: ")
    if sight.why:
        return Reason(sight.why, "agent.look", "low", "nothing newer: ")
    return Reason(sight.summary, "agent.followup", "dim")


IN_QUEUE = frozenset({"held", "unconfirmed"})
"""States that are counted with the queue."""


@value
class Count:
    """How many agents are in one state."""

    key: str
    word: str
    ink: str
    number: int
    loud: bool


def counts(view: FleetView) -> list[Count]:
    """The header's counts, loudest first."""
    return counts_of(view.agents)


def counts_of(agents: Iterable[AgentView]) -> list[Count]:
    """How many of these agents are in which state, loudest first."""
    found: dict[str, tuple[State, int]] = {}
    for agent in agents:
        state = state_of(agent)
        first, number = found.get(state.key, (state, 0))
        found[state.key] = (min(first, state, key=lambda one: one.rank), number + 1)
    ordered = sorted(found.values(), key=lambda one: one[0].rank)
    return [Count(s.key, (s.counted or s.word).lower(), s.ink, number, s.loud) for s, number in ordered]


def with_nothing_queued(view: FleetView) -> int:
    """How many agents are idle and have nothing to go on with."""
    return sum(state_of(agent).key == "idle" and not live(agent.queue) for agent in view.agents)


def queued(view: FleetView) -> tuple[int, int, int]:
    """Entries that wait, those of them held, and those not confirmed."""
    entries = [entry for agent in view.agents for entry in live(agent.queue)]
    held = sum(entry.state is EntryState.HELD for entry in entries)
    doubtful = sum(entry.state is EntryState.UNKNOWN for entry in entries)
    return len(entries), held, doubtful


_ENTRY_WORDS = {
    EntryState.QUEUED: ("waits", "queue"),
    EntryState.HELD: ("held", "low"),
    EntryState.INTENDED: ("checks", "queue"),
    EntryState.PASTED: ("types", "queue"),
    EntryState.SUBMITTED: ("sent", "queue"),
    EntryState.ACCEPTED: ("arrived", "ok"),
    EntryState.UNKNOWN: ("not confirmed", "low"),
    EntryState.RUNNING: ("runs", "queue"),
    EntryState.DONE: ("done", "ok"),
    EntryState.CANCELLED: ("deleted", "dim"),
}


def entry_word(entry: Entry) -> tuple[str, str]:
    """How far an entry got, as a word and its colour."""
    return _ENTRY_WORDS[entry.state]


def first_line(text: str) -> str:
    """The first line that is not blank, with what it leads to."""
    return opening(text)


def step_sign(entry: Entry, glyphs: str) -> str:
    """The sign of a step, with a blank; empty for what is typed as it is written."""
    return f"{glyph(f'step-{entry.step.KIND}', glyphs)} " if entry.step else ""


def entry_title(entry: Entry) -> str:
    """An entry in one line."""
    return "handoff" if entry.kind == "handoff" else first_line(entry.text)


_VERDICT_INK = {
    Verdict.PASS: "ok",
    Verdict.FAIL: "failed",
    Verdict.ERROR: "low",
    Verdict.RUNNING: "dim",
    Verdict.OUTDATED: "dim",
    Verdict.NONE: "faint",
}


def gate_ink(mark: GateMark) -> str:
    """The colour of a gate's mark."""
    second = mark.verdict is Verdict.PASS and mark.tries > 1
    return "low" if second else _VERDICT_INK[mark.verdict]


def gate_sign(mark: GateMark, glyphs: str) -> str:
    """The sign of a gate's mark."""
    return glyph(str(mark.verdict), glyphs)


def profile_words(agent: AgentView) -> str:
    """What kind of agent it is, and whether it asks nobody."""
    if agent.hosted:
        return f"{agent.hosted.kind.label}, hosted"
    return f"{agent.seat.profile} unattended" if agent.unattended else agent.seat.profile


def task_title(agent: AgentView) -> str:
    """What the agent works on, in a few words."""
    if agent.task:
        return agent.task.title
    if agent.hosted and agent.pull:
        return clean_line(agent.pull.title, 200)
    return agent.seat.task or agent.seat.role


def title_words(view: FleetView, glyphs: str) -> str:
    """The window's title, of those who call: ``▲2 ■1 fleetui``."""
    calling = counts(replace(view, agents=tuple(agent for agent in view.agents if agent.calls)))
    loud = [f"{glyph(count.key, glyphs)}{count.number}" for count in calling if count.loud]
    return " ".join([*loud, "fleetui"])


def quiet_words(view: FleetView) -> list[str]:
    """How many agents the operator does not want to be called by: ``1 snoozed``."""
    return [f"{number} {word}" for word, number in quieted(view).items() if number]
