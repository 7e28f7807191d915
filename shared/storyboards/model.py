"""A storyboard as it is kept: plain values that are replaced, never changed. What may stand in them is said in `checks`."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.catalog.reads import DEFAULT_MODEL
from shared.platform.errors import NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.codec import Record

if TYPE_CHECKING:
    from shared.catalog.sets import AspectRatio, Language, Resolution
    from shared.storyboards.views import SceneTransition


COLLECTION = "storyboards"

ID_FORM = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Limits:
    """How much may stand where: characters, entries, bytes. The configuration may give others."""

    scenes: int = 50
    name: int = 120
    character_name: int = 60  # it stands in every prompt, twice
    words: int = 1000  # of each field that describes something
    own_text: int = 4000
    negative_prompt: int = 2048
    references: int = 3
    bytes: int = 256 * 1024  # of a whole storyboard as JSON: far below what one document can hold


LIMITS = Limits()


@dataclass(frozen=True)
class Character:
    """Who is seen again and again. The tag is theirs for good, whatever they are called later."""

    tag: str  # character:<slug>_id:<8 hex>
    name: str
    age: str = ""
    look: str = ""
    clothing: str = ""
    voice: str = ""
    references: tuple[str, ...] = ()  # images of the user's that show them


@dataclass(frozen=True)
class Video:
    """What a scene was shot as: the job, and the digest of everything that it was shot from."""

    job_id: str
    digest: str


@dataclass(frozen=True)
class Scene:
    """One shot of the film, in the person's own words."""

    id: str
    title: str = ""
    subject: str = ""
    action: str = ""
    setting: str = ""
    camera: str = ""  # a camera style of the catalog, or own words; so are light and mood
    light: str = ""
    mood: str = ""
    sound: str = ""
    dialogue: str = ""
    duration: int = 8
    transition: SceneTransition = "cut"  # into the next scene
    crossfade_seconds: float = 0.5
    with_character: bool = True
    own_text: str = ""  # instead of everything that would be composed
    first_frame: str | None = None  # an image of the user's
    references: tuple[str, ...] = ()
    continue_from_previous: bool = False  # the last frame of the scene before is the first of this one
    video: Video | None = None

    @property
    def images(self) -> tuple[str, ...]:
        """Every image that it names itself, each once."""
        return tuple(dict.fromkeys([*([self.first_frame] if self.first_frame else []), *self.references]))


@dataclass(frozen=True)
class Storyboard(Record):
    """A film on paper. Every edit raises the version by one; what was shot is a fact, not an edit, and does not.

    Nor does the end of an image that it names.
    """

    id: str
    user_id: str
    name: str
    created_at: datetime
    updated_at: datetime
    version: int = 1
    language: Language = "de"
    preset: str | None = "cinematic"
    model: str = DEFAULT_MODEL
    aspect_ratio: AspectRatio = "16:9"
    resolution: Resolution = "720p"
    audio: bool = True
    negative_prompt: str = ""
    character: Character | None = None
    scenes: tuple[Scene, ...] = ()
    missing_images: tuple[str, ...] = ()  # that it names, and that are deleted or never were this user's

    @property
    def named_images(self) -> tuple[str, ...]:
        """Every image that it names, each once."""
        seen_often = self.character.references if self.character else ()
        return tuple(dict.fromkeys([*seen_often, *(image for scene in self.scenes for image in scene.images)]))

    @property
    def images(self) -> tuple[str, ...]:
        """Those of them that are there, as far as is known."""
        return tuple(image for image in self.named_images if image not in self.missing_images)

    def missing_in(self, scene: Scene) -> list[str]:
        """What is missing of the images that this scene is shot with."""
        seen_too = self.character.references if self.character and scene.with_character else ()
        return [image for image in dict.fromkeys([*scene.images, *seen_too]) if image in self.missing_images]

    @property
    def seconds(self) -> int:
        return sum(scene.duration for scene in self.scenes)

    def position(self, scene_id: str) -> int | None:
        return next((place for place, scene in enumerate(self.scenes) if scene.id == scene_id), None)


def read(storyboard_id: str, fields: Mapping[str, Any]) -> Storyboard:
    """From its document. What it does not know it leaves out; what is missing has its default."""
    known = codec.known(Storyboard, fields)
    if known.get("character"):
        known["character"] = Character(**codec.known(Character, known["character"]))
    known.update(id=storyboard_id, scenes=tuple(_read_scene(each) for each in fields.get("scenes", ())))
    return Storyboard(**known)


def _read_scene(fields: Mapping[str, Any]) -> Scene:
    known = codec.known(Scene, fields)
    if known.get("video"):
        known["video"] = Video(**codec.known(Video, known["video"]))
    return Scene(**known)


_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "œ": "oe", "ł": "l", "đ": "d", "þ": "th"}
)
TAG = r"character:[a-z0-9]+(?:[-_][a-z0-9]+)*_id:[0-9a-f]{8}"
_SLUG_LENGTH = 32


def slug(name: str) -> str:
    """The name in small ASCII letters, umlauts as two of them."""
    latin = unicodedata.normalize("NFC", name.lower()).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG_LENGTH].strip("-") or "unnamed"


def new_tag(name: str, *where: object) -> str:
    """A tag for a new character; the same place and name give the same, so that a repeated commit writes what the first did."""
    return f"character:{slug(name)}_id:{derived_id(8, 'character', name, *where)}"


def derived_id(length: int, *parts: object) -> str:
    """Hexadecimal digits that follow from the parts alone; as secret as they are."""
    return hashlib.sha256("\x00".join(str(part) for part in parts).encode()).hexdigest()[:length]


def storyboard_path(storyboard_id: str) -> str:
    if not ID_FORM.fullmatch(storyboard_id):
        raise NotFound(kind="storyboard", id=storyboard_id)
    return f"{COLLECTION}/{storyboard_id}"


def version_path(storyboard_id: str, version: int) -> str:
    return f"{storyboard_path(storyboard_id)}/versions/{version}"
