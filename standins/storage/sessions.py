"""Resumable uploads on disk: what was agreed when one began, how far it came, and how it ended."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Literal

from standins.common.clock import Clock
from standins.storage.blobs import BlobStore, BlobWriter
from standins.storage.database import Database
from standins.storage.errors import Json, NoSuchUpload, StorageError, UploadGone
from standins.storage.paths import Place
from standins.storage.stamps import micros

QUANTUM = 1 << 18  # the service persists whole multiples of this until the last byte is there
_LIFETIME = timedelta(days=7)
State = Literal["open", "finished", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed when the upload began; nothing of it can be changed later."""

    bucket: str
    name: str
    properties: Json
    checksums: dict[str, str]
    conditions: dict[str, int | None]
    declared_size: int | None
    size_range: tuple[int, int] | None
    origin: str
    style: Literal["json", "xml"]


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    state: State
    created: int
    blob: str
    terms: Terms
    outcome: Json


class Superseded(Exception):
    """A newer request took this upload over."""


@dataclass(slots=True)
class Turn:
    """One request's hold on a session; a newer request makes the older one let go."""

    superseded: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Sessions:
    def __init__(self, database: Database, blobs: BlobStore, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock
        self._writers: dict[str, BlobWriter] = {}
        self._turns: dict[str, Turn] = {}

    def begin(self, terms: Terms) -> Session:
        id_, blob, now = secrets.token_urlsafe(40), secrets.token_hex(16), micros(self._clock.now())
        self._database.run("insert into uploads values (?, 'open', ?, ?, ?, '{}')", id_, now, blob, json.dumps(asdict(terms)))
        return Session(id_, "open", now, blob, terms, {})

    def get(self, id_: str) -> Session:
        row = self._database.row("select id, state, created, blob, terms, outcome from uploads where id = ?", id_)
        if not row:
            raise NoSuchUpload
        terms: Json = json.loads(row[4])
        size_range = terms["size_range"]
        terms["size_range"] = (size_range[0], size_range[1]) if size_range else None
        session = Session(row[0], row[1], row[2], row[3], Terms(**terms), json.loads(row[5]))
        if micros(self._clock.now() - _LIFETIME) > session.created:
            self.end(session, "cancelled")
            raise UploadGone
        return session

    def place(self, id_: str) -> Place:
        row = self._database.row("select terms from uploads where id = ?", id_)
        terms: Json = json.loads(row[0]) if row else {"bucket": "", "name": ""}
        return Place(terms["bucket"], terms["name"])

    @asynccontextmanager
    async def turn(self, id_: str) -> AsyncGenerator[Turn]:
        before, mine = self._turns.get(id_), Turn()
        self._turns[id_] = mine
        try:
            if before:
                before.superseded.set()
                await before.over.wait()
            if mine.superseded.is_set():
                raise Superseded
            yield mine
        finally:
            mine.over.set()
            if self._turns.get(id_) is mine:
                del self._turns[id_]

    def persisted(self, session: Session) -> int:
        writer = self._writers.get(session.id)
        return writer.size if writer else self._blobs.size(session.blob) // QUANTUM * QUANTUM

    async def writer(self, session: Session) -> BlobWriter:
        if session.id not in self._writers:
            self._writers[session.id] = await self._blobs.resume(session.blob, QUANTUM)
        return self._writers[session.id]

    def finished(self, session: Session, resource: Json) -> None:
        """Call it inside the transaction that makes the object live."""
        self._record(session, "finished", resource)

    def failed(self, session: Session, error: StorageError) -> None:
        self._record(session, "failed", {"status": error.status, "body": error.as_json(), "xml": error.as_xml()})
        self.forget(session)
        self._blobs.discard(session.blob)

    def end(self, session: Session, state: State) -> None:
        if session.state != "open":
            return
        self._record(session, state, {})
        self.forget(session)
        self._blobs.discard(session.blob)

    def forget(self, session: Session) -> None:
        """The writer in memory is done with; the bytes belong to the object now, or are gone."""
        self._writers.pop(session.id, None)

    def open_blobs(self) -> set[str]:
        return {str(row[0]) for row in self._database.rows("select blob from uploads where state = 'open'")}

    def _record(self, session: Session, state: State, outcome: Json) -> None:
        self._database.run("update uploads set state = ?, outcome = ? where id = ?", state, json.dumps(outcome), session.id)
