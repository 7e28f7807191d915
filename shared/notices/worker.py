"""What task functions do for people: mail, and messages to their devices. Called twice they tell once, unless they died."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.lifecycle import listeners
from shared.lifecycle.listeners import Listeners, listeners_path
from shared.lifecycle.outbox import EVENTS
from shared.notices import commands
from shared.notices.kinds import Letter, NoticeEvent
from shared.notices.texts import WHY, WORDS
from shared.platform import logs
from shared.platform.clients import auth_users, clock, mailer, push, store
from shared.platform.errors import Language
from shared.platform.google.push import Notice
from shared.platform.mail import Mail
from shared.platform.settings import settings


class _Told(NamedTuple):
    path: str
    event: NoticeEvent
    known: Listeners
    values: Mapping[str, Any]
    work_id: str


def mail(event_id: str, user_id: str) -> None:
    told = _told(event_id, user_id, "mailed_at")
    if told is None or told.event not in told.known.mail:
        return
    language = told.known.language
    why = WHY.say(language, {"settings": f"{settings().pages_url}/studio/account"})
    if _mailed(_address(user_id), told.event, language, told.values, event_id, f"\n\n{why}"):
        _mark(told.path, "mailed_at")


def push_event(event_id: str, user_id: str) -> None:
    """To each device; one that is there no more is forgotten."""
    told = _told(event_id, user_id, "pushed_at")
    if told is None or told.event not in told.known.push:
        return
    title = WORDS[told.event].title.say(told.known.language, told.values)
    data = {"event": told.event.value, "work_id": told.work_id, "link": str(told.values["link"])}
    notice = Notice(title, "", _short(event_id), data)
    gone = [device for device, kept in told.known.devices.items() if not push().send(str(kept["token"]), notice)]
    if gone:
        commands.forget(user_id, *gone)
    _mark(told.path, "pushed_at")


def letter(
    letter: Letter, key: str, values: Mapping[str, str], *, user_id: str | None, to: str | None, language: Language | None
) -> None:
    """Whatever they chose: it is about their account."""
    if language is None:
        language = listeners.read(store().get(listeners_path(user_id))).language if user_id else "en"
    _mailed(to or (_address(user_id) if user_id else None), letter, language, values, f"{letter}.{key}")


def _told(event_id: str, user_id: str, mark: str) -> _Told | None:
    """What there is to tell, unless it was told."""
    where = f"{EVENTS}/{event_id}"
    seen = store().read([where, listeners_path(user_id)])
    row = seen[where].fields
    if row is None or row["user_id"] != user_id or row.get(mark) is not None:
        return None
    event, work_id = NoticeEvent(row["event"]), str(row["work_id"])
    link = f"{settings().pages_url}{_PAGES[event.partition('.')[0]].format(id=work_id)}"
    values = {**(row.get("details") or {}), "link": link}
    return _Told(where, event, listeners.read(seen[listeners_path(user_id)]), values, work_id)


_PAGES = {"video": "/studio/videos/{id}", "film": "/studio/videos", "credits": "/studio/account/credits"}


def _mark(path: str, mark: str) -> None:
    now = clock().now()
    store().change(path, lambda _row: {mark: now})


def _address(user_id: str) -> str | None:
    """Where they proved to be; an address that was only claimed is somebody else's until then."""
    person = auth_users().find(user_id)
    return person.email if person and person.email_verified and not person.disabled else None


def _mailed(
    address: str | None, what: NoticeEvent | Letter, language: Language, values: Mapping[str, Any], key: str, also: str = ""
) -> bool:
    server = mailer()
    if server is None or address is None:
        logs.info("mail was not sent", what=what.value, reason="nobody takes mail" if server is None else "no address")
        return False
    title, body = (text.say(language, values) for text in WORDS[what])
    sent = server.send(Mail(address, title, f"{title}.\n\n{body}{also}\n", _short(key)))
    logs.info("mail sent" if sent else "mail refused", what=what.value)
    return sent


def _short(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
