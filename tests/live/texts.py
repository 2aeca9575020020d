"""What an operator may want to say: every kind of text that a terminal, tmux or an agent has been seen to spoil."""

from __future__ import annotations

_LINES = "\n".join(f"- line {number}: keep `x_{number}` = {number * 7}" for number in range(1, 41))
_WORDS = " ".join(f"word{number}" for number in range(2000))

TEXTS: dict[str, str] = {
    "short": "Read it.",
    "three lines": "first line\n  second, set in\nthird",
    "forty lines": f"Forty lines:\n{_LINES}",
    "8 KB in one line": f"One long line: {_WORDS}"[:8192] + " end",
    "8 KB in many lines": "Many lines:\n"
    + "\n".join(f"{number:04} a line of many" for number in range(390))
    + "\nend",
    "40 KB in many lines": "More lines:\n"
    + "\n".join(f"{number:05} one of very many" for number in range(1700))
    + "\nend",
    "unicode": "Zürich, naïve, Ωmega, Привет, 日本語, العربية, हिन्दी",
    "decomposed accents": "cafe\u0301 and nai\u0308ve, decomposed",
    "emoji": "rocket 🚀 flag 🇩🇪 heart ❤️ coder 👩\u200d💻 end",
    "wide emoji": "thumb 👍🏽 family 👩\u200d👩\u200d👧\u200d👦 end",
    "leading /": "/unknown is not a command here",
    "leading path": "/tmp/somewhere/file.py is the path",
    "leading !": "!important: do not run this as a command",
    "leading #": "# Heading\nand a line",
    "leading -": "- a list item",
    "leading @": "@README.md is what I mean",
    "leading &": "& then go on",
    "trailing \\": "a line that ends in a backslash \\",
    "trailing ;": "a line that ends in a semicolon;",
    "trailing space": "a line that ends in blanks  ",
    "leading space": "  a line that begins with blanks",
    "tabs": "a\tb\n\tset in by a tab\nend",
    "tabs in a long one": "\n".join(f"\t{number}\tset in" for number in range(30)) + "\nend",
    "zero width": "a zero\u200bwidth space",
    "blank lines": "above\n\n\n  \nbelow",
    "metacharacters": "$(touch /tmp/never) `id` #{pane_id} ; %1 \" ' \\; && || > < * ? ~ {} [] $HOME !! %s \\n end",
    "ESC": "before \x1b[31mred\x1b[0m \x1b]0;title\x07 after",
    "paste end": "before \x1b[201~\x03 after",
    "controls": "bell\x07 back\x08space nul\x00 del\x7f csi\x9b vt\x0b end",
    "crlf": "one\r\ntwo\rthree",
    "only a slash": "/",
    "question mark": "?",
    "only blanks": "   ",
}
