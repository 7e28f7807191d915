"""Objects made out of objects: copy and rewrite by a second link to the same bytes, compose by joining them."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from standins.storage.blobs import READ, BlobStore, Bytes
from standins.storage.errors import Invalid, Json, Unknown
from standins.storage.objects import Objects
from standins.storage.preconditions import Conditions
from standins.storage.resources import WRITABLE, StoredObject, object_name, written

_MOST_SOURCES = 32
_CALL_QUANTUM = 1 << 20


@dataclass(frozen=True, slots=True)
class Move:
    """From where to where, and what must hold on both sides."""

    source: tuple[str, str]
    source_generation: int | None
    source_conditions: Conditions
    target: tuple[str, str]
    target_conditions: Conditions


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    size: int
    token: str
    stored: StoredObject | None


def copy(objects: Objects, blobs: BlobStore, move: Move, body: Mapping[str, Any]) -> StoredObject:
    source = objects.get(*move.source, move.source_generation)
    move.source_conditions.check(source)
    properties = _properties_of_copy(source, body)
    facts = source.properties
    content = Bytes(blobs.link(source.blob), source.size, facts["crc32c"], facts.get("md5Hash"), facts.get("componentCount"))
    return objects.commit(*move.target, content, properties, move.target_conditions)


def rewrite(
    objects: Objects, blobs: BlobStore, move: Move, body: Mapping[str, Any], token: str, per_call: int | None
) -> Progress:
    """Only a caller who asks for small steps gets several calls; the token alone carries how far they came."""
    if per_call is not None and (per_call <= 0 or per_call % _CALL_QUANTUM):
        raise Invalid("maxBytesRewrittenPerCall must be a multiple of 1 MiB")
    source = objects.get(*move.source, move.source_generation)
    place = [*move.source, str(source.generation), *move.target]
    before = _progress_in(token, place) if token else 0
    if not token:
        objects.check(*move.target, move.target_conditions)
    move.source_conditions.check(source)
    done = min(source.size, before + per_call) if per_call else source.size
    if done < source.size:
        return Progress(done, source.size, _token(place, done), None)
    return Progress(done, done, "", copy(objects, blobs, move, body))


def _properties_of_copy(source: StoredObject, body: Mapping[str, Any]) -> Json:
    """A body that sets metadata replaces all of the source's; a body that sets none keeps it."""
    given = written(body)
    kept = {name: source.properties[name] for name in WRITABLE if name in source.properties}
    return given if set(given) - {"storageClass"} else {**kept, **given}


def _token(place: list[str], done: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([place, done]).encode()).decode()


def _progress_in(token: str, place: list[str]) -> int:
    try:
        origin, done = json.loads(base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError):
        raise Invalid("Invalid value for rewriteToken") from None
    if origin != place:
        raise Invalid("The rewriteToken does not belong to this source and destination")
    return int(done)


async def compose(
    objects: Objects, blobs: BlobStore, target: tuple[str, str], body: Mapping[str, Any], conditions: Conditions
) -> StoredObject:
    if body.get("deleteSourceObjects"):
        raise Unknown("The local stand-in does not delete the sources of a compose")
    properties = written(cast("Json", body.get("destination") or {}))
    objects.check(*target, conditions)
    sources = _sources(objects, target[0], cast("list[Json]", body.get("sourceObjects") or []))
    writer = blobs.new()
    with contextlib.ExitStack() as open_files:
        files = [open_files.enter_context(blobs.open(source.blob)) for source in sources]  # before anybody may delete
        try:
            for file in files:
                while block := await asyncio.to_thread(file.read, READ):
                    await writer.write(block)
        except BaseException:
            writer.discard()
            raise
    content = await writer.finish(components=sum(source.properties.get("componentCount", 1) for source in sources))
    return objects.commit(*target, content, properties, conditions)


def _sources(objects: Objects, bucket: str, given: list[Json]) -> list[StoredObject]:
    if not given:
        raise Invalid("You must provide at least one source component.")
    if len(given) > _MOST_SOURCES:
        raise Invalid(f"The number of source components provided ({len(given)}) exceeds the maximum ({_MOST_SOURCES})")
    return [_source(objects, bucket, entry) for entry in given]


def _source(objects: Objects, bucket: str, entry: Json) -> StoredObject:
    generation = entry.get("generation")
    found = objects.get(bucket, object_name(entry.get("name")), int(generation) if generation else None)
    wanted: Json = entry.get("objectPreconditions") or {}
    Conditions.of_query({name: str(value) for name, value in wanted.items()}).check(found)
    return found
