"""The API on a unix socket: plain HTTP as gh speaks it with ``http_unix_socket``, no network and no TLS."""

from __future__ import annotations

import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import Any

from fleetui.demo.github.answering import Answering
from fleetui.demo.github.exchange import Answer, Request
from fleetui.demo.github.faults import Cut, Faults
from fleetui.demo.github.hub import Hub


class ApiServer:
    """Serves one hub from when it is entered until it is left; every thread and connection of it is gone then."""

    def __init__(self, hub: Hub, path: Path) -> None:
        self.hub, self.path = hub, path
        self.faults = Faults(hub)
        self.answering = Answering(hub, self.faults)
        self.log = self.answering.log
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> ApiServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.faults.ended.set()
        self._server.shutdown()
        self._server.cut_all()
        self._server.server_close()
        self._thread.join()
        self.path.unlink(missing_ok=True)


class _Server(ThreadingMixIn, UnixStreamServer):
    request_queue_size = 64
    block_on_close = True

    def __init__(self, api: ApiServer) -> None:
        self.api = api
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(str(api.path), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that its other side left is nothing to tell of; ``Answering`` keeps what else went wrong."""

    def cut_all(self) -> None:
        """End the connections that wait for a further request."""
        with self._lock:
            waiting = list(self._open)
        for one in waiting:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _answer(self) -> None:
        body = self._body()
        headers = dict(self.headers.items())
        request = Request(self.command, self.headers.get("Host", ""), self.path, headers, body)
        try:
            answer = self.server.api.answering.answer(request)
        except Cut:
            self.close_connection = True
            return
        self._send(answer)

    def _body(self) -> bytes:
        """gh sends what comes from standard input in chunks, whose number nobody knows before."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            size = int(self.headers.get("Content-Length") or 0)
            return self.rfile.read(size) if size else b""
        kept = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            kept += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return kept

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, text in answer.headers.items():
            self.send_header(name, text)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD" and answer.status not in (204, 304):
            self.wfile.write(answer.body)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815 - as the base class wants them

    def version_string(self) -> str:
        return "github.com"

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self.server.api.hub.clock.strftime("%a, %d %b %Y %H:%M:%S GMT")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as in the base class
        """Nothing is printed: the log is read by tests."""
