"""Its pages, and what a test or a developer may order: what buyers and banks do, events, trouble. Read by nobody at Stripe."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from . import page
from .courier import Courier
from .params import OPERATIONS, tree_of
from .refusals import Refused
from .shop import Shop, Thing
from .store import Store

_FAULTS = ("unavailable_before", "unavailable_after", "drop_answer")


@dataclass
class Fault:
    """Trouble that was ordered: a call that is not answered, before or after it did its work."""

    kind: str
    call: str = ""  # as `POST /v1/checkout/sessions`; empty: any
    count: int = 1


class Desk:
    def __init__(self, store: Store, shop: Shop, courier: Courier) -> None:
        self._store, self._shop, self._courier = store, shop, courier
        self._faults: list[Fault] = []

    def routes(self) -> list[Route]:
        return [
            Route("/health", self._health),
            Route("/", self._home),
            Route("/c/pay/{session}", self._page, methods=["GET"]),
            Route("/c/pay/{session}", self._pressed, methods=["POST"]),
            Route("/receipts/{charge}", self._receipt),
            Route("/p/session/{session}", self._portal),
            Route("/_local/journal", self._journal),
            Route("/_local/events", self._events),
            Route("/_local/events", self._deliver, methods=["POST"]),
            Route("/_local/faults", self._order, methods=["GET", "POST", "DELETE"]),
            Route("/_local/{what}", self._happen, methods=["POST"]),
        ]

    def strike(self, call: str) -> str | None:
        fault = next((each for each in self._faults if each.call in ("", call)), None)
        if fault is None:
            return None
        fault.count -= 1
        if not fault.count:
            self._faults.remove(fault)
        return fault.kind

    # -- pages

    async def _health(self, _request: Request) -> Response:
        return JSONResponse({"ok": True, "sessions": len(self._store.listed("checkout.session"))})

    async def _home(self, _request: Request) -> Response:
        sessions = [(each, self._money(each)) for each in self._store.listed("checkout.session")[:100]]
        return HTMLResponse(page.home(sessions, self._courier.deliveries()[:100]), headers=page.HEADERS)

    def _money(self, session: Thing) -> Thing:
        intent = session["payment_intent"]
        disputes = self._store.listed("dispute", intent) if intent else []
        return {
            "held": self._shop.money_of(intent) if intent else 0,
            "disputes": [(each["id"], each["status"]) for each in disputes],
        }

    async def _page(self, request: Request) -> Response:
        try:
            session = self._shop.the("checkout.session", request.path_params["session"])
        except Refused as refused:
            return HTMLResponse(page.gone(refused.message), refused.status, headers=page.HEADERS)
        told = self._store.find(f"{session['id']}.told") or {}
        return HTMLResponse(page.checkout(session, told.get("line_items", [])), headers=page.HEADERS)

    async def _pressed(self, request: Request) -> Response:
        """What a buyer presses: pay by card, pay by debit, or go back."""
        name, way = request.path_params["session"], (await request.body()).decode().removeprefix("way=")
        try:
            with self._store.commit():
                session = self._shop.the("checkout.session", name)
                if way in ("card", "debit"):
                    session = self._shop.pay(name, way)
        except Refused as refused:
            return HTMLResponse(page.gone(refused.message), refused.status, headers=page.HEADERS)
        back = session["success_url"] if way in ("card", "debit") else session["cancel_url"] or session["success_url"]
        return RedirectResponse(back.replace("{CHECKOUT_SESSION_ID}", name), 303)

    async def _receipt(self, request: Request) -> Response:
        try:
            charge = self._shop.the("charge", request.path_params["charge"])
        except Refused as refused:
            return HTMLResponse(page.gone(refused.message), refused.status, headers=page.HEADERS)
        return HTMLResponse(page.receipt(charge), headers=page.HEADERS)

    async def _portal(self, _request: Request) -> Response:
        return HTMLResponse(
            page.gone("Here a buyer would find their receipts, and what Stripe keeps of them."), headers=page.HEADERS
        )

    # -- what a test or a developer may order

    async def _happen(self, request: Request) -> Response:
        """What would happen at Stripe: `pay`, `settle`, `expire`, `refund`, `dispute` and the others of `_ordered`."""
        form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        raw = await request.body()
        told: dict[str, Any] = dict(tree_of(raw.decode())) if form else json.loads(raw or b"{}")
        try:
            with self._store.commit():
                found = self._ordered(request.path_params["what"], told)
        except Refused as refused:
            return JSONResponse(refused.body(), refused.status)
        except (KeyError, TypeError, ValueError) as wrong:
            return JSONResponse({"error": f"{request.path_params['what']}: {wrong!r}"}, 400)
        return RedirectResponse("/", 303) if form else JSONResponse(found)

    def _ordered(self, what: str, told: dict[str, Any]) -> Thing:
        shop = self._shop
        acts: Mapping[str, Callable[[], Thing]] = {
            "pay": lambda: shop.pay(told["session"], told.get("way", "card")),
            "settle": lambda: shop.settle(told["session"], good=told.get("good", True)),
            "expire": lambda: shop.expire(told["session"]),
            "refund": lambda: shop.refund(told),
            "fail-refund": lambda: shop.fail_refund(told["refund"]),
            "dispute": lambda: shop.dispute(
                told["payment_intent"], amount=told.get("amount"), status=told.get("status", "needs_response")
            ),
            "decide": lambda: shop.decide(told["dispute"], told["status"]),
            "hold": lambda: self._hold(True),
            "release": lambda: self._hold(False),
        }
        if what not in acts:
            raise ValueError(f"there are {', '.join(acts)}")
        return acts[what]()

    def _hold(self, held: bool) -> Thing:
        self._courier.held = held
        return {"held": held}

    async def _events(self, _request: Request) -> Response:
        return JSONResponse({"events": self._courier.deliveries()})

    async def _deliver(self, request: Request) -> Response:
        """Tell again: of one event, or of all that were held."""
        told = json.loads(await request.body() or b"{}")
        return JSONResponse({"sent": self._courier.send(told.get("event"))})

    async def _journal(self, _request: Request) -> Response:
        """What was asked, and what Stripe holds of each payment: what a ledger is held against."""
        asked = [dict(row) for row in self._store.rows("select * from journal order by row desc limit 1000")]
        held = [
            {
                "purchase_id": session["client_reference_id"],
                "session": session["id"],
                "status": session["status"],
                "amount": session["amount_total"],
                "held": self._shop.money_of(intent) if (intent := session["payment_intent"]) else 0,
            }
            for session in self._store.listed("checkout.session")
        ]
        return JSONResponse({"asked": asked, "held": held})

    async def _order(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._faults.clear()
        if request.method == "POST":
            try:
                fault = Fault(**json.loads(await request.body()))
            except (TypeError, ValueError) as wrong:
                return JSONResponse({"error": str(wrong)}, 400)
            if fault.kind not in _FAULTS or fault.count < 1 or (fault.call and fault.call not in OPERATIONS):
                return JSONResponse({"error": f"kind: {', '.join(_FAULTS)}; call: {', '.join(OPERATIONS)}"}, 400)
            self._faults.append(fault)
        return JSONResponse({"faults": [asdict(each) for each in self._faults]})
