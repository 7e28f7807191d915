"""All that can lie in the trash: where, how it comes back and goes for good, and what a list says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.films import trash as film_trash
from shared.films.model import FILMS
from shared.platform.firestore.documents import Fields
from shared.videos import trash as video_trash
from shared.videos.model import COLLECTION as VIDEOS

if TYPE_CHECKING:
    from shared.trash.sets import TrashKind

_SHORT = 80  # letters of a text that stands for a title


class Kind(NamedTuple):
    """What comes back or goes is asked for by its module: not everybody who looks needs all of them."""

    collection: str
    restore: Callable[[str, str], None]  # whose, and which
    purge: Callable[[str, str], None]  # which, and whose: once its time is over
    title: Callable[[Fields], Any]
    bytes: Callable[[Fields], Any]

    def path(self, id_: str) -> str:
        return f"{self.collection}/{id_}"


def _of_file(name: str) -> Callable[[Fields], Any]:
    return lambda fields: (fields.get(name) or {}).get("bytes")


KINDS: Mapping[TrashKind, Kind] = {
    "film": Kind(
        FILMS,
        lambda *which: film_trash.restore(*which),
        lambda *which: film_trash.purge(*which),
        lambda film: (film["title"] or {}).get("text"),
        _of_file("film"),
    ),
    "video": Kind(
        VIDEOS,
        lambda *which: video_trash.restore(*which),
        lambda *which: video_trash.purge(*which),
        lambda video: video["prompt"],
        _of_file("video"),
    ),
}


def title_of(kind: Kind, fields: Fields) -> str:
    words = " ".join(str(kind.title(fields) or "").split())
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1].rstrip()}…"
