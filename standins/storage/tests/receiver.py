"""Stands where a function would stand: takes events, keeps them, and answers as a test tells it."""

from __future__ import annotations

import base64
import json
import threading
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def message(self) -> dict[str, Any]:
        return self.body["message"]

    @property
    def id(self) -> str:
        return str(self.message["messageId"])

    @property
    def kind(self) -> str:
        return str(self.message["attributes"]["eventType"])

    @property
    def name(self) -> str:
        return str(self.message["attributes"]["objectId"])

    @property
    def object(self) -> dict[str, Any]:
        return json.loads(base64.b64decode(self.message["data"]))


class Receiver:
    """One address per bucket; what arrives at one is nobody else's."""

    def __init__(self) -> None:
        self._received: dict[str | None, list[Received]] = defaultdict(list)
        self._answers: dict[str | None, list[int]] = defaultdict(list)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def at(self, bucket: str | None) -> list[Received]:
        return list(self._received[bucket])

    def answer_next(self, bucket: str | None, *statuses: int) -> None:
        self._answers[bucket] += statuses

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bucket = self.path.strip("/")
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver._received[bucket].append(Received(headers, body))
                waiting = receiver._answers[bucket]
                self.send_response(waiting.pop(0) if waiting else 204)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """The tests read what arrived; nobody reads this."""

        return Handler
