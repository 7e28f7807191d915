"""The sweep: each kind of work has its own, and each runs whatever becomes of the others.

Where a page was full, a task goes on with that kind at once. A sweep that fails is told, and so is the scheduler at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, get_args

from shared.account_deletion import guests
from shared.account_deletion import sweep as account_deletion_sweep
from shared.admin import batches, reports
from shared.canaries import sweep as canary_sweep
from shared.config import sections
from shared.config.model import AdvancedSection
from shared.erasure import worker as erasure_worker
from shared.exports import sweep as export_sweep
from shared.films import sweep as films
from shared.notices import sweep as notice_sweep
from shared.payments import sweep as payment_sweep
from shared.platform import logs
from shared.platform.clients import queue
from shared.prompts import sweep as prompt_sweep
from shared.takedowns import worker as takedown_worker
from shared.trash import sweep as trash_sweep
from shared.trash import untouched
from shared.videos import sweep as videos
from shared.videos.daily_ceiling import watch_ceiling
from shared.webhooks import sweep as webhook_sweep

Kind = Literal[
    "videos",
    "images",
    "prompts",
    "films",
    "trash",
    "untouched",
    "exports",
    "guests",
    "deletions",
    "webhooks",
    "notices",
    "payments",
    "takedowns",
    "batches",
    "canaries",
    "reports",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_PAGES = 50  # of one minute, one after the other: rows that come up again and again must not keep the sweep busy for ever

_SWEEPS: Mapping[Kind, Callable[[int], int]] = {
    "videos": lambda page: videos.sweep(page),
    "images": lambda page: erasure_worker.sweep(page),
    "prompts": lambda page: prompt_sweep.sweep(page),
    "films": lambda page: films.sweep(page),
    "batches": lambda page: batches.sweep(page),
    "takedowns": lambda page: takedown_worker.sweep(page),
    "reports": lambda page: reports.sweep(page),
    "trash": lambda page: trash_sweep.sweep(page),
    "webhooks": lambda page: webhook_sweep.sweep(page),
    "notices": lambda page: notice_sweep.sweep(page),
    "payments": lambda page: payment_sweep.sweep(page),
    "untouched": lambda page: untouched.sweep(page),
    "exports": lambda page: export_sweep.sweep(page),
    "canaries": lambda page: canary_sweep.sweep(page),
    "guests": lambda page: guests.sweep(page),
    "deletions": lambda page: account_deletion_sweep.sweep(page),
}


class SweepFailed(Exception):
    """Some of it did not work; its log says what."""


def sweep() -> int:
    """What is due this minute, and whether today's ceiling is reached. Answers how much was looked at."""
    try:
        return go_on(KINDS, page=1)
    finally:
        watch_ceiling()


def go_on(kinds: Sequence[Kind], page: int) -> int:
    """The so-manieth page of each of these."""
    size = sections.get(AdvancedSection).sweep_page
    found = {kind: _page(kind, size) for kind in kinds}
    full = [kind for kind, count in found.items() if count is not None and count >= size]
    if full and page < MOST_PAGES:
        queue().put("sweep", "sweep", "/more", {"kinds": full, "page": page + 1}, deadline_s=120)
    if failed := [kind for kind, count in found.items() if count is None]:
        raise SweepFailed(", ".join(failed))
    return sum(count or 0 for count in found.values())


def _page(kind: Kind, size: int) -> int | None:
    """How much there was to look at; None where that could not be done."""
    try:
        return _SWEEPS[kind](size)
    except Exception as error:  # noqa: BLE001 - the other kinds are still to be swept
        logs.error("a sweep failed", kind=kind, cause=error)
        return None
