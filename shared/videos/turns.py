"""Jobs set off at their admission or wait for their turn: the oldest first, as soon as a slot is free."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared import accounts, catalog, config
from shared.accounts.ledger import Account
from shared.config.model import AdvancedSection
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.documents import Document, Plan, Seen, Update
from shared.platform.errors import Contended, Unavailable
from shared.videos import slots
from shared.videos.job import COLLECTION, Job, read
from shared.videos.life import Step, transition
from shared.videos.states import LOST_START, JobState
from shared.videos.work import enqueue_start, left_to_sweep

if TYPE_CHECKING:
    from shared.videos.admission import Admitted

_AGAIN = timedelta(minutes=2)
_MOST_STUCK = 20  # jobs of one user that are passed over


def let_in(account: Account) -> int:
    """Give the user's free slots to those of their jobs that wait longest; answers how many went in."""
    room, went_in, stuck = max(1, slots.free(account)), 0, 0
    while True:
        rows = _waiting(account.user_id, room - went_in + stuck)
        if not rows:
            _unmark(account)
        taken = [_let_in(row) for row in rows[stuck:]]  # those that are stuck stay the oldest
        went_in += taken.count(True)
        if None not in taken or went_in >= room or stuck >= _MOST_STUCK:
            return went_in
        stuck += taken.count(None)


def _waiting(user_id: str, limit: int) -> list[Document]:
    return store().find(
        COLLECTION,
        where=[("user_id", "==", user_id), ("state", "==", JobState.WAITING.value)],
        order=[("created_at", "asc")],
        limit=limit,
    )


def _let_in(row: Document) -> bool | None:
    """None for one whose turn cannot be taken: it keeps nobody else waiting, and after a few times it is ended."""
    try:
        job = read(row)
        moved = transition(job.id, job.user_id, _takes_slot, with_account=True) if job else None
    except (Unavailable, Contended):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is
        from shared.videos import troubles

        troubles.meet(row.id, error)
        return None
    if moved is None or not moved.moved or moved.job is None:
        return False
    with left_to_sweep(moved.job.id):
        enqueue_start(moved.job)
    return True


def let_next_in(account: Account) -> None:
    """Whoever ends a job, or makes one wait, starts the next ones that wait; should that be lost, the sweep does."""
    if not account.turn_due_at:
        return
    try:
        let_in(account)
    except (Unavailable, Contended) as trouble:
        logs.warning("jobs were not let in, left to the sweep", user_id=account.user_id, reason=type(trouble).__name__)


def set_off(admitted: Admitted) -> None:
    """Send what was just admitted on its way; what is lost here, the sweep makes up for."""
    if admitted.replayed:
        return
    for job in admitted.jobs:
        if job.state is JobState.QUEUED:
            with left_to_sweep(job.id):
                enqueue_start(job)
    if any(job.state is JobState.FOLLOWING for job in admitted.jobs):
        from shared.videos.following import begin

        begin(admitted.jobs)
    if admitted.account is not None:
        let_next_in(admitted.account)


def let_all_in(page: int) -> int:
    """The sweep's net: users whose jobs wait beside a free slot, since whoever should have let them in did not."""
    rows = store().find("accounts", where=[("turn_due_at", "<=", clock().now())], order=[("turn_due_at", "asc")], limit=page)
    for row in rows:
        try:
            account = accounts.read(row)
            assert account is not None
            logs.info("jobs wait beside a free slot", user_id=account.user_id, waiting=account.waiting_jobs)
            let_in(account)
        except (Unavailable, Contended) as trouble:
            logs.warning("jobs were not let in", account=row.id, reason=trouble.code)
        except Exception as error:  # noqa: BLE001 - the others' jobs wait too
            logs.alert("sweep cannot let somebody's jobs in", account=row.id, cause=error)
            _later(row.path)
    return len(rows)


def _later(path: str) -> None:
    """Or the same accounts in trouble would be all that the sweep ever sees."""

    def decide(seen: Seen) -> Plan[None]:
        marked = (seen[path].fields or {}).get("turn_due_at")
        return Plan(None, [Update(seen[path], {"turn_due_at": clock().now() + _AGAIN})] if marked else [])

    try:
        store().settle([path], decide)
    except (Unavailable, Contended):
        logs.warning("sweep could not put an account off", account=path)


def _takes_slot(job: Job, _ops: Any) -> Step | None:
    if job.state is not JobState.WAITING:
        return None
    now = clock().now()
    times = {
        "slot_at": now,
        "deadline_at": now + timedelta(minutes=config.get(AdvancedSection).job_deadline_minutes),
        "expected_at": now + timedelta(seconds=catalog.usual_seconds(job.wish.model)),
    }
    return Step(JobState.QUEUED, job=times, due_in=LOST_START)


def _unmark(account: Account) -> None:
    """Nobody waits although the mark says so: a let-in that came first may leave this view of it behind."""

    def decide(seen: Seen) -> Plan[None]:
        now = accounts.read(seen[account.path])
        if now is None or now.waiting_jobs or not now.turn_due_at:
            return Plan(None)
        return Plan(None, [accounts.write(seen[account.path], slots.marked(now, clock().now()))])

    store().settle([account.path], decide)
