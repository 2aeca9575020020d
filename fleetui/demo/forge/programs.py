"""What watches the demo's forge: checks that run on each newest commit, and a reviewer that finds something."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import Job, Step, WorkflowRun
from fleetui.model.value import value


@value
class Finding:
    """What is said wherever a line holds the quote: by the reviewer, or in the log of a check that fails then."""

    path: str
    quote: str
    text: str
    check: str = ""
    """Left out: the reviewer says it."""


@value
class Heeding:
    """What a hosted agent does once a comment on its pull request names it."""

    mention: str
    files: Mapping[str, str]
    text: str
    seconds: float = 6.0


@dataclass
class Programs:
    """Looks at every open pull request, again and again; see ``look``."""

    hub: Hub
    reviewer: str
    findings: tuple[Finding, ...]
    checks: Mapping[str, float]
    """How many seconds each takes."""
    heeds: Mapping[str, Heeding] = field(default_factory=dict)
    """By the branch of a pull request: what its author does when it is named."""
    speed: float = 1.0
    now: Callable[[], float] = time.monotonic
    _began: dict[str, float] = field(default_factory=dict)

    def look(self) -> None:
        """Begin, go on with and end what is due: on each open pull request, and on what they go to."""
        with self.hub.lock:
            for repo in self.hub.repos.values():
                repo.notice()
                self._check(repo, repo.bare.branch(repo.default), repo.default, "push")
                for pull in repo.pulls():
                    if pull.state == "OPEN" and not pull.is_cross:
                        self._look_at(repo, pull)

    def _look_at(self, repo: Repo, pull: Pull) -> None:
        run = self._check(repo, pull.head_oid, pull.head, "pull_request")
        if run.status == "completed":
            self._review(pull)
        if heeding := self.heeds.get(pull.head):
            self._heed(repo, pull, heeding)

    def _heed(self, repo: Repo, pull: Pull, heeding: Heeding) -> None:
        """Once: it commits, and says so."""
        asked = next((one for one in pull.comments if heeding.mention in one.body), None)
        if asked is None or any(one.author is pull.author for one in pull.comments):
            return
        if self.now() - self._began.setdefault(asked.id, self.now()) >= heeding.seconds / self.speed:
            repo.commit(pull.head, heeding.files, heeding.text, pull.author)
            pull.comment(pull.author, heeding.text)

    def _check(self, repo: Repo, oid: str, branch: str, event: str) -> WorkflowRun:
        """The run on a commit, as far as it is by now."""
        run = next((one for one in repo.runs if one.oid == oid), None)
        if run is None:
            jobs = {name: [Step("Run", None)] for name in self.checks}
            run = repo.run(oid, jobs, branch=branch, event=event)
        age = self.now() - self._began.setdefault(f"{run.id} {run.attempt}", self.now())
        for job in run.now:
            if job.check.status != "COMPLETED" and age >= self.checks[job.name] / self.speed:
                self._end(repo, job)
        return run

    def _end(self, repo: Repo, job: Job) -> None:
        oid = job.run.oid
        wrong = [one for one in self.findings if one.check == job.name and line_of(repo, oid, one)]
        for step in job.steps:
            step.conclusion = "failure" if wrong else "success"
            step.log = "\n".join(f"{one.path}:{line_of(repo, oid, one)}: error: {one.text}" for one in wrong)
        job.check.finish("FAILURE" if wrong else "SUCCESS")

    def _review(self, pull: Pull) -> None:
        """One thread for each finding, once in a pull request."""
        said = {one.comments[0].body for one in pull.threads}
        for one in self.findings:
            line = 0 if one.check or one.text in said else line_of(pull.repo, pull.head_oid, one)
            if line:
                pull.thread(self.hub.bot(self.reviewer), one.path, line, one.text)


def line_of(repo: Repo, oid: str, one: Finding) -> int:
    """Where it stands in a commit; 0 where it does not."""
    text = repo.bare.text(oid, one.path) or ""
    return next((at for at, row in enumerate(text.splitlines(), 1) if one.quote in row), 0)
