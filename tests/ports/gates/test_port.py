from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from fleetui.model.evidence import Gate, Verdict
from fleetui.ports.gates.port import HEAD_BYTES, TAIL_BYTES, Gates, count_tests, gate_environment
from tests.support.processes import lives
from tests.support.waiting import until_async

ENVIRONMENT = gate_environment(os.environ)


def sh(script: str, timeout_s: float = 20.0, min_tests: int = 0) -> Gate:
    return Gate("build", ("sh", "-c", script), timeout_s, min_tests=min_tests)


def pids(folder: Path) -> list[int]:
    return [int(path.read_text()) for path in folder.glob("*.pid") if path.read_text().strip()]


async def test_exit_code_0_passes_and_the_log_is_kept(tmp_path: Path) -> None:
    result = await Gates().run(sh("echo out; echo err >&2"), str(tmp_path), ENVIRONMENT)
    assert (result.verdict, result.detail) == (Verdict.PASS, "")
    assert result.log.split() == [b"out", b"err"]
    assert 0 < result.seconds < 10


async def test_a_failure_says_its_code_and_its_first_cause(tmp_path: Path) -> None:
    script = "echo 'E   assert 1 == 2'; echo 'FAILED tests/test_x.py::test_y - assert'; exit 1"
    result = await Gates().run(sh(script), str(tmp_path), ENVIRONMENT)
    assert result.verdict is Verdict.FAIL
    assert result.detail == "exit 1: FAILED tests/test_x.py::test_y - assert"


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("src/a.c:3:5: error: expected ';'", "exit 2: src/a.c:3:5: error: expected ';'"),
        ("--- FAIL: TestX (0.00s)\nFAIL", "exit 2: --- FAIL: TestX (0.00s)"),
        ("FAIL: test_x (t.T)\nFAILED (failures=1)", "exit 2: FAIL: test_x (t.T)"),
        ("test tests::it ... FAILED\nerror: test failed", "exit 2: test tests::it ... FAILED"),
        ("\x1b[31merror[E0425]\x1b[0m: no x", "exit 2: error[E0425]: no x"),
        ("Traceback\n  File\nValueError: bad", "exit 2: ValueError: bad"),
        ("nothing known\n", "exit 2: nothing known"),
        ("", "exit 2"),
    ],
)
async def test_the_telling_line_of_a_failure(tmp_path: Path, printed: str, told: str) -> None:
    (tmp_path / "out").write_text(printed)
    result = await Gates().run(sh("cat out; exit 2"), str(tmp_path), ENVIRONMENT)
    assert result.detail == told


async def test_what_a_gate_prints_is_no_escape_in_its_detail(tmp_path: Path) -> None:
    result = await Gates().run(sh(r"printf 'x\033]52;c;aGk=\007\r\n'; exit 1"), str(tmp_path), ENVIRONMENT)
    assert result.detail.isprintable()


async def test_a_missing_tool_is_an_error_not_a_failure(tmp_path: Path) -> None:
    for gate in (Gate("build", ("no-such-tool",)), sh("no-such-tool"), Gate("build", (str(tmp_path),))):
        result = await Gates().run(gate, str(tmp_path), ENVIRONMENT)
        assert result.verdict is Verdict.ERROR
        assert "no-such-tool" in result.detail or "Permission denied" in result.detail


async def test_a_missing_folder_is_an_error_that_names_it(tmp_path: Path) -> None:
    result = await Gates().run(sh("true"), str(tmp_path / "gone"), ENVIRONMENT)
    assert result.verdict is Verdict.ERROR
    assert "gone" in result.detail


async def test_a_gate_past_its_limit_is_an_error_and_nothing_of_it_stays(tmp_path: Path) -> None:
    script = """
    sleep 60 & echo $! > a.pid
    setsid sleep 60 & echo $! > b.pid
    (trap '' TERM HUP; sh -c 'trap "" TERM; echo $$ > c.pid; while :; do sleep 0.2; done') &
    nohup sh -c 'setsid sleep 60 & echo $! > d.pid' > /dev/null 2>&1 &
    env -i sleep 60 & echo $! > e.pid
    sleep 60
    """
    began = time.monotonic()
    result = await Gates().run(sh(script, timeout_s=1.0), str(tmp_path), ENVIRONMENT)
    assert result.verdict is Verdict.ERROR
    assert "no end within 1 s" in result.detail
    assert time.monotonic() - began < 15
    assert len(pids(tmp_path)) == 5
    assert not [pid for pid in pids(tmp_path) if lives(pid)]


async def test_children_a_passing_gate_leaves_are_ended(tmp_path: Path) -> None:
    result = await Gates().run(
        sh("sleep 60 & echo $! > a.pid; setsid sleep 60 & echo $! > b.pid"), str(tmp_path), ENVIRONMENT
    )
    assert result.verdict is Verdict.PASS
    assert len(pids(tmp_path)) == 2
    assert not [pid for pid in pids(tmp_path) if lives(pid)]


async def test_a_cancelled_gate_is_gone(tmp_path: Path) -> None:
    gate = sh("sleep 60 & echo $! > a.pid; sleep 60")
    task = asyncio.create_task(Gates().run(gate, str(tmp_path), ENVIRONMENT))
    await until_async(lambda: pids(tmp_path))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not [pid for pid in pids(tmp_path) if lives(pid)]


async def test_strangers_live_on(tmp_path: Path) -> None:
    stranger = await asyncio.create_subprocess_exec("sleep", "60", start_new_session=True)
    try:
        await Gates().run(sh("sleep 60", timeout_s=0.3), str(tmp_path), ENVIRONMENT)
        assert lives(stranger.pid)
    finally:
        stranger.kill()
        await stranger.wait()


async def test_a_log_keeps_its_beginning_and_its_end(tmp_path: Path) -> None:
    script = "print('first')\nfor i in range(20000): print(i, 'x' * 70)\nprint('last')"
    gate = Gate("build", (sys.executable, "-c", script))
    result = await Gates().run(gate, str(tmp_path), ENVIRONMENT)
    assert result.verdict is Verdict.PASS
    assert len(result.log) < HEAD_BYTES + TAIL_BYTES + 100
    assert result.log.startswith(b"first\n")
    assert result.log.endswith(b"last\n")
    assert b"bytes left out" in result.log


@pytest.mark.parametrize("filler", ["=", "\n", " ", "1 ", "not ok", "ok\n"])
async def test_no_output_makes_judging_slow(tmp_path: Path, filler: str) -> None:
    (tmp_path / "out").write_text(filler * 300_000)
    began = time.process_time()
    await Gates().run(sh("cat out; exit 1"), str(tmp_path), ENVIRONMENT)
    await Gates().run(sh("cat out", min_tests=1), str(tmp_path), ENVIRONMENT)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("===== 12 passed, 1 skipped in 0.1s =====", 12),
        ("12 passed in 0.1s", 12),
        ("===== 1 failed, 3 passed in 2.0s =====", 3),
        ("Ran 7 tests in 0.01s\n\nOK", 7),
        ("test result: ok. 4 passed; 0 failed\ntest result: ok. 5 passed; 0 failed", 9),
        ("Test Suites: 1 passed, 1 total\nTests:       5 passed, 5 total", 5),
        ("# tests 3\n# pass 3\n# fail 0", 3),
        ("\N{INFORMATION SOURCE} tests 3\n\N{INFORMATION SOURCE} pass 2", 2),
        ("=== RUN TestA\n--- PASS: TestA (0.0s)\n    --- PASS: TestA/x (0.0s)\nok  \tpkg\t0.1s", 2),
        ("ok  \tpkg/a\t0.1s\nok  \tpkg/b\t0.1s\nok  \tpkg/c\t0.1s [no tests to run]", 2),
        ("all tests passed", 0),
        ("", 0),
    ],
)
def test_test_runners_are_counted_by_what_they_say(text: str, count: int) -> None:
    assert count_tests(text) == count


async def test_too_few_tests_never_pass(tmp_path: Path) -> None:
    for script, verdict in (
        ("echo '3 passed in 1s'", Verdict.PASS),
        ("echo '2 passed in 1s'", Verdict.ERROR),
        ("echo 'no tests ran in 0.01s'; exit 5", Verdict.ERROR),
        ("true", Verdict.ERROR),
    ):
        result = await Gates().run(sh(script, min_tests=3), str(tmp_path), ENVIRONMENT)
        assert result.verdict is verdict, script


async def test_a_set_up_step_runs_the_same_way(tmp_path: Path) -> None:
    result = await Gates().run_setup(("sh", "-c", "echo > made"), str(tmp_path), ENVIRONMENT, 10)
    assert result.verdict is Verdict.PASS
    assert (tmp_path / "made").exists()


def test_a_gate_gets_no_secret_and_no_place_of_the_operators() -> None:
    given = {
        "PATH": "/bin",
        "HOME": "/h",
        "LANG": "C",
        "GITHUB_TOKEN": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "SSH_AUTH_SOCK": "/s",
        "TMUX": "/t",
        "FLEETUI_RUN": "r",
        "GIT_DIR": "/g",
    }
    made = gate_environment(given)
    assert {name for name in given if name in made} == {"PATH", "HOME", "LANG"}
