"""What visitors of a share do who find something wrong with it: ask for the form, and send it. No sign-in, no script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs

from shared.config import sections
from shared.config.model import ModerationSection
from shared.platform.web.door import Reply
from shared.platform.web.rates import Pace
from shared.reports import commands
from shared.reports.texts import ABOUT
from shared.shares import pages
from shared.shares.visits import Visitor, open_to

if TYPE_CHECKING:
    from shared.reports.sets import ReportAbout

_MOST_WORDS = 1000
_ADDRESS = re.compile(r"[^@\s<>\"',;:\\()\[\]]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}")
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def _per_minute(times: int) -> int:
    return times * sections.get(ModerationSection).reports


_by_address, _by_share = Pace(lambda: _per_minute(1)), Pace(lambda: _per_minute(2))


def ask(visitor: Visitor) -> Reply:
    shown = open_to(visitor)
    return shown if isinstance(shown, Reply) else _form(visitor)


def send(visitor: Visitor, raw: bytes, address: str) -> Reply:
    """Kept as it came; whoever typed something that cannot be is asked again, with what they typed."""
    given = {name: values[0].strip() for name, values in parse_qs(raw.decode(errors="replace"), keep_blank_values=True).items()}
    visitor = visitor._replace(ticket=given.get("t", ""))
    shown = open_to(visitor)
    if isinstance(shown, Reply):
        return shown
    about, words, email = given.get("about", ""), _plain(given.get("words", "")), given.get("email", "")
    if about not in ABOUT:
        return _form(visitor, given, "report_why")
    if len(words) > _MOST_WORDS:
        return _form(visitor, given, "report_long")
    if email and not _ADDRESS.fullmatch(email):
        return _form(visitor, given, "report_address")
    _by_address.take(address, visitor.now)
    _by_share.take(shown.share.id, visitor.now)
    commands.file(shown.share, cast("ReportAbout", about), words, email or None, visitor.language)
    return pages.notice(pages.REPORTED, visitor.language)


def _form(visitor: Visitor, given: dict[str, str] | None = None, trouble: str = "") -> Reply:
    reasons = [(name, text.say(visitor.language, {})) for name, text in ABOUT.items()]
    return pages.ask_report(visitor.token, visitor.language, visitor.ticket, reasons, given or {}, trouble)


def _plain(words: str) -> str:
    return _UNSEEN.sub(" ", words.replace("\r\n", "\n"))
