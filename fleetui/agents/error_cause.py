"""What kept an agent from going on, told from the words that it gave up with. Pure.

The words are those of the agents and of the providers behind them: a status of HTTP, a name of an error, or a sentence.
The first cause that fits counts: a refused key is no server's fault although a status of a server tells it.
"""

from __future__ import annotations

import re
from enum import StrEnum

from fleetui.model.status import Phase, Status


class Cause(StrEnum):
    """Why an agent gave up; ``[after_error]`` in ``fleet.toml`` has a key for each."""

    AUTH = "auth"
    """It is not let in: a key, a login, an account that must pay."""
    LIMITED = "limited"
    """The account spent what it may for now."""
    OVERLOADED = "overloaded"
    """The provider has too much to do."""
    CONNECTION = "connection"
    """Nothing answers, or it broke off."""
    SERVER = "server"
    """The provider failed at it."""
    OTHER = "other"
    """Anything else, such as a conversation that is too long: the same would happen again."""


_WORDS = {
    Cause.AUTH: (
        r"\b(?:401|402|403)\b",
        "api key|authenticat|unauthori[sz]ed|forbidden|permission denied|oauth|credential",
        r"\blog ?in\b|/login|sign in",
        "credit balance|billing|payment|insufficient[_ ](?:quota|funds|credits)",
    ),
    Cause.OTHER: (
        r"\b(?:400|404|413|422)\b",
        "too long|context (?:limit|window|length)|invalid[_ ]request|not found",
    ),
    Cause.OVERLOADED: (
        r"\b(?:503|529)\b",
        "overloaded|at capacity|high (?:demand|load)|temporarily limiting",
    ),
    Cause.LIMITED: (
        r"\b429\b",
        "rate[_ -]?limit|(?:usage|session|weekly|hourly|spending) limit|limit reached|quota|too many requests",
        "out of (?:usage|extra usage)|resource[_ ]exhausted",
    ),
    Cause.CONNECTION: (
        r"\bE(?:CONN\w+|TIMEDOUT|PIPE|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH)\b",
        r"connection|connect to|disconnected|network|timed? ?out|\bDNS\b",
        "socket hang up|fetch failed|stream (?:closed|ended)",
    ),
    Cause.SERVER: (
        r"\b(?:500|502|504|52[0-4])\b",
        "internal (?:server )?error|bad gateway|server[_ ]error",
    ),
}
_CAUSES = tuple((cause, re.compile("|".join(words), re.IGNORECASE)) for cause, words in _WORDS.items())


def cause_of(status: Status) -> Cause:
    """Why an agent gave up that failed or is limited; a limit without words is one of the account."""
    words = " ".join(part for part in (status.limit.reason if status.limit else "", status.note) if part)
    found = next((cause for cause, regex in _CAUSES if regex.search(words)), Cause.OTHER)
    return Cause.LIMITED if found is Cause.OTHER and status.phase is Phase.LIMITED else found
