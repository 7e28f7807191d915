"""A prompt as a document: one variant of the text that belongs to an image. No Google here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.lifecycle.library import Shelf
from shared.lifecycle.payers import Paid
from shared.lifecycle.trash import Trashable
from shared.platform.errors import Language, NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document
from shared.prompts import outcomes
from shared.prompts.brief import Brief
from shared.prompts.errors import StillWriting
from shared.prompts.states import PromptStatus

if TYPE_CHECKING:
    from shared.prompts import views

PROMPTS, BATCHES, TEMPLATES = "video_prompts", "prompt_batches", "prompt_templates"
KEY_OF = "gemini-api"  # whose keys prompts can be written with


@dataclass(frozen=True)
class Variant(Trashable):
    id: str
    user_id: str
    image_id: str
    status: PromptStatus
    language: Language
    created_at: datetime
    updated_at: datetime
    prompt_text: str = ""
    user_instruction: str = ""
    model_name: str | None = None
    camera_style: str = "static_shot"
    film_effects: tuple[str, ...] = ()
    lighting: str | None = None
    mood: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])  # what was asked for, as it was asked
    versions: int = 0  # texts that stood here before, the latest of which are kept below it
    variant_order: int = 0
    error: Mapping[str, Any] | None = None  # why there is no text, in both languages
    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])
    favourite: bool = False
    rating: int | None = None
    refines: str | None = None  # the variant whose text this one changes
    refined_text: str | None = None  # and that text, which may be gone by then
    batch_id: str | None = None
    attempt: int = 0
    epoch: int = 0  # raised by the sweep: tasks of an older one do nothing
    digest: str | None = None  # of the request that made it
    key_version: str | None = None  # of the user's own key, where it is written with that
    deadline_at: datetime | None = None
    due_at: datetime | None = None  # when the sweep should look; none unless pending
    listens: tuple[str, ...] = ()  # events that its account listened to when it was asked for: its end reads no account

    @property
    def path(self) -> str:
        return prompt_path(self.id)

    @property
    def error_code(self) -> str | None:
        return self.error["code"] if self.error else None

    def fields(self) -> dict[str, Any]:
        """With code and message also where they stood before there was `error`."""
        message = self.error["message"] if self.error else None
        return {**super().fields(), "error_code": self.error_code, "error_message": message}

    @property
    def state(self) -> PromptStatus:
        return self.status

    @property
    def pending(self) -> bool:
        return self.status is PromptStatus.PENDING

    @property
    def ended(self) -> bool:
        return not self.pending

    @property
    def in_batch(self) -> bool:
        """Whether it counts there: what is written anew was counted before."""
        return self.batch_id is not None and self.attempt == 1

    def brief(self, title: str, metadata: Mapping[str, str]) -> Brief:
        """What its text is to be about, with the picture's own words."""
        return Brief(
            camera_style=self.camera_style,
            film_effects=self.film_effects,
            lighting=self.lighting,
            mood=self.mood,
            seconds=self.config.get("seconds"),
            aspect_ratio=self.config.get("aspect_ratio"),
            instructions="" if self.refines else self.user_instruction,
            language=self.language,
            title=title,
            metadata=metadata,
        )


def prompt_path(prompt_id: str) -> str:
    return f"{PROMPTS}/{prompt_id}"


def batch_path(batch_id: str) -> str:
    return f"{BATCHES}/{batch_id}"


_read = codec.reader(Variant, status=PromptStatus)


def read(document: Document) -> Variant | None:
    """Also one whose error an earlier release wrote or took away, which knows nothing of `error`."""
    variant, kept = _read(document), document.fields or {}
    if variant is None or kept.get("error_code") == variant.error_code:
        return variant
    message = kept.get("error_message")
    return replace(variant, error={"code": kept["error_code"], "message": message} if message else None)


SHELF = Shelf(PROMPTS, read, lambda fields: fields.get("prompt_text"))
USUAL = {"camera_style": Variant.camera_style}  # of drafts that clients write


def own(document: Document, user_id: str) -> Variant:
    """The user's prompt; another's does not exist for them, nor does one in the trash."""
    variant = read(document)
    if variant is None or variant.user_id != user_id or variant.deleted:
        raise NotFound(kind="prompt", id=document.id)
    return variant


def settled(variant: Variant) -> Variant:
    """Refuse what cannot be done to a text that is not there yet."""
    if variant.status is PromptStatus.PENDING:
        raise StillWriting(id=variant.id)
    return variant


_SHOWN = (
    *("id", "image_id", "status", "language", "created_at", "updated_at", "prompt_text", "user_instruction", "model_name"),
    *("camera_style", "film_effects", "lighting", "mood", "config", "variant_order", "metadata", "favourite", "rating"),
    *("refines", "batch_id"),
)


def shown(variant: Variant, language: Language, *, primary: str | None = None) -> views.Prompt:
    """A prompt on the wire: what its document holds, less our marks, with its error in one language."""
    error = outcomes.told(variant.error, language)
    return codec.told(variant, _SHOWN, is_primary=variant.id == primary, error=error)


@dataclass(frozen=True)
class Batch(Paid):
    """How far a collection's prompts are. Those from before there were groups have none: all of theirs were set off at once."""

    collection_id: str
    created_at: datetime
    updated_at: datetime
    total: int
    completed: int = 0
    failed: int = 0
    prompt_ids: tuple[str, ...] = ()
    digest: str = ""  # of the request
    running: tuple[str, ...] = ()  # of its group those that are not over
    held: int = 0  # slots of the group
    waiting: tuple[str, ...] = ()
    due_at: datetime | None = None  # when the sweep should look; none once it is over

    @property
    def path(self) -> str:
        return batch_path(self.id)

    @property
    def live(self) -> bool:
        return bool(self.running or self.waiting)

    @property
    def in_line(self) -> bool:
        return bool(self.waiting and not self.running)

    def without(self, prompt_id: str, *, good: bool) -> Batch:
        """After this one is over."""
        return replace(
            self,
            completed=self.completed + good,
            failed=self.failed + (not good),
            running=tuple(each for each in self.running if each != prompt_id),
            waiting=tuple(each for each in self.waiting if each != prompt_id),
        )

    def fields(self) -> dict[str, Any]:
        return {**super().fields(), "live": self.live, "due_at": self.due_at if self.live else None}


read_batch = codec.reader(Batch)
