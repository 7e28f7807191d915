"""When what is written now may go: by the days that the section `retention` says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from shared.config import model, sections

Kept = Literal["idempotency_days", "prompt_batch_days", "version_days", "log_days", "trouble_days", "proof_days", "audit_days"]


def ends(kept: Kept, now: datetime) -> datetime:
    return now + lasts(kept)


def lasts(kept: Kept, section: model.RetentionSection | None = None) -> timedelta:
    return timedelta(days=getattr(section or sections.get(model.RetentionSection), kept))


def version_ends(now: datetime, section: model.RetentionSection | None = None) -> datetime | None:
    """Of one that another takes the place of now; None: with what it is a version of."""
    days = (section or sections.get(model.RetentionSection)).version_days
    return now + timedelta(days=days) if days else None
