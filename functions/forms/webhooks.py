"""What `webhooks` takes."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from functions.forms.fields import Moment, PageQuery, one_line
from shared.catalog.sets import Language
from shared.platform.errors import Text
from shared.platform.web.validation import Strict
from shared.webhooks.sets import EventType
from shared.webhooks.statuses import DeliveryStatus

Url = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^https?://[!-~]+$")]
Events = Annotated[list[EventType], Field(min_length=1, max_length=20)]
Description = Annotated[str, Field(max_length=200), AfterValidator(one_line)]


class WebhookListenerRequest(Strict):
    """What a program wants to fetch."""

    events: Events = Field(description="The events that it is told of")
    language: Language = Field("en", description="Of the texts in what it is told")


class WebhookEndpointRequest(WebhookListenerRequest):
    """Where to send what."""

    url: Url = Field(
        description="Where events are sent to, by POST: https on port 443 or 8443, without a name or password. Its name must "
        "lead to public addresses; redirects are not followed"
    )
    description: Description = Field("", description="What tells it from others")


class WebhookEndpointUpdate(Strict):
    """What is to be another; the rest stays."""

    url: Url | None = Field(None, description="Where events are sent to from now on")
    events: Events | None = Field(None, description="The events that it is told of from now on")
    description: Description | None = Field(None, description="What tells it from others")
    language: Language | None = Field(None, description="Of the texts in what it is told")
    active: bool | None = Field(None, description="False switches it off, true on again")


class WebhookSecretRequest(Strict):
    """How long the secret before is good beside the new one."""

    overlap_hours: int = Field(24, ge=0, le=168, description="For so long both sign; 0: only the new one, at once")


class WebhookDeliveriesQuery(PageQuery):
    status: DeliveryStatus | None = Field(None, description="Only those of this status")


class WebhookRedeliveryRequest(Strict):
    """Which deliveries of a time are to be sent again."""

    since: Moment = Field(description="Of events at or after this time")
    until: Moment | None = Field(None, description="And before this one; without it until now")
    all: bool = Field(False, description="Those that were taken, too; else those that failed")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError(Text("must end after it begins", "muss enden, nachdem es begann"))
        return self
