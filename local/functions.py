"""Every function of main.py in one process, each under /{its name}; what the platform would run one by one."""

from __future__ import annotations

from typing import Any, cast

import flask
import functions_framework
from a2wsgi import WSGIMiddleware

import main
from local import parts

_WORKERS = 32  # threads of each function, shared by nobody else


class Functions:
    """Cuts the first segment off the path and hands the rest to that function's own app. Never redirects."""

    def __init__(self) -> None:
        self._apps = {name: _app(name) for name in main.FUNCTIONS}

    async def __call__(self, scope: parts.Scope, receive: parts.Receive, send: parts.Send) -> None:
        if scope["type"] != "http":
            return await parts.live(receive, send)
        name, _, rest = scope["path"].lstrip("/").partition("/")
        if name == "health":
            return await parts.answer(send, 200, {"ok": True, "functions": list(main.FUNCTIONS)})
        if name not in self._apps:
            return await parts.answer(send, 404, {"error": "NO_SUCH_FUNCTION", "functions": list(main.FUNCTIONS)})
        inner = {**scope, "path": f"/{rest}", "raw_path": f"/{rest}".encode(), "root_path": ""}
        return await self._apps[name](inner, receive, send)


def _app(name: str) -> Any:
    """As the framework makes it: a Starlette app for a function that it knows as asynchronous, else a Flask app in threads."""
    app: Any = functions_framework.create_app(name, "main.py")
    threaded = isinstance(app, flask.Flask)
    return WSGIMiddleware(cast("Any", app), workers=_WORKERS) if threaded else app


if __name__ == "__main__":
    parts.serve(Functions(), parts.port())
