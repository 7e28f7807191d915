"""Take something down, so that nobody sees it from that commit on, and put it back; what was made of it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from shared.accounts import model as account_model
from shared.accounts.ledger import EntryType, account_path
from shared.films import model as film_model
from shared.images.model import Image
from shared.lifecycle import takedown as mark
from shared.lifecycle.takedown import takedown_path
from shared.platform.clients import store
from shared.platform.firestore.codec import write
from shared.platform.firestore.documents import Create, Plan, Seen, Update, Write
from shared.takedowns.errors import NoFile, NotTakenDown, TakedownUnderWay
from shared.takedowns.model import KINDS, MOVED_WITHIN, Media, Takedown, media, media_path, read
from shared.takedowns.tasks import enqueue
from shared.videos.model import COLLECTION as VIDEOS
from shared.videos.model import read as read_video

if TYPE_CHECKING:
    from shared.takedowns.sets import MediaKind

MOST_COPIES = 100
_LOOKED_AT = 500  # of what was made of one, and of its owner's films, the latest
Audit = Callable[[Takedown], Write]  # the entry that says what was done


class Name(NamedTuple):
    kind: MediaKind
    id: str


class Done(NamedTuple):
    takedown: Takedown
    changed: bool


def take_down(name: Name, by: str, reason: str, now: datetime, audit: Audit, *, give_back: bool) -> Done:
    """From this commit on it is nobody's to see. The credits that it cost are given back, where asked for, once."""
    where, record_path = media_path(*name), takedown_path(name.id)

    def decide(seen: Seen) -> Plan[Done]:
        work, record = media(name.kind, seen[where]), read(seen[record_path])
        if work.taken_down and record is not None:
            if record.back_at is not None:
                raise TakedownUnderWay
            credits, posted = _given_back(name, work, seen, reason, now) if give_back else (0, [])
            again = record if not credits else _with(record, credits=credits)
            changes: list[Write] = [Update(seen[record_path], {"credits": credits}), *posted] if posted else []
            return Plan(Done(again, changed=bool(posted)), [audit(again), *changes])
        if not KINDS[name.kind].has_file(work):
            raise NoFile
        credits, posted = _given_back(name, work, seen, reason, now) if give_back else (0, [])
        made = Takedown(name.id, name.kind, work.user_id, by, reason, now, credits, due_at=now + MOVED_WITHIN)
        writes = [audit(made), Update(seen[where], {mark.FIELD: now}), write(seen[record_path], made), *posted]
        return Plan(Done(made, changed=True), writes)

    done = store().settle([where, record_path], decide)
    if done.takedown.due_at is not None:
        enqueue(name.id)
    return done


def put_back(name: Name, now: datetime, audit: Audit) -> Takedown:
    """Its objects move back, and then it is there again as it was: links that were not revoked open it again."""
    where, record_path = media_path(*name), takedown_path(name.id)

    def decide(seen: Seen) -> Plan[Takedown]:
        work, record = media(name.kind, seen[where]), read(seen[record_path])
        if not work.taken_down or record is None or not KINDS[name.kind].has_file(work):
            raise NotTakenDown
        if record.back_at is not None:
            return Plan(record, [audit(record)])
        if record.due_at is not None:
            raise TakedownUnderWay
        going = _with(record, back_at=now, due_at=now + MOVED_WITHIN)
        return Plan(going, [audit(going), write(seen[record_path], going)])

    record = store().settle([where, record_path], decide)
    enqueue(name.id)
    return record


def _with(record: Takedown, **changes: Any) -> Takedown:
    return Takedown(**{**vars(record), **changes})


def _given_back(name: Name, work: Media, seen: Seen, reason: str, now: datetime) -> tuple[int, list[Write]]:
    """An operator's gift and never the job's refund: what it cost stays told. Once, however often it is taken down."""
    if isinstance(work, Image):
        return 0, []
    entry_id = f"{name.id}.takedown"
    less = seen[f"credit_transactions/{name.id}.adjustment"].fields or {}
    amount = work.credits - int(less.get("amount", 0))
    if not work.charged or amount <= 0 or seen[f"credit_transactions/{entry_id}"].fields is not None:
        return 0, []
    where = account_path(work.payer_id)
    account = account_model.read(seen[where]) or account_model.reopened(work.payer_id, now)
    account, entry = account.post(entry_id, EntryType.ADMIN_GRANT, amount, reason, now)
    return amount, [Create(entry.path, entry.fields()), account_model.write(seen[where], account)]


def copies_of(name: Name) -> list[Name]:
    """What was made of it and can be seen: edits and extensions of a video, films that it is a scene of, and theirs."""
    found: dict[Name, bool] = {name: False}
    open_ = [name]
    while open_ and sum(found.values()) < MOST_COPIES:
        new = {each: up for each, up in _made_of(open_.pop(0)) if each not in found}
        found |= new
        open_ += new
    return [each for each, up in found.items() if up][:MOST_COPIES]


def _made_of(name: Name) -> Iterator[tuple[Name, bool]]:
    """With whether it can be seen: what is taken down was made into something, too."""
    if name.kind != "video":
        return
    by_source: list[tuple[str, Literal["=="], Any]] = [("source", "==", name.id)]
    for row in store().find(VIDEOS, where=by_source, limit=_LOOKED_AT):
        if (job := read_video(row)) and KINDS["video"].has_file(job):
            yield Name("video", row.id), not job.taken_down
    owner = media("video", store().get(media_path(*name))).user_id
    mine: list[tuple[str, Literal["=="], Any]] = [("user_id", "==", owner)]
    rows = store().find(film_model.FILMS, where=mine, order=[("created_at", "desc")], limit=_LOOKED_AT)
    for film in filter(None, map(film_model.read, rows)):
        if KINDS["film"].has_file(film) and name.id in [scene.video_id for scene in film.wish.scenes]:
            yield Name("film", film.id), not film.taken_down
