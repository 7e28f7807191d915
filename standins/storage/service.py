"""The parts of the stand-in, put together once."""

from __future__ import annotations

from dataclasses import dataclass

from standins.common.clock import Clock, clock_at
from standins.common.identity import Identity
from standins.storage.blobs import BlobStore
from standins.storage.buckets import Buckets
from standins.storage.courier import Courier
from standins.storage.database import Database
from standins.storage.faults import Faults
from standins.storage.key_rings import KeyRings
from standins.storage.objects import Objects
from standins.storage.outbox import Outbox
from standins.storage.sessions import Sessions
from standins.storage.settings import Settings
from standins.storage.soft_delete import SoftDeleted


@dataclass(frozen=True, slots=True)
class Service:
    settings: Settings
    clock: Clock
    identity: Identity
    database: Database
    blobs: BlobStore
    buckets: Buckets
    objects: Objects
    soft_deleted: SoftDeleted
    sessions: Sessions
    outbox: Outbox
    courier: Courier
    faults: Faults
    key_rings: KeyRings


def assemble(settings: Settings) -> Service:
    clock, identity = clock_at(settings.clock_file), Identity(settings.identity)
    database, blobs = Database(settings.data / "storage.db"), BlobStore(settings.data / "blobs")
    buckets, outbox = Buckets(database, clock), Outbox(database, settings.subscriptions, settings.base)
    soft_deleted, sessions = SoftDeleted(database, blobs, clock), Sessions(database, blobs, clock)
    objects = Objects(database, blobs, buckets, outbox, soft_deleted, clock)
    courier = Courier(outbox, identity, clock)
    objects.changed = courier.wake
    live = {str(row[0]) for row in database.rows("select blob from objects")}
    blobs.sweep(sessions.open_blobs() | soft_deleted.blobs() | live)
    for name, properties in settings.buckets.items():
        buckets.ensure(name, properties)
    faults, key_rings = Faults(clock, sessions.place), KeyRings(settings.data / "kms.json", clock)
    for key in settings.crypto_keys:
        key_rings.ensure(key)
    stores = (database, blobs, buckets, objects, soft_deleted, sessions)
    return Service(settings, clock, identity, *stores, outbox, courier, faults, key_rings)
