"""Alerts: once per agent that begins to wait, gathered, never while the operator looks, and never more than text."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.approval import Tier
from fleetui.model.attention import Attention, Want
from fleetui.model.comparison import Comparison, Contradiction
from fleetui.model.quota import AccountQuota, Quota, QuotaWindow
from fleetui.model.settings import AlertSettings, ScreenSettings
from fleetui.model.status import Question
from fleetui.model.view import AgentView, FleetView, PortHealth
from fleetui.ui.away import alerts
from fleetui.ui.away.alerts import Alerts, Gatherer, alert_of, run_command
from fleetui.ui.away.presence import AT_IT_S, Presence
from fleetui.ui.away.repeats import MOST, WHILE_S
from fleetui.ui.terminal.notifications import kind_of, notification, osc, title
from tests.support.fleets import NOW, Spec, agent, fleet
from tests.support.screens import running
from tests.support.waiting import until_async

NAMES = [f"a{n}" for n in range(20)]
CALM = {name: agent(Spec(name), slot) for slot, name in enumerate(NAMES)}


def asking(name: str, text: str = "go on?") -> AgentView:
    return agent(Spec(name, want=Want.ASKING, question=text, minutes=1), NAMES.index(name))


def view(*waiting: AgentView) -> FleetView:
    agents = {**CALM, **{one.name: one for one in waiting}}
    return FleetView(agents=tuple(agents.values()), ready=True)


@dataclass
class Clock:
    """Timers that end when a test says so."""

    now: float = 0.0
    timers: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        self.timers.append((self.now + seconds, act))

    def to(self, now: float) -> None:
        self.now = now
        due = [timer for timer in self.timers if timer[0] <= now]
        self.timers = [timer for timer in self.timers if timer[0] > now]
        for _, act in due:
            act()


class Gathering:
    """A gatherer on a clock, and what it told."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.told: list[tuple[str, ...]] = []
        self.gatherer = Gatherer(
            10.0, self.clock.later, lambda agents: self.told.append(tuple(one.name for one in agents))
        )
        self.see(0.0, view())

    def see(self, at: float, seen: FleetView, *, looking: bool = False) -> None:
        self.clock.to(at)
        self.gatherer.see(seen, looking=looking)


def test_one_transition_is_one_alert_however_often_it_is_seen() -> None:
    one = Gathering()
    for at in range(1, 40):
        one.see(float(at), view(asking("a3")))
    assert one.told == [("a3",)]


def test_twenty_within_five_seconds_are_one_alert() -> None:
    one = Gathering()
    for n in range(20):
        one.see(n / 4, view(*(asking(name) for name in NAMES[: n + 1])))
    one.clock.to(60.0)
    assert [len(told) for told in one.told] == [20]


def test_what_begins_after_an_alert_is_gathered_anew() -> None:
    one = Gathering()
    one.see(0.1, view(asking("a0")))
    one.see(9.0, view(asking("a0"), asking("a1")))
    one.see(10.2, view(asking("a0"), asking("a1"), asking("a2")))
    one.clock.to(20.0)
    assert one.told == [("a0", "a1")]
    one.clock.to(20.3)
    assert one.told == [("a0", "a1"), ("a2",)]


@given(st.lists(st.tuples(st.floats(0.1, 8.0), st.sets(st.sampled_from(NAMES[:4]))), min_size=1, max_size=12))
def test_every_agent_that_waits_on_is_told_once_per_time_it_begins(
    steps: list[tuple[float, set[str]]],
) -> None:
    one = Gathering()
    now, before, begun = 0.0, set[str](), dict[str, int]()
    for after, names in steps:
        now += after
        for name in names - before:
            begun[name] = begun.get(name, 0) + 1
        before = names
        one.see(now, view(*(asking(name) for name in sorted(names))))
    one.clock.to(now + 60.0)
    times = {name: sum(name in told for told in one.told) for name in begun}
    assert all(times[name] <= begun[name] for name in begun)
    assert all(times[name] >= 1 for name in before)


def test_nothing_is_told_of_what_was_seen_and_of_who_waited_before_or_no_longer_waits() -> None:
    one = Gathering()
    one.see(1.0, view(asking("a1")), looking=True)
    one.see(2.0, view(asking("a1")))
    one.see(3.0, view(asking("a1"), asking("a2")))
    one.see(4.0, view(asking("a1")))
    one.clock.to(60.0)
    assert one.told == []
    first = Gathering()
    first.gatherer = Gatherer(10.0, first.clock.later, lambda agents: first.told.append(()))
    first.see(1.0, view(asking("a1")))
    first.see(30.0, view(asking("a1")))
    assert first.told == []


def test_looking_in_between_takes_back_what_was_gathered() -> None:
    one = Gathering()
    one.see(1.0, view(asking("a1")))
    one.gatherer.forget()
    one.clock.to(60.0)
    assert one.told == []


def test_who_is_muted_snoozed_or_acknowledged_raises_none_and_the_end_of_a_snooze_does() -> None:
    one = Gathering()
    known = asking("a2")
    assert known.attention is not None
    quiet = (
        replace(asking("a0"), muted=True),
        replace(asking("a1"), snoozed_until=NOW + 900),
        replace(known, attention=replace(known.attention, acknowledged=True)),
    )
    one.see(1.0, view(*quiet))
    one.see(20.0, view(quiet[0], asking("a1"), quiet[2]))
    one.clock.to(60.0)
    assert one.told == [("a1",)]


# ---------------------------------------------------------------- what is said


def test_an_alert_names_the_agent_its_reason_and_its_question() -> None:
    asked = replace(asking("a1"), question=Question("permission", "alembic upgrade head?"))
    assert alert_of([asked]).text == "a1: needs you: alembic upgrade head?"
    stuck = replace(CALM["a2"], attention=Attention(Want.STUCK, "same failure 3x", NOW))
    assert alert_of([stuck]).text == "a2: stuck: same failure 3x"
    assert alert_of([asked, stuck]).text == "2 agents need you: a1, a2"
    assert len(alert_of([replace(asked, question=Question("q", "x" * 900))]).text) == 140


@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({"TERM_PROGRAM": "iTerm.app"}, "osc9"),
        ({"TERM_PROGRAM": "WezTerm"}, "osc777"),
        ({"TERM": "xterm-kitty"}, "osc99"),
        ({"TERM": "foot-extra"}, "osc777"),
        ({"TERM": "rxvt-unicode-256color"}, "osc777"),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "KITTY_WINDOW_ID": "1"}, "osc99"),
        ({"TERM": "xterm-256color", "WT_SESSION": "x"}, "osc9"),
        ({"TERM": "xterm-256color"}, ""),
        ({}, ""),
    ],
)
def test_the_notification_is_the_one_the_terminal_takes(environment: dict[str, str], kind: str) -> None:
    assert kind_of(environment, "auto") == kind
    assert kind_of(environment, "osc9") == "osc9"
    assert kind_of(environment, "off") == ""


HOSTILE = "\x1b\\\x07\x9c\x1b]52;c;AAAA\x07\x9d0;x\x9c\n\r\x00\x1bPtmux;\x18\x1a\u202e;4;0"


@pytest.mark.parametrize("kind", ["osc9", "osc777", "osc99"])
@pytest.mark.parametrize("tmux", [False, True])
def test_a_hostile_question_cannot_end_the_sequence(kind: str, tmux: bool) -> None:
    clean = notification(kind, "a", "b", tmux=tmux)
    sent = notification(kind, f"a{HOSTILE}", f"b{HOSTILE}", tmux=tmux)

    def controls(text: str) -> list[str]:
        return [char for char in text if not char.isprintable()]

    assert controls(sent) == controls(clean)


@given(st.text(), st.text())
def test_whatever_a_text_holds_the_sequence_is_one(heading: str, body: str) -> None:
    for sent in (title(body), osc("9", last=body)):
        assert [char for char in sent if not char.isprintable()] == ["\x1b", "\a"]
    inner = notification("osc777", heading, body, tmux=False)
    assert inner.count("\x1b") == inner.count("\a") == 1
    assert inner.split(";", 3)[:2] == ["\x1b]777", "notify"]
    assert ";" not in inner.split(";", 3)[2]


def test_in_tmux_the_whole_sequence_travels_in_its_passthrough() -> None:
    assert notification("osc9", "a", "b", tmux=True) == "\x1bPtmux;\x1b\x1b]9;fleetui: a: b\a\x1b\\"


def test_a_notification_is_never_a_progress_bar() -> None:
    assert notification("osc9", "4;0;", "", tmux=False).startswith("\x1b]9;fleetui: ")


# ---------------------------------------------------------------- who looks


def test_a_terminal_that_does_not_tell_its_focus_is_looked_at_only_while_it_is_used() -> None:
    presence = Presence(100.0)
    assert presence.looking(100.0 + AT_IT_S - 1)
    assert not presence.looking(100.0 + AT_IT_S)
    presence.focus(gained=True)
    assert presence.looking(9999.0)
    presence.focus(gained=False)
    assert not presence.looking(100.0)


# ---------------------------------------------------------------- ways to say it


class AlertDelivery:
    """Records what would reach the terminal, and runs what is to come at once or when told."""

    def __init__(self, *, looking: bool = False) -> None:
        self.written: list[str] = []
        self.ran: list[tuple[tuple[str, ...], dict[str, str]]] = []
        self.is_looking = looking
        self.timers: list[Callable[[], None]] = []
        self.whiles: list[Callable[[], None]] = []

    def write(self, text: str) -> None:
        self.written.append(text)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        assert seconds in (10.0, WHILE_S)
        (self.timers if seconds == 10.0 else self.whiles).append(act)

    def looking(self) -> bool:
        return self.is_looking

    def run(self, argv: tuple[str, ...], environment: dict[str, str]) -> None:
        self.ran.append((argv, environment))

    def end_timers(self) -> None:
        timers, self.timers = self.timers, []
        for act in timers:
            act()

    def end_whiles(self) -> None:
        whiles, self.whiles = self.whiles, []
        for act in whiles:
            act()

    @property
    def told(self) -> list[str]:
        return [argv[-1] for argv, _ in self.ran]


EVERY_WAY = AlertSettings(bell=True, title=True, terminal="osc9", command=("notify", "--app"))


def test_every_way_that_is_configured_says_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    around = AlertDelivery()
    alerts_ = Alerts(EVERY_WAY, around, "unicode")
    alerts_.see(view())
    assert alerts_.see(view(asking("a1", "go on?"))) == "▲1 fleetui"
    around.end_timers()
    assert around.written == [
        "\x1b]2;fleetui\a",
        "\x1b]2;▲1 fleetui\a",
        "\a",
        "\x1b]9;fleetui: a1: needs you: go on?\a",
    ]
    assert around.ran == [
        (
            ("notify", "--app", "a1: needs you: go on?"),
            {"FLEETUI_ALERT": "a1: needs you: go on?", "FLEETUI_ALERT_AGENTS": "a1"},
        )
    ]


def flap(alerts_: Alerts, around: AlertDelivery, *names: str, times: int = 20) -> None:
    for _ in range(times):
        alerts_.see(view(*(asking(name) for name in names)))
        around.end_timers()
        alerts_.see(view())


def test_one_that_flaps_is_told_a_few_times_and_then_how_many_more_there_were() -> None:
    around = AlertDelivery()
    alerts_ = Alerts(EVERY_WAY, around, "unicode")
    alerts_.see(view())
    flap(alerts_, around, "a1")
    assert around.told == ["a1: needs you: go on?"] * MOST
    flap(alerts_, around, "a1", "a2", times=1)
    assert around.told[MOST:] == ["a2: needs you: go on?"]
    around.end_whiles()
    assert around.told[MOST + 1 :] == [f"a1: needs you: {21 - MOST} more like it"]
    assert around.ran[-1][1]["FLEETUI_ALERT_AGENTS"] == "a1"
    around.end_whiles()
    flap(alerts_, around, "a1", times=1)
    assert around.told[-2:] == [f"a1: needs you: {21 - MOST} more like it", "a1: needs you: go on?"]


def test_what_was_left_out_is_not_told_to_who_looked_meanwhile_nor_of_one_that_is_muted() -> None:
    around = AlertDelivery()
    alerts_ = Alerts(EVERY_WAY, around, "unicode")
    alerts_.see(view())
    flap(alerts_, around, "a1")
    alerts_.looked()
    flap(alerts_, around, "a2")
    alerts_.see(view(replace(asking("a2"), muted=True)))
    around.end_whiles()
    assert around.told == ["a1: needs you: go on?"] * MOST + ["a2: needs you: go on?"] * MOST


def test_another_kind_of_the_same_agent_is_told_all_the_same() -> None:
    around = AlertDelivery()
    alerts_ = Alerts(EVERY_WAY, around, "unicode")
    alerts_.see(view())
    flap(alerts_, around, "a1")
    alerts_.see(view(replace(CALM["a1"], attention=Attention(Want.STUCK, "same failure 3x", NOW))))
    around.end_timers()
    assert around.told[MOST:] == ["a1: stuck: same failure 3x"]


def test_while_the_operator_looks_only_the_title_counts() -> None:
    around = AlertDelivery(looking=True)
    alerts_ = Alerts(EVERY_WAY, around, "unicode")
    alerts_.see(view())
    alerts_.see(view(asking("a1")))
    around.end_timers()
    assert around.written == ["\x1b]2;fleetui\a", "\x1b]2;▲1 fleetui\a"]
    assert around.ran == []


def test_who_comes_to_look_before_it_is_said_is_not_called() -> None:
    around = AlertDelivery()
    alerts_ = Alerts(EVERY_WAY, around, "unicode")
    alerts_.see(view())
    alerts_.see(view(asking("a1")))
    around.is_looking = True
    around.end_timers()
    assert around.ran == []


async def test_the_command_gets_the_text_as_one_argument_and_in_its_environment(tmp_path: Path) -> None:
    into = tmp_path / "told"
    code = "import os,sys,json;json.dump([sys.argv[2:],os.environ['FLEETUI_ALERT']],open(sys.argv[1],'w'))"
    text = "a1: needs you: $(touch x); `id` 'q'"
    argv = (sys.executable, "-c", code, str(into), text)
    assert await run_command(argv, {"FLEETUI_ALERT": text}) == ""
    assert into.read_text() == f'[["{text}"], "{text}"]'


async def test_a_command_that_is_missing_fails_or_hangs_says_so_and_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "did not start" in await run_command(("/nowhere/notify", "x"), {})
    assert "failed with 3" in await run_command((sys.executable, "-c", "raise SystemExit(3)"), {})
    monkeypatch.setattr(alerts, "COMMAND_S", 0.2)
    assert "took longer" in await run_command((sys.executable, "-c", "import time; time.sleep(60)"), {})


async def test_the_dashboard_runs_the_command_while_the_terminal_is_unfocused(tmp_path: Path) -> None:
    into = tmp_path / "told"
    code = "import sys;open(sys.argv[1],'a').write(sys.argv[2]+chr(10))"
    told = AlertSettings(command=(sys.executable, "-c", code, str(into)), gather_s=0.05)
    async with running(view(), settings=ScreenSettings(alerts=told)) as run:
        run.app.presence.focus(gained=False)
        await run.show(view(asking("a1", "go on?")))
        await until_async(into.exists, 10)
        await until_async(lambda: into.read_text() == "a1: needs you: go on?\n", 10)
        run.app.presence.focus(gained=True)
        await run.show(view(asking("a1"), asking("a2")))
        await asyncio.sleep(0.3)
        assert into.read_text().count("\n") == 1


async def test_a_key_says_that_somebody_is_here() -> None:
    async with running() as run:
        run.app.presence.last = 0.0
        assert not run.app.presence.looking(NOW)
        await run.press("j")
        assert run.app.presence.looking(NOW)
        assert run.app.title == "▲1 ■1 ◇1 ◆1 fleetui"


def test_an_approving_key_that_nobody_typed_rings_at_once_also_while_somebody_looks() -> None:
    class AlertDelivery:
        def __init__(self) -> None:
            self.written: list[str] = []
            self.ran: list[tuple[str, ...]] = []

        def write(self, text: str) -> None:
            self.written.append(text)

        def later(self, seconds: float, act: Callable[[], None]) -> None:
            raise AssertionError("nothing is gathered")

        def looking(self) -> bool:
            return True

        def run(self, argv: tuple[str, ...], environment: dict[str, str]) -> None:
            del environment
            self.ran.append(argv)

    around = AlertDelivery()
    said = Alerts(AlertSettings(title=False, command=("tell",)), around, "unicode")
    trouble = PortHealth("approval", "an approving key for agent/a came that nobody typed", 1.0, severe=True)
    said.see(view())
    assert around.written == []
    for _ in range(3):
        said.see(replace(view(), health=(trouble,)))
    assert around.written == ["\a"]
    assert around.ran == [("tell", f"fleetui: {trouble.text}")]
    said.see(view())
    said.see(replace(view(), health=(trouble,)))
    assert around.written == ["\a", "\a"]


@pytest.mark.parametrize(
    ("tier", "says"),
    [
        (Tier.PLAIN, "terminal  live"),
        (Tier.TMUX, "tmux, typed keys  live"),
        (Tier.AGENTS, "no approvals here  live"),
        (Tier.SHARED, "keys not checked  live"),
    ],
)
async def test_the_header_says_who_can_press_the_keys_here(tier: Tier, says: str) -> None:
    async with running(replace(fleet(), tier=tier), (160, 40)) as run:
        assert says in run.text


def test_a_quota_that_becomes_low_is_said_once_and_not_when_it_was_so_before() -> None:
    def left(percent: int, name: str = "5h") -> FleetView:
        quota = Quota((QuotaWindow(name, 100 - percent),), NOW)
        return replace(view(), quotas=(AccountQuota("Claude Code", quota),), observed=NOW)

    around = AlertDelivery()
    said = Alerts(AlertSettings(title=False, command=("tell",)), around, "unicode", 20)
    for one in (left(15, "week"), left(30), left(19), left(18), left(60), left(10)):
        said.see(one)
    told = [words[-1] for words, _ in around.ran]
    assert told == ["quota: Claude Code: 5h 19% left", "quota: Claude Code: 5h 10% left"]


def test_a_source_in_doubt_is_said_once_and_not_again_after_a_restart() -> None:
    row = Contradiction("screen", "composer", "idle", "session", 14, 600.0)

    def doubted(*sources: str) -> FleetView:
        one = Comparison("claude", "2.1.332", "d", 3 * 3600.0, (row,), sources)
        return replace(view(), comparisons=(one,))

    around = AlertDelivery()
    said = Alerts(AlertSettings(title=False, command=("tell",)), around, "unicode", 20)
    for one in (doubted(), doubted("screen"), doubted("screen")):
        said.see(one)
    told = [words[-1] for words, _ in around.ran]
    assert len(told) == 1
    assert "claude 2.1.332: screen differed from session 14 times in 3 h" in told[0]
    again = Alerts(AlertSettings(title=False, command=("tell",)), around, "unicode", 20)
    again.see(doubted("screen"))
    assert len(around.ran) == 1
