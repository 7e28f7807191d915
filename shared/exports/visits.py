"""What whoever has the address of an export gets: its file, or one of the files that it links to. Nobody else learns a thing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from shared.exports.archive import KINDS
from shared.exports.model import Export, export_of, export_path, read
from shared.lifecycle.links import signed
from shared.platform.clients import store
from shared.platform.errors import Language
from shared.platform.user_ids import media_home_of
from shared.platform.web.door import Reply
from shared.shares import pages
from shared.shares.reads import Closed

_LIVES = timedelta(minutes=15)  # of what it sends on to: an export that was deleted is out of reach after that
_FILE = re.compile(rf"(?:{'|'.join(KINDS)})/[0-9a-f]{{24}}(?:\.mp4|\.gif)?")


def get(ticket: str, language: Language, now: datetime, file: str = "") -> Reply:
    """Sends on to it; a page that says so where there is nothing any more."""
    export = _open(ticket, now)
    if isinstance(export, Closed):
        return pages.closed(export, language)
    if not file:
        return _sent_on(export.object_name, f"rushes-{export.created_at.date()}.zip")
    if not _FILE.fullmatch(file):
        return pages.closed(Closed.UNKNOWN, language)
    return _sent_on(f"{media_home_of(export.user_id)}/{file}", file.rpartition("/")[2])


def _open(ticket: str, now: datetime) -> Export | Closed:
    if (export_id := export_of(ticket)) is None:
        return Closed.UNKNOWN
    export = read(store().get(export_path(export_id)))
    return export if export is not None and export.can_be_had(now) else Closed.ENDED


def _sent_on(name: str, saved_as: str) -> Reply:
    address = signed(name, saved_as=saved_as, lives=_LIVES).url
    return Reply(302, headers={**pages.HEADERS, "Location": address, "Cache-Control": "no-store"})
