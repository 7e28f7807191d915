"""Several videos at once: admitted and charged all or none, then each waits for its turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.catalog import effective
from shared.catalog import model as catalog_model
from shared.catalog import reads as catalog_reads
from shared.catalog.checks import against
from shared.catalog.model import PATH, Overlay
from shared.catalog.pricing import usable
from shared.images import reads as image_reads
from shared.images.model import image_path
from shared.platform.clients import clock, queue, store
from shared.platform.errors import AppError
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Seen
from shared.platform.web.tokens import User
from shared.user_files.json_csv import Problem
from shared.videos import batch_reads, commands
from shared.videos.admission import AdmissionRequest, Admitted, admit
from shared.videos.errors import CannotGoOn
from shared.videos.formats import Row, problem, refuse
from shared.videos.requests import Resolved, VideoRequest, filled_in, prompt_of, resolve, source_of, start_of, wish_of
from shared.videos.waiting import set_off

if TYPE_CHECKING:
    from shared.videos import views

_AT_ONCE = 50  # ends in one call; a batch may have twice as many


@dataclass(frozen=True)
class Wanted:
    """One row of a batch, as a request; where something of it was wrong, as much of it as can be looked at."""

    row: Row
    request: VideoRequest


@dataclass(frozen=True)
class WantedVideos:
    """What a file asks for, and what was found wrong with it as it was read."""

    wanted: Sequence[Wanted]
    problems: Sequence[Problem] = ()
    start_at: datetime | None = None  # of those rows that say nothing of it, which have it already


def admit_all(user: User, asked: AdmissionRequest, key: str) -> Admitted:
    """Admit what waits, and let the first ones in."""
    admitted = admit(user, asked, key)
    set_off(admitted)
    return admitted


def quote(user_id: str, batch: WantedVideos) -> list[Resolved]:
    """What each would cost right now."""
    seen = store().read([catalog_model.PATH, *_reads(batch)])
    return _offers(user_id, batch, seen, effective.read(seen[catalog_model.PATH].fields))


def submit(user: User, batch: WantedVideos, key: str) -> Admitted:
    if batch.problems:
        quote(user.uid, batch)  # refuses it, with what the catalog and the images say too
    asked = AdmissionRequest(
        idempotency.digest("batch", [each.request.told_apart for each in batch.wanted]),
        lambda seen, overlay: _offers(user.uid, batch, seen, overlay),
        reads=_reads(batch),
        waits=True,
        feature="batches",
    )
    return admit_all(user, asked, key)


def cancel(user_id: str, batch_id: str) -> views.VideoBatchCancellation:
    """End all of it that can be ended; a task goes on where that is more than one call should do."""
    live = [job for job in batch_reads.jobs_of(user_id, batch_id) if not job.ended]
    cancelled = commands.cancel_each(user_id, live, _AT_ONCE)
    if len(live) > _AT_ONCE and cancelled:  # what cannot be ended is not tried for ever
        payload = {"user_id": user_id, "batch_id": batch_id}
        queue().put("check", "video-tasks", "/cancelled-batch", payload, deadline_s=120)
    return {"cancelled": len(cancelled), "live": len(live) - len(cancelled)}


def _reads(batch: WantedVideos) -> list[str]:
    return list(dict.fromkeys(path for each in batch.wanted for path in each.request.reads))


def _offers(user_id: str, batch: WantedVideos, seen: Seen, overlay: Overlay) -> list[Resolved]:
    """All of them, or everything that is wrong with any."""
    now = clock().now()
    start_of(batch.start_at, now)
    offers: list[Resolved] = []
    problems = list(batch.problems)
    for each in batch.wanted:
        told = list(_against(each, seen, user_id, now, overlay))
        problems += told
        if not told and not each.row.wrong:
            try:
                offers.append(resolve(each.request, seen, user_id, now, overlay))
            except CannotGoOn as refusal:  # with this model, or this long
                problems.append(problem(each.row, "source", refusal.code, refusal.message, refusal.details))
    if problems:
        raise refuse(problems)
    return offers


def _against(each: Wanted, seen: Seen, user_id: str, now: datetime, overlay: Overlay) -> Iterator[Problem]:
    """Everything that stands against a row, by its columns; of a field that was wrong in itself nothing more is said."""

    def told(column: str, refusal: AppError, **where: str) -> Problem:
        values: Mapping[str, Any] = refusal.details
        return problem(each.row, column, refusal.code, refusal.message, values, **where)

    request, wrong = each.request, each.row.wrong
    for column, named in (
        ("first_frame", [request.first_frame]),
        ("last_frame", [request.last_frame]),
        ("references", request.references),
    ):
        for image_id in filter(None, named):
            try:
                image_reads.usable(seen[image_path(image_id)], user_id)
            except AppError as refusal:
                yield told(column, refusal, id=image_id)
    prompt, source, start_at = None, None, None
    try:
        start_at = start_of(request.start_at, now)
    except AppError as refusal:
        yield told("start_at", refusal)
    try:
        prompt = prompt_of(request, seen, user_id)
    except AppError as refusal:
        yield told("prompt_id", refusal, id=str(request.prompt_id))
    try:
        source = source_of(request, seen, user_id)
    except AppError as refusal:
        yield told("source", refusal, id=str(request.source))
    if "model" in wrong:
        return
    model = request.model or catalog_reads.default_model(seen[PATH].fields)
    try:
        row = usable(model, (start_at or now).date(), overlay)
    except AppError as refusal:
        yield told("model", refusal, id=model)
        return
    try:
        said, _ = filled_in(request, model, prompt, source)
    except CannotGoOn as refusal:
        yield told("source", refusal, id=str(request.source))
        return
    for refusal in against(row, wish_of(said, model)):
        field = str(refusal.details["field"])
        if field not in wrong and not (field == "last_frame" and "first_frame" in wrong):
            yield told(field, refusal)
