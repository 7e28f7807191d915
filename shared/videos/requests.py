"""What a request for a video names, found and put together: the text of a prompt, pictures, the video that it goes on from.

Pure over what was read, so that a quote and the admission's own commit see the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from shared.catalog import reads as catalog_reads
from shared.catalog.errors import UnknownModel
from shared.catalog.model import PATH, Overlay
from shared.catalog.pricing import Offer, find, nearest, offer, usable
from shared.catalog.wish import VideoFields, Wish
from shared.config import sections
from shared.images import reads as image_reads
from shared.images.model import image_path
from shared.lifecycle import takedown
from shared.platform.errors import NotFound, Text
from shared.platform.firestore.documents import Seen
from shared.platform.settings import KEY_SURFACES, settings
from shared.prompts.model import Variant, own, prompt_path, settled
from shared.user_files.plain_text import plain
from shared.videos.errors import CannotGoOn, NoText, NotThen, OwnKeyNotPossible
from shared.videos.model import Job, job_path, last_frame_name, ops_path, read
from shared.videos.states import AT_ONCE, START_WITHIN, JobState

if TYPE_CHECKING:
    from shared.config.model import CreditsSection

_SECONDS, _ASPECT_RATIO = 8, "16:9"
_NEAREST = {
    "seconds": Text(
        "The prompt asks for {wanted} s, this model makes {found} s.",
        "Der Prompt will {wanted} s, dieses Modell macht {found} s.",
    ),
    "aspect_ratio": Text(
        "The prompt asks for {wanted}, this model makes {found}.",
        "Der Prompt will {wanted}, dieses Modell macht {found}.",
    ),
}


@dataclass(frozen=True)
class VideoRequest(VideoFields):
    """A wish as it came in: what it leaves open is taken from its prompt, or from the defaults."""

    own_key: bool = False

    @property
    def reads(self) -> list[str]:
        """The documents that it names."""
        source = [job_path(self.source), ops_path(self.source)] if self.source else []
        fee = [sections.path("credits")] if self.own_key else []
        return [*([prompt_path(self.prompt_id)] if self.prompt_id else []), *map(image_path, self.images), *source, *fee]

    @property
    def told_apart(self) -> dict[str, Any]:
        """All of it, to tell it from another; what earlier releases knew no field for only where it is said."""
        said = asdict(self)
        start_at = said.pop("start_at")
        return said if start_at is None else {**said, "start_at": start_at.isoformat()}


@dataclass(frozen=True)
class Resolved:
    """An offer for a request, and what its workers need beside the job."""

    offer: Offer
    pictures: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])  # by the ids in the wish
    source_operation: str | None = None
    source_seconds: float = 0.0  # of the video that goes on
    notice: Mapping[str, str] | None = None
    storyboard_id: str | None = None  # that it is shot for, and the scene there
    scene_id: str | None = None
    edit: Mapping[str, Any] | None = None  # what is to be made of the source by hand; no provider hears of it
    name: str | None = None  # that it has from the first


def request_of(wish: Wish) -> VideoRequest:
    """The same wish once more, at once; its text is at hand."""
    said: dict[str, Any] = {**wish.all(), "prompt_id": None, "start_at": None}
    return VideoRequest(**said, own_key=wish.billing == "own_key")


def start_of(asked: datetime | None, now: datetime) -> datetime | None:
    """When it is to start; None: at once."""
    if asked is None or abs(asked - now) <= AT_ONCE:
        return None
    if not now < asked <= now + START_WITHIN:
        raise NotThen(latest=(now + START_WITHIN).isoformat(timespec="seconds"), days=START_WITHIN.days)
    return asked


def resolve(request: VideoRequest, seen: Seen, user_id: str, now: datetime, overlay: Overlay) -> Resolved:
    """Checked and priced, as of the day that it starts on; refusals of everything that cannot be are raised."""
    request = replace(request, start_at=start_of(request.start_at, now))
    day = (request.start_at or now).date()
    model = request.model or catalog_reads.default_model(seen[PATH].fields)
    prompt = prompt_of(request, seen, user_id)
    pictures: dict[str, Mapping[str, str]] = {
        image.id: {"uri": image_reads.uri(image), "mime_type": image.content_type}
        for path in request.reads
        if path.startswith("images/")
        for image in [image_reads.usable(seen[path], user_id)]
    }
    if request.continues:
        frame = last_frame_name(user_id, request.continues)  # its place is known before it is there
        pictures[request.continues] = {"uri": f"gs://{settings().bucket_media}/{frame}", "mime_type": "image/jpeg"}
    source = source_of(request, seen, user_id)
    usable(model, day, overlay, own_key=request.own_key)
    said, carried = filled_in(request, model, prompt, source)
    offered = offer(wish_of(said, model), day, overlay)
    if request.own_key:
        offered = _on_own_key(offered, seen)
    notices = [*carried, *([offered.warning] if offered.warning else [])]
    told = {language: " ".join(each[language] for each in notices) for language in ("de", "en")}
    if source and request.task == "extend":
        _require_room(source, offered.wish)
    operation = _operation(source, offered.wish, seen) if source else None
    return Resolved(offered, pictures, operation, _length(source) if source else 0.0, told if notices else None)


def filled_in(
    request: VideoRequest, model: str, prompt: Variant | None, source: Job | None
) -> tuple[VideoRequest, list[Mapping[str, str]]]:
    """With what it leaves open, and what is to be said of that."""
    seconds, said_seconds = _carried(request, model, prompt, "seconds", _SECONDS)
    if source and request.task == "edit":  # which keeps its length
        seconds, said_seconds = _kept_length(request, source), None
    shape, said_shape = _carried(request, model, prompt, "aspect_ratio", _ASPECT_RATIO)
    # cleaned here as well, whoever wrote it and when: a storyboard, a wish that is tried again, a draft past the rules
    text = plain(request.prompt or (prompt.prompt_text if prompt else ""))
    unwanted = plain(request.negative_prompt or "") or None
    said = replace(request, prompt=text, negative_prompt=unwanted, seconds=seconds, aspect_ratio=shape)
    return said, [each for each in (said_seconds, said_shape) if each]


def wish_of(request: VideoRequest, model: str) -> Wish:
    """What it says by itself; the defaults where it leaves something open."""
    said: dict[str, Any] = {
        **request.all(),
        "model": model,
        "prompt": request.prompt or "",
        "seconds": request.seconds or _SECONDS,
        "aspect_ratio": request.aspect_ratio or _ASPECT_RATIO,
    }
    return Wish(**said, billing="own_key" if request.own_key else "credits")


def _on_own_key(offered: Offer, seen: Seen) -> Offer:
    """The service's fee instead of the price, as it stands now; the provider costs us nothing."""
    surface = catalog_reads.row(offered.wish.model)["surface"]
    if surface not in KEY_SURFACES:
        raise OwnKeyNotPossible(model=offered.wish.model, possible=", ".join(KEY_SURFACES))
    section = cast("CreditsSection", sections.parse("credits", seen[sections.path("credits")]))
    return replace(offered, fee=section.own_key_fee, usd=0.0)


def key_providers(model: str | None) -> tuple[str, ...]:
    """Whose keys may serve this model: none where no key of a user's can, any where it is not known yet."""
    if model is None:
        return KEY_SURFACES
    try:
        return tuple({find(model)["surface"]} & set(KEY_SURFACES))
    except UnknownModel:  # refused with those that there are, where it is asked for
        return ()


def prompt_of(request: VideoRequest, seen: Seen, user_id: str) -> Variant | None:
    if not request.prompt_id:
        return None
    prompt = settled(own(seen[prompt_path(request.prompt_id)], user_id))
    if not (request.prompt or plain(prompt.prompt_text)):
        raise NoText(id=prompt.id)
    return prompt


def _carried(
    request: VideoRequest, model: str, prompt: Variant | None, name: Literal["seconds", "aspect_ratio"], default: Any
) -> tuple[Any, Mapping[str, str] | None]:
    """What was asked for; else what the prompt was written for, as near as the model can."""
    given = getattr(request, name)
    wanted = prompt.config.get(name) if prompt else None
    if given is not None or wanted is None:
        return default if given is None else given, None
    possible = nearest(model, name, wanted)
    values = {"wanted": wanted, "found": possible}
    told = {language: _NEAREST[name].say(language, values) for language in ("de", "en")}
    return possible, told if possible != wanted else None


def source_of(request: VideoRequest, seen: Seen, user_id: str) -> Job | None:
    """The finished video that this one goes on from."""
    if not request.source:
        return None
    job = read(seen[job_path(request.source)])
    if job is None or job.user_id != user_id or job.deleted:
        raise NotFound(kind="video", id=request.source)
    takedown.require_up(job)
    if job.state is not JobState.COMPLETED:
        raise CannotGoOn(why=job.state.value, id=job.id)
    return job


def _length(source: Job) -> float:
    return float((source.video or {}).get("seconds") or source.wish.seconds)


def _require_room(source: Job, wish: Wish) -> None:
    """What is extended again and again stays within what the model makes in all."""
    most, whole = catalog_reads.row(wish.model).get("extend_to"), _length(source) + wish.seconds
    if most is not None and whole > most + 0.5:
        raise CannotGoOn(why=f"{whole:.0f} s > {most} s", id=source.id)


def _kept_length(request: VideoRequest, source: Job) -> int:
    seconds = round(_length(source))
    if request.seconds not in (None, seconds):
        raise CannotGoOn(why=f"{seconds} s", id=source.id)
    return seconds


def _operation(job: Job, wish: Wish, seen: Seen) -> str:
    """The provider's own name of the finished work."""
    if (job.wish.model, job.wish.billing) != (wish.model, wish.billing):  # whose account made it, knows it
        raise CannotGoOn(why=job.wish.model, id=job.id)
    attempts: Mapping[str, Any] = (seen[ops_path(job.id)].fields or {}).get("attempts", {})
    operation = attempts.get(f"a{job.attempt}", {}).get("operation")
    if not operation:
        raise CannotGoOn(why="its provider has forgotten it", id=job.id)
    return str(operation)
