"""Live objects. Each change checks its conditions and writes its row and its events in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from standins.common.clock import Clock
from standins.storage.blobs import BlobStore, Bytes
from standins.storage.buckets import Buckets
from standins.storage.database import Database, Row
from standins.storage.errors import Json, NoSuchObject
from standins.storage.outbox import Outbox
from standins.storage.preconditions import Conditions
from standins.storage.resources import WRITABLE, StoredObject, patched, replaced
from standins.storage.soft_delete import SoftDeleted
from standins.storage.stamps import micros, stamp

_COLUMNS = "bucket, name, generation, metageneration, properties, blob"


class Objects:
    def __init__(
        self, database: Database, blobs: BlobStore, buckets: Buckets, outbox: Outbox, soft_deleted: SoftDeleted, clock: Clock
    ) -> None:
        self._database = database
        self._soft_deleted = soft_deleted
        self._blobs = blobs
        self._buckets = buckets
        self._outbox = outbox
        self._clock = clock
        self.changed: Callable[[], None] = _nobody

    def find(self, bucket: str, name: str) -> StoredObject | None:
        row = self._database.row(f"select {_COLUMNS} from objects where bucket = ? and name = ?", bucket, name)  # noqa: S608
        return _object(row) if row else None

    def get(self, bucket: str, name: str, generation: int | None = None) -> StoredObject:
        self._buckets.get(bucket)
        found = self.find(bucket, name)
        if not found or generation not in (None, found.generation):
            raise NoSuchObject(f"No such object: {bucket}/{name}")
        return found

    def from_name(self, bucket: str, start: str, count: int) -> list[StoredObject]:
        rows = self._database.rows(
            f"select {_COLUMNS} from objects where bucket = ? and name >= ? order by name limit ?",  # noqa: S608
            bucket,
            start,
            count,
        )
        return [_object(row) for row in rows]

    def check(self, bucket: str, name: str, conditions: Conditions) -> None:
        """Tell a caller early what the commit would refuse; the commit asks again."""
        self._buckets.get(bucket)
        conditions.check(self.find(bucket, name))

    def commit(
        self,
        bucket: str,
        name: str,
        content: Bytes,
        properties: Json,
        conditions: Conditions,
        within: Callable[[StoredObject], None] | None = None,
    ) -> StoredObject:
        """Make these bytes the live object, or leave everything as it was and drop them."""
        try:
            with self._database.transaction():
                self._buckets.get(bucket)
                before = self.find(bucket, name)
                conditions.check(before)
                stored = self._insert(bucket, name, content, properties)
                kept = before is not None and self._gone(before)
                if within:
                    within(stored)
        except BaseException:
            self._blobs.discard(content.blob)
            raise
        if before and not kept:
            self._blobs.discard(before.blob)
        self.changed()
        return stored

    def _gone(self, stored: StoredObject) -> bool:
        """Inside the transaction that takes it away; whether its bytes are kept for a while."""
        self._outbox.record("OBJECT_DELETE", stored, self._clock.now())
        seconds = self._buckets.get(stored.bucket).keeps_deleted_s
        if seconds:
            self._soft_deleted.keep(stored, seconds)
        return seconds > 0

    def restore(self, kept: StoredObject, conditions: Conditions) -> StoredObject:
        """A new object of the same bytes and words; what was kept is kept until its time."""
        facts = kept.properties
        link = self._blobs.link(kept.blob)
        content = Bytes(link, kept.size, facts["crc32c"], facts.get("md5Hash"), facts.get("componentCount"))
        properties = {name: facts[name] for name in WRITABLE if name in facts}
        return self.commit(kept.bucket, kept.name, content, properties, conditions)

    def _insert(self, bucket: str, name: str, content: Bytes, properties: Json) -> StoredObject:
        now = self._clock.now()
        generation = self._database.next_generation(micros(now))
        facts = {**_facts(content), **_times(stamp(now))}
        stored = StoredObject(bucket, name, generation, 1, {"storageClass": "STANDARD", **properties, **facts}, content.blob)
        self._database.run(
            "insert into objects values (?, ?, ?, 1, ?, ?) on conflict(bucket, name) do update set"
            " generation = excluded.generation, metageneration = 1, properties = excluded.properties,"
            " blob = excluded.blob",
            bucket,
            name,
            generation,
            json.dumps(stored.properties),
            content.blob,
        )
        self._outbox.record("OBJECT_FINALIZE", stored, now)
        return stored

    def patch(self, target: StoredObject, body: Mapping[str, Any], conditions: Conditions) -> StoredObject:
        return self._rewrite_properties(target, conditions, lambda properties: patched(properties, body))

    def update(self, target: StoredObject, body: Mapping[str, Any], conditions: Conditions) -> StoredObject:
        return self._rewrite_properties(target, conditions, lambda properties: replaced(properties, body))

    def _rewrite_properties(self, target: StoredObject, conditions: Conditions, change: Callable[[Json], Json]) -> StoredObject:
        with self._database.transaction():
            current = self.get(target.bucket, target.name, target.generation)
            conditions.check(current)
            now = self._clock.now()
            properties = {**change(current.properties), "updated": stamp(now)}
            after = replace(current, metageneration=current.metageneration + 1, properties=properties)
            self._database.run(
                "update objects set metageneration = ?, properties = ? where bucket = ? and name = ?",
                after.metageneration,
                json.dumps(properties),
                after.bucket,
                after.name,
            )
            self._outbox.record("OBJECT_METADATA_UPDATE", after, now)
        self.changed()
        return after

    def delete(self, target: StoredObject, conditions: Conditions) -> None:
        with self._database.transaction():
            current = self.get(target.bucket, target.name, target.generation)
            conditions.check(current)
            self._database.run("delete from objects where bucket = ? and name = ?", current.bucket, current.name)
            kept = self._gone(current)
        if not kept:
            self._blobs.discard(current.blob)
        self.changed()


def _facts(content: Bytes) -> Json:
    facts: Json = {"size": str(content.size), "crc32c": content.crc32c}
    if content.md5:
        facts["md5Hash"] = content.md5
    if content.components:
        facts["componentCount"] = content.components
    return facts


def _times(now: str) -> Json:
    return dict.fromkeys(("timeCreated", "updated", "timeStorageClassUpdated", "timeFinalized"), now)


def _object(row: Row) -> StoredObject:
    bucket, name, generation, metageneration, properties, blob = row
    return StoredObject(bucket, name, generation, metageneration, json.loads(properties), blob)


def _nobody() -> None:
    """Replaced by whoever delivers events."""
