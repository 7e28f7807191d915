"""Who may speak to a stand-in: programs of this machine, and its own page in a browser.

Every web page that a developer visits can send requests to 127.0.0.1: across origins by a form or a `text/plain` fetch, or by
a name of its own that comes to mean this machine. The first has a strange Origin, the second a strange Host.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from standins.common import asgi, process

_NAMES = (process.LOCALHOST, "localhost", "[::1]")
_NAME = re.compile(rf"(?:{'|'.join(map(re.escape, _NAMES))})(?::[0-9]{{1,5}})?")  # whatever port it was forwarded from


def refusal(headers: Mapping[str, str], port: int, *, pages: bool = False) -> str | None:
    """Why a call is refused, if it is; `pages` of any origin may come where that is what the real service is for."""
    if _NAME.fullmatch(headers.get("host", "")) is None:
        return f"Only {', '.join(_NAMES)} are served here; a web page may have sent this by a name of its own."
    origin = headers.get("origin")
    if origin is None or pages or origin in {f"http://{name}:{port}" for name in _NAMES}:
        return None
    return "This belongs to the local stack; a web page of another origin may not command it."


class Guarded:
    """A part's app, which hears of nobody else; `pages` says which requests any page may send."""

    def __init__(self, app: asgi.AsgiApp, pages: Callable[[asgi.Scope], bool] = lambda _: False) -> None:
        self._app, self._pages = app, pages

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        if scope["type"] == "http":
            headers = {name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]}
            if (why := refusal(headers, scope["server"][1], pages=self._pages(scope))) is not None:
                return await asgi.answer(send, 403, {"error": why})
        return await self._app(scope, receive, send)
