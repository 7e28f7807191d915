"""The kill switch: whether anything that costs may begin now."""

from __future__ import annotations

from datetime import datetime

from shared.config.errors import CeilingReached, Maintenance
from shared.config.model import IntakeSection, Section


def require_open(section: Section, now: datetime) -> None:
    """Refuse while an operator has closed intake, or when the day's ceiling of costs is reached."""
    assert isinstance(section, IntakeSection)
    if not section.open:
        raise Maintenance(en=section.message.en, de=section.message.de)
    if section.ceiling_reached_on == now.date().isoformat():
        raise CeilingReached(day=section.ceiling_reached_on)
