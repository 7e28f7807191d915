"""The overlay as it holds here: what was set, without what is not served or paid here.

For whoever only shows it, at most a minute old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shared.catalog import effective, model, reads
from shared.catalog.model import AS_WRITTEN, Cause, Overlay
from shared.platform import logs
from shared.platform.clients import clock, fields_of, store
from shared.platform.settings import KEY_SURFACES, settings

_KEPT = timedelta(seconds=60)
_kept: list[tuple[datetime, Overlay, str, str | None]] = []


def read(fields: Mapping[str, Any] | None) -> Overlay:
    """What is stored, with every model out of the offer whose surface has no address here, or no key of ours for most people."""
    found, told = dict(model.read(fields)), settings()
    for row in reads.rows():
        key, surface = reads.key(row), row["surface"]
        if surface == "openai-videos" and told.openai_videos_url is None:
            found[key] = replace(found.get(key, AS_WRITTEN), off=Cause.DISABLED)
        elif surface in KEY_SURFACES and surface not in told.our_surfaces:
            found[key] = replace(found.get(key, AS_WRITTEN), own_key_only=True)
    return found


def at_a_glance(now: datetime) -> tuple[Overlay, str]:
    """With the default model; for the public catalog, which starts without Firestore's client."""
    if not _kept or not timedelta(0) <= now - _kept[0][0] < _KEPT:
        fields = fields_of(model.PATH)
        _kept[:] = [(now, read(fields), reads.default_model(fields), model.writer(fields))]
    return _kept[0][1:3]


def usual_seconds(model: str) -> float:
    """How long a model usually takes: as it was measured, else as its row has it."""
    return reads.usual_seconds(model, at_a_glance(clock().now())[0].get(model, AS_WRITTEN))


def writer() -> dict[str, Any]:
    """Who writes prompts: the catalog's own, or who was put in their place."""
    at_a_glance(clock().now())
    return reads.writer(_kept[0][3])


def forget() -> None:
    """Read afresh on the next call; after a write of our own."""
    _kept.clear()


def tell_operators() -> None:
    fields, today = store().get(model.PATH).fields, clock().now().date()
    held, default = effective.read(fields), reads.default_model(fields)
    for row in reads.rows():
        if reads.may_have_ended(row, today):
            logs.warning("a model's earliest retirement has passed", model=reads.key(row), date=row["retirement"]["date"])
    if not any(reads.key(row) == default and reads.can_be_asked_for(row, today, held) for row in reads.rows()):
        logs.alert("the default model cannot be asked for", model=default)
