"""Which tier of release authority holds: what is not told is never taken for a wall."""

from __future__ import annotations

import pytest

from fleetui.model.release_authority import BaseGuard, Standing, authority, in_environment

REVIEWED = BaseGuard(protected=True, approvals=1, checks=("build",))


@pytest.mark.parametrize(
    ("permission", "guard", "tier", "certain", "words"),
    [
        ("ADMIN", REVIEWED, 0, True, "lift what guards it"),
        ("WRITE", BaseGuard(), 0, True, "main is not protected: ada can push to it and merge"),
        ("WRITE", BaseGuard(protected=True, checks=("build",)), 0, True, "it can merge there"),
        ("WRITE", BaseGuard(rulesets=("deletion",)), 0, True, "it can merge there"),
        ("MAINTAIN", REVIEWED, 3, False, "who may bypass that is not told"),
        ("WRITE", BaseGuard(approvals=1, rulesets=("pull_request",)), 3, False, "1 approving review"),
        ("READ", BaseGuard(), 3, True, "may neither push to main nor merge"),
        ("", BaseGuard(), 3, False, "may neither"),
    ],
)
def test_the_tier_is_what_the_login_could_not_do(
    permission: str, guard: BaseGuard, tier: int, certain: bool, words: str
) -> None:
    found = authority(Standing("ada", permission, guard), "main")
    assert (found.tier, found.certain) == (tier, certain)
    assert words in found.said


def test_a_token_without_scopes_is_said_and_one_that_lacks_them_is_seen() -> None:
    def standing(scopes: tuple[str, ...] | None) -> Standing:
        return Standing("ada", "WRITE", BaseGuard(), scopes)

    assert "without scopes" in standing(None).scopes_said and not standing(None).lacks_scope
    assert standing(()).scopes_said == "no scope" and standing(()).lacks_scope
    assert standing(("gist",)).lacks_scope
    assert not standing(("gist", "repo")).lacks_scope


def test_what_guards_a_branch_is_said_whole() -> None:
    assert BaseGuard().said == "nothing"
    assert BaseGuard(protected=True).said == "branch protection: neither reviews nor checks"
    assert REVIEWED.said == "branch protection: 1 approving review; checks build"
    assert BaseGuard(rulesets=("deletion",)).said == "no branch protection; rulesets: deletion"


def test_a_login_in_the_environment_is_named_and_never_shown() -> None:
    assert in_environment({"PATH": "/bin", "GITHUB_TOKEN": "x", "GH_TOKEN": "y"}) == (
        "GH_TOKEN",
        "GITHUB_TOKEN",
    )
