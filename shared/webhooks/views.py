"""What `webhooks` answers, and what endpoints are sent. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from shared.catalog.sets import Language
from shared.films.views import Film
from shared.prompts.views import Prompt
from shared.videos.views import Video
from shared.webhooks.sets import EventType, FilmEventType, PromptEventType, VideoEventType
from shared.webhooks.statuses import DeliveryStatus, DisabledReason, EndpointStatus, Trouble


class WebhookEndpoint(TypedDict):
    """Where events are sent to; without a URL a listener, which fetches them."""

    id: str
    url: str | None
    events: list[EventType]
    description: str
    language: Language
    status: EndpointStatus
    reason: Annotated[DisabledReason | None, Field(description="Why it is sent nothing")]
    failing_since: Annotated[
        datetime | None, Field(description="The first try that failed since one was taken; after three days it is switched off")
    ]
    rests_until: Annotated[
        datetime | None, Field(description="It asked to be left alone so long: 429 or 503 with `Retry-After`, six hours at most")
    ]
    secrets: Annotated[int, Field(description="How many secrets sign what it is sent; two while one is rotated")]
    created_at: datetime
    expires_at: Annotated[datetime | None, Field(description="When a listener ends")]


class WebhookEndpointMade(TypedDict):
    endpoint: WebhookEndpoint
    secret: Annotated[str, Field(description="What signs from now on, `whsec_…`; it is never told again")]


class WebhookEndpointList(TypedDict):
    endpoints: list[WebhookEndpoint]


class WebhookAttempt(TypedDict):
    """One try of a delivery."""

    at: datetime
    ms: int
    status: Annotated[int | None, Field(description="What it was answered; null where there was no answer")]
    trouble: Annotated[Trouble | None, Field(description="Why it does not count; null where it was taken")]
    answer: Annotated[str, Field(description="The answer's first 2048 bytes, or what went wrong")]


class WebhookDelivery(TypedDict):
    """An event as it was sent to one endpoint."""

    id: str
    endpoint_id: str
    event: Annotated[str, Field(description="Its type, or `webhook.test`")]
    event_id: Annotated[str, Field(description="The header `webhook-id`: the same each time that it is sent")]
    status: DeliveryStatus
    body: Annotated[str, Field(description="What is sent and signed, byte for byte")]
    attempts: Annotated[list[WebhookAttempt], Field(description="The latest twelve")]
    created_at: datetime
    next_at: Annotated[datetime | None, Field(description="When it is sent, or tried again")]


class WebhookDeliveryList(TypedDict):
    deliveries: list[WebhookDelivery]
    next_cursor: str | None


class WebhookRedelivery(TypedDict):
    redelivered: Annotated[int, Field(description="How many are sent again by now")]


# -- what endpoints are sent


class CreditsLow(TypedDict):
    """The balance after the charge by which it fell below what its user named."""

    balance: int
    low_at: int
    job_id: str


class TestOfEndpoint(TypedDict):
    endpoint_id: str
    events: list[EventType]


class VideoEvent(TypedDict):
    """A video has ended: as the API answers it."""

    type: VideoEventType
    timestamp: datetime
    data: Video


class FilmEvent(TypedDict):
    """A film has ended: as the API answers it."""

    type: FilmEventType
    timestamp: datetime
    data: Film


class PromptEvent(TypedDict):
    """A prompt was written, or was not: as the API answers it."""

    type: PromptEventType
    timestamp: datetime
    data: Prompt


class CreditsEvent(TypedDict):
    """Credits became few."""

    type: Literal["credits.low"]
    timestamp: datetime
    data: CreditsLow


class TestEvent(TypedDict):
    """What an endpoint is sent on its owner's word; nothing has happened."""

    type: Literal["webhook.test"]
    timestamp: datetime
    data: TestOfEndpoint
