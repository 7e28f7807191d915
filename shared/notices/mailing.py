"""News of events by mail: the first at once, and whatever comes within a while of a mail together in the next.

An event waits on its own row, so nothing is lost with who was to send it:

waiting   mail_due_at           its user wants mail of it; by then the sweep sees to it
claimed   + mail                it goes with the mail of this name; who died while sending is followed by one who sends the same
over      mail_due_at null      `mailed_at` says when it was sent; without it nobody takes mail there, or wants it any more

`listeners/{uid}` has when the next mail may go, and until when somebody is sending one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from shared.config import sections
from shared.config.model import NoticesSection
from shared.lifecycle import listeners
from shared.lifecycle.listeners import Listeners, listeners_path
from shared.lifecycle.outbox import EVENTS, LOST_TASK
from shared.notices.kinds import NoticeEvent
from shared.platform.clients import clock, store
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document, Fields, Plan, Seen, Update, Write

MOST = 400  # events of one mail: what is claimed is one commit
AT_ONCE = (NoticeEvent.CREDITS_LOW.value,)  # who waits with it would learn it too late
_SENDS = timedelta(seconds=90)  # one mail, before somebody else may
_EVER = datetime(2020, 1, 1, tzinfo=UTC)


class Claimed(NamedTuple):
    """What one mail tells."""

    name: str
    rows: Sequence[Document]
    known: Listeners


def goes_at(event: str, known: Listeners, now: datetime) -> datetime:
    """When mail of it may go."""
    return now if event in AT_ONCE else max(now, known.next_mail_at or now)


def waits(event: str, known: Listeners, now: datetime) -> Fields:
    """What its row says of mail from the commit on that tells of it."""
    return {"mail_due_at": goes_at(event, known, now) + LOST_TASK} if event in known.mail else {}


def claim(user_id: str) -> Claimed | None:
    """What is to be sent now; None where nothing waits, it may not go yet, or somebody is at it."""
    rows = store().find(
        EVENTS,
        where=[("user_id", "==", user_id), ("mail_due_at", ">", _EVER)],
        order=[("mail_due_at", "asc")],
        limit=MOST,
    )
    if not rows:
        return None
    where, window = listeners_path(user_id), timedelta(minutes=sections.get(NoticesSection).mail_together_minutes)

    def decide(seen: Seen) -> Plan[Claimed | None]:
        now, known = clock().now(), listeners.read(seen[where])
        if known.mailing_until and known.mailing_until > now:
            return Plan(None)
        waiting = [seen[row.path] for row in rows if (seen[row.path].fields or {}).get("mail_due_at")]
        wanted = [row for row in waiting if _of(row, "event") in known.mail]
        unwanted: list[Write] = [Update(row, {"mail_due_at": None}) for row in waiting if row not in wanted]
        name = next((str(_of(row, "mail")) for row in wanted if _of(row, "mail")), None)
        if name is not None:
            group, known = [row for row in wanted if _of(row, "mail") == name], replace(known, mailing_until=now + _SENDS)
        elif not wanted:
            return Plan(None, unwanted)
        elif (at := min(goes_at(_of(row, "event"), known, now) for row in wanted)) > now:
            later = [Update(row, {"mail_due_at": at + LOST_TASK}) for row in wanted if (row.fields or {})["mail_due_at"] < at]
            return Plan(None, [*unwanted, *later])
        else:
            group, name = wanted, wanted[0].id
            known = replace(known, mailing_until=now + _SENDS, next_mail_at=now + window)
        claims = [Update(row, {"mail": name}) for row in group]
        return Plan(Claimed(name, group, known), [codec.write(seen[where], known), *unwanted, *claims])

    return store().settle([where, *(row.path for row in rows)], decide)


def over(claimed: Claimed, *, sent: bool) -> None:
    """Its events wait no more."""
    now = clock().now()
    told = {"mail_due_at": None, "mailed_at": now} if sent else {"mail_due_at": None}

    def decide(seen: Seen) -> Plan[None]:
        rows = [seen[row.path] for row in claimed.rows if (seen[row.path].fields or {}).get("mail_due_at")]
        return Plan(None, [*_free(seen, claimed), *(Update(row, told) for row in rows)])

    store().settle([claimed.known.path, *(row.path for row in claimed.rows)], decide)


def release(claimed: Claimed) -> None:
    """Nobody took it now: whoever comes next sends it."""
    store().settle([claimed.known.path], lambda seen: Plan(None, _free(seen, claimed)))


def _free(seen: Seen, claimed: Claimed) -> list[Write]:
    """Unless another has begun meanwhile, because this one took too long."""
    where = seen[claimed.known.path]
    ours = where.fields is not None and listeners.read(where).mailing_until == claimed.known.mailing_until
    return [Update(where, {"mailing_until": None})] if ours else []


def _of(row: Document, field: str) -> str:
    return (row.fields or {}).get(field) or ""
