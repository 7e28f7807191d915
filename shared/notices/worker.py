"""What task functions do for people: mail, and messages to their devices. Called twice they tell once, unless they died."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shared.lifecycle import listeners
from shared.lifecycle.listeners import listeners_path
from shared.lifecycle.outbox import EVENTS
from shared.notices import commands, mailing
from shared.notices.kinds import Letter, NoticeEvent
from shared.notices.texts import SEVERAL, TOGETHER, WHY, WORDS
from shared.platform import logs
from shared.platform.clients import auth_users, clock, mailer, push, store
from shared.platform.errors import Language, Unavailable
from shared.platform.firestore.documents import Document
from shared.platform.google.push import Notice
from shared.platform.mail import Mail
from shared.platform.settings import settings


class _News(NamedTuple):
    event: NoticeEvent
    values: Mapping[str, Any]
    work_id: str


def mail(user_id: str) -> None:
    """All that waits for mail and may go by now."""
    while (claimed := mailing.claim(user_id)) is not None:
        _send(claimed)


def _send(claimed: mailing.Claimed) -> None:
    language = claimed.known.language
    news = [_news(row) for row in claimed.rows]
    why = WHY.say(language, {"settings": f"{settings().pages_url}/studio/account"})
    try:
        sent = _mailed(_address(claimed.known.user_id), "news", *_words(news, language), claimed.name, why)
    except Unavailable:
        mailing.release(claimed)
        raise
    mailing.over(claimed, sent=sent)


def _words(news: Sequence[_News], language: Language) -> tuple[str, str]:
    """Of one event as it is said of it; of several a paragraph for each kind."""
    if len(news) == 1:
        (only,) = news
        title = WORDS[only.event].title.say(language, only.values)
        return title, f"{title}.\n\n{WORDS[only.event].body.say(language, only.values)}"
    kinds = {event: [each for each in news if each.event is event] for event in NoticeEvent}
    parts = [(_together(event, found, language), found) for event, found in kinds.items() if found]
    told = ["\n".join((f"{title}:", *dict.fromkeys(str(each.values["link"]) for each in found))) for title, found in parts]
    title = parts[0][0] if len(parts) == 1 else SEVERAL.say(language, {"count": len(news)})
    return title, "\n\n".join(told)


def _together(event: NoticeEvent, found: Sequence[_News], language: Language) -> str:
    return TOGETHER[event].say(language, {**found[-1].values, "count": len(found)})


def push_event(event_id: str, user_id: str) -> None:
    """To each device; one that is there no more is forgotten."""
    where, now = f"{EVENTS}/{event_id}", clock().now()
    seen = store().read([where, listeners_path(user_id)])
    row, known = seen[where], listeners.read(seen[listeners_path(user_id)])
    if row.fields is None or row.fields["user_id"] != user_id or row.fields.get("pushed_at") is not None:
        return
    news = _news(row)
    if news.event not in known.push:
        return
    title = WORDS[news.event].title.say(known.language, news.values)
    data = {"event": news.event.value, "work_id": news.work_id, "link": str(news.values["link"])}
    notice = Notice(title, "", _short(event_id), data)
    gone = [device for device, kept in known.devices.items() if not push().send(str(kept["token"]), notice)]
    if gone:
        commands.forget(user_id, *gone)
    store().change(where, lambda _row: {"pushed_at": now})


def letter(
    letter: Letter, key: str, values: Mapping[str, str], *, user_id: str | None, to: str | None, language: Language | None
) -> None:
    """Whatever they chose: it is about their account."""
    if language is None:
        language = listeners.read(store().get(listeners_path(user_id))).language if user_id else "en"
    title, body = (text.say(language, values) for text in WORDS[letter])
    _mailed(to or (_address(user_id) if user_id else None), letter.value, title, f"{title}.\n\n{body}", f"{letter}.{key}")


def _news(row: Document) -> _News:
    fields = row.fields or {}
    event, work_id = NoticeEvent(fields["event"]), str(fields["work_id"])
    link = f"{settings().pages_url}{_PAGES[event.partition('.')[0]].format(id=work_id)}"
    return _News(event, {**(fields.get("details") or {}), "link": link}, work_id)


_PAGES = {"video": "/studio/videos/{id}", "film": "/studio/videos", "credits": "/studio/account/credits"}


def _address(user_id: str) -> str | None:
    """Where they proved to be; an address that was only claimed is somebody else's until then."""
    person = auth_users().find(user_id)
    return person.email if person and person.email_verified and not person.disabled else None


def _mailed(address: str | None, what: str, title: str, text: str, key: str, why: str = "") -> bool:
    server = mailer()
    if server is None or address is None:
        logs.info("mail was not sent", what=what, reason="nobody takes mail" if server is None else "no address")
        return False
    sent = server.send(Mail(address, title, "\n\n".join(part for part in (text, why) if part) + "\n", _short(key)))
    logs.info("mail sent" if sent else "mail refused", what=what)
    return sent


def _short(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
