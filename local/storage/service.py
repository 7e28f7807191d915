"""The parts of the stand-in, put together once."""

from __future__ import annotations

from dataclasses import dataclass

from local.identity import Identity
from local.storage.blobs import BlobStore
from local.storage.buckets import Buckets
from local.storage.courier import Courier
from local.storage.database import Database
from local.storage.faults import Faults
from local.storage.key_rings import KeyRings
from local.storage.objects import Objects
from local.storage.outbox import Outbox
from local.storage.sessions import Sessions
from local.storage.settings import Settings
from shared.platform.clock import Clock, clock_at


@dataclass(frozen=True, slots=True)
class Service:
    settings: Settings
    clock: Clock
    identity: Identity
    database: Database
    blobs: BlobStore
    buckets: Buckets
    objects: Objects
    sessions: Sessions
    outbox: Outbox
    courier: Courier
    faults: Faults
    key_rings: KeyRings


def assemble(settings: Settings) -> Service:
    clock, identity = clock_at(settings.clock_file), Identity(settings.identity)
    database, blobs = Database(settings.data / "storage.db"), BlobStore(settings.data / "blobs")
    buckets, outbox = Buckets(database, clock), Outbox(database, settings.triggers, settings.base)
    objects, sessions = Objects(database, blobs, buckets, outbox, clock), Sessions(database, blobs, clock)
    courier = Courier(outbox, identity, clock)
    objects.changed = courier.wake
    blobs.sweep(sessions.open_blobs() | {str(row[0]) for row in database.rows("select blob from objects")})
    for name, properties in settings.buckets.items():
        buckets.ensure(name, properties)
    faults, key_rings = Faults(clock, sessions.place), KeyRings(settings.data / "kms.json", clock)
    for key in settings.crypto_keys:
        key_rings.ensure(key)
    return Service(settings, clock, identity, database, blobs, buckets, objects, sessions, outbox, courier, faults, key_rings)
