"""Where a name stands in a text of code, and where it is defined, as most languages write that."""

from __future__ import annotations

import re

_LOOKED_AT = 400
"""Places of one name that are looked at."""
_LINE = 400
_KEYWORD = re.compile(
    r"(?:^|[\s(])(?:def|class|fn|func|function\*?|struct|enum|trait|interface|type|const|let|var|val|macro_rules!|"
    r"#\s*define|module|impl|union|typedef|local function)\s+(?:\([^)]*\)\s*)?(?:[\w.]+[.:])?$"
)
_GIVEN = re.compile(r"\s*(?::[^=]{0,80})?(?:=(?!=)|:(?!:)|\(|\[)")
_RETURNS = re.compile(r"[A-Za-z_][\w \t*&:<>,]*[ \t*&:]$")
_METHOD = re.compile(r"\s*(?:\([^)]*\)\s*\{|[=:]\s*(?:async\s*)?(?:function\b|\([^)]*\)\s*=>))")
_BEFORE_METHOD = re.compile(
    r"\s*(?:[\w$.]+\.|(?:(?:async|static|public|private|protected|export|get|set)\s+){0,3})$"
)


def word_at(text: str, name: str, start: int = 0) -> int:
    """Where a name stands as a whole word; -1 for nowhere."""
    at = text.find(name, start)
    while at >= 0:
        end = at + len(name)
        before, after = text[at - 1 : at] if at else "", text[end : end + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
            return at
        at = text.find(name, at + 1)
    return -1


def definition(text: str, name: str) -> int:
    """Where the line stands in which a name is defined; -1 for nowhere."""
    at = word_at(text, name)
    for _ in range(_LOOKED_AT):
        if at < 0:
            break
        begin = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        if _defines(
            text[max(begin, at - _LINE) : at], text[at + len(name) : (len(text) if end < 0 else end)][:_LINE]
        ):
            return begin
        at = word_at(text, name, at + len(name))
    return -1


def _defines(before: str, after: str) -> bool:
    if _KEYWORD.search(before) or (not before and _GIVEN.match(after)):
        return True
    if after.startswith("(") and ";" not in after and _RETURNS.match(before):
        return not before.lstrip().startswith(("return ", "else ", "case "))
    return bool(_METHOD.match(after) and _BEFORE_METHOD.match(before))
