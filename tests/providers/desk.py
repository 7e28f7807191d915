"""What the tests of writers share: pictures in the bucket, requests, and a listener between the client and the simulator."""

from __future__ import annotations

import http.client
import io
import json
import secrets
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from local.eval.pictures import PAINTINGS
from shared.platform.clock import MovableClock
from shared.prompts.brief import Brief
from shared.prompts.model_requests import first_request
from shared.providers.gemini_writer import GeminiWriter
from shared.providers.simulated import simulated_credentials
from shared.providers.writer import VertexWriter
from shared.providers.writing import Photo, WritingRequest
from tests.fixtures.system import System

MODEL = "gemini-3.5-flash-lite"


@dataclass
class Heard:
    method: str
    path: str
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Listener:
    """Passes everything on to the simulator and remembers what was asked."""

    target: str
    heard: list[Heard] = field(default_factory=list[Heard])
    url: str = ""

    def questions(self) -> list[dict[str, Any]]:
        return [each.document for each in self.heard if each.path.endswith(":generateContent")]


@contextmanager
def listening(target: str) -> Generator[Listener]:
    listener = Listener(target)
    host = urlsplit(target).netloc

    class Pass(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            listener.heard.append(Heard(self.command, self.path.partition("?")[0], body))
            behind = http.client.HTTPConnection(host, timeout=20)
            try:
                behind.request(self.command, self.path, body, dict(self.headers))
                answer = behind.getresponse()
                content = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("content-length", "connection", "date", "server", "transfer-encoding"):
                        self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except (OSError, http.client.HTTPException):
                self.close_connection = True
            finally:
                behind.close()

        do_GET = do_POST = do_DELETE = _pass

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pass)
    listener.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Hurried:
    """The stack's clock; whoever sleeps by it moves the time instead."""

    clock: MovableClock

    def now(self) -> datetime:
        return self.clock.now()

    def sleep(self, seconds: float) -> None:
        self.clock.move(seconds)


@dataclass
class Desk:
    """One writer of each kind at the running stack, with a mark of its own by which faults find its requests."""

    system: System
    mark: str = field(default_factory=lambda: f"mark{secrets.token_hex(6)}")
    faults: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        return self.system.environment["GOOGLE_VERTEX_BASE_URL"]

    def fault(self, do: dict[str, Any], times: int | None = 1, **match: str) -> None:
        rule = {"match": match or {"prompt_contains": self.mark}, "times": times, "do": do}
        answer = self.system.http.post(f"{self.url}/_local/faults", json=rule)
        assert answer.status_code == 200, answer.text
        self.faults.append(answer.json()["id"])

    def clear(self) -> None:
        for name in self.faults:
            self.system.http.delete(f"{self.url}/_local/faults/{name}")

    def vertex(self, url: str | None = None, **changes: Any) -> VertexWriter:
        usual: dict[str, Any] = {"base_url": url or self.url, "credentials": simulated_credentials(), "timeout_s": 10.0}
        return VertexWriter(self.system.project, "global", self.system.clock, **{**usual, **changes})

    def gemini(self, key: str | None = None, url: str | None = None, **changes: Any) -> GeminiWriter:
        usual: dict[str, Any] = {"clock": Hurried(self.system.clock), "base_url": url or self.url, "timeout_s": 10.0}
        return GeminiWriter(key or f"key-{self.mark}", **{**usual, **changes})

    def brief(self, **changes: Any) -> Brief:
        usual: dict[str, Any] = {"title": self.mark}
        return Brief(**{**usual, **changes})

    def request(self, brief: Brief | None = None, model: str = MODEL) -> WritingRequest:
        return first_request(self.mark, model, brief or self.brief())

    def photo(self, name: str = "") -> Photo:
        """The same picture in the media bucket and at hand."""
        content = PAINTINGS[0].png()
        bucket = self.system.environment["RUSHES_BUCKET_MEDIA"]
        url = f"{self.system.environment['STORAGE_EMULATOR_HOST']}/upload/storage/v1/b/{bucket}/o"
        parameters = {"uploadType": "media", "name": name or f"{self.mark}.png"}
        done = self.system.http.post(url, params=parameters, content=content, headers={"content-type": "image/png"})
        assert done.status_code == 200, done.text
        return Photo(f"gs://{bucket}/{parameters['name']}", "image/png", len(content), lambda: io.BytesIO(content))

    def files(self, key: str | None = None) -> list[dict[str, Any]]:
        """What the Files API still holds for this key."""
        answer = self.system.http.get(f"{self.url}/v1beta/files", headers={"x-goog-api-key": key or f"key-{self.mark}"})
        return answer.json().get("files", [])

    def journal(self, **query: str) -> list[dict[str, Any]]:
        return self.system.http.get(f"{self.url}/_local/journal", params=query).json()["entries"]
