"""Several videos at once: admitted and charged all or none, then each waits for its turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shared.batches.reading import Row, problem, refuse
from shared.catalog import overlay
from shared.catalog.overlay import Overlay
from shared.foreign import Problem
from shared.platform import idempotency
from shared.platform.clients import clock, store
from shared.platform.documents import Seen
from shared.platform.errors import AppError
from shared.platform.tokens import User
from shared.videos.admission import Admitted, Asked, admit
from shared.videos.asked import Found, Request, found
from shared.videos.turns import set_off


@dataclass(frozen=True)
class Wanted:
    """One row of a batch, as a request."""

    row: Row
    request: Request


def admit_all(user: User, asked: Asked, key: str) -> Admitted:
    """Admit what waits, and let the first ones in."""
    admitted = admit(user, asked, key)
    set_off(admitted)
    return admitted


def quote(user_id: str, batch: Sequence[Wanted]) -> list[Found]:
    """What each would cost right now."""
    seen = store().read([overlay.PATH, *_reads(batch)])
    return _offers(user_id, batch, seen, overlay.read(seen[overlay.PATH].fields))


def submit(user: User, batch: Sequence[Wanted], key: str) -> Admitted:
    asked = Asked(
        idempotency.digest("batch", [asdict(each.request) for each in batch]),
        lambda seen, overlay: _offers(user.uid, batch, seen, overlay),
        reads=_reads(batch),
        waits=True,
    )
    return admit_all(user, asked, key)


def _reads(batch: Sequence[Wanted]) -> list[str]:
    return list(dict.fromkeys(path for each in batch for path in each.request.reads))


def _offers(user_id: str, batch: Sequence[Wanted], seen: Seen, overlay: Overlay) -> list[Found]:
    """All of them, or everything that is wrong with any."""
    today = clock().now().date()
    offers: list[Found] = []
    problems: list[Problem] = []
    for each in batch:
        try:
            offers.append(found(each.request, seen, user_id, today, overlay))
        except AppError as refused:
            values: Mapping[str, Any] = refused.details
            problems.append(problem(each.row, str(values.get("field", "")), refused.code, refused.message, values))
    if problems:
        raise refuse(problems)
    return offers
