"""The trash: what its owner deletes lies there for a while and comes back as it was, or goes for good.

deleted_at   since when it is gone for its owner: lists ask for null, which Firestore finds only where the field is there
purge_at     when the sweep looks at it. None of what is hidden with something else, as a picture with its collection is:
             that comes back, and goes, with the other

Who deletes a draft under the rules cannot know how long things are kept: their commit names one moment for both, and the sweep
puts in the right one a minute later. Nothing else of a thing changes in the trash, and what is under way goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from shared.config import model as config_model
from shared.config import sections
from shared.platform.clients import store
from shared.platform.errors import NotFound
from shared.platform.firestore.codec import Record
from shared.platform.firestore.documents import Create, Document, Fields, Plan, Seen, Update

MARK, PURGE = "deleted_at", "purge_at"
OUT: Fields = {MARK: None, PURGE: None}
TOLD_WITHIN = timedelta(minutes=2)  # the sweep puts in what a client could not tell
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Trashable(Record):
    """What can lie in the trash."""

    deleted_at: datetime | None = field(default=None, kw_only=True)
    purge_at: datetime | None = field(default=None, kw_only=True)

    @property
    def deleted(self) -> bool:
        return self.deleted_at is not None


class Times(NamedTuple):
    """Since when and until when something lies in the trash by itself."""

    deleted_at: datetime
    purge_at: datetime


def created(path: str, fields: Fields) -> Create:
    return Create(path, {**fields, MARK: None})


def kept_for() -> timedelta:
    return timedelta(days=sections.get(config_model.AdvancedSection).trash_days)


def put_in(now: datetime) -> dict[str, Any]:
    """The marks of what is deleted now."""
    return {MARK: now, PURGE: now + kept_for()}


def gone(now: datetime, deleted_at: datetime) -> dict[str, Any]:
    """The marks of what shall not wait for its time."""
    return {PURGE: max(now, deleted_at + _INSTANT)}


def times(fields: Fields | None) -> Times | None:
    """None for what is not there, not in the trash, hidden with something else, or gone for good but for its tidying."""
    deleted_at, purge_at = (fields or {}).get(MARK), (fields or {}).get(PURGE)
    if deleted_at is None or purge_at is None or (fields or {}).get("purged_at"):
        return None
    return Times(deleted_at, deleted_at + kept_for() if purge_at == deleted_at else purge_at)


def is_over(fields: Fields | None, now: datetime) -> bool:
    """Whether it has been there for as long as it shall."""
    found = times(fields)
    return found is not None and found.purge_at <= now


def waits(fields: Fields | None, now: datetime) -> Times | None:
    """The same for what may yet come back."""
    found = times(fields)
    return found if found and now < found.purge_at else None


def require_waiting(document: Document, user_id: str, kind: str, now: datetime) -> Fields:
    """What of this user's may come back; whatever else there may be does not exist for who wants it back."""
    if document.fields is None or document.fields.get("user_id") != user_id or waits(document.fields, now) is None:
        raise NotFound(kind=kind, id=document.id)
    return document.fields


def restore(path: str, user_id: str, kind: str, now: datetime) -> None:
    """One whose return concerns nothing else. What is not in the trash is there already."""

    def decide(seen: Seen) -> Plan[None]:
        if is_back(seen[path], user_id):
            return Plan(None)
        require_waiting(seen[path], user_id, kind, now)
        return Plan(None, [Update(seen[path], OUT)])

    store().settle([path], decide)


def is_back(document: Document, user_id: str) -> bool:
    """Whether it is there, whoever brought it back."""
    fields = document.fields or {}
    return fields.get("user_id") == user_id and fields.get(MARK) is None


def hasten(paths: Sequence[str], user_id: str, now: datetime) -> list[str]:
    """These of the user's do not wait for their time any more. Answers which they are; the others did not wait, or are gone."""

    def decide(seen: Seen) -> Plan[list[str]]:
        found = [(path, waits(seen[path].fields, now)) for path in paths if (seen[path].fields or {}).get("user_id") == user_id]
        going = [(path, told) for path, told in found if told]
        return Plan([path for path, _ in going], [Update(seen[path], gone(now, told.deleted_at)) for path, told in going])

    return store().settle(paths, decide) if paths else []
