"""What `account` answers of credits. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, get_type_hints

from pydantic import Field
from typing_extensions import TypedDict

from shared.accounts import ledger
from shared.accounts.limits import Plan
from shared.accounts.signup import SignupGrantReason


class CreditLot(TypedDict):
    """Credits that expire together, at the beginning of a day (UTC); in a transaction what it gave to them or took."""

    expires_at: datetime
    credits: int


if TYPE_CHECKING:

    class CreditTransaction(TypedDict):
        """An entry of the ledger; entries are never changed."""

    class AccountRecord(TypedDict):
        """An account as it is stored."""

else:  # the fields are declared once, where they are kept
    CreditTransaction = TypedDict("CreditTransaction", get_type_hints(ledger.Entry) | {"lots": list[CreditLot]})
    CreditTransaction.__doc__ = "An entry of the ledger; entries are never changed."
    AccountRecord = TypedDict("AccountRecord", get_type_hints(ledger.Account) | {"lots": list[CreditLot]})
    AccountRecord.__doc__ = "An account as it is stored."


class AccountLimits(TypedDict):
    """What you may have and do: a day, at once, a minute, and kept."""

    plan: Annotated[Plan, Field(description="Whose limits they are; `individual` where some were set for you alone")]
    daily_cap: Annotated[int | None, Field(description="Credits that may be spent in a day (UTC); null where none is set")]
    spent_today: Annotated[int, Field(description="Of it; what comes back does not lower it")]
    active_jobs: int
    active_films: int
    active_prompts: int
    generation_per_minute: int
    compile_per_minute: int
    prompts_per_minute: int
    keys_per_minute: int
    calls_per_minute: int
    storyboards: int
    templates: int
    upload_places: int
    music_places: int
    stored_gib: int
    followers: int
    live_batches: int
    shares: int
    agent_keys: int
    webhook_endpoints: int
    exports: int


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


class AccountDeletion(TypedDict):
    """That your account will be deleted, and when; until then it can be taken back."""

    requested_at: datetime
    deletes_at: datetime


class Account(TypedDict):
    """A user's credits and slots."""

    user_id: str
    balance: int
    expiring: Annotated[list[CreditLot], Field(description="What of the balance expires, the soonest first: it is spent first")]
    active_jobs: int
    waiting_jobs: int
    active_films: int
    waiting_films: int
    signup_grant: SignupGrant
    guest: bool
    deletion: AccountDeletion | None
    created_at: datetime
    limits: AccountLimits
    recent_transactions: list[CreditTransaction]


class SignOutResult(TypedDict):
    signed_out: bool
