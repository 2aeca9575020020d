"""A fleet in which hosted agents have seats without a pane."""

from __future__ import annotations

from dataclasses import replace

from fleetui.agents.hosted.load import hosted_agents
from fleetui.model.fleet import Seat
from fleetui.model.forge.checks import Check, CheckState
from fleetui.model.forge.issues.issue import Issue
from fleetui.model.forge.pull import Decision, Mergeable, Pull, PullList
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.rules import ForgeRules
from fleetui.model.hosted.agent import hosted_named
from fleetui.model.hosted.seat import OPERATOR, HostedSeat
from fleetui.model.hosted.sight import HostedSight
from fleetui.model.status import Phase, Status, StatusEvidence
from fleetui.model.view import AgentView, FleetView
from tests.support.fleets import NOW

HEAD = "e07b5aa11"
TOLD = "https://github.com/me/clawdemy/pull/21#issuecomment-77"
COPILOTS = Pull(
    21, "Refund a payment once, also where the page is sent twice", "https://github.com/me/clawdemy/pull/21",
    "copilot-swe-agent", True, "copilot/fix-41", HEAD, "main", draft=True, mergeable=Mergeable.CLEAN,
    decision=Decision.NONE, threads=2, updated=NOW - 360, checks_of=HEAD, closes=(41,),
    checks=(
        *(Check(name, CheckState.PASS) for name in ("build", "types", "docs")), Check("lint", CheckState.FAIL)
    ),
)  # fmt: skip
ISSUE = Issue(
    41, "Refund is paid twice", "https://github.com/me/clawdemy/issues/41", "ann", updated=NOW - 7200
)
OTHER = replace(ISSUE, number=44, title="Search is slow for long words", updated=NOW - 1500)


def agent_of(seat: HostedSeat, pull: Pull | None = None, issue: Issue | None = None) -> AgentView:
    """One as a screen gets it."""
    kind = hosted_named(seat.agent, hosted_agents())
    assert kind
    sight = HostedSight(seat, kind, pull, issue, at=NOW - 30)
    evidence = StatusEvidence("github", f"#{seat.about}", NOW - 30)
    return AgentView(
        Seat(seat.name, seat.agent, seat.project, "", seat.slot),
        Status(Phase.UNKNOWN, sight.moved, evidence),
        pull=pull,
        hosted=sight,
    )


COPILOT = agent_of(
    HostedSeat(
        "copilot-41", "clawdemy", "copilot-hosted", 30, 41, 21, "main", OPERATOR, said=TOLD, said_at=NOW - 300
    ),
    COPILOTS,
    ISSUE,
)
JULES = agent_of(HostedSeat("jules-44", "clawdemy", "jules", 31, 44, by=OPERATOR), None, OTHER)


def with_hosted(view: FleetView, *agents: AgentView) -> FleetView:
    """The same with these, else with Copilot on a pull request and Jules on an issue."""
    found = agents or (COPILOT, JULES)
    known = view.pulls.get("clawdemy") or PullList(Repository("github.com", "me", "clawdemy"), at=NOW - 30)
    pulls = (*known.pulls, *(one.pull for one in found if one.pull))
    project = replace(view.projects["clawdemy"], forge=ForgeRules(repository="me/clawdemy", issues="is:open"))
    return replace(
        view,
        agents=(*view.agents, *found),
        hosted=hosted_agents(),
        projects={**view.projects, "clawdemy": project},
        pulls={**view.pulls, "clawdemy": replace(known, pulls=pulls)},
    )
