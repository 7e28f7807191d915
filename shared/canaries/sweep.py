"""Each minute, where an operator has canaries on: those whose time has come are begun, those that ended are judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from shared.canaries import outcomes, rules
from shared.canaries.model import COLLECTION, WRITER, Canary, canary_path, id_of, read
from shared.canaries.rules import Verdict
from shared.catalog import effective
from shared.catalog import model as catalog_model
from shared.catalog import reads as catalog_reads
from shared.config import sections
from shared.config.model import CanarySection
from shared.house.model import HOUSE
from shared.platform import logs
from shared.platform.clients import clock, queue, store
from shared.platform.errors import AppError
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Plan, Seen
from shared.videos import on_house
from shared.videos import trash as video_trash
from shared.videos.model import Job, job_path
from shared.videos.model import read as read_job
from shared.videos.requests import VideoRequest, request_of

_LOOK = timedelta(minutes=1)
_WRITTEN_WITHIN = timedelta(minutes=5)  # by then the writer's task was lost


def sweep(page: int) -> int:
    """Answers how many were due. With canaries off none is begun; what is under way is seen through all the same."""
    section, now, due = sections.get(CanarySection), clock().now(), 0
    for canary in [*_under_way(page), *(_wanted(section, now, page) if section.enabled else ())]:
        if canary.due_at > now:
            continue
        due += 1
        try:
            _look_after(canary, now)
        except AppError as refused:  # closed, the ceiling is reached, or the database is busy: later
            logs.info("a canary waits", model=canary.model, reason=refused.code)
            _put_off(canary, now + timedelta(minutes=section.interval_minutes))
    return due


def _under_way(page: int) -> list[Canary]:
    rows = store().find(COLLECTION, where=[("job_id", ">", "")], order=[("job_id", "asc")], limit=page)
    return [canary for row in rows if (canary := read(row)) is not None]


def _wanted(section: CanarySection, now: datetime, page: int) -> Iterator[Canary]:
    """Those that are to be tried and are not under way, as they stand or new."""
    overlay = effective.read(store().get(catalog_model.PATH).fields)
    rows = {catalog_reads.key(row): row for row in catalog_reads.rows() if rules.can_be_tried(row, now.date(), overlay)}
    wanted = [model for model in rows if not section.models or model in section.models][:page]
    places = {id_of(model): model for model in wanted} | ({WRITER: catalog_reads.writer()["model"]} if section.writer else {})
    seen = store().read([canary_path(each) for each in places])
    for canary_id, model in places.items():
        canary = read(seen[canary_path(canary_id)]) or Canary(canary_id, model, now)
        if canary.job_id is None:
            yield canary


def _look_after(canary: Canary, now: datetime) -> None:
    if canary.id == WRITER:
        _ask_writer(canary, now)
    elif canary.job_id is None:
        _begin(canary, now)
    else:
        job = read_job(store().get(job_path(canary.job_id)))
        if job is not None and not job.ended:
            _put_off(canary, now + _LOOK)
        else:
            _judge(canary, job)


def _begin(canary: Canary, now: datetime) -> None:
    """Numbered before it is made: a sweep that dies between finds the number, and the same key makes no second one."""
    begun = _numbered(canary, now)
    if begun is None:
        return
    row = catalog_reads.row(canary.model)
    wish: VideoRequest = request_of(rules.tiniest(row, now.date()))
    admitted = on_house.make(
        HOUSE,
        wish,
        f"canary-{canary.id}-{begun.tries}",
        overlay_of=lambda overlay: rules.without_its_suspension(overlay, canary.model),
    )
    store().change(canary.path, lambda row: {"job_id": admitted.ids[0]} if (row.fields or {})["tries"] == begun.tries else None)


def _numbered(canary: Canary, now: datetime) -> Canary | None:
    def decide(seen: Seen) -> Plan[Canary | None]:
        found = read(seen[canary.path]) or canary
        if found.job_id is not None or found.due_at != canary.due_at:
            return Plan(None)
        tries = found.tries if found.begun_at else found.tries + 1  # one that was numbered and not made is made now
        begun = replace(found, tries=tries, begun_at=now, due_at=now + _LOOK)
        return Plan(begun, [codec.write(seen[canary.path], begun)])

    return store().settle([canary.path], decide)


def _ask_writer(canary: Canary, now: datetime) -> None:
    """By a task: the sweep has no minute to wait for a text. A task that was lost says nothing of the writer."""
    begun = _numbered(replace(canary, begun_at=None), now)
    if begun is None:
        return
    store().change(canary.path, lambda _row: {"due_at": now + _WRITTEN_WITHIN, "begun_at": None})
    queue().put("write", "prompt-tasks", "/canary", {"number": begun.tries}, deadline_s=120)


def _judge(canary: Canary, job: Job | None) -> None:
    """Erased before it is judged: a sweep that dies between judges it again, and who has judged no longer knows of it."""
    if job is not None:
        video_trash.erase_at_once(HOUSE, job.id)
    took = (job.ended_at - (job.slot_at or job.created_at)).total_seconds() if job and job.ended_at else None
    verdict = rules.verdict(job.outcome) if job else Verdict.NOTHING_SAID
    outcomes.settle(canary, verdict, job.outcome if job else None, took)


def _put_off(canary: Canary, until: datetime) -> None:
    def decide(seen: Seen) -> Plan[None]:
        found = read(seen[canary.path]) or canary
        return Plan(None, [codec.write(seen[canary.path], replace(found, due_at=until))])

    store().settle([canary.path], decide)


def listed() -> list[Canary]:
    rows = store().find(COLLECTION, order=[("__name__", "asc")], limit=200)
    return [canary for row in rows if (canary := read(row)) is not None]
