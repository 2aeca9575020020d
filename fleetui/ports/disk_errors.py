"""What a disk that refuses says, for people: what happened, where, and what to do about it."""

from __future__ import annotations

import errno
import os

_FULL = (errno.ENOSPC, errno.EDQUOT)


def why(error: Exception, where: str = "") -> str:
    """One line without numbers of errors; ``where`` it was, if the error does not say that itself."""
    if not isinstance(error, OSError) or not error.strerror:
        return _line(str(error)) or type(error).__name__
    named = error.filename
    at = os.fsdecode(named) if isinstance(named, str | bytes) else where
    if error.errno in _FULL:
        return _line(f"no space left{f' on {at}' if at else ''}: free some there")
    if error.errno == errno.EROFS:
        return _line(f"{at or 'the disk'} can only be read: make it writable")
    return _line(f"{error.strerror}: {at}" if at else error.strerror)


def _line(text: str) -> str:
    """One printable line; names are what somebody else chose."""
    whole = " ".join(text.split())
    return whole if whole.isprintable() else "".join(char if char.isprintable() else "?" for char in whole)
