"""Making a pull request, and what its repository wants it to say."""

from __future__ import annotations

from fleetui.model.clean import clean_prompt
from fleetui.model.forge.pull import PullMade
from fleetui.ports.github.answers import Node
from fleetui.ports.github.readers import oid, url

TEMPLATES = """
query($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { pullRequestTemplates { filename body } }
}
"""
_LONGEST = 20_000


def template(data: Node) -> str:
    """The first template of an answer to ``TEMPLATES``. Raises ``ShapeError``."""
    repository = data.node("repository")
    if repository.table.get("pullRequestTemplates", ...) is None:
        return ""
    texts = (one.word("body") for one in repository.each("pullRequestTemplates"))
    return clean_prompt(next((text for text in texts if text.strip()), ""))[0][:_LONGEST]


def made(pull: Node) -> PullMade:
    """A pull request, by the REST API. Raises ``ShapeError``."""
    return PullMade(pull.number("number"), url(pull.text("html_url")), oid(pull.node("head"), "sha"))
