"""Buckets: a name, a metageneration and the properties that somebody set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from standins.common.clock import Clock
from standins.storage.bucket_properties import merged
from standins.storage.database import Database, Row
from standins.storage.errors import Conflict, Invalid, Json, NoSuchBucket, NotEmpty
from standins.storage.preconditions import Conditions
from standins.storage.resources import etag
from standins.storage.stamps import stamp

_KEPT_S = 7 * 86_400  # softly, unless a bucket says otherwise
_DEFAULTS: Json = {
    "location": "US",
    "storageClass": "STANDARD",
    "softDeletePolicy": {"retentionDurationSeconds": str(_KEPT_S)},
}


@dataclass(frozen=True, slots=True)
class Bucket:
    name: str
    metageneration: int
    properties: Json

    generation = 1  # buckets have no generations; conditions look only at the metageneration

    @property
    def region(self) -> str:
        return str(self.properties["location"]).lower()

    @property
    def keeps_deleted_s(self) -> int:
        return int(self.properties.get("softDeletePolicy", {}).get("retentionDurationSeconds", _KEPT_S))

    def resource(self, base: str) -> Json:
        regional = "-" in self.region
        return {
            "kind": "storage#bucket",
            "id": self.name,
            "name": self.name,
            "selfLink": f"{base}/storage/v1/b/{self.name}",
            "projectNumber": "0",
            "metageneration": str(self.metageneration),
            "etag": etag(1, self.metageneration),
            "locationType": "region" if regional else "multi-region",
            **self.properties,
        }


class Buckets:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(self, name: str) -> Bucket | None:
        row = self._database.row("select name, metageneration, properties from buckets where name = ?", name)
        return _bucket(row) if row else None

    def get(self, name: str) -> Bucket:
        found = self.find(name)
        if not found:
            raise NoSuchBucket
        return found

    def page(self, start: str, prefix: str, count: int) -> list[Bucket]:
        """From `start` in name order; the caller asks for one more than it shows to know whether more follow."""
        rows = self._database.rows(
            "select name, metageneration, properties from buckets where name >= ? order by name limit ?",
            max(start, prefix),
            count,
        )
        return [bucket for bucket in map(_bucket, rows) if bucket.name.startswith(prefix)]

    def count(self) -> int:
        return len(self._database.rows("select name from buckets"))

    def create(self, name: str, body: Mapping[str, Any]) -> Bucket:
        now = stamp(self._clock.now())
        properties = {**_stamped(merged(_DEFAULTS, body), now), "timeCreated": now, "updated": now}
        properties["location"] = str(properties["location"]).upper()
        with self._database.transaction():
            if self.find(name):
                raise Conflict
            self._database.run("insert into buckets values (?, 1, ?)", name, json.dumps(properties))
        return self.get(name)

    def patch(self, name: str, body: Mapping[str, Any], conditions: Conditions) -> Bucket:
        with self._database.transaction():
            bucket = self.get(name)
            conditions.check(bucket)
            if str(body.get("location", bucket.properties["location"])).upper() != bucket.properties["location"]:
                raise Invalid("The location of a bucket cannot be changed")
            body = {key: value for key, value in body.items() if key != "location"}
            now = stamp(self._clock.now())
            properties = {**_stamped(merged(bucket.properties, body), now), "updated": now}
            self._database.run(
                "update buckets set metageneration = metageneration + 1, properties = ? where name = ?",
                json.dumps(properties),
                name,
            )
        return self.get(name)

    def ensure(self, name: str, body: Mapping[str, Any]) -> None:
        """At the start: there, with these properties; untouched if it is so already."""
        found = self.find(name)
        if not found:
            self.create(name, body)
        elif merged(found.properties, {**body, "location": found.properties["location"]}) != found.properties:
            self.patch(name, body, Conditions())

    def delete(self, name: str, conditions: Conditions) -> None:
        with self._database.transaction():
            conditions.check(self.get(name))
            if self._database.row("select 1 from objects where bucket = ? limit 1", name):
                raise NotEmpty
            self._database.run("delete from buckets where name = ?", name)


def _stamped(properties: Json, now: str) -> Json:
    """With the time since when what is deleted is kept for so long."""
    return {**properties, "softDeletePolicy": {"effectiveTime": now, **properties["softDeletePolicy"]}}


def _bucket(row: Row) -> Bucket:
    return Bucket(str(row[0]), int(row[1]), json.loads(row[2]))
