"""multipart/form-data: the fields of a form and its files, as browsers and HTTP clients send them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from .wire import Document

_BOUNDARY = re.compile(r'^multipart/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))', re.IGNORECASE)
_NAME = re.compile(r';\s*name="([^"]*)"', re.IGNORECASE)
_FILENAME = re.compile(r';\s*filename="([^"]*)"', re.IGNORECASE)


class BadForm(ValueError):
    """The body is not the form that its content type announces."""


@dataclass(frozen=True)
class Upload:
    """A file in a form."""

    name: str
    mime_type: str
    content: bytes

    @property
    def facts(self) -> Document:
        """What may be written down of it."""
        return {"mime_type": self.mime_type, "bytes": len(self.content), "sha256": hashlib.sha256(self.content).hexdigest()}


def is_form(content_type: str) -> bool:
    return content_type.lower().startswith("multipart/form-data")


def parsed(content_type: str, body: bytes) -> dict[str, str | Upload]:
    """Each field once: its text, or its file. What is cut off has no closing boundary and is refused."""
    found = _BOUNDARY.match(content_type)
    if not found:
        raise BadForm("the content type names no boundary")
    mark = b"--" + (found[1] or found[2]).encode()
    before, *pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    if before.strip() or not pieces or not pieces[-1].startswith(b"--"):
        raise BadForm("the closing boundary is missing")
    fields: dict[str, str | Upload] = {}
    for piece in pieces[:-1]:
        name, value = _part(piece.removeprefix(b"\r\n"))
        if name in fields:
            raise BadForm(f"the field {name} is there twice")
        fields[name] = value
    return fields


def _part(piece: bytes) -> tuple[str, str | Upload]:
    head, blank, content = piece.partition(b"\r\n\r\n")
    lines = {
        key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in head.decode().split("\r\n"))
    }
    disposition = lines.get("content-disposition", "")
    name, filename = _NAME.search(disposition), _FILENAME.search(disposition)
    if not blank or not name or not disposition.lower().startswith("form-data"):
        raise BadForm("a part without a name")
    if filename is None:
        return name[1], content.decode()
    return name[1], Upload(filename[1], lines.get("content-type", "application/octet-stream"), content)
