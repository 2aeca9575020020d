"""What the forge says no to: one exception for both its APIs."""

from __future__ import annotations


class Refused(Exception):
    """Not done. ``kind`` is the ``type`` of a GraphQL error, ``status`` the answer of the REST API."""

    def __init__(self, message: str, kind: str = "UNPROCESSABLE", status: int = 422) -> None:
        super().__init__(message)
        self.message, self.kind, self.status = message, kind, status


def missing(message: str) -> Refused:
    """Not there, or not to be seen by this login."""
    return Refused(message, "NOT_FOUND", 404)


def forbidden(message: str) -> Refused:
    """This login may not do that."""
    return Refused(message, "FORBIDDEN", 403)
