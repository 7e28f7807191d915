"""The one call of IAM Credentials that production signs URLs with, since functions hold no private key."""

from __future__ import annotations

import base64
import binascii

from starlette.responses import JSONResponse, Response

from standins.storage.calls import Call

NO_TOKEN = "Request is missing required authentication credential."  # noqa: S105 - what is said without one


def has_token(call: Call) -> bool:
    scheme, _, token = call.request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and bool(token.strip())


async def sign_blob(call: Call) -> Response:
    if not has_token(call):
        return refusal(401, "UNAUTHENTICATED", NO_TOKEN)
    body = await call.body()
    if body.get("delegates"):
        return refusal(501, "UNIMPLEMENTED", "The local stand-in does not know delegates.")
    try:
        payload = base64.b64decode(body.get("payload") or "", validate=True)
    except (binascii.Error, TypeError):
        return refusal(400, "INVALID_ARGUMENT", "Invalid value at 'payload' (TYPE_BYTES): base64 decoding failed.")
    if not payload:
        return refusal(400, "INVALID_ARGUMENT", "The payload must not be empty.")
    identity = call.service.identity
    signed = base64.b64encode(identity.sign(payload)).decode()
    return JSONResponse({"keyId": identity.key_id, "signedBlob": signed})


def refusal(code: int, status: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message, "status": status}}, code)
