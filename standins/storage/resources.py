"""An object as the JSON interface shows it, and the part of it that a caller may write."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

from standins.storage.errors import Invalid, Json, Required, Unknown
from standins.storage.stamps import moment, stamp

WRITABLE = (
    "cacheControl",
    "contentDisposition",
    "contentEncoding",
    "contentLanguage",
    "contentType",
    "customTime",
    "metadata",
    "storageClass",
)
_REFUSED = ("acl", "contexts", "eventBasedHold", "temporaryHold", "retention", "kmsKeyName", "customerEncryption")
_STORAGE_CLASSES = ("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE")
_LONGEST_NAME = 1024


@dataclass(frozen=True, slots=True)
class StoredObject:
    bucket: str
    name: str
    generation: int
    metageneration: int
    properties: Json
    blob: str

    @property
    def size(self) -> int:
        return int(self.properties["size"])

    @property
    def etag(self) -> str:
        return etag(self.generation, self.metageneration)

    def resource(self, base: str) -> Json:
        path = f"b/{self.bucket}/o/{quote(self.name, safe='')}"
        return {
            "kind": "storage#object",
            "id": f"{self.bucket}/{self.name}/{self.generation}",
            "selfLink": f"{base}/storage/v1/{path}",
            "mediaLink": f"{base}/download/storage/v1/{path}?generation={self.generation}&alt=media",
            "name": self.name,
            "bucket": self.bucket,
            "generation": str(self.generation),
            "metageneration": str(self.metageneration),
            "etag": self.etag,
            **self.properties,
        }


def etag(generation: int, metageneration: int) -> str:
    return base64.b64encode(b"\x08" + _varint(generation) + b"\x10" + _varint(metageneration)).decode()


def _varint(number: int) -> bytes:
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*groups, number])


def object_name(name: object) -> str:
    if not isinstance(name, str) or not name:
        raise Required("Required parameter: name")
    if len(name.encode()) > _LONGEST_NAME or "\r" in name or "\n" in name or name in (".", ".."):
        raise Invalid("Invalid object name.")
    return name


def written(body: Mapping[str, Any]) -> Json:
    """What a caller set on a new object, checked; nothing that is only ours to set."""
    refuse_unknown(body)
    properties: Json = {}
    for name in WRITABLE:
        _put(properties, name, body.get(name))
    return properties


def patched(properties: Json, body: Mapping[str, Any]) -> Json:
    """A patch: null removes a field, and inside metadata a key."""
    refuse_unknown(body)
    result = dict(properties)
    for name in WRITABLE:
        if name not in body:
            continue
        value = body[name]
        if name == "metadata" and isinstance(value, dict):
            merged: Json = {**result.get("metadata", {}), **value}
            value = {key: text for key, text in merged.items() if text is not None} or None
        _put(result, name, value)
    return _changed(properties, result)


def replaced(properties: Json, body: Mapping[str, Any]) -> Json:
    """An update: what the body does not name is gone, except what can never be taken away."""
    refuse_unknown(body)
    result = {name: value for name, value in properties.items() if name not in WRITABLE}
    for name in WRITABLE:
        kept = properties.get(name) if name in ("storageClass", "customTime") else None
        _put(result, name, body.get(name, kept))
    return _changed(properties, result)


def _put(properties: Json, name: str, value: object) -> None:
    if value is None or (name == "metadata" and not value):
        properties.pop(name, None)
    else:
        properties[name] = _checked(name, value)


def _changed(before: Json, after: Json) -> Json:
    if after.get("storageClass") != before.get("storageClass"):
        raise Unknown("A storage class is changed by rewriting the object, not by patching it")
    if "customTime" in before:
        if "customTime" not in after:
            raise Invalid("Custom time cannot be removed once it is set.")
        if moment(after["customTime"]) < moment(before["customTime"]):
            raise Invalid("Custom time cannot be moved to an earlier time.")
    return after


def refuse_unknown(body: Mapping[str, Any]) -> None:
    for name in _REFUSED:
        if body.get(name):
            raise Unknown(f"The local stand-in does not know the object property {name}")


def _checked(name: str, value: object) -> object:
    if name == "metadata":
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in cast("Json", value).values()):
            raise Invalid("Invalid value for metadata: a map of strings is needed")
        return cast("Json", value)
    if not isinstance(value, str):
        raise Invalid(f"Invalid value for {name}")
    if name == "storageClass" and value not in _STORAGE_CLASSES:
        raise Invalid(f"Invalid storage class: {value}")
    return stamp(moment(value)) if name == "customTime" else value
