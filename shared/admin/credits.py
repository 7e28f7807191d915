"""Credits that an operator gives or puts right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.accounts import model as account_model
from shared.accounts.ledger import EntryType, account_path
from shared.admin.accounts import require_user
from shared.admin.acts import Act
from shared.admin.errors import BalanceTooLow, GrantIdTaken
from shared.platform.clients import store
from shared.platform.firestore.documents import Create, Plan, Seen, Write

if TYPE_CHECKING:
    from shared.admin import views


def post_credits(act: Act, user_id: str, grant_id: str, kind: EntryType, amount: int) -> views.CreditPosting:
    """Give or correct credits; the same grant id counts once, however often it arrives: then it is `replayed`."""
    require_user(user_id)
    where, entry_path = account_path(user_id), f"credit_transactions/grant.{grant_id}"
    audit = act.audit(kind.value, user_id, amount=amount, grant_id=grant_id)

    def posted(balance: int, *, replayed: bool) -> views.CreditPosting:
        return {"entry_id": f"grant.{grant_id}", "amount": amount, "balance": balance, "replayed": replayed}

    def decide(seen: Seen) -> Plan[views.CreditPosting]:
        account = account_model.read(seen[where]) or account_model.new_account(user_id, act.now)
        before = seen[entry_path].fields
        if before is not None:
            if (before["user_id"], before["amount"], before["type"]) != (user_id, amount, kind.value):
                raise GrantIdTaken(grant_id=grant_id)
            return Plan(posted(account.balance, replayed=True), [audit])
        if account.balance + amount < 0:
            raise BalanceTooLow(amount=amount, balance=account.balance)
        account, entry = account.post(f"grant.{grant_id}", kind, amount, act.reason, act.now)
        writes: list[Write] = [Create(entry.path, entry.fields()), account_model.write(seen[where], account), audit]
        return Plan(posted(account.balance, replayed=False), writes)

    return store().settle([where, entry_path], decide)
