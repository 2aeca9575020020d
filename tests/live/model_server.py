"""A model on loopback: enough of four APIs for the real agents to run against, scripted by what the prompt says."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType, TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.live import chat_api, gemini_api, messages_api, responses_api
from tests.live.script import Script, read
from tests.live.turns import Oracle, Turn
from tests.support.waiting import until

ARRIVES_S = 150
"""opencode is a minute about its first request when two of them start on a busy machine."""
STEP_S = 0.1
"""How often a slow answer sends a word, and how soon a wait notices that it is over."""


Tell = Callable[[str, Turn, Script], None]
"""Hears of each request when it is let in (``open``), kept waiting for a no (``tried``), refused (``refused``),
answered with words (``said``) or with a tool call (``called``), and when the agent no longer listens (``cut``)."""
SUMMARY_S = 3.0
"""How long it takes to sum up a conversation: long enough to be seen."""
_SUMMARY = re.compile(
    r"CONTEXT CHECKPOINT COMPACTION|state_snapshot|detailed summary of|anchored summary"
    r"|continuing (?:our|the) conversation"
)
"""How the agents ask for that when they make room in their context."""


class ModelServer:
    """Listens on 127.0.0.1 while it is entered; ``oracle`` holds what arrived."""

    def __init__(self, tell: Tell = lambda kind, turn, script: None) -> None:
        self.oracle = Oracle()
        self.tell = tell
        self.requests: list[dict[str, Any]] = []
        """Bodies of every model request as received, for looking at what an agent sends."""
        self._go = threading.Event()
        self._lock = threading.Lock()
        self._waits = 0
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        self._http.owner = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(STEP_S,), daemon=True)

    @property
    def url(self) -> str:
        """Base address, without a path."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._go.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    def go_on(self, waits: int = 1) -> None:
        """End every wait that is under way, once there are so many; later ones wait again.

        An agent says that it works before its request has arrived.
        """
        until(lambda: self._waits >= waits, ARRIVES_S)
        self._go.set()
        time.sleep(3 * STEP_S)
        self._go.clear()

    def script(self, turn: Turn) -> Script:
        """What a turn is answered with."""
        if _SUMMARY.search(turn.prompt):
            return Script(say="A summary of all that was said.", think=SUMMARY_S)
        return Script(say="A short title") if turn.side else read(turn.prompt)

    def wait(self, seconds: float) -> bool:
        """Wait within an answer; true when it was told to go on."""
        with self._lock:
            self._waits += 1
        try:
            return self._go.wait(seconds)
        finally:
            with self._lock:
                self._waits -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "model"

    @property
    def owner(self) -> ModelServer:
        return self.server.owner  # type: ignore[attr-defined,no-any-return]

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # an agent that is killed does not say goodbye
            super().handle()

    def log_message(self, *args: object) -> None:
        """Say nothing: the terminal belongs to the test."""

    def do_HEAD(self) -> None:
        self._json(200, {})

    def do_CONNECT(self) -> None:
        """A tunnel to this server itself is what the next requests on this connection go through."""
        if f"http://{self.path}" == self.owner.url:
            self.send_response(200)
            self.end_headers()
            self.close_connection = False  # whatever the tunnel's own headers said
            return
        self.owner.oracle.stray(f"CONNECT {self.path}")
        self._json(403, {})

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if self.path.startswith("http"):
            self.owner.oracle.stray(f"GET {self.path}")
            self._json(403, {})
        elif path.endswith("/models"):
            self._json(200, {"data": [], "models": []})
        else:
            self._json(404, {"error": {"message": "not here"}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        path = urlsplit(self.path).path
        if path.endswith("/count_tokens"):
            self._json(200, {"input_tokens": 1200})
        elif path.endswith("/messages"):
            self._answer(messages_api, messages_api.turn_of(body), body)
        elif path.endswith("/responses"):
            headers = {key.lower(): value for key, value in self.headers.items()}
            self._answer(responses_api, responses_api.turn_of(body, headers), body)
        elif path.endswith("/chat/completions"):
            self._answer(chat_api, chat_api.turn_of(body), body)
        elif path.endswith(("generateContent", "streamGenerateContent")):
            streams = {**body, "stream": "streamGenerateContent" in path}
            self._answer(gemini_api, gemini_api.turn_of(body), streams)
        elif path.endswith("countTokens"):
            self._json(200, {"totalTokens": 1200})
        else:
            self.owner.oracle.stray(f"POST {self.path}")
            self._json(404, {"error": {"message": "not here"}})

    def _answer(self, api: ModuleType, turn: Turn, body: dict[str, Any]) -> None:
        self.owner.requests.append(body)
        tried = self.owner.oracle.take(turn)
        script = self.owner.script(turn)
        if script.refuses(tried):
            self._refuse(api, turn, script)
        else:
            self.owner.tell("open", turn, script)
            self.owner.tell(self._speak(api, turn, script, body, tried), turn, script)

    def _refuse(self, api: ModuleType, turn: Turn, script: Script) -> None:
        if script.think:
            self.owner.tell("tried", turn, script)
            self.owner.wait(script.think)
        self.owner.tell("refused", turn, script)
        if script.error:
            self._json(script.error, *_refusal(api, script))
        else:
            self._drop()

    def _speak(self, api: ModuleType, turn: Turn, script: Script, body: dict[str, Any], tried: int) -> str:
        """Answer, and say how that ended."""
        model = body.get("model", "")
        if not body.get("stream"):
            if script.think:
                self.owner.wait(script.think)
            self._json(200, api.whole(script, model))
            return "said"
        cut = script.drop if tried < script.times else None
        if not self._stream(script, _events(api, turn, script, model), cut):
            return "cut"
        if cut is not None:
            return "refused"
        calls = not turn.side and not turn.follows_tool and api.tool_call(turn, script)
        return "called" if calls else "said"

    def _drop(self) -> None:
        """Close the connection as a network that breaks does: no farewell, no answer."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _stream(self, script: Script, events: Iterator[bytes], cut: int | None = None) -> bool:
        """Send the events, all or the first ``cut`` of them, in chunks: an end without the last chunk is a break.

        False when the agent stopped listening.
        """
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        told = script.think > 0 and self.owner.wait(script.think)
        try:
            for event in itertools.islice(events, cut):
                self._chunk(event)
                told = told or (script.slow > 0 and self.owner.wait(STEP_S))
            if cut is not None:
                self._drop()
            else:
                self._chunk(b"")
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def _json(self, status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


def _refusal(api: ModuleType, script: Script) -> tuple[dict[str, Any], dict[str, str]]:
    """Body and headers of an error."""
    headers = {"retry-after": str(script.retry)} if script.retry else {}
    if not script.limit:
        return api.error(script.error), headers
    body, more = api.usage_limit(int(time.time()) + script.limit)
    return body, {**more, **headers}


def _events(api: ModuleType, turn: Turn, script: Script, model: str) -> Iterator[bytes]:
    yield from api.opening(script, model)
    if script.call and not turn.side and not (script.once and turn.follows_tool):
        yield from api.call(script, *script.call)
    elif turn.follows_tool:
        yield from api.words(script, list(script.parts) or [script.say])
    elif wanted := None if turn.side else api.tool_call(turn, script):
        yield from api.call(script, *wanted)
    else:
        yield from api.words(script, _parts(script))


def _parts(script: Script) -> list[str]:
    if script.parts:
        return list(script.parts)
    quoted = [f"{script.quote}\n\n"] if script.quote else []
    if not script.slow:
        return [*quoted, script.say]
    count = int(script.slow / STEP_S)
    return (
        quoted
        + [f"word {number}{chr(10) if number % 12 == 11 else ' '}" for number in range(count)]
        + [script.say]
    )
