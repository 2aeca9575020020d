"""Pull requests as tests want them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fleetui.model.forge.checks import Check, CheckState
from fleetui.model.forge.merging import PullNow, PullState, Wanted
from fleetui.model.forge.pull import Decision, Mergeable, Pull

HEAD, BASE, OTHER = "a" * 40, "b" * 40, "c" * 40
GREEN = Check("build", CheckState.PASS, required=True)
WANTED = Wanted(HEAD, BASE)


def pull(**changed: Any) -> Pull:
    """One that may be merged, but for what is changed."""
    made = Pull(
        number=12, title="Add a cache", url="https://github.com/ann/shop/pull/12", author="ann", bot=False,
        branch="agent/cache", head=HEAD, base="main", mergeable=Mergeable.CLEAN, decision=Decision.APPROVED,
        checks=(GREEN,), checks_of=HEAD,
    )  # fmt: skip
    return replace(made, **changed)


def now(**changed: Any) -> PullNow:
    """The same with all that decides; what ``PullNow`` has no field for is changed in its pull request."""
    own = {name: changed.pop(name) for name in ("state", "base_commit", "merged_as") if name in changed}
    made = PullNow(pull(**changed), PullState.OPEN, "PR_1", BASE)
    return replace(made, **own)
