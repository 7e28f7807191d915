"""Two prompts tried with one wish, and which of the two videos its owner likes better. No Google here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.platform.errors import NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.codec import Record
from shared.platform.firestore.documents import Document

COMPARISONS = "comparisons"


@dataclass(frozen=True)
class Comparison(Record):
    """Named as the batch of its two videos. It keeps no text: what was compared stands in the videos."""

    id: str
    user_id: str
    created_at: datetime
    prompt_ids: tuple[str, ...]
    job_ids: tuple[str, ...]  # in the same order
    ratings: tuple[int, ...] = ()  # in the same order, once there are some
    winner: str | None = None  # a prompt; none as long as nobody has said, or where neither is
    rated_at: datetime | None = None

    @property
    def path(self) -> str:
        return comparison_path(self.id)


def comparison_path(comparison_id: str) -> str:
    return f"{COMPARISONS}/{comparison_id}"


read = codec.reader(Comparison)


def own(document: Document, user_id: str) -> Comparison:
    """The user's comparison; another's does not exist for them."""
    comparison = read(document)
    if comparison is None or comparison.user_id != user_id:
        raise NotFound(kind="comparison", id=document.id)
    return comparison
