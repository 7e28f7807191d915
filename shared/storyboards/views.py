"""What `storyboards` answers. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from typing_extensions import TypeAliasType, TypedDict

from shared.catalog.sets import AspectRatio, Language, Resolution
from shared.platform.web.views import LocalizedText
from shared.videos.states import JobState

SceneTransition = TypeAliasType("SceneTransition", Literal["cut", "crossfade"])


class StoryboardPreset(TypedDict):
    """A look for a whole film."""

    id: str
    name: LocalizedText
    camera: LocalizedText
    light: LocalizedText
    style: LocalizedText
    sound: LocalizedText
    mood: LocalizedText


class LocalizedScenes(TypedDict):
    en: dict[str, Any]
    de: dict[str, Any]


class SceneTemplate(TypedDict):
    """A scene to begin with."""

    id: str
    name: LocalizedText
    scene: LocalizedScenes


class StoryboardPresets(TypedDict):
    presets: list[StoryboardPreset]
    scene_templates: list[SceneTemplate]


class StoryboardCharacter(TypedDict):
    """Who is seen again and again."""

    tag: str
    name: str
    age: str
    look: str
    clothing: str
    voice: str
    references: list[str]


class SceneVideo(TypedDict):
    """`stale`: the scene, or what it begins with, was changed after its video was asked for."""

    id: str
    stale: bool
    state: JobState | None
    outcome: str | None
    credits: int | None
    charged: bool | None
    expected_at: datetime | None


class Scene(TypedDict):
    """One shot of a film, in the person's own words."""

    id: str
    title: str
    subject: str
    action: str
    setting: str
    camera: str
    light: str
    mood: str
    sound: str
    dialogue: str
    duration: int
    transition: SceneTransition
    crossfade_seconds: float
    with_character: bool
    own_text: str
    first_frame: str | None
    references: list[str]
    continue_from_previous: bool
    missing_images: list[str]
    video: SceneVideo | None


class Storyboard(TypedDict):
    """`progress` counts the scenes' videos by state; `missing_images` are named in it and not there: deleted, or not yours."""

    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    version: int
    language: Language
    preset: str | None
    model: str
    aspect_ratio: AspectRatio
    resolution: Resolution
    audio: bool
    negative_prompt: str
    character: StoryboardCharacter | None
    scenes: list[Scene]
    missing_images: list[str]
    seconds: int
    progress: dict[JobState, int]


class StoryboardVersion(TypedDict):
    """A version that is kept."""

    name: str
    version: int
    scene_count: int
    seconds: int
    created_at: datetime
    updated_at: datetime


class StoryboardSummary(StoryboardVersion):
    """A storyboard in a list."""

    id: str


class StoryboardList(TypedDict):
    storyboards: list[StoryboardSummary]
    next_cursor: str | None


class StoryboardVersionList(TypedDict):
    versions: list[StoryboardVersion]


class ImportNote(TypedDict):
    """What of a file was not kept, or was changed."""

    path: str
    problem: str
    code: str


class StoryboardImport(TypedDict):
    storyboards: list[Storyboard]
    notes: list[ImportNote]


class ScenePrompt(TypedDict):
    """`own`: the person's own text; `left_out`: parts that the model would not have read to the end."""

    scene_id: str
    prompt: str
    own: bool
    left_out: list[str]
    shortened: bool


class SceneQuote(TypedDict):
    """What the video of a scene would cost."""

    scene_id: str
    title: str
    what: str
    credits: int
    prompt: str
    notice: str | None


class StoryboardQuote(TypedDict):
    """What the videos of the scenes would cost."""

    credits: int
    items: list[SceneQuote]


class ShootVideo(TypedDict):
    """The video that a scene is shot as."""

    id: str
    scene_id: str | None
    credits: int


class ShootAccepted(TypedDict):
    """No storyboard where it was deleted meanwhile: the videos are made all the same."""

    credits: int
    videos: list[ShootVideo]
    storyboard: Storyboard | None


class ShootCancellation(TypedDict):
    """What was ended, and the storyboard after it."""

    cancelled: list[str]
    storyboard: Storyboard
