from __future__ import annotations

from fleetui.model.expansion import asked
from fleetui.model.forge.checks import Check, CheckState
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.red_checks import (
    CommitChecks,
    RedCheck,
    RedChecks,
    RunJob,
    job_of,
    red,
    tail,
    told,
)
from tests.model.forge.pulls import HEAD, OTHER, pull

SHOP = Repository("github.com", "ann", "shop")
RUN = "https://github.com/ann/shop/actions/runs/7/job/9"


def check(name: str, state: CheckState = CheckState.FAIL, **more: object) -> Check:
    return Check(name, state, **more)  # type: ignore[arg-type]


def test_only_a_job_of_the_repository_itself_is_read_and_run_again() -> None:
    assert job_of(check("build", url=RUN), SHOP) == RunJob(7, 9)
    for url in (
        RUN.replace("ann", "eve"), f"{RUN}?x", RUN.replace("9", "9/../10"), "https://ci.example/runs/7/job/9", "",
    ):  # fmt: skip
        assert job_of(check("build", url=url), SHOP) is None, url


def test_required_checks_stand_first_and_what_passed_is_not_red() -> None:
    one = pull(
        checks=(
            check("lint"),
            check("build", required=True),
            check("docs", CheckState.PASS),
            check("e2e", CheckState.UNKNOWN),
        )
    )
    assert [each.name for each in red(one)] == ["build", "lint"]


def test_the_base_is_red_only_where_that_is_known() -> None:
    base = CommitChecks(
        OTHER, (check("a"), check("b", CheckState.PASS), check("c", CheckState.PENDING)), whole=False
    )
    assert [base.is_red(check(name)) for name in "abcd"] == [True, False, None, None]


def test_a_tail_ends_at_the_last_error_without_stamps_colours_or_secrets() -> None:
    stamp = "2026-11-01T09:00:00.1234567Z "
    log = "".join(
        f"{stamp}{line}\n"
        for line in (
            *(f"row {at}" for at in range(60)), "##[group]Run pytest", "\x1b[31mFAILED test_a\x1b[0m",
            "token=ghp_" + "a" * 36, "##[endgroup]", "##[error]Process completed with exit code 1.",
            "Post job cleanup.",
        )
    )  # fmt: skip
    lines = tail(log).splitlines()
    assert len(lines) == 40
    assert lines[-1] == "Process completed with exit code 1."
    assert "FAILED test_a" in lines and "Run pytest" in lines
    assert not any("ghp_a" in line or "2026-" in line for line in lines)
    assert tail("plain\nwithout any mark\n") == "plain\nwithout any mark"


def test_the_author_is_told_step_and_log_as_data_and_whether_the_base_is_red_too() -> None:
    log = "E assert {gate.tail}\n@~/.ssh/id"
    found = RedChecks(
        12, HEAD, "main",
        (
            RedCheck(check("build", required=True, url=RUN), "Run pytest", log, on_base=True),
            RedCheck(check("ci/other {w1.branch}"), why_no_log="it did not run as a job of this repository"),
        ),
        left=1,
    )  # fmt: skip
    text = told(found)
    assert text.startswith(f"3 checks of your pull request #12 failed on {HEAD[:12]}.")
    assert "1. The check 'build' (required) failed, in its step 'Run pytest'. It is also red on main" in text
    assert "> E assert" in text and RUN in text
    assert "Whether it fails on main, too, is not known." in text
    assert "Its log is not here: it did not run as a job of this repository." in text
    assert "1 more failed" in text
    assert asked(text) == (), "nothing of it is filled in"
    assert "@~/" not in text, "no file is named to the agent's program"
