"""Films that wait for their turn: the oldest of a user's first, as soon as one of their slots is free."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shared import accounts
from shared.accounts.ledger import Account, account_path
from shared.films import slots
from shared.films.model import FILMS, LOST_TASK, MADE_WITHIN, Film, FilmStatus, film_path, read
from shared.films.tasks import enqueue
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.documents import Document, Plan, Seen, Update
from shared.platform.errors import Contended, Unavailable

_AGAIN = timedelta(minutes=2)
_MOST_STUCK = 20  # films of one user that are passed over


def let_in(account: Account) -> int:
    """Give the user's free slots to those of their films that wait longest; answers how many went in."""
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


def let_next_in(account: Account) -> None:
    """Whoever ends a film, or makes one wait, starts the next ones that wait; should that be lost, the sweep does."""
    if not account.films_turn_due_at:
        return
    try:
        let_in(account)
    except (Unavailable, Contended) as trouble:
        logs.warning("films were not let in, left to the sweep", user_id=account.user_id, reason=type(trouble).__name__)


def let_all_in(page: int) -> int:
    """The sweep's net: users whose films wait beside a free slot; each in turn, and only as many as they have slots."""
    now, mark = clock().now(), "films_turn_due_at"
    rows = store().find("accounts", where=[(mark, "<=", now)], order=[(mark, "asc")], limit=page)
    for row in rows:
        try:
            account = accounts.read(row)
            assert account is not None
            logs.info("films wait beside a free slot", user_id=account.user_id, waiting=account.waiting_films)
            let_in(account)
        except (Unavailable, Contended) as trouble:
            logs.warning("films were not let in", account=row.id, reason=trouble.code)
        except Exception as error:  # noqa: BLE001 - the others' films wait too
            logs.alert("sweep cannot let somebody's films in", account=row.id, cause=error)
            _later(row.path)
    return len(rows)


def _waiting(user_id: str, limit: int) -> list[Document]:
    return store().find(
        FILMS,
        where=[("user_id", "==", user_id), ("status", "==", FilmStatus.WAITING.value)],
        order=[("created_at", "asc")],
        limit=limit,
    )


def _let_in(row: Document) -> bool | None:
    """None for one whose turn cannot be taken: it keeps nobody else waiting, and after a few times it is ended."""
    try:
        film = read(row)
        queued = _with_slot(film) if film else None
    except (Unavailable, Contended):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is
        from shared.films import troubles

        troubles.meet(row, error)
        return None
    if queued is None:
        return False
    try:
        enqueue(queued)
    except Unavailable:
        logs.warning("a task was not enqueued, left to the sweep", film_id=queued.id)
    return True


def _with_slot(film: Film) -> Film | None:
    """The film, queued in a slot of its user's; None where it does not wait any more, or no slot is free."""
    where, account_where = film_path(film.id), account_path(film.user_id)

    def decide(seen: Seen) -> Plan[Film | None]:
        now, current, account = clock().now(), read(seen[where]), accounts.read(seen[account_where])
        if current is None or account is None or not current.waiting or not slots.free(account):
            return Plan(None)
        times = {"slot_at": now, "deadline_at": now + MADE_WITHIN, "due_at": now + LOST_TASK, "updated_at": now}
        queued = replace(current, status=FilmStatus.QUEUED, **times)
        account = slots.moved(account, current, queued, now)
        marks = {**times, "status": queued.status.value}
        return Plan(queued, [Update(seen[where], marks), accounts.write(seen[account_where], account)])

    return store().settle([where, account_where], decide)


def _unmark(account: Account) -> None:
    """Nobody waits although the mark says so: a let-in that came first may leave this view of it behind."""

    def decide(seen: Seen) -> Plan[None]:
        now = accounts.read(seen[account.path])
        if now is None or now.waiting_films or not now.films_turn_due_at:
            return Plan(None)
        return Plan(None, [accounts.write(seen[account.path], slots.marked(now, clock().now()))])

    store().settle([account.path], decide)


def _later(path: str) -> None:
    """Or the same accounts in trouble would be all that the sweep ever sees."""

    def decide(seen: Seen) -> Plan[None]:
        marked = (seen[path].fields or {}).get("films_turn_due_at")
        return Plan(None, [Update(seen[path], {"films_turn_due_at": clock().now() + _AGAIN})] if marked else [])

    try:
        store().settle([path], decide)
    except (Unavailable, Contended):
        logs.warning("sweep could not put an account off", account=path)
