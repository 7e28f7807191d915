"""Slots: how many of a user's jobs may run at once, counted on the account. A job that waits holds none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from shared.accounts import limits
from shared.accounts.ledger import Account
from shared.videos.states import HOLDS_SLOT, JobState

_NET = timedelta(minutes=1)  # a waiting job that nobody let in by then is the sweep's


def limit(account: Account) -> int:
    return limits.of(account, "active_jobs")


def free(account: Account) -> int:
    return max(0, limit(account) - account.active_jobs)


def moved(account: Account, before: JobState | None, after: JobState, now: datetime) -> Account:
    """The account after a job went from one state to another, with the mark of whether one waits beside a free slot."""
    account = replace(
        account,
        active_jobs=account.active_jobs + (after in HOLDS_SLOT) - (before in HOLDS_SLOT),
        waiting_jobs=account.waiting_jobs + (after is JobState.WAITING) - (before is JobState.WAITING),
        updated_at=now,
    )
    return marked(account, now)


def batch_moved(account: Account, batch_id: str | None, by: int) -> Account:
    """The account with so many more jobs of this batch that have not ended; one whose last job ends is forgotten."""
    if batch_id is None:
        return account
    live = {**account.live_batches, batch_id: account.live_batches.get(batch_id, 0) + by}
    return replace(account, live_batches={each: count for each, count in live.items() if count > 0})


def marked(account: Account, now: datetime) -> Account:
    waits = account.waiting_jobs > 0 and free(account) > 0
    return replace(account, turn_due_at=(account.turn_due_at or now + _NET) if waits else None)
