"""Admission of videos: one read, one commit, one task.

Reads: account, intake and models sections, idempotency record, what the wish names. Writes: account, job, its ops, ledger entry,
idempotency record, each image that the job needs.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from shared.accounts import limits, quotas
from shared.accounts.ledger import Account
from shared.catalog import effective
from shared.catalog import model as catalog_model
from shared.catalog import reads as catalog_reads
from shared.catalog.model import Overlay
from shared.config import sections
from shared.config.model import AdvancedSection, CreditsSection, Feature
from shared.images import model as image_model
from shared.images.model import image_path
from shared.lifecycle import admission, marks, trash
from shared.platform.clients import store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Create, Seen, Update, Write
from shared.platform.web.tokens import User
from shared.provider_keys.model import hold
from shared.videos import slots
from shared.videos.errors import TooManyActive, TooManyBatches, TooManyFollowers
from shared.videos.model import Job, job_path, ops_path, read
from shared.videos.requests import Resolved
from shared.videos.states import FOLLOWS_LOOK, HOLDS_SLOT, LOST_START, JobState

if TYPE_CHECKING:  # only a job on a user's own key needs them
    from shared.provider_keys.model import Held
    from shared.videos import views


@dataclass(frozen=True)
class AdmissionRequest:
    """What a user asks for: one video, or several that are admitted together or not at all and then wait for their turn."""

    digest: str  # tells this request from another one with the same key
    offers: Callable[[Seen, Overlay], Sequence[Resolved]]  # checked and priced by what was read; refusals are raised
    reads: Sequence[str] = ()  # what that needs to see
    also: Callable[[Seen, Sequence[Job]], Sequence[Write]] = lambda _seen, _jobs: ()  # what is written in the same commit
    waits: bool = False  # all of it, however many slots are free
    queues: bool = False  # where no slot is free, or others wait for one already, instead of being refused
    retry_of: str | None = None
    limit: Literal["generation", "compile"] = "generation"  # the class of calls that it counts in
    feature: Feature | None = None  # that it belongs to, where operators may open it step by step
    stem: bytes = field(default_factory=lambda: secrets.token_bytes(12))  # of the jobs' ids


@dataclass(frozen=True)
class Admitted:
    """The jobs of this wish; `replayed` when the same key had brought them before: then as they stand now."""

    jobs: Sequence[Job]
    replayed: bool
    ids: Sequence[str]
    place: int | None = None  # in the user's line, of a single one that waits, when it was admitted
    account: Account | None = None  # as the commit left it

    @property
    def job(self) -> Job:
        return self.jobs[0]


def admit(user: User, asked: AdmissionRequest, key: str) -> Admitted:
    """Charge and queue all that was asked for, or refuse and leave everything as it was."""

    try:
        admitted, account = admission.admit(
            user, key, asked.digest, reads=[catalog_model.PATH, *asked.reads], before=_before, terms=partial(_terms, asked)
        )
    except TooManyActive as full:
        full.details["active"] = _active(user.uid)
        raise
    return as_they_stand(admitted) if admitted.replayed else replace(admitted, account=account)


def _before(_seen: Seen, made: Mapping[str, Any] | None) -> Admitted | None:
    return None if made is None else Admitted((), replayed=True, ids=made["ids"], place=made.get("place"))


def _terms(asked: AdmissionRequest, seen: Seen, account: Account, now: datetime) -> admission.Terms[Admitted]:
    if asked.feature:
        sections.require_feature(account.user_id, asked.feature)
    quotas.require_room(account, account.stored_bytes or 0)
    offers = asked.offers(seen, effective.read(seen[catalog_model.PATH].fields))
    waits = asked.waits or (asked.queues and (account.waiting_jobs > 0 or not slots.free(account)))
    jobs = _followed([job_of(account.user_id, each, now, asked, nth, waits=waits) for nth, each in enumerate(offers)])
    if asked.waits:
        facts: views.BatchFacts = {"at": now, "videos": len(jobs), "credits": sum(job.credits for job in jobs)}
        jobs[0] = replace(jobs[0], batch=facts)
    keys = _held(seen, account.user_id, jobs, now)
    ids = [job.id for job in jobs]
    place = account.waiting_jobs + 1 if not asked.waits and jobs[0].state is JobState.WAITING else None
    return admission.Terms(
        Admitted(jobs, replayed=False, ids=ids, place=place),
        writes=[
            *(trash.created(job.path, job.fields()) for job in jobs),
            *(Create(ops_path(job.id), ops_of(job, each, keys)) for job, each in zip(jobs, offers, strict=True)),
            *asked.also(seen, jobs),
            *_told_to_others(seen, jobs, account),
            *holding_images(seen, jobs),
            *(write for held in keys.values() for write in held.writes),
        ],
        limit=asked.limit,
        kind="edits" if asked.limit == "compile" else "videos",
        take=lambda account: with_slots(account, jobs, now),
        charges=[admission.Charge(job.path, job.id, job.credits, said(job)) for job in jobs],
        daily_cap=sections.get(CreditsSection).daily_cap,
        own_key=bool(keys),
        made={"ids": ids, "place": place},
        words=[words for job in jobs for words in (job.wish.prompt, job.wish.negative_prompt) if words],
    )


def said(job: Job) -> str:
    return f"Video: {job.wish.model}, {job.wish.seconds} s, {job.wish.resolution}"


def with_slots(account: Account, jobs: Sequence[Job], now: datetime) -> Account:
    if jobs[0].state is JobState.QUEUED and not slots.free(account):
        raise TooManyActive(limit=slots.limit(account), active=[])
    if jobs[0].batch_id and len(account.live_batches) >= (most := limits.of(account, "live_batches")):
        raise TooManyBatches(limit=most)
    for job in jobs:
        account = slots.batch_moved(slots.moved(account, None, job.state, now), job.batch_id, 1)
    return account


def as_they_stand(admitted: Admitted) -> Admitted:
    """What the same key brought before, as it is now; refused where something of it was deleted since."""
    found = store().read(job_path(job_id) for job_id in admitted.ids)
    jobs = {job.id: job for job_id in admitted.ids if (job := read(found[job_path(job_id)])) and not job.deleted}
    if missing := [each for each in admitted.ids if each not in jobs]:
        raise NotFound(kind="video", id=missing[0])
    waiting = jobs[admitted.ids[0]].state is JobState.WAITING
    return replace(admitted, jobs=list(jobs.values()), place=admitted.place if waiting else None)


def id_of(stem: bytes, place: int) -> str:
    """Fixed before the first try; jobs that are admitted together share what nobody can guess."""
    return stem.hex() if place == 0 else hashlib.sha256(stem + place.to_bytes(2, "big")).hexdigest()[:24]


def _followed(jobs: Sequence[Job]) -> list[Job]:
    """Each with those of them that begin with its last frame."""
    return [replace(job, followers=tuple(each.id for each in jobs if each.wish.continues == job.id)) for job in jobs]


def _told_to_others(seen: Seen, jobs: Sequence[Job], account: Account) -> list[Write]:
    """A video that is being made already learns who waits for it; guarded, for it may end in this moment."""
    writes: list[Write] = []
    for where in dict.fromkeys(job_path(job.wish.continues) for job in jobs if job.wish.continues):
        before = read(seen[where]) if where in seen else None
        if before is not None and not before.ended:
            new = [job.id for job in jobs if job.wish.continues == before.id]
            if len(before.followers) + len(new) > (most := limits.of(account, "followers")):
                raise TooManyFollowers(limit=most, id=before.id)
            writes.append(Update(seen[where], {"followers": [*before.followers, *new]}))
    return writes


def holding_images(seen: Seen, jobs: Sequence[Job]) -> list[Write]:
    """One write an image, so that the commit fails where its owner deletes it in this moment."""
    last = {image_id: job.id for job in jobs for image_id in job.held_images}
    return [image_model.with_job(seen[image_path(image_id)], job_id) for image_id, job_id in last.items()]


def _held(seen: Seen, user_id: str, jobs: Sequence[Job], now: datetime) -> dict[str, Held]:
    """The user's own keys that these jobs are to live on, by their providers."""
    served: dict[str, list[str]] = {}
    for job in jobs:
        if job.wish.billing == "own_key":
            served.setdefault(catalog_reads.row(job.wish.model)["surface"], []).append(job.id)
    if not served:
        return {}
    return {provider: hold(seen, user_id, provider, ids, now) for provider, ids in served.items()}


def ops_of(job: Job, found: Resolved, keys: Mapping[str, Held]) -> dict[str, Any]:
    """What workers and operators need, and users never see. Its cost is of the day that it may start on."""
    held = keys[catalog_reads.row(job.wish.model)["surface"]] if job.wish.billing == "own_key" else None
    return {
        **({"key_version": held.version, "project": held.project} if held else {}),
        **({"source_seconds": found.source_seconds} if found.source_operation else {}),
        "usd": found.offer.usd,
        "day": (job.wish.start_at or job.created_at).date().isoformat(),
        "user_id": job.user_id,
        "model": job.wish.model,
        "pictures": dict(found.pictures),
        "source_operation": found.source_operation,
    }


def job_of(user_id: str, found: Resolved, now: datetime, asked: AdmissionRequest, place: int, *, waits: bool) -> Job:
    offer = found.offer
    follows, start_at = offer.wish.continues is not None, offer.wish.start_at
    waits, begins = waits or follows or start_at is not None, start_at or now
    waiting = timedelta(hours=sections.get(AdvancedSection).waiting_deadline_hours)
    until = waiting if waits else slots.made_within(edit=found.edit is not None)
    state = JobState.WAITING if waits else JobState.QUEUED
    look = until if waits else LOST_START
    if follows:
        state, look = JobState.FOLLOWING, FOLLOWS_LOOK
    elif start_at:
        state, look = JobState.SCHEDULED, timedelta(0)
    job = Job(
        id=id_of(asked.stem, place),
        user_id=user_id,
        state=state,
        wish=offer.wish,
        credits=offer.credits,
        charged=offer.credits > 0,
        created_at=now + timedelta(microseconds=place),  # their order, also among those of one moment
        deadline_at=begins + until,
        slot_at=None if waits else now,
        due_at=begins + look,
        expected_at=begins + timedelta(seconds=offer.usual_seconds or catalog_reads.usual_seconds(offer.wish.model)),
        retry_of=asked.retry_of,
        notice=found.notice,
        batch_id=asked.stem.hex() if asked.waits else None,
        held_images=offer.wish.images,
        storyboard_id=found.storyboard_id,
        scene_id=found.scene_id,
        edit=found.edit,
        name=found.name,
    )
    return marks.findable(job, job.wish.prompt)


def _active(user_id: str) -> list[dict[str, Any]]:
    rows = store().find(
        "video_jobs",
        where=[("user_id", "==", user_id), ("state", "in", sorted(state.value for state in HOLDS_SLOT))],
        limit=20,
    )
    return [{"id": row.id, "state": (row.fields or {})["state"]} for row in rows]
