"""Making an export. Its task may come twice, late, or not at all; only the one that takes the lease works, until it ends."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.config import sections
from shared.config.model import RetentionSection
from shared.exports import archive
from shared.exports.model import Export, export_path, read
from shared.exports.states import FAILED_KEPT, LEASE, LOST_TASK, ExportStatus
from shared.exports.tasks import enqueue
from shared.exports.transitions import step
from shared.lifecycle.lease import Lease
from shared.lifecycle.sweep import left_to_sweep
from shared.lifecycle.transitions import Change
from shared.notices import tasks as notices
from shared.platform import logs
from shared.platform.clients import clock, files, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Document
from shared.platform.settings import settings
from shared.platform.storage.objects import Corrupted, Gone, Stalled

_MIB = 1024 * 1024
_AGAIN = timedelta(seconds=30)  # after trouble that passes
_STALL_S = 120.0


class _TakenAway(Exception):
    """Another worker has it, or its owner deleted it."""


def make(export_id: str, user_id: str, epoch: int) -> None:
    """One that waits for this task. Trouble that passes is waited for; everything else ends it."""
    export = _begun(export_id, user_id, epoch)
    if export is None:
        return
    now, contents, kept = clock().now(), archive.Contents(), sections.get(RetentionSection)
    try:
        lease = Lease(export.path, LEASE, lambda row: _mine(row, export), lambda at: {"due_at": at + LEASE})
        whole = archive.written(export, kept.export_zip_mib * _MIB, now, contents)
        stored = files().write_stream(
            settings().bucket_media,
            export.object_name,
            _while_mine(whole, lease),
            content_type="application/zip",
            stall_s=_STALL_S,
        )
    except _TakenAway:
        return
    except (Unavailable, Contended, Corrupted, Stalled, Gone) as trouble:
        logs.warning("an export is put off", export_id=export.id, reason=f"{type(trouble).__name__}: {trouble}")
        put_back(export, at=clock().now() + _AGAIN)
        return
    except Exception as error:  # noqa: BLE001 - it would fail again; its owner shall not wait for that
        logs.alert("an export could not be made", export_id=export.id, cause=error)
        fail(export)
        return
    until = clock().now() + timedelta(days=kept.export_days)
    facts = {"bytes": stored.stored.size, "documents": contents.documents, "files": contents.files, "linked": contents.linked}
    marks = {**facts, "ready_at": clock().now(), "ends_at": until, "due_at": until}
    if step(export, Change(ExportStatus.READY, marks)).moved:
        with left_to_sweep(export.id):  # its list tells the same
            notices.export_ready(user_id, export_id, export.address, until)
        clear(export, but=export.object_name)
    else:  # another worker has it: its file stays
        files().delete(settings().bucket_media, export.object_name)


def put_back(export: Export, *, at: datetime | None = None, crashes: int = 0) -> None:
    """It waits for a new task; an older one does nothing any more."""
    due_at = (at or clock().now()) + LOST_TASK
    marks = {"epoch": export.epoch + 1, "turn": None, "crashes": export.crashes + crashes, "due_at": due_at}
    moved = step(export, Change(ExportStatus.QUEUED, marks))
    if moved.moved and moved.now:
        enqueue(moved.now, at=at)


def fail(export: Export) -> None:
    until = clock().now() + FAILED_KEPT
    step(export, Change(ExportStatus.FAILED, {"due_at": until, "ends_at": until}))


def erase(export_id: str, user_id: str) -> None:
    """One whose time is over: its files, then its document, which says until then that there are some."""
    export = read(store().get(export_path(export_id)))
    if export is not None and export.user_id == user_id and export.gone(clock().now()):
        clear(export)
        store().erase(export.path)


def clear(export: Export, *, but: str = "") -> None:
    """Whatever its workers left."""
    while left := [each for each in files().list(settings().bucket_media, export.folder, 20) if each.name != but]:
        for stored in left:
            files().delete(stored.bucket, stored.name, stored.generation)


def _begun(export_id: str, user_id: str, epoch: int) -> Export | None:
    export = read(store().get(export_path(export_id)))
    if export is None or (export.user_id, export.epoch, export.status) != (user_id, epoch, ExportStatus.QUEUED):
        return None
    marks = {"turn": secrets.token_hex(4), "due_at": clock().now() + LEASE}
    moved = step(export, Change(ExportStatus.MAKING, marks))
    return moved.now if moved.moved else None


def _mine(row: Document, export: Export) -> bool:
    now = read(row)
    return now is not None and (now.status, now.turn) == (export.status, export.turn)


def _while_mine(blocks: Iterator[bytes], lease: Lease) -> Iterator[bytes]:
    for block in blocks:
        if lease.is_over():
            raise _TakenAway
        yield block
