"""The file of an export: a ZIP that is written while it is read, so that no more of it than a block is ever held.

data/{collection}.json   each document of the user's there, a line each, with what lies below it; what is left out says `fates`
media/…                  the videos, films and pictures as they are kept; or, where these are too many bytes, media.json with an
                         address of ours for each, which sends on to the file for as long as the export can be had
profile.json             what the sign-in knows
index.json               when it was made and how much is in it
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from shared.exports.model import Export
from shared.platform.clients import auth_users, files, store
from shared.platform.firestore.codec import plain
from shared.platform.firestore.documents import Document
from shared.platform.settings import settings
from shared.platform.storage.objects import Gone, Stored
from shared.platform.user_ids import media_home_of
from shared.user_data.erasing import below
from shared.user_data.fates import COLLECTIONS, Row, told

_PAGE = 100
_BY_NAME = ("accounts", "usage", "listeners")  # one for each user, which bears their id
_BELOW = 200  # earlier versions of one thing; more than the configuration allows
_BLOCK = 1024 * 1024
KINDS = ("videos", "films", "images")  # folders of what a user keeps
_DERIVED = (".jpg", ".small")  # stills and thumbnails, which are made of the others
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


@dataclass
class Contents:
    """What came into it, known once it was written."""

    documents: int = 0
    files: int = 0
    bytes_of_files: int = 0
    linked: bool = False
    missing: list[str] = field(default_factory=list[str])  # files that were deleted meanwhile


class _Entry(NamedTuple):
    name: str
    blocks: Iterable[bytes]
    packed: bool = True  # videos and pictures are already


class _Sink:
    """Takes what the archive writes, until it is taken from here."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, block: bytes) -> int:
        self._written.append(bytes(block))
        return len(block)

    def flush(self) -> None:
        """There is nothing behind it."""

    def taken(self) -> bytes:
        block, self._written = b"".join(self._written), []
        return block


def written(export: Export, most_bytes: int, now: datetime, contents: Contents) -> Iterator[bytes]:
    """All of it, in blocks."""
    sink = _Sink()
    archive = zipfile.ZipFile(sink, "w")  # type: ignore[arg-type] - it wants no more of a file than to write to it
    for entry in _entries(export, most_bytes, now, contents):
        info = zipfile.ZipInfo(entry.name, now.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if entry.packed else zipfile.ZIP_STORED
        with archive.open(info, "w", force_zip64=True) as part:
            for block in entry.blocks:
                part.write(block)
                if ready := sink.taken():
                    yield ready
    archive.close()
    yield sink.taken()


def _entries(export: Export, most_bytes: int, now: datetime, contents: Contents) -> Iterator[_Entry]:
    person = auth_users().find(export.user_id)
    yield _json("profile.json", {"user_id": export.user_id, "email": person.email if person else None})
    for name, row in COLLECTIONS.items():
        if row.hides is not None:
            yield _Entry(f"data/{name}.json", _documents(name, row, export.user_id, contents))
    kept = list(_kept(export.user_id))
    contents.files, contents.bytes_of_files = len(kept), sum(each.size for each in kept)
    contents.linked = contents.bytes_of_files > most_bytes
    if contents.linked:
        yield _json("media.json", [_address(export, each) for each in kept])
    else:
        for each in kept:
            yield _Entry(f"media/{_saved_as(export.user_id, each)}", _file(each, contents), packed=False)
    index = {
        "made_at": now,
        "documents": contents.documents,
        "files": contents.files,
        "bytes_of_files": contents.bytes_of_files,
        "media": "linked" if contents.linked else "included",
        "deleted_meanwhile": contents.missing,
    }
    yield _json("index.json", index)


def _json(name: str, value: Any) -> _Entry:
    return _Entry(name, [_line(value, indent=1)])


def _line(value: Any, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_plain).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(plain(value))


def _documents(name: str, row: Row, user_id: str, contents: Contents) -> Iterator[bytes]:
    """As one JSON array; those of the account's own name, and those that name it."""
    before, after = b"[\n", b"\n]\n"
    found = [store().get(f"{name}/{user_id}")] if name in _BY_NAME else _pages(name, user_id)
    for document in found:
        if document.fields is None:
            continue
        contents.documents += 1
        kept = {"id": document.id, **told(row, document.fields)}
        if row.below:
            kept[row.below] = [told(row, each.fields or {}) for each in below(document.path, row.below, _BELOW)]
        yield before + _line(kept)
        before = b",\n"
    yield (before + after) if before == b"[\n" else after


def _pages(name: str, user_id: str) -> Iterator[Document]:
    last: str | None = None
    while rows := store().find(
        name,
        where=[("user_id", "==", user_id)],
        order=[("__name__", "asc")],
        after=[last] if last else None,
        limit=_PAGE,
    ):
        yield from rows
        if len(rows) < _PAGE:
            return
        last = rows[-1].id


def _kept(user_id: str) -> Iterator[Stored]:
    """The files themselves, without what is made of them."""
    home = media_home_of(user_id)
    for kind in KINDS:
        after = ""
        while page := files().list(settings().bucket_media, f"{home}/{kind}/", _PAGE, after=after):
            yield from (each for each in page if not each.name.endswith(_DERIVED))
            after = page[-1].name


def _saved_as(user_id: str, stored: Stored) -> str:
    """Its place under its owner's home, with an ending that programs know."""
    name = stored.name.removeprefix(f"{media_home_of(user_id)}/")
    return name if "." in name else f"{name}{_ENDINGS.get(stored.content_type or '', '')}"


def _address(export: Export, stored: Stored) -> dict[str, Any]:
    name = stored.name.removeprefix(f"{media_home_of(export.user_id)}/")
    return {"name": _saved_as(export.user_id, stored), "bytes": stored.size, "address": f"{export.address}/{name}"}


def _file(stored: Stored, contents: Contents) -> Iterator[bytes]:
    """In blocks. One that is deleted meanwhile is no trouble: what was read of it is not said to be the whole."""
    source = files().open(stored)
    try:
        while block := source.read(_BLOCK):
            yield block
    except Gone:
        contents.missing.append(stored.name.rpartition("/")[2])
