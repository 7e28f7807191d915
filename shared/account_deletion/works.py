"""The works of who is forgotten: ended and refunded where that can be done, else awaited, for each ends by its deadline."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from shared.films.model import FILMS
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.states import LIVE as FILMS_LIVE
from shared.films.transitions import end as end_film
from shared.lifecycle.payers import FIELD as PAYER
from shared.payments.model import PURCHASES, PurchaseStatus
from shared.platform.clients import store
from shared.platform.firestore.documents import Document, Operator
from shared.videos import commands as video_commands
from shared.videos.model import COLLECTION as VIDEOS
from shared.videos.states import LIVE as VIDEOS_LIVE

_AT_ONCE = 100


def ended(user_id: str) -> bool:
    """Whether nothing of theirs lives any more, nor anything that they pay for."""
    for row in _live(VIDEOS, "state", VIDEOS_LIVE, "user_id", user_id):
        video_commands.cancel_unsent(user_id, row.id)
    for row in _live(FILMS, "status", FILMS_LIVE, "user_id", user_id):
        end_film(row.id, user_id, Ending(FilmOutcome.CANCELLED))
    if _live(PURCHASES, "status", {PurchaseStatus.OPEN}, "user_id", user_id):  # paid or not, within the hour
        return False
    looks = ((VIDEOS, "state", VIDEOS_LIVE), (FILMS, "status", FILMS_LIVE))
    return not any(_live(*look, field, user_id) for look in looks for field in ("user_id", PAYER))


def _live(collection: str, state: str, live: Collection[StrEnum], field: str, user_id: str) -> list[Document]:
    where: list[tuple[str, Operator, Any]] = [(field, "==", user_id), (state, "in", sorted(each.value for each in live))]
    return store().find(collection, where=where, limit=_AT_ONCE, only=[state])
