"""The still beside a video or a film. One that fails never fails the work: it is made later, or as somebody asks for links."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from shared.media import video as media_video
from shared.platform import logs
from shared.platform.clients import files, store
from shared.platform.firestore.documents import Document
from shared.platform.settings import settings
from shared.platform.storage.objects import FOREVER, Stored

if TYPE_CHECKING:
    from shared.media.facts import Facts
    from shared.media.film.outcome import FilmFacts
    from shared.platform.web.views import MediaFile


class Finished(NamedTuple):
    """A completed work: its file, its still's, the field that names the still, and whether it does so already."""

    object_name: str
    poster_name: str
    field: str
    has_poster: bool


def told(final: Stored, facts: Facts | FilmFacts, name: str) -> MediaFile:
    """A finished file as its work's document has it, with its measured facts and its still."""
    return {
        "object": final.name,
        "bytes": final.size,
        "crc32c": final.crc32c,
        "seconds": round(facts.seconds, 3),
        "width": facts.width,
        "height": facts.height,
        "video_codec": facts.video_codec,
        "audio_codec": facts.audio_codec,
        "poster": made(final, name),
    }


def made(final: Stored, name: str) -> str | None:
    """The name of the still, or None where it could not be made."""
    try:
        _make(final, name)
    except Exception as error:  # noqa: BLE001 - whatever it is
        logs.warning("no poster yet", name=name, reason=f"{type(error).__name__}: {error}")
        return None
    return name


def make_later(where: str, finished: Callable[[Document], Finished | None]) -> None:
    """That of a completed work that has none yet. A try that fails is repeated by its queue."""
    work = finished(store().get(where))
    if work is None or work.has_poster:
        return
    final = files().stat(settings().bucket_media, work.object_name)
    if final is None:  # its owner has deleted it, or retention has
        return
    _make(final, work.poster_name)
    if not store().change(where, lambda row: {work.field: work.poster_name} if finished(row) else None):  # deleted meanwhile
        files().delete(settings().bucket_media, work.poster_name)


def _make(final: Stored, name: str) -> None:
    still = iter([media_video.poster(files().open(final))])
    files().write_stream(settings().bucket_media, name, still, content_type="image/jpeg", cache_control=FOREVER)
