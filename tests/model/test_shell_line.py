"""What a line for a shell does, by its words."""

from __future__ import annotations

import pytest

from fleetui.model.shell_line import has_failed_tests, program, runs_tests


@pytest.mark.parametrize(
    ("line", "called"),
    [
        ("grep -q x a.py", ""),
        ("ls missing", ""),
        ("git status --short && git diff", ""),
        ("cd src && rg foo | head", ""),
        ("sed -n 1,20p a.py", ""),
        ("sed -i s/a/b/ a.py", "sed"),
        ("git commit -m x", "git commit"),
        ("cd app && FOO=1 npm run build 2>&1 | tail -5", "npm run build"),
        ("timeout 60 make test", "make test"),
        ("uv run --frozen pytest -q", "pytest"),
        ("python3 -m mypy .", "mypy"),
        ("echo hi > made.txt", "echo"),
        ("ls > /dev/null", ""),
        ("cat <<'EOF'\nrm -rf /\nEOF", ""),
        ("cat > a.txt <<EOF\nhello\nEOF", "cat"),
        ("[ -f x ] || true", ""),
        ("'unbalanced", "'unbalanced"),
        ("", ""),
    ],
)
def test_a_line_that_only_looks_changes_nothing(line: str, called: str) -> None:
    assert program(line) == called


@pytest.mark.parametrize(
    "line",
    [
        "pytest", "python -m pytest -q tests", "cd app && npm test", "npm run test:unit", "cargo test", "go test ./...",
        "./run-tests.sh", "make -j2 check", "uv run pytest", "python manage.py test", "bash test.sh", ".ci/run",
        "poetry run pytest -x 2>&1 | tail -20", "npx vitest run", "./gradlew test", "python tests/run_tests.py",
        "timeout 300 tox -e py311", "python -m unittest discover",
    ],
)  # fmt: skip
def test_runs_of_tests_are_known(line: str) -> None:
    assert runs_tests(line)


@pytest.mark.parametrize(
    "line",
    ["ls tests", "cat test_a.py", "git add tests/test_a.py", "npm install", "make build", "echo pytest",
     "grep -r test .", "python app.py", "npm ci"],
)  # fmt: skip
def test_what_only_speaks_of_tests_runs_none(line: str) -> None:
    assert not runs_tests(line)


@pytest.mark.parametrize(
    ("output", "failed"),
    [
        ("== 3 failed, 20 passed in 1.2s ==", True),
        ("Tests: 1 failed, 4 passed, 5 total", True),
        ("FAILED (failures=2)", True),
        ("--- FAIL: TestX (0.00s)", True),
        ("== 20 passed in 1.2s ==", False),
        ("test result: ok. 12 passed; 0 failed; 0 ignored", False),
        ("Tests run: 5, Failures: 0, Errors: 0", False),
        ("", False),
    ],
)
def test_a_run_that_a_pipe_hid_is_known_by_its_last_words(output: str, failed: bool) -> None:
    assert has_failed_tests(output) is failed
