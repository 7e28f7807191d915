"""An export of all that is a user's: a document in `exports/{id}`, and one file. No Google here.

Its address is made of its id and of our own key, so it stands nowhere, opens without a sign-in and ends with the document.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shared.exports.states import LIVE, STEPS, ExportStatus
from shared.lifecycle.transitions import Machine
from shared.platform.firestore import codec
from shared.platform.settings import settings
from shared.platform.user_ids import media_home_of

if TYPE_CHECKING:
    from shared.exports import views

EXPORTS = "exports"
_TICKET = re.compile(r"([0-9a-f]{24})\.([0-9a-f]{32})")


@dataclass(frozen=True)
class Export(codec.Record):
    id: str
    user_id: str
    status: ExportStatus
    created_at: datetime
    due_at: datetime  # when the sweep should look; of one that has ended, when it goes
    epoch: int = 0  # raised with each new task, so that an older one does nothing
    turn: str | None = None  # the lease of the worker that is at it, and the name of its file
    crashes: int = 0
    ready_at: datetime | None = None
    ends_at: datetime | None = None  # once it has ended: nobody sees it from then on
    bytes: int | None = None  # of its file
    documents: int | None = None
    files: int | None = None
    linked: bool = False  # there were too many bytes: it has addresses of the files in place of these

    @property
    def path(self) -> str:
        return export_path(self.id)

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def folder(self) -> str:
        """Under which all that its workers wrote lies in the media bucket."""
        return f"{media_home_of(self.user_id)}/exports/{self.id}/"

    @property
    def object_name(self) -> str:
        return f"{self.folder}{self.turn}.zip"

    @property
    def address(self) -> str:
        return f"{settings().pages_url}/s/exports/{self.id}.{_signed(self.id)}"

    def gone(self, now: datetime) -> bool:
        """Its time is over, or its owner did not want to wait for that."""
        return self.ends_at is not None and self.ends_at <= now

    def can_be_had(self, now: datetime) -> bool:
        return self.status is ExportStatus.READY and not self.gone(now)


def export_path(export_id: str) -> str:
    return f"{EXPORTS}/{export_id}"


def export_of(ticket: str) -> str | None:
    """Which one an address of ours names; None where it is none."""
    found = _TICKET.fullmatch(ticket)
    return found[1] if found and hmac.compare_digest(_signed(found[1]), found[2]) else None


def _signed(export_id: str) -> str:
    return hmac.new(settings().identity_key.encode(), f"export:{export_id}".encode(), hashlib.sha256).hexdigest()[:32]


read = codec.reader(Export, status=ExportStatus)
MACHINE = Machine(read, "status", STEPS)

_SHOWN = ("id", "status", "created_at", "ready_at", "ends_at", "bytes", "documents", "files", "linked")


def shown(export: Export, now: datetime) -> views.Export:
    return codec.told(export, _SHOWN, address=export.address if export.can_be_had(now) else None)
