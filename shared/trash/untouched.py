"""What nobody wanted for long goes to the trash: from there it comes back, as wanted again, or goes for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from shared.config import sections
from shared.config.model import RetentionSection
from shared.erasure import commands as erasure_commands
from shared.films import trash as film_trash
from shared.films.model import FILMS
from shared.images.model import IMAGES
from shared.lifecycle import sweep as lifecycle_sweep
from shared.lifecycle import trash
from shared.lifecycle.untouched import TOUCHED
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import AppError
from shared.platform.firestore.documents import Document, Fields
from shared.videos import trash as video_trash
from shared.videos.model import COLLECTION as VIDEOS

_KINDS: Mapping[str, Callable[[str, str], None]] = {
    VIDEOS: lambda *which: video_trash.delete(*which),
    FILMS: lambda *which: film_trash.delete(*which),
    IMAGES: lambda *which: erasure_commands.delete_image(*which),
}


def sweep(page: int) -> int:
    """One page of each kind, those first that were left alone for longest."""
    if not (days := sections.get(RetentionSection).untouched_days):
        return 0
    before = clock().now() - timedelta(days=days)
    return max(_look(collection, before, page) for collection in _KINDS)


def _look(collection: str, before: datetime, page: int) -> int:
    rows = store().find(collection, where=[(TOUCHED, "<=", before)], order=[(TOUCHED, "asc")], limit=page)
    care = lifecycle_sweep.Care(collection, lambda _row, _now: None, mark=TOUCHED)
    for row in rows:
        try:
            _retire(collection, row, before)
        except Exception as error:  # noqa: BLE001 - the others are still to be looked after
            lifecycle_sweep.meet(care, row, error)
    return len(rows)


def _retire(collection: str, row: Document, before: datetime) -> None:
    """Told as wanted first: should it come back it has as long again. A picture that others need stays."""
    if not store().change(row.path, partial(_told, before)):
        return
    user_id = str((row.fields or {}).get("user_id"))
    try:
        _KINDS[collection](user_id, row.id)
    except AppError as refused:
        if refused.status >= 500:
            raise
        logs.info("what nobody wants is needed", path=row.path, why=refused.code)
    else:
        logs.info("what nobody wanted went to the trash", path=row.path)


def _told(before: datetime, row: Document) -> Fields | None:
    fields = row.fields or {}
    touched_at = fields.get(TOUCHED)
    if touched_at is None or touched_at > before:
        return None
    return {TOUCHED: None if fields.get(trash.MARK) else clock().now()}
