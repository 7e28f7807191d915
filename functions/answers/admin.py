"""What `admin` answers; its runs of reconcile stand in `reconcile`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from functions.answers import Answer, CreditPrice, CreditTransaction, Video
from shared.catalog.reads import Availability
from shared.config.model import SectionName
from shared.videos.states import JobState

SuspensionReason = TypeAliasType("SuspensionReason", Literal["gone", "operator"])
ConfigSectionName = TypeAliasType("ConfigSectionName", SectionName)


class ModelSuspension(Answer):
    since: datetime
    reason: SuspensionReason
    note: str


class CatalogRow(Answer):
    """A row as its file has it, and what holds instead."""

    id: str
    availability: Availability
    default: bool = Field(description="It is the model of a video whose request names none")
    warning: str | None = Field(description="What an operator should look at")
    enabled: bool
    suspended: ModelSuspension | None
    credits_per_second: list[CreditPrice]
    row: dict[str, Any]


class CatalogRowList(Answer):
    models: list[CatalogRow]


class CreditPosting(Answer):
    """What was posted, and the balance after it."""

    entry_id: str
    amount: int
    balance: int
    replayed: bool


class UserIdentity(Answer):
    """Who it is, as Firebase Auth knows them."""

    id: str
    email: str | None
    disabled: bool
    admin: bool


class AccountRecord(Answer):
    """An account as it is stored."""

    user_id: str
    balance: int
    seq: int
    active_jobs: int
    waiting_jobs: int
    active_prompts: int
    waiting_prompts: list[str]
    turn_due_at: datetime | None
    active_films: int
    waiting_films: int
    films_turn_due_at: datetime | None
    signup_settled: bool
    signup: dict[str, Any] | None
    guest_grant: int
    tokens_valid_after: datetime | None
    disabled: bool
    overrides: dict[str, Any]
    limits: dict[str, datetime]
    spent_today: dict[str, Any] | None
    stored_bytes: int | None
    live_batches: dict[str, int]
    listens: list[str]
    created_at: datetime
    updated_at: datetime


class ActiveVideo(Answer):
    """A video that holds a slot."""

    id: str
    state: JobState
    model: str
    created_at: datetime
    deadline_at: datetime


class UserRecord(Answer):
    """A user as operators see them."""

    user: UserIdentity
    account: AccountRecord | None
    transactions: list[CreditTransaction]
    active_jobs: list[ActiveVideo]


class UserOverrides(Answer):
    user_id: str
    overrides: dict[str, int]


class RewrapKeysResult(Answer):
    rewrapped: int


class ConfigSection(Answer):
    section: ConfigSectionName
    values: dict[str, Any]


class JobRecord(Video):
    """A job as operators see it: whose it is, and what drives it."""

    user_id: str
    due_at: datetime | None
    attempt: int


class JobList(Answer):
    jobs: list[JobRecord]
    next_cursor: str | None


class LateResult(Answer):
    """What a provider brought when the job had ended already."""

    job_id: str
    user_id: str
    attempt: int
    uri: str
    outcome: str | None
    at: datetime


class DeadLetter(Answer):
    """A task that was given up."""

    id: str
    queue: str
    function: str
    path: str
    payload: dict[str, Any] | None
    job_id: str | None
    user_id: str | None
    error: str
    attempts: int
    times: int
    first_at: datetime
    last_at: datetime
    replayed_at: datetime | None
    replayed_by: str | None


class DeadLetterList(Answer):
    dead_letters: list[DeadLetter]
    next_cursor: str | None


class JobTrail(Answer):
    """A job with everything that happened to it."""

    job: JobRecord
    ops: dict[str, Any]
    transactions: list[CreditTransaction]
    late_results: list[LateResult]
    dead_letters: list[DeadLetter]


class FailJobResult(Answer):
    job: JobRecord
    changed: bool


class ModelStats(Answer):
    """A day of one model."""

    model: str
    jobs: dict[str, int]
    credits_charged: int
    credits_refunded: int
    list_price_usd: float
    earned_usd: float
    margin_usd: float


class DayStats(Answer):
    """A day in numbers."""

    day: date
    credit_usd: float
    models: list[ModelStats]
    complete: bool
