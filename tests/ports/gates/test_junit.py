"""JUnit reports count when the run wrote them, and are hostile until read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fleetui.model.evidence import Gate, Verdict
from fleetui.ports.gates import junit
from fleetui.ports.gates.port import Gates, gate_environment

GOOD = (
    '<testsuites><testsuite failures="0"><testcase/><testcase><skipped/></testcase></testsuite></testsuites>'
)
BAD = '<testsuite><testcase/><testcase><failure message="x">y</failure><error/></testcase></testsuite>'
ENVIRONMENT = gate_environment(os.environ)


async def verdict(
    folder: Path, script: str, *, pattern: str = "out/**/*.xml", tests: int = 0
) -> tuple[Verdict, str]:
    gate = Gate("test", ("sh", "-c", script), 20.0, min_tests=tests, junit=pattern)
    result = await Gates().run(gate, str(folder), ENVIRONMENT)
    return result.verdict, result.detail


@pytest.mark.parametrize(
    ("content", "passed", "failed"),
    [
        (GOOD, 1, 0),
        (BAD, 1, 1),
        ('<testsuite tests="3" failures="1" errors="1"/>', 0, 2),
        ('<testsuite failures="many"><testcase/></testsuite>', 1, 0),
        ('<?xml version="1.0" encoding="utf-16"?>' + GOOD, 1, 0),
    ],
)
def test_cases_are_counted(tmp_path: Path, content: str, passed: int, failed: int) -> None:
    (tmp_path / "r.xml").write_bytes(content.encode("utf-16" if "utf-16" in content else "utf-8"))
    assert junit.read(str(tmp_path), "*.xml", {}) == junit.Report(passed, failed, 1)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<html/>",
        "<testsuite>",
        '<!DOCTYPE x [<!ENTITY a "b">]><testsuite>&a;</testsuite>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><testsuite/>',
        "<testsuite>" * 100 + "</testsuite>" * 100,
        '<?xml version="1.0" encoding="nonsense"?><testsuite/>',
    ],
)
def test_a_report_that_cannot_be_believed_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "r.xml").write_text(content)
    with pytest.raises(junit.Unreadable, match=r"r\.xml"):
        junit.read(str(tmp_path), "*.xml", {})


def test_a_large_report_and_too_many_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "large.xml").open("wb") as file:
        file.truncate(junit.MOST_BYTES + 1)
    with pytest.raises(junit.Unreadable, match="larger than"):
        junit.read(str(tmp_path), "*.xml", {})
    monkeypatch.setattr(junit, "MOST_FILES", 2)
    for number in range(3):
        (tmp_path / f"{number}.xml").write_text(GOOD)
    with pytest.raises(junit.Unreadable, match="more than 2 files"):
        junit.read(str(tmp_path), "*.xml", {})


def test_links_lead_nowhere(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "in"
    outside.mkdir()
    folder.mkdir()
    (outside / "r.xml").write_text(GOOD)
    (folder / "r.xml").symlink_to(outside / "r.xml")
    (folder / "sub").symlink_to(outside)
    os.mkfifo(folder / "pipe.xml")
    assert junit.read(str(folder), "**/*.xml", {}) == junit.Report()


async def test_a_failure_in_a_report_counts_over_the_exit_code(tmp_path: Path) -> None:
    assert await verdict(tmp_path, f"mkdir -p out/a; echo '{BAD}' > out/a/r.xml") == (
        Verdict.FAIL,
        "exit 0, but its JUnit report names 1 failed",
    )
    assert (await verdict(tmp_path, f"echo '{GOOD}' > out/a/r.xml"))[0] is Verdict.PASS
    assert (await verdict(tmp_path, f"echo '{GOOD}' > out/a/r.xml", tests=2))[0] is Verdict.ERROR


async def test_a_report_from_before_the_run_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/r.xml").write_text(GOOD)
    assert await verdict(tmp_path, "true") == (Verdict.ERROR, "it wrote no JUnit report out/**/*.xml")
    assert (await verdict(tmp_path, f"echo '{GOOD}' > out/new.xml"))[0] is Verdict.PASS


async def test_a_broken_report_is_an_error_and_not_a_pass(tmp_path: Path) -> None:
    found, detail = await verdict(tmp_path, "mkdir -p out; echo '<testsuite>' > out/r.xml")
    assert found is Verdict.ERROR
    assert "out/r.xml" in detail
