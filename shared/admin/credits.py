"""Credits that an operator gives or puts right."""

from __future__ import annotations

from dataclasses import dataclass

from shared.accounts import model as account_model
from shared.accounts.ledger import EntryType, account_path
from shared.admin.accounts import require_user
from shared.admin.acts import Act
from shared.admin.errors import BalanceTooLow, GrantIdTaken
from shared.platform.clients import store
from shared.platform.firestore.documents import Create, Plan, Seen, Write


@dataclass(frozen=True)
class Posted:
    """What a grant or correction left; `replayed` when this grant id had been counted before."""

    entry_id: str
    amount: int
    balance: int
    replayed: bool


def post_credits(act: Act, user_id: str, grant_id: str, kind: EntryType, amount: int) -> Posted:
    """Give or correct credits; the same grant id counts once, however often it arrives."""
    require_user(user_id)
    where, entry_path = account_path(user_id), f"credit_transactions/grant.{grant_id}"
    audit = act.audit(kind.value, user_id, amount=amount, grant_id=grant_id)

    def decide(seen: Seen) -> Plan[Posted]:
        account = account_model.read(seen[where]) or account_model.new_account(user_id, act.now)
        before = seen[entry_path].fields
        if before is not None:
            if (before["user_id"], before["amount"], before["type"]) != (user_id, amount, kind.value):
                raise GrantIdTaken(grant_id=grant_id)
            return Plan(Posted(f"grant.{grant_id}", amount, account.balance, replayed=True), [audit])
        if account.balance + amount < 0:
            raise BalanceTooLow(amount=amount, balance=account.balance)
        account, entry = account.post(f"grant.{grant_id}", kind, amount, act.reason, act.now)
        writes: list[Write] = [Create(entry.path, entry.fields()), account_model.write(seen[where], account), audit]
        return Plan(Posted(entry.id, amount, account.balance, replayed=False), writes)

    return store().settle([where, entry_path], decide)
