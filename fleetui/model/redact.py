"""Secrets that fleetui itself would otherwise write into logs, handoffs and exports. Best effort, never a promise."""

from __future__ import annotations

import re

MARK = "[redacted]"

_NAME = (
    r"(?:[A-Za-z0-9_.-]*(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?)"
    r"|[A-Za-z0-9_.-]*[_.-](?:API)?KEY|(?:API)?KEY)"
)
_VALUE = r"(?:\"[^\"\n]{4,}\"|'[^'\n]{4,}'|[^\s\"'`,;&|<>(){}\[\]]{4,})"
_PEM = (
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----"
    r"(?:(?:[^-]|-(?!----)){0,20000}-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|(?:\s[A-Za-z0-9+/=]{20,})*)"
)

_WHOLE = [
    _PEM,
    r"\bsk-[A-Za-z0-9_-]{16,}",
    r"\bgh[pousr]_[A-Za-z0-9]{20,}",
    r"\bgithub_pat_[A-Za-z0-9_]{20,}",
    r"\bglpat-[A-Za-z0-9_-]{16,}",
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"\bAIza[A-Za-z0-9_-]{30,}",
    r"\bnpm_[A-Za-z0-9]{30,}",
    r"\bhf_[A-Za-z0-9]{30,}",
    r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}",
]
_AFTER = [
    r"(?i:\b(?:proxy-)?authorization\s{0,4}[:=]\s{0,4}[\"']?(?:(?:bearer|basic|token)\s{1,4})?)(?P<a>[^\s\"',]{4,})",
    r"(?i:\b(?:x-api-key|api-key)\s{0,4}:\s{0,4}[\"']?)(?P<b>[^\s\"',]{4,})",
    r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}://[^\s/:@\"']{0,200}:(?P<c>[^\s/@\"']{1,200})@",
]
_SECRETS = re.compile("|".join([*_WHOLE, *_AFTER]))
_NAMED = re.compile(
    rf"(?<![A-Za-z0-9_.-])(?P<name>(?i:{_NAME}))[\"']?\s{{0,4}}[=:]\s{{0,4}}(?P<value>{_VALUE})"
)
_HARMLESS = re.compile(r"(?i:[\"']?(?:\$|<|\*{3}|true\b|false\b|none\b|null\b|\[redacted\]))")
_DIGIT = re.compile(r"\d")


def redact(text: str) -> tuple[str, int]:
    """The text without what looks like a secret, and how many were taken out. Twice is the same as once."""
    text, whole = _SECRETS.subn(_hidden, text)
    found = [match for match in _NAMED.finditer(text) if _is_secret(match)]
    return _without(text, found), whole + len(found)


def _is_secret(match: re.Match[str]) -> bool:
    """Code is full of ``key=lambda`` and ``token = next()``: a small name needs a value that looks the part."""
    name, value = match.group("name"), match.group("value")
    if name in ("key", "Key") or _HARMLESS.match(value):
        return False
    return name.isupper() or value[0] in "\"'" or bool(_DIGIT.search(value))


def _hidden(match: re.Match[str]) -> str:
    for group in ("a", "b", "c"):
        if match.group(group):
            before, after = match.start(group) - match.start(), match.end(group) - match.start()
            return match.group()[:before] + MARK + match.group()[after:]
    return MARK


def _without(text: str, matches: list[re.Match[str]]) -> str:
    kept = []
    at = 0
    for match in matches:
        kept += [text[at : match.start("value")], MARK]
        at = match.end("value")
    return "".join([*kept, text[at:]])
