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

JOINER, STYLE = "\u200d", "\ufe0f"
FAMILY = JOINER.join("👩👩👧👦")
CLASSES: dict[str, str] = {
    "skin tone at the end": "thumb 👍🏽",
    "skin tone alone": "👍🏽",
    "family at the end": f"family {FAMILY}",
    "family alone": FAMILY,
    "families in a row": f"{FAMILY}{FAMILY} {FAMILY}",
    "family with skin tones": f"pair 🧑🏽{JOINER}🤝{JOINER}🧑🏿 end",
    "profession with a skin tone": f"cook 👩🏿{JOINER}🍳 end",
    "flags": "flags 🇩🇪🇫🇷 🇯🇵 end",
    "flag alone": "🇩🇪",
    "joined flag": f"flags 🏳{STYLE}{JOINER}🌈 🏴{JOINER}☠{STYLE} end",
    "flag of tags": "flag 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f end",
    "keycaps": f"press 1{STYLE}\u20e3 then #{STYLE}\u20e3 or *{STYLE}\u20e3",
    "keycap alone": f"1{STYLE}\u20e3",
    "emoji in lines": f"👍🏽\n{FAMILY}\n🇩🇪",
    "emoji up to the edge": "👍🏽" * 120,
    "emoji of 2024": "tired \U0001fae9 end",
    "many marks": "z" + "\u0301\u0327\u0323\u0308\u0335" * 3 + "algo end",
    "marks at the edge": "e\u0301" * 200 + " end",
    "mark on nothing": "a\n\u0301 b",
    "Devanagari": "क्षत्रिय स्त्री द्वन्द्व ज्ञान नमस्ते",
    "Tamil, Thai, Khmer": "நிகழ்ச்சி ที่นี่ ខ្មែរ end",
    "Hebrew with points": "שָׁלוֹם עֲלֵיכֶם",
    "Arabic and Latin": "see ملف README.md قبل 123 end",
    "reordering marks": "see \u202eabc\u202c \u200fdef\u200e end",
    "Persian with joiners": "می\u200cخواهم کتاب\u200cها",
    "Hangul in parts": "\u1112\u1161\u11ab\u1100\u1173\u11af end",
    "wide": "ＦＵＬＬ ｗｉｄｔｈ 日本語カタカナｶﾅ 𠀀𠮷 end",
    "wide up to the edge": "日本語" * 80,
    "hidden": "soft\u00adhyphen word\u2060joiner bom\ufeff hangul\u3164filler end",
    "blanks that are none": "a\u00a0b\u2003c\u3000d\u202fe end",
    "line separators": "one\u2028two\u2029three\x85four end",
    "private use": "icon \ue0b0 \uf121 end",
    "nothing assigned": "none \u0378 \U000e01f0 \ufdd0 end",
    "letters of mathematics": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟙𝟚𝟛 end",
}
"""Every class of characters that a cell of a terminal may not hold as it is."""
