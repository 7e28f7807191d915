"""The part of Cloud KMS that keeps users' own provider keys: symmetric keys, their versions, and the checksums on the way.

It lives in this process because Cloud Storage's neighbour IAM does, and both are asked over the same door.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Collection
from functools import wraps

import google_crc32c
from starlette.responses import JSONResponse, Response

from standins.storage.calls import Call
from standins.storage.errors import Json
from standins.storage.iam import NO_TOKEN, has_token, refusal
from standins.storage.key_rings import KmsError

_MOST = 64 * 1024
_Act = Callable[[Call, Json], Json]


def _door(*fields: str, query: str = "") -> Callable[[_Act], Callable[[Call], Awaitable[Response]]]:
    """Known fields only, a token, and every refusal in the shape of Google's APIs."""

    def door(act: _Act) -> Callable[[Call], Awaitable[Response]]:
        @wraps(act)
        async def answer(call: Call) -> Response:
            if not has_token(call):
                return refusal(401, "UNAUTHENTICATED", NO_TOKEN)
            body = await call.body()
            try:
                _refuse_unknown(body, fields)
                if query and not call.query.get(query):
                    raise _invalid(f"{query} is required.")
                return JSONResponse(act(call, body))
            except KmsError as error:
                return refusal(error.code, error.status, error.message)

        return answer

    return door


@_door(query="keyRingId")
def create_ring(call: Call, _: Json) -> Json:
    return call.service.key_rings.create_ring(f"{call.name}/keyRings/{call.query['keyRingId']}")


@_door("purpose", "labels", "rotationPeriod", "nextRotationTime", query="cryptoKeyId")
def create_key(call: Call, body: Json) -> Json:
    if body.get("purpose") != "ENCRYPT_DECRYPT":
        raise KmsError(501, "UNIMPLEMENTED", "The local stand-in knows keys for ENCRYPT_DECRYPT only.")
    return call.service.key_rings.create_key(f"{call.name}/cryptoKeys/{call.query['cryptoKeyId']}")


@_door()
def create_version(call: Call, _: Json) -> Json:
    return call.service.key_rings.create_version(call.name)


@_door()
def list_versions(call: Call, _: Json) -> Json:
    found = call.service.key_rings.versions(call.name)
    return {"cryptoKeyVersions": found, "totalSize": len(found)}


@_door()
def get(call: Call, _: Json) -> Json:
    return call.service.key_rings.describe(call.name)


@_door("cryptoKeyVersionId")
def update_primary(call: Call, body: Json) -> Json:
    return call.service.key_rings.make_primary(call.name, str(body.get("cryptoKeyVersionId", "")))


@_door()
def destroy(call: Call, _: Json) -> Json:
    return call.service.key_rings.destroy(call.name)


@_door()
def restore(call: Call, _: Json) -> Json:
    return call.service.key_rings.restore(call.name)


@_door("plaintext", "additionalAuthenticatedData", "plaintextCrc32c", "additionalAuthenticatedDataCrc32c")
def encrypt(call: Call, body: Json) -> Json:
    plaintext, checked = _bytes(body, "plaintext")
    about, about_checked = _bytes(body, "additionalAuthenticatedData")
    if not plaintext:
        raise _invalid("The plaintext field cannot be empty.")
    done = call.service.key_rings.encrypt(call.name, plaintext, about)
    return {
        "name": done.version,
        "ciphertext": base64.b64encode(done.ciphertext).decode(),
        "ciphertextCrc32c": str(google_crc32c.value(done.ciphertext)),
        **({"verifiedPlaintextCrc32c": True} if checked else {}),
        **({"verifiedAdditionalAuthenticatedDataCrc32c": True} if about_checked else {}),
        "protectionLevel": "SOFTWARE",
    }


@_door("ciphertext", "additionalAuthenticatedData", "ciphertextCrc32c", "additionalAuthenticatedDataCrc32c")
def decrypt(call: Call, body: Json) -> Json:
    ciphertext, _ = _bytes(body, "ciphertext", most=_MOST + 1024)
    about, _ = _bytes(body, "additionalAuthenticatedData")
    done = call.service.key_rings.decrypt(call.name, ciphertext, about)
    return {
        "plaintext": base64.b64encode(done.plaintext).decode(),
        "plaintextCrc32c": str(google_crc32c.value(done.plaintext)),
        "protectionLevel": "SOFTWARE",
        **({"usedPrimary": True} if done.used_primary else {}),
    }


def _bytes(body: Json, name: str, most: int = _MOST) -> tuple[bytes, bool]:
    """A field's bytes, and whether a checksum came with them. One that does not fit is refused, as on the real way."""
    try:
        found = base64.b64decode(body.get(name) or "", validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise _invalid(f"Invalid value at '{name}' (TYPE_BYTES): Base64 decoding failed.") from None
    if len(found) > most:
        raise _invalid(f"The {name} field is larger than {most} bytes.")
    told = body.get(f"{name}Crc32c")
    if told is None:
        return found, False
    if str(told) != str(google_crc32c.value(found)):
        raise _invalid(f"The checksum in field {name}_crc32c did not match the data in field {name}.")
    return found, True


def _refuse_unknown(body: Json, fields: Collection[str]) -> None:
    for name in body:
        if name not in fields:
            raise _invalid(f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.')


def _invalid(message: str) -> KmsError:
    return KmsError(400, "INVALID_ARGUMENT", message)
