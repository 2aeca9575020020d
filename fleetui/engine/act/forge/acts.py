"""What the operator's keys have done with pull requests: one row for each kind."""

from __future__ import annotations

from functools import partial
from typing import assert_never

from fleetui.engine.act.forge.assigning import Assigning, seen_on_issue
from fleetui.engine.act.forge.dispatching import Dispatching, seen_comment, told_of
from fleetui.engine.act.forge.fetching import Fetching
from fleetui.engine.act.forge.handing import Handing, handed, seen_handed
from fleetui.engine.act.forge.once import Once
from fleetui.engine.act.forge.opening import Opening, seen_open
from fleetui.engine.act.forge.pushing import Pushing, seen_pushed
from fleetui.engine.act.forge.rerunning import Rerunning, seen_again
from fleetui.engine.act.forge.telling import Telling
from fleetui.engine.act.forge.updating import Updating, seen_updated
from fleetui.engine.core import Core
from fleetui.model.commands import Outcome
from fleetui.model.forge.wishes.fetched import FetchPull
from fleetui.model.forge.wishes.hosted import HAND, HandIssue, TellAgain, TellHosted
from fleetui.model.forge.wishes.pull_acts import (
    ASSIGN,
    DISPATCH,
    LABEL,
    OPEN,
    PUSH,
    RERUN,
    UPDATE,
    AssignIssue,
    DispatchComment,
    OpenPull,
    PullWish,
    PushPull,
    RerunChecks,
    UpdatePull,
)


class ForgeActs:
    """Performs each at most once."""

    def __init__(self, core: Core, fetching: Fetching) -> None:
        on_issue = partial(seen_on_issue, core)
        seen = {
            RERUN: partial(seen_again, core),
            OPEN: partial(seen_open, core),
            PUSH: partial(seen_pushed, core),
            ASSIGN: on_issue,
            LABEL: on_issue,
            UPDATE: partial(seen_updated, core),
            DISPATCH: partial(seen_comment, core),
            HAND: partial(seen_handed, core),
        }
        self.once = Once(core, seen, {HAND: partial(handed, core), DISPATCH: partial(told_of, core)})
        self.telling = Telling(core)
        self._handing = Handing(core, self.once)
        self._fetching = fetching
        self._rerunning = Rerunning(core, self.once)
        self._assigning = Assigning(core, self.once)
        self._dispatching = Dispatching(core, self.once)
        self._opening = Opening(core, self.once)
        self._pushing = Pushing(core, self.once)
        self._updating = Updating(core, self.once)

    async def perform(self, wish: PullWish) -> Outcome:
        """Do it. Raises ``Refused`` and ``PortError``."""
        match wish:
            case RerunChecks():
                return await self._rerunning.rerun(wish)
            case AssignIssue():
                return await self._assigning.assign(wish)
            case DispatchComment():
                return await self._dispatching.dispatch(wish)
            case OpenPull():
                return await self._opening.open(wish)
            case PushPull():
                return await self._pushing.push(wish)
            case FetchPull():
                return await self._fetching.perform(wish)
            case UpdatePull():
                return await self._updating.update(wish)
            case HandIssue():
                return await self._handing.hand(wish)
            case TellHosted():
                return await self.telling.tell(wish)
            case TellAgain():
                return await self.telling.again(wish)
            case _:
                assert_never(wish)
