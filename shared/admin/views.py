"""What `admin` answers of its own. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

from shared.accounts.views import CreditTransaction
from shared.admin.sets import OperatorBatchAction, OperatorBatchKind
from shared.catalog.reads import Availability
from shared.catalog.views import CreditPrice
from shared.dead_letters.views import DeadLetter
from shared.films.views import FilmRecord
from shared.prompts.views import PromptRecord
from shared.videos.views import JobRecord, LateResult

SuspensionReason = TypeAliasType("SuspensionReason", Literal["gone", "operator", "canary"])


class ModelSuspension(TypedDict):
    since: datetime
    reason: SuspensionReason
    note: str


class CatalogRow(TypedDict):
    """A row as its file has it, and what holds instead."""

    id: str
    availability: Availability
    default: Annotated[bool, Field(description="It is the model of a video whose request names none")]
    warning: Annotated[str | None, Field(description="What an operator should look at")]
    enabled: bool
    suspended: ModelSuspension | None
    credits_per_second: list[CreditPrice]
    row: dict[str, Any]


class CatalogRowList(TypedDict):
    models: list[CatalogRow]


class CreditPosting(TypedDict):
    """What was posted, and the balance after it."""

    entry_id: str
    amount: int
    balance: int
    replayed: bool


class UserOverrides(TypedDict):
    user_id: str
    overrides: dict[str, int]
    until: dict[str, datetime]


class RewrapKeysResult(TypedDict):
    rewrapped: int


class JobTrail(TypedDict):
    """A job with everything that happened to it."""

    job: JobRecord
    ops: dict[str, Any]
    transactions: list[CreditTransaction]
    late_results: list[LateResult]
    dead_letters: list[DeadLetter]


class FailJobResult(TypedDict):
    job: JobRecord
    changed: bool


class ModelStats(TypedDict):
    """A day of one model."""

    model: str
    jobs: dict[str, int]
    credits_charged: int
    credits_refunded: int
    list_price_usd: float
    earned_usd: float
    margin_usd: float


class DayStats(TypedDict):
    """A day in numbers."""

    day: date
    credit_usd: float
    models: list[ModelStats]
    complete: Annotated[
        bool, Field(description="Whether all of its jobs are in them: of a day not yet counted no more than 10,000")
    ]
    counted_at: Annotated[datetime | None, Field(description="When the night counted it; null: they are as they stand now")]


class RetryJobResult(TypedDict):
    """The job that repeats it, paid by the house."""

    job: JobRecord
    changed: Annotated[bool, Field(description="False where it was repeated before: then as that stands now")]


class OperatorBatchRefusal(TypedDict):
    """Why one of a batch stays as it is."""

    id: str
    error: str


class OperatorBatch(TypedDict):
    """What is done to many videos, films or prompts at once: found by a dry run, and done once it is started."""

    id: Annotated[str, Field(description="Names this very set of works: start it by this")]
    action: OperatorBatchAction
    kind: OperatorBatchKind
    by: Annotated[str, Field(description="The operator who found it, or started it")]
    reason: Annotated[str, Field(description="Why, as they said")]
    created_at: datetime
    started_at: datetime | None
    count: Annotated[int, Field(description="How many works")]
    credits: Annotated[int, Field(description="What they cost their users together, as far as it was not refunded")]
    first: Annotated[list[str], Field(description="The first of the works")]
    more: Annotated[bool, Field(description="More are found by the same filters: a batch has its most")]
    done: Annotated[int, Field(description="How many it has come to")]
    refused: Annotated[list[OperatorBatchRefusal], Field(description="The first of those that stayed as they are")]
    expires_at: datetime


class FilmTrail(TypedDict):
    """A film with everything that happened to it."""

    film: FilmRecord
    transactions: list[CreditTransaction]
    dead_letters: list[DeadLetter]


class FailFilmResult(TypedDict):
    film: FilmRecord
    changed: bool


class RetryFilmResult(TypedDict):
    """The film that repeats it, paid by the house."""

    film: FilmRecord
    changed: Annotated[bool, Field(description="False where it was repeated before: then as that stands now")]


class PromptTrail(TypedDict):
    """A prompt with everything that happened to it."""

    prompt: PromptRecord
    dead_letters: list[DeadLetter]


class FailPromptResult(TypedDict):
    prompt: PromptRecord
    changed: bool


class RetryPromptResult(TypedDict):
    """The prompt, which is written once more in its place."""

    prompt: PromptRecord
    changed: Annotated[bool, Field(description="False where this failure was made good before: then as it stands now")]


class WordsInLog(TypedDict):
    """Until when what a user asks for stands in the log; null: it does not."""

    user_id: str
    until: datetime | None
