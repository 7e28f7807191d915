"""An account going: step by step, each by pages that are done or not. Whoever comes after one that was killed finds what is left.

Nothing remembers how far it is but what is there: a pass begins from the front, and what is gone costs it a query.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from shared.account_deletion import transitions, works
from shared.account_deletion.elsewhere import ELSEWHERE
from shared.account_deletion.model import Deletion, deletion_path, erasure_path, read
from shared.account_deletion.states import LOST_TASK, TOKENS_LIVE, WORKS_LOOK, DeletionState
from shared.account_deletion.tasks import enqueue
from shared.accounts import lots
from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.agent_keys.model import KEYS
from shared.platform import logs
from shared.platform.clients import auth_users, clock, store
from shared.platform.firestore.documents import Delete, Patch, Plan, Seen, Write
from shared.platform.web import sessions
from shared.shares.model import SHARES
from shared.user_data import erasing, renaming
from shared.user_data.erasing import Leaver
from shared.user_data.fates import COLLECTIONS
from shared.webhooks.model import ENDPOINTS

_TASK_S = 300.0  # then the next task takes over
_DOORS = (SHARES, KEYS, ENDPOINTS)  # by which others come in or hear: closed at once


def erase(user_id: str) -> None:
    """One whose grace is over; called twice, late, or once it is done, it does nothing."""
    deletion = _begun(user_id)
    if deletion is None or deletion.began_at is None:
        return
    leaver, until = Leaver(user_id, deletion.pseudonym), time.monotonic() + _TASK_S
    if deletion.state is DeletionState.ERASING:
        _shut_out(user_id, deletion.began_at)
        if not _within(until, (page for each in _DOORS for page in _erased(each, leaver)), deletion):
            return
        if wait_until := _waits(deletion):
            _come_again(deletion, wait_until)
            return
        if not _within(until, _everything(leaver), deletion):
            return
        if not all(leave(deletion) for leave in ELSEWHERE.values()):
            _come_again(deletion, clock().now() + WORKS_LOOK)
            return
        transitions.move(deletion, clock().now())
    if _within(until, renaming.everything(leaver), deletion):
        _close(deletion)


def _begun(user_id: str) -> Deletion | None:
    """The deletion, if it is time; nobody else looks after it for a while."""
    now = clock().now()
    deletion = read(store().get(deletion_path(user_id)))
    if deletion is None or now < deletion.deletes_at:
        return None
    if deletion.state is not DeletionState.REQUESTED:
        _come_again(deletion, now + LOST_TASK)
        return deletion
    moved = transitions.begin(deletion, now)
    sessions.memory().forget(user_id)
    if moved.moved:
        logs.info("an account is being erased", pseudonym=deletion.pseudonym)
    return moved.now


def _shut_out(user_id: str, since: datetime) -> None:
    """Auth gives out no token any more; those that it gave are refused by the account."""
    if auth_users().find(user_id) is not None:
        auth_users().end_sessions(user_id, since, disabled=True)


def _waits(deletion: Deletion) -> datetime | None:
    """Until when, for works that nobody can stop, or tokens that must have ended before their account goes."""
    now, over = clock().now(), (deletion.began_at or deletion.requested_at) + TOKENS_LIVE
    if not works.ended(deletion.user_id):
        return now + WORKS_LOOK
    return over if now < over else None


def _everything(leaver: Leaver) -> Iterator[None]:
    for name in COLLECTIONS:
        yield from _erased(name, leaver)
    yield from erasing.objects(leaver)


def _erased(name: str, leaver: Leaver) -> Iterator[None]:
    erase = COLLECTIONS[name].erase
    return erase(leaver) if erase else iter(())


def _within(until: float, pages: Iterator[None], deletion: Deletion) -> bool:
    """Whether all of it was done in time; else another task goes on."""
    for _ in pages:
        if time.monotonic() > until:
            enqueue(deletion.user_id)
            return False
    return True


def _come_again(deletion: Deletion, at: datetime) -> None:
    store().change(deletion.path, lambda _row: {"due_at": at})


def _close(deletion: Deletion) -> None:
    """The account and its deletion go; who comes with the same id after that is somebody new."""
    where, home, new = deletion.path, account_path(deletion.user_id), account_path(deletion.pseudonym)

    def decide(seen: Seen) -> Plan[bool]:
        if (now := read(seen[where])) is None or now.pseudonym != deletion.pseudonym or now.state is not DeletionState.MOVING:
            return Plan(False)
        kept = account_model.read(seen[new])
        assert kept is not None
        writes: list[Write] = [
            account_model.write(seen[new], replace(kept, erased_as=None, lots_due_at=min(lots.read(kept.lots), default=None))),
            Patch(erasure_path(deletion.pseudonym), {"ended_at": clock().now(), "entries": kept.seq}),
            Delete(seen[where]),
            *([Delete(seen[home])] if seen[home].fields is not None else []),
        ]
        return Plan(True, writes)

    if store().settle([where, home, new], decide):
        sessions.memory().forget(deletion.user_id)
        logs.info("an account was erased", pseudonym=deletion.pseudonym)
