"""Which bucket and object a request is about, whatever interface it came in by."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from starlette.types import Scope

_OURS = (
    "/storage/v1/",
    "/upload/storage/v1/",
    "/download/storage/v1/",
    "/batch/storage/v1",
    "/v1/projects/",
    "/_local/",
)
_OURS_EXACTLY = ("/health", "/batch")

_JSON = re.compile(r"/(?:upload/|download/)?storage/v1/b/([^/]+)(?:/o(?:/([^/]+))?)?")
_XML = re.compile(r"/([^/]+)(?:/(.+))?")


class Place(NamedTuple):
    bucket: str
    name: str


def raw_path(scope: Scope) -> str:
    """The path as it was sent: an encoded slash belongs to a name, a plain one parts the path."""
    return bytes(scope["raw_path"]).split(b"?")[0].decode("ascii")


def is_xml(scope: Scope) -> bool:
    path = raw_path(scope)
    return path not in _OURS_EXACTLY and not path.startswith(_OURS)


def place(scope: Scope) -> Place:
    path = raw_path(scope)
    found = (_XML if is_xml(scope) else _JSON).match(path)
    return Place(unquote(found[1]), unquote(found[2] or "")) if found else Place("", "")
