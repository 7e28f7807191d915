"""What operators tell everybody, while it holds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.catalog import views
    from shared.config.model import AnnouncementSection


def announced(section: AnnouncementSection, now: datetime) -> views.Announcement | None:
    if not section.de.strip() or (section.until is not None and section.until <= now):
        return None
    return {"message": {"de": section.de, "en": section.en}, "level": section.level, "until": section.until}
