"""What `account` takes."""

from __future__ import annotations

import re
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, model_validator

from functions.forms.fields import JobId, Moment, NumberedCursor, named
from shared.accounts.ledger import EntryType
from shared.agent_keys.sets import AgentScope
from shared.catalog.sets import Language
from shared.notices.kinds import NoticeEvent
from shared.notices.sets import DevicePlatform
from shared.platform.errors import Text
from shared.platform.web.validation import Strict
from shared.providers.key_check import KeyProvider


class TransactionQuery(Strict):
    limit: int = Field(20, ge=1, le=100, description="How many entries, the newest first")
    cursor: NumberedCursor | None = None
    type: EntryType | None = Field(None, description="Only those that moved credits for this reason")
    job_id: JobId | None = Field(None, description="Only what this video or film moved")
    since: Moment | None = Field(None, description="At or after this time; a date alone begins at midnight, UTC")
    until: Moment | None = Field(None, description="Before this time; a date alone begins at midnight, UTC")


class AgentKeyRequest(Strict):
    """What a program may do for its user, for how long, and for how much."""

    name: Annotated[str, Field(max_length=100), AfterValidator(named)] = Field(description="What tells it from others")
    scopes: list[AgentScope] = Field(
        ["read", "write", "spend"],
        min_length=1,
        max_length=3,
        description="`read` sees what is there, `write` makes and changes what costs nothing, `spend` has videos, films and "
        "prompts made. No key reaches keys, sessions or what cannot be undone.",
    )
    daily_cap: int | None = Field(
        None, ge=0, le=1_000_000, description="Credits that it may spend in a day (UTC); without one as operators have set it"
    )
    expires_in_days: int | None = Field(None, ge=1, le=365, description="Without it as long as a key may live")


def _zone(given: str) -> str:
    try:
        ZoneInfo(given)
    except (ValueError, OSError, ZoneInfoNotFoundError):  # of what is a path, too
        raise ValueError(Text("is no time zone", "ist keine Zeitzone")) from None
    return given


TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class QuietHoursRequest(Strict):
    """When devices are left in peace, each day."""

    begins: TimeOfDay = Field(description="When they begin, such as `22:00`")
    ends: TimeOfDay = Field(description="When they end; before they begin: the next day")
    time_zone: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$"), AfterValidator(_zone)] = Field(
        description="Where, such as `Europe/Berlin`"
    )

    @model_validator(mode="after")
    def _not_always(self) -> Self:
        if self.begins == self.ends:
            raise ValueError(Text("must not end as they begin", "dürfen nicht enden, wenn sie beginnen"))
        return self


class NoticeSettingsRequest(Strict):
    """All that its user wants to be told."""

    mail: list[NoticeEvent] = Field([], max_length=10, description="What comes by mail")
    push: list[NoticeEvent] = Field([], max_length=10, description="What comes to registered devices")
    language: Language | None = Field(None, description="Of both; where it is left out, the one of this call")
    quiet: QuietHoursRequest | None = Field(None, description="What would come to devices then, comes once they end")
    credits_low_at: int = Field(50, ge=1, le=1_000_000, description="A charge that brings the balance below it is told")


class DeviceRequest(Strict):
    """A device, as Firebase Cloud Messaging knows it."""

    token: str = Field(min_length=20, max_length=4096, pattern=r"^[A-Za-z0-9_:.-]+$", description="Its registration token")
    platform: DevicePlatform = Field(description="What kind of device it is")


def _provider_key(given: SecretStr) -> SecretStr:
    """Trimmed, for keys are pasted; it travels in a header, where nothing else than visible ASCII may stand."""
    key = given.get_secret_value().strip()
    if not re.fullmatch(r"[!-~]*", key):
        raise ValueError(Text("may hold only letters, digits and signs", "darf nur Buchstaben, Ziffern und Zeichen enthalten"))
    if not 10 <= len(key) <= 500:
        raise ValueError(Text("needs 10 to 500 characters", "braucht 10 bis 500 Zeichen"))
    return SecretStr(key)


ProviderKeyText = Annotated[
    SecretStr, AfterValidator(_provider_key), Field(json_schema_extra={"minLength": 10, "maxLength": 500, "pattern": "^[!-~]+$"})
]


class ProviderKeyUpdate(Strict):
    """The key that takes the other's place."""

    key: ProviderKeyText
    project: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9_-]{3,100}$",
        description="The project at the provider that pays, where a key belongs to several",
    )


class ProviderKeyRequest(ProviderKeyUpdate):
    """A key of the user's own."""

    provider: KeyProvider
