"""What every stand-in does alike as a process: read its environment, log a line of JSON, serve on 127.0.0.1."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import uvicorn

from standins.common.asgi import AsgiApp

LOCALHOST = "127.0.0.1"


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
        proxy_headers=False,  # where a call comes from is what the connection says, not its caller
        timeout_keep_alive=75,  # longer than clients keep idle connections, or one would be closed under a request
        timeout_graceful_shutdown=2,
        **options,
    )
