"""What `admin` answers of people. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

from shared.accounts.limits import Source
from shared.accounts.views import AccountRecord, CreditTransaction
from shared.agent_keys.views import AgentKey
from shared.audit.views import AuditEntryList
from shared.provider_keys.views import ProviderKey
from shared.videos.views import ActiveVideo
from shared.webhooks.views import WebhookEndpoint

LimitSource = TypeAliasType("LimitSource", Source)


class UserSummary(TypedDict):
    """A user in a list: who it is, as Firebase Auth knows them, and what their account says in short."""

    id: str
    email: str | None
    name: str | None
    guest: Annotated[bool | None, Field(description="Nobody vouches for them; null where no call has told it yet")]
    disabled: bool
    has_account: bool
    created_at: datetime | None
    seen_at: Annotated[datetime | None, Field(description="The first call of the latest day with one")]
    balance: int
    spent_on: Annotated[str | None, Field(description="The latest day (UTC) on which credits were charged")]
    spent: Annotated[int, Field(description="Credits charged on that day, gross")]


class UserSummaryList(TypedDict):
    users: list[UserSummary]
    next_cursor: str | None


class UserIdentity(TypedDict):
    """Who it is, as Firebase Auth knows them; a user whom it no longer knows has an id alone."""

    id: str
    email: str | None
    email_verified: bool
    name: str | None
    phone: str | None
    providers: Annotated[dict[str, str], Field(description="How they sign in, and who they are there")]
    disabled: bool
    disabled_until: Annotated[datetime | None, Field(description="When they are let in again, by themselves")]
    admin: bool
    known: Annotated[bool, Field(description="Whether Firebase Auth knows them")]
    created_at: datetime | None
    signed_in_at: datetime | None
    token_at: Annotated[datetime | None, Field(description="When they last got a token")]


class UserLimit(TypedDict):
    """A limit in force, and what says so."""

    name: str
    value: int | None
    source: LimitSource
    until: Annotated[datetime | None, Field(description="When it falls back to what else is set")]


class UserBelonging(TypedDict):
    """A work or a picture of a user's in a few facts, whatever became of it."""

    id: str
    name: str
    state: str | None
    outcome: str | None
    model: str | None
    credits: int | None
    created_at: datetime
    deleted_at: Annotated[datetime | None, Field(description="Since when it lies in the trash, or is gone for its user")]


class UserBelongingList(TypedDict):
    items: list[UserBelonging]
    next_cursor: str | None


class UserTransactionList(TypedDict):
    transactions: list[CreditTransaction]
    next_cursor: int | None


class UserNote(TypedDict):
    """What operators should know of a user."""

    id: str
    user_id: str
    text: str
    author: str
    created_at: datetime


class UserNoteList(TypedDict):
    notes: list[UserNote]
    next_cursor: str | None


class UserRecord(TypedDict):
    """A user as operators see them: all that is kept, of each list its first page."""

    user: UserIdentity
    account: AccountRecord | None
    limits: list[UserLimit]
    active_jobs: list[ActiveVideo]
    transactions: UserTransactionList
    jobs: UserBelongingList
    prompts: UserBelongingList
    films: UserBelongingList
    images: UserBelongingList
    storyboards: UserBelongingList
    provider_keys: list[ProviderKey]
    agent_keys: list[AgentKey]
    webhook_endpoints: list[WebhookEndpoint]
    notes: UserNoteList
    audit: AuditEntryList
