"""What is taken down right now, kept in `takedowns/{id of the work}`: who did it, why, and how far its objects are.

–        → moving away   marked, so that nobody gets at it any more
         → away          its objects are out of reach
away     → moving back   an operator puts it back; its mark stays until all of it is there
         → –             it is there for its owner again, and this document is gone

While it moves `due_at` is set: by then somebody should have done it. No Google here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.films import model as film_model
from shared.films.states import FilmStatus
from shared.images import model as image_model
from shared.images.states import ImageStatus
from shared.lifecycle.takedown import takedown_path
from shared.platform.errors import NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document
from shared.videos import model as video_model
from shared.videos.states import JobState

if TYPE_CHECKING:
    from shared.takedowns import views
    from shared.takedowns.sets import MediaKind

MOVED_WITHIN = timedelta(minutes=10)  # longer than a mover may take, so that two never move the same thing opposite ways
Media = video_model.Job | film_model.Film | image_model.Image


@dataclass(frozen=True)
class Takedown(codec.Record):
    id: str  # of the work
    kind: MediaKind
    user_id: str  # whose it is
    by: str
    reason: str
    created_at: datetime
    credits: int = 0  # that were given back for it
    back_at: datetime | None = None  # an operator puts it back since then
    due_at: datetime | None = None  # when the sweep should look; none once its objects are away

    @property
    def path(self) -> str:
        return takedown_path(self.id)


read = codec.reader(Takedown)


class Kind(NamedTuple):
    """What can be taken down: where it lies, and whether there is a file of it."""

    collection: str
    read: Callable[[Document], Media | None]
    has_file: Callable[[Any], bool]


def _of_video(job: video_model.Job) -> bool:
    return job.state is JobState.COMPLETED and job.video is not None and job.purged_at is None


def _of_film(film: film_model.Film) -> bool:
    return film.status is FilmStatus.COMPLETED and film.film is not None


def _of_image(image: image_model.Image) -> bool:
    return image.status is ImageStatus.READY


KINDS: Mapping[MediaKind, Kind] = {
    "video": Kind(video_model.COLLECTION, video_model.read, _of_video),
    "film": Kind(film_model.FILMS, film_model.read, _of_film),
    "image": Kind(image_model.IMAGES, image_model.read_image, _of_image),
}


def media_path(kind: MediaKind, id_: str) -> str:
    return f"{KINDS[kind].collection}/{id_}"


def media(kind: MediaKind, document: Document) -> Media:
    """Anybody's, also in the trash."""
    if (work := KINDS[kind].read(document)) is None:
        raise NotFound(kind=kind, id=document.id)
    return work


_SHOWN = ("id", "kind", "user_id", "by", "reason", "created_at", "credits", "back_at")


def shown(takedown: Takedown) -> views.Takedown:
    return codec.told(takedown, _SHOWN, moving=takedown.due_at is not None)
