"""Endpoints, in `webhook_endpoints/{id}`, and what each was sent, in `webhook_deliveries/{id}`. No Google here.

Endpoint   active ⇄ disabled         by its owner, by 410, by three days without success
Delivery   pending → delivered       2xx
                   → failed          a day of tries is over, or its endpoint takes nothing any more
           held                      for a listener, which fetches it
           any → pending             sent again on its owner's word, with the same id and body

A listener is an endpoint without an address: nothing goes out to it, its program fetches. It ends by itself.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.platform.errors import Language, NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document
from shared.webhooks.statuses import DeliveryStatus, DisabledReason, EndpointStatus

if TYPE_CHECKING:
    from shared.webhooks import views

ENDPOINTS, DELIVERIES = "webhook_endpoints", "webhook_deliveries"
LISTENS_FOR = timedelta(days=1)
LANES = 2  # deliveries that one endpoint is sent at a time
LANE_LASTS = timedelta(seconds=90)
SECRETS = 3  # that are good at once
MOST_TOLD = 12  # tries of a delivery that are kept with their answers, the latest


@dataclass(frozen=True)
class SigningSecret:
    """One of an endpoint's, sealed; all but the newest end."""

    sealed: Mapping[str, Any]
    until: datetime | None = None

    @classmethod
    def read(cls, stored: Any) -> tuple[SigningSecret, ...]:
        return tuple(cls(each["sealed"], each["until"]) for each in stored)


@dataclass(frozen=True)
class Endpoint(codec.Record):
    id: str
    user_id: str
    url: str | None  # None: a listener
    events: tuple[str, ...]
    secrets: tuple[SigningSecret, ...]  # the newest first
    created_at: datetime
    updated_at: datetime
    description: str = ""
    language: Language = "en"  # of the texts in what it is sent
    status: EndpointStatus = EndpointStatus.ACTIVE
    reason: DisabledReason | None = None
    since: datetime | None = None  # when it took on these events, or was switched on again: no end after it may be missing
    failing_since: datetime | None = None  # the first try that failed after the last that did not
    slow: bool = False  # it failed or took long lately: its deliveries go by the slow queue
    rests_until: datetime | None = None  # it asked to be left alone so long: 429 or 503 with Retry-After
    lanes: Mapping[str, datetime] = field(default_factory=dict[str, datetime])  # who is sending to it now: until when
    expires_at: datetime | None = None  # a listener's end, when Firestore deletes it

    @property
    def path(self) -> str:
        return endpoint_path(self.id)

    @property
    def wrapped_by(self) -> list[str]:
        """The versions of the wrapping key that its secrets hang on."""
        return sorted({str(each.sealed["wrapped_by"]) for each in self.secrets})

    def fields(self) -> dict[str, Any]:
        return {**super().fields(), "wrapped_by": self.wrapped_by}

    @property
    def active(self) -> bool:
        return self.status is EndpointStatus.ACTIVE

    def good_secrets(self, now: datetime) -> tuple[SigningSecret, ...]:
        return tuple(each for each in self.secrets if each.until is None or each.until > now)

    def rests(self, now: datetime) -> bool:
        return self.rests_until is not None and self.rests_until > now

    def taken_lanes(self, now: datetime) -> Mapping[str, datetime]:
        return {lane: until for lane, until in self.lanes.items() if until > now}


@dataclass(frozen=True)
class Delivery(codec.Record):
    id: str
    user_id: str
    endpoint_id: str
    event: str
    event_id: str  # `webhook-id`: the same for every endpoint and each time that it is sent
    body: str  # as it is sent, and signed
    created_at: datetime
    expires_at: datetime  # when Firestore deletes it
    status: DeliveryStatus = DeliveryStatus.PENDING
    since: datetime | None = None  # from when its day of tries counts
    next_at: datetime | None = None  # when it is sent, or again; while it is being sent: when nobody is at it any more
    due_at: datetime | None = None  # when the sweep looks after it
    tries: int = 0  # since then
    attempts: tuple[Mapping[str, Any], ...] = ()  # at, ms, status, trouble, answer

    @property
    def path(self) -> str:
        return delivery_path(self.id)


def endpoint_path(endpoint_id: str) -> str:
    return f"{ENDPOINTS}/{endpoint_id}"


def delivery_path(delivery_id: str) -> str:
    return f"{DELIVERIES}/{delivery_id}"


def new_id() -> str:
    return secrets.token_hex(12)


def delivery_id(endpoint_id: str, event_id: str) -> str:
    """The same whoever makes it: an endpoint is sent each event once."""
    return hashlib.sha256(f"{endpoint_id} {event_id}".encode()).hexdigest()[:24]


_endpoint = codec.reader(
    Endpoint,
    secrets=SigningSecret.read,
    events=tuple,
    status=EndpointStatus,
    reason=lambda kept: kept and DisabledReason(kept),
)
read_delivery = codec.reader(Delivery, status=DeliveryStatus, attempts=tuple)


def read_endpoint(document: Document, now: datetime) -> Endpoint | None:
    """One that Firestore has not deleted yet though its time is over counts for nothing."""
    return None if document.expired(now) else _endpoint(document)


def own(document: Document, user_id: str, now: datetime) -> Endpoint:
    endpoint = read_endpoint(document, now)
    if endpoint is None or endpoint.user_id != user_id:
        raise NotFound(kind="webhook endpoint", id=document.id)
    return endpoint


def own_delivery(document: Document, endpoint: Endpoint, now: datetime) -> Delivery:
    delivery = None if document.expired(now) else read_delivery(document)
    if delivery is None or delivery.endpoint_id != endpoint.id:
        raise NotFound(kind="delivery", id=document.id)
    return delivery


_SHOWN = (
    *("id", "url", "events", "description", "language", "status", "reason", "failing_since", "rests_until"),
    *("created_at", "expires_at"),
)
_DELIVERY_SHOWN = ("id", "endpoint_id", "event", "event_id", "status", "body", "attempts", "created_at")


def shown(endpoint: Endpoint, now: datetime) -> views.WebhookEndpoint:
    return codec.told(endpoint, _SHOWN, secrets=len(endpoint.good_secrets(now)))


def delivery_shown(delivery: Delivery) -> views.WebhookDelivery:
    pending = delivery.status is DeliveryStatus.PENDING
    return codec.told(delivery, _DELIVERY_SHOWN, next_at=delivery.next_at if pending else None)
