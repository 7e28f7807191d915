"""The rules of money: an account, its ledger, and how an entry moves both. No Google here.

Every entry raises the account's `seq` by one and carries it, so the ledger has an order without gaps and
`balance_after` continues the entry before. The balance is the sum of the entries at every moment, and what they moved of lots
that expire adds up to these.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from shared.accounts import lots
from shared.accounts.errors import CreditsOwed, DailyCapReached, InsufficientCredits
from shared.accounts.lots import NO_LOTS, Lots, Stored
from shared.platform.errors import AppError
from shared.platform.firestore import codec
from shared.platform.firestore.codec import Record
from shared.platform.web import sessions

if TYPE_CHECKING:
    from shared.accounts import views

ENTRIES = "credit_transactions"


class EntryType(StrEnum):
    """Why credits moved; the set is closed."""

    SIGNUP_GRANT = "signup_grant"  # once per identity
    GUEST_GRANT = "guest_grant"  # once, as a guest's account is opened; signing up brings so much less
    ADMIN_GRANT = "admin_grant"  # an operator gives
    CORRECTION = "correction"  # an operator puts right, either way
    CHARGE = "charge"  # a job was admitted
    REFUND = "refund"  # a job ended without its due
    ADJUSTMENT = "adjustment"  # a job delivered less than was paid for
    PURCHASE = "purchase"  # the payment server says so
    PURCHASE_REFUND = "purchase_refund"  # the money was given back; like a chargeback it may go below zero
    CHARGEBACK = "chargeback"  # the buyer's bank took it back
    CHARGEBACK_REVERSAL = "chargeback_reversal"  # and returned it
    EXPIRY = "expiry"  # what was bought for a time was not used in it

    @property
    def of_job(self) -> bool:
        """Whether it is one of a job's own, `{job}.{type}`: each at most once."""
        return self in _OF_JOBS

    @property
    def may_go_below(self) -> bool:
        return self in _OWED

    def goes(self, amount: int) -> bool:
        """Whether it moves credits this way: a correction either way, nothing moves 0 the wrong way."""
        return self is EntryType.CORRECTION or not amount or (amount < 0) is (self in _TAKES)


_OF_JOBS = frozenset({EntryType.CHARGE, EntryType.REFUND, EntryType.ADJUSTMENT})
_OWED = frozenset({EntryType.PURCHASE_REFUND, EntryType.CHARGEBACK})
_TAKES = frozenset({*_OWED, EntryType.CHARGE, EntryType.EXPIRY})


def require_credits(account: Account, amount: int) -> None:
    """Before several entries that count only together: a refusal names what all of them need."""
    if amount > 0 and amount > account.balance:
        raise _refused(amount, account.balance)


def _refused(required: int, available: int) -> InsufficientCredits:
    return (CreditsOwed if available < 0 else InsufficientCredits)(required=required, available=available)


class Entry(NamedTuple):
    """One line of the ledger; written once, never changed."""

    id: str
    user_id: str
    type: EntryType
    amount: int
    balance_after: int
    seq: int
    description: str
    created_at: datetime
    job_id: str | None = None
    agent_key_id: str | None = None  # the key of an agent that had it charged
    lots: Stored = ()  # what it moved of credits that expire
    purchase_id: str | None = None  # of what was bought

    @property
    def path(self) -> str:
        return f"credit_transactions/{self.id}"

    def fields(self) -> dict[str, Any]:
        return {name: codec.plain(value) for name, value in self._asdict().items() if name != "id"}

    def shown(self) -> views.CreditTransaction:
        return cast("views.CreditTransaction", self._asdict())


@dataclass(frozen=True)
class Account(Record):
    """What a user has and may do; every commit that touches money goes through it."""

    user_id: str
    created_at: datetime
    updated_at: datetime
    balance: int = 0
    seq: int = 0
    active_jobs: int = 0  # how many jobs hold a slot
    waiting_jobs: int = 0  # how many are paid and wait for one
    active_prompts: int = 0  # how many slots the groups hold in which collections are written for
    waiting_prompts: list[str] = field(default_factory=list[str])  # batches of prompts in line for them, the next one first
    turn_due_at: datetime | None = None  # one waits beside a free slot: by then somebody should have let it in
    active_films: int = 0  # the same for films
    waiting_films: int = 0
    films_turn_due_at: datetime | None = None
    signup_settled: bool = False
    signup: dict[str, Any] | None = None  # once settled: the credits it brought, and why none
    guest_grant: int = 0  # what it was opened with
    tokens_valid_after: datetime | None = None
    disabled: bool = False  # shut out by an operator: no token is good, whenever it was given out
    disabled_until: datetime | None = None  # then they are let in again, by themselves; none: until an operator says so
    overrides: dict[str, Any] = field(default_factory=dict[str, Any])
    overrides_until: dict[str, datetime] = field(default_factory=dict[str, datetime])  # of some of them: when they end
    limits: dict[str, datetime] = field(default_factory=dict[str, datetime])  # by class of call: when it is due again
    spent_today: dict[str, Any] | None = None  # a date, and the credits charged on it
    stored_bytes: int | None = None  # of finished videos; not known for an account from before they were counted
    live_batches: dict[str, int] = field(default_factory=dict[str, int])  # by batch: how many of its jobs have not ended
    words_logged_until: datetime | None = None  # an operator has what its user asks for written into the log until then
    listens: list[str] = field(default_factory=list[str])  # events that somebody wants to be told
    low_at: int = 50  # a balance below it is told to who listens to that
    lots: Stored = ()  # what of the balance expires, the soonest first
    lots_due_at: datetime | None = None  # when the first of them does
    deletion: dict[str, Any] | None = None  # its user wants it deleted: since when, and when it will be
    erased_as: str | None = None  # it is being erased: the pseudonym that its ledger goes on under
    guest: bool | None = None  # nobody vouches for its user yet; not known of one from earlier who did not come since
    seen_at: datetime | None = None  # the first call of the latest day with one
    terms: list[str] = field(default_factory=list[str])  # how the words begin that its user is found by

    @property
    def path(self) -> str:
        return account_path(self.user_id)

    def spendable(self, now: datetime) -> int:
        """The balance less what has expired and was not taken away yet."""
        return self.balance - sum(lots.past(lots.read(self.lots), now).values())

    def expired(self, now: datetime) -> tuple[Account, list[Entry]]:
        """Without what has expired, and the entry that says so: no lot comes back, so the latest moment names it for good."""
        over = lots.past(lots.read(self.lots), now)
        if not over:
            return self, []
        said = f"Expired on {max(over):%Y-%m-%d}"
        entry_id = hashlib.sha256(f"{self.user_id}:{max(over):%Y-%m-%dT%H:%M:%S}".encode()).hexdigest()[:24] + ".expiry"
        account, entry = self.post(entry_id, EntryType.EXPIRY, -sum(over.values()), said, now, lots_of=over)
        return account, [entry]

    def post(
        self,
        entry_id: str,
        kind: EntryType,
        amount: int,
        description: str,
        now: datetime,
        job_id: str | None = None,
        lots_of: Lots = NO_LOTS,
    ) -> tuple[Account, Entry]:
        """The account after this entry, and the entry. Refused when it would leave less than nothing.

        `lots_of` says what of it goes into lots that expire; of what is taken, which are asked first.
        """
        if not kind.goes(amount):
            raise ValueError(f"a {kind} of {amount} credits")
        after = self.balance + amount
        if after < 0 and amount < 0 and not kind.may_go_below:
            raise _refused(-amount, self.balance)
        before = lots.read(self.lots)
        left = lots.taken(before, -amount, lots_of) if amount < 0 else lots.given(before, lots_of, max(0, after), now)
        account = replace(self, balance=after, seq=self.seq + 1, updated_at=now)
        if change := lots.moved(before, left):
            account = replace(account, lots=lots.stored(left), lots_due_at=min(left, default=None))
        return account, Entry(entry_id, self.user_id, kind, amount, after, account.seq, description, now, job_id, lots=change)


def account_path(user_id: str) -> str:
    return sessions.where(user_id)


_SKEW = timedelta(minutes=5)  # around midnight, by which one clock may be ahead of another


def spent_on(today: dict[str, Any] | None, now: datetime) -> tuple[str, int]:
    """The day that counts now, and what was spent on it."""
    date, latest = now.date().isoformat(), (now + _SKEW).date().isoformat()
    kept = today["date"] if today else date
    if kept > latest:
        kept = date  # a clock was wrong: what was spent by it was spent today, and the cap holds for today
    date = max(date, kept)  # another's clock has passed midnight already: the day does not go back
    return date, int(today["credits"]) if today and kept == date else 0


def spend_today(
    today: dict[str, Any] | None,
    amount: int,
    cap: int | None,
    now: datetime,
    refusal: type[AppError] = DailyCapReached,
) -> dict[str, Any]:
    """The dated counter after this charge. Gross: a refund does not bring it down."""
    date, spent = spent_on(today, now)
    if cap is not None and spent + amount > cap:
        raise refusal(spent=spent, cap=cap, required=amount)
    return {"date": date, "credits": spent + amount}
