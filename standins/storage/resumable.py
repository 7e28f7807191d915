"""The later requests of a resumable upload: bytes, questions how far it came, and calling it off."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from standins.storage.calls import answer
from standins.storage.checksums import claimed, verify
from standins.storage.errors import Invalid, Json, OffsetAhead, StorageError, TooLarge, TooSmall
from standins.storage.preconditions import Conditions
from standins.storage.service import Service
from standins.storage.sessions import QUANTUM, Session, Superseded, Turn

_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """What a request says it carries: from `start` to `end` (open: until its body ends) of `total` (not yet known)."""

    start: int | None  # None: it carries nothing and asks how far the upload came
    end: int | None
    total: int | None

    @classmethod
    def of(cls, request: Request) -> Piece:
        header = request.headers.get("content-range")
        if header is None:
            return cls(0, None, None)
        found = _RANGE.fullmatch(header.strip())
        if not found:
            raise Invalid(f"Failed to parse Content-Range header: {header}")
        start, end = (int(found[1]), int(found[2]) + 1) if found[1] else (None, None)
        total = None if found[3] == "*" else int(found[3])
        if start is not None and end is not None and (end <= start or (total is not None and end > total)):
            raise Invalid(f"Failed to parse Content-Range header: {header}")
        return cls(start, end, total)

    @property
    def is_last(self) -> bool:
        return self.end is None or self.end == self.total


async def continue_upload(service: Service, request: Request, id_: str) -> Response:
    service.sessions.get(id_)
    try:
        async with service.sessions.turn(id_) as turn:
            session = service.sessions.get(id_)
            if request.method == "DELETE":
                service.sessions.end(session, "cancelled")
                return Response(status_code=499)
            if session.state != "open":
                return _ended(session)
            return await _proceed(service, request, session, turn)
    except Superseded:
        return Response("A newer request continued this upload.", 503, media_type="text/plain")
    except OffsetAhead as error:
        return Response(error.message, error.status, media_type="text/plain; charset=utf-8")


async def _proceed(service: Service, request: Request, session: Session, turn: Turn) -> Response:
    piece, persisted = Piece.of(request), service.sessions.persisted(session)
    if piece.start is None:
        if piece.total is None or piece.total != persisted:
            return _incomplete(persisted)
    else:
        _check(piece, session, persisted, request.headers.get("content-length"))
        end = await _append(service, request, session, turn, piece)
        persisted = service.sessions.persisted(session)
        if not piece.is_last or end < persisted:
            return _incomplete(persisted)
    return await _finish(service, session, claimed(request.headers))


def _check(piece: Piece, session: Session, persisted: int, content_length: str | None) -> None:
    start = piece.start or 0
    if start > persisted:
        raise OffsetAhead(
            f"Invalid request. According to the Content-Range header, the upload offset is {start} byte(s), "
            f"which exceeds already uploaded size of {persisted} byte(s)."
        )
    if piece.end is not None:
        expected = piece.end - start
        if content_length is not None and int(content_length) != expected:
            raise _wrong_length(int(content_length), expected, piece)
        if not piece.is_last and expected < QUANTUM:
            raise Invalid(
                f"Invalid request.  The number of bytes uploaded is required to be equal or greater than {QUANTUM}, "
                "except for the final request (it's recommended to be the exact multiple of "
                f"{QUANTUM}).  The received request contained {expected} bytes, which does not meet this requirement."
            )
    most = session.terms.size_range[1] if session.terms.size_range else None
    if most is not None and max(piece.end or 0, piece.total or 0) > most:
        raise TooLarge(MaxSizeAllowed=str(most))
    declared = session.terms.declared_size
    if declared is not None and piece.total not in (None, declared):
        raise Invalid(f"Invalid request. The upload was declared to have {declared} byte(s), not {piece.total}.")


def _wrong_length(received: int, expected: int, piece: Piece) -> Invalid:
    return Invalid(
        f"Invalid request.  There were {received} byte(s) in the request body.  There should have been {expected} "
        f"byte(s) (starting at offset {piece.start} and ending at offset {(piece.end or 0) - 1}) according to the "
        "Content-Range header."
    )


async def _append(service: Service, request: Request, session: Session, turn: Turn, piece: Piece) -> int:
    """Where the piece ended. Bytes that are already there are skipped; a connection that breaks leaves whole quanta behind."""
    writer = await service.sessions.writer(session)
    known, received = writer.size - (piece.start or 0), 0
    most = session.terms.size_range[1] if session.terms.size_range else None
    try:
        async for chunk in _chunks(request, turn):
            fresh = chunk[max(0, known - received) :]
            received += len(chunk)
            if fresh:
                await writer.write(fresh)
            if most is not None and writer.size > most:
                raise TooLarge(MaxSizeAllowed=str(most))
        if piece.end is not None and received != piece.end - (piece.start or 0):
            raise _wrong_length(received, piece.end - (piece.start or 0), piece)
    except (ClientDisconnect, Superseded, StorageError, asyncio.CancelledError):
        await writer.keep(QUANTUM)
        raise
    if not piece.is_last:
        await writer.keep(QUANTUM)
    return (piece.start or 0) + received


async def _chunks(request: Request, turn: Turn) -> AsyncIterator[bytes]:
    """The body, until a newer request takes the upload over: a half-dead connection must not hold it."""
    stream, superseded = request.stream(), asyncio.ensure_future(turn.superseded.wait())
    try:
        while True:
            receiving = asyncio.ensure_future(anext(stream, None))
            await asyncio.wait((receiving, superseded), return_when=asyncio.FIRST_COMPLETED)
            if not receiving.done():
                receiving.cancel()
                raise Superseded
            chunk = receiving.result()
            if chunk is None:
                return
            yield chunk
    finally:
        superseded.cancel()


async def _finish(service: Service, session: Session, late_claims: dict[str, str]) -> Response:
    """The conditions of the beginning are asked again here; object and session change in one transaction."""
    terms, sessions = session.terms, service.sessions
    writer = await sessions.writer(session)
    try:
        if terms.size_range and writer.size < terms.size_range[0]:
            raise TooSmall(ProposedSize=str(writer.size), MinSizeAllowed=str(terms.size_range[0]))
        content = await writer.finish()
        verify(content, terms.checksums | late_claims)
        stored = service.objects.commit(
            terms.bucket,
            terms.name,
            content,
            terms.properties,
            Conditions(**terms.conditions),
            within=lambda stored: sessions.finished(session, stored.resource(service.settings.base)),
        )
    except StorageError as error:
        sessions.failed(session, error)
        raise
    sessions.forget(session)
    return _completed(session, stored.resource(service.settings.base))


def _completed(session: Session, resource: Json) -> Response:
    if session.terms.style == "json":
        return answer(resource)
    hashes = {"x-goog-hash": f"crc32c={resource['crc32c']}", "x-goog-generation": resource["generation"]}
    return Response(status_code=200, headers=hashes | {"x-goog-stored-content-length": resource["size"]})


def _ended(session: Session) -> Response:
    """Asking again never changes how an upload ended."""
    if session.state == "finished":
        return _completed(session, session.outcome)
    if session.state == "cancelled":
        return Response(status_code=499)
    if session.terms.style == "xml":
        return Response(session.outcome["xml"], session.outcome["status"], media_type="application/xml")
    return answer(session.outcome["body"], session.outcome["status"])


def _incomplete(persisted: int) -> Response:
    headers = {"range": f"bytes=0-{persisted - 1}"} if persisted else {}
    return Response(status_code=308, headers=headers)
