"""A headless Chromium for one test, driven through chromedriver by the WebDriver protocol: no library is needed."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.waiting import until

BROWSER = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), "")
DRIVER = shutil.which("chromedriver") or ""
MISSING = "" if BROWSER and DRIVER else "no Chromium with chromedriver is installed"


class Browser:
    """One page in one window."""

    def __init__(self, base: str, session: str) -> None:
        self._base = f"{base}/session/{session}"

    def _call(self, what: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
        return _call(f"{self._base}/{what}", body, method)

    def open(self, url: str) -> None:
        self._call("url", {"url": url})

    def run(self, script: str) -> Any:
        """The value that a script returns."""
        return self._call("execute/sync", {"script": script, "args": []})

    def press(self, *keys: str) -> None:
        """Press keys one after the other, in whatever has the focus."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._call("actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def click(self, x: int, y: int) -> None:
        moves = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._call("actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": moves}]})

    def new_tab(self) -> str:
        handle = self._call("window/new", {"type": "tab"})["handle"]
        self._call("window", {"handle": handle})
        return str(handle)

    def close_tab(self) -> list[str]:
        """Close the tab that is looked at, and look at the first of those that are left."""
        left = [str(handle) for handle in self._call("window", method="DELETE")]
        if left:
            self._call("window", {"handle": left[0]})
        return left

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._call("screenshot", method="GET")))

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What the browser logged since it was last asked: ``browser`` or ``performance``."""
        found: list[dict[str, Any]] = self._call("se/log", {"type": kind})
        return found

    def end(self) -> None:
        self._call("", method="DELETE")


def _call(url: str, body: dict[str, Any] | None, method: str) -> Any:
    data = json.dumps(body or {}).encode() if method == "POST" else None
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url.rstrip("/"), data, headers, method=method)  # noqa: S310 - chromedriver's
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.load(answer)["value"]


@contextmanager
def browser(width: int = 1600, height: int = 1000) -> Iterator[Browser]:
    """A browser that knows no other server; ended by its own driver, which is ended by its pid."""
    with tempfile.TemporaryDirectory(prefix="fl-chrome-") as folder:
        said = Path(folder) / "driver.log"
        environment = {**os.environ, "HOME": folder, "TMPDIR": folder}
        with said.open("wb") as log:
            driver = subprocess.Popen([DRIVER, "--port=0"], stdout=log, stderr=log, env=environment)
        try:
            port = until(lambda: _port(said.read_text()), 20)
            found = _started(f"http://127.0.0.1:{port}", folder, (width, height))
            try:
                yield found
            finally:
                found.end()
        finally:
            driver.terminate()
            driver.wait(20)


def _port(text: str) -> str:
    """The port chromedriver says that it took."""
    for line in text.splitlines():
        if "started successfully on port" in line:
            return line.rstrip(".").rpartition(" ")[2]
    return ""


def _started(base: str, folder: str, size: tuple[int, int]) -> Browser:
    options = {
        "binary": shutil.which(BROWSER),
        "args": [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--user-data-dir={folder}/profile",
            f"--window-size={size[0]},{size[1]}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--no-first-run", "--disable-background-networking",
        ],
    }  # fmt: skip
    wanted = {
        "capabilities": {
            "alwaysMatch": {
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
            }
        }
    }
    return Browser(base, _call(f"{base}/session", wanted, "POST")["sessionId"])
