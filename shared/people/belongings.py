"""What is a user's, as operators see it: each kind by pages, whatever became of it, and in a few facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.films import model as films
from shared.images import model as images
from shared.platform.clients import store
from shared.platform.firestore.documents import Document
from shared.platform.web.cursors import newest_first, page_of, place_of
from shared.prompts import model as prompts
from shared.storyboards.model import COLLECTION as STORYBOARDS
from shared.videos import model as videos

if TYPE_CHECKING:
    from shared.people import views
    from shared.people.sets import BelongingKind


class _Facts(NamedTuple):
    """What differs from kind to kind."""

    name: str
    state: str | None = None
    outcome: str | None = None
    model: str | None = None
    credits: int | None = None


class _Kind(NamedTuple):
    collection: str
    read: Callable[[Document], Any]
    facts: Callable[[Any], _Facts]
    only: Sequence[str] = ()  # of documents that may be large


def _of_job(job: videos.Job) -> _Facts:
    return _Facts(job.name or "", job.state.value, job.outcome, job.wish.model, job.credits)


def _of_prompt(prompt: prompts.Variant) -> _Facts:
    return _Facts("", prompt.status.value, (prompt.error or {}).get("code"), prompt.model_name)


def _of_film(film: films.Film) -> _Facts:
    return _Facts(film.name or "", film.status.value, film.outcome, None, film.credits)


def _of_image(image: images.Image) -> _Facts:
    return _Facts(image.title, image.status.value, (image.error or {}).get("code"))


def _of_board(board: Mapping[str, Any]) -> _Facts:
    return _Facts(board["name"])


KINDS: Mapping[BelongingKind, _Kind] = {
    "jobs": _Kind(videos.COLLECTION, videos.read, _of_job),
    "prompts": _Kind(prompts.PROMPTS, prompts.read, _of_prompt),
    "films": _Kind(films.FILMS, films.read, _of_film),
    "images": _Kind(images.IMAGES, images.read_image, _of_image),
    "storyboards": _Kind(STORYBOARDS, lambda row: row.fields, _of_board, only=("name", "created_at", "deleted_at")),
}


def listed(kind: BelongingKind, user_id: str, *, limit: int, cursor: str | None = None) -> views.UserBelongingList:
    """The newest first; what lies in the trash, and what is left of what was purged, among them."""
    collection, read, facts, only = KINDS[kind]
    rows = store().find(
        collection,
        where=[("user_id", "==", user_id)],
        order=newest_first("created_at"),
        after=place_of(cursor),
        limit=limit,
        only=only,
    )

    def shown(row: Document) -> views.UserBelonging | None:
        if (found := read(row)) is None:
            return None
        told, kept = facts(found), row.fields or {}
        return {
            "id": row.id,
            "name": told.name,
            "state": told.state,
            "outcome": told.outcome,
            "model": told.model,
            "credits": told.credits,
            "created_at": kept["created_at"],
            "deleted_at": kept.get("deleted_at"),
        }

    page = page_of(rows, limit, shown)
    return {"items": list(page.rows), "next_cursor": page.next_cursor}
