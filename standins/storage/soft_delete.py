"""What was deleted or replaced in a bucket whose policy keeps that for a while: told of and restored by its generation."""

from __future__ import annotations

import json
from datetime import timedelta

from standins.common.clock import Clock
from standins.storage.blobs import BlobStore
from standins.storage.database import Database, Row
from standins.storage.errors import NoSuchObject
from standins.storage.resources import StoredObject
from standins.storage.stamps import micros, stamp

_COLUMNS = "bucket, name, generation, metageneration, properties, blob"


class SoftDeleted:
    """A later change of the policy changes nothing for what is kept already, as the service says."""

    def __init__(self, database: Database, blobs: BlobStore, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock

    def keep(self, stored: StoredObject, seconds: int) -> None:
        """Call it inside the transaction of the deletion."""
        now = self._clock.now()
        until = now + timedelta(seconds=seconds)
        properties = {**stored.properties, "softDeleteTime": stamp(now), "hardDeleteTime": stamp(until)}
        self._database.run(
            "insert into soft_deleted values (?, ?, ?, ?, ?, ?, ?)",
            stored.bucket,
            stored.name,
            stored.generation,
            stored.metageneration,
            json.dumps(properties),
            stored.blob,
            micros(until),
        )

    def get(self, bucket: str, name: str, generation: int) -> StoredObject:
        self._forget()
        of_one = "bucket = ? and name = ? and generation = ?"
        row = self._database.row(f"select {_COLUMNS} from soft_deleted where {of_one}", bucket, name, generation)  # noqa: S608
        if not row:
            raise NoSuchObject(f"No such object: {bucket}/{name}")
        return _object(row)

    def page(self, bucket: str, prefix: str, start: tuple[str, int], count: int) -> list[StoredObject]:
        """In the order of names and generations."""
        self._forget()
        rows = self._database.rows(
            f"select {_COLUMNS} from soft_deleted where bucket = ? and (name, generation) >= (?, ?)"  # noqa: S608
            " and substr(name, 1, ?) = ? order by name, generation limit ?",
            *(bucket, *start, len(prefix), prefix, count),
        )
        return [_object(row) for row in rows]

    def blobs(self) -> set[str]:
        self._forget()
        return {str(row[0]) for row in self._database.rows("select blob from soft_deleted")}

    def drop(self, bucket: str) -> None:
        """With its bucket: only who restores that, which the stand-in does not know, could see it again."""
        self._erase("bucket = ?", bucket)

    def _forget(self) -> None:
        """What is past its time is gone for good."""
        self._erase("until <= ?", micros(self._clock.now()))

    def _erase(self, which: str, value: str | int) -> None:
        for row in self._database.rows(f"select blob from soft_deleted where {which}", value):  # noqa: S608
            self._blobs.discard(str(row[0]))
        self._database.run(f"delete from soft_deleted where {which}", value)  # noqa: S608


def _object(row: Row) -> StoredObject:
    bucket, name, generation, metageneration, properties, blob = row
    return StoredObject(bucket, name, generation, metageneration, json.loads(properties), blob)
