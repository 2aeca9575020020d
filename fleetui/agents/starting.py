"""What a run is started with: the profile's own words behind the start command, and ids in such words. Pure."""

from __future__ import annotations

import re
import shlex
import uuid
from collections.abc import Sequence
from pathlib import PurePath

from fleetui.agents.profile import SESSION, Profile
from fleetui.model.programs import is_program
from fleetui.model.value import value

_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "fish", "ksh"})
"""What is added behind ``sh -c "agent"`` does not reach the agent."""
_CONTINUES = frozenset({"--resume", "--continue", "--session-id", "--session"})
_SHORT = frozenset({"-r", "-c", "-s"})
"""Words with which an operator's own command may say already which session it is; short ones where all are options."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{5,99}")
_CHOSEN = uuid.UUID("6f1d0e5a-3c7b-5b0e-9a61-0b8f3f6a2d17")


@value
class Beginning:
    """How a run begins."""

    session: str = ""
    """The id of its session; empty where the agent chooses one itself."""
    resumed: bool = False
    """It goes on with that session."""
    unattended: bool = False


def chosen_session(run: str) -> str:
    """The id that a fresh run's session gets. The same for the same run: an engine that was cut short knows it too."""
    return str(uuid.uuid5(_CHOSEN, run))


def why_not_ours(profile: Profile, command: Sequence[str]) -> str:
    """Why nothing may be added to an operator's own start command; empty when it reaches the agent."""
    if not command:
        return ""
    shell = PurePath(command[0]).name in _SHELLS
    if shell or not any(is_program(profile.programs, "", [word]) for word in command):
        return "its start command is your own and nothing can be added to it"
    return ""


def why_not_resume(profile: Profile, command: Sequence[str] = ()) -> str:
    """Why such a run cannot go on with a session; empty when it can."""
    if not profile.resume:
        return f"profile {profile.name} does not say how a session is gone on with"
    if why := why_not_ours(profile, command):
        return why
    return "its own start command says already which session it is" if _says_session(profile, command) else ""


def may_choose(profile: Profile, command: Sequence[str]) -> bool:
    """True when a fresh run can be given a session id."""
    return bool(profile.chosen) and not _says_session(profile, command) and not why_not_ours(profile, command)


def _says_session(profile: Profile, command: Sequence[str]) -> bool:
    own = {word for word in (*profile.chosen, *profile.resume) if SESSION not in word}
    options = all(word.startswith("-") for word in own)
    return bool((own | _CONTINUES | (_SHORT if options else frozenset())) & set(command[1:]))


def is_session(text: str) -> bool:
    """True for what may stand as an id behind an agent's words: never an option, a path or more than one word."""
    return bool(_ID.fullmatch(text))


def why_not_unattended(profile: Profile, command: Sequence[str] = ()) -> str:
    """Why such a run cannot be told to ask nobody; empty when it can."""
    if not profile.unattended:
        return f"profile {profile.name} does not say how it is started unattended"
    return why_not_ours(profile, command)


def argv(profile: Profile, command: Sequence[str], begins: Beginning) -> tuple[str, ...]:
    """The argument list of a run; ``command`` is the operator's own, in place of the profile's."""
    words = tuple(command) or profile.start
    if why_not_ours(profile, command):
        return words
    asks_nobody = [word for word in profile.unattended if word not in words] if begins.unattended else []
    kind = profile.resume if begins.resumed else profile.chosen
    session = [word.replace(SESSION, begins.session) for word in kind] if begins.session else []
    return (*words, *asks_nobody, *session)


def session_in(profile: Profile, said: str) -> str:
    """The id in a command that goes on with a session, as its program printed it; empty where there is none."""
    try:
        words = shlex.split(said)
    except ValueError:
        return ""
    many = len(profile.resume)
    for start in range(1, len(words) - many + 1) if many else ():
        found = _matched(profile.resume, words[start : start + many])
        if is_session(found):
            return found
    return ""


def _matched(words: Sequence[str], said: Sequence[str]) -> str:
    """What stands in the place of the id when all other words are the same."""
    found = ""
    for word, seen in zip(words, said, strict=True):
        before, place, after = word.partition(SESSION)
        if not place and word != seen:
            return ""
        if place:
            if not (seen.startswith(before) and seen.endswith(after)):
                return ""
            found = seen[len(before) : len(seen) - len(after)]
    return found
