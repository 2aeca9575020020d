"""Commands as operators write them: an argument list, or one line that is split like a shell would."""

from __future__ import annotations

import shlex

_SHELL_WORDS = frozenset({"&&", "||", "|", ";", "&", ">", ">>", "<", "2>&1", "2>", "|&"})


def as_argv(value: object) -> tuple[str, ...]:
    """The argument list of a configured command; raises ``ValueError`` with what to write instead.

    No shell ever sees it: a line that needs one is refused with the list that says so openly.
    """
    if isinstance(value, str):
        return _split(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return _checked(tuple(value))
    raise ValueError('must be a list of texts, such as ["make", "build"], or one line')


def _split(line: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(line))
    except ValueError as error:
        raise ValueError(f"cannot be split into words: {str(error).lower()}") from error
    shell = next((word for word in words if word in _SHELL_WORDS or word.endswith(";")), None)
    if shell:
        raise ValueError(f'needs a shell for {shell!r}: write ["sh", "-c", "…"] if that is meant')
    return _checked(words)


def _checked(words: tuple[str, ...]) -> tuple[str, ...]:
    if words and not words[0]:
        raise ValueError("begins with an empty program name")
    if any("\0" in word for word in words):
        raise ValueError("holds a NUL character")
    return words
