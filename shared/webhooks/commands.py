"""What users do with endpoints: make one, change it, give it another secret, delete it; and have something sent again."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from shared.accounts import limits, signup, usage
from shared.accounts.usage import NO_END, usage_path
from shared.config import retention, sections
from shared.lifecycle import listeners
from shared.lifecycle.admission import current
from shared.lifecycle.listeners import listeners_path
from shared.lifecycle.outbox import Event
from shared.platform.clients import clock, store
from shared.platform.errors import Language, NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Create, Delete, Plan, Seen, Update, Write
from shared.platform.settings import settings
from shared.platform.web.cursors import newest_first, page_of, place_of
from shared.platform.web.exchange import as_json
from shared.platform.web.outgoing import target
from shared.platform.web.tokens import User
from shared.webhooks import sealing, signing, tasks
from shared.webhooks.errors import EndpointDisabled, ListenerFetches, TooManyEndpoints, UrlNotTaken
from shared.webhooks.model import (
    DELIVERIES,
    LISTENS_FOR,
    SECRETS,
    Delivery,
    Endpoint,
    delivery_id,
    delivery_path,
    endpoint_path,
    new_id,
    own,
    own_delivery,
    read_delivery,
)
from shared.webhooks.statuses import TEST, DeliveryStatus, DisabledReason, EndpointStatus

_PAGE = 100
SWEEP_AFTER = timedelta(minutes=2)


class Made(NamedTuple):
    endpoint: Endpoint
    secret: str  # which nobody can see again


class Changes(NamedTuple):
    """What is to be another; None stays as it is."""

    url: str | None = None
    events: Sequence[Event] | None = None
    description: str | None = None
    language: Language | None = None
    active: bool | None = None


def create(user: User, url: str | None, events: Sequence[Event], *, description: str = "", language: Language = "en") -> Made:
    """Without an address a listener, which ends after a day."""
    sections.require_feature(user.uid, "webhooks")
    _require_taken(url)
    signup.open_account(user)
    now, endpoint_id, secret = clock().now(), new_id(), signing.new_secret()
    endpoint = Endpoint(
        endpoint_id,
        user.uid,
        url,
        _values(events),
        (sealing.seal(user.uid, endpoint_id, secret),),
        created_at=now,
        updated_at=now,
        description=description,
        language=language,
        since=now,
        expires_at=None if url else now + LISTENS_FOR,
    )
    usage_where = usage_path(user.uid)

    def decide(seen: Seen) -> Plan[Made]:
        account, kept = current(seen, user), usage.read(seen[usage_where])
        if len(kept.open_places("webhook_endpoints", now)) >= (most := limits.of(account, "webhook_endpoints")):
            raise TooManyEndpoints(limit=most)
        heard = listeners.read(seen[listeners_path(user.uid)]).with_endpoint(endpoint_id, endpoint.events, endpoint.expires_at)
        counted = kept.with_place("webhook_endpoints", endpoint_id, endpoint.expires_at or NO_END, now)
        kept_usage = usage.write(seen[usage_where], counted)
        return Plan(
            Made(endpoint, secret), [Create(endpoint.path, endpoint.fields()), kept_usage, *listeners.writes(seen, heard, now)]
        )

    return store().settle([usage_where, *listeners.places(user.uid)], decide)


def change(user_id: str, endpoint_id: str, changes: Changes) -> Endpoint:
    """Switched on again it begins anew: what failed before is sent again only on request."""
    _require_taken(changes.url)
    where, now = endpoint_path(endpoint_id), clock().now()
    named = {name: value for name, value in changes._asdict().items() if value is not None and name != "active"}
    if changes.events is not None:
        named["events"] = _values(changes.events)

    def decide(seen: Seen) -> Plan[Endpoint]:
        before = own(seen[where], user_id, now)
        if changes.url is not None and before.url is None:
            raise ListenerFetches
        after = replace(before, **named, updated_at=now)
        if changes.active and not before.active:
            status = {"status": EndpointStatus.ACTIVE, "reason": None, "failing_since": None, "slow": False, "rests_until": None}
            after = replace(after, **status)
        elif changes.active is False and before.active:
            after = replace(after, status=EndpointStatus.DISABLED, reason=DisabledReason.OWNER)
        if after.url != before.url:
            after = replace(after, rests_until=None)
        if (after.events, after.status) != (before.events, before.status):
            after = replace(after, since=now)
        return Plan(after, [codec.write(seen[where], after), *heard(seen, after, now)])

    return store().settle([where, *listeners.places(user_id)], decide)


def heard(seen: Seen, endpoint: Endpoint, now: datetime) -> list[Write]:
    """What its account listens to, with this endpoint as it is now."""
    known = listeners.read(seen[listeners_path(endpoint.user_id)])
    after = (
        known.with_endpoint(endpoint.id, endpoint.events, endpoint.expires_at)
        if endpoint.active
        else known.without_endpoint(endpoint.id)
    )
    return listeners.writes(seen, after, now) if after != known else []


def delete(user_id: str, endpoint_id: str, *, listeners_only: bool = False) -> None:
    """It is sent nothing more, at once; what it was sent goes with its time."""
    where, usage_where, now = endpoint_path(endpoint_id), usage_path(user_id), clock().now()

    def decide(seen: Seen) -> Plan[None]:
        endpoint = own(seen[where], user_id, now)
        if listeners_only:
            require_listener(endpoint)
        kept = usage.read(seen[usage_where]).without_place("webhook_endpoints", endpoint_id, now)
        known = listeners.read(seen[listeners_path(user_id)]).without_endpoint(endpoint_id)
        return Plan(None, [Delete(seen[where]), usage.write(seen[usage_where], kept), *listeners.writes(seen, known, now)])

    store().settle([where, usage_where, *listeners.places(user_id)], decide)


def rotate(user_id: str, endpoint_id: str, overlap: timedelta) -> Made:
    """Another secret; what is sent until the overlap is over is signed by both."""
    where, now, secret = endpoint_path(endpoint_id), clock().now(), signing.new_secret()
    fresh = sealing.seal(user_id, endpoint_id, secret)

    def decide(seen: Seen) -> Plan[Made]:
        endpoint = own(seen[where], user_id, now)
        until = now + overlap
        old = [replace(each, until=min(each.until or until, until)) for each in endpoint.good_secrets(now)] if overlap else []
        after = replace(endpoint, secrets=(fresh, *old[: SECRETS - 1]), updated_at=now)
        return Plan(Made(after, secret), [codec.write(seen[where], after)])

    return store().settle([where], decide)


def send_test(user_id: str, endpoint_id: str) -> Delivery:
    """An event that nothing has happened behind, by the way of all others."""
    where, now, event_id = endpoint_path(endpoint_id), clock().now(), f"{new_id()}.{TEST}"

    def decide(seen: Seen) -> Plan[tuple[Endpoint, Delivery]]:
        endpoint = require_active(own(seen[where], user_id, now))
        data = {"endpoint_id": endpoint.id, "events": list(endpoint.events)}
        made = delivery(endpoint.id, endpoint.url, user_id, TEST, event_id, data, now)
        return Plan((endpoint, made), [Create(made.path, made.fields())])

    endpoint, made = store().settle([where], decide)
    if made.next_at is not None:
        tasks.enqueue_delivery(endpoint.id, slow=endpoint.slow)
    return made


def delivery(endpoint_id: str, url: str | None, user_id: str, event: str, event_id: str, data: Any, now: datetime) -> Delivery:
    """Of an event to one endpoint, in the form that Standard Webhooks recommends."""
    body = as_json({"type": event, "timestamp": now, "data": data}).decode()
    until = retention.ends("log_days", now)
    made = Delivery(delivery_id(endpoint_id, event_id), user_id, endpoint_id, event, event_id, body, now, expires_at=until)
    return _anew(made, now) if url else replace(made, status=DeliveryStatus.HELD)


def redeliver(user_id: str, endpoint_id: str, delivery_name: str) -> Delivery:
    """Once more, with the same id and body; one that is under way already stays so."""
    now = clock().now()
    endpoint = require_sending(own(store().get(endpoint_path(endpoint_id)), user_id, now))
    where = delivery_path(delivery_name)

    def decide(seen: Seen) -> Plan[Delivery]:
        before = own_delivery(seen[where], endpoint, now)
        if before.status is DeliveryStatus.PENDING:
            return Plan(before)
        after = _anew(before, now)
        return Plan(after, [codec.write(seen[where], after)])

    found = store().settle([where], decide)
    tasks.enqueue_delivery(endpoint.id, slow=endpoint.slow)
    return found


def redeliver_span(
    user_id: str, endpoint_id: str, since: datetime, until: datetime, cursor: str | None = None, *, all_of_them: bool = False
) -> int:
    """All of a time that failed, or all that was sent then; a hundred at once, the rest by a task. Answers how many by now."""
    now = clock().now()
    endpoint = require_sending(own(store().get(endpoint_path(endpoint_id)), user_id, now))
    rows = store().find(
        DELIVERIES,
        where=[("endpoint_id", "==", endpoint_id), ("created_at", ">=", since), ("created_at", "<", until)],
        order=newest_first("created_at"),
        after=place_of(cursor),
        limit=_PAGE,
    )
    page = page_of(rows, _PAGE, read_delivery)
    over = (DeliveryStatus.FAILED, DeliveryStatus.DELIVERED) if all_of_them else (DeliveryStatus.FAILED,)
    wanted = [each.path for each in page.rows if each.status in over]

    def decide(seen: Seen) -> Plan[int]:
        before = [(seen[path], each) for path in wanted if (each := read_delivery(seen[path])) and each.status in over]
        return Plan(len(before), [Update(document, _anew(each, now).fields()) for document, each in before])

    sent = store().settle(wanted, decide) if wanted else 0
    if sent:
        tasks.enqueue_delivery(endpoint.id, slow=endpoint.slow)
    if page.next_cursor:
        tasks.enqueue_span(endpoint_id, user_id, since, until, page.next_cursor, all_of_them=all_of_them)
    return sent


def redeliver_rest(user_id: str, endpoint_id: str, since: datetime, until: datetime, cursor: str, *, all_of_them: bool) -> None:
    """The rest of a time, unless its endpoint takes nothing more."""
    with contextlib.suppress(NotFound, EndpointDisabled):
        redeliver_span(user_id, endpoint_id, since, until, cursor, all_of_them=all_of_them)


def require_active(endpoint: Endpoint) -> Endpoint:
    if not endpoint.active:
        raise EndpointDisabled(reason=endpoint.reason or DisabledReason.OWNER)
    return endpoint


def require_sending(endpoint: Endpoint) -> Endpoint:
    if endpoint.url is None:
        raise ListenerFetches
    return require_active(endpoint)


def require_listener(endpoint: Endpoint) -> None:
    """What an agent's key may end: endpoints that send outlive the key, and are their user's own business."""
    if endpoint.url is not None:
        raise NotFound(kind="listener", id=endpoint.id)


def _anew(before: Delivery, now: datetime) -> Delivery:
    return replace(before, status=DeliveryStatus.PENDING, next_at=now, due_at=now + SWEEP_AFTER, since=now, tries=0)


def _values(events: Sequence[Event]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(event.value for event in events))


def _require_taken(url: str | None) -> None:
    """By its form; what its name leads to is looked at each time that something is sent."""
    if url is not None and target(url, loopback=settings().webhooks_loopback) is None:
        raise UrlNotTaken
