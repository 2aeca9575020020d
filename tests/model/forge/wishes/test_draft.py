from __future__ import annotations

from dataclasses import replace

from fleetui.model.evidence import Candidate, Verdict
from fleetui.model.forge.wishes.draft import MOST_TITLE, PullDraft, body_of, parted, title_of, why_not_text
from fleetui.model.landing_story import Prompt
from fleetui.model.task import Task
from fleetui.model.view import BranchRow, GateMark

BASE, HEAD = "b" * 40, "a" * 40
GATES = (GateMark("build", Verdict.PASS, detail="12 files"), GateMark("test", Verdict.NONE))
CANDIDATE = Candidate("shop", "cache", "agent/cache", BASE, HEAD, "c" * 40, "d" * 40)
ROW = BranchRow("cache", "shop", "agent/cache", "main", HEAD, CANDIDATE, GATES, 1, 0, 0)
TASK = Task("41", "Cache prices", body="Prices are slow.", done_when="a second call is free")


def test_task_evidence_template_and_issue_make_the_text() -> None:
    body = body_of(ROW, TASK, (), "## Checklist\n- [ ] docs")
    assert body == (
        "Prices are slow.\n\nDone when: a second call is free\n\n"
        f"Gates on this branch merged into main at {BASE[:9]}:\n- build: passed, 12 files\n\n"
        "## Checklist\n- [ ] docs"
    )
    issue = replace(TASK, issues=(41,))
    assert body_of(replace(ROW, gates=()), issue, (), "") == "Closes #41", "what the issue says stands there"
    assert title_of(TASK, (), "agent/cache") == "Cache prices"


def test_a_secret_that_was_in_a_prompt_does_not_go_out() -> None:
    secret = "ghp_0123456789abcdef0123456789abcdef0123"
    prompts = (Prompt("1", "follow-up", f"Use {secret} for it", 1.0),)
    assert secret not in body_of(ROW, None, prompts, "")
    assert secret not in title_of(None, prompts, "agent/cache")


def test_without_a_task_the_prompts_tell_and_nobody_is_called_by_them() -> None:
    prompts = tuple(Prompt(str(at), "follow-up", f"Cache it {at}\nask @ann", 1.0) for at in range(5))
    body = body_of(ROW, None, prompts, "")
    assert "> Cache it 0\n> ask @ ann" in body and "and 2 more." in body
    assert title_of(None, prompts, "agent/cache") == "Cache it 0"
    assert title_of(None, (), "agent/cache") == "agent/cache"


def test_the_first_line_is_the_title_and_a_text_without_one_is_refused() -> None:
    draft = PullDraft("Cache prices", "Body\n\nmore", "b", HEAD, "main", "a/b")
    assert parted(draft.text) == ("Cache prices", "Body\n\nmore")
    assert why_not_text(*parted(draft.text)) == ""
    assert "no title" in why_not_text(*parted(" \n\n "))
    assert "at most 256" in why_not_text("x" * (MOST_TITLE + 1), "")
