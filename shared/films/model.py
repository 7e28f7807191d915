"""A film as a document. No Google here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.films import outcomes
from shared.films.requests import FilmWish
from shared.films.states import LIVE, FilmStatus
from shared.lifecycle import takedown
from shared.lifecycle.library import Shelf
from shared.lifecycle.marks import Marked
from shared.lifecycle.payers import Paid
from shared.lifecycle.takedown import Removable
from shared.lifecycle.trash import Trashable
from shared.platform.errors import Language, NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document
from shared.platform.user_ids import home_of, media_home_of

if TYPE_CHECKING:
    from shared.films import views

FILMS = "films"
LEDGER_WORD = "Film:"  # how its charge is described; once it is erased, only this tells that it was one

ID_FORM = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Film(Paid, Trashable, Marked, Removable):
    status: FilmStatus
    wish: FilmWish
    credits: int
    charged: bool  # false once refunded
    created_at: datetime
    updated_at: datetime
    deadline_at: datetime
    due_at: datetime | None  # when the sweep should look; none once nothing is to come
    slot_at: datetime | None = None  # when it took the slot that it holds while it lives; those from before slots have none
    seconds: float = 0.0  # that it will last, by what was known of its scenes
    progress: float = 0.0
    epoch: int = 0  # raised with each new task, so that an older one does nothing
    turn: str | None = None  # the lease of the worker that makes it right now
    turn_until: datetime | None = None  # until when it has it; renewed with each sign of life
    waits: int = 0  # how often it was put off because of trouble that passes
    crashes: int = 0
    outcome: str | None = None
    message: Mapping[str, str] | None = None  # what became of it, in both languages
    error: Mapping[str, Any] | None = None  # why there is no film, in both languages, and the scene at fault where it is one
    film: views.FilmFile | None = None  # the file's measured facts
    touched_at: datetime | None = None  # when it was made or last wanted, within the month
    ended_at: datetime | None = None
    retry_of: str | None = None  # the film that the house has made once more

    @property
    def path(self) -> str:
        return film_path(self.id)

    @property
    def state(self) -> FilmStatus:
        return self.status

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def ended(self) -> bool:
        return not self.live

    @property
    def waiting(self) -> bool:
        return self.status is FilmStatus.WAITING

    @property
    def holds_slot(self) -> bool:
        return self.live and self.slot_at is not None

    @property
    def object_name(self) -> str:
        """Where the finished file stands in the media bucket."""
        return f"{self._stem}.mp4"

    @property
    def poster_name(self) -> str:
        return f"{self._stem}.jpg"

    @property
    def file_names(self) -> tuple[str, ...]:
        """All that may lie in the media bucket of it."""
        return self.object_name, self.poster_name

    @property
    def _stem(self) -> str:
        """What its document says of its file holds, whatever names are given today."""
        known = (self.film or {}).get("object", "").removesuffix(".mp4")
        return known or f"{media_home_of(self.user_id)}/films/{self.id}"

    @property
    def staging(self) -> str:
        """All that is not finished lies under this."""
        return f"staging/films/{self.id}/"

    @property
    def text(self) -> str | None:
        """What is said at its beginning."""
        return self.wish.title.text if self.wish.title else None

    def fields(self) -> dict[str, Any]:
        kept = super().fields()
        return {**kept.pop("wish"), **kept}


def film_path(film_id: str) -> str:
    return f"{FILMS}/{film_id}"


def music_name(user_id: str, music_id: str) -> str:
    """Where its owner's bytes land in the bucket of uploads."""
    return f"{home_of(user_id)}/music/{music_id}"


read = codec.reader(Film, status=FilmStatus, wish=FilmWish.of)


def shown_to_owner(document: Document) -> Film | None:
    """What is being deleted is gone for its owner."""
    film = read(document)
    return None if film is None or film.status is FilmStatus.DELETING else film


SHELF = Shelf(FILMS, shown_to_owner, text=lambda fields: (fields.get("title") or {}).get("text"))


def own(document: Document, user_id: str) -> Film:
    """The user's film; another's does not exist for them, nor does one in the trash."""
    film = read(document)
    if film is None or film.user_id != user_id or film.deleted or film.status is FilmStatus.DELETING:
        raise NotFound(kind="film", id=document.id)
    return film


_SHOWN = (
    *("id", "status", "credits", "charged", "created_at", "updated_at", "deadline_at", "seconds", "progress", "outcome"),
    *("film", "ended_at", "name", "favourite", "tags", "taken_down_at"),
)


def shown(film: Film, language: Language) -> views.Film:
    """A film on the wire: what its document holds, less our marks, with its message in one language."""
    refunded, message = film.credits > 0 and not film.charged, film.message[language] if film.message else None
    message = takedown.SAID.say(language, {}) if film.taken_down else message
    error = outcomes.told(film.error, language)
    return codec.told(film, _SHOWN, **film.wish.fields(), refunded=refunded, message=message, error=error)
