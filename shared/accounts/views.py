"""What `account` answers of credits. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from shared.accounts.ledger import EntryType
from shared.accounts.signup import SignupGrantReason


class CreditTransaction(TypedDict):
    """An entry of the ledger; entries are never changed."""

    id: str
    user_id: str
    type: EntryType
    amount: int
    balance_after: int
    seq: int
    description: str
    job_id: str | None
    created_at: datetime


class CreditTransactionList(TypedDict):
    transactions: list[CreditTransaction]
    next_cursor: int | None


class SignupGrant(TypedDict):
    """What signing up brings, and what it waits for."""

    credits: int
    given: bool
    reason: Annotated[
        SignupGrantReason | None,
        Field(description="What is missing for it, or why there is none; null once it is given"),
    ]


class Account(TypedDict):
    """A user's credits and slots."""

    user_id: str
    balance: int
    active_jobs: int
    waiting_jobs: int
    active_films: int
    waiting_films: int
    signup_grant: SignupGrant
    guest: bool
    created_at: datetime
    recent_transactions: list[CreditTransaction]


class SignOutResult(TypedDict):
    signed_out: bool


class AccountRecord(TypedDict):
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
