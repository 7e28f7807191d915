"""What only a stand-in can do: run lifecycle rules now, play with events, order faults, say how it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from standins.storage import lifecycle
from standins.storage.calls import parsed
from standins.storage.errors import Invalid, Json, NoSuchObject, Unknown
from standins.storage.outbox import Event
from standins.storage.service import Service

_Act = Callable[[Service, Json], Awaitable[Json]]


async def local_interface(service: Service, request: Request) -> Response:
    act = _ACTS.get((request.method, request.url.path))
    if not act:
        raise Unknown(f"The local stand-in does not know {request.method} {request.url.path}")
    order = {**dict(request.query_params), **parsed(await request.body())}
    return JSONResponse(await act(service, order))


async def _health(service: Service, _: Json) -> Json:
    return {"ok": True, "buckets": service.buckets.count(), "objects": service.database.counter("objects")}


async def _lifecycle(service: Service, _: Json) -> Json:
    return {"deleted": lifecycle.run(service)}


async def _events(service: Service, order: Json) -> Json:
    bucket, outbox = order.get("bucket"), service.outbox
    told = {"pending": outbox.pending(bucket), "dead_letters": outbox.dead(bucket)}
    return {name: [event.summary() for event in events] for name, events in told.items()}


async def _duplicate(service: Service, order: Json) -> Json:
    """Send the last event of an object once more, under the same id, as a service at least once may."""
    event = service.outbox.last_of(_text(order, "bucket"), _text(order, "name"))
    if not event:
        raise NoSuchObject(f"No event was recorded for {order['bucket']}/{order['name']}")
    return await _delivered(service, event)


async def _deliver(service: Service, order: Json) -> Json:
    """One event that is owed, now, whether or not its bucket is held."""
    wanted = _text(order, "id")
    event = next((event for event in service.outbox.pending() if event.id == wanted), None)
    if not event:
        raise NoSuchObject(f"No event {wanted} is owed")
    return await _delivered(service, event)


async def _hold(service: Service, order: Json) -> Json:
    service.outbox.hold(_text(order, "bucket"))
    return {"held": True}


async def _release(service: Service, order: Json) -> Json:
    """One after the other, so that the receiver sees exactly the order that was asked for."""
    bucket, sequence = _text(order, "bucket"), order.get("order", "original")
    if sequence not in ("original", "reversed"):
        raise Invalid(f"The order is original or reversed, not {sequence}")
    events = service.outbox.pending(bucket)
    delivered = [await _delivered(service, event) for event in (reversed(events) if sequence == "reversed" else events)]
    service.outbox.release(bucket)
    service.courier.wake()
    return {"delivered": delivered}


async def _delivered(service: Service, event: Event) -> Json:
    error = await service.courier.deliver(event)
    return {"id": event.id, "name": event.object, "type": event.type, "error": error}


async def _order_fault(service: Service, order: Json) -> Json:
    service.faults.order(order)
    return {"ordered": service.faults.list()}


async def _list_faults(service: Service, _: Json) -> Json:
    return {"ordered": service.faults.list()}


async def _clear_faults(service: Service, _: Json) -> Json:
    service.faults.clear()
    return {"ordered": []}


def _text(order: Json, name: str) -> str:
    value = order.get(name)
    if not isinstance(value, str) or not value:
        raise Invalid(f"{name} is needed")
    return value


_ACTS: dict[tuple[str, str], _Act] = {
    ("GET", "/health"): _health,
    ("POST", "/_local/lifecycle/run"): _lifecycle,
    ("GET", "/_local/events"): _events,
    ("POST", "/_local/events/deliver"): _deliver,
    ("POST", "/_local/events/duplicate"): _duplicate,
    ("POST", "/_local/events/hold"): _hold,
    ("POST", "/_local/events/release"): _release,
    ("POST", "/_local/faults"): _order_fault,
    ("GET", "/_local/faults"): _list_faults,
    ("DELETE", "/_local/faults"): _clear_faults,
}
