"""A note of operators on a user, as a document: `user_notes/{id}`. It goes with the user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shared.platform.firestore import codec

if TYPE_CHECKING:
    from shared.people import views

NOTES = "user_notes"


@dataclass(frozen=True)
class Note(codec.Record):
    id: str
    user_id: str
    text: str
    author: str  # who wrote it
    created_at: datetime

    @property
    def path(self) -> str:
        return note_path(self.id)


def note_path(note_id: str) -> str:
    return f"{NOTES}/{note_id}"


read = codec.reader(Note)


def shown(note: Note) -> views.UserNote:
    return codec.told(note, ("id", "user_id", "text", "author", "created_at"))
