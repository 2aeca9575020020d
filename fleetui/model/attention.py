"""What waits for the operator, in order."""

from __future__ import annotations

from enum import IntEnum

from fleetui.model.value import value


class Want(IntEnum):
    """Why an agent waits for the operator; smaller is more urgent."""

    ASKING = 1
    STUCK = 2
    FAILED = 3
    LIMITED = 4
    """A limit that lasts, or that should be over; one that passes by itself soon waits for nobody."""
    FAILING = 5
    """It works, and meets the same failure again and again."""
    TOUCHED = 6
    """It changed what its task says not to touch."""
    UNCONFIRMED = 7
    """A delivery is not confirmed: the queue is stopped until the operator decides."""
    HELD = 8
    UNDONE = 9
    """A turn is over and what it reported, or was expected of it, is not in the files."""
    GATE_RED = 10
    TO_MERGE = 11


LOUD = frozenset({Want.ASKING, Want.STUCK, Want.FAILED, Want.LIMITED, Want.TO_MERGE})
"""Those drawn as filled blocks; the others are coloured words."""


@value
class Attention:
    """One reason why one agent waits for the operator."""

    want: Want
    reason: str
    since: float
    key: str = ""
    """Id of the action that answers it, such as ``agent.answer``."""
    acknowledged: bool = False
    """The operator knows of exactly this reason: it is shown and counted, and no longer calls."""

    about: str = ""
    """What it is about without what counts up in its reason; the reason when left out."""

    @property
    def topic(self) -> str:
        """What an acknowledgement is of: another question or reason is another topic, a longer wait is not.

        It holds no time, so every process that looks at the fleet comes to the same one. How long an agent has been
        stuck stands in its reason, so there the word alone is the topic.
        """
        word = self.want.name.lower()
        return word if self.want is Want.STUCK else f"{word}: {self.about or self.reason}"
