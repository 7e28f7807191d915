"""One page of a bucket: walked along the index, skipping over what a delimiter folds together."""

from __future__ import annotations

import base64
import binascii
import re
from collections import deque
from dataclasses import dataclass, field

from standins.storage.errors import Invalid
from standins.storage.objects import Objects
from standins.storage.resources import StoredObject

_MOST = 1000
_BATCH = 250
_LOOKED_AT = 10_000  # a page that finds little still answers, with a token to go on from


@dataclass(frozen=True, slots=True)
class Wanted:
    bucket: str
    prefix: str = ""
    delimiter: str = ""
    start: str = ""
    end: str = ""
    trailing: bool = False
    glob: str = ""
    most: int = _MOST
    token: str = ""


@dataclass(slots=True)
class Page:
    items: list[StoredObject] = field(default_factory=list[StoredObject])
    prefixes: list[str] = field(default_factory=list[str])
    next_token: str = ""

    @property
    def size(self) -> int:
        return len(self.items) + len(self.prefixes)


def page(objects: Objects, wanted: Wanted) -> Page:
    """The token is a place in the order of names, so writes between two pages neither repeat nor hide the others."""
    glob = re.compile(_pattern(wanted.glob)) if wanted.glob else None
    walk = _Walk(objects, wanted.bucket, max(wanted.prefix, wanted.start, place(wanted.token)))
    found = Page()
    for _ in range(_LOOKED_AT):
        entry = walk.next()
        if not entry or not entry.name.startswith(wanted.prefix) or (wanted.end and entry.name >= wanted.end):
            return found
        if glob and not glob.fullmatch(entry.name):
            continue
        if found.size >= min(wanted.most, _MOST):
            found.next_token = token(entry.name)
            return found
        _add(found, entry, wanted, walk)
    found.next_token = token(walk.cursor)
    return found


class _Walk:
    """Objects in the order of their names, in small batches; can jump ahead."""

    def __init__(self, objects: Objects, bucket: str, cursor: str) -> None:
        self._objects = objects
        self._bucket = bucket
        self._batch: deque[StoredObject] = deque()
        self.cursor = cursor

    def next(self) -> StoredObject | None:
        if not self._batch:
            self._batch.extend(self._objects.from_name(self._bucket, self.cursor, _BATCH))
        if not self._batch:
            return None
        entry = self._batch.popleft()
        self.cursor = entry.name + "\0"
        return entry

    def jump(self, cursor: str) -> None:
        self.cursor = cursor
        while self._batch and self._batch[0].name < cursor:
            self._batch.popleft()


def _add(found: Page, entry: StoredObject, wanted: Wanted, walk: _Walk) -> None:
    at = entry.name.find(wanted.delimiter, len(wanted.prefix)) if wanted.delimiter else -1
    if at < 0:
        found.items.append(entry)
        return
    folded = entry.name[: at + len(wanted.delimiter)]
    found.prefixes.append(folded)
    if wanted.trailing and entry.name == folded:
        found.items.append(entry)
    walk.jump(_behind(folded))


def _behind(prefix: str) -> str:
    """The first name that no longer begins with this prefix (names are never equal to a lone surrogate)."""
    following = ord(prefix[-1]) + 1
    return prefix[:-1] + chr(0xE000 if 0xD800 <= following < 0xE000 else following)


def token(at: str) -> str:
    return base64.urlsafe_b64encode(at.encode()).decode() if at else ""


def place(given: str) -> str:
    try:
        return base64.b64decode(given, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Invalid("Invalid value for pageToken") from None


_GLOB = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]]+\]|\{[^}]+\}|.", re.DOTALL)


def _pattern(glob: str) -> str:
    return "".join(_piece(found[0]) for found in _GLOB.finditer(glob))


def _piece(piece: str) -> str:
    plain = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if piece in plain:
        return plain[piece]
    if piece[0] == "[" and len(piece) > 1:
        return "[" + ("^" if piece[1] == "!" else "") + re.escape(piece[1:-1].lstrip("!")).replace(r"\-", "-") + "]"
    if piece[0] == "{" and len(piece) > 1:
        return "(?:" + "|".join(_pattern(choice) for choice in piece[1:-1].split(",")) + ")"
    return re.escape(piece)
