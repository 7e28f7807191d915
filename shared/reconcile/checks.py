"""Invariants 2 to 7 for one job, film or account, as plain documents. No Google here, and nothing is read.

Raises LookupError, TypeError, ValueError or AttributeError for a document that lacks what it must have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from shared.accounts import lots
from shared.accounts.ledger import account_path
from shared.films.outcomes import FilmOutcome
from shared.films.states import LEASE as FILM_LEASE
from shared.films.states import LIVE as FILMS_LIVE
from shared.films.states import FilmStatus
from shared.providers.outcomes import Outcome, Refund, rule_of
from shared.providers.registry import lost_on
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.videos.states import EDIT_LEASE, ENDED, FOLLOWS_LOOK, HOLDS_SLOT, LEASE, LIVE, STORE_DEADLINE, STORE_LOST, JobState

Fields = Mapping[str, Any]

TWO_SWEEPS = timedelta(minutes=2)
_SAID = ("prompt", "negative_prompt", "name", "tags", "terms")  # by its owner, of a video
_OVERLOOKED = timedelta(minutes=10)  # the sweep puts off what is in trouble, but for less than this
_WORKER = timedelta(minutes=30)  # a film's worker that lives is left to finish
_ACCEPTED_LATE = timedelta(minutes=10)  # an order that was confirmed at last is given its usual time twice over
_SKEW = timedelta(seconds=5)  # by which instances' clocks may differ, amply
_NET = timedelta(minutes=1)  # the mark of who waits beside a free slot names the sweep that should let them in

# How long past its deadline a job may be in a state, because it is looked at once more before it is ended.
_LAST_LOOK: Mapping[JobState, timedelta] = {
    JobState.FOLLOWING: FOLLOWS_LOOK,
    JobState.SCHEDULED: timedelta(0),
    JobState.WAITING: timedelta(0),
    JobState.QUEUED: timedelta(0),
    JobState.SUBMITTING: LEASE,
    JobState.UNCONFIRMED: LEASE,
    JobState.PROCESSING: LEASE + _ACCEPTED_LATE,
}


class Money(NamedTuple):
    """What the ledger holds of one job or film: None where there is no such entry."""

    charge: Fields | None
    refund: Fields | None
    adjustment: Fields | None = None


def job(path: str, fields: Fields, money: Money, now: datetime) -> list[Breach]:
    """All that one video job says about itself and its money."""
    state, credits = JobState(fields["state"]), int(fields["credits"])
    found = _money(path, fields, money, _refund_of_job(state, fields["outcome"], credits))
    if money.charge is None:
        found.append(breach(BreachKind.CHARGE_MISSING, path, -credits, None))
    if fields.get("purged_at") and (left := _words(fields)):
        found.append(breach(BreachKind.WORDS_LEFT, path, None, ", ".join(left)))
    if state in ENDED:
        cancelled = {Outcome.CANCELLED, Outcome.NOTHING_TO_CONTINUE}
        wanted = {JobState.COMPLETED: {Outcome.COMPLETED}, JobState.CANCELLED: cancelled}
        rest = set(Outcome) - {Outcome.COMPLETED, Outcome.CANCELLED}
        work = fields["due_at"] or ", ".join(fields.get("held_images", ())) or None
        found += _end(path, fields, money, fields["outcome"] in wanted.get(state, rest), work)
    else:
        found += _live(path, fields, _latest(state, fields), now)
    return found


def _words(fields: Fields) -> list[str]:
    """The fields in which their owner still says something; which words, nobody needs to know."""
    edit: Fields = fields.get("edit") or {}
    said = {name: fields.get(name) for name in _SAID} | {f"edit.{name}": edit.get(name) for name in ("title", "captions")}
    return [name for name, words in said.items() if words]


def film(path: str, fields: Fields, money: Money, now: datetime) -> list[Breach]:
    """The same for a film; one that is being erased keeps what its end said. Earlier ones that cost nothing have no charge."""
    status, credits = FilmStatus(fields["status"]), int(fields["credits"])
    live = status in FILMS_LIVE
    due = credits > 0 and not live and fields["outcome"] != "completed"
    found = _money(path, fields, money, None if due and fields["outcome"] == FilmOutcome.ENDED_BY_OPERATOR else due)
    if credits and money.charge is None:
        found.append(breach(BreachKind.CHARGE_MISSING, path, -credits, None))
    if live:
        return found + _live(path, fields, fields["deadline_at"] + _WORKER + FILM_LEASE, now)
    fits = status is FilmStatus.DELETING or (status is FilmStatus.COMPLETED) == (fields["outcome"] == "completed")
    return found + _end(path, fields, money, fits and bool(fields["outcome"]), fields["turn"])  # its tidying may be due yet


def _refund_of_job(state: JobState, outcome: str | None, credits: int) -> bool | None:
    """Whether it must have been refunded; None where an operator said so or not."""
    if state in LIVE or state is JobState.COMPLETED or not credits:
        return False
    rule = rule_of(Outcome(outcome)).refund if outcome else Refund.YES
    return {Refund.YES: True, Refund.IF_ABORTED: True, Refund.NO: False, Refund.AS_OPERATOR_SAYS: None}[rule]


def _money(path: str, fields: Fields, money: Money, refund_due: bool | None) -> list[Breach]:
    (charge, refund, _), credits, charged = money, int(fields["credits"]), fields["charged"]
    found = returned(path, money)
    paid_from, taken = list(fields.get("paid_from") or ()), lots.spent((charge or {}).get("lots") or ())
    if lots.read(paid_from) != lots.read(taken):
        found.append(breach(BreachKind.PAID_FROM, path, str(taken), str(paid_from)))
    if charge is not None and charge["amount"] != -credits:
        found.append(breach(BreachKind.CHARGE_AMOUNT if credits else BreachKind.CHARGE_NOT_DUE, path, -credits, charge["amount"]))
    if refund is not None and refund["amount"] != credits:
        found.append(breach(BreachKind.REFUND_AMOUNT, path, credits, refund["amount"]))
    if refund is None and refund_due is True:
        found.append(breach(BreachKind.REFUND_MISSING, path, credits, None))
    if refund is not None and refund_due is False:
        found.append(breach(BreachKind.REFUND_NOT_DUE, path, None, refund["amount"]))
    if charged is not (credits > 0 and refund is None):
        found.append(breach(BreachKind.CHARGED_MARK, path, credits > 0 and refund is None, charged))
    return found


def returned(path: str, money: Money) -> list[Breach]:
    """2: a refund and what was delivered less are no more than the charge."""
    back = sum(each["amount"] for each in (money.refund, money.adjustment) if each is not None)
    paid = -money.charge["amount"] if money.charge is not None else 0
    return [] if money.adjustment is None or back <= paid else [breach(BreachKind.RETURNED_TOO_MUCH, path, paid, back)]


def _latest(state: JobState, fields: Fields) -> datetime:
    """By when a job in this state should have gone on or ended."""
    if state is JobState.STORING and fields.get("edit") is None:
        return (fields["slot_at"] or fields["created_at"]) + STORE_DEADLINE + STORE_LOST
    if fields.get("edit") is not None:
        return fields["deadline_at"] + EDIT_LEASE
    lost = state in (JobState.UNCONFIRMED, JobState.PROCESSING)  # or it was, until it was found
    grace = lost_on(fields["model"].partition("/")[0]).grace if lost else timedelta(0)
    return fields["deadline_at"] + _LAST_LOOK[state] + grace


def _live(path: str, fields: Fields, latest: datetime, now: datetime) -> list[Breach]:
    found: list[Breach] = []
    if now > latest + TWO_SWEEPS:
        found.append(breach(BreachKind.OVERDUE, path, latest, now))
    found += watched(path, fields["due_at"], now)
    if fields["ended_at"] or fields["outcome"]:
        found.append(breach(BreachKind.LIVE_WITH_END, path, None, fields["outcome"] or fields["ended_at"]))
    return found


def watched(path: str, due_at: datetime | None, now: datetime) -> list[Breach]:
    """The sweep looks after it in time."""
    if due_at is not None and now <= due_at + _OVERLOOKED:
        return []
    return [breach(BreachKind.UNWATCHED, path, "to be looked at", due_at)]


def pictures(path: str, held: Mapping[str, Fields | None]) -> list[Breach]:
    """4: what a live job is still to be made from is there, also where its owner has deleted it."""
    gone = [image_id for image_id, fields in held.items() if fields is None or not fields.get("object")]
    return [breach(BreachKind.PICTURE_MISSING, path, image_id, None) for image_id in gone]


def _end(path: str, fields: Fields, money: Money, outcome_fits: bool, work: object) -> list[Breach]:
    found: list[Breach] = []
    ended_at = fields["ended_at"]
    if ended_at is None or not outcome_fits:
        found.append(breach(BreachKind.END_UNMARKED, path, "its time and a fitting outcome", f"{ended_at}, {fields['outcome']}"))
    if work is not None:
        found.append(breach(BreachKind.END_WITH_WORK, path, None, work))
    late = [each["created_at"] for each in money if each is not None and ended_at and each["created_at"] > ended_at + _SKEW]
    return found + [breach(BreachKind.ENTRY_AFTER_END, path, ended_at, each) for each in late]


def attempts(path: str, count: int, ops: Fields) -> list[Breach]:
    """6: each attempt is written down, and none follows one that the provider had accepted."""
    recorded = ops.get("attempts") or {}
    found: list[Breach] = []
    for number in range(1, count + 1):
        mine, before = recorded.get(f"a{number}"), recorded.get(f"a{number - 1}")
        if mine is None:
            found.append(breach(BreachKind.ATTEMPT_UNRECORDED, path, f"a{number}", None))
        elif before and (before.get("operation") or mine["began_at"] < before["began_at"]):
            found.append(breach(BreachKind.SECOND_ATTEMPT, path, f"a{number - 1} refused", before.get("operation")))
    return found


def slots(account: Fields, states: Sequence[str], limit: int, since: datetime, now: datetime) -> list[Breach]:
    """3: `states` are those of the user's live jobs; `since` is when what counts here last changed."""
    path, found = account_path(account["user_id"]), list[Breach]()
    held = sum(state in HOLDS_SLOT for state in states)
    waiting = sum(state == JobState.WAITING for state in states)
    if account["active_jobs"] != held:
        found.append(breach(BreachKind.SLOTS, path, held, account["active_jobs"]))
    if account["waiting_jobs"] != waiting:
        found.append(breach(BreachKind.WAITING, path, waiting, account["waiting_jobs"]))
    turn_due_at = account["turn_due_at"]
    if waiting and held < limit and now > (turn_due_at or max(since, account["updated_at"]) + _NET) + TWO_SWEEPS:
        found.append(breach(BreachKind.IDLE_SLOT, path, "nobody waits", turn_due_at or "unmarked"))
    return found


def film_slots(account: Fields, films: Sequence[Fields], limit: int, since: datetime, now: datetime) -> list[Breach]:
    """3: the same for the user's live films; those from before there were slots hold none, and are not counted."""
    path, found = account_path(account["user_id"]), list[Breach]()
    held = sum(each["status"] in FILMS_LIVE and each.get("slot_at") is not None for each in films)
    waiting = sum(each["status"] == FilmStatus.WAITING for each in films)
    active, counted, turn_due_at = (account.get(name) for name in ("active_films", "waiting_films", "films_turn_due_at"))
    if (active or 0) != held:
        found.append(breach(BreachKind.FILM_SLOTS, path, held, active))
    if (counted or 0) != waiting:
        found.append(breach(BreachKind.FILMS_WAITING, path, waiting, counted))
    if waiting and held < limit and now > (turn_due_at or max(since, account["updated_at"]) + _NET) + TWO_SWEEPS:
        found.append(breach(BreachKind.IDLE_FILM_SLOT, path, "nobody waits", turn_due_at or "unmarked"))
    return found


def live_batches(account: Fields, batches: Sequence[str]) -> list[Breach]:
    """`batches` are those of the user's jobs that have not ended, one for each job."""
    counted, wanted = dict(account.get("live_batches") or {}), dict(Counter(batches))
    path = account_path(account["user_id"])
    return [] if counted == wanted else [breach(BreachKind.LIVE_BATCHES, path, sorted(wanted.items()), sorted(counted.items()))]


def expired(account: Fields, now: datetime) -> list[Breach]:
    """5: what has expired is taken away in time."""
    first = min((each["expires_at"] for each in account.get("lots") or ()), default=None)
    path, due_at = account_path(account["user_id"]), account.get("lots_due_at")
    if first is None:
        return [] if due_at is None else [breach(BreachKind.LOTS_LEFT, path, None, due_at)]
    if due_at is None or now > max(first, due_at) + _OVERLOOKED:
        return [breach(BreachKind.LOTS_LEFT, path, first, due_at)]
    return []


def stored_bytes(account: Fields, there: int) -> list[Breach]:
    """Of finished videos; an account from before they were counted says nothing."""
    counted = account.get("stored_bytes")
    if counted is None or counted == there:
        return []
    return [breach(BreachKind.STORED_BYTES, account_path(account["user_id"]), there, counted)]


def kept(path: str, usage: Fields, there: Mapping[str, int]) -> list[Breach]:
    """What is counted of what a user keeps, against what is there; a number that is not known yet says nothing."""
    return [
        breach(BreachKind.KEPT, path, f"{name} {count}", usage[name])
        for name, count in there.items()
        if usage.get(name) is not None and usage[name] != count
    ]


def prompt_slots(account: Fields, batches: Mapping[str, Fields]) -> list[Breach]:
    """3: `batches` are those of the user's prompts that are not over, by id."""
    path, found = account_path(account["user_id"]), list[Breach]()
    counted, held = account.get("active_prompts", 0), sum(int(each["held"]) for each in batches.values())
    known = sorted(account.get("waiting_prompts", ()))
    in_line = sorted(batch_id for batch_id, each in batches.items() if each["waiting"] and not each["running"])
    if counted != held:
        found.append(breach(BreachKind.PROMPT_SLOTS, path, held, counted))
    if known != in_line:
        found.append(breach(BreachKind.PROMPTS_IN_LINE, path, ", ".join(in_line), ", ".join(known)))
    return found


def file_facts(path: str, facts: Fields | None) -> list[Breach]:
    """4: a completed one knows its file."""
    known = facts is not None and all(isinstance(facts.get(name), str) and facts[name] for name in ("object", "crc32c"))
    return [] if known and facts and facts.get("bytes") else [breach(BreachKind.FILE_UNRECORDED, path)]


def stored_file(path: str, facts: Fields, size: int | None, crc32c: str | None) -> list[Breach]:
    """4: and its file is there, unchanged; no size means that there is none."""
    recorded = f"{facts['bytes']} {facts['crc32c']}"
    if size is None:
        return [breach(BreachKind.FILE_MISSING, path, recorded)]
    there = f"{size} {crc32c}"
    return [] if there == recorded else [breach(BreachKind.FILE_DIFFERS, path, recorded, there)]
