"""Move the objects of what is taken down out of reach, or back. Called twice, late or after somebody died at it, it goes on."""

from __future__ import annotations

from datetime import datetime

from shared.lifecycle import sweep as lifecycle_sweep
from shared.lifecycle import takedown as mark
from shared.lifecycle.takedown import TAKEDOWNS, away, takedown_path
from shared.platform.clients import files, store
from shared.platform.firestore.documents import Delete, Document, Plan, Seen, Update
from shared.platform.settings import settings
from shared.platform.storage.objects import FOREVER, Gone
from shared.takedowns.model import KINDS, MOVED_WITHIN, Takedown, media_path, read
from shared.takedowns.tasks import enqueue


def move(work_id: str) -> None:
    takedown = read(store().get(takedown_path(work_id)))
    if takedown is None or takedown.due_at is None:
        return
    where = media_path(takedown.kind, work_id)
    work = KINDS[takedown.kind].read(store().get(where))
    for name in work.file_names if work else ():
        if takedown.back_at is None:
            _moved(name, away(name))
        else:
            _moved(away(name), name)
    _finish(takedown, where)


def _moved(source: str, target: str) -> None:
    """What stands at the target already was left there by somebody who died, or by an earlier time: the source is what counts."""
    bucket = settings().bucket_media
    if (found := files().stat(bucket, source)) is None:
        return
    try:
        if not files().copy(found, bucket, target, cache_control=FOREVER).same:
            files().delete(bucket, target)
            files().copy(found, bucket, target, cache_control=FOREVER)
    except Gone:  # a double of this task was faster, or its owner has deleted it
        return
    files().delete(bucket, source, found.generation)


def _finish(takedown: Takedown, where: str) -> None:
    """Unless it was told otherwise meanwhile."""

    def decide(seen: Seen) -> Plan[None]:
        now = read(seen[takedown.path])
        if now != takedown:
            return Plan(None)
        if takedown.back_at is None:
            return Plan(None, [Update(seen[takedown.path], {"due_at": None})])
        back = [Update(seen[where], {mark.FIELD: None})] if seen[where].fields is not None else []
        return Plan(None, [*back, Delete(seen[takedown.path])])

    store().settle([takedown.path, where], decide)


def sweep(page: int) -> int:
    return lifecycle_sweep.look_after(CARE, page)


def _due(row: Document, _now: datetime) -> None:
    lifecycle_sweep.put_off(row, MOVED_WITHIN)
    enqueue(row.id)


CARE = lifecycle_sweep.Care(TAKEDOWNS, _due, MOVED_WITHIN)
