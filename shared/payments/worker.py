"""What becomes of payments: Stripe is asked, and what is missing in the ledger is posted, in one commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from shared.accounts import lots
from shared.accounts import model as account_model
from shared.accounts import reads as account_reads
from shared.accounts.ledger import ENTRIES, Account, Entry, EntryType, account_path
from shared.payments import stripe_api
from shared.payments.model import Purchase, PurchaseStatus, customer_path, next_look, purchase_path, read
from shared.payments.truth import Payment, Posting, postings, status
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Create, Plan, Seen, Update, Write

_SAID = {
    EntryType.PURCHASE: "Bought",
    EntryType.PURCHASE_REFUND: "Money given back",
    EntryType.CHARGEBACK: "Money claimed by the bank",
    EntryType.CHARGEBACK_REVERSAL: "Money returned by the bank",
}
_PENDING_LOOK = timedelta(hours=6)


def hint(kind: str, stripe_id: str) -> None:
    """An event of Stripe's told of this object: nothing else of it is believed."""
    purchase_id = stripe_api.purchase_of(kind, stripe_id)
    if purchase_id is None:
        logs.info("stripe told of what is none of ours", kind=kind, stripe_id=stripe_id)
        return
    look(purchase_id, session=stripe_id if kind == "checkout.session" else None)


def look(purchase_id: str, session: str | None = None) -> None:
    """Hold a purchase against what Stripe says; `session` where the answer that named it was lost."""
    purchase = read(store().get(purchase_path(purchase_id)))
    if purchase is None:
        logs.alert("a payment belongs to no purchase that we know", purchase_id=purchase_id)
        return
    if (session := purchase.session or session) is None:
        _end_unopened(purchase)
        return
    settled = _settle(purchase, stripe_api.payment_of(session))
    logs.info("purchase looked at", purchase_id=purchase.id, status=settled.status, moved=len(settled.postings))


def forget(user_id: str) -> None:
    """Their name and cards at Stripe; what was paid stays in its books, as the law wants."""
    where = customer_path(user_id)
    if (kept := store().get(where).fields) is not None:
        stripe_api.delete_customer(str(kept["customer"]))
        store().erase(where)


def _settle(purchase: Purchase, payment: Payment) -> Purchase:
    where = purchase.path

    def decide(seen: Seen) -> Plan[Purchase]:
        now, before = clock().now(), read(seen[where])
        if before is None:
            return Plan(purchase)
        home, account = _account(seen, before.user_id, now)
        after, writes, entries = replace(before, user_id=account.user_id), list[Write](), dict[str, Entry]()
        for posting in postings(payment, before.credits, before.postings):
            account, entry = _posted(after, account, posting, seen, entries, now)
            entries[entry.id] = entry
            writes.append(Create(entry.path, entry.fields()))
            if posting.kind is EntryType.PURCHASE and posting.of is None:
                after = replace(after, paid_at=now, lot=_lot(after, now))
            after = replace(after, postings={**after.postings, entry.id: entry.amount})
        after = replace(after, **_told(after, payment, now))
        if entries:
            writes.append(account_model.write(seen[home], account))
        if after != before:
            writes.append(Update(seen[where], replace(after, updated_at=now).fields()))
        return Plan(after, writes)

    return store().settle([where, account_path(purchase.user_id)], decide)


def _account(seen: Seen, user_id: str, now: datetime) -> tuple[str, Account]:
    """Where the buyer's ledger goes on: once they are being forgotten, under the pseudonym that their balance moved to."""
    home = account_path(user_id)
    account = account_model.read(seen[home]) or account_model.reopened(user_id, now)
    if account.erased_as not in (None, user_id):
        new = account_path(account.erased_as)
        if (moved := account_model.read(seen[new])) is not None:
            return new, moved
    return home, account


def _posted(
    purchase: Purchase, account: Account, posting: Posting, seen: Seen, entries: dict[str, Entry], now: datetime
) -> tuple[Account, Entry]:
    into = {purchase.lot: purchase.credits} if purchase.lot else lots.NO_LOTS  # what is taken back is taken there first
    if posting.of is not None:
        earlier = entries.get(posting.of) or account_reads.entry(seen[f"{ENTRIES}/{posting.of}"])
        into = lots.read(lots.spent(earlier.lots)) if earlier else lots.NO_LOTS
    elif posting.kind is EntryType.PURCHASE and (until := _lot(purchase, now)):
        into = {until: posting.credits}
    said = f"{_SAID[posting.kind]}: {purchase.package['name']['en']}"
    account, entry = account.post(posting.id, posting.kind, posting.credits, said, now, lots_of=into)
    return account, entry._replace(purchase_id=purchase.id)


def _lot(purchase: Purchase, now: datetime) -> datetime | None:
    days = purchase.package["expires_after_days"]
    return lots.midnight_after(now + timedelta(days=days)) if days else None


def _told(purchase: Purchase, payment: Payment, now: datetime) -> dict[str, object]:
    """What else is known of it now, and when somebody should ask again by themselves."""
    stands = status(payment, purchase.credits, purchase.postings)
    due_at = None
    if stands is PurchaseStatus.OPEN:
        due_at = now + _PENDING_LOOK if payment.pending else next_look(purchase, now)
    return {
        "status": stands,
        "session": payment.session,
        "payment_intent": payment.payment_intent,
        "receipt_url": payment.receipt_url or purchase.receipt_url,
        "fee": purchase.fee if payment.fee is None else payment.fee,
        "fee_currency": payment.fee_currency or purchase.fee_currency,
        "due_at": due_at,
        "url": purchase.url if stands is PurchaseStatus.OPEN else None,
    }


def _end_unopened(purchase: Purchase) -> None:
    """Stripe's answer to the wish never came, and nobody asked again: what nobody knows the address of, nobody pays."""
    now = clock().now()
    over = now >= purchase.pay_until
    marks = {"status": PurchaseStatus.ENDED.value, "due_at": None} if over else {"due_at": next_look(purchase, now)}
    store().change(purchase.path, lambda found: None if (found.fields or {}).get("session") else {**marks, "updated_at": now})
