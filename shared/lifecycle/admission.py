"""Admission of whatever a user asks for: one read and one commit, which decides everything at once.

The order of refusals is the same for all: who was signed out, a key that came with another wish, the kill switch, who is about to
be forgotten, the wish itself and its own key, what is closed to guests, the rate, the slot, credits, the day's cap, that of an
agent's key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from shared.accounts import limits, lots, signup
from shared.accounts import model as account_model
from shared.accounts.errors import ClosedToGuests
from shared.accounts.ledger import Account, Entry, EntryType, account_path, require_credits, spend_today
from shared.agent_keys import model as agent_key_model
from shared.agent_keys.errors import AgentKeyOwnKey
from shared.config import model as config_model
from shared.config import retention, sections
from shared.config.sections import require_open, require_rolled_out
from shared.lifecycle import outbox
from shared.lifecycle.outbox import Event
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Create, Document, Plan, Seen, Write
from shared.platform.web import rates, sessions
from shared.platform.web.rates import Rate
from shared.platform.web.tokens import Agent, User

if TYPE_CHECKING:
    from shared.config.model import Closable

T = TypeVar("T")
Class = Literal["generation", "compile", "prompts"]
_RATES: Mapping[Class, limits.LimitName] = {
    "generation": "generation_per_minute",
    "compile": "compile_per_minute",
    "prompts": "prompts_per_minute",
}
_PaidFrom = Mapping[str, lots.Stored]  # by the works' paths
_SKEW = timedelta(seconds=1)  # by which instances' clocks may differ


class Charge(NamedTuple):
    path: str  # the work that it pays for, which says from which lots
    job_id: str
    credits: int
    description: str


@dataclass(frozen=True)
class Terms(Generic[T]):
    """What a wish comes to, checked and priced by what was read."""

    answer: T
    writes: Sequence[Write]  # beside the account, its entries and the record of the key
    limit: Class  # of calls, that it counts in
    kind: Closable  # as it can be closed for guests
    take: Callable[[Account], Account] = lambda account: account  # its slot, or place in the line; or refused
    charges: Sequence[Charge] = ()
    daily_cap: int | None = None
    own_key: bool = False  # the provider is paid by a key of the user's
    made: Mapping[str, Any] | None = None  # is remembered with the key
    words: Sequence[str] = ()  # of the user's, for the log of whom an operator asked it


class _Admitted(NamedTuple, Generic[T]):
    answer: T
    account: Account | None = None  # where anything is new
    low_by: str | None = None  # the charge by which its credits became few, where that is to be told


def admit(
    user: User,
    key: str,
    digest: str,
    *,
    reads: Sequence[str],
    before: Callable[[Seen, Mapping[str, Any] | None], T | None],
    terms: Callable[[Seen, Account, datetime], Terms[T]],
) -> tuple[T, Account | None]:
    """Charge and write down all that was asked for, or refuse and leave everything as it was.

    `before` answers with what the key has brought already; then there is no account, and nothing new.
    """
    key_where, intake_where = idempotency.path(user.uid, key), sections.path("intake")

    def decide(seen: Seen) -> Plan[_Admitted[T]]:
        now = clock().now()  # of this try: the rate is kept in the order of the commits
        account = current(seen, user)
        remembered = idempotency.made_before(seen[key_where], digest, now)
        if (answer := before(seen, remembered)) is not None:
            return Plan(_Admitted(answer))
        require_open(sections.parse("intake", seen[intake_where]), now)
        sections.refresh("rollout", "retention", "guests")  # in one round
        require_rolled_out(user.uid)
        account = account_model.met(signup.opened(account, user), user, now)
        account_model.require_staying(account)
        admitted = terms(seen, account, now)
        _log_words(account, admitted, now)
        _require_open_to(account, admitted.kind)
        had, (account, writes, paid) = account, _charged(account, admitted, now, user.agent)
        low = outbox.ran_low(had, account, admitted.charges[-1].job_id, now) if admitted.charges else []
        if user.agent:
            writes += _by_agent(seen[agent_key_model.key_path(user.agent.key_id)], admitted, now)
        writes += [*(_paid(write, paid) for write in admitted.writes), *low, account_model.write(seen[account.path], account)]
        if admitted.made:
            writes.append(idempotency.remember(seen[key_where], user.uid, digest, admitted.made, now, keys_live()))
        return Plan(_Admitted(admitted.answer, account, admitted.charges[-1].job_id if low else None), writes)

    agent = [agent_key_model.key_path(user.agent.key_id)] if user.agent else []
    paths = [account_path(user.uid), intake_where, key_where, *agent, *reads]
    answer, account, low_by = signup.with_account(user, lambda: store().settle(paths, decide))
    if account is not None:
        sessions.presence_was_written()
    if account is not None and low_by is not None:
        outbox.announce(account.listens, Event.CREDITS_LOW, user.uid, low_by)
    return answer, account


def _log_words(account: Account, terms: Terms[Any], now: datetime) -> None:
    """What a user wrote stands in no log, unless an operator asked for it: for an hour, which ends by itself."""
    if account.words_logged_until is not None and now < account.words_logged_until and terms.words:
        logs.info("a user's words, as an operator asked", until=account.words_logged_until, words=list(terms.words))


def keys_live() -> timedelta:
    """How long an Idempotency-Key is remembered."""
    return retention.lasts("idempotency_days")


def current(seen: Seen, user: User) -> Account | None:
    """The account as it was read, unless its user was signed out or shut out meanwhile."""
    account = account_model.read(seen[account_path(user.uid)])
    if account is not None:
        account_model.require_current(account, user)
    return account


def _require_open_to(account: Account, kind: Closable) -> None:
    if account.guest and kind in sections.get(config_model.GuestsSection).closed:
        raise ClosedToGuests(kind=kind)


def _by_agent(key: Document, terms: Terms[Any], now: datetime) -> list[Write]:
    """What this counts on the agent's key, in the commit of the charge."""
    if terms.own_key:
        raise AgentKeyOwnKey
    return [agent_key_model.spend(key, sum(charge.credits for charge in terms.charges), now)]


def _charged(account: Account, terms: Terms[Any], now: datetime, agent: Agent | None) -> tuple[Account, list[Write], _PaidFrom]:
    """The account after this call and all that it costs, a ledger entry for each charge, and from which lots each was paid."""
    rate = Rate(limits.of(account, _RATES[terms.limit]), terms.limit)
    due = rate.take(account.limits.get(terms.limit), now, _SKEW)
    rates.tell(rate.left(due, now))
    account = terms.take(replace(account, limits={**account.limits, terms.limit: due}, updated_at=now))
    entries: list[Entry] = []
    if total := sum(charge.credits for charge in terms.charges):
        account, entries = account.expired(now)
        require_credits(account, total)  # before the cap: whoever has too few credits hears that first
        cap = limits.cap(account, terms.daily_cap)
        account = replace(account, spent_today=spend_today(account.spent_today, total, cap, now))
    paid: dict[str, lots.Stored] = {}
    for path, job_id, credits, description in terms.charges:
        account, entry = account.post(f"{job_id}.charge", EntryType.CHARGE, -credits, description, now, job_id)
        entries.append(entry._replace(agent_key_id=agent and agent.key_id))
        paid[path] = lots.spent(entry.lots)
    return account, [Create(entry.path, entry.fields()) for entry in entries], paid


def _paid(write: Write, paid: _PaidFrom) -> Write:
    if isinstance(write, Create) and paid.get(write.path):
        return write._replace(fields={**write.fields, "paid_from": paid[write.path]})
    return write
