"""What task functions do for webhooks: tell endpoints of an event, and send what is due to one of them.

An endpoint has two lanes, by leases: whoever holds one sends what is due there, one after the other, and whoever comes while
both are taken leaves it to them. What fails is sent again, for a day. What fails or takes long goes by a queue of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from shared.lifecycle import listeners
from shared.lifecycle.listeners import listeners_path
from shared.lifecycle.outbox import EVENTS
from shared.notices import mailing
from shared.notices import tasks as notice_tasks
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore import codec
from shared.platform.firestore.documents import AlsoNeeds, Create, Document, Plan, Seen, Update, Write
from shared.platform.settings import settings
from shared.platform.web import outgoing
from shared.platform.web.outgoing import Unreached
from shared.webhooks import again, commands, payloads, sealing, signing, tasks
from shared.webhooks.model import (
    DELIVERIES,
    LANE_LASTS,
    LANES,
    MOST_TOLD,
    Delivery,
    Endpoint,
    endpoint_path,
    read_delivery,
    read_endpoint,
)
from shared.webhooks.statuses import DeliveryStatus, DisabledReason, EndpointStatus, Trouble

GIVEN_UP_AFTER = timedelta(days=3)  # without a success: nothing more is sent there
SLOW = timedelta(seconds=2)  # an endpoint that takes longer is slow
_LEASE = timedelta(seconds=30)  # of one try
_WORKS = timedelta(seconds=40)  # one lane, before it hands over
_TOLD = 2048  # bytes of an answer that are kept


class _Told(NamedTuple):
    endpoints: Mapping[str, bool]  # that are sent something: whether they are slow
    mail_at: datetime | None  # when mail of it may go


def tell(event_id: str, user_id: str) -> None:
    """Whoever listens to it: a delivery for each endpoint, in one commit. Called twice it tells nobody anew."""
    where, now = f"{EVENTS}/{event_id}", clock().now()
    seen = store().read([where, listeners_path(user_id)])
    row, known = seen[where].fields, listeners.read(seen[listeners_path(user_id)])
    if row is None or row["user_id"] != user_id or row.get("due_at") is None:
        return
    notice_tasks.enqueue_push(event_id, row["event"], known, now)
    bodies: dict[str, Any] = {}

    def decide(seen: Seen) -> Plan[_Told]:
        row, known = seen[where].fields, listeners.read(seen[listeners_path(user_id)])
        if row is None or row.get("due_at") is None:
            return Plan(_Told({}, None))
        places = [endpoint_path(each) for each in known.wanting(row["event"], now)]
        if missing := [path for path in places if path not in seen]:
            raise AlsoNeeds(*missing)
        found = [endpoint for path in places if (endpoint := read_endpoint(seen[path], now)) and endpoint.active]
        made = [_delivery(endpoint, event_id, row, bodies, now) for endpoint in found]
        writes: list[Write] = [Create(each.path, each.fields()) for each in made]
        mail_at = mailing.goes_at(row["event"], known, now) if row["event"] in known.mail else None
        writes.append(Update(seen[where], {"due_at": None, **mailing.waits(row["event"], known, now)}))
        return Plan(_Told({each.id: each.slow for each in found if each.url}, mail_at), writes)

    told = store().settle([where, listeners_path(user_id)], decide)
    for endpoint_id, slow in told.endpoints.items():
        tasks.enqueue_delivery(endpoint_id, slow=slow)
    if told.mail_at is not None:
        notice_tasks.enqueue_mail(user_id, event_id, told.mail_at if told.mail_at > now else None)


def _delivery(endpoint: Endpoint, event_id: str, row: Mapping[str, Any], bodies: dict[str, Any], now: datetime) -> Delivery:
    """What is told is read once for all of them, in each language that one of them wants."""
    if endpoint.language not in bodies:
        bodies[endpoint.language] = payloads.data_of(row, endpoint.language)
    data = bodies[endpoint.language]
    return commands.delivery(endpoint.id, endpoint.url, endpoint.user_id, row["event"], event_id, data, now)


def deliver(endpoint_id: str) -> None:
    """All that is due there, as long as there is time; whoever comes while others are at it leaves it to them."""
    endpoint, lane = _enter(endpoint_id)
    if endpoint is None:
        return
    if endpoint.rests_until is not None and endpoint.rests(clock().now()):
        tasks.enqueue_after_rest(endpoint_id, endpoint.rests_until)
        return
    until, slow, keys = clock().now() + _WORKS, endpoint.slow, sealing.opened(endpoint)
    try:
        while endpoint and endpoint.active and endpoint.slow == slow and (now := clock().now()) < until:
            if endpoint.rests(now):
                break
            delivery = _claim(endpoint.id)
            if delivery is None:
                break
            endpoint = _sent(endpoint, delivery, keys)
    finally:
        _leave(endpoint_id, lane)


def _enter(endpoint_id: str) -> tuple[Endpoint | None, str]:
    where, lane = endpoint_path(endpoint_id), secrets.token_hex(4)

    def decide(seen: Seen) -> Plan[Endpoint | None]:
        now = clock().now()
        endpoint = read_endpoint(seen[where], now)
        if endpoint is None or not endpoint.active or endpoint.url is None:
            return Plan(None)
        if endpoint.rests(now):
            return Plan(endpoint)
        if len(taken := endpoint.taken_lanes(now)) >= LANES:
            return Plan(None)
        return Plan(endpoint, [Update(seen[where], {"lanes": {**taken, lane: now + LANE_LASTS}})])

    return store().settle([where], decide), lane


def _leave(endpoint_id: str, lane: str) -> None:
    """What became due while both lanes were about to end is taken by another task."""
    where = endpoint_path(endpoint_id)

    def decide(seen: Seen) -> Plan[Endpoint | None]:
        now = clock().now()
        endpoint = read_endpoint(seen[where], now)
        if endpoint is None:
            return Plan(None)
        left = {each: until for each, until in endpoint.taken_lanes(now).items() if each != lane}
        return Plan(endpoint, [Update(seen[where], {"lanes": left})])

    endpoint = store().settle([where], decide)
    if endpoint is not None and endpoint.active and _due(endpoint_id, 1):
        tasks.enqueue_delivery(endpoint_id, slow=endpoint.slow, at=endpoint.rests_until)


def _due(endpoint_id: str, limit: int) -> list[Document]:
    return store().find(
        DELIVERIES,
        where=[("endpoint_id", "==", endpoint_id), ("next_at", "<=", clock().now())],
        order=[("next_at", "asc")],
        limit=limit,
    )


def _claim(endpoint_id: str) -> Delivery | None:
    """The one that has waited longest and that nobody else is sending; should this worker die it is due again."""
    for row in _due(endpoint_id, LANES + 1):

        def decide(seen: Seen, path: str = row.path) -> Plan[Delivery | None]:
            now, delivery = clock().now(), read_delivery(seen[path])
            if delivery is None or delivery.next_at is None or delivery.next_at > now:
                return Plan(None)
            claimed = replace(
                delivery, tries=delivery.tries + 1, next_at=now + _LEASE, due_at=now + _LEASE + commands.SWEEP_AFTER
            )
            return Plan(claimed, [codec.write(seen[path], claimed)])

        if (claimed := store().settle([row.path], decide)) is not None:
            return claimed
    return None


def _sent(endpoint: Endpoint, delivery: Delivery, keys: list[str]) -> Endpoint | None:
    """Once; and what came of it written down."""
    began = clock().now()
    status, trouble, answer, retry_after = _post(str(endpoint.url), delivery, keys, began)
    took = clock().now() - began
    attempt = {
        "at": began,
        "ms": round(took.total_seconds() * 1000),
        "status": status,
        "trouble": trouble.value if trouble else None,
        "answer": answer,
    }
    logs.info(
        "webhook sent",
        endpoint_id=endpoint.id,
        event=delivery.event,
        status=status,
        trouble=attempt["trouble"],
        seconds=round(took.total_seconds(), 2),
    )
    return _record(endpoint.id, delivery, attempt, retry_after)


def _post(url: str, delivery: Delivery, keys: list[str], now: datetime) -> tuple[int | None, Trouble | None, str, str]:
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Rushes-Webhooks/1",
        **signing.signed(keys, delivery.event_id, body, now),
    }
    try:
        answer = outgoing.post(url, headers, body, loopback=settings().webhooks_loopback)
    except Unreached as error:
        return None, Trouble(error.trouble), str(error), ""
    good = 200 <= answer.status < 300
    said = answer.body[:_TOLD].decode("utf-8", "replace")
    return answer.status, None if good else Trouble.STATUS, said, answer.retry_after


def _record(endpoint_id: str, delivery: Delivery, attempt: Mapping[str, Any], retry_after: str) -> Endpoint | None:
    where, now = endpoint_path(endpoint_id), clock().now()
    rests_until = again.rest_asked_for(attempt["status"] or 0, retry_after, now)

    def decide(seen: Seen) -> Plan[tuple[Endpoint | None, Endpoint | None, Delivery | None]]:
        endpoint, current = read_endpoint(seen[where], now), read_delivery(seen[delivery.path])
        if current is None:  # its time is over
            return Plan((endpoint, endpoint, None))
        told = (*current.attempts, attempt)[-MOST_TOLD:]
        if (current.since, current.tries) != (delivery.since, delivery.tries):  # it is to be sent anew
            return Plan((endpoint, endpoint, None), [Update(seen[delivery.path], {"attempts": list(told)})])
        after = _after(replace(current, attempts=told), attempt, rests_until, now)
        writes: list[Write] = [codec.write(seen[delivery.path], after)]
        if endpoint is None:
            return Plan((None, None, after), writes)
        health = _health(endpoint, attempt, rests_until, now)
        if not health.active:
            if missing := [path for path in listeners.places(endpoint.user_id) if path not in seen]:
                raise AlsoNeeds(*missing)
            writes += commands.heard(seen, health, now)
        if health != endpoint:
            writes.append(codec.write(seen[where], health))
        return Plan((endpoint, health, after), writes)

    before, endpoint, after = store().settle([where, delivery.path], decide)
    if before and endpoint and before.active and not endpoint.active:
        logs.warning("a webhook endpoint was switched off", endpoint_id=endpoint.id, reason=endpoint.reason)
        notice_tasks.endpoint_off(endpoint.user_id, endpoint.id, str(endpoint.url), str(endpoint.reason), now)
    if endpoint and endpoint.active and after and after.next_at:
        tasks.enqueue_delivery(endpoint.id, slow=True, at=after.next_at)
    return endpoint


def _after(delivery: Delivery, attempt: Mapping[str, Any], rests_until: datetime | None, now: datetime) -> Delivery:
    """Its state after this try."""
    over = {"next_at": None, "due_at": None}
    if attempt["trouble"] is None:
        return replace(delivery, status=DeliveryStatus.DELIVERED, **over)
    next_at = None if attempt["status"] == 410 else again.at(delivery.tries, rests_until, now)
    if next_at is None:
        return replace(delivery, status=DeliveryStatus.FAILED, **over)
    return replace(delivery, next_at=next_at, due_at=next_at + commands.SWEEP_AFTER)


def _health(endpoint: Endpoint, attempt: Mapping[str, Any], rests_until: datetime | None, now: datetime) -> Endpoint:
    if attempt["trouble"] is None:
        return replace(endpoint, failing_since=None, slow=attempt["ms"] >= SLOW.total_seconds() * 1000)
    failing = endpoint.failing_since or now
    after = replace(endpoint, failing_since=failing, slow=True, rests_until=rests_until or endpoint.rests_until)
    if attempt["status"] == 410:
        return replace(after, status=EndpointStatus.DISABLED, reason=DisabledReason.GONE)
    if now - failing >= GIVEN_UP_AFTER:
        return replace(after, status=EndpointStatus.DISABLED, reason=DisabledReason.FAILING)
    return after


def let_go(delivery: Delivery) -> None:
    """Its endpoint takes nothing any more."""
    now = clock().now()

    def failed(row: Document) -> Mapping[str, Any] | None:
        current = read_delivery(row)
        if current is None or current.status is not DeliveryStatus.PENDING:
            return None
        attempt = {"at": now, "ms": 0, "status": None, "trouble": Trouble.DISABLED.value, "answer": ""}
        told = [*current.attempts, attempt][-MOST_TOLD:]
        return {"status": DeliveryStatus.FAILED.value, "next_at": None, "due_at": None, "attempts": told}

    store().change(delivery.path, failed)
