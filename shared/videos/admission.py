"""Admission: one read, one commit, one task. The commit decides everything at once: switch, rate, slots, cap, credits, key.

Reads: account, intake section, idempotency record. Writes: account, job, its ops, ledger entry, idempotency record.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shared import accounts, catalog, config
from shared.accounts.ledger import Account, EntryType, account_path
from shared.accounts.limits import spend_today
from shared.catalog.offers import Offer, Wish
from shared.config.model import (
    AdvancedSection,
    ConcurrencySection,
    CreditsSection,
    IntakeSection,
    LimitsSection,
)
from shared.platform.clients import clock, store
from shared.platform.documents import Create, Document, Plan, Seen, Update, Write
from shared.platform.errors import AppError, Text
from shared.platform.rates import Rate
from shared.platform.tokens import User
from shared.videos.job import Job, ops_path
from shared.videos.states import JobState

_SKEW = timedelta(seconds=1)  # by which instances' clocks may differ
_KEY_LIVES = timedelta(days=2)
_LOST_START = timedelta(minutes=2)  # a start task that was lost is sent again by the sweep after this


class Maintenance(AppError):
    status, code, retryable = 503, "MAINTENANCE", True
    message = Text("{en}", "{de}")
    action = Text("Try again later.", "Versuche es später noch einmal.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "300"}


class CeilingReached(AppError):
    status, code, retryable = 503, "DAILY_CEILING_REACHED", True
    message = Text("No more videos can be made today.", "Heute können keine weiteren Videos gemacht werden.")
    action = Text("Try again tomorrow.", "Versuche es morgen noch einmal.")


class TooManyActive(AppError):
    status, code, retryable = 429, "TOO_MANY_ACTIVE", True
    message = Text("{limit} videos are being made for you already.", "Für dich werden schon {limit} Videos gemacht.")
    action = Text("Wait for one of them to end.", "Warte, bis eines davon fertig ist.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "30"}


class KeyReused(AppError):
    status, code = 422, "IDEMPOTENCY_KEY_REUSED"
    message = Text("This Idempotency-Key came with another request.", "Dieser Idempotency-Key kam mit einer anderen Anfrage.")
    action = Text("Use a new key for a new wish.", "Nimm für einen neuen Wunsch einen neuen Key.")


@dataclass(frozen=True)
class Admitted:
    """The job of this wish; `replayed` when the same key had brought it before."""

    job: Job
    replayed: bool


class _NoAccount(Exception):
    pass


class _NoSlot(Exception):
    def __init__(self, limit: int) -> None:
        self.limit = limit


def admit(user: User, offer: Offer, key: str, *, retry_of: str | None = None) -> Admitted:
    """Charge and queue one video, or refuse and leave everything as it was."""
    try:
        return _admit(user, offer, key, retry_of)
    except _NoAccount:
        accounts.open_account(user)
        return _admit(user, offer, key, retry_of)


def _admit(user: User, offer: Offer, key: str, retry_of: str | None) -> Admitted:
    job_id = secrets.token_hex(12)
    account_where, intake_where = account_path(user.uid), config.path("intake")
    key_where = f"idempotency/{user.uid}.{hashlib.sha256(key.encode()).hexdigest()}"
    digest = _digest(offer.wish, retry_of)

    def decide(seen: Seen) -> Plan[Admitted]:
        now = clock().now()  # of this try: the rate is kept in the order of the commits
        if (before := _replay(seen[key_where], digest, now)) is not None:
            return Plan(Admitted(before, replayed=True))
        _require_open(config.parse("intake", seen[intake_where]), now)
        account = accounts.read(seen[account_where])
        if account is None:
            raise _NoAccount
        accounts.require_current(account, user)
        job = _job(job_id, user.uid, offer, now, retry_of)
        charged, entry = _charge(account, job, now)
        remembered = {
            "user_id": user.uid,
            "digest": digest,
            "job": job.fields(),
            "job_id": job_id,
            "expires_at": now + _KEY_LIVES,
        }
        writes: list[Write] = [
            Create(entry.path, entry.fields()),
            Create(job.path, job.fields()),
            Create(
                ops_path(job_id),
                {"usd": offer.usd, "day": now.date().isoformat(), "user_id": user.uid, "model": offer.wish.model},
            ),
            _remember(seen[key_where], remembered),
            accounts.write(seen[account_where], charged),
        ]
        return Plan(Admitted(job, replayed=False), writes)

    try:
        return store().settle([account_where, intake_where, key_where], decide)
    except _NoSlot as full:
        raise TooManyActive(limit=full.limit, active=_active(user.uid)) from None


def _charge(account: Account, job: Job, now: datetime) -> tuple[Account, Any]:
    overrides = account.overrides
    rate = Rate(int(overrides.get("generation_per_minute") or config.get(LimitsSection).generation))
    due = rate.take(account.limits.get("generation"), now, _SKEW)
    limit = int(overrides.get("active_jobs") or config.get(ConcurrencySection).active_jobs)
    if account.active_jobs >= limit:
        raise _NoSlot(limit)
    cap = overrides.get("daily_cap", config.get(CreditsSection).daily_cap)
    # the balance is looked at before the cap: whoever has too few credits hears that first
    charged, entry = account.post(f"{job.id}.charge", EntryType.CHARGE, -job.credits, _description(job.wish), now, job.id)
    today = spend_today(account.spent_today, job.credits, cap, now)
    limits = {**account.limits, "generation": due}
    return replace(charged, active_jobs=charged.active_jobs + 1, limits=limits, spent_today=today), entry


def _description(wish: Wish) -> str:
    return f"Video: {wish.model}, {wish.seconds} s, {wish.resolution}"


def _job(job_id: str, user_id: str, offer: Offer, now: datetime, retry_of: str | None) -> Job:
    row = catalog.row(offer.wish.model)
    return Job(
        id=job_id,
        user_id=user_id,
        state=JobState.QUEUED,
        wish=offer.wish,
        credits=offer.credits,
        charged=offer.credits > 0,
        created_at=now,
        deadline_at=now + timedelta(minutes=config.get(AdvancedSection).job_deadline_minutes),
        due_at=now + _LOST_START,
        expected_at=now + timedelta(seconds=row["usual_seconds"]),
        retry_of=retry_of,
        notice=offer.warning,
    )


def _require_open(section: Any, now: datetime) -> None:
    intake: IntakeSection = section
    if not intake.open:
        raise Maintenance(en=intake.message.en, de=intake.message.de)
    if intake.ceiling_reached_on == now.date().isoformat():
        raise CeilingReached(day=intake.ceiling_reached_on)


def _digest(wish: Wish, retry_of: str | None) -> str:
    text = json.dumps([asdict(wish), retry_of], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _replay(document: Document, digest: str, now: datetime) -> Job | None:
    """The job that this key brought before. A record past its time counts for nothing: its deletion comes late."""
    record = document.fields
    if record is None or record["expires_at"] <= now:
        return None
    if record["digest"] != digest:
        raise KeyReused
    from shared.videos.job import read

    return read(Document(f"video_jobs/{record['job_id']}", record["job"]))


def _remember(document: Document, record: Mapping[str, Any]) -> Write:
    return Create(document.path, record) if document.fields is None else Update(document, record)


def _active(user_id: str) -> list[dict[str, Any]]:
    from shared.videos.states import HOLDS_SLOT

    rows = store().find(
        "video_jobs",
        where=[("user_id", "==", user_id), ("state", "in", sorted(state.value for state in HOLDS_SLOT))],
        limit=20,
    )
    return [{"id": row.id, "state": (row.fields or {})["state"]} for row in rows]
