"""Video jobs and films, in the order of their users: their money, times, ends, attempts and files.

A page costs at most 100 jobs, as many accounts, twice as many entries, an `ops` for each that was tried twice, the images that
live ones hold, a look at each finished file, and for each account that knows of no live job but has one three documents and a
query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from shared.accounts.ledger import account_path
from shared.films.model import FILMS
from shared.films.states import LIVE as FILMS_LIVE
from shared.images.model import image_path
from shared.lifecycle import payers
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document, Seen
from shared.platform.user_ids import is_id
from shared.reconcile import checks
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.checks import Money
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import certain, check_files, check_slots, counts_live, next_page
from shared.videos.model import COLLECTION as JOBS
from shared.videos.model import ops_path
from shared.videos.states import LIVE


class _Work(NamedTuple):
    """What jobs and films have in common, and where they differ."""

    collection: str
    state: str  # the names of the fields
    file: str
    live: frozenset[str]
    rule: Callable[..., list[Breach]]


_JOBS = _Work(JOBS, "state", "video", frozenset(each.value for each in LIVE), checks.job)
_FILMS = _Work(FILMS, "status", "film", frozenset(each.value for each in FILMS_LIVE), checks.film)


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    work = _JOBS if place.part == "jobs" else _FILMS
    rows, following = next_page(work.collection, place, user_id, findings, by_user=True)
    about = {row.path: _about(work, row) for row in rows}
    seen = store().read(path for paths in about.values() for path in paths) if rows else {}
    for row in rows:
        _check(work, row, {path: seen[path] for path in about[row.path]}, findings)
    completed = {row.path: row for row in rows if _has_file(work, row)}
    recorded = {path: (row.fields or {}).get(work.file) for path, row in completed.items()}
    check_files(recorded, findings, lambda path: _still(work, completed[path]))
    _check_uncounted(work, rows, seen, findings)
    return following


def _has_file(work: _Work, row: Document) -> bool:
    """Of a purged video only the facts are left."""
    fields = row.fields or {}
    return fields.get(work.state) == "completed" and not fields.get("purged_at")


def _about(work: _Work, row: Document) -> list[str]:
    """The job again, beside what it is held against: read at one moment."""
    user, entry = payers.of(row.fields or {}), f"credit_transactions/{row.id}"
    paths = [row.path, f"{entry}.charge", f"{entry}.refund", *([account_path(user)] if is_id(user) else [])]
    if work is _FILMS:
        return paths
    return [*paths, *([ops_path(row.id)] if _attempts(row) > 1 else []), *map(image_path, _held(row.fields or {}))]


def _held(fields: Mapping[str, Any]) -> list[str]:
    """The images that a job holds; it may have let them go since, but never takes more."""
    return [each for each in fields.get("held_images", ()) if isinstance(each, str) and is_id(each)]


def _attempts(row: Document) -> int:
    count = (row.fields or {}).get("attempt")
    return count if isinstance(count, int) else 0


def _check(work: _Work, row: Document, seen: Seen, findings: Findings) -> None:
    findings.checked["2"] += 1
    state = (row.fields or {}).get(work.state)
    findings.checked["5" if state in work.live else "7"] += 1
    findings.checked["6"] += _attempts(row) > 1 and work is _JOBS
    findings.add(certain(seen, lambda now: findings.judge(row.path, lambda: _wrong(work, row.path, now))), row.path)


def _wrong(work: _Work, path: str, seen: Seen) -> list[Breach]:
    fields = seen[path].fields
    if fields is None:  # erased meanwhile
        return []
    entry = f"credit_transactions/{seen[path].id}"
    money = Money(seen[f"{entry}.charge"].fields, seen[f"{entry}.refund"].fields)
    found = work.rule(path, fields, money, clock().now())
    home = account_path(payers.of(fields))
    if home not in seen or seen[home].fields is None:
        found.append(breach(BreachKind.JOB_WITHOUT_ACCOUNT, path, home, None))
    if (ops := seen.get(ops_path(seen[path].id))) is not None:
        found += checks.attempts(path, int(fields["attempt"]), ops.fields or {})
    if work is _JOBS and fields["state"] in work.live:
        found += checks.pictures(path, {each: seen[image_path(each)].fields for each in _held(fields)})
    return found


def _still(work: _Work, row: Document) -> bool:
    now = store().get(row.path).fields
    before = row.fields or {}
    if now is None or now.get("purged_at"):
        return False
    return (now[work.state], now[work.file]) == (before[work.state], before[work.file])


def _check_uncounted(work: _Work, rows: Sequence[Document], seen: Seen, findings: Findings) -> None:
    """Accounts that count no live work, beside one: the others were held against theirs with the accounts."""
    users = {payers.of(row.fields or {}) for row in rows if (row.fields or {}).get(work.state) in work.live}
    for user in sorted(users):
        account = seen[account_path(user)].fields if account_path(user) in seen else None
        if account is not None and not counts_live(account):
            check_slots(user, findings)
