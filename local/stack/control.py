"""The supervisor's own small server: which part is up, the logs, the clock, Google's keys, run what is due by itself now."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from local.stack import page
from local.stack.process import tail
from local.stack.schedules import run_now
from local.stack.time_to_live import delete_expired
from standins.common.identity import Identity
from standins.common.process import LOCALHOST
from standins.common.visitors import refusal

if TYPE_CHECKING:
    from local.stack.stack import Stack

_KEYS_SECONDS = 3600
_MOST_BODY = 4096
_CENTURY_S = 100 * 365 * 86_400
_TAIL_LINES = 200
_NOBODYS_FRAME = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
}  # no page from elsewhere has its visitor click here
_PATHS = "GET /, /health, /clock, /logs/{part}, /sign-in; POST /clock, /run/{schedule}, /run/ttl (docs/local-stack.md)"


class _Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Control:
    """Serves while the context is open."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.identity = Identity(stack.site.data("identity"))
        self._server = ThreadingHTTPServer((LOCALHOST, stack.ports["control"]), _handler_for(self))
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="stack-control", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    # -- what it answers

    def clock(self) -> dict[str, Any]:
        clock = self.stack.clock
        return {"now": clock.now().isoformat(), "offset_s": clock.offset.total_seconds()}

    def move_clock(self, body: Any) -> dict[str, Any]:
        seconds = body.get("advance_s") if isinstance(body, dict) else None
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not abs(seconds) <= _CENTURY_S:
            raise _Refusal(400, 'send {"advance_s": seconds}, a number of at most a hundred years')
        self.stack.clock.move(seconds)
        return self.clock()

    def log(self, part: str, lines: int) -> str:
        if part not in self.stack.parts:
            raise _Refusal(404, f"no part {part!r} runs here: {', '.join(self.stack.parts)}")
        return tail(self.stack.log(part), lines) + "\n"

    def run_schedule(self, schedule: str) -> dict[str, Any]:
        if schedule not in self.stack.site.topology.schedules() or "tasks" not in self.stack.parts:
            known = ", ".join(self.stack.site.topology.schedules()) or "none"
            raise _Refusal(404, f"no schedule {schedule!r}: {known}")
        return run_now(self.stack.site, schedule)

    def run_time_to_live(self) -> dict[str, Any]:
        if "firestore" not in self.stack.parts:
            raise _Refusal(404, "no Firestore runs here")
        site, now = self.stack.site, self.stack.clock.now()
        return {"deleted": delete_expired(site.host("firestore"), site.project, now, at_once=True)}


class _Handler(BaseHTTPRequestHandler):
    control: Control
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _answer(self, route: Callable[[str], None]) -> None:
        try:
            self._refuse_strangers()
            route(unquote(urlsplit(self.path).path))
        except _Refusal as refusal:
            self.close_connection = True  # a body may be left unread
            self._json({"error": str(refusal)}, refusal.status)
        except Exception as error:  # noqa: BLE001 - whatever a part answered, the page must say it and live on
            self._json({"error": f"{type(error).__name__}: {error}"}, 502)

    def _get(self, path: str) -> None:
        control = self.control
        if path == "/health" or (path == "/" and self._wants_json()):
            health = control.stack.health()
            self._json(health, 200 if health["ok"] else 503)
        elif path == "/":
            self._send(page.render(control.stack.health(), control.clock()).encode(), "text/html; charset=utf-8")
        elif path == "/sign-in" and {"auth", "functions"} <= set(control.stack.parts):
            self._send(page.sign_in(control.stack.environment).encode(), "text/html; charset=utf-8")
        elif path == "/clock":
            self._json(control.clock())
        elif path in ("/oauth2/v3/certs", "/v1/jwks"):  # of Google's services, and of App Check
            self._json(control.identity.jwks(), cache=f"public, max-age={_KEYS_SECONDS}")
        elif path == "/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com":
            self._json({"keys": []}, cache=f"public, max-age={_KEYS_SECONDS}")  # the Auth emulator signs nothing
        elif path.startswith("/logs/"):
            text = control.log(path.removeprefix("/logs/"), self._lines())
            self._send(text.encode(), "text/plain; charset=utf-8")
        else:
            raise _Refusal(404, f"nothing is at {path}: {_PATHS}")

    def _post(self, path: str) -> None:
        body = self._body()
        if path == "/clock":
            self._json(self.control.move_clock(body))
        elif path == "/run/ttl":
            self._json(self.control.run_time_to_live())
        elif path.startswith("/run/"):
            self._json(self.control.run_schedule(path.removeprefix("/run/")))
        else:
            raise _Refusal(404, f"nothing is posted to {path}: {_PATHS}")

    def _wants_json(self) -> bool:
        kinds = self.headers.get("Accept", "")
        return "application/json" in kinds and "text/html" not in kinds

    def _refuse_strangers(self) -> None:
        """A web page from elsewhere must not move the clock through the developer's browser."""
        headers = {name.lower(): text for name, text in self.headers.items()}
        if (why := refusal(headers, self.control.stack.ports["control"])) is not None:
            raise _Refusal(403, why)

    def _body(self) -> Any:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _MOST_BODY:
            raise _Refusal(413, f"a body of at most {_MOST_BODY} bytes, with its Content-Length")
        try:
            return json.loads(self.rfile.read(int(length)) or b"{}")
        except ValueError:
            raise _Refusal(400, "the body is not JSON") from None

    def _lines(self) -> int:
        asked = parse_qs(urlsplit(self.path).query).get("lines", [str(_TAIL_LINES)])[0]
        return min(int(asked), 5000) if asked.isdigit() else _TAIL_LINES

    def _json(self, value: Any, status: int = 200, cache: str = "no-store") -> None:
        self._send(json.dumps(value).encode() + b"\n", "application/json", status, cache)

    def _send(self, body: bytes, kind: str, status: int = 200, cache: str = "no-store") -> None:
        self.send_response(status)
        told = {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": cache}
        for name, value in {**told, **_NOBODYS_FRAME}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: these requests are the developer's own looks at the page."""


def _handler_for(control: Control) -> type[_Handler]:
    return type("Handler", (_Handler,), {"control": control})
