"""The slots of video jobs, and the batches whose jobs have not ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from shared.accounts.ledger import Account
from shared.config import sections
from shared.config.model import AdvancedSection
from shared.lifecycle.slots import Slots
from shared.videos.states import EDIT_WITHIN, HOLDS_SLOT, JobState

SLOTS = Slots("active_jobs", "waiting_jobs", "turn_due_at")
limit, free = SLOTS.limit, SLOTS.free


def made_within(*, edit: bool) -> timedelta:
    """What has a slot is over by then."""
    return EDIT_WITHIN if edit else timedelta(minutes=sections.get(AdvancedSection).job_deadline_minutes)


def moved(account: Account, before: JobState | None, after: JobState, now: datetime) -> Account:
    """The account after a job went from one state to another."""
    held = (after in HOLDS_SLOT) - (before in HOLDS_SLOT)
    return SLOTS.moved(account, held, (after is JobState.WAITING) - (before is JobState.WAITING), now)


def batch_moved(account: Account, batch_id: str | None, by: int) -> Account:
    """The account with so many more jobs of this batch that have not ended; one whose last job ends is forgotten."""
    if batch_id is None:
        return account
    live = {**account.live_batches, batch_id: account.live_batches.get(batch_id, 0) + by}
    return replace(account, live_batches={each: count for each, count in live.items() if count > 0})
