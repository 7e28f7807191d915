"""The overlay as it holds here: what was set, without what nobody serves. For whoever only shows it, at most a minute old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shared.catalog import overlay, reads
from shared.catalog.overlay import AS_WRITTEN, Cause, Overlay
from shared.platform.clients import fields_of
from shared.platform.settings import settings

_KEPT = timedelta(seconds=60)
_kept: list[tuple[datetime, Overlay, str]] = []


def read(fields: Mapping[str, Any] | None) -> Overlay:
    """What is stored, with every model out of the offer whose surface has no address here."""
    stored = overlay.read(fields)
    if settings().openai_videos_url is not None:
        return stored
    missing = [key for row in reads.rows() if row["surface"] == "openai-videos" for key in [reads.key(row)]]
    return {**stored, **{key: replace(stored.get(key, AS_WRITTEN), off=Cause.DISABLED) for key in missing}}


def at_a_glance(now: datetime) -> tuple[Overlay, str]:
    """With the default model; for the public catalog, which starts without Firestore's client."""
    if not _kept or not timedelta(0) <= now - _kept[0][0] < _KEPT:
        fields = fields_of(overlay.PATH)
        _kept[:] = [(now, read(fields), reads.default_model(fields))]
    return _kept[0][1:]


def forget() -> None:
    """Read afresh on the next call; after a write of our own."""
    _kept.clear()
