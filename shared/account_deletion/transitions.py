"""The one way in which a deletion goes on, with what its step does to the accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shared.account_deletion.model import MACHINE, Deletion, erasure_path, noted
from shared.account_deletion.states import LOST_TASK, DeletionState
from shared.accounts import model as account_model
from shared.accounts.ledger import Account, account_path
from shared.lifecycle import transitions
from shared.lifecycle.transitions import Carried, Change, Moved
from shared.platform.firestore.documents import Create, Seen


def begin(deletion: Deletion, now: datetime) -> Moved[Deletion, None]:
    """Nobody comes in as this user any more."""
    home = account_path(deletion.user_id)

    def carried(before: Deletion, step: Change, seen: Seen) -> Carried[Deletion, None]:
        account = account_model.read(seen[home]) or account_model.new_account(before.user_id, now)
        marks = {"disabled": True, "disabled_until": None, "tokens_valid_after": now}
        account = replace(account, **marks, erased_as=before.pseudonym, updated_at=now)
        note = Create(erasure_path(before.pseudonym), noted(now))
        return Carried(MACHINE.after(before, step, **step.fields), [account_model.write(seen[home], account), note])

    step = Change(DeletionState.ERASING, {"began_at": now, "due_at": now + LOST_TASK})
    return transitions.transition(MACHINE, deletion.path, [home], lambda _before, _seen: step, carried)


def move(deletion: Deletion, now: datetime) -> Moved[Deletion, None]:
    """The balance stands under the pseudonym from here on; both accounts are known to be on their way until the end."""
    home, new = account_path(deletion.user_id), account_path(deletion.pseudonym)

    def carried(before: Deletion, step: Change, seen: Seen) -> Carried[Deletion, None] | None:
        if (account := account_model.read(seen[home])) is None:
            return None
        kept = Account(
            before.pseudonym,
            created_at=account.created_at,
            updated_at=now,
            balance=account.balance,
            seq=account.seq,
            stored_bytes=0,
            lots=account.lots,  # which expire once it has arrived
            disabled=True,
            erased_as=before.pseudonym,
        )
        left = replace(account, lots_due_at=None, updated_at=now)  # nothing is posted there any more
        writes = [account_model.write(seen[home], left), account_model.write(seen[new], kept)]
        return Carried(MACHINE.after(before, step, **step.fields), writes)

    step = Change(DeletionState.MOVING, {"due_at": now + LOST_TASK})
    return transitions.transition(MACHINE, deletion.path, [home, new], lambda _before, _seen: step, carried)
