"""What operators do. Every call leaves an audit entry, in the same commit as what it changes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared import accounts, config
from shared.accounts.ledger import Account, Entry, EntryType, account_path
from shared.config.model import Section, SectionName
from shared.platform import logs
from shared.platform.clients import clock, directory, store
from shared.platform.documents import Create, Plan, Seen, Update, Write
from shared.platform.errors import AppError, NotFound, Text


class GrantIdTaken(AppError):
    status, code = 409, "GRANT_ID_TAKEN"
    message = Text(
        "This grant id was used for another user, amount or type.",
        "Diese Grant-Id gehört zu einem anderen Konto, Betrag oder Typ.",
    )
    action = Text("Use a new grant id.", "Nimm eine neue Grant-Id.")


class BalanceTooLow(AppError):
    status, code = 409, "BALANCE_TOO_LOW"
    message = Text(
        "The correction of {amount} would leave less than nothing: the balance is {balance}.",
        "Die Korrektur um {amount} ergäbe weniger als nichts: der Stand ist {balance}.",
    )
    action = Text("Take {balance} at most.", "Nimm höchstens {balance}.")


@dataclass(frozen=True)
class Act:
    """Who does what, and why."""

    actor: str
    reason: str
    request_id: str
    now: datetime

    def audit(self, action: str, on: str, **details: Any) -> Create:
        logs.info("admin action", action=action, on=on, actor=self.actor)
        return Create(
            f"audit_log/{secrets.token_urlsafe(12)}",
            {
                "actor": self.actor,
                "action": action,
                "on": on,
                "reason": self.reason,
                "details": details,
                "request_id": self.request_id,
                "at": self.now,
            },
        )


@dataclass(frozen=True)
class Posted:
    """What a grant or correction left; `replayed` when this grant id had been counted before."""

    entry_id: str
    amount: int
    balance: int
    replayed: bool


def post_credits(act: Act, user_id: str, grant_id: str, kind: EntryType, amount: int) -> Posted:
    """Give or correct credits; the same grant id counts once, however often it arrives."""
    _require_user(user_id)
    where, entry_path = account_path(user_id), f"credit_transactions/grant.{grant_id}"
    audit = act.audit(kind.value, user_id, amount=amount, grant_id=grant_id)

    def decide(seen: Seen) -> Plan[Posted]:
        account = accounts.read(seen[where]) or accounts.fresh(user_id, act.now)
        before = seen[entry_path].fields
        if before is not None:
            if (before["user_id"], before["amount"], before["type"]) != (user_id, amount, kind.value):
                raise GrantIdTaken(grant_id=grant_id)
            return Plan(Posted(f"grant.{grant_id}", amount, account.balance, replayed=True), [audit])
        if account.balance + amount < 0:
            raise BalanceTooLow(amount=amount, balance=account.balance)
        account, entry = account.post(f"grant.{grant_id}", kind, amount, act.reason, act.now)
        writes: list[Write] = [Create(entry.path, entry.fields()), accounts.write(seen[where], account), audit]
        return Plan(Posted(entry.id, amount, account.balance, replayed=False), writes)

    return store().settle([where, entry_path], decide)


def look_at_user(act: Act, user_id: str) -> tuple[Account | None, list[Entry], dict[str, Any]]:
    """The account, its latest entries and what Auth knows; looking is audited too."""
    person = _require_user(user_id)
    _write(act.audit("look_at_user", user_id))
    account = accounts.read(store().get(account_path(user_id)))
    return account, accounts.transactions(user_id, limit=50), person


def sign_out_user(act: Act, user_id: str) -> None:
    _require_user(user_id)
    accounts.sign_out_everywhere(user_id, act.audit("sign_out_user", user_id))


def show_config(act: Act, name: SectionName) -> Section:
    _write(act.audit("show_config", name))
    return config.parse(name, store().get(config.path(name)))


def set_config(act: Act, section: Section) -> Section:
    """Put this section in force; instances notice within a minute."""
    name = config.name_of(type(section))
    where, values = config.path(name), section.model_dump(mode="json")
    audit = act.audit("set_config", name, values=values)
    fields = {**values, "updated_at": act.now, "updated_by": act.actor}

    def decide(seen: Seen) -> Plan[None]:
        known = seen[where]
        return Plan(None, [audit, Create(where, fields) if known.fields is None else Update(known, fields)])

    store().settle([where], decide)
    config.forget()
    return section


def _require_user(user_id: str) -> dict[str, Any]:
    person = directory().find(user_id)
    if person is None:
        raise NotFound(kind="user", id=user_id)
    return {"email": person.email, "disabled": person.disabled, "admin": person.admin}


def _write(audit: Create) -> None:
    store().settle([], lambda _seen: Plan(None, [audit]))


def act(actor: str, reason: str, request_id: str) -> Act:
    return Act(actor, reason, request_id, clock().now())
