"""The overlay for whoever only shows it: at most a minute old. Admission reads it anew, in its own commit."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.catalog import overlay
from shared.catalog.overlay import Overlay

_KEPT = timedelta(seconds=60)
_kept: list[tuple[datetime, Overlay]] = []


def at_a_glance(now: datetime) -> Overlay:
    """For the public catalog, which starts without Firestore's client."""
    if not _kept or not timedelta(0) <= now - _kept[0][0] < _KEPT:
        from shared.platform.glance import fields_of

        _kept[:] = [(now, overlay.read(fields_of(overlay.PATH)))]
    return _kept[0][1]


def forget() -> None:
    """Read afresh on the next call; after a write of our own."""
    _kept.clear()
