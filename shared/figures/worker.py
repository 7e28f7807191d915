"""The nightly figures: yesterday's, and those of the day before again, of which some works have ended since.

A task reads pages for a while and hands over to the next. Each page is one read and one commit, so memory holds a page and the
tally, whose size does not grow with the day. A day can be counted again at any time.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from shared.accounts import figures as account_figures
from shared.accounts.days import After
from shared.config import commands as config_commands
from shared.config import sections
from shared.config.model import CreditsSection
from shared.figures import counting, digest, reads, results
from shared.figures.model import LEASE, Day, Tally, day_path, read
from shared.films import figures as film_figures
from shared.payments import figures as payment_figures
from shared.platform import logs
from shared.platform.clients import clock, queue, store
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Plan, Seen, Write
from shared.platform.settings import settings
from shared.prompts import figures as prompt_figures
from shared.videos import figures as video_figures

_TASK_S = 25.0  # then the next task takes over
_TASK_DEADLINE_S = 300
_MONDAY = 0


def nightly() -> None:
    """The schedule's: the older day first, for the younger one's growth is told by it."""
    today = clock().now().date()
    start([today - timedelta(days=2), today - timedelta(days=1)], tell=today - timedelta(days=1))


def start(days: Sequence[date], also: Sequence[Write] = (), tell: date | None = None) -> None:
    """Count these days from the beginning, one after the other; `also` is written in the first one's commit."""
    _begin(days[0], also)
    _hand_over([each.isoformat() for each in days], None, tell and tell.isoformat())


def _begin(day: date, also: Sequence[Write] = ()) -> None:
    where, now = day_path(day.isoformat()), clock().now()

    def decide(seen: Seen) -> Plan[None]:
        found = read(seen[where])
        if found is not None and found.running and found.lease_until and found.lease_until > now:
            return Plan(None, also)  # somebody is at it
        begun = replace(found or Day(day.isoformat(), now, now), started_at=now, updated_at=now, pages=0, after=())
        # whoever was there is counted once more where they were there since: an account keeps its latest day alone
        was_there = (found.figures or {}).get("active", []) if found else []
        begun = replace(begun, part=_PARTS[0], counting={**counting.nothing(), "active": was_there}, turn=None, lease_until=None)
        return Plan(None, [*also, codec.write(seen[where], begun)])

    store().settle([where], decide)


def _hand_over(
    days: Sequence[str], turn: str | None, tell: str | None, *, at: datetime | None = None, name: str | None = None
) -> None:
    payload = {"days": list(days), "turn": turn, "tell": tell}
    queue().put("sweep", "reconcile", "/figures", payload, at=at, name=name, deadline_s=_TASK_DEADLINE_S)


def go_on(days: Sequence[str], before: str | None, tell: str | None) -> None:
    """Read pages of the first of these days for a while, then hand over; `before` is the turn that handed over."""
    day, until = _taken(days, before, tell), time.monotonic() + _TASK_S
    while day is not None and day.running:
        if time.monotonic() > until:
            _hand_over(days, day.turn, tell)
            return
        day = _committed(day, *_page(day))
    if day is None:
        return
    if day.id == tell:
        _tell(day)
    if days[1:]:
        _begin(date.fromisoformat(days[1]))
        _hand_over(days[1:], None, tell)


def _taken(days: Sequence[str], before: str | None, tell: str | None) -> Day | None:
    """The day, if it waits for somebody; one that is through already goes on to what follows it.

    One that another worker holds is looked at again when that one's lease is over: it may be dead, and its task was ours.
    """
    turn, day_id = secrets.token_hex(4), days[0]

    def decide(seen: Seen) -> Plan[Day | None]:
        now, day = clock().now(), read(seen[day_path(day_id)])
        if day is None or not day.running:
            return Plan(day)
        if day.lease_until and day.lease_until > now and day.turn != before:
            return Plan(day)
        taken = replace(day, turn=turn, lease_until=now + LEASE, updated_at=now)
        return Plan(taken, [codec.write(seen[day.path], taken)])

    day = store().settle([day_path(day_id)], decide)
    if day is None or not day.running or day.turn == turn:
        return day
    at = (day.lease_until or clock().now()) + timedelta(seconds=1)
    _hand_over(days, None, tell, at=at, name=f"figures-{day_id}-{int(at.timestamp())}")
    return None


def _mark(user_id: str) -> int:
    return counting.sketches.mark_of(user_id, settings().identity_key)


def _jobs(day: Day, tally: Tally) -> After | None:
    rows, following = video_figures.jobs(day.day, day.after)
    counting.jobs(tally, rows, _mark)
    return following


def _costs(day: Day, tally: Tally) -> After | None:
    rows, following = video_figures.costs(day.day, day.after)
    counting.costs(tally, rows)
    return following


def _films(day: Day, tally: Tally) -> After | None:
    rows, following = film_figures.films(day.day, day.after)
    counting.films(tally, rows, _mark)
    return following


def _prompts(day: Day, tally: Tally) -> After | None:
    rows, following = prompt_figures.prompts(day.day, day.after)
    counting.prompts(tally, rows, _mark)
    return following


def _entries(day: Day, tally: Tally) -> After | None:
    rows, following = account_figures.entries(day.day, day.after)
    prices = payment_figures.prices(row.purchase_id for row in rows if row.purchase_id)
    counting.entries(tally, rows, prices, _mark)
    return following


def _present(day: Day, tally: Tally) -> After | None:
    users, following = account_figures.present(day.day, day.after)
    counting.present(tally, users, _mark)
    return following


def _refused_calls(day: Day, tally: Tally) -> After | None:
    calls, following = account_figures.refused_calls(day.day, day.after)
    counting.refused_calls(tally, calls)
    return following


_READ: Mapping[str, Callable[[Day, Tally], After | None]] = {
    "jobs": _jobs,
    "costs": _costs,
    "films": _films,
    "prompts": _prompts,
    "entries": _entries,
    "present": _present,
    "refused_calls": _refused_calls,
}
_PARTS = tuple(_READ)


def _page(day: Day) -> tuple[Tally, str | None, After]:
    """The tally with one page more, and where the next begins."""
    assert day.part is not None
    tally: Tally = {**counting.nothing(), **(day.counting or {})}
    following = _READ[day.part](day, tally)
    if following is not None:
        return tally, day.part, following
    place = _PARTS.index(day.part) + 1
    return tally, _PARTS[place] if place < len(_PARTS) else None, ()


def _committed(day: Day, tally: Tally, part: str | None, after: After) -> Day | None:
    """The day with this page; None when another worker has taken over meanwhile, whose page counts instead."""
    ending = _result(day, tally) if part is None else None
    named = reads.user_paths(day.id) if ending else []

    def decide(seen: Seen) -> Plan[Day | None]:
        found, now = read(seen[day.path]), clock().now()
        if found is None or (found.turn, found.pages, found.part) != (day.turn, day.pages, day.part):
            return Plan(None)
        went_on = replace(found, part=part, after=tuple(after), counting=tally, pages=found.pages + 1, updated_at=now)
        if ending is None:
            kept = replace(went_on, lease_until=now + LEASE)
            return Plan(kept, [codec.write(seen[day.path], kept)])
        whole = replace(went_on, counting=None, figures=ending, complete_at=now, turn=None, lease_until=None)
        users = results.user_documents(seen, day.id, tally, now)
        return Plan(whole, [codec.write(seen[day.path], whole), *users])

    return store().settle([day.path, *named], decide)


def _result(day: Day, tally: Tally) -> dict[str, Any]:
    earlier = reads.earlier(day.day, 13)
    beside = results.Beside(account_figures.new_accounts(day.day), account_figures.stored_bytes())
    return results.of(day.day, tally, earlier, beside, sections.get(CreditsSection))


def _tell(day: Day) -> None:
    """In the log, which mails it; and the models' usual times from the last days."""
    digest.log_day(day.day)
    if (day.day + timedelta(days=1)).weekday() == _MONDAY:
        digest.log_week(day.day)
    measured = results.usual_seconds(reads.figures_between(day.day - timedelta(days=6), day.day))
    if config_commands.set_usual_seconds(measured, clock().now()):
        logs.info("usual times measured", models=measured)
