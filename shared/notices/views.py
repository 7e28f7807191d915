"""What `account` answers of notices. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.catalog.sets import Language
from shared.notices.kinds import NoticeEvent
from shared.notices.sets import DevicePlatform


class QuietHours(TypedDict):
    """When devices are left in peace; what would come then, comes once they end."""

    begins: str
    ends: str
    time_zone: str


class Device(TypedDict):
    """A device that push messages go to, without its token."""

    id: str
    platform: DevicePlatform
    registered_at: datetime


class NoticeSettings(TypedDict):
    """What you are told by mail and on your devices: nothing that you did not choose."""

    mail: Annotated[list[NoticeEvent], Field(description="What comes by mail, to your verified address")]
    push: Annotated[list[NoticeEvent], Field(description="What comes to your devices")]
    language: Language
    quiet: QuietHours | None
    credits_low_at: Annotated[int, Field(description="A charge that brings the balance below it is told as `credits.low`")]
    mail_available: Annotated[bool, Field(description="Whether this service sends mail at all")]
    devices: list[Device]


class DeviceRegistered(TypedDict):
    id: str
