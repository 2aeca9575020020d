"""What a line for a shell does, as far as its words tell: whether it changes anything, and whether it runs tests."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_LONGEST = 4000
_SILENCED = re.compile(r"\d?>&\d|(?:&|\d)?>>?\s*/dev/null")
_HERE = re.compile(r"<<-?\s*(['\"]?)(\w+)\1[^\n]*\n.*?(?:^\s*\2\s*$|\Z)", re.DOTALL | re.MULTILINE)
"""A text that is given to a command, and is none itself."""
_BREAKS = re.compile(r"\s*(?:&&|\|\||[;|&\n])\s*")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_LOOKS = _words(
    "[ ag awk basename bat cat cd command comm cmp column cut date df diff dirname du echo env false fd file find",
    "fold grep egrep fgrep head hexdump hostname id jq less ls lsof md5sum more nl od printenv printf ps pwd read",
    "realpath readlink rg seq sha1sum sha256sum sleep sort stat strings tail tee test tr tree true type uname uniq",
    "wait watch wc which whereis whoami xxd yq",
)
"""Programs whose failing says that something is not there, and leaves everything as it was."""
_BEFORE = frozenset(
    {"sudo", "time", "nice", "nohup", "exec", "command", "env", "xvfb-run", "then", "do", "if", "!"}
)
_WITH_ARGUMENT = frozenset({"timeout"})
_RUNNERS = frozenset({"uv", "poetry", "pipenv", "pdm", "hatch", "rye", "bundle", "npx", "pnpx", "bunx"})
_GIT_LOOKS = _words(
    "status log diff show grep blame rev-parse branch ls-files ls-tree cat-file describe reflog remote config",
    "rev-list merge-base for-each-ref check-ignore help version",
)
_SUBCOMMANDS = _words(
    "git npm pnpm yarn bun cargo go make just task docker kubectl gh pip uv poetry dotnet mvn gradle mix swift",
    "terraform helm brew apt apt-get",
)
_TESTS = _words(
    "pytest py.test tox nox jest vitest mocha ava ctest rspec phpunit pest nosetests behave cypress playwright",
    "gotestsum nextest bats",
)
_SHELLS = frozenset({"bash", "sh", "zsh", "node"})
_TEST_SCRIPT = re.compile(
    r"(?:run[-_])?(?:unit[-_]?)?(?:tests?|check|ci)(?:[-_]\w+)?(?:\.(?:sh|py|js|ts|bash|rb|pl))?"
)
_TEST_TARGET = re.compile(
    r"(?:unit|integration|e2e|all)?[-_:]?(?:tests?|check|ci|verify|nextest)(?:[-_:]\w+)*"
)
_TEST_TOOLS = _words(
    "npm pnpm yarn bun make gmake just task cargo go mvn mvnw gradle gradlew dotnet mix swift deno sbt lein rake",
    "composer bazel ninja meson",
)
_FAILED = re.compile(
    r"\b[1-9]\d* (?:failed|failures?|errors?|failing)\b|(?:failures|errors|failed)[=:] ?[1-9]|^(?:--- )?FAIL\b|"
    r"^FAILED\b|^not ok \d|^error: test failed",
    re.MULTILINE | re.IGNORECASE,
)


def program(line: str) -> str:
    """The first program of a line that may change something, with its subcommand; empty where none does."""
    return next((name for words in _commands(line) if (name := _called(words))), "")


def runs_tests(line: str) -> bool:
    """True for a line that runs tests."""
    return any(_is_test(words) for words in _commands(line))


def has_failed_tests(output: str) -> bool:
    """True when what a run of tests printed at its end says that some failed."""
    return bool(_FAILED.search(output[-4000:]))


def _commands(line: str) -> Iterator[list[str]]:
    """The words of every command in a line, without what only stands before it."""
    for part in _BREAKS.split(_SILENCED.sub(" ", _HERE.sub(" ", line[:_LONGEST]))):
        try:
            words = shlex.split(part)
        except ValueError:
            words = part.split()
        if bare := _bare(words):
            yield bare


def _bare(words: list[str]) -> list[str]:
    while words:
        first = words[0].lstrip("({")
        if first in _WITH_ARGUMENT:
            words = _past_options(words[1:])[1:]
        elif first in _RUNNERS and len(words) > 1:
            words = _past_options(words[2:] if words[1] in ("run", "exec") else words[1:])
        elif not first or first in _BEFORE or _ASSIGNED.match(first) or first.startswith("-"):
            words = words[1:]
        else:
            return [first, *words[1:]]
    return []


def _past_options(words: list[str]) -> list[str]:
    while words and words[0].startswith("-"):
        words = words[1:]
    return words


def _called(words: list[str]) -> str:
    name = words[0].rpartition("/")[2]
    rest = [word for word in words[1:] if not word.startswith("-")]
    sub = rest[0] if rest else ""
    if any(word.startswith(">") for word in words):
        return name
    if name in _LOOKS or (name == "git" and sub in _GIT_LOOKS) or (name == "sed" and not _in_place(words)):
        return ""
    if name.startswith("python") and words[1:2] == ["-m"]:
        return words[2] if len(words) > 2 else name
    if sub == "run" and len(rest) > 1:
        return f"{name} run {rest[1]}"
    return f"{name} {sub}" if name in _SUBCOMMANDS and sub else name


def _in_place(words: list[str]) -> bool:
    return any(word.startswith(("-i", "--in-place")) for word in words)


def _is_test(words: list[str]) -> bool:
    path, name, rest = words[0], words[0].rpartition("/")[2], words[1:]
    if name in _TESTS:
        return True
    if name in _TEST_TOOLS:
        return any(_TEST_TARGET.fullmatch(word) for word in rest[:3] if (name, word) != ("npm", "ci"))
    if name.startswith("python") and rest[:1] == ["-m"]:
        return rest[1:2] == ["unittest"] or any(word in _TESTS for word in rest[1:2])
    if name.startswith("python") or name in _SHELLS:
        return bool(rest) and (_runs_script(rest[0]) or rest[1:2] == ["test"])
    return "/" in path and _runs_script(path)


def _runs_script(path: str) -> bool:
    """True for a script whose name, or whose folder's, says that it tests."""
    parts = path.lstrip("./").split("/")
    return bool(_TEST_SCRIPT.fullmatch(parts[-1])) or parts[0] == "ci"
