"""Every function of main.py in one process, behind one host that hands on whole paths; the platform runs them one by one."""

from __future__ import annotations

import difflib
import importlib
import json
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import flask
import functions_framework
from a2wsgi import WSGIMiddleware

import main
from local.site.served import Site
from local.studio.served import Studio
from shared.platform.errors import AppError, Text
from shared.platform.renamed import RENAMED
from shared.platform.web.asgi_bodies import Arriving
from shared.platform.web.callers import anyone
from shared.platform.web.door import Door
from shared.platform.web.exchange import Exchange, Headers, HttpRequest
from standins.common import asgi, process

_TOPOLOGY = Path(main.__file__).with_name("infra") / "topology.json"
_WORKERS = 32  # threads of each function, shared by nobody else
_FOR_PEOPLE = ("public", "user", "admin")  # the others answer Google's services only, and nobody is sent to them
_SHOWN = 200  # letters of a path that nobody knows


class NoSuchDoor(AppError):
    """The path begins with no door's name."""

    status, code = 404, "NO_SUCH_PATH"
    message = Text("There is nothing at {path}.", "Unter {path} gibt es nichts.")
    action = Text("Paths begin with one of: {begin}.", "Pfade beginnen mit einem von: {begin}.")

    def __init__(self, path: str, doors: Iterable[str]) -> None:
        self.doors = [f"/{_place(door)}" for door in doors]
        super().__init__(path=path[:_SHOWN], begin=", ".join(self.doors), **self.further)

    @property
    def further(self) -> Mapping[str, str]:
        return {}


class NearMiss(NoSuchDoor):
    action = Text("Did you mean {did_you_mean}?", "Meintest du {did_you_mean}?")

    def __init__(self, path: str, doors: Iterable[str], meant: str) -> None:
        self.meant = meant
        super().__init__(path, doors)

    @property
    def further(self) -> Mapping[str, str]:
        return {"did_you_mean": self.meant[:_SHOWN]}


class Functions:
    """Hands a request to the app of the function that its path begins with, as Hosting does. Never redirects."""

    def __init__(self) -> None:
        apps = {name.replace("_", "-"): _app(name) for name in main.FUNCTIONS}
        self._apps = apps | {old: apps[new] for old, new in RENAMED.items()} | {_place(name): apps[name] for name in apps}
        self._doors = public_doors()
        self._nowhere = Door("nowhere", caller=anyone)
        self._shown = (Site(), Studio())

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        if scope["type"] != "http":
            return await asgi.live(receive, send)
        for shown in self._shown:
            if shown.knows(scope["path"]):
                return await shown(scope, receive, send)
        name = scope["path"].lstrip("/").partition("/")[0]
        if name == "health":
            return await asgi.answer(send, 200, {"ok": True, "doors": self._doors})
        if name not in self._apps:
            return await self._refuse(scope, send)
        scope["headers"] = [*scope["headers"], (b"x-forwarded-for", scope["client"][0].encode())]
        return await self._apps[name](scope, receive, send)

    async def _refuse(self, scope: asgi.Scope, send: asgi.Send) -> None:
        """In the shape, the language and with the headers of every other error."""
        headers = Headers((name.decode("latin-1"), text.decode("latin-1")) for name, text in scope["headers"])
        exchange = Exchange(self._nowhere, HttpRequest(scope["method"], scope["path"], headers, ""))
        meant = near_miss(scope["path"], self._doors)
        error = NearMiss(scope["path"], self._doors, meant) if meant else NoSuchDoor(scope["path"], self._doors)
        with exchange.logged():
            sent = exchange.send(exchange.refuse(error))
        await asgi.send_raw(send, sent.status, sent.headers, sent.body)


def public_doors() -> list[str]:
    """The doors that apps, operators and providers knock at, as the topology declares them."""
    return [name for name in main.FUNCTIONS if _declared()[name.replace("_", "-")]["door"] in _FOR_PEOPLE]


def _place(function: str) -> str:
    """What its paths begin with at the one host."""
    return _declared()[function].get("under", function)


@cache
def _declared() -> Mapping[str, Any]:
    return json.loads(_TOPOLOGY.read_text())["functions"]


def near_miss(path: str, doors: list[str]) -> str | None:
    """What was probably meant: a door after a prefix of somebody's own, a path without its door, or a misspelt door."""
    pieces = [piece for piece in path.split("/") if piece]
    doors = [door for door in doors if _place(door) == door]  # nobody types what begins otherwise
    for at, piece in enumerate(pieces):
        if piece.lower() in doors:
            return "/".join(["", piece.lower(), *pieces[at + 1 :]])
    for door in doors:
        if f"/{'/'.join(pieces)}" in _fixed_paths(door):
            return "/".join(["", door, *pieces])
    found = difflib.get_close_matches(pieces[0].lower(), doors, n=1) if pieces else []
    return "/".join(["", found[0], *pieces[1:]]) if found else None


@cache
def _fixed_paths(door: str) -> frozenset[str]:
    routes = importlib.import_module(f"functions.{door}").door.routes
    return frozenset(route.path for route in routes if "{" not in route.path and route.path != "/")


def _app(name: str) -> Any:
    """As the framework makes it: a Starlette app for a function that it knows as asynchronous, else a Flask app in threads."""
    app: Any = functions_framework.create_app(name, "main.py")
    if not isinstance(app, flask.Flask):
        return app

    def as_under_gunicorn(environ: Any, start_response: Any) -> Any:
        """A body of no announced length is read, too."""
        return app(environ | {"wsgi.input_terminated": True}, start_response)

    threaded = WSGIMiddleware(as_under_gunicorn, workers=_WORKERS)

    async def serve(scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        body = Arriving(scope, receive)  # the door cannot keep time on a connection that this server holds
        await threaded(cast("Any", scope), cast("Any", body.in_time), cast("Any", partial(body.send, send=send)))

    return serve


if __name__ == "__main__":
    process.serve(Functions(), process.port())
