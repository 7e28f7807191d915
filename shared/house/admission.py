"""Admission on the house: one read, one commit, a slot of the house, and for each work an entry of 0 in its ledger.

It counts in no user's limits and costs nobody credits. The kill switch and the day's ceiling hold for it as for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from shared.accounts import model as account_model
from shared.accounts.ledger import Account, EntryType, account_path
from shared.config import retention, sections
from shared.house import model
from shared.house.model import HOUSE
from shared.lifecycle.admission import Terms, keys_live
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Create, Plan, Seen, Write

T = TypeVar("T")


def admit(
    user_id: str,
    key: str,
    digest: str,
    *,
    reads: Sequence[str],
    before: Callable[[Mapping[str, Any]], T],
    terms: Callable[[Seen, Account, datetime], Terms[T]],
    also: Sequence[Write] = (),
    repeats: bool = False,
) -> tuple[T, Account | None]:
    """Write down what is made for `user_id`, or refuse and leave everything as it was.

    The same key answers with what it brought `before`; then there is no account, and nothing new. `terms` gets the house's
    account, and its charges say what the works would be worth: 0 is charged. `also` is written in any case. What `repeats` a work
    is remembered as long as the audit log says that it did, so that it is repeated once.
    """
    lives = retention.lasts("audit_days") if repeats else keys_live()
    key_where, intake, owner_where = idempotency.path(HOUSE, key), sections.path("intake"), account_path(user_id)

    def decide(seen: Seen) -> Plan[tuple[T, Account | None]]:
        now = clock().now()
        if (remembered := idempotency.made_before(seen[key_where], digest, now)) is not None:
            return Plan((before(remembered), None), also)
        sections.require_open(sections.parse("intake", seen[intake]), now)
        if user_id != HOUSE:
            owner = account_model.read(seen[owner_where])
            if owner is None:
                raise NotFound(kind="account", id=user_id)
            account_model.require_staying(owner)
        house = model.account(seen[model.PATH], now)
        admitted = terms(seen, house, now)
        house = admitted.take(replace(house, updated_at=now))
        writes: list[Write] = [*also, *admitted.writes]
        for charge in admitted.charges:
            said, entry_id = f"{charge.description}, on the house", f"{charge.job_id}.charge"
            house, entry = house.post(entry_id, EntryType.CHARGE, 0, said, now, charge.job_id)
            writes.append(Create(entry.path, entry.fields()))
        writes.append(account_model.write(seen[model.PATH], house))
        if admitted.made:
            writes.append(idempotency.remember(seen[key_where], HOUSE, digest, admitted.made, now, lives))
        return Plan((admitted.answer, house), writes)

    return store().settle([*dict.fromkeys([model.PATH, owner_where, intake, key_where, *reads])], decide)
