"""The stand-in's HTTP side: Stripe's API under /v1; beside it its own desk."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from standins.common.clock import Clock

from .courier import Courier, Target
from .desk import Desk
from .params import OPERATIONS, Fields, Tree, tree_of
from .refusals import Refused, no_such, unrecognized
from .shop import Shop, Thing, new_id
from .store import Store

_KEPT = 24 * 3600  # an idempotency key is remembered so long
_TICK = 0.5
_VERSION = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(\.[a-z_]+)?")
_KINDS = {
    "customers": "customer",
    "sessions": "checkout.session",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "disputes": "dispute",
}
_log = logging.getLogger("payments")


class Payments:
    def __init__(self, store: Store, clock: Clock, url: str, target: Target | None) -> None:
        self.store, self._clock = store, clock
        self.courier = Courier(store, target, clock)
        self.shop = Shop(store, clock, url, self.courier.tell)
        self.desk = Desk(store, self.shop, self.courier)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                *self.desk.routes(),
                Route("/{path:path}", self._api, methods=["GET", "POST", "DELETE", "PUT", "PATCH"]),
            ],
            lifespan=self._live,
        )

    @contextlib.asynccontextmanager
    async def _live(self, _app: Starlette) -> AsyncGenerator[None]:
        self.courier.start()
        ticking = asyncio.create_task(self._tick())
        try:
            yield
        finally:
            ticking.cancel()
            await self.courier.stop()
            self.store.close()

    async def _tick(self) -> None:
        while True:
            try:
                self.shop.expire_due()
            except Exception:  # noqa: BLE001 - the next tick must come all the same
                _log.exception("a tick failed")
            await asyncio.sleep(_TICK)

    # -- Stripe's API

    async def _api(self, request: Request) -> Response:
        encoded = request.url.query if request.method in ("GET", "DELETE") else (await request.body()).decode()
        call, fields, names = _operation(request)
        status, told = 500, {}
        fault = self.desk.strike(call)
        if fault == "unavailable_before":
            return self._answer(request, call, 503, _trouble("api_error", "Stripe is not available right now."), encoded)
        try:
            self._require_allowed(request)
            if fields is None:
                raise unrecognized(request.method, request.url.path)
            status, told = self._once(request, call, encoded, lambda: self._do(call, names, fields(tree_of(encoded))))
        except Refused as refused:
            status, told = refused.status, refused.body()
        except ValueError:
            status, told = 400, Refused(400, "Invalid request: it is no form.").body()
        if fault == "unavailable_after":
            status, told = 503, _trouble("api_error", "Stripe is not available right now.")
        answer = self._answer(request, call, status, told, encoded)
        return _HangUp() if fault == "drop_answer" else answer

    def _answer(self, request: Request, call: str, status: int, told: Thing, encoded: str) -> Response:
        key, name = request.headers.get("idempotency-key"), new_id("req")
        made = told.get("id") if status == 200 else told.get("error", {}).get("message")
        self.store.change(
            "insert into journal (time, call, key, status, told, moved) values (?, ?, ?, ?, ?, ?)",
            self._clock.now().timestamp(),
            call,
            key,
            status,
            encoded,
            made,
        )
        replayed = {"Idempotent-Replayed": "true"} if told.pop("_replayed", False) else {}
        return JSONResponse(told, status, {"Request-Id": name, **replayed})

    def _require_allowed(self, request: Request) -> None:
        authorization = request.headers.get("authorization", "")
        key = authorization.removeprefix("Bearer ").strip()
        if not authorization:
            raise Refused(401, "You did not provide an API key. You need to provide your API key in the Authorization header.")
        if not re.fullmatch(r"(sk|rk)_test_[A-Za-z0-9]{8,240}", key):
            raise Refused(401, f"Invalid API Key provided: {key[:8]}{'*' * 8}")
        version = request.headers.get("stripe-version", "2026-10-28.endive")
        if not _VERSION.fullmatch(version):
            raise Refused(400, f"Invalid Stripe API version: {version}")

    def _once(self, request: Request, call: str, encoded: str, act: Callable[[], Thing]) -> tuple[int, Thing]:
        """A key that came before brings what it brought; what was refused for its parameters was never begun."""
        key = request.headers.get("idempotency-key")
        if request.method != "POST" or not key:
            with self.store.commit():
                return 200, act()
        if len(key) > 255:
            raise Refused(400, "Idempotency-Key must be at most 255 characters.", kind="idempotency_error")
        now, digest = self._clock.now().timestamp(), hashlib.sha256(f"{call} {encoded}".encode()).hexdigest()
        before = self.store.row("select * from keys where key = ? and until > ?", key, now)
        if before is not None:
            if before["digest"] != digest:
                raise Refused(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using "
                    f"a key other than '{key}' if you meant to execute a different request.",
                    kind="idempotency_error",
                )
            return before["status"], {**json.loads(before["body"]), "_replayed": True}
        with self.store.commit():
            told = act()
            self.store.change(
                "insert or replace into keys (key, digest, status, body, until) values (?, ?, 200, ?, ?)",
                key,
                digest,
                json.dumps(told),
                now + _KEPT,
            )
        return 200, told

    def _do(self, call: str, names: Mapping[str, str], told: Tree) -> Thing:
        shop, name, expand = self.shop, names.get("id", ""), told.pop("expand", [])
        acts: Mapping[str, Callable[[], Thing]] = {
            "POST /v1/customers": lambda: shop.customer(told),
            "DELETE /v1/customers/{id}": lambda: shop.delete_customer(name),
            "POST /v1/checkout/sessions": lambda: shop.session(told),
            "POST /v1/checkout/sessions/{id}/expire": lambda: shop.expire(name),
            "POST /v1/refunds": lambda: shop.refund(told),
            "POST /v1/disputes/{id}/close": lambda: shop.decide(name, "lost"),
            "POST /v1/billing_portal/sessions": lambda: shop.portal(told),
            "GET /v1/events/{id}": lambda: self._event(name),
        }
        if act := acts.get(call):
            return self._expanded(act(), expand)
        if call == "GET /v1/events":
            if "type" in told and "types" in told:
                raise Refused(400, "You may only specify one of these parameters: type, types.")
            kinds = told.get("types") or [told[each] for each in ("type",) if each in told]
            return _page(self.courier.events(kinds, told.get("created", {}).get("gte", 0)), "/v1/events", told)
        piece = call.removesuffix("/{id}").rpartition("/")[2]
        if call.endswith("{id}"):
            return self._expanded(shop.the(_KINDS[piece], name), expand)
        listed = _page(shop.listed(_KINDS[piece], told), call.partition(" ")[2], told)
        within = [each.removeprefix("data.") for each in expand]
        return {**listed, "data": [self._expanded(each, within) for each in listed["data"]]}

    def _event(self, name: str) -> Thing:
        for event in self.courier.events():
            if event["id"] == name:
                return event
        raise no_such("event", name, "id")

    def _expanded(self, thing: Thing, paths: list[str]) -> Thing:
        for path in paths:
            field, _, deeper = path.partition(".")
            if field not in thing or not (thing[field] is None or isinstance(thing[field], str | dict)):
                raise Refused(400, f"This property cannot be expanded ({path}).", param="expand")
            if thing[field] is None:
                continue
            named = thing[field] if isinstance(thing[field], dict) else self.store.find(thing[field])
            if named is None:
                raise Refused(400, f"This property cannot be expanded ({path}).", param="expand")
            thing = {**thing, field: self._expanded(named, [deeper] if deeper else [])}
        return thing


class _HangUp(Response):
    """The connection is closed without an answer: uvicorn's `send` belongs to the exchange, which holds the transport."""

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        while not hasattr(send, "__self__"):  # what Starlette has put around it
            send = next(cell.cell_contents for cell in send.__closure__ if callable(cell.cell_contents))
        send.__self__.transport.close()
        await asyncio.sleep(0)


def _operation(request: Request) -> tuple[str, Fields | None, dict[str, str]]:
    for call, fields in OPERATIONS.items():
        method, _, path = call.partition(" ")
        if method == request.method and (
            found := re.fullmatch(path.replace("{id}", r"(?P<id>[A-Za-z0-9_]{1,255})"), request.url.path)
        ):
            return call, fields, found.groupdict()
    return f"{request.method} {request.url.path}", None, {}


def _page(rows: list[Thing], path: str, told: Tree) -> Thing:
    """Newest first; from behind one on, or up to one."""
    names, limit = [each["id"] for each in rows], told.get("limit", 10)
    for param in ("starting_after", "ending_before"):
        if param in told and told[param] not in names:
            raise no_such("object", told[param], param)
    begin = names.index(told["starting_after"]) + 1 if "starting_after" in told else 0
    end = names.index(told["ending_before"]) if "ending_before" in told else len(rows)
    some = rows[begin:end]
    some = some[-limit:] if "ending_before" in told else some[:limit]
    return {"object": "list", "url": path, "has_more": len(rows[begin:end]) > len(some), "data": some}


def _trouble(kind: str, message: str) -> Thing:
    return {"error": {"type": kind, "message": message}}
