"""A handler under the test's command: it records what arrives and answers as told."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    after: threading.Event | None = None  # the answer waits for this


@dataclass(frozen=True)
class Arrival:
    method: str
    path: str
    headers: dict[str, str]  # as they were written
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)


class Receiver:
    def __init__(self) -> None:
        self._replies: dict[str, list[Reply]] = {}
        self._arrivals: defaultdict[str, list[Arrival]] = defaultdict(list)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def answers(self, path: str, *replies: Reply | int) -> None:
        """One after the other; the last one again and again."""
        self._replies[path] = [Reply(reply) if isinstance(reply, int) else reply for reply in replies]

    def at(self, path: str) -> list[Arrival]:
        with self._lock:
            return list(self._arrivals[path])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, arrival: Arrival) -> Reply:
        path = arrival.path.partition("?")[0]
        with self._lock:
            self._arrivals[path].append(arrival)
            replies = self._replies.get(path) or [Reply()]
            return replies.pop(0) if len(replies) > 1 else replies[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                reply = receiver._take(Arrival(self.command, self.path, dict(self.headers.items()), body))
                if reply.after and not reply.after.wait(30):
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _answer

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    self.close_connection = True  # the caller hung up: what a deadline looks like from here

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        return Handler
