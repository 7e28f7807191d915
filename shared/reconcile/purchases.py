"""Purchases against the ledger: what each says that it moved stands there, and once it is paid it moved something.

A page costs at most 100 purchases, for each the entries that it names, and these once more where something is wrong. That the
ledger holds nothing which no purchase knows is seen with the accounts' entries.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.accounts.ledger import ENTRIES, EntryType
from shared.payments.model import PURCHASES, PurchaseStatus, purchase_path
from shared.payments.model import read as read_purchase
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document, Seen
from shared.platform.user_ids import is_id
from shared.reconcile import checks
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import certain, next_page

_OF_PURCHASES = frozenset({EntryType.PURCHASE, EntryType.PURCHASE_REFUND, EntryType.CHARGEBACK, EntryType.CHARGEBACK_REVERSAL})
_ELSEWHERE = "pay."  # posted by another payment server, of whose purchases we know nothing more


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    rows, following = next_page(PURCHASES, place, user_id, findings)
    findings.checked["1"] += len(rows)
    for row in rows:
        findings.add(findings.judge(row.path, lambda each=row: _wrong(each)))
    return following


def _wrong(row: Document) -> list[Breach]:
    entries = [f"{ENTRIES}/{entry_id}" for entry_id in (row.fields or {})["postings"]]
    seen = {row.path: row, **(store().read(entries) if entries else {})}
    return certain(seen, lambda again: _held(again, row.path)) or []


def _held(seen: Seen, where: str) -> list[Breach]:
    purchase = read_purchase(seen[where])
    if purchase is None:
        return []
    found: list[Breach] = []
    for entry_id, credits in purchase.postings.items():
        entry = (seen[f"{ENTRIES}/{entry_id}"].fields if f"{ENTRIES}/{entry_id}" in seen else None) or {}
        told = (entry.get("user_id"), entry.get("purchase_id"), entry.get("amount"))
        if told != (purchase.user_id, purchase.id, credits):
            found.append(breach(BreachKind.PURCHASE, where, f"{entry_id} of {credits}", told[2]))
    bought = purchase.postings.get(f"{purchase.session}.{EntryType.PURCHASE}")
    if (purchase.paid_at is not None) is not (bought == purchase.credits):
        found.append(breach(BreachKind.PURCHASE, where, purchase.credits if purchase.paid_at else None, bought))
    if purchase.status is PurchaseStatus.OPEN:
        found += checks.watched(where, purchase.due_at, clock().now())
    return found


def check_known(entries: Sequence[Document], findings: Findings) -> None:
    """Each entry of what was bought is told of by its purchase."""
    told = [row for row in entries if (row.fields or {}).get("type") in _OF_PURCHASES and not row.id.startswith(_ELSEWHERE)]
    named = {row.id: str((row.fields or {}).get("purchase_id")) for row in told}
    seen = store().read({purchase_path(each) for each in named.values() if is_id(each)}) if named else {}
    for row in told:
        where = purchase_path(named[row.id])
        postings = (seen[where].fields or {}).get("postings") or {} if where in seen else {}
        if row.id not in postings:
            findings.add([breach(BreachKind.PURCHASE, row.path, where, None)])
