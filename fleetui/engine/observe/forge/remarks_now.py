"""What others said in pull requests, asked for now."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.observe.forge.conversations import ConversationWatch
from fleetui.engine.observe.forge.pulls import PullWatch
from fleetui.model.forge.answers import Heard


class RemarksNow:
    """Asks for the open pull requests first where nobody follows them: a command of its own."""

    def __init__(self, core: Core, pulls: PullWatch, conversations: ConversationWatch) -> None:
        self.core = core
        self._pulls = pulls
        self._conversations = conversations

    async def ask(self, project: str, number: int) -> tuple[Heard, ...]:
        """Of one pull request or all open ones (0), of one project or all (empty)."""
        if not self.core.pulls:
            wanted = [one for one in self.core.settings.projects.values() if one.forge and one.path]
            await self._pulls.now([one for one in wanted if project in ("", one.name)])
        found = await self._conversations.now(project, number)
        lists = (one for one in self.core.pulls.items() if project in ("", one[0]))
        return found + tuple(
            Heard(name, 0, why=known.why) for name, known in lists if known.why and not known.pulls
        )
