"""The status document is a contract with scripts."""

import json
from dataclasses import replace

from fleetui.model.attention import Attention, Want
from fleetui.model.comparison import Comparison, Contradiction
from fleetui.model.evidence import Verdict
from fleetui.model.fleet import Seat
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.queue import Entry
from fleetui.model.snapshot.agent import word_of
from fleetui.model.snapshot.fleet import comparisons_of, snapshot
from fleetui.model.snapshot.segment import tmux_segment
from fleetui.model.status import Context, Phase, SourceReport, Status, StatusEvidence
from fleetui.model.view import AgentView, FleetView, GateMark, GitFacts, ProcessFacts

NOW = 1000.0
BARE = AgentView(Seat("bare", "shell", "", "/tmp", 1))
DISAGREES = SourceReport("session", Phase.IDLE, "status idle", 970.0)
FULL = AgentView(
    seat=Seat("cache", "claude", "shop", "/w/cache", 0, branch="agent/cache", run="r1", task="t1"),
    status=Status(Phase.ASKING, 940.0, StatusEvidence("screen", "permission", 999.0, (DISAGREES,))),
    attention=Attention(Want.ASKING, "may it run make?", 940.0),
    context=Context(14, "screen", 990.0),
    queue=(Entry("e1", "do this"),),
    waits="it asks you first",
    gates=(GateMark("build", Verdict.PASS, 900.0), GateMark("test", Verdict.NONE)),
    pane=PaneRef(ServerId("/tmp/s", 7, 1), "%3", 42, 9),
    process=ProcessFacts(True, 12, 300),
    git=GitFacts("agent/other", "h", "b", ahead=2, behind=1, dirty=3),
    last_output=998.0,
)
AGENT_KEYS = {
    "name", "project", "profile", "role", "task", "branch", "worktree", "seat_state", "phase", "since", "limit",
    "evidence", "attention", "question", "context", "queue", "waits",
    "background", "spent", "task_spent", "cost", "waits_s", "gates", "advice", "branch_advice", "hosted", "pane",
    "alive", "cpu_percent", "rss_mb",
    "dirty", "ahead", "behind", "last_output_age_s", "lost", "stale_s", "doing", "snoozed_s", "muted",
    "stuck_s", "burnt_percent", "signals", "session", "untested", "undone", "against", "runs_into",
}  # fmt: skip


def test_a_snapshot_is_plain_json_with_every_promised_key():
    found = json.loads(json.dumps(snapshot(FleetView(agents=(FULL, BARE), owner_pid=5), NOW)))
    assert found["schema"] == 1
    assert found["owner"] == 5
    assert all(set(agent) == AGENT_KEYS for agent in found["agents"])


def test_every_figure_of_an_observed_agent_carries_its_age():
    agent = snapshot(FleetView(agents=(FULL,)), NOW)["agents"][0]
    assert agent["evidence"] == {
        "source": "screen",
        "rule": "permission",
        "age_s": 1.0,
        "disagreed": [
            {"source": "session", "phase": "idle", "rule": "status idle", "note": "", "age_s": 30.0},
        ],
    }
    assert agent["context"] == {"left_percent": 14, "source": "screen", "age_s": 10.0}
    assert agent["attention"] == {
        "want": "asking",
        "reason": "may it run make?",
        "age_s": 60.0,
        "acknowledged": False,
    }
    assert agent["queue"] == [
        {
            "id": "e1",
            "state": "queued",
            "text": "do this",
            "length": 7,
            "kind": "follow-up",
            "step": "",
            "reason": "",
            "round": 0,
        }
    ]
    assert agent["waits"] == "it asks you first"
    assert agent["gates"][0] == {"name": "build", "verdict": "pass", "age_s": 100.0, "detail": ""}
    assert agent["pane"] == {"socket": "/tmp/s", "id": "%3", "pid": 42}
    assert (agent["dirty"], agent["ahead"], agent["behind"]) == (3, 2, 1)
    assert agent["last_output_age_s"] == 2.0


def test_the_branch_is_the_one_checked_out_not_the_one_configured():
    assert snapshot(FleetView(agents=(FULL,)), NOW)["agents"][0]["branch"] == "agent/other"


def test_what_was_never_observed_is_null_and_never_zero():
    agent = snapshot(FleetView(agents=(BARE,)), NOW)["agents"][0]
    unknown = (
        "since",
        "limit",
        "context",
        "pane",
        "cpu_percent",
        "rss_mb",
        "dirty",
        "ahead",
        "behind",
        "last_output_age_s",
    )
    assert all(agent[key] is None for key in unknown)
    assert agent["evidence"]["age_s"] is None
    assert agent["alive"] is False


def test_a_run_whose_process_was_not_looked_at_is_neither_alive_nor_dead():
    unseen = AgentView(Seat("a", "claude", "", "/tmp", 0, run="r1"))
    assert snapshot(FleetView(agents=(unseen,)), NOW)["agents"][0]["alive"] is None


def test_the_tmux_segment_counts_what_waits_and_is_empty_when_nothing_does():
    stuck = AgentView(Seat("s", "claude", "", "/tmp", 2), attention=Attention(Want.STUCK, "", 1.0))
    assert tmux_segment(snapshot(FleetView(agents=(FULL, FULL, stuck)), NOW)) == "▲2 ■1"
    assert tmux_segment(snapshot(FleetView(agents=(BARE,)), NOW)) == ""


def test_every_reason_to_wait_shows_in_the_tmux_segment():
    for want in Want:
        agent = AgentView(Seat("s", "claude", "", "/tmp", 2), attention=Attention(want, "", 1.0))
        assert tmux_segment(snapshot(FleetView(agents=(agent,)), NOW)).endswith("1"), word_of(want)


def test_an_old_snapshot_of_a_fleet_is_never_an_empty_segment():
    quiet = snapshot(FleetView(agents=(BARE,)), NOW)
    assert tmux_segment(quiet, 240.0) == ""
    assert tmux_segment(quiet, 240.0, kept=False) == "? (4m old)"
    assert tmux_segment(snapshot(FleetView(), NOW), 240.0, kept=False) == ""


def quiet(agent: AgentView, **changes: object) -> dict[str, object]:
    return snapshot(FleetView(agents=(replace(agent, **changes),)), NOW)  # type: ignore[arg-type]


def test_the_segment_leaves_out_who_is_acknowledged_or_snoozed_and_the_counts_do_not():
    known = quiet(FULL, attention=replace(FULL.attention, acknowledged=True))
    later = quiet(FULL, snoozed_until=NOW + 60)
    for found in (known, later):
        assert tmux_segment(found) == ""
        assert found["counts"]["waiting"] == {"asking": 1}
        assert found["counts"]["calling"] == {}
    assert known["counts"]["quiet"] == {"acknowledged": 1}
    assert later["agents"][0]["snoozed_s"] == 60.0


def test_a_muted_agent_is_still_in_the_segment():
    found = quiet(FULL, muted=True)
    assert tmux_segment(found) == "▲1"
    assert found["counts"]["quiet"] == {"muted": 1}


def test_a_snapshot_of_an_earlier_version_still_makes_a_segment():
    assert tmux_segment({"counts": {"waiting": {"stuck": 2}}}) == "■2"


def test_a_long_text_is_told_by_its_beginning_and_its_length() -> None:
    long = Entry("e1", "ab" * 50_000)
    (agent,) = snapshot(FleetView((replace(BARE, queue=(long,)),)), NOW)["agents"]  # type: ignore[misc]
    (told,) = agent["queue"]
    assert told["length"] == 100_000
    assert len(told["text"]) == 2000
    assert told["text"].endswith("b…") or told["text"].endswith("a…")


def test_what_sources_were_worth_is_in_it_and_can_be_read_back():
    row = Contradiction("screen", "composer", "idle", "session", 14, 600.0)
    known = Comparison("claude", "2.1.332", "", 10800.0, (row,), ("screen",))
    told = json.loads(json.dumps(snapshot(FleetView(comparisons=(known, Comparison("codex", "", ""))), NOW)))
    assert [one["program"] for one in told["comparisons"]] == ["claude"]
    assert comparisons_of(told) == (known,)
    assert (
        comparisons_of({}) == comparisons_of({"comparisons": [3]}) == comparisons_of({"comparisons": 3}) == ()
    )
