"""The JSON interface: which calls there are, which parameters each of them knows, and what they do."""

from __future__ import annotations

from starlette.responses import Response

from standins.storage import copying, listing
from standins.storage.bucket_properties import bucket_name
from standins.storage.calls import Call, answer
from standins.storage.copying import Move
from standins.storage.downloads import media
from standins.storage.errors import ConditionNotMet, Json, NotModified, Required, Unknown
from standins.storage.preconditions import Conditions
from standins.storage.resources import StoredObject, object_name


async def list_buckets(call: Call) -> Response:
    if not call.query.get("project"):
        raise Required("Required parameter: project")
    most = max(1, call.number("maxResults") or 1000)
    start = listing.place(call.query.get("pageToken", ""))
    found = call.service.buckets.page(start, call.query.get("prefix", ""), most + 1)
    shown: Json = {"kind": "storage#buckets", "items": [bucket.resource(call.base) for bucket in found[:most]]}
    if len(found) > most:
        shown["nextPageToken"] = listing.token(found[most].name)
    return answer(shown)


async def create_bucket(call: Call) -> Response:
    if not call.query.get("project"):
        raise Required("Required parameter: project")
    body = await call.body()
    return answer(call.service.buckets.create(bucket_name(body.get("name")), body).resource(call.base))


async def get_bucket(call: Call) -> Response:
    bucket = call.service.buckets.get(call.bucket)
    call.conditions.check(bucket, reading=True)
    return answer(bucket.resource(call.base))


async def patch_bucket(call: Call) -> Response:
    body = await call.body()
    return answer(call.service.buckets.patch(call.bucket, body, call.conditions).resource(call.base))


async def delete_bucket(call: Call) -> Response:
    call.service.buckets.delete(call.bucket, call.conditions)
    call.service.soft_deleted.drop(call.bucket)
    return Response(status_code=204)


async def list_objects(call: Call) -> Response:
    call.service.buckets.get(call.bucket)
    if call.flag("softDeleted"):
        return _list_soft_deleted(call)
    wanted = listing.Wanted(
        call.bucket,
        prefix=call.query.get("prefix", ""),
        delimiter=call.query.get("delimiter", ""),
        start=call.query.get("startOffset", ""),
        end=call.query.get("endOffset", ""),
        trailing=call.flag("includeTrailingDelimiter"),
        glob=call.query.get("matchGlob", ""),
        most=max(1, call.number("maxResults") or 1000),
        token=call.query.get("pageToken", ""),
    )
    page = listing.page(call.service.objects, wanted)
    shown: Json = {"kind": "storage#objects"}
    if page.items:
        shown["items"] = [stored.resource(call.base) for stored in page.items]
    if page.prefixes:
        shown["prefixes"] = page.prefixes
    if page.next_token:
        shown["nextPageToken"] = page.next_token
    return answer(shown)


def _list_soft_deleted(call: Call) -> Response:
    if other := set(call.query) & {"delimiter", "startOffset", "endOffset", "includeTrailingDelimiter", "matchGlob"}:
        raise Unknown(f"The local stand-in does not know {', '.join(sorted(other))} with softDeleted")
    most = min(max(1, call.number("maxResults") or 1000), 1000)
    name, _, generation = listing.place(call.query.get("pageToken", "")).partition("\0")
    start = name, int(generation or 0)
    found = call.service.soft_deleted.page(call.bucket, call.query.get("prefix", ""), start, most + 1)
    shown: Json = {"kind": "storage#objects"}
    if found:
        shown["items"] = [stored.resource(call.base) for stored in found[:most]]
    if len(found) > most:
        shown["nextPageToken"] = listing.token(f"{found[most].name}\0{found[most].generation}")
    return answer(shown)


async def restore_object(call: Call) -> Response:
    kept = call.service.soft_deleted.get(call.bucket, call.name, _generation(call))
    return answer(call.service.objects.restore(kept, call.conditions).resource(call.base))


def _generation(call: Call) -> int:
    call.service.buckets.get(call.bucket)
    if call.generation is None:
        raise Required("Required parameter: generation")
    return call.generation


async def get_object(call: Call) -> Response:
    if call.flag("softDeleted"):
        if call.query.get("alt") == "media":
            raise Unknown("The local stand-in gives no bytes of what is softly deleted: restore it")
        kept = call.service.soft_deleted.get(call.bucket, call.name, _generation(call))
        call.conditions.check(kept, reading=True)
        return answer(kept.resource(call.base))
    if call.query.get("alt") == "media":
        return await download(call)
    return answer(_wanted(call).resource(call.base))


async def download(call: Call) -> Response:
    stored = _wanted(call)
    return media(call.service.blobs, stored, call.request, stored.etag)


def _wanted(call: Call) -> StoredObject:
    stored = call.service.objects.get(call.bucket, call.name, call.generation)
    call.conditions.check(stored, reading=True)
    headers = call.request.headers
    if headers.get("if-match", stored.etag) not in (stored.etag, "*"):
        raise ConditionNotMet
    if headers.get("if-none-match") in (stored.etag, "*"):
        raise NotModified
    return stored


async def patch_object(call: Call) -> Response:
    body = await call.body()
    stored = call.service.objects.get(call.bucket, call.name, call.generation)
    return answer(call.service.objects.patch(stored, body, call.conditions).resource(call.base))


async def update_object(call: Call) -> Response:
    body = await call.body()
    stored = call.service.objects.get(call.bucket, call.name, call.generation)
    return answer(call.service.objects.update(stored, body, call.conditions).resource(call.base))


async def delete_object(call: Call) -> Response:
    stored = call.service.objects.get(call.bucket, call.name, call.generation)
    call.service.objects.delete(stored, call.conditions)
    return Response(status_code=204)


async def compose(call: Call) -> Response:
    target = (call.bucket, object_name(call.name))
    service = call.service
    stored = await copying.compose(service.objects, service.blobs, target, await call.body(), call.conditions)
    return answer(stored.resource(call.base))


async def copy(call: Call) -> Response:
    body = await call.body()
    stored = copying.copy(call.service.objects, call.service.blobs, _move(call), body)
    return answer(stored.resource(call.base))


async def rewrite(call: Call) -> Response:
    body = await call.body()
    token, per_call = call.query.get("rewriteToken", ""), call.number("maxBytesRewrittenPerCall")
    progress = copying.rewrite(call.service.objects, call.service.blobs, _move(call), body, token, per_call)
    shown: Json = {
        "kind": "storage#rewriteResponse",
        "totalBytesRewritten": str(progress.done),
        "objectSize": str(progress.size),
        "done": progress.stored is not None,
    }
    if progress.stored:
        shown["resource"] = progress.stored.resource(call.base)
    else:
        shown["rewriteToken"] = progress.token
    return answer(shown)


def _move(call: Call) -> Move:
    return Move(
        source=(call.bucket, call.name),
        source_generation=call.number("sourceGeneration"),
        source_conditions=Conditions.of_query(call.query, "ifSource"),
        target=(call.target[0], object_name(call.target[1])),
        target_conditions=call.conditions,
    )
