"""What visitors do: open a page, type its password, play, save, watch to the end. Nobody is known and nothing is kept of them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs

from shared.lifecycle.links import signed
from shared.platform.errors import Language
from shared.platform.storage.signed_urls import LONGEST
from shared.platform.web.door import Reply
from shared.platform.web.rates import RateLimited
from shared.shares import pages, passes
from shared.shares.counts import Once, Visit, count
from shared.shares.model import Share
from shared.shares.reads import Closed, Shared, look

_SHORTEST = timedelta(minutes=30)  # that a file's address lives: long enough for a pause
_LENGTHS = 3  # or so many times what it plays
_FROM_THE_START = re.compile(r"bytes=0-\d*")
_told = Once()


class Visitor(NamedTuple):
    """One request of somebody: for which share, with what from its page, and how."""

    token: str
    language: Language
    now: datetime
    head: bool = False  # asks for headers alone, so it sees nothing
    ahead: bool = False  # a browser fetches what nobody has asked to see yet
    ticket: str = ""
    part: str = ""  # of the file

    @property
    def sees(self) -> bool:
        return not (self.head or self.ahead)

    @property
    def page(self) -> str | None:
        """Which page it was shown, as far as its ticket is good."""
        return passes.visit_of(self.token, self.ticket, self.now)


def open_page(visitor: Visitor) -> Reply:
    """The share, or its question for the password."""
    shown = look(visitor.token, visitor.now)
    if isinstance(shown, Closed):
        return pages.closed(shown, visitor.language)
    if shown.share.password is not None:
        return pages.ask_password(visitor.token, visitor.language)
    return _shown(visitor, shown)


def try_password(visitor: Visitor, raw: bytes) -> Reply:
    """The share, where the password is right. Each try counts, whoever tries."""
    shown = look(visitor.token, visitor.now)
    if isinstance(shown, Closed):
        return pages.closed(shown, visitor.language)
    if shown.share.password is not None:
        try:
            passes.attempts.take(shown.share.id, visitor.now)
        except RateLimited as refused:
            return pages.ask_password(visitor.token, visitor.language, wait_s=refused.details["reset_s"])
        typed = parse_qs(raw.decode(errors="replace")).get("password", [""])[0]
        if not passes.opens(typed, shown.share.password):
            return pages.ask_password(visitor.token, visitor.language, wrong=True)
    return _shown(visitor, shown)


def play(visitor: Visitor, *, save: bool) -> Reply:
    """To the file, by an address that lives as long as somebody may take to watch it."""
    shown = open_to(visitor)
    if isinstance(shown, Reply):
        return shown
    share, work = shown
    if save and not share.download:
        return pages.notice(pages.NOT_ALLOWED, visitor.language)
    if not save and visitor.sees and _begins(visitor):
        count(share, Visit.PLAY, visitor.now)
    lives = min(LONGEST, max(_SHORTEST, _LENGTHS * timedelta(seconds=work.seconds)))
    return _sent_to(signed(work.object_name, saved_as=_file_name(share) if save else None, lives=lives).url)


def poster(visitor: Visitor) -> Reply:
    shown = open_to(visitor)
    if isinstance(shown, Reply):
        return shown
    if shown.work.poster is None:
        return pages.closed(Closed.UNKNOWN, visitor.language)
    return _sent_to(signed(shown.work.poster).url)


def watched(visitor: Visitor) -> Reply:
    """To the end: told by the page's script, once for each page."""
    page = visitor.page
    if page is not None and _told.first(f"{page} end"):
        shown = look(visitor.token, visitor.now)
        if isinstance(shown, Shared):
            count(shown.share, Visit.END, visitor.now)
    return Reply(204)


def _shown(visitor: Visitor, shown: Shared) -> Reply:
    if visitor.sees:
        count(shown.share, Visit.VIEW, visitor.now)
    return pages.watch(shown, visitor.language, passes.ticket(visitor.token, visitor.now))


def open_to(visitor: Visitor) -> Shared | Reply:
    """Behind a password only for who has typed it: their page has a ticket."""
    shown = look(visitor.token, visitor.now)
    if isinstance(shown, Closed):
        return pages.closed(shown, visitor.language)
    if shown.share.password is not None and visitor.page is None:
        return pages.notice(pages.NOT_ALLOWED, visitor.language)
    return shown


def _begins(visitor: Visitor) -> bool:
    """Whether somebody begins to play, and does not seek: for each page once."""
    if visitor.part and not _FROM_THE_START.fullmatch(visitor.part):
        return False
    page = visitor.page
    return page is None or _told.first(f"{page} play")


def _sent_to(url: str) -> Reply:
    return Reply(302, headers={"Location": url, **pages.HEADERS})


def _file_name(share: Share) -> str:
    """Of its title what is safe in any header and on any disk."""
    words = re.findall(r"[A-Za-z0-9]+", share.title)
    return f"{'-'.join(words)[:60].strip('-').lower() or f'rushes-{share.kind}'}.mp4"
