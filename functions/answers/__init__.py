"""What the doors answer, for the OpenAPI document. Nothing that serves a request imports this."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType

from functions.forms.sets import AspectRatio, Resolution, VideoTask
from shared.accounts.ledger import EntryType
from shared.catalog.reads import Availability
from shared.videos.states import JobState

RetirementStatus = TypeAliasType("RetirementStatus", Literal["none", "earliest", "announced", "confirmed"])
ModelStage = TypeAliasType("ModelStage", Literal["preview", "ga"])
ModelAudio = TypeAliasType("ModelAudio", Literal["toggle", "always", "never"])
Billing = TypeAliasType("Billing", Literal["credits", "own_key"])


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Error(Answer):
    """Every refusal of every operation has this shape."""

    error: str
    message: str
    details: dict[str, Any]
    retryable: bool
    suggestedAction: str
    requestId: str


class ModelRetirement(Answer):
    """When the provider ends the model: not said, at the earliest, announced, or certain."""

    status: RetirementStatus
    date: date | None


class CreditPrice(Answer):
    """Credits for a second."""

    resolution: Resolution
    audio: bool
    credits: int


class ModelRule(Answer):
    """Where a wish has these values, it must have those."""

    when: dict[str, Any]
    requires: dict[str, Any]


class Model(Answer):
    """A video model: what it can, what it costs."""

    id: str
    surface: str
    model: str
    name: str
    stage: ModelStage
    released: date
    retirement: ModelRetirement
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


class ModelList(Answer):
    default: str = Field(description="The model of a video whose request names none")
    models: list[Model]


class LocalizedText(Answer):
    """The same in both languages."""

    de: str
    en: str


class StyleGroup(Answer):
    default: str | list[str] | None
    values: dict[str, LocalizedText]


class StyleCatalog(Answer):
    camera_style: StyleGroup
    film_effects: StyleGroup
    lighting: StyleGroup
    mood: StyleGroup


class ServiceLimits(Answer):
    """How much one user may ask for."""

    calls_per_minute: dict[str, int]
    active_jobs: int
    active_films: int
    film_seconds: int
    intake_open: bool
    message: LocalizedText | None


class Health(Answer):
    ok: bool
    time: datetime


class Version(Answer):
    version: str


class CreditTransaction(Answer):
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


class CreditTransactionList(Answer):
    transactions: list[CreditTransaction]
    next_cursor: int | None


class SignupGrant(Answer):
    """What signing up brings, and what it waits for."""

    credits: int
    given: bool
    reason: Literal["verify_email", "link_sign_in", "given_before", "none_configured"] | None = Field(
        description="What is missing for it, or why there is none; null once it is given"
    )


class Account(Answer):
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


class SignOutResult(Answer):
    signed_out: bool


class VideoQuoteItem(Answer):
    what: str
    credits: int


class VideoQuote(Answer):
    """What a video would cost."""

    model: str
    credits_per_second: int | None = Field(description="Null where a fee is paid instead, for a video on one's own key")
    credits: int
    items: list[VideoQuoteItem]
    notice: str | None


class VideoError(Answer):
    """Why a video failed."""

    code: str
    category: str | None
    retryable: bool


class VideoFile(Answer):
    """The finished file."""

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
    """A video, from the wish to the file."""

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


class VideoAccepted(Answer):
    """The video that is made now."""

    video: Video
    place: int | None = Field(description="Its place among your videos that waited when it was asked for; null where it did not")


class VideoList(Answer):
    videos: list[Video]
    next_cursor: str | None


class MediaLinks(Answer):
    """Addresses that work without signing in until they expire."""

    playback: str
    download: str
    poster: str | None
    expires_at: datetime


class SweepResult(Answer):
    looked_at: int
