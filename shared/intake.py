"""The kill switch: whether anything that costs may begin now."""

from __future__ import annotations

from datetime import datetime

from shared.config.model import IntakeSection, Section
from shared.platform.errors import AppError, Text


class Maintenance(AppError):
    status, code, retryable = 503, "MAINTENANCE", True
    message = Text("{en}", "{de}")
    action = Text("Try again later.", "Versuche es später noch einmal.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "300"}


class CeilingReached(AppError):
    status, code, retryable = 503, "DAILY_CEILING_REACHED", True
    message = Text("No more videos can be made today.", "Heute können keine weiteren Videos gemacht werden.")
    action = Text("Try again tomorrow.", "Versuche es morgen noch einmal.")


def require_open(section: Section, now: datetime) -> None:
    """Refuse while an operator has closed intake, or when the day's ceiling of costs is reached."""
    assert isinstance(section, IntakeSection)
    if not section.open:
        raise Maintenance(en=section.message.en, de=section.message.de)
    if section.ceiling_reached_on == now.date().isoformat():
        raise CeilingReached(day=section.ceiling_reached_on)
