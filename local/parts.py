"""What every part of the local stack does alike: read its environment, log a line of JSON, serve on 127.0.0.1."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import uvicorn

LOCALHOST = "127.0.0.1"

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "severity": record.levelname,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def start_logging() -> None:
    """One JSON object a line on standard output; the supervisor gives each part a file of its own."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        stop(f"{name} is not set")
    return value


def folder(name: str) -> Path:
    path = Path(required(name))
    path.mkdir(parents=True, exist_ok=True)
    return path


def port(name: str = "PORT") -> int:
    value = required(name)
    if not value.isdigit() or not 0 < int(value) < 65536:
        stop(f"{name} must be a port number, not {value!r}")
    return int(value)


def keep_secret(path: Path, content: str | bytes) -> None:
    """Into a file that nobody else on this machine could read at any moment; whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.fresh")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def json_value(name: str, default: str) -> Any:
    try:
        return json.loads(os.environ.get(name) or default)
    except json.JSONDecodeError as error:
        stop(f"{name} is not JSON: {error}")


def stop(reason: str) -> NoReturn:
    print(reason, file=sys.stderr, flush=True)
    raise SystemExit(2)


def serve(app: AsgiApp, at: int, **options: Any) -> None:
    """Serve until SIGTERM or SIGINT; the lifespan of the app opens and closes what it needs."""
    uvicorn.run(
        app,
        host=LOCALHOST,
        port=at,
        log_config=None,
        access_log=False,
        timeout_keep_alive=75,  # longer than clients keep idle connections, or one would be closed under a request
        timeout_graceful_shutdown=2,
        **options,
    )


async def live(receive: Receive, send: Send) -> None:
    """The lifespan of an app that has nothing to open or close."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def answer(send: Send, status: int, body: dict[str, Any]) -> None:
    raw = json.dumps(body).encode()
    await send_raw(send, status, {"content-type": "application/json", "content-length": str(len(raw))}, raw)


async def send_raw(send: Send, status: int, headers: Mapping[str, str], raw: bytes) -> None:
    pairs = [(name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": raw})
