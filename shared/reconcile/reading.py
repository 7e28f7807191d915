"""How the reconciliation reads what moves: a suspicion counts only when nothing had changed by a second look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Any, Literal

from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.accounts.usage import usage_path
from shared.config import sections
from shared.films import slots as film_slots
from shared.films.model import FILMS
from shared.films.states import LIVE as FILMS_LIVE
from shared.images.model import IMAGES
from shared.lifecycle.payers import FIELD as PAYER
from shared.lifecycle.payers import paid_by
from shared.lifecycle.takedown import away
from shared.platform.clients import clock, files, store
from shared.platform.firestore.documents import Document, Seen
from shared.platform.settings import settings
from shared.prompts.model import BATCHES, TEMPLATES
from shared.reconcile import checks
from shared.reconcile.breaches import Breach
from shared.reconcile.findings import Findings, Place
from shared.storyboards.model import COLLECTION as STORYBOARDS
from shared.videos import slots
from shared.videos.model import COLLECTION as JOBS
from shared.videos.states import LIVE
from shared.videos.steps import kept_bytes

PAGE = 100
_LOOKS = 3
_AT_ONCE = 8  # files looked at
_MOST_LIVE = 2_000  # of one user, held against the account's counts
_Rule = Callable[[], list[Breach]]


def next_page(
    collection: str,
    place: Place,
    user_id: str | None,
    findings: Findings,
    *,
    where: Sequence[tuple[str, Literal["=="], Any]] = (),
    by_user: bool = False,
    only: Sequence[str] = (),
    most: int | None = None,
) -> tuple[list[Document], Place | None]:
    """A page of all or of one user's, by their names, with `by_user` those of one user together; where the next begins."""
    order: list[tuple[str, Literal["asc"]]] = [("__name__", "asc")]
    if user_id is not None:
        where = [*where, ("user_id", "==", user_id)]
    elif by_user:
        order.insert(0, ("user_id", "asc"))
    after = list(place.after)[-len(order) :] or None
    rows = store().find(collection, where=where, order=order, after=after, limit=most or PAGE, only=only)
    findings.read[place.part] += len(rows)
    if len(rows) < (most or PAGE):
        return rows, None
    last = rows[-1]
    return rows, Place(place.part, ((last.fields or {})["user_id"], last.id) if by_user else (last.id,))


def certain(seen: Seen, judge: Callable[[Seen], list[Breach]]) -> list[Breach] | None:
    """What `judge` finds in documents that stand still for two reads; None when they never did."""
    for _ in range(_LOOKS):
        if not judge(seen):
            return []
        again = store().read(seen)
        if _unchanged(seen, again):
            return judge(again)
        seen = again
    return None


def _unchanged(before: Seen, after: Seen) -> bool:
    return all((each.update_time, each.fields is None) == _stamp(after[path]) for path, each in before.items())


def _stamp(document: Document) -> tuple[Any, bool]:
    return document.update_time, document.fields is None


def counts_live(account: Mapping[str, Any]) -> bool:
    """Whether by its own counts there is something live to hold them against."""
    counts = ("active_jobs", "waiting_jobs", "live_batches", "active_films", "waiting_films")
    return any(account.get(name) for name in counts)


def check_slots(user_id: str, findings: Findings) -> None:
    """3: an account against the user's live jobs."""
    findings.checked["3"] += 1

    def look(account: Mapping[str, Any]) -> _Rule:
        jobs, all_of_them = live(JOBS, "state", LIVE, user_id, "batch_id")
        films, all_of_these = live(FILMS, "status", FILMS_LIVE, user_id, "slot_at")
        return lambda: _slots(account, jobs if all_of_them else None, films if all_of_these else None)

    hold(account_path(user_id), findings, look)


def hold(path: str, findings: Findings, look: Callable[[Mapping[str, Any]], _Rule | None]) -> bool:
    """A document against what `look` reads for it: whatever moves that writes the document, so it must not change meanwhile.

    False where nothing could be said.
    """
    for _ in range(_LOOKS):
        before = store().get(path)
        if before.fields is None or (rule := look(before.fields)) is None:
            return False
        found = findings.judge(path, rule)
        if not found or _unchanged({path: before}, store().read([path])):
            findings.add(found)
            return True
    findings.add(None, path)
    return False


def live(collection: str, state: str, live: Iterable[StrEnum], user_id: str, *also: str) -> tuple[list[Mapping[str, Any]], bool]:
    """The live ones that they pay for, and whether these are all."""
    states = sorted(each.value for each in live)
    rows = paid_by(
        lambda field: store().find(
            collection, where=[(field, "==", user_id), (state, "in", states)], limit=_MOST_LIVE, only=[state, *also, PAYER]
        )
    )
    return [row.fields or {} for row in rows], len(rows) < _MOST_LIVE


def _slots(
    stored: Mapping[str, Any], jobs: Sequence[Mapping[str, Any]] | None, films: Sequence[Mapping[str, Any]] | None
) -> list[Breach]:
    """None where there are too many to be held against the counts."""
    account = account_model.read(Document("", stored))
    assert account is not None
    waits = account.waiting_jobs or account.waiting_films
    changed = store().get(sections.path("concurrency")).update_time if waits else None
    since = max(account.updated_at, changed) if changed else account.updated_at
    found: list[Breach] = []
    if jobs is not None:
        found += checks.slots(stored, [each["state"] for each in jobs], slots.limit(account), since, clock().now())
        found += checks.live_batches(stored, [batch for each in jobs if (batch := each.get("batch_id"))])
    if films is not None:
        found += checks.film_slots(stored, films, film_slots.limit(account), since, clock().now())
    return found


def check_bytes(user_id: str, findings: Findings) -> None:
    """An account against its finished videos."""
    _counted(account_path(user_id), findings, lambda: {"stored_bytes": kept_bytes(user_id)}, _stored)


def check_usage(user_id: str, findings: Findings) -> None:
    """What a user keeps, against what was counted."""
    _counted(usage_path(user_id), findings, lambda: there(user_id), checks.kept)


def _counted(
    path: str,
    findings: Findings,
    count: Callable[[], Mapping[str, int]],
    rule: Callable[[str, Mapping[str, Any], Mapping[str, int]], list[Breach]],
) -> None:
    there: dict[str, int] = {}

    def look(fields: Mapping[str, Any]) -> _Rule:
        there.update(count())
        return lambda: rule(path, fields, there)

    if hold(path, findings, look):
        findings.stored_bytes += sum(size for name, size in there.items() if name.endswith("_bytes"))
    findings.checked["counts"] += bool(there)


def _stored(_path: str, account: Mapping[str, Any], there: Mapping[str, int]) -> list[Breach]:
    return checks.stored_bytes(account, there["stored_bytes"])


def there(user_id: str) -> Mapping[str, int]:
    """By queries that Firestore answers with a number."""
    mine: tuple[str, Literal["=="], Any] = ("user_id", "==", user_id)
    return {
        "storyboards": store().count(STORYBOARDS, where=[mine]),
        "templates": store().count(TEMPLATES, where=[mine]),
        "picture_bytes": store().sum_of(IMAGES, where=[mine, ("status", "==", "ready")], field="bytes"),
        "film_bytes": store().sum_of(FILMS, where=[mine, ("status", "==", "completed")], field="film.bytes"),
    }


def check_prompt_slots(user_id: str, findings: Findings, *, counted: bool = True) -> None:
    """3: an account against its batches of prompts that are not over: one that counts some (`counted`), or one that does not."""

    def look(account: Mapping[str, Any]) -> _Rule | None:
        if counts_prompts(account) is not counted:
            return None
        live = {row.id: row.fields or {} for row in live_batches(user_id)}
        return lambda: checks.prompt_slots(account, live)

    hold(account_path(user_id), findings, look)


def live_batches(user_id: str) -> list[Document]:
    return paid_by(lambda field: store().find(BATCHES, where=[(field, "==", user_id), ("live", "==", True)], limit=_MOST_LIVE))


def counts_prompts(account: Mapping[str, Any]) -> bool:
    return bool(account.get("active_prompts") or account.get("waiting_prompts"))


def check_files(recorded: Mapping[str, Any], findings: Findings, still: Callable[[str], bool]) -> None:
    """4: the files of completed videos or films, by the paths of these. One that is being erased meanwhile is no breach."""
    with ThreadPoolExecutor(_AT_ONCE) as crowd:
        looks = {path: crowd.submit(_file, path, facts, findings) for path, facts in recorded.items()}
    findings.checked["4"] += len(recorded)
    for path, look in looks.items():
        if (found := look.result()) and still(path):
            findings.add(found)


def _file(path: str, facts: Any, findings: Findings) -> list[Breach]:
    if found := findings.judge(path, lambda: checks.file_facts(path, facts)):
        return found
    media, name = settings().bucket_media, facts["object"]
    stored = files().stat(media, name) or files().stat(media, away(name))
    size, crc32c = (stored.size, stored.crc32c) if stored else (None, None)
    return findings.judge(path, lambda: checks.stored_file(path, facts, size, crc32c))
