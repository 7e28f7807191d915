"""A small real HTTP server that answers as a test says, and as badly: it drops connections, cuts bodies short, refuses."""

from __future__ import annotations

import json
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Told:
    """What is answered; `cut`: only so many bytes of the body come, then the connection ends."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    cut: int | None = None


@dataclass(frozen=True)
class Lost:
    """The request is read, and its connection ends without an answer; `read`: after so many bytes of its body."""

    read: int | None = None


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answers = Told | Lost | Callable[[Received], Told]


def refusal(code: str, status: int, *, after: int | None = None, retryable: bool = True, **details: Any) -> Told:
    body = {"error": code, "message": f"{code} happened.", "details": details, "retryable": retryable}
    body |= {"suggestedAction": "Do something.", "requestId": "req-12345678"}
    return Told(status, body, {"Retry-After": str(after)} if after is not None else {})


class Server:
    """Answers each path in the order that was said; the last answer stays."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self._answers = defaultdict[tuple[str, str], list[Answers]](list)
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def answer(self) -> None:
                server.answer(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Http(ThreadingHTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                """Who hung up before the answer is nobody's fault; all else is told where a test can see it."""
                if not isinstance(sys.exc_info()[1], ConnectionError):
                    super().handle_error(request, client_address)

        self._http = Http(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def on(self, method: str, path: str, *answers: Answers) -> None:
        self._answers[method, path] = list(answers)

    def calls(self, method: str, path: str) -> list[Received]:
        return [each for each in self.received if (each.method, each.path) == (method, path)]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        split = urlsplit(handler.path)
        answers = self._answers.get((handler.command, split.path))
        told = (answers.pop(0) if len(answers) > 1 else answers[0]) if answers else refusal("NO_SUCH_PATH", 404, retryable=False)
        length = int(handler.headers.get("Content-Length", 0))
        wanted = told.read if isinstance(told, Lost) and told.read is not None else length
        body = handler.rfile.read(min(wanted, length))
        query = {name: values[-1] for name, values in parse_qs(split.query).items()}
        headers = {name.lower(): value for name, value in handler.headers.items()}
        received = Received(handler.command, split.path, query, headers, body)
        self.received.append(received)
        if isinstance(told, Lost):
            handler.close_connection = True
            handler.connection.shutdown(2)
            return
        if callable(told):
            told = told(received)
        content = told.body if isinstance(told.body, bytes) else b"" if told.body is None else json.dumps(told.body).encode()
        handler.send_response(told.status)
        for name, value in {"Content-Length": str(len(content)), **told.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content[: told.cut])
        if told.cut is not None:
            handler.close_connection = True
