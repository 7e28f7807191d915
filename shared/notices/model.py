"""What a user chose to be told, and when their devices are left in peace. No Google here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.accounts.ledger import Account
from shared.lifecycle.listeners import Listeners
from shared.platform.firestore import codec

if TYPE_CHECKING:
    from shared.notices import views

MOST_DEVICES = 20  # of one user; of more the one that was registered first is forgotten


def device_id(token: str) -> str:
    """One device has one token at a time, and may tell it again."""
    return sha256(token.encode()).hexdigest()[:24]


def peace_ends(quiet: Mapping[str, str] | None, now: datetime) -> datetime | None:
    """Until when nothing is to be heard; None where now is no such time."""
    if quiet is None:
        return None
    zone = ZoneInfo(quiet["time_zone"])
    here, begins, ends = now.astimezone(zone), time.fromisoformat(quiet["begins"]), time.fromisoformat(quiet["ends"])
    at = here.time().replace(tzinfo=None)
    within = begins <= at < ends if begins < ends else at >= begins or at < ends
    if not within:
        return None
    day = here.date() + timedelta(days=1 if ends <= at else 0)
    return datetime.combine(day, ends, zone).astimezone(UTC)


def shown(known: Listeners, account: Account | None, *, mail_available: bool) -> views.NoticeSettings:
    return codec.told(
        known,
        ("mail", "push", "language", "quiet"),
        mail_available=mail_available,
        credits_low_at=account.low_at if account else Account.low_at,
        devices=[
            {"id": each, "platform": told["platform"], "registered_at": told["at"]}
            for each, told in sorted(known.devices.items(), key=lambda pair: pair[1]["at"], reverse=True)
        ],
    )
