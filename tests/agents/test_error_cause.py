"""Why an agent gave up is told from its words; a refused key is never taken for something that passes."""

from __future__ import annotations

import pytest

from fleetui.agents.error_cause import Cause, cause_of
from fleetui.model.limit import Limit
from fleetui.model.status import Phase, Status, StatusEvidence


def status(note: str, phase: Phase = Phase.FAILED, limit: Limit | None = None) -> Status:
    return Status(phase, 1.0, StatusEvidence("screen", "error", 1.0), note, limit)


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("Invalid API key · Fix external API key", Cause.AUTH),
        ("Please run /login · API Error: 401 {}", Cause.AUTH),
        ("Credit balance is too low", Cause.AUTH),
        ("unexpected status 401 Unauthorized: bad key, url: http://x", Cause.AUTH),
        ("insufficient_quota: check your plan", Cause.AUTH),
        ("API Error: 500 invalid credentials of the gateway", Cause.AUTH),
        ("Request rejected (429)", Cause.LIMITED),
        ("exceeded retry limit, last status: 429 Too Many Requests", Cause.LIMITED),
        ("You've hit your usage limit", Cause.LIMITED),
        ("Resource_Exhausted", Cause.LIMITED),
        ("Repeated 529 Overloaded errors", Cause.OVERLOADED),
        ("Selected model is at capacity", Cause.OVERLOADED),
        ("We're currently experiencing high demand", Cause.OVERLOADED),
        ("API Error: Connection dropped (ECONNRESET)", Cause.CONNECTION),
        ("stream disconnected before completion", Cause.CONNECTION),
        ("fetch failed", Cause.CONNECTION),
        ("Request timed out", Cause.CONNECTION),
        ("API Error: 500 Internal server error.", Cause.SERVER),
        ("502 Bad Gateway", Cause.SERVER),
        ("Prompt is too long · automatic compaction failed: 500", Cause.OTHER),
        ("API Error: 400 invalid_request_error", Cause.OTHER),
        ("suspended", Cause.OTHER),
        ("", Cause.OTHER),
    ],
)
def test_the_cause_of_an_error_is_told_from_its_words(words: str, cause: Cause) -> None:
    assert cause_of(status(words)) is cause


def test_a_limit_is_one_of_the_account_unless_its_words_say_more() -> None:
    assert cause_of(status("", Phase.LIMITED)) is Cause.LIMITED
    assert cause_of(status("", Phase.LIMITED, Limit("overloaded"))) is Cause.OVERLOADED
