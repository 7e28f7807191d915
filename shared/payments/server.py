"""Credits by another payment server than Stripe, which we cannot ask: what it says counts once, by the ids that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shared.accounts import lots
from shared.accounts import model as account_model
from shared.accounts import reads as account_reads
from shared.accounts.ledger import ENTRIES, EntryType, account_path
from shared.payments.errors import MoreThanPaid, PaymentIdTaken
from shared.platform import logs
from shared.platform.clients import auth_users, clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Create, Plan, Seen

if TYPE_CHECKING:
    from shared.payments import views


@dataclass(frozen=True)
class News:
    """One thing that happened to a payment, by the server's own ids."""

    id: str
    user_id: str
    kind: EntryType
    credits: int
    payment_id: str  # of a purchase its own
    description: str
    expires_at: datetime | None = None


def post(server: str, news: News) -> views.PaymentPosting:
    if auth_users().find(news.user_id) is None:
        raise NotFound(kind="user", id=news.user_id)
    takes = not news.kind.goes(1)
    where, amount = account_path(news.user_id), -news.credits if takes else news.credits
    entry_id, bought = f"pay.{news.id}.{news.kind}", f"{ENTRIES}/pay.{news.payment_id}.{EntryType.PURCHASE}"
    until = lots.midnight_after(news.expires_at) if news.expires_at else None

    def decide(seen: Seen) -> Plan[views.PaymentPosting]:
        now = clock().now()
        account = account_model.read(seen[where]) or account_model.new_account(news.user_id, now)
        if account.erased_as and seen[account_path(account.erased_as)].fields is not None:  # it is under way to somebody unnamed
            raise NotFound(kind="user", id=news.user_id)
        before, paid = account_reads.entry(seen[f"{ENTRIES}/{entry_id}"]), account_reads.entry(seen[bought])
        if before is not None:
            if (before.user_id, before.amount, before.purchase_id) != (news.user_id, amount, news.payment_id):
                raise PaymentIdTaken(id=news.id)
            return Plan(_posted(entry_id, amount, account.balance, replayed=True))
        into = {until: news.credits} if until else lots.NO_LOTS
        if news.kind is not EntryType.PURCHASE:
            if paid is None or paid.user_id != news.user_id:
                raise NotFound(kind="payment", id=news.payment_id)
            if news.credits > paid.amount:
                raise MoreThanPaid(paid=paid.amount, credits=news.credits)
            into = lots.read(paid.lots)
        after, entry = account.post(entry_id, news.kind, amount, news.description, now, lots_of=into)
        entry = entry._replace(purchase_id=news.payment_id)
        writes = [Create(entry.path, entry.fields()), account_model.write(seen[where], after)]
        return Plan(_posted(entry_id, amount, after.balance, replayed=False), writes)

    told = store().settle([where, f"{ENTRIES}/{entry_id}", bought], decide)
    logs.info("a payment server posted", server=server, user_id=news.user_id, entry_id=entry_id, replayed=told["replayed"])
    return told


def _posted(entry_id: str, credits: int, balance: int, *, replayed: bool) -> views.PaymentPosting:
    return {"entry_id": entry_id, "credits": credits, "balance": balance, "replayed": replayed}
