"""From what is asked to a finished file in its place, for films and for videos by hand.

The body streams into the staging folder while it is made, then its head; Cloud Storage composes both, the whole is looked at
as a player would, and only then it gets the user's name, where nothing may be yet. Whatever happens before leaves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from shared.media.film import checking, compiling
from shared.media.film.outcome import Cancelled, FilmFacts, verify
from shared.media.film.wish import Plan, Wish
from shared.platform import logs
from shared.platform.clients import files
from shared.platform.errors import Unavailable
from shared.platform.settings import settings
from shared.platform.storage.objects import FOREVER, Stored

_MP4 = "video/mp4"
_STALL_S = 600.0  # a slow scene is no broken connection
_LEFT = 20  # objects of one work's staging looked for at once


class Place(NamedTuple):
    """Where it is made, by whom, and where it comes to stand."""

    object_name: str
    staging: str  # of the work: workers before this one may have left something here
    turn: str  # of this worker


class MakersLease(Protocol):
    """A worker's lease, as it is asked while it works."""

    def progress(self, done: float) -> None: ...
    def is_over(self) -> bool: ...
    def stores(self) -> bool: ...


def made(place: Place, wish: Callable[[], Wish], lease: MakersLease) -> tuple[Stored, FilmFacts]:
    """The finished file with its facts; one that a worker promoted and then died is taken as it is."""
    cleared(place.staging)
    media = settings().bucket_media
    if (final := files().stat(media, place.object_name)) is not None:
        return final, checking.examine(files().open(final))
    staged, plan = _staged(place, wish(), lease)
    facts = _checked(staged, plan)
    if not lease.stores():
        raise Cancelled
    kept = files().copy(staged, media, place.object_name, cache_control=FOREVER)
    if not kept.same:
        facts = _checked(kept.stored, plan)
    return kept.stored, facts


def _staged(place: Place, wish: Wish, lease: MakersLease) -> tuple[Stored, Plan]:
    media, stem = settings().bucket_media, f"{place.staging}{place.turn}"
    work = compiling.Compilation(wish, progress=lease.progress, cancelled=lease.is_over)
    body = files().write_stream(media, f"{stem}.body", work.body(), content_type=_MP4, stall_s=_STALL_S).stored
    compiled = work.compiled
    assert compiled is not None
    head = files().write_stream(media, f"{stem}.head", iter([compiled.head]), content_type=_MP4).stored
    whole = files().compose([head, body], media, f"{stem}.mp4", content_type=_MP4, cache_control=FOREVER)
    return whole.stored, compiled.plan


def _checked(stored: Stored, plan: Plan) -> FilmFacts:
    facts = checking.examine(files().open(stored), plan.joins)
    verify(facts, plan)
    return facts


def cleared(prefix: str) -> bool:
    """Whether nothing is left there."""
    try:
        while left := files().list(settings().bucket_media, prefix, _LEFT):
            for stored in left:
                files().delete(stored.bucket, stored.name, stored.generation)
    except Unavailable:
        logs.warning("what nobody needs was left", prefix=prefix)
        return False
    return True
