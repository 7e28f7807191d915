"""What a user keeps beside videos, counted in `usage/{uid}` by the commits that make and delete it; a submit never reads it.

A number that is not there yet belongs to a user from before there was this document: the first commit that counts finds
out by a query what exists. It holds, for whoever makes or deletes one meanwhile writes this document too.
Open places end by themselves: their ends stand here, and those that are past count for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from shared.platform.firestore import codec
from shared.platform.firestore.codec import Record
from shared.platform.firestore.documents import Document

NO_END = datetime(9999, 12, 31, tzinfo=UTC)
Counted = Literal["storyboards", "templates", "picture_bytes", "film_bytes"]
Places = Literal["upload_places", "music_places", "shares", "agent_keys", "webhook_endpoints", "exports"]


@dataclass(frozen=True)
class Usage(Record):
    user_id: str
    storyboards: int | None = None
    templates: int | None = None
    picture_bytes: int | None = None  # of images that are ready, in bytes as they are kept
    film_bytes: int | None = None  # of finished films
    upload_places: Mapping[str, datetime] = field(default_factory=dict[str, datetime])  # images that await bytes: until when
    music_places: Mapping[str, datetime] = field(default_factory=dict[str, datetime])  # music that may lie there: until when
    shares: Mapping[str, datetime] = field(default_factory=dict[str, datetime])  # links that can be opened: until when
    agent_keys: Mapping[str, datetime] = field(default_factory=dict[str, datetime])  # keys that open anything: until when
    webhook_endpoints: Mapping[str, datetime] = field(default_factory=dict[str, datetime])  # until when, as links
    exports: Mapping[str, datetime] = field(default_factory=dict[str, datetime])  # that were asked for: until when they count

    @property
    def stored_bytes(self) -> int:
        return (self.picture_bytes or 0) + (self.film_bytes or 0)

    def counted(self, name: Counted, by: int, there: Callable[[], int]) -> Usage:
        """With so many more; `there` finds out how many exist, where that is not known yet."""
        known: int | None = getattr(self, name)
        return replace(self, **{name: max(0, (there() if known is None else known) + by)})

    def open_places(self, name: Places, now: datetime) -> Mapping[str, datetime]:
        held: Mapping[str, datetime] = getattr(self, name)
        return {place: until for place, until in held.items() if until > now}

    def with_place(self, name: Places, place: str, until: datetime, now: datetime) -> Usage:
        return replace(self, **{name: {**self.open_places(name, now), place: until}})

    def without_place(self, name: Places, place: str, now: datetime) -> Usage:
        return replace(self, **{name: {each: until for each, until in self.open_places(name, now).items() if each != place}})


def usage_path(user_id: str) -> str:
    return f"usage/{user_id}"


def read(document: Document) -> Usage:
    return Usage(**codec.known(Usage, {**(document.fields or {}), "user_id": document.id}))


write = codec.write
