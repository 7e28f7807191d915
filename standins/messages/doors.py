"""The doors over HTTP: FCM's, a page to read what came, and what tests order and ask."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from standins.messages.devices import Devices, Refused
from standins.messages.faults import BadOrder, Faults
from standins.messages.store import Store

_SHOWN = 100
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "article{border-top:1px solid #bbb;padding:.5rem 0}pre{white-space:pre-wrap;font:inherit;margin:.5rem 0}small{color:#555}"
)


class Doors:
    def __init__(self, store: Store, faults: Faults, devices: Devices) -> None:
        self._store, self._faults, self._devices = store, faults, devices

    def routes(self) -> list[Route]:
        return [
            Route("/", self._page),
            Route("/health", self._health),
            Route("/v1/projects/{project}/messages:send", self._send, methods=["POST"]),
            Route("/_local/mails", self._mails),
            Route("/_local/messages", self._messages),
            Route("/_local/devices", self._install, methods=["POST"]),
            Route("/_local/devices/{token}", self._uninstall, methods=["DELETE"]),
            Route("/_local/faults", self._order, methods=["POST"]),
            Route("/_local/faults", self._clear, methods=["DELETE"]),
        ]

    async def _health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ready"})

    async def _send(self, request: Request) -> Response:
        try:
            message = self._devices.read(
                request.path_params["project"], request.headers.get("authorization", ""), await request.body()
            )
            if (fault := self._faults.strikes("push", str(message["token"]))) is None:
                return JSONResponse(self._devices.send(message))
            status, _, name = (fault.reply or "503 UNAVAILABLE").partition(" ")
            refused = Refused(int(status), name, "As it was ordered.", name)
        except Refused as told:
            refused = told
        return JSONResponse(refused.body, refused.status)

    async def _mails(self, request: Request) -> Response:
        to = request.query_params.get("to")
        return JSONResponse({"mails": [each for each in self._store.all("mails") if to is None or to in each["to"]]})

    async def _messages(self, request: Request) -> Response:
        token = request.query_params.get("token")
        found = [each for each in self._store.all("messages") if token is None or each["message"]["token"] == token]
        return JSONResponse({"messages": found})

    async def _install(self, _request: Request) -> Response:
        return JSONResponse({"token": self._devices.install()}, 201)

    async def _uninstall(self, request: Request) -> Response:
        known = self._devices.uninstall(request.path_params["token"])
        return JSONResponse({"uninstalled": known}, 200 if known else 404)

    async def _order(self, request: Request) -> Response:
        try:
            return JSONResponse(asdict(self._faults.order(json.loads(await request.body()))), 201)
        except (BadOrder, ValueError) as wrong:
            return JSONResponse({"error": str(wrong)}, 400)

    async def _clear(self, _request: Request) -> Response:
        self._faults.clear()
        return JSONResponse({"cleared": True})

    async def _page(self, _request: Request) -> Response:
        mails = "".join(_mail(each) for each in reversed(self._store.all("mails")[-_SHOWN:]))
        messages = "".join(_message(each) for each in reversed(self._store.all("messages")[-_SHOWN:]))
        body = f"<h1>Mail</h1>{mails or '<p>None came yet.</p>'}<h1>Messages to devices</h1>{messages or '<p>None came yet.</p>'}"
        page = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Mail and messages</title><style>{_STYLE}</style>{body}'
        )
        return HTMLResponse(page, headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"})


def _mail(mail: Mapping[str, Any]) -> str:
    said = {name: html.escape(str(mail[name])) for name in ("at", "subject", "text")}
    to = html.escape(", ".join(mail["to"]))
    return f"<article><b>{said['subject']}</b><br><small>{said['at']} to {to}</small><pre>{said['text']}</pre></article>"


def _message(sent: Mapping[str, Any]) -> str:
    told = sent["message"].get("notification", {})
    title, body = (html.escape(str(told.get(name, ""))) for name in ("title", "body"))
    data = html.escape(json.dumps(sent["message"].get("data", {}), ensure_ascii=False))
    return f"<article><b>{title}</b> {body}<br><small>{html.escape(sent['at'])}</small><pre>{data}</pre></article>"
