"""Every function of ours that asks a query, and calls of it that together ask it in all the ways it can.

A new function that asks one fails the test until it stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Any

from shared.account_deletion.sweep import CARE as DELETIONS_CARE
from shared.accounts.ledger import Account, EntryType
from shared.admin.batches import CARE as ADMIN_BATCHES_CARE
from shared.admin.reports import CARE as REPORTS_CARE
from shared.audit import reads as audit_reads
from shared.audit.reads import Asked as AskedOfAudit
from shared.catalog.wish import Wish
from shared.dead_letters.commands import LetterKind
from shared.erasure.worker import CARES as IMAGES_CARES
from shared.exports.sweep import CARE as EXPORTS_CARE
from shared.films import admin as film_admin
from shared.films.model import SHELF as FILMS_SHELF
from shared.films.states import LIVE as FILMS_LIVE
from shared.films.sweep import CARE as FILMS_CARE
from shared.films.waiting import LINE as FILMS_LINE
from shared.images.model import Image
from shared.images.states import ImageStatus
from shared.lifecycle.library import Filters
from shared.notices.sweep import CARE as NOTICES_CARE
from shared.payments.sweep import CARES as PAYMENTS_CARES
from shared.people.belongings import KINDS as BELONGINGS
from shared.people.reads import LISTINGS, known_by
from shared.platform.firestore.documents import Document
from shared.platform.web.cursors import cursor_of
from shared.prompts import admin as prompt_admin
from shared.prompts.model import SHELF as PROMPTS_SHELF
from shared.prompts.requests import Config
from shared.prompts.sweep import CARES as PROMPTS_CARES
from shared.queues import reads as queue_reads
from shared.reconcile.findings import Findings, Part, Place
from shared.reconcile.ledger import Ledger
from shared.reports.reads import Asked as AskedOfReports
from shared.takedowns.commands import Name
from shared.takedowns.worker import CARE as TAKEDOWNS_CARE
from shared.trash.kinds import KINDS
from shared.trash.sweep import CARES as TRASH_CARES
from shared.user_data import renaming
from shared.user_data.erasing import Leaver
from shared.user_data.fates import COLLECTIONS
from shared.videos import admin as video_admin
from shared.videos.model import SHELF as JOBS_SHELF
from shared.videos.model import Job
from shared.videos.states import LIVE, JobState
from shared.videos.sweep import CARE as VIDEOS_CARE
from shared.videos.waiting import LINE as JOBS_LINE
from shared.webhooks.model import Endpoint
from shared.webhooks.statuses import DeliveryStatus
from shared.webhooks.sweep import CARES as WEBHOOKS_CARES

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ID = "0" * 24
UID = "somebody"
IMAGE = Image(ID, UID, ID, ImageStatus.READY, "image/png", 1, NOW, NOW, None)
_WISH = Wish("vertex/veo-3.1-lite-generate-001", "A fox.", 4, "16:9", "720p", audio=True)
JOB = Job(ID, UID, JobState.COMPLETED, _WISH, 0, False, NOW, NOW, None, NOW, ended_at=NOW)
_WAITS = Account(UID, NOW, NOW, waiting_jobs=9, waiting_films=9)
ROWS: Mapping[str, Mapping[str, Any]] = {  # what some of them must find before they ask
    f"images/{ID}": IMAGE.fields(),
    f"collections/{ID}": {"user_id": UID, "name": "n", "created_at": NOW, "updated_at": NOW, "image_count": 1, "deleting": False},
    f"video_jobs/{ID}": JOB.fields(),
    f"webhook_endpoints/{ID}": Endpoint(ID, UID, "https://example.com/", (), (), NOW, NOW).fields(),
    f"accounts/{UID}": Account(UID, NOW, NOW).fields(),
    "system_configs/intake": {"usd_ceiling_per_day": 10.0},
}

Call = Callable[[Any], object]
_PLACES = (None, cursor_of(NOW, ID))
_QUIET: Any = print  # whoever is told of trouble


def _pages(**filters: Sequence[Any]) -> list[Call]:
    """Each combination of these, from the beginning and from a cursor."""
    names = [*filters, "cursor"]
    given = [dict(zip(names, values, strict=True)) for values in product(*filters.values(), _PLACES)]
    return [lambda ask, each=each: ask(limit=5, **each) for each in given]


def _with(*given: Any, **named: Any) -> list[Call]:
    return [lambda ask: ask(*given, **named)]


_OF_WHOM: Mapping[str, Sequence[Any]] = {"user_id": [None, UID], "since": [None, NOW]}
_STATES = (None, "live", "failed")
_MODELS: Mapping[str, Sequence[Any]] = {"model": [None, "vertex/x"], "provider": [None, "vertex"]}
_JOBS = _pages(**_OF_WHOM, **_MODELS, state=_STATES, outcome=[None, "cancelled"])


_PROMPTS_BY: list[dict[str, Any]] = [
    {},
    {"mood": "tense"},
    {"lighting": "backlit"},
    {"camera_style": "zoom_in"},
    {"favourite": True},
    {"status": "draft"},
]


_BY: dict[str, Any] = {"state": "open", "about": "spam", "user_id": UID}
_REPORTS = [
    *(AskedOfReports(**{name: each}, since=since) for name, each in _BY.items() for since in (None, NOW)),
    *(AskedOfReports(), AskedOfReports(until=NOW), AskedOfReports(**_BY, since=NOW, until=NOW)),
]
_ANYTHING: Any = ID
_AUDITS = [
    *(AskedOfAudit(**{name: _ANYTHING}, since=since) for name in ("actor", "action", "on", "user_id") for since in (None, NOW)),
    *(AskedOfAudit(), AskedOfAudit(until=NOW), AskedOfAudit(ID, ID, ID, ID, since=NOW, until=NOW)),
]


def _of_shelves(ask: Any) -> object:
    """By each filter that may be asked of Firestore, by all at once, and by none."""
    common: list[dict[str, Any]] = [{}, {"storyboard_id": ID}, {"favourite": True}]
    shelves: list[tuple[Any, list[dict[str, Any]]]] = [
        (JOBS_SHELF, [*common, {"model": _WISH.model}, {"state": "queued"}]),
        (FILMS_SHELF, [*common, {"status": "queued"}]),
    ]
    return [
        ask(shelf, UID, Filters(equal, q=q, tag=tag, since=since, until=until), limit=5, cursor=cursor)
        for shelf, equals in shelves
        for equal in equals
        for q, tag in ((None, None), ("fox", None), (None, "fox"))
        for cursor in _PLACES
        for since in (None, NOW)
        for until in (None, NOW)
    ] + [ask(PROMPTS_SHELF, UID, Filters(equal), limit=5, cursor=cursor) for equal in _PROMPTS_BY for cursor in _PLACES]


def _of_ledgers(ask: Any) -> object:
    """All users' from one on, between two, with one's begun; and one user's alone."""
    begun = Ledger(UID, seq=3, last=f"{ID}.charge")
    many = [ask(UID, last, carried, None) for last in (None, "someone") for carried in (None, begun)]
    return [*many, *(ask("", None, carried, UID) for carried in (None, begun))]


def _of_pages(_ask: Any) -> object:
    """Of each part that is read page by page: from the beginning and from a place, of all and of one user."""
    from shared.reconcile.reads import read_page

    places: Sequence[tuple[Part, tuple[str, ...]]] = [
        *(
            ("jobs", (UID, ID)),
            ("films", (UID, ID)),
            ("images", (ID,)),
            ("batches", (ID,)),
            ("usage", (UID,)),
            ("keys", (ID,)),
            ("shares", (ID,)),
            ("takedowns", (ID,)),
            ("reports", (ID,)),
            ("cases", (ID,)),
            ("canaries", (ID,)),
            ("agent_keys", (ID,)),
            ("deletions", (UID,)),
            ("exports", (ID,)),
            ("webhooks", (ID,)),
        ),
    ]
    return [
        read_page(Place(part, begin), user_id, Findings())
        for part, after in places
        for begin in ((), after)
        for user_id in (None, UID)
    ]


CARES = (
    VIDEOS_CARE,
    FILMS_CARE,
    *PROMPTS_CARES,
    *IMAGES_CARES,
    *TRASH_CARES,
    JOBS_LINE.care(_QUIET),
    FILMS_LINE.care(_QUIET),
    *WEBHOOKS_CARES,
    NOTICES_CARE,
    *PAYMENTS_CARES,
    EXPORTS_CARE,
    TAKEDOWNS_CARE,
    ADMIN_BATCHES_CARE,
    REPORTS_CARE,
    DELETIONS_CARE,
)
_LEAVER = Leaver(UID, "erased-0")
_ALL_OF_SOMEBODY = [name for name, row in COLLECTIONS.items() if row.erase is not None]

ASKED_BY: Mapping[str, Sequence[Call]] = {
    "shared.account_deletion.works:_live": [
        call
        for field in ("user_id", "payer_id")
        for work in (("video_jobs", "state", LIVE), ("films", "status", FILMS_LIVE), ("purchases", "status", FILMS_LIVE))
        for call in _with(*work, field, UID)
    ],
    "shared.account_deletion.guests:_away": _with(NOW, 5),
    "shared.accounts.reads:transactions": [
        *_with(UID, limit=5),
        *_with(UID, limit=5, before=3),
        *_with(UID, limit=5, kind=EntryType.REFUND),
        *_with(UID, limit=5, job_id=ID, before=3),
        *_with(UID, limit=5, kind=EntryType.REFUND, job_id=ID, until=NOW),
    ],
    "shared.accounts.reads:_first_at": _with(UID, NOW),
    "shared.accounts.reads:entries_of_job": _with(ID),
    "shared.comparisons.reads:listed": _pages(user_id=[UID]),
    "shared.config.history:listed": _pages(name=["limits"]),
    "shared.audit.reads:_rows": [
        lambda _ask: [audit_reads.found(each, limit=5, cursor=cursor) for each in _AUDITS for cursor in _PLACES]
    ],
    "shared.dead_letters.commands:found": _pages(
        kind=[LetterKind(), LetterKind("check"), LetterKind(function="sweep"), LetterKind(error_type="E"), LetterKind(*"qfe")],
        unsent=[False, True],
    ),
    "shared.dead_letters.commands:of_job": _with(ID),
    "shared.exports.archive:_pages": [lambda ask: [list(ask(name, UID)) for name in _ALL_OF_SOMEBODY]],
    "shared.films.reads:kept_bytes": _with(UID),
    "shared.lifecycle.waiting:_waiting": [*_with(JOBS_LINE, _WAITS, 5), *_with(FILMS_LINE, _WAITS, 5)],
    "shared.lifecycle.sweep:look_after": [call for care in CARES for call in _with(care, 5)],
    "shared.images.reads:kept_bytes": _with(UID),
    "shared.images.reads:listed": _pages(user_id=[UID], collection_id=[None, ID], status=[None, "ready"]),
    "shared.images.collections:listed": _pages(user_id=[UID]),
    "shared.erasure.reads:planned_in": _with(UID, ID),
    "shared.erasure.worker:_images_of": [*_with(ID, UID, None), *_with(ID, UID, ID)],
    "shared.prompts.trash:erase_of": _with(ID),
    "shared.prompts.trash:erase_some_of": _with(UID),
    "shared.lifecycle.library:page": [_of_shelves],
    "shared.queues.reads:count": [
        lambda ask: [
            ask(line, *more)
            for line in queue_reads.lines()
            for more in ((line.waiting,), (line.active,), ([line.completed], NOW), ([line.failed], NOW))
        ]
    ],
    "shared.queues.reads:oldest": [lambda ask: [ask(line) for line in queue_reads.lines()]],
    "shared.prompts.reads:exported": [
        lambda ask: list(ask(UID, image_id=ID, collection_id=None)),
        lambda ask: list(ask(UID, image_id=None, collection_id=ID)),
        lambda ask: list(ask(UID, image_id=None, collection_id=None)),
    ],
    "shared.prompts.reads:rows_of": [*_with(UID, ID, "deleted_at"), *_with(UID, ID, "purge_at")],
    "shared.prompts.styles:_latest": _with(UID),
    "shared.videos.reads:_latest": _with(UID),
    "shared.prompts.templates:kept_by": _with(UID),
    "shared.prompts.templates:save": _with(UID, "name", Config()),
    "shared.prompts.templates:listed": _with(UID),
    "shared.people.belongings:listed": [
        lambda ask: [ask(kind, UID, limit=5, cursor=cursor) for kind in BELONGINGS for cursor in _PLACES]
    ],
    "shared.people.reads:_page": [
        lambda ask: [ask(each, after, 5) for each in (*LISTINGS.values(), known_by("ada")) for after in (None, (NOW, ID))]
    ],
    "shared.people.record:_notes": [*_with(UID, 5, None), *_with(UID, 5, _PLACES[1])],
    "shared.provider_keys.commands:rewrap": _with("projects/p/cryptoKeyVersions/1"),
    "shared.reconcile.worker:_forget_old": _with(),
    "shared.reconcile.reads:runs": _with(limit=5, language="en"),
    "shared.reconcile.accounts:_accounts": [*_with("", None), *_with(UID, None)],
    "shared.reconcile.accounts:_entries": [_of_ledgers],
    "shared.reconcile.accounts:_was_forgotten": _with(UID, ID),
    "shared.reconcile.reading:live": [
        *_with("video_jobs", "state", LIVE, UID, "batch_id"),
        *_with("films", "status", FILMS_LIVE, UID, "slot_at"),
    ],
    "shared.reconcile.reading:there": _with(UID),
    "shared.reconcile.reading:next_page": [_of_pages],
    "shared.reconcile.reading:live_batches": _with(UID),
    "shared.notices.mailing:claim": _with(UID),
    "shared.reconcile.webhooks:_works": [
        call for collection in ("video_jobs", "films", "video_prompts") for call in _with(collection, UID, NOW)
    ],
    "shared.reconcile.agent_keys:_charged": _with(
        Document(f"agent_keys/{ID}", {"user_id": UID, "spent_today": {"date": "2026-01-02"}})
    ),
    "shared.reports.reads:listed": [
        lambda ask: [ask(each, limit=5, cursor=cursor) for each in _REPORTS for cursor in _PLACES],
    ],
    "shared.reports.reads:of_work": [*_with("video", ID, limit=5), *_with("video", ID, limit=5, state="open")],
    "shared.reports.reads:count": _with(UID, "open"),
    "shared.reports.reads:count_open": _with("video", ID),
    "shared.shares.commands:revoke_of": _with("video", ID),
    "shared.shares.reads:of_work": _with("video", ID, 5),
    "shared.shares.commands:erase_of": _with("film", ID),
    "shared.shares.counts:by_day": _with(ID, 30, NOW),
    "shared.shares.counts:erase": _with(ID),
    "shared.payments.reads:listed": _pages(user_id=[UID]),
    "shared.shares.reads:listed": _pages(user_id=[UID]),
    "shared.webhooks.commands:redeliver_span": [
        lambda ask: ask(UID, ID, NOW, NOW),
        lambda ask: ask(UID, ID, NOW, NOW, _PLACES[1]),
    ],
    "shared.webhooks.reads:deliveries": _pages(user_id=[UID], endpoint_id=[ID], status=[None, DeliveryStatus.FAILED]),
    "shared.webhooks.sealing:rewrap": _with("projects/p/cryptoKeyVersions/1"),
    "shared.webhooks.worker:_due": _with(ID, 1),
    "shared.videos.batch_reads:_first_jobs": [*_with(UID, 5, None), *_with(UID, 5, _PLACES[1])],
    "shared.videos.batch_reads:jobs_of": _with(UID, ID),
    "shared.storyboards.commands:kept_by": _with(UID),
    "shared.storyboards.reads:listed": _pages(user_id=[UID]),
    "shared.storyboards.reads:stored_versions": _with(ID, 5),
    "shared.storyboards.images_in_use:users": _with(UID, [ID]),
    "shared.storyboards.images_in_use:tell": _with(UID, ID),
    "shared.reconcile.versions:read": [
        lambda ask: [ask(Place("versions", after), None, Findings()) for after in ((), (f"video_prompts/{ID}/versions/1",))]
    ],
    "shared.reconcile.trash:read": [
        lambda ask: [
            ask(Place("trash", after), user_id, Findings()) for after in ((), ("film", NOW, ID)) for user_id in (None, UID)
        ]
    ],
    "shared.trash.reads:_of": [lambda ask: [list(ask(kind, UID, 5, after)) for kind in KINDS for after in (None, (NOW, ID))]],
    "shared.trash.untouched:_look": [lambda ask: [ask(name, NOW, 5) for name in ("video_jobs", "films", "images")]],
    "shared.trash.commands:_waiting": [
        lambda ask: [ask(kind, UID, NOW, after) for kind in KINDS.values() for after in (None, (NOW, ID))]
    ],
    "shared.films.trash:failed": _with(UID),
    "shared.videos.trash:delete_failed": _with(UID, NOW),
    "shared.user_data.erasing:_theirs": [lambda ask: [ask(name, _LEAVER, 5) for name in _ALL_OF_SOMEBODY]],
    "shared.user_data.erasing:below": _with(f"storyboards/{ID}", "versions", 5),
    "shared.user_data.erasing:reports": [lambda ask: list(ask(_LEAVER))],
    "shared.user_data.renaming:_renamed": [
        *(lambda ask, each=each: next(ask(*each, "==", _LEAVER), None) for each in renaming.NAMES),
        *(lambda ask, each=each: next(ask(*each, "array_contains", _LEAVER), None) for each in renaming.LISTS),
    ],
    "shared.videos.reads:needs_image": _with(ID),
    "shared.videos.admission:_active": _with(UID),
    "shared.videos.daily_ceiling:_watch": _with("2026-01-02"),
    "shared.videos.provider_worker:poll_operation": _with("vertex", "operations/1"),
    "shared.videos.steps:kept_bytes": _with(UID),
    "shared.videos.admin:trail": _with(ID),
    "shared.lifecycle.overview:page": [
        *(lambda _ask, call=call: call(video_admin.jobs) for call in _JOBS),
        *(lambda _ask, call=call: call(film_admin.films) for call in _pages(**_OF_WHOM, status=_STATES, outcome=[None, "x"])),
        *(
            lambda _ask, call=call: call(prompt_admin.prompts)
            for call in _pages(**_OF_WHOM, status=[None, "failed"], error_code=[None, "X"], model=[None, "m"])
        ),
    ],
    "shared.takedowns.commands:_made_of": [lambda ask: list(ask(Name("video", ID)))],
    "shared.takedowns.reads:listed": _pages(user_id=[None, UID], kind=[None, "film"]),
    "shared.accounts.days:page": [
        call
        for name in ("video_jobs", "films", "video_prompts", "credit_transactions")
        for after in ((), (NOW, ID))
        for call in _with(name, NOW.date(), after, ("user_id",))
    ]
    + [
        call
        for name, by in (("accounts", "seen_at"), ("refused_calls", "refused_at"))
        for after in ((), (NOW, ID))
        for call in _with(name, NOW.date(), after, ("user_id",), by=by)
    ],
    "shared.videos.figures:costs": [*_with(NOW.date(), ()), *_with(NOW.date(), (f"video_jobs/{ID}/private/ops",))],
    "shared.canaries.sweep:listed": _with(),
    "shared.canaries.sweep:_under_way": _with(5),
    "shared.reconcile.canaries:_check_kept": _with(Findings()),
    "shared.accounts.figures:new_accounts": _with(NOW.date()),
    "shared.accounts.figures:stored_bytes": _with(),
}
