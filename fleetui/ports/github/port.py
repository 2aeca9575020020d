"""Implements ``ForgePort`` with gh."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from fleetui.engine.protocols.errors import Gone, PortError
from fleetui.engine.protocols.forge import GoesElsewhere
from fleetui.model.clean import clean_line
from fleetui.model.forge.actors import Actor, IssueActors
from fleetui.model.forge.conversation import Conversation
from fleetui.model.forge.issues.issue import IssueList, IssueSaid
from fleetui.model.forge.merging import PullNow
from fleetui.model.forge.pull import PullList, PullMade
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.red_checks import Attempt, CommitChecks, FailedJob
from fleetui.model.release_authority import Standing
from fleetui.ports.github import (
    actors,
    checks,
    conversations,
    issue,
    issues,
    merging,
    opening,
    pull_now,
    pulls,
    remarks,
    standing,
)
from fleetui.ports.github.answers import Answer, Node, answer_of, data_of, read, whole
from fleetui.ports.github.gh import PORT, call
from fleetui.ports.github.kept import Kept


class GitHub:
    """Asks with the login that gh has in this environment; keeps none of it."""

    def __init__(self, environment: Mapping[str, str], now: Callable[[], float]) -> None:
        self._environment = environment
        self._now = now
        self._kept = Kept()

    async def pulls(self, repository: Repository) -> PullList:
        """See ``ForgePort``."""
        doing = f"pull requests of {repository.said}"
        variables = {"owner": repository.owner, "name": repository.name}
        data = await self._graphql(repository.host, pulls.QUERY, variables, doing)
        found, all_of_them = read(pulls.listed, data, doing=doing)
        return PullList(repository, found, self._now(), whole=all_of_them)

    async def pull(self, repository: Repository, number: int, base: str) -> PullNow:
        """See ``ForgePort``."""
        doing = f"pull request #{number} of {repository.said}"
        variables = {
            "owner": repository.owner,
            "name": repository.name,
            "number": number,
            "base": f"refs/heads/{base}",
            "branch": base,
        }
        data = await self._graphql(repository.host, pull_now.QUERY, variables, doing)
        made: PullNow = read(pull_now.found, data, self._now(), doing=doing)
        if made.pull.number != number:
            raise PortError(PORT, doing, f"the forge answered with #{made.pull.number}")
        if made.pull.base != base:
            raise GoesElsewhere(
                PORT, doing, f"it goes to {clean_line(made.pull.base, 80)}, not to {base}", made
            )
        return made

    async def merge(self, repository: Repository, now: PullNow, method: str) -> None:
        """See ``ForgePort``."""
        doing = f"merge #{now.pull.number} of {repository.said}"
        if not now.has_queue:
            await merging.merge(repository, now, method, self._environment, doing)
            return
        variables = {"pull": now.id, "head": now.pull.head}
        await self._graphql(repository.host, merging.ENQUEUE, variables, doing)

    async def disarm(self, repository: Repository, now: PullNow) -> None:
        """See ``ForgePort``."""
        doing = f"disarm #{now.pull.number} of {repository.said}"
        await merging.disarm(repository, now, self._environment, doing)

    async def conversation(self, repository: Repository, number: int) -> Conversation:
        """See ``ForgePort``."""
        doing = f"what was said in {repository.said} #{number}"

        async def ask(query: str, variables: Mapping[str, object]) -> Node:
            return await self._graphql(repository.host, query, variables, doing)

        found = await conversations.conversation(ask, repository.owner, repository.name, number, doing)
        return replace(found, at=self._now())

    async def reply(self, repository: Repository, thread: str, text: str) -> str:
        """See ``ForgePort``."""
        doing = f"reply in {repository.said}"
        data = await self._graphql(repository.host, remarks.REPLY, {"id": thread, "body": text}, doing)
        return read(remarks.replied, data, doing=doing)

    async def comment(self, repository: Repository, pull: str, text: str) -> str:
        """See ``ForgePort``."""
        doing = f"comment in {repository.said}"
        data = await self._graphql(repository.host, remarks.COMMENT, {"id": pull, "body": text}, doing)
        return read(remarks.commented, data, doing=doing)

    async def resolve(self, repository: Repository, thread: str) -> bool:
        """See ``ForgePort``."""
        doing = f"resolve a thread of {repository.said}"
        data = await self._graphql(repository.host, remarks.RESOLVE, {"id": thread}, doing)
        return read(remarks.resolved, data, doing=doing)

    async def issues(self, repository: Repository, query: str) -> IssueList:
        """See ``ForgePort``. A page that is as it was is not sent again: the forge is told which one is known."""
        doing = f"issues of {repository.said}"

        async def page(number: int) -> Node:
            return await self._searched(repository, query, number, doing)

        found, total = await issues.listed(page, repository, doing)
        return IssueList(repository, found, self._now(), total=total)

    async def _searched(self, repository: Repository, query: str, number: int, doing: str) -> Node:
        about = (repository.host, repository.slug, query, number)
        tag = self._kept.tag(about)
        said = await call(
            (
                *issues.arguments(repository.host, number),
                *(("--header", f"If-None-Match: {tag}") if tag else ()),
            ),
            doing=doing,
            environment=self._environment,
            stdin=issues.query_of(repository, query).encode(),
        )
        answer = self._kept.whole(about, answer_of(said, doing, self._now()), doing)
        return whole(answer, doing)

    async def issue(self, repository: Repository, number: int) -> IssueSaid:
        """See ``ForgePort``."""
        doing = f"issue #{number} of {repository.said}"

        async def ask(query: str, variables: Mapping[str, object]) -> Node:
            return await self._graphql(repository.host, query, variables, doing)

        found = await issue.issue(ask, repository.owner, repository.name, number, doing)
        return replace(found, at=self._now())

    async def assign(self, repository: Repository, number: int, login: str) -> None:
        """See ``ForgePort``."""
        doing = f"assign #{number} of {repository.said}"
        path = f"repos/{repository.slug}/issues/{number}/assignees"
        answer = await self._rest(repository.host, "POST", path, doing, {"assignees": [login]})
        have = read(issues.assigned, whole(answer, doing), doing=doing)
        if login.lower() not in have:
            raise PortError(
                PORT, doing, f"the forge did not take {clean_line(login, 80)}: may not be assigned there"
            )

    async def actors(self, repository: Repository, number: int) -> IssueActors:
        """See ``ForgePort``."""
        doing = f"assignees of {repository.said} #{number}"
        variables = {"owner": repository.owner, "name": repository.name, "number": number}
        data = await self._graphql(repository.host, actors.QUERY, variables, doing, actors.FEATURES)
        return read(actors.found, data, doing=doing)

    async def hand(self, repository: Repository, actors_now: IssueActors, to: Actor) -> None:
        """See ``ForgePort``."""
        doing = f"assign {clean_line(to.login, 80)} in {repository.said}"
        ids = list(dict.fromkeys([*(one.id for one in actors_now.assigned), to.id]))
        variables = {"issue": actors_now.issue, "actors": ids}
        data = await self._graphql(repository.host, actors.ASSIGN, variables, doing, actors.FEATURES)
        if to not in read(actors.assigned, data, doing=doing):
            raise PortError(PORT, doing, f"the forge did not take {clean_line(to.login, 80)}")

    async def label(self, repository: Repository, number: int, label: str) -> None:
        """See ``ForgePort``."""
        doing = f"label #{number} of {repository.said}"
        path = f"repos/{repository.slug}/issues/{number}/labels"
        await self._rest(repository.host, "POST", path, doing, {"labels": [label]})

    async def login(self, host: str) -> str:
        """See ``ForgePort``."""
        doing = f"login at {clean_line(host, 80)}"
        said = await call(
            ("api", "user", "--hostname", host, "--include"), doing=doing, environment=self._environment
        )
        answer = answer_of(said, doing, self._now())
        name: str = read(whole(answer, doing).text, "login", doing=doing)
        if not name:
            raise PortError(PORT, doing, "the answer cannot be read: it names nobody")
        return clean_line(name, 80)

    async def standing(self, repository: Repository, base: str) -> Standing:
        """See ``ForgePort``."""
        doing = f"what the login may do at {repository.said}"
        variables = {"owner": repository.owner, "name": repository.name, "base": f"refs/heads/{base}"}
        rules = f"repos/{repository.owner}/{repository.name}/rules/branches/{quote(base, safe='')}"
        said = await self._called(("api", rules, "--hostname", repository.host, "--include"), doing)
        rulesets = standing.rulesets_of(said, doing)
        answer = await self._asked(repository.host, standing.QUERY, variables, doing)
        data = data_of(answer, doing, self._now())
        return read(standing.standing, data, answer, rulesets, doing=doing)

    async def checks(self, repository: Repository, branch: str) -> CommitChecks:
        """See ``ForgePort``."""
        doing = f"checks of {clean_line(branch, 80)} in {repository.said}"
        variables = {"owner": repository.owner, "name": repository.name, "ref": f"refs/heads/{branch}"}
        data = await self._graphql(repository.host, checks.QUERY, variables, doing)
        found: CommitChecks | None = read(checks.of_branch, data, doing=doing)
        if found is None:
            raise Gone(PORT, doing, "there is no such branch")
        return found

    async def failed_job(self, repository: Repository, job: int) -> FailedJob:
        """See ``ForgePort``."""
        doing = f"job {job} of {repository.said}"
        path = f"repos/{repository.slug}/actions/jobs/{job}"
        said = whole(await self._rest(repository.host, "GET", path, doing), doing)
        found: FailedJob = read(checks.failed_job, said, doing=doing)
        try:
            log = await self._rest(repository.host, "GET", f"{path}/logs", f"log of {doing}")
        except PortError as error:
            return replace(found, why_no_log=error.detail)
        return replace(found, log=log.body.decode("utf-8", "replace"))

    async def attempt(self, repository: Repository, run: int) -> Attempt:
        """See ``ForgePort``."""
        doing = f"run {run} of {repository.said}"
        answer = await self._rest(
            repository.host, "GET", f"repos/{repository.slug}/actions/runs/{run}", doing
        )
        return read(checks.attempt, whole(answer, doing), doing=doing)

    async def template(self, repository: Repository) -> str:
        """See ``ForgePort``."""
        doing = f"template of {repository.said}"
        variables = {"owner": repository.owner, "name": repository.name}
        data = await self._graphql(repository.host, opening.TEMPLATES, variables, doing)
        return read(opening.template, data, doing=doing)

    async def open(
        self, repository: Repository, branch: str, base: str, title: str, body: str, *, draft: bool
    ) -> PullMade:
        """See ``ForgePort``."""
        doing = f"make a pull request in {repository.said}"
        given = {"title": title, "body": body, "head": branch, "base": base, "draft": draft}
        answer = await self._rest(repository.host, "POST", f"repos/{repository.slug}/pulls", doing, given)
        return read(opening.made, whole(answer, doing), doing=doing)

    async def update(self, repository: Repository, number: int, head: str) -> None:
        """See ``ForgePort``."""
        doing = f"update the branch of {repository.said} #{number}"
        path = f"repos/{repository.slug}/pulls/{number}/update-branch"
        await self._rest(repository.host, "PUT", path, doing, {"expected_head_sha": head})

    async def rerun(self, repository: Repository, run: int) -> None:
        """See ``ForgePort``."""
        doing = f"run what failed in run {run} of {repository.said} again"
        path = f"repos/{repository.slug}/actions/runs/{run}/rerun-failed-jobs"
        await self._rest(repository.host, "POST", path, doing)

    async def _rest(
        self, host: str, method: str, path: str, doing: str, given: Mapping[str, object] | None = None
    ) -> Answer:
        """One call of the REST API; what is ``given`` goes over standard input."""
        body = () if given is None else ("--input", "-")
        return await self._called(
            ("api", path, "--method", method, "--hostname", host, "--include", *body),
            doing,
            b"" if given is None else json.dumps(given).encode(),
        )

    async def _graphql(
        self, host: str, query: str, variables: Mapping[str, object], doing: str, header: str = ""
    ) -> Node:
        return data_of(await self._asked(host, query, variables, doing, header), doing, self._now())

    async def _asked(
        self, host: str, query: str, variables: Mapping[str, object], doing: str, header: str = ""
    ) -> Answer:
        asked = json.dumps({"query": query, "variables": variables}).encode()
        more = ("--header", header) if header else ()
        return await self._called(
            ("api", "graphql", "--hostname", host, "--include", *more, "--input", "-"), doing, asked
        )

    async def _called(self, arguments: Sequence[str], doing: str, stdin: bytes = b"") -> Answer:
        said = await call(arguments, doing=doing, environment=self._environment, stdin=stdin)
        return answer_of(said, doing, self._now())
