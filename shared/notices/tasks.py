"""The tasks by which mail and push messages go out. Each is named by what it tells, so that nobody is told twice by two calls."""

from __future__ import annotations

import hashlib
from datetime import datetime

from shared.lifecycle.listeners import Listeners
from shared.lifecycle.sweep import left_to_sweep
from shared.notices.kinds import Letter
from shared.notices.model import peace_ends
from shared.platform.clients import queue
from shared.platform.errors import Language
from shared.platform.settings import settings

_LASTS_S = 60


def enqueue_push(event_id: str, event: str, known: Listeners, now: datetime) -> None:
    """Of an event of this user's, where they chose to be told of it. Raises Unavailable where nobody takes the task."""
    payload = {"event_id": event_id, "user_id": known.user_id}
    if event in known.push and known.devices:
        at = peace_ends(known.quiet, now)
        queue().put("notices", "notice-tasks", "/push", payload, name=_name("push", event_id), at=at, deadline_s=_LASTS_S)


def enqueue_mail(user_id: str, key: str, at: datetime | None = None) -> None:
    """Of all that waits for mail; a lost one is made up for by the sweep. At a later time it is one task for all of them."""
    named = _name("mail", f"{user_id} {at.isoformat() if at else key}")
    with left_to_sweep(user_id):
        queue().put("notices", "notice-tasks", "/mail", {"user_id": user_id}, name=named, at=at, deadline_s=_LASTS_S)


def export_ready(user_id: str, export_id: str, link: str, until: datetime) -> None:
    """Their data can be fetched there. Raises Unavailable where nobody takes the task."""
    _letter(Letter.EXPORT_READY, export_id, {"link": link, "until": f"{until:%Y-%m-%d %H:%M} UTC"}, user_id=user_id)


def account_deleted(user_id: str, address: str, language: Language) -> None:
    """To who is no user any more, and so by their address. Raises Unavailable where nobody takes the task."""
    _letter(Letter.ACCOUNT_DELETED, user_id, {}, to=address, language=language)


def endpoint_off(user_id: str, endpoint_id: str, url: str, reason: str, now: datetime) -> None:
    key = f"{endpoint_id} {now.isoformat()}"
    with left_to_sweep(endpoint_id):  # its list tells the same
        _letter(Letter.ENDPOINT_OFF, key, {"url": url, "reason": reason}, user_id=user_id)


def work_reported(user_id: str, work_id: str, decided_at: datetime) -> None:
    """That links of theirs were ended, and who decided so are people. Raises Unavailable where nobody takes the task."""
    link = f"{settings().pages_url}/studio/videos"
    _letter(Letter.WORK_REPORTED, f"{work_id} {decided_at.isoformat()}", {"link": link}, user_id=user_id)


def report_decided(report_id: str, address: str, language: Language, *, removed: bool) -> None:
    """To who had sent the report. Raises Unavailable where nobody takes the task."""
    letter = Letter.REPORT_ACTED_ON if removed else Letter.REPORT_DISMISSED
    _letter(letter, report_id, {}, to=address, language=language)


def _letter(
    letter: Letter,
    key: str,
    values: dict[str, str],
    *,
    user_id: str | None = None,
    to: str | None = None,
    language: Language | None = None,
) -> None:
    payload = {"letter": letter.value, "key": key, "values": values, "user_id": user_id, "to": to, "language": language}
    queue().put("notices", "notice-tasks", "/letter", payload, name=_name(letter.value, key), deadline_s=_LASTS_S)


def _name(way: str, key: str) -> str:
    return f"notice-{hashlib.sha256(f'{way} {key}'.encode()).hexdigest()[:32]}"
