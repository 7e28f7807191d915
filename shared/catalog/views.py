"""What `catalog` answers. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

from shared.catalog.reads import Availability
from shared.catalog.sets import AnnouncementLevel, AspectRatio, Resolution, VideoTask
from shared.platform.web.views import LocalizedText

RetirementStatus = TypeAliasType("RetirementStatus", Literal["none", "earliest", "announced", "confirmed"])
ModelStage = TypeAliasType("ModelStage", Literal["preview", "ga"])
ModelAudio = TypeAliasType("ModelAudio", Literal["toggle", "always", "never"])


class ModelRetirement(TypedDict):
    """When the provider ends the model: not said, at the earliest, announced, or certain."""

    status: RetirementStatus
    date: date | None


class CreditPrice(TypedDict):
    """Credits for a second."""

    resolution: Resolution
    audio: bool
    credits: int


class ModelRule(TypedDict):
    """Where a request has these values, it must have those."""

    when: dict[str, Any]
    requires: dict[str, Any]


class Model(TypedDict):
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
    unavailable: Annotated[LocalizedText | None, Field(description="Why, where it is `suspended` or `disabled`")]
    own_key: Annotated[bool, Field(description="Whether it can be paid by a key of your own; its provider is then `surface`")]
    stoppable: Annotated[
        bool, Field(description="Whether a video can still be cancelled while it is being made; before that each can be")
    ]


class ModelList(TypedDict):
    default: Annotated[str, Field(description="The model of a video whose request names none")]
    models: list[Model]


class StyleGroup(TypedDict):
    default: str | list[str] | None
    values: dict[str, LocalizedText]


class StyleCatalog(TypedDict):
    camera_style: StyleGroup
    film_effects: StyleGroup
    lighting: StyleGroup
    mood: StyleGroup


class Announcement(TypedDict):
    """A word to everybody, from who runs this service."""

    message: Annotated[LocalizedText, Field(description="What everybody is told")]
    level: Annotated[AnnouncementLevel, Field(description="How loud")]
    until: Annotated[datetime | None, Field(description="When it is over; null: not said")]


class ServiceLimits(TypedDict):
    """How much one user may ask for."""

    calls_per_minute: dict[str, int]
    active_jobs: int
    active_films: int
    film_seconds: int
    own_key_fee: Annotated[int, Field(description="Credits of a video that is paid by its user's own key")]
    image_bytes: Annotated[int, Field(description="How large the file of a picture may be")]
    image_side: Annotated[int, Field(description="How many pixels a side of a picture may have")]
    prompts_per_image: int
    likeness_statement: Annotated[
        bool, Field(description="Whether each upload of a picture must say that whoever can be recognised in it agreed")
    ]
    intake_open: bool
    message: LocalizedText | None
    announcement: Annotated[Announcement | None, Field(description="What everybody is told now")]


class Health(TypedDict):
    ok: bool
    time: datetime


class Version(TypedDict):
    version: str
