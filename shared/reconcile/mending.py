"""Mends what is safe to mend: numbers that count what is there. Never money, never a work, never a file.

A number is counted anew and written only where its document has not changed since before it was counted: whatever moves what
it counts writes that document too, so it is right in the moment in which it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.accounts import model as account_model
from shared.films import slots as film_slots
from shared.films.model import FILMS
from shared.films.states import LIVE as FILMS_LIVE
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Create, Document, Plan, Seen, Update
from shared.reconcile import reading
from shared.reconcile.breaches import BreachKind
from shared.videos import slots
from shared.videos.model import COLLECTION as JOBS
from shared.videos.states import HOLDS_SLOT, LIVE, JobState
from shared.videos.steps import kept_bytes

if TYPE_CHECKING:
    from shared.reconcile import views
    from shared.reconcile.model import Run

MENDABLE = frozenset(
    {
        *(BreachKind.SLOTS, BreachKind.WAITING, BreachKind.IDLE_SLOT, BreachKind.LIVE_BATCHES),
        *(BreachKind.FILM_SLOTS, BreachKind.FILMS_WAITING, BreachKind.IDLE_FILM_SLOT),
        *(BreachKind.PROMPT_SLOTS, BreachKind.PROMPTS_IN_LINE),
        *(BreachKind.STORED_BYTES, BreachKind.KEPT),
    }
)
_LOOKS = 3
Fields = Mapping[str, Any]
Audit = Callable[[str, Fields, Fields], Create]  # of what was mended: where, what stood there, what does now


def of_run(run: Run, audit: Audit, *, dry_run: bool) -> list[views.Mend]:
    """Each place that the run names for something that can be mended, as it is by now."""
    kinds: dict[str, list[BreachKind]] = {}
    for each in run.first:
        if (kind := BreachKind(each["kind"])) in MENDABLE:
            kinds.setdefault(each["path"], []).append(kind)
    return [_mended(path, found, audit, dry_run=dry_run) for path, found in sorted(kinds.items())]


def _mended(path: str, kinds: Sequence[BreachKind], audit: Audit, *, dry_run: bool) -> views.Mend:
    for _ in range(_LOOKS):
        document = store().get(path)
        right = _right(document)
        before = {name: (document.fields or {}).get(name) for name in right}
        told: views.Mend = {"path": path, "kinds": list(kinds), "before": before, "after": dict(right), "mended": False}
        if dry_run or not right:
            return told
        if _write(document, right, audit(path, before, right)):
            return {**told, "mended": True}
    return {"path": path, "kinds": list(kinds), "before": {}, "after": {}, "mended": False}  # it keeps changing


def _write(document: Document, right: Fields, audit: Create) -> bool:
    def decide(seen: Seen) -> Plan[bool]:
        now = seen[document.path]
        if now.fields is None or now.update_time != document.update_time:
            return Plan(False)
        return Plan(True, [Update(now, {**right}), audit])

    return store().settle([document.path], decide)


def _right(document: Document) -> Fields:
    """Those of its numbers that are wrong, as they must be; nothing of a document that is not there."""
    if document.fields is None:
        return {}
    fields = document.fields
    right = _of_usage(document.id, fields) if document.path.startswith("usage/") else _of_account(document)
    return {name: value for name, value in right.items() if fields.get(name) != value}


def _of_usage(user_id: str, fields: Fields) -> Fields:
    """A number that is not known yet is counted by whoever needs it first."""
    return {name: count for name, count in reading.there(user_id).items() if fields.get(name) is not None}


def _of_account(document: Document) -> Fields:
    before, now = account_model.read(document), clock().now()
    assert before is not None
    jobs, all_of_them = reading.live(JOBS, "state", LIVE, before.user_id, "batch_id")
    films, all_of_these = reading.live(FILMS, "status", FILMS_LIVE, before.user_id, "slot_at")
    batches = {row.id: row.fields or {} for row in reading.live_batches(before.user_id)}
    after = before
    if all_of_them:
        found = [batch for each in jobs if (batch := each.get("batch_id"))]
        after = replace(
            after,
            active_jobs=sum(each["state"] in HOLDS_SLOT for each in jobs),
            waiting_jobs=sum(each["state"] == JobState.WAITING for each in jobs),
            live_batches={batch: found.count(batch) for batch in dict.fromkeys(found)},
        )
        after = slots.SLOTS.marked(after, now)
    if all_of_these:
        held = sum(each["status"] in FILMS_LIVE and each.get("slot_at") is not None for each in films)
        after = replace(after, active_films=held, waiting_films=sum(each["status"] == "waiting" for each in films))
        after = film_slots.SLOTS.marked(after, now)
    in_line = [batch for batch, each in sorted(batches.items()) if each["waiting"] and not each["running"]]
    known = [each for each in before.waiting_prompts if each in in_line]
    after = replace(
        after,
        active_prompts=sum(int(each["held"]) for each in batches.values()),
        waiting_prompts=[*known, *(each for each in in_line if each not in known)],
        stored_bytes=kept_bytes(before.user_id) if before.stored_bytes is not None else None,
    )
    names = ("active_jobs", "waiting_jobs", "turn_due_at", "live_batches", "active_films", "waiting_films", "films_turn_due_at")
    counted, stored = after.fields(), before.fields()
    return {
        each: counted[each]
        for each in (*names, "active_prompts", "waiting_prompts", "stored_bytes")
        if counted[each] != stored[each]
    }
