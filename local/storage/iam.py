"""The one call of IAM Credentials that production signs URLs with, since functions hold no private key."""

from __future__ import annotations

import base64
import binascii

from starlette.responses import JSONResponse, Response

from local.storage.calls import Call


async def sign_blob(call: Call) -> Response:
    scheme, _, token = call.request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return _refusal(401, "UNAUTHENTICATED", "Request is missing required authentication credential.")
    body = await call.body()
    if body.get("delegates"):
        return _refusal(501, "UNIMPLEMENTED", "The local stand-in does not know delegates.")
    try:
        payload = base64.b64decode(body.get("payload") or "", validate=True)
    except (binascii.Error, TypeError):
        return _refusal(400, "INVALID_ARGUMENT", "Invalid value at 'payload' (TYPE_BYTES): base64 decoding failed.")
    if not payload:
        return _refusal(400, "INVALID_ARGUMENT", "The payload must not be empty.")
    identity = call.service.identity
    signed = base64.b64encode(identity.sign(payload)).decode()
    return JSONResponse({"keyId": identity.key_id, "signedBlob": signed})


def _refusal(code: int, status: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message, "status": status}}, code)
