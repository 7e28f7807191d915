"""All that can lie in the trash: where, how it comes back and goes for good, and what a list says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.erasure import commands as erasure_commands
from shared.films import trash as film_trash
from shared.films.model import FILMS
from shared.images.model import COLLECTIONS, IMAGES
from shared.images.states import ImageStatus
from shared.platform.firestore.documents import Fields
from shared.prompts import trash as prompt_trash
from shared.prompts.model import PROMPTS
from shared.storyboards import trash as storyboard_trash
from shared.storyboards.model import COLLECTION as STORYBOARDS
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


def _nothing(_fields: Fields) -> int:
    return 0


# whoever is kept in another one comes after it
KINDS: Mapping[TrashKind, Kind] = {
    "collection": Kind(
        COLLECTIONS,
        lambda *which: erasure_commands.restore_collection(*which),
        lambda *which: erasure_commands.purge_collection(*which),
        lambda collection: collection["name"],
        _nothing,
    ),
    "image": Kind(
        IMAGES,
        lambda *which: erasure_commands.restore_image(*which),
        lambda *which: erasure_commands.purge_image(*which),
        lambda image: image["title"],
        lambda image: image["bytes"] if image["status"] == ImageStatus.READY else 0,
    ),
    "prompt": Kind(
        PROMPTS,
        lambda *which: prompt_trash.restore(*which),
        lambda *which: prompt_trash.purge(*which),
        lambda prompt: prompt.get("prompt_text"),
        _nothing,
    ),
    "storyboard": Kind(
        STORYBOARDS,
        lambda *which: storyboard_trash.restore(*which),
        lambda *which: storyboard_trash.purge(*which),
        lambda storyboard: storyboard["name"],
        _nothing,
    ),
    "film": Kind(
        FILMS,
        lambda *which: film_trash.restore(*which),
        lambda *which: film_trash.purge(*which),
        lambda film: film.get("name") or (film["title"] or {}).get("text"),
        _of_file("film"),
    ),
    "video": Kind(
        VIDEOS,
        lambda *which: video_trash.restore(*which),
        lambda *which: video_trash.purge(*which),
        lambda video: video.get("name") or video["prompt"],
        _of_file("video"),
    ),
}


def title_of(kind: Kind, fields: Fields) -> str:
    words = " ".join(str(kind.title(fields) or "").split())
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1].rstrip()}…"
