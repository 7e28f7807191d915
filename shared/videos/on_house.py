"""Videos that the house pays for: their user pays nothing and gives no slot; the list price counts in the day's ceiling."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.accounts.ledger import Account
from shared.catalog import effective
from shared.catalog import model as catalog_model
from shared.catalog.model import Overlay
from shared.house import admission
from shared.house.model import HOUSE
from shared.lifecycle import trash
from shared.lifecycle.admission import Charge, Terms
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Create, Seen, Write
from shared.videos import slots
from shared.videos.admission import (
    AdmissionRequest,
    Admitted,
    as_they_stand,
    holding_images,
    job_of,
    ops_of,
    said,
    with_slots,
)
from shared.videos.model import ops_path
from shared.videos.requests import resolve
from shared.videos.waiting import set_off

if TYPE_CHECKING:
    from shared.videos.model import Job
    from shared.videos.requests import VideoRequest


def make(
    user_id: str,
    request: VideoRequest,
    key: str,
    *,
    again: Job | None = None,
    overlay_of: Callable[[Overlay], Overlay] = lambda overlay: overlay,
    also: Sequence[Write] = (),
) -> Admitted:
    """Admit one for this user on the house, in its slot or waiting for one; the same key brings the same.

    One that is made `again` says which it repeats, and stands in its scene. `also` is written in the commit.
    """
    retry_of = again.id if again else None
    shot_for = {"storyboard_id": again.storyboard_id, "scene_id": again.scene_id} if again else {}
    request = replace(request, own_key=False)
    asked = AdmissionRequest(
        idempotency.digest("house", user_id, request.told_apart, retry_of), lambda _seen, _o: (), retry_of=retry_of
    )

    def terms(seen: Seen, house: Account, now: datetime) -> Terms[Admitted]:
        overlay = overlay_of(effective.read(seen[catalog_model.PATH].fields))
        found = replace(resolve(request, seen, user_id, now, overlay), **shot_for)
        waits = house.waiting_jobs > 0 or not slots.free(house)
        job = job_of(user_id, found, now, asked, 0, waits=waits)
        job = replace(job, payer_id=HOUSE, credits=0, charged=False)
        return Terms(
            Admitted([job], replayed=False, ids=[job.id]),
            writes=[
                trash.created(job.path, job.fields()),
                Create(ops_path(job.id), ops_of(job, found, {})),
                *holding_images(seen, [job]),
            ],
            limit="generation",
            kind="videos",
            take=lambda account: with_slots(account, [job], now),
            charges=[Charge(job.path, job.id, 0, said(job))],
            made={"ids": [job.id], "place": None},
        )

    def before(made: Mapping[str, Any]) -> Admitted:
        return Admitted((), replayed=True, ids=made["ids"])

    reads = [catalog_model.PATH, *request.reads]
    admitted, house = admission.admit(
        user_id, key, asked.digest, reads=reads, before=before, terms=terms, also=also, repeats=again is not None
    )
    if admitted.replayed:
        return as_they_stand(admitted)
    admitted = replace(admitted, account=house)
    set_off(admitted)
    return admitted
