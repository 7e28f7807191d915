"""A user whose documents are as they must be, and for each kind of breach one way to spoil them. Built without a stack."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from shared.accounts.ledger import Account, EntryType
from shared.catalog.offers import Wish
from shared.films.model import Film, FilmScene, FilmStatus, FilmWish
from shared.images.model import Image, ImageStatus
from shared.platform.sealed import Sealed
from shared.prompts.groups import Batch
from shared.provider_keys.model import Key, key_path
from shared.reconcile.breaches import Kind
from shared.videos.job import Job
from shared.videos.states import JobState

_WISH = Wish(model="vertex/veo-3.1-generate-001", prompt="A fox.", seconds=4, aspect_ratio="16:9", resolution="720p", audio=True)
_HOUR = timedelta(hours=1)
FILE: Mapping[str, Any] = {"object": "users/planted/videos/fox.mp4", "bytes": 3, "crc32c": "AAAAAA=="}


@dataclass
class Planted:
    """One user's documents by path; `done`, `lost`, `live` and `waits` are jobs, `film`, `free`, `cut` and `next` are films."""

    now: datetime
    file: Mapping[str, Any] = field(default_factory=lambda: FILE)
    uid: str = field(default_factory=lambda: f"planted-{secrets.token_hex(6)}")
    documents: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    objects: list[str] = field(default_factory=list[str])  # in the media bucket, for long

    def __post_init__(self) -> None:
        began, ended_at = self.now - 2 * _HOUR, self.now - _HOUR
        account = Account(self.uid, created_at=began, updated_at=began)
        account = self._posted(account, f"grant.{self.id('grant')}", EntryType.ADMIN_GRANT, 200, began)
        jobs = {
            "done": self._job("done", JobState.COMPLETED, outcome="completed", ended_at=ended_at, video=dict(self.file)),
            "lost": self._job("lost", JobState.FAILED, outcome="quota", ended_at=ended_at, charged=False, attempt=2),
            "live": self._job("live", JobState.QUEUED, slot_at=self.now, due_at=self.now + _HOUR),
            "waits": self._job("waits", JobState.WAITING, due_at=self.now + _HOUR),
        }
        for name, job in jobs.items():
            self.documents[job.path] = job.fields()
            account = self._posted(account, f"{job.id}.charge", EntryType.CHARGE, -40, began, self.id(name))
        account = self._posted(account, f"{self.id('lost')}.refund", EntryType.REFUND, 40, ended_at, self.id("lost"))
        for name, credits in (("film", 5), ("free", 0)):
            film = self._film(name, credits, ended_at)
            self.documents[film.path] = film.fields()
            if credits:
                account = self._posted(account, f"{film.id}.charge", EntryType.CHARGE, -credits, began, film.id, "Film: 1 scenes")
        for name, status, slot_at in (("cut", FilmStatus.QUEUED, began), ("next", FilmStatus.WAITING, None)):
            lives = {"status": status, "slot_at": slot_at, "due_at": self.now + _HOUR, "outcome": None, "ended_at": None}
            film = replace(self._film(name, 0, ended_at), film=None, **lives)
            self.documents[film.path] = film.fields()
        tries = {"a1": {"began_at": began}, "a2": {"began_at": ended_at, "operation": "o-2"}}
        self.documents[f"{self.path('lost')}/private/ops"] = {"attempts": tries}
        counts = {"active_jobs": 1, "waiting_jobs": 1, "active_films": 1, "waiting_films": 1}
        self.documents[account.path] = {**account.fields(), **counts, "overrides": {"active_jobs": 1, "active_films": 1}}
        self._of_prompts()

    def id(self, name: str) -> str:
        return f"{self.uid.removeprefix('planted-')}{name.encode().hex():0<12.12}"

    def path(self, name: str) -> str:
        return f"{'films' if name in ('film', 'free', 'cut', 'next') else 'video_jobs'}/{self.id(name)}"

    def of(self, name: str) -> dict[str, Any]:
        return self.documents[self.path(name)]

    def entry(self, name: str, kind: str = "charge") -> dict[str, Any]:
        return self.documents[self.entry_path(name, kind)]

    def entry_path(self, name: str, kind: str = "charge") -> str:
        return f"credit_transactions/{self.id(name)}.{kind}"

    @property
    def account(self) -> dict[str, Any]:
        return self.documents[f"accounts/{self.uid}"]

    def _posted(
        self,
        account: Account,
        entry_id: str,
        kind: EntryType,
        amount: int,
        at: datetime,
        job_id: str | None = None,
        said: str = "",
    ) -> Account:
        account, entry = account.post(entry_id, kind, amount, said, at, job_id)
        self.documents[entry.path] = entry.fields()
        return account

    def _job(self, name: str, state: JobState, **fields: Any) -> Job:
        times: dict[str, Any] = {"created_at": self.now - 2 * _HOUR, "deadline_at": self.now + _HOUR, "expected_at": self.now}
        fields = {"credits": 40, "charged": True, "due_at": None, **times, **fields}
        return Job(id=self.id(name), user_id=self.uid, state=state, wish=_WISH, **fields)

    def _film(self, name: str, credits: int, ended_at: datetime) -> Film:
        return Film(
            id=self.id(name),
            user_id=self.uid,
            status=FilmStatus.COMPLETED,
            wish=FilmWish((FilmScene(self.id("done")),)),
            credits=credits,
            charged=credits > 0,
            created_at=ended_at,
            updated_at=ended_at,
            deadline_at=self.now + _HOUR,
            due_at=None,
            outcome="completed",
            film=dict(self.file),
            ended_at=ended_at,
        )

    def _of_prompts(self) -> None:
        """A collection that is written for, and one whose turn is still to come."""
        times: dict[str, Any] = {"created_at": self.now, "updated_at": self.now, "due_at": self.now + _HOUR}
        of_both: dict[str, Any] = {"user_id": self.uid, "collection_id": self.id("home"), "total": 3, "completed": 1, **times}
        for batch in (
            Batch(self.id("written"), running=("p-2",), held=2, waiting=("p-3",), **of_both),
            Batch(self.id("in line"), waiting=("p-4", "p-5"), **of_both),
        ):
            self.documents[batch.path] = batch.fields()
        self.account.update(active_prompts=2, waiting_prompts=[self.id("in line")])

    def of_image(self, **times: datetime) -> None:
        """One that is being deleted."""
        image = Image(self.id("image"), self.uid, "0" * 24, ImageStatus.DELETING, "image/jpeg", 3, self.now, self.now, self.now)
        self.documents[image.path] = {**image.fields(), **times}

    def of_key(self, *serves: str) -> None:
        """A key of theirs, and the works that it is kept for."""
        sealed = Sealed(b"x", b"x", "key-version")
        key = Key(self.uid, "openai-videos", "v1", sealed, "last", None, self.now, serves=serves)
        self.documents[key_path(self.uid, key.provider)] = key.fields()

    # -- ways to spoil them

    def post(self, entry_id: str, kind: str, amount: int, job_id: str | None = None) -> None:
        """One more entry that continues the ledger, with its account."""
        account = self.account
        account.update(seq=account["seq"] + 1, balance=account["balance"] + amount)
        self.documents[f"credit_transactions/{entry_id}"] = {
            **self.entry("done"),
            "type": kind,
            "amount": amount,
            "balance_after": account["balance"],
            "seq": account["seq"],
            "job_id": job_id,
            "created_at": self.now - _HOUR,
        }

    def retold(self) -> None:
        """The balances of the entries as their amounts add up to now."""
        entries = [each for path, each in self.documents.items() if path.startswith("credit_transactions/")]
        balance = 0
        for each in sorted(entries, key=lambda entry: entry["seq"]):
            balance += each["amount"]
            each["balance_after"] = balance
        self.account["balance"] = balance

    def amount(self, name: str, kind: str, amount: int) -> None:
        self.entry(name, kind)["amount"] = amount
        self.retold()

    def without(self, name: str) -> None:
        """Without the last entry of the ledger, which is the film's charge."""
        del self.documents[self.entry_path(name)]
        self.account.update(seq=self.account["seq"] - 1, balance=self.account["balance"] + 5)

    def spoilt(self, kind: Kind) -> str:
        """Spoil them in this one way; answers the path that the breach must name."""
        SPOILT[kind](self)
        return PLACES[kind](self)


def _below_zero(user: Planted) -> None:
    user.post(f"grant.{user.id('minus')}", "correction", -100)


def _second_charge(user: Planted) -> None:
    user.post(f"{user.id('done')}.again", "charge", -40, user.id("done"))


SPOILT: Mapping[Kind, Callable[[Planted], Any]] = {
    Kind.ENTRY_ORDER: lambda user: user.entry("film").update(seq=8) or user.account.update(seq=8),
    Kind.BALANCE_AFTER: lambda user: user.entry("live").update(balance_after=1),
    Kind.BELOW_ZERO: _below_zero,
    Kind.BALANCE: lambda user: user.account.update(balance=user.account["balance"] + 1),
    Kind.ACCOUNT_SEQ: lambda user: user.account.update(seq=user.account["seq"] + 1),
    Kind.CHARGE_MISSING: lambda user: user.without("film"),
    Kind.CHARGE_AMOUNT: lambda user: user.amount("done", "charge", -39),
    Kind.CHARGE_NOT_DUE: lambda user: user.post(f"{user.id('free')}.charge", "charge", -5, user.id("free")),
    Kind.REFUND_MISSING: lambda user: user.of("done").update(state="failed", outcome="quota"),
    Kind.REFUND_AMOUNT: lambda user: user.amount("lost", "refund", 41),
    Kind.REFUND_NOT_DUE: lambda user: (
        user.post(f"{user.id('done')}.refund", "refund", 40, user.id("done")) or user.of("done").update(charged=False)
    ),
    Kind.CHARGED_MARK: lambda user: user.of("done").update(charged=False),
    Kind.ENTRY_MISPLACED: _second_charge,
    Kind.SLOTS: lambda user: user.account.update(active_jobs=2),
    Kind.WAITING: lambda user: user.account.update(waiting_jobs=3),
    Kind.IDLE_SLOT: lambda user: user.account["overrides"].update(active_jobs=2),
    Kind.FILM_SLOTS: lambda user: user.account.update(active_films=2),
    Kind.FILMS_WAITING: lambda user: user.account.update(waiting_films=3),
    Kind.IDLE_FILM_SLOT: lambda user: user.account["overrides"].update(active_films=2),
    Kind.PROMPT_SLOTS: lambda user: user.account.update(active_prompts=3),
    Kind.PROMPTS_IN_LINE: lambda user: user.account.update(waiting_prompts=[]),
    Kind.FILE_UNRECORDED: lambda user: user.of("done").update(video=None),
    Kind.FILE_MISSING: lambda user: user.of("done")["video"].update(object="users/planted/videos/gone.mp4"),
    Kind.FILE_DIFFERS: lambda user: user.of("film")["film"].update(crc32c="BBBBBB=="),
    Kind.PICTURE_MISSING: lambda user: user.of("live").update(held_images=["0" * 24]),
    Kind.PICTURE_LEFT: lambda user: user.of_image(updated_at=user.now - 25 * _HOUR, due_at=user.now + _HOUR),
    Kind.OBJECT_LEFT: lambda user: user.objects.append(f"users/{user.uid}/videos/{user.id('lost')}.mp4"),
    Kind.KEY_HELD: lambda user: user.of_key(user.id("live"), user.id("lost")),
    Kind.OVERDUE: lambda user: user.of("live").update(deadline_at=user.now - _HOUR),
    Kind.UNWATCHED: lambda user: user.of("live").update(due_at=None),
    Kind.ATTEMPT_UNRECORDED: lambda user: user.documents[f"{user.path('lost')}/private/ops"]["attempts"].pop("a2"),
    Kind.SECOND_ATTEMPT: lambda user: user.documents[f"{user.path('lost')}/private/ops"]["attempts"]["a1"].update(
        operation="o-1"
    ),
    Kind.END_UNMARKED: lambda user: user.of("done").update(ended_at=None),
    Kind.END_WITH_WORK: lambda user: user.of("film").update(turn="deadbeef"),
    Kind.ENTRY_AFTER_END: lambda user: user.entry("lost", "refund").update(created_at=user.now),
    Kind.LIVE_WITH_END: lambda user: user.of("live").update(outcome="quota"),
    Kind.ENTRY_WITHOUT_ACCOUNT: lambda user: user.documents.pop(f"accounts/{user.uid}"),
    Kind.JOB_WITHOUT_ACCOUNT: lambda user: user.documents.pop(f"accounts/{user.uid}"),
    Kind.ENTRY_WITHOUT_JOB: lambda user: user.documents.pop(user.path("done")),
    Kind.STORED_BYTES: lambda user: user.account.update(stored_bytes=4),
    Kind.LIVE_BATCHES: lambda user: user.account.update(live_batches={"0" * 24: 1}),
    Kind.KEPT: lambda user: user.documents.update({f"usage/{user.uid}": {"user_id": user.uid, "storyboards": 1}}),
    Kind.UNREADABLE: lambda user: user.of("done").pop("credits"),
}
_OF_ACCOUNT = (
    *(Kind.BALANCE, Kind.ACCOUNT_SEQ, Kind.SLOTS, Kind.WAITING, Kind.IDLE_SLOT),
    *(Kind.FILM_SLOTS, Kind.FILMS_WAITING, Kind.IDLE_FILM_SLOT),
    *(Kind.STORED_BYTES, Kind.LIVE_BATCHES),
    *(Kind.PROMPT_SLOTS, Kind.PROMPTS_IN_LINE),
)
_OF_FILMS = {Kind.CHARGE_MISSING: "film", Kind.CHARGE_NOT_DUE: "free", Kind.FILE_DIFFERS: "film", Kind.END_WITH_WORK: "film"}
_OF_JOBS = {
    **dict.fromkeys((Kind.PICTURE_MISSING, Kind.OVERDUE, Kind.UNWATCHED, Kind.LIVE_WITH_END), "live"),
    **dict.fromkeys((Kind.REFUND_AMOUNT, Kind.ATTEMPT_UNRECORDED, Kind.SECOND_ATTEMPT, Kind.ENTRY_AFTER_END), "lost"),
}
PLACES: Mapping[Kind, Callable[[Planted], str]] = {
    **{kind: lambda user, name="done": user.path(name) for kind in Kind},
    **{kind: lambda user, name=name: user.path(name) for kind, name in {**_OF_FILMS, **_OF_JOBS}.items()},
    **dict.fromkeys(_OF_ACCOUNT, lambda user: f"accounts/{user.uid}"),
    Kind.KEPT: lambda user: f"usage/{user.uid}",
    Kind.ENTRY_ORDER: lambda user: user.entry_path("film"),
    Kind.PICTURE_LEFT: lambda user: f"images/{user.id('image')}",
    Kind.OBJECT_LEFT: lambda user: f"media/{user.objects[0]}",
    Kind.KEY_HELD: lambda user: key_path(user.uid, "openai-videos"),
    Kind.BALANCE_AFTER: lambda user: user.entry_path("live"),
    Kind.BELOW_ZERO: lambda user: f"credit_transactions/grant.{user.id('minus')}",
    Kind.ENTRY_MISPLACED: lambda user: f"credit_transactions/{user.id('done')}.again",
    Kind.ENTRY_WITHOUT_ACCOUNT: lambda user: f"credit_transactions/grant.{user.id('grant')}",
    Kind.ENTRY_WITHOUT_JOB: lambda user: user.entry_path("done"),
}
