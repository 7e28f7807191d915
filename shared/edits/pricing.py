"""What an edit comes to: how long it will last and what it costs, or why it cannot be made.

Pure over what was read, so that a quote and the admission's own commit see the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.catalog.pricing import Offer
from shared.catalog.wish import Wish
from shared.edits.errors import CaptionNotDrawable, EditOutside, EditTooLong
from shared.edits.requests import GIF_S, MODEL, EditWish
from shared.films.errors import MusicNotFound, TitleNotDrawable
from shared.films.pricing import CREDITS, FILMS, ROUNDING_S, credits_section, films_section, missing_letters
from shared.lifecycle import takedown
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Document, Seen
from shared.videos.errors import NoVideo
from shared.videos.model import Job, job_path, read
from shared.videos.requests import Resolved
from shared.videos.states import JobState

if TYPE_CHECKING:
    from shared.catalog.sets import AspectRatio

_EDITED = " (edit)"
_MOST_NAME = 120 - len(_EDITED)


def needs(source_id: str) -> Sequence[str]:
    """The documents that a price is made of."""
    return [CREDITS, FILMS, job_path(source_id)]


def require_drawable(asked: EditWish) -> None:
    """Words that no font can show are refused with their letters."""
    if asked.title and (letters := missing_letters(asked.title.text)):
        raise TitleNotDrawable(letters=letters)
    for number, caption in enumerate(asked.captions, 1):
        if letters := missing_letters(caption.text):
            raise CaptionNotDrawable(caption=number, letters=letters)


def offered(asked: EditWish, source_id: str, seen: Seen, user_id: str, *, music: bool) -> tuple[Resolved, float]:
    """And how long it will last, to the tenth."""
    source = _finished(seen[job_path(source_id)], source_id, user_id)
    seconds = _seconds(asked, source)
    if seconds > (most := films_section(seen).most_seconds):
        raise EditTooLong(limit=most, seconds=seconds)
    if asked.captions and asked.captions[-1].end > seconds + ROUNDING_S:
        raise EditOutside(field="captions", seconds=seconds)
    if asked.music and not music:
        raise MusicNotFound(music_id=asked.music.id)
    heard = asked.music is not None or (asked.volume > 0 and bool((source.video or {}).get("audio_codec")))
    wish = Wish(
        model=MODEL,
        prompt=source.wish.prompt,
        seconds=max(1, round(seconds)),
        aspect_ratio=_shape(asked, source),
        resolution=asked.form.resolution if asked.form else "360p" if asked.is_silent else source.wish.resolution,
        audio=heard and not asked.is_silent,
        source=source.id,
    )
    name = f"{source.name[:_MOST_NAME]}{_EDITED}" if source.name else None
    return Resolved(Offer(wish, 0, 0.0, None, fee=credits_section(seen).edit), edit=asked.fields(), name=name), seconds


def _shape(asked: EditWish, source: Job) -> AspectRatio:
    if asked.form:
        return asked.form.aspect_ratio
    return (asked.crop.format if asked.crop else None) or source.wish.aspect_ratio


def _finished(document: Document, source_id: str, user_id: str) -> Job:
    job = read(document)
    if job is None or job.user_id != user_id or job.deleted:
        raise NotFound(kind="video", id=source_id)
    takedown.require_up(job)
    if job.state is not JobState.COMPLETED or not job.video:
        raise NoVideo(state=job.state.value)
    return job


def _seconds(asked: EditWish, source: Job) -> float:
    """The worker measures again, to the frame."""
    whole = float((source.video or {})["seconds"])
    end = whole if asked.end is None else asked.end
    if end > whole + ROUNDING_S or end <= asked.start:
        raise EditOutside(field="end" if asked.end is not None else "start", seconds=whole)
    seconds = (end - asked.start) / asked.speed
    return round(min(seconds, GIF_S) if asked.is_silent else seconds, 1)
