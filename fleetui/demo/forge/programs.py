"""What watches the demo's forge: checks that run on each newest commit, and a reviewer that finds something."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import Step, WorkflowRun
from fleetui.model.value import value


@value
class Finding:
    """What the reviewer says wherever a line holds the quote."""

    path: str
    quote: str
    text: str


@dataclass
class Programs:
    """Looks at every open pull request, again and again; see ``look``."""

    hub: Hub
    reviewer: str
    findings: tuple[Finding, ...]
    checks: Mapping[str, float]
    """How many seconds each takes."""
    speed: float = 1.0
    now: Callable[[], float] = time.monotonic
    _began: dict[str, float] = field(default_factory=dict)

    def look(self) -> None:
        """Begin, go on with and end what is due."""
        with self.hub.lock:
            for repo in self.hub.repos.values():
                repo.notice()
                for pull in repo.pulls():
                    if pull.state == "OPEN" and not pull.is_cross:
                        self._look_at(repo, pull)

    def _look_at(self, repo: Repo, pull: Pull) -> None:
        run = next((one for one in repo.runs if one.oid == pull.head_oid), None)
        if run is None:
            run = repo.run(
                pull.head_oid, {name: [Step("Run", None)] for name in self.checks}, branch=pull.head
            )
        self._go_on(run)
        if run.status == "completed":
            self._review(pull)

    def _go_on(self, run: WorkflowRun) -> None:
        age = self.now() - self._began.setdefault(f"{run.id} {run.attempt}", self.now())
        for job in run.now:
            if job.check.status != "COMPLETED" and age >= self.checks[job.name] / self.speed:
                for step in job.steps:
                    step.conclusion = "success"
                job.check.finish("SUCCESS")

    def _review(self, pull: Pull) -> None:
        """One thread for each finding, once in a pull request."""
        said = {one.comments[0].body for one in pull.threads}
        for one in self.findings:
            if one.text not in said and (line := line_of(pull, one)):
                pull.thread(self.hub.bot(self.reviewer), one.path, line, one.text)


def line_of(pull: Pull, one: Finding) -> int:
    """Where it stands in the newest commit; 0 where it does not."""
    text = pull.repo.bare.text(pull.head_oid, one.path) or ""
    return next((at for at, row in enumerate(text.splitlines(), 1) if one.quote in row), 0)
