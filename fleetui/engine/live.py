"""What only a live dashboard of the owner may: release, land, and speak on a forge with the operator's login."""

from __future__ import annotations

from fleetui.engine.act.forge.acts import ForgeActs
from fleetui.engine.act.forge.saying import Saying
from fleetui.engine.act.landing.approvals import Approvals
from fleetui.engine.act.landing.land import Lander
from fleetui.engine.act.landing.trains import Trains
from fleetui.engine.observe.forge.conversations import ConversationWatch
from fleetui.engine.observe.forge.issues import IssueWatch
from fleetui.engine.observe.forge.pulls import PullWatch
from fleetui.engine.own.owner import Ownership
from fleetui.engine.refusals import outcome_of
from fleetui.model.commands import Approval, Outcome, RemarkAnswer
from fleetui.model.forge.wishes.pull_acts import PullWish


class LiveActs:
    """Refuses everything where this process has no screen."""

    def __init__(
        self,
        *,
        ownership: Ownership,
        approvals: Approvals,
        lander: Lander,
        trains: Trains,
        saying: Saying,
        conversations: ConversationWatch,
        forge_acts: ForgeActs,
        pulls: PullWatch,
        issues: IssueWatch,
    ) -> None:
        self._ownership = ownership
        self._approvals, self._lander, self._trains = approvals, lander, trains
        self._saying, self._conversations = saying, conversations
        self._forge_acts, self._pulls, self._issues = forge_acts, pulls, issues

    async def land(self, approval: Approval) -> Outcome:
        """Land exactly this candidate, when it was approved here just now."""
        if not self._ownership.screen:
            return Outcome(ok=False, text="landing needs a live dashboard")
        if not self._approvals.spend(approval):
            return Outcome(ok=False, text="not landed: it was not approved")
        return await outcome_of(self._land(approval))

    async def _land(self, approval: Approval) -> Outcome:
        outcome = await self._lander.land(approval)
        if outcome.ok:
            await self._trains.prepare(None)
        return outcome

    async def say_there(self, answer: RemarkAnswer) -> Outcome:
        """Reply in a pull request or resolve a thread."""
        if not self._ownership.screen:
            return Outcome(ok=False, text="that needs a live dashboard")
        outcome = await outcome_of(self._saying.say(answer))
        self._conversations.soon(answer.project, answer.number)
        return outcome

    async def act_there(self, wish: PullWish) -> Outcome:
        """Have something done with a pull request."""
        if not self._ownership.screen:
            return Outcome(ok=False, text="that needs a live dashboard")
        outcome = await outcome_of(self._forge_acts.perform(wish))
        self._pulls.soon(wish.project)
        self._issues.soon(wish.project)
        return outcome
