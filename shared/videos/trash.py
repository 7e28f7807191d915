"""Videos in the trash: put there once ended, brought back, or purged, which leaves the job without its file and words.

trash → purged   its time is over: texts emptied, bytes given back     in one commit, so nobody can bring it back any more
purged → tidied  its files are deleted; the sweep comes again until they are
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.lifecycle import marks, takedown, trash
from shared.lifecycle.sweep import left_to_sweep
from shared.lifecycle.untouched import TOUCHED
from shared.platform.clients import clock, files, queue, store
from shared.platform.errors import AppError, NotFound
from shared.platform.firestore.documents import Document, Fields, Plan, Seen, Update, Write
from shared.platform.settings import settings
from shared.videos import tasks
from shared.videos.errors import NotEnded
from shared.videos.model import COLLECTION, ID_FORM, Job, job_path, ops_path, read
from shared.videos.states import JobState
from shared.videos.steps import kept_bytes

AT_ONCE = 100
_TIDIED_WITHIN = timedelta(minutes=10)
_NOTHING: Mapping[str, Any] = {"prompt": "", "negative_prompt": None, **marks.ERASED}  # instead of what the user said
_UNTOLD: Mapping[str, Any] = {"failure": None, "last_refusal": None}  # of a provider's words, which may repeat the user's


def delete(user_id: str, job_id: str) -> None:
    """Into the trash; one that is still being made is refused."""
    if (refusal := delete_several(user_id, [job_id])[job_id]) is not None:
        raise refusal


def delete_several(user_id: str, job_ids: Sequence[str]) -> dict[str, AppError | None]:
    """All of these that there are and that have ended, in one commit; of the others why not."""
    now, ids = clock().now(), [each for each in dict.fromkeys(job_ids) if ID_FORM.fullmatch(each)]
    marks = trash.put_in(now)

    def decide(seen: Seen) -> Plan[dict[str, AppError | None]]:
        told = {each: _refused(read(seen[job_path(each)]), user_id, each) for each in ids}
        return Plan(told, [Update(seen[job_path(each)], marks) for each, refusal in told.items() if refusal is None])

    told = store().settle([job_path(each) for each in ids], decide) if ids else {}
    if marks[trash.PURGE] <= now:
        for each in (each for each, refusal in told.items() if refusal is None):
            purge(each, user_id)
    return {each: told[each] if each in told else NotFound(kind="video", id=each) for each in job_ids}


def _refused(job: Job | None, user_id: str, job_id: str) -> AppError | None:
    if job is None or job.user_id != user_id or job.deleted:
        return NotFound(kind="video", id=job_id)
    return None if job.ended else NotEnded(state=job.state.value)


def delete_failed(user_id: str, before: datetime) -> int:
    """All that failed and were asked for before then, a page at a time: a task goes on where there are more."""
    rows = store().find(
        COLLECTION,
        where=[
            ("user_id", "==", user_id),
            (trash.MARK, "==", None),
            ("state", "==", JobState.FAILED.value),
            ("created_at", "<", before),
        ],
        order=[("created_at", "desc")],
        limit=AT_ONCE,
        only=["state"],
    )
    deleted = delete_several(user_id, [row.id for row in rows])
    if len(rows) == AT_ONCE:
        payload = {"user_id": user_id, "before": before.isoformat()}
        queue().put("sweep", "sweep", "/failed-videos", payload, deadline_s=120)
    return list(deleted.values()).count(None)


def restore(user_id: str, job_id: str) -> None:
    trash.restore(job_path(job_id), user_id, "video", clock().now())


def purge(job_id: str, user_id: str) -> None:
    """One whose time in the trash is over, or whose files are still to be deleted."""
    where, ops, home, now = job_path(job_id), ops_path(job_id), account_path(user_id), clock().now()

    def decide(seen: Seen) -> Plan[Job | None]:
        job = read(seen[where])
        if job is None or job.user_id != user_id or not job.purge_at:
            return Plan(None)
        if job.purged_at:
            return Plan(job)
        if not trash.is_over(seen[where].fields, now):
            return Plan(None)
        said = {"edit": {**job.edit, "title": None, "captions": []}} if job.edit is not None else {}
        purged = {**_NOTHING, **said, TOUCHED: None, "purged_at": now, trash.PURGE: now + _TIDIED_WITHIN}
        writes: list[Write] = [Update(seen[where], purged)]
        if any((seen[ops].fields or {}).get(name) for name in _UNTOLD):
            writes.append(Update(seen[ops], _UNTOLD))
        if job.state is JobState.COMPLETED and (account := account_model.read(seen[home])):
            kept = kept_bytes(user_id) if account.stored_bytes is None else account.stored_bytes
            kept = max(0, kept - int((job.video or {})["bytes"]))
            writes.append(account_model.write(seen[home], replace(account, stored_bytes=kept, updated_at=now)))
        return Plan(job, writes)

    if (job := store().settle([where, ops, home], decide)) is not None:
        with left_to_sweep(job_id):
            tasks.enqueue_purge(job)


def erase_at_once(user_id: str, job_id: str) -> None:
    """One that has ended goes for good, whatever the trash keeps."""
    now = clock().now()

    def gone(row: Document) -> Fields | None:
        job = read(row)
        if job is None or job.user_id != user_id or not job.ended or job.deleted:
            return None
        return {trash.MARK: now, **trash.gone(now, now)}

    store().change(job_path(job_id), gone)
    purge(job_id, user_id)


def erase_files(job_id: str, user_id: str) -> None:
    """Those of a purged one; called twice or late it does nothing."""
    where = job_path(job_id)
    job = read(store().get(where))
    if job is None or job.user_id != user_id or not job.purged_at or not job.purge_at:
        return
    for name in takedown.everywhere(job, job.file_names):
        files().delete(settings().bucket_media, name)
    takedown.forget(job)
    store().change(where, lambda row: {trash.PURGE: None} if (row.fields or {}).get("purged_at") else None)
