"""What the doors answer, for the OpenAPI document. Nothing that serves a request imports this."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType

from functions.forms import AspectRatio, Resolution, VideoTask
from shared.accounts.ledger import EntryType
from shared.catalog import Availability
from shared.config.model import SectionName
from shared.videos.states import JobState

RetirementStatus = TypeAliasType("RetirementStatus", Literal["none", "earliest", "announced", "confirmed"])
ModelStage = TypeAliasType("ModelStage", Literal["preview", "ga"])
ModelAudio = TypeAliasType("ModelAudio", Literal["toggle", "always", "never"])
SuspensionReason = TypeAliasType("SuspensionReason", Literal["gone", "operator"])
ConfigSectionName = TypeAliasType("ConfigSectionName", SectionName)
Billing = TypeAliasType("Billing", Literal["credits", "own_key"])


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Error(Answer):
    error: str
    message: str
    details: dict[str, Any]
    retryable: bool
    suggestedAction: str
    requestId: str


class Retirement(Answer):
    status: RetirementStatus
    date: date | None


class CreditPrice(Answer):
    resolution: Resolution
    audio: bool
    credits: int


class ModelRule(Answer):
    when: dict[str, Any]
    requires: dict[str, Any]


class Model(Answer):
    id: str
    surface: str
    model: str
    name: str
    stage: ModelStage
    released: date
    retirement: Retirement
    replacement: str | None
    seconds: list[int]
    resolutions: list[Resolution]
    aspect_ratios: list[AspectRatio]
    audio: ModelAudio
    references: int
    prompt_tokens: int
    usual_seconds: int
    first_frame: bool
    last_frame: bool
    tasks: list[VideoTask]
    extend_to: int | None
    without: list[str]
    rules: list[ModelRule]
    credits_per_second: list[CreditPrice]
    availability: Availability


class Models(Answer):
    models: list[Model]


class ModelSuspension(Answer):
    since: datetime
    reason: SuspensionReason
    note: str


class StoredModel(Answer):
    """A row as its file has it, and what holds instead."""

    id: str
    availability: Availability
    enabled: bool
    suspended: ModelSuspension | None
    credits_per_second: list[CreditPrice]
    row: dict[str, Any]


class StoredModels(Answer):
    models: list[StoredModel]


class Name(Answer):
    de: str
    en: str


class Style(Answer):
    default: str | list[str] | None
    values: dict[str, Name]


class Styles(Answer):
    camera_style: Style
    film_effects: Style
    lighting: Style
    mood: Style


class Limits(Answer):
    calls_per_minute: dict[str, int]
    active_jobs: int
    intake_open: bool
    message: Name | None


class Health(Answer):
    ok: bool
    time: datetime


class Version(Answer):
    version: str


class Transaction(Answer):
    id: str
    user_id: str
    type: EntryType
    amount: int
    balance_after: int
    seq: int
    description: str
    job_id: str | None
    created_at: datetime


class Transactions(Answer):
    transactions: list[Transaction]
    next_cursor: int | None


class Account(Answer):
    user_id: str
    balance: int
    active_jobs: int
    waiting_jobs: int
    guest: bool
    created_at: datetime
    recent_transactions: list[Transaction]


class SignedOut(Answer):
    signed_out: bool


class Posted(Answer):
    entry_id: str
    amount: int
    balance: int
    replayed: bool


class Person(Answer):
    id: str
    email: str | None
    disabled: bool
    admin: bool


class StoredAccount(Answer):
    user_id: str
    balance: int
    seq: int
    active_jobs: int
    waiting_jobs: int
    turn_due_at: datetime | None
    signup_settled: bool
    tokens_valid_after: datetime | None
    overrides: dict[str, Any]
    limits: dict[str, datetime]
    spent_today: dict[str, Any] | None
    created_at: datetime
    updated_at: datetime


class ActiveJob(Answer):
    id: str
    state: JobState
    model: str
    created_at: datetime
    deadline_at: datetime


class User(Answer):
    user: Person
    account: StoredAccount | None
    transactions: list[Transaction]
    active_jobs: list[ActiveJob]


class UserOverrides(Answer):
    user_id: str
    overrides: dict[str, int]


class Rewrapped(Answer):
    rewrapped: int


class Section(Answer):
    section: ConfigSectionName
    values: dict[str, Any]


class QuoteItem(Answer):
    what: str
    credits: int


class Quote(Answer):
    model: str
    credits: int
    items: list[QuoteItem]
    notice: str | None


class VideoError(Answer):
    code: str
    category: str | None
    retryable: bool


class VideoFile(Answer):
    object: str
    bytes: int
    crc32c: str
    seconds: float
    width: int
    height: int
    video_codec: str
    audio_codec: str | None
    fps: float | None
    poster: str | None


class Video(Answer):
    id: str
    state: JobState
    model: str
    prompt: str
    seconds: int
    aspect_ratio: AspectRatio
    resolution: Resolution
    audio: bool
    negative_prompt: str | None
    seed: int | None
    prompt_id: str | None
    first_frame: str | None
    last_frame: str | None
    references: list[str]
    task: VideoTask | None
    source: str | None
    continues: str | None = Field(description="The video whose last frame is this one's first")
    billing: Billing
    credits: int
    charged: bool
    created_at: datetime
    deadline_at: datetime
    expected_at: datetime
    outcome: str | None
    message: str | None
    error: VideoError | None
    video: VideoFile | None
    ended_at: datetime | None
    retry_of: str | None
    notice: str | None
    followers: list[str] = Field(description="Videos that begin with this one's last frame and wait for it")


class Submitted(Answer):
    video: Video


class Videos(Answer):
    videos: list[Video]
    next_cursor: str | None


class Links(Answer):
    playback: str
    download: str
    poster: str | None
    expires_at: datetime


class Swept(Answer):
    looked_at: int


class StoredJob(Video):
    """A job as operators see it: whose it is, and what drives it."""

    user_id: str
    due_at: datetime | None
    attempt: int


class StoredJobs(Answer):
    jobs: list[StoredJob]
    next_cursor: str | None


class LateResult(Answer):
    job_id: str
    user_id: str
    attempt: int
    uri: str
    outcome: str | None
    at: datetime


class DeadLetter(Answer):
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


class DeadLetters(Answer):
    dead_letters: list[DeadLetter]
    next_cursor: str | None


class JobTrail(Answer):
    job: StoredJob
    ops: dict[str, Any]
    transactions: list[Transaction]
    late_results: list[LateResult]
    dead_letters: list[DeadLetter]


class ForceFailed(Answer):
    job: StoredJob
    changed: bool


class ModelDay(Answer):
    model: str
    jobs: dict[str, int]
    credits_charged: int
    credits_refunded: int
    list_price_usd: float
    earned_usd: float
    margin_usd: float


class Stats(Answer):
    day: date
    credit_usd: float
    models: list[ModelDay]
    complete: bool
