"""The pull requests and issues of a project."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from fleetui.config.schema.table import Table
from fleetui.config.schema.types import TextLine, refused_by


def _why_not_repository(value: str) -> str | None:
    from fleetui.model.forge.repository import as_written  # most commands ask no forge

    known = not value or as_written(value)
    return None if known else "is no repository: write owner/name, or host/owner/name"


def _why_not_dispatch(value: str) -> str | None:
    return None if not value or "{text}" in value else "must hold {text}, where the follow-up stands"


class GithubTable(Table):
    """Pull requests on GitHub, through gh and its login. Without it nothing is asked there."""

    repository: Annotated[str, AfterValidator(refused_by(_why_not_repository))] = Field(
        "",
        description="owner/name, or host/owner/name elsewhere; empty: where the checkout's remote origin leads.",
    )
    every_s: float = Field(
        60.0,
        ge=2,
        le=3600,
        description="Seconds between two looks at the open pull requests, and at the issues where there is a search "
        "for them: one call each.",
    )
    merges: bool = Field(
        default=False,
        description="Whether approving a branch merges exactly its pull request there, as landing says, instead of "
        "landing it here; what it was merged as is then brought here. Needs repository.",
    )
    required: list[TextLine] = Field(
        [], description="Checks without which nothing is merged, beside those that GitHub itself requires."
    )
    no_checks: bool = Field(
        default=False,
        description="Whether a pull request on which no check reports may be merged all the same.",
    )
    remarks: Literal["ask", "tell"] = Field(
        "ask",
        description="Whether what others say in a pull request goes to its author only when you send it, "
        "or by itself.",
    )
    remarks_times: int = Field(
        2, ge=1, le=20, description="How often that happens by itself for one pull request."
    )
    checks: Literal["ask", "tell"] = Field(
        "ask",
        description="Whether checks that failed on the newest commit of a pull request, and not on its base, go to its "
        "author only when you send them, or by themselves once all have ended.",
    )
    checks_times: int = Field(
        2, ge=1, le=20, description="How often that happens by itself for one pull request."
    )
    issues: Annotated[TextLine, Field(max_length=200)] = Field(
        "", description="A search of GitHub, such as is:open label:agent: the issues it finds are tasks."
    )
    assign: Annotated[TextLine, Field(max_length=80)] = Field(
        "", description="Whom a key on the ledger assigns an issue to: a login, or @me."
    )
    label: Annotated[TextLine, Field(max_length=80)] = Field(
        "", description="The label that the same key adds, such as in progress."
    )
    assign_on_start: bool = Field(
        default=False,
        description="Whether starting an agent on an issue from the ledger does the same in one, with your login.",
    )
    dispatch: Annotated[str, Field(max_length=2000), AfterValidator(refused_by(_why_not_dispatch))] = Field(
        "",
        description="What a follow-up is as a comment of the issue its agent works on, such as For the agent: {text}; "
        "empty: none is posted.",
    )
    issue_authors: list[TextLine] = Field(
        [],
        description="Logins whose issues may say when a task is done and what it must not touch, beside owners, "
        "members and collaborators.",
    )

    @model_validator(mode="after")
    def _names_where_it_merges(self) -> GithubTable:
        if self.merges and not self.repository:
            raise ValueError('merges needs repository = "owner/name": agents can change where a remote leads')
        return self
