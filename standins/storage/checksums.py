"""What a caller says its bytes hash to, from wherever it said so, and whether they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standins.storage.blobs import Bytes
from standins.storage.errors import BadDigest, Invalid

_NAMES = {"crc32c": "CRC32C", "md5": "MD5 hash"}


def claimed(headers: Mapping[str, str], body: Mapping[str, Any] | None = None) -> dict[str, str]:
    found = {kind: str(body[field]) for kind, field in (("crc32c", "crc32c"), ("md5", "md5Hash")) if body and body.get(field)}
    if "content-md5" in headers:
        found["md5"] = headers["content-md5"]
    for part in filter(None, headers.get("x-goog-hash", "").split(",")):
        kind, parted, value = part.strip().partition("=")
        if not parted or kind not in _NAMES:
            raise Invalid(f"Invalid value for x-goog-hash: {part}")
        found[kind] = value
    return found


def verify(content: Bytes, claims: Mapping[str, str]) -> None:
    actual = {"crc32c": content.crc32c, "md5": content.md5}
    for kind, claim in claims.items():
        if claim != actual[kind]:
            name = _NAMES[kind]
            raise BadDigest(f'Provided {name} "{claim}" doesn\'t match calculated {name} "{actual[kind]}".')
