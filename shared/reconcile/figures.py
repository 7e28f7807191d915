"""What a day and a week came to, told in one line each once the nightly run has read everything: what the digests by mail say."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from shared.accounts.quotas import GIB
from shared.platform import logs
from shared.platform.clients import store
from shared.reconcile.model import COLLECTION, Run, read
from shared.videos.admin import DayOfJob, jobs_of_day

_MONDAY = 0
_NAMED = 5  # users


class Figures(NamedTuple):
    """What the jobs of some days came to."""

    videos: int
    failed: int
    credits: int  # that were kept
    usd: float
    top_users: str


def tell(run: Run) -> None:
    """Yesterday's, and on Mondays the week's."""
    today = run.started_at.date()
    yesterday = today - timedelta(days=1)
    logs.info("daily figures", day=yesterday.isoformat(), **_fields(run, yesterday, 1))
    if today.weekday() == _MONDAY:
        begin = today - timedelta(days=7)
        span = {"from": begin.isoformat(), "to": yesterday.isoformat()}
        logs.info("weekly figures", **span, **_fields(run, begin, 7))


def _fields(run: Run, begin: date, days: int) -> dict[str, Any]:
    stored = {"stored_gib": _gib(run.stored_bytes), "stored_gib_change": _change(run, timedelta(days=days, hours=-4))}
    return {**of_days(begin, days)._asdict(), **stored}


def of_days(begin: date, days: int) -> Figures:
    """Jobs are counted on the day on which they were admitted; of a day that had more than we count, those."""
    jobs = [job for day in range(days) for job in jobs_of_day(datetime.combine(begin + timedelta(days=day), time(), UTC))[0]]
    return figures_of(jobs)


def figures_of(jobs: list[DayOfJob]) -> Figures:
    kept = Counter[str]()
    for job in jobs:
        kept[job.user_id] += job.credits if job.charged else 0
    return Figures(
        videos=sum(job.state == "completed" for job in jobs),
        failed=sum(job.state == "failed" for job in jobs),
        credits=kept.total(),
        usd=round(sum(job.usd for job in jobs), 2),
        top_users=", ".join(f"{user_id} ({credits})" for user_id, credits in kept.most_common(_NAMED) if credits) or "nobody",
    )


def _change(run: Run, back: timedelta) -> float:
    """Since the last run that had come to its end so long ago; nought where there is none."""
    earlier = store().find(
        COLLECTION, where=[("started_at", "<", run.started_at - back)], order=[("started_at", "desc")], limit=1
    )
    before = read(earlier[0]) if earlier else None
    return _gib(run.stored_bytes - before.stored_bytes) if before else 0.0


def _gib(size: int) -> float:
    return round(size / GIB, 2)
