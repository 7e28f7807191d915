"""Works that wait for a slot of their user's: the oldest first, as soon as one is free.

Slots and who waits for them are counted on the account, which bears a mark while one waits beside a free slot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.accounts import model as account_model
from shared.accounts.ledger import Account
from shared.lifecycle import sweep
from shared.lifecycle.payers import paid_by
from shared.lifecycle.slots import Slots
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Document, Plan, Seen

_MOST_STUCK = 20  # works of one user that are passed over
Trouble = Callable[[Document, Exception], None]  # is told of one whose turn cannot be taken


def _left_to_sweep(row: Document, error: Exception) -> None:
    """It stays marked on the account, so the sweep meets the same, and cares for it."""
    logs.warning("a turn cannot be taken, left to the sweep", path=row.path, reason=f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Line:
    """One kind of works that wait."""

    works: str  # as the log calls them, and their collection
    collection: str
    state: str  # the field that tells where a work stands
    slots: Slots
    take: Callable[[Document], bool]  # gives it its slot and sets it off; False where it does not wait any more, or none is free

    def start_waiting(self, account: Account, trouble: Trouble = _left_to_sweep) -> int:
        """Give the user's free slots to those that wait longest; answers how many went in."""
        room, went_in, stuck = max(1, self.slots.free(account)), 0, 0
        while True:
            rows = _waiting(self, account, room - went_in + stuck)
            if not rows:
                _unmark(self, account)
            taken = [_let_in(self, row, trouble) for row in rows[stuck:]]  # those that are stuck stay the oldest
            went_in += taken.count(True)
            if None not in taken or went_in >= room or stuck >= _MOST_STUCK:
                return went_in
            stuck += taken.count(None)

    def start_next(self, account: Account) -> None:
        """Whoever ends a work, or makes one wait, starts the next ones that wait; should that be lost, the sweep does."""
        if not getattr(account, self.slots.mark):
            return
        try:
            self.start_waiting(account)
        except (Unavailable, Contended) as trouble:
            logs.warning(f"{self.works} were not let in, left to the sweep", user_id=account.user_id, reason=trouble.code)

    def start_all(self, page: int, trouble: Trouble) -> int:
        """The sweep's net: users whose works wait beside a free slot, since whoever should have let them in did not."""
        return sweep.look_after(self.care(trouble), page)

    def care(self, trouble: Trouble) -> sweep.Care:
        def look_after(row: Document, _now: datetime) -> None:
            account = account_model.read(row)
            assert account is not None
            logs.info(f"{self.works} wait beside a free slot", user_id=row.id, waiting=getattr(account, self.slots.waiting))
            self.start_waiting(account, trouble)

        return sweep.Care("accounts", look_after, mark=self.slots.mark)


def _waiting(line: Line, account: Account, limit: int) -> list[Document]:
    rows = paid_by(
        lambda field: store().find(
            line.collection,
            where=[(field, "==", account.user_id), (line.state, "==", "waiting")],
            order=[("created_at", "asc")],
            limit=limit,
        ),
        known=min(limit, getattr(account, line.slots.waiting)),
    )
    return rows[:limit]


def _let_in(line: Line, row: Document, trouble: Trouble) -> bool | None:
    """None for one whose turn cannot be taken: it keeps nobody else waiting, and after a few times it is ended."""
    try:
        return line.take(row)
    except (Unavailable, Contended):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is
        trouble(row, error)
        return None


def _unmark(line: Line, account: Account) -> None:
    """Nobody waits although the mark says so: a let-in that came first may leave this view of it behind."""

    def decide(seen: Seen) -> Plan[None]:
        now = account_model.read(seen[account.path])
        if now is None or getattr(now, line.slots.waiting) or not getattr(now, line.slots.mark):
            return Plan(None)
        return Plan(None, [account_model.write(seen[account.path], line.slots.marked(now, clock().now()))])

    store().settle([account.path], decide)
