"""The one page: a terminal over the whole window. Nothing on it comes from another server."""

from __future__ import annotations

from html import escape

FONT_SIZES = (8, 40)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/css/xterm.css">
<link rel="preload" as="font" type="font/ttf" crossorigin href="static/fonts/RobotoMono-VariableFont_wght.ttf">
<style>
@font-face {{ font-family: "Roboto Mono"; src: url("static/fonts/RobotoMono-VariableFont_wght.ttf");
  font-weight: 100 700; font-display: block; }}
html, body {{ margin: 0; height: 100%; overflow: hidden; background: #0d1014; color: #c9d1d9;
  font: 16px "Roboto Mono", monospace; }}
#terminal {{ position: absolute; inset: 0; opacity: 0; }}
.xterm-viewport {{ scrollbar-width: none; background: #0d1014 !important; }}
body.-first-byte #terminal {{ opacity: 1; }}
.word {{ position: absolute; inset: 0; display: flex; align-items: center; justify-content: center; z-index: 10; }}
.word p {{ background: #151a21; padding: 2em 3em; text-align: center; line-height: 1.8; }}
.word a {{ color: #6cb6ff; }}
.ended, body.-first-byte .begins {{ display: none; }}
body.-closed .ended {{ display: flex; background: #0d1014cc; }}
body.-closed .begins {{ display: none; }}
</style>
<script src="static/js/textual.js"></script>
<script src="focus.js" defer></script>
</head>
<body>
<div class="word begins"><p>{title}: looking at the fleet …</p></div>
<div class="word ended"><p>This page's dashboard ended; the fleet goes on.<br><a href="">open it again</a></p></div>
<div id="terminal" class="textual-terminal" data-session-websocket-url="{socket}" data-font-size="{size}"></div>
</body>
</html>
"""

FOCUS = """const keys = () => document.querySelector(".xterm-helper-textarea")?.focus();
const connected = new MutationObserver(() => {
  if (!document.body.classList.contains("-loaded")) return;
  connected.disconnect();
  keys();
  addEventListener("focus", keys);
});
connected.observe(document.body, { attributes: true });
"""
"""Keys arrive at once, without a click into the page first."""


def page(title: str, socket: str, font_size: str) -> str:
    """The page for one address of its socket; a font size that is none is the usual one."""
    size = int(font_size) if font_size.isascii() and font_size.isdigit() and len(font_size) < 4 else 16
    least, most = FONT_SIZES
    return _PAGE.format(
        title=escape(title), socket=escape(socket, quote=True), size=max(least, min(most, size))
    )
