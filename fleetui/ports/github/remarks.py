"""What is said into a pull request, by the operator's own key: a reply, a comment, a thread that is resolved."""

from __future__ import annotations

from fleetui.ports.github.answers import Node
from fleetui.ports.github.readers import url

REPLY = """
mutation($id: ID!, $body: String!) {
  addPullRequestReviewThreadReply(input: {pullRequestReviewThreadId: $id, body: $body}) { comment { url } }
}
"""
COMMENT = """
mutation($id: ID!, $body: String!) {
  addComment(input: {subjectId: $id, body: $body}) { commentEdge { node { url } } }
}
"""
RESOLVE = """
mutation($id: ID!) {
  resolveReviewThread(input: {threadId: $id}) { thread { isResolved } }
}
"""


def replied(data: Node) -> str:
    """Where the reply stands. Raises ``ShapeError``."""
    return url(data.node("addPullRequestReviewThreadReply").node("comment").text("url"))


def commented(data: Node) -> str:
    """Where the comment stands. Raises ``ShapeError``."""
    return url(data.node("addComment").node("commentEdge").node("node").text("url"))


def resolved(data: Node) -> bool:
    """Whether the thread is resolved now. Raises ``ShapeError``."""
    return data.node("resolveReviewThread").node("thread").truth("isResolved")
