"""Pages of any size find the same: users, entries, jobs, films and images are split at every place where a page may end."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from shared.config import sections
from shared.platform.firestore.documents import Document
from shared.platform.storage.objects import Stored
from shared.provider_keys import commands as provider_key_commands
from shared.reconcile import accounts, images, objects, prompts, reading, usage, versions, videos_and_films
from shared.reconcile import agent_keys as reconcile_agent_keys
from shared.reconcile import canaries as reconcile_canaries
from shared.reconcile import provider_keys as reconcile_provider_keys
from shared.reconcile import reports as reconcile_reports
from shared.reconcile import shares as reconcile_shares
from shared.reconcile import takedowns as reconcile_takedowns
from shared.reconcile import trash as reconcile_trash
from shared.reconcile import webhooks as reconcile_webhooks
from shared.reconcile.breaches import BreachKind
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reads import read_page
from shared.reports import reads as report_reads
from shared.videos import reads as video_reads
from shared.videos import steps
from tests.fixtures.fakes import NOON, FakeClock
from tests.fixtures.invariant_data import FILE, Planted

_WRITTEN = NOON - timedelta(days=1)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
    "<=": operator.le,
    ">=": operator.ge,
    "in": lambda value, among: value in among,
    "array_contains": lambda values, wanted: wanted in values,
}


class Shelf:
    """Documents in memory, found in the order and from the place that a query names; counts what it was asked for."""

    def __init__(self, users: Iterable[Planted]) -> None:
        self.documents = {path: fields for user in users for path, fields in user.documents.items()}
        self.objects = [name for user in users for name in user.objects]
        self.most = 0

    def read(self, paths: Iterable[str]) -> dict[str, Document]:
        wanted = list(paths)
        self.most = max(self.most, len(wanted))
        return {path: Document(path, self.documents.get(path), _WRITTEN) for path in wanted}

    def get(self, path: str) -> Document:
        return self.read([path])[path]

    def settle(self, paths: Iterable[str], decide: Callable[[Mapping[str, Document]], Any]) -> None:
        """Nothing is written: each page is to find the same."""
        decide({path: Document(path, self.documents.get(path), _WRITTEN) for path in paths})

    def find(
        self,
        collection: str,
        *,
        where: Sequence[tuple[str, str, Any]] = (),
        order: Sequence[tuple[str, str]] = (),
        after: Sequence[Any] | None = None,
        limit: int,
        only: Sequence[str] = (),
    ) -> list[Document]:
        assert only in (
            (),
            ["state"],
            ["state", "batch_id", "payer_id"],
            ["status", "slot_at", "payer_id"],
            ["user_id"],
            ["agent_key_id", "amount"],
            ["deleted_at", "purge_at", "purged_at"],
        )
        ways = {direction for _, direction in order}
        assert len(ways) <= 1
        here = {path: fields for path, fields in self.documents.items() if path.rpartition("/")[0] == collection}
        rows = [Document(path, fields, _WRITTEN) for path, fields in here.items()]

        def place(row: Document) -> tuple[Any, ...]:
            return tuple(row.id if name == "__name__" else (row.fields or {})[name] for name, _ in order)

        rows = [row for row in rows if all(_fits(row, *each) for each in where)]
        rows = sorted(rows, key=place, reverse=ways == {"desc"})
        beyond = operator.lt if ways == {"desc"} else operator.gt
        return [row for row in rows if after is None or beyond(place(row), tuple(after))][:limit]

    def all_in(
        self, group: str, where: tuple[str, Any] | None, *, after: str | None, limit: int, only: Sequence[str]
    ) -> list[Document]:
        assert (where, only) == (None, ["version"])
        found = sorted(path for path in self.documents if path.split("/")[-2] == group and path > (after or ""))
        return list(self.read(found[:limit]).values())

    def count(self, collection: str, where: Sequence[tuple[str, str, Any]]) -> int:
        return len(self.find(collection, where=where, limit=10_000))

    def sum_of(self, collection: str, where: Sequence[tuple[str, str, Any]], field: str) -> int:
        values: list[Any] = [row.fields for row in self.find(collection, where=where, limit=10_000)]
        for name in field.split("."):
            values = [each.get(name) if isinstance(each, Mapping) else None for each in values]
        return sum(each for each in values if isinstance(each, int))


def _fits(row: Document, name: str, sign: str, value: Any) -> bool:
    """What is not there is compared for equality alone."""
    found = (row.fields or {}).get(name)
    return (found is not None or sign in ("==", "in")) and _COMPARE[sign](found, value)


class Bucket:
    """The planted file, and what users have in the media bucket."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(names)

    def stat(self, bucket: str, name: str) -> Stored | None:
        return Stored(bucket, name, 1, FILE["bytes"], FILE["crc32c"]) if name == FILE["object"] else None

    def list(self, bucket: str, prefix: str, limit: int, *, after: str = "") -> list[Stored]:
        names = [name for name in self.names if name.startswith(prefix) and name > after and "media" in bucket]
        return [Stored(bucket, name, 1, 3, "AAAAAA==", made_at=_WRITTEN - timedelta(days=1)) for name in names[:limit]]


@pytest.fixture(scope="module")
def users() -> list[Planted]:
    """Some as they must be, one for each kind of breach, one with a long ledger, one whose account lost count of it."""
    found = [Planted(NOON, uid=f"planted-{number:012x}") for number in range(0, 7 * (len(BreachKind) + 3), 7)]
    for user, kind in zip(found, [*BreachKind, *([None] * len(found))], strict=False):
        if kind:
            user.spoilt(kind)
    for number in range(17):
        found[-1].post(f"grant.long-{number}", "admin_grant", 1)
        found[-2].post(f"grant.uncounted-{number}", "admin_grant", 0)
    found[-2].account.update(seq=7)
    return found


def walked(monkeypatch: pytest.MonkeyPatch, shelf: Shelf, page: int, user_id: str | None = None) -> tuple[Findings, int]:
    readers = (
        accounts,
        videos_and_films,
        reading,
        images,
        reconcile_provider_keys,
        reconcile_shares,
        reconcile_canaries,
        reconcile_reports,
        report_reads,
        reconcile_takedowns,
        versions,
        reconcile_trash,
    )
    for module in (objects, reconcile_agent_keys, reconcile_webhooks, *readers, video_reads, steps, provider_key_commands):
        monkeypatch.setattr(module, "store", lambda: shelf)
    ours = (reconcile_agent_keys, reconcile_canaries, reconcile_reports, reconcile_shares, reconcile_takedowns)
    clocked = (prompts, *ours, reconcile_webhooks, reconcile_trash)
    for module in (videos_and_films, reading, images, *clocked, objects):
        monkeypatch.setattr(module, "clock", FakeClock)
    for module in (reading, objects):
        monkeypatch.setattr(module, "files", lambda: Bucket(shelf.objects))
    monkeypatch.setattr(sections, "get", lambda section: section())
    monkeypatch.setattr(accounts, "ACCOUNTS", page)
    monkeypatch.setattr(accounts, "ENTRIES", page + 1)
    for module in (reading, usage, reconcile_agent_keys, reconcile_webhooks, versions, reconcile_trash, objects):
        monkeypatch.setattr(module, "PAGE", page)
    total, place, pages = Findings(), Place(), 0
    following: Place | None = place
    while following is not None:
        findings = Findings()
        following = read_page(Place.of(following.fields()), user_id, findings)
        total.breaches += findings.breaches
        total.checked += findings.checked
        total.busy |= findings.busy
        assert max(findings.read.values(), default=0) <= page + 1
        pages += 1
        assert pages < 5000
    return total, pages


@pytest.fixture(scope="module")
def whole(users: list[Planted]) -> Iterator[Findings]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield walked(monkeypatch, Shelf(users), 10_000)[0]


def test_one_page_of_everything_names_each_breach(whole: Findings) -> None:
    """O3: all of them, none twice, and nobody is busy where nothing moves."""
    assert {each.kind for each in whole.breaches} == set(BreachKind)
    assert max(Counter((each.kind, each.path) for each in whole.breaches).values()) == 1
    assert whole.busy == set()


@pytest.mark.parametrize("page", [1, 3, 50])
def test_pages_of_any_size_find_the_same(
    monkeypatch: pytest.MonkeyPatch, users: list[Planted], whole: Findings, page: int
) -> None:
    """O3: each document counts once, wherever a page ends; no read is larger than a page asks for."""
    shelf = Shelf(users)
    found, pages = walked(monkeypatch, shelf, page)
    assert sorted(found.breaches) == sorted(whole.breaches)
    assert found.checked == whole.checked
    assert (pages > 1, shelf.most <= 5 * page + 1) == (True, True)


@pytest.mark.parametrize("page", [1, 4, 10_000])
def test_one_user_alone_is_found_to_be_the_same(
    monkeypatch: pytest.MonkeyPatch, users: list[Planted], whole: Findings, page: int
) -> None:
    """O3: an answer at once for one user holds what a run says of them."""
    for user in users[:: 7 if page > 1 else 19]:
        found, _ = walked(monkeypatch, Shelf(users), page, user.uid)
        own = {*user.documents, f"accounts/{user.uid}", user.path("done")}
        theirs = (each for each in whole.breaches if each.path in own or user.uid.removeprefix("planted-") in each.path)
        wanted = [each for each in theirs if each.kind is not BreachKind.VERSION_LEFT]  # whose it was nobody knows
        assert sorted(found.breaches) == sorted(wanted)


def test_versions_are_told_only_where_what_they_are_versions_of_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """O3, P9: of prompts and of storyboards; one that goes with its prompt while it is looked at is none."""
    user, board = Planted(NOON, uid="planted-000000000001"), "storyboards/board"
    user.documents.update({f"{board}/versions/{number}": {"version": number} for number in (1, 2)})
    shelf = Shelf([user])
    left = [each.path for each in walked(monkeypatch, shelf, 50)[0].breaches]
    assert left == [f"{board}/versions/1", f"{board}/versions/2"]
    shelf.documents[board] = {"version": 3}
    assert walked(monkeypatch, shelf, 1)[0].breaches == []
    del shelf.documents[board]
    monkeypatch.setattr(shelf, "read", lambda paths: {path: Document(path, None) for path in paths})
    versions.read(Place("versions"), None, found := Findings())
    assert (found.breaches, found.checked["orphans"]) == ([], 1)


NONSENSE: Mapping[str, Callable[[Planted], Any]] = {
    "an account without numbers": lambda user: user.account.update(seq="x", balance=None, active_jobs="many"),
    "a job of no state": lambda user: user.of("done").update(state="asleep"),
    "a job of nobody that can be": lambda user: user.of("done").update(user_id=".", payer_id="."),
    "a job of a number": lambda user: user.of("done").update(attempt="2", credits=None),
    "facts that are none": lambda user: user.of("done").update(video={"object": 5, "bytes": 3, "crc32c": ""}),
    "facts that are a word": lambda user: user.of("film").update(film="film"),
    "an entry without an amount": lambda user: user.entry("done").update(amount=None),
    "an entry of no job that can be": lambda user: user.entry("done").update(job_id="../accounts"),
    "attempts in a list": lambda user: user.documents[f"{user.path('lost')}/private/ops"].update(attempts=["a1"]),
    "a film of no price": lambda user: user.of("free").pop("credits"),
    "times that are words": lambda user: user.of("live").update(deadline_at="tomorrow", due_at="soon"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_a_breach_and_stops_nobody(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """O3: a document that no rule can read is named, and those after it are looked at all the same."""
    first, other = Planted(NOON, uid="planted-000000000001"), Planted(NOON, uid="planted-000000000002")
    NONSENSE[name](first)
    path = other.spoilt(BreachKind.CHARGED_MARK)
    found, _ = walked(monkeypatch, Shelf([first, other]), 2)
    assert BreachKind.CHARGED_MARK in [each.kind for each in found.breaches if each.path == path]
    assert [each for each in found.breaches if each.path != path] != []
