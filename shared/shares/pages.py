"""What visitors see: each page whole, in one of two languages, with all that it needs of its own and nothing from elsewhere.

Values come into the templates of `html/` as they are, and are escaped there. A page may load its poster and its file from where
media lie, and one script from here, which does nothing but tell that somebody has watched to the end.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.platform.errors import AppError, Language, Text
from shared.platform.settings import settings
from shared.platform.storage.signed_urls import GOOGLE_STORAGE
from shared.platform.web.door import Reply
from shared.shares.reads import Closed, Shared

_HOME = Path(__file__).with_name("html")
SCRIPT = "ended.js"
_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
}
_WORDS: Mapping[str, Text] = {
    "download": Text("Download", "Herunterladen"),
    "from": Text("Shared by {name}", "Geteilt von {name}"),
    "until": Text("Can be opened until {day}", "Zu sehen bis {day}"),
    "video": Text("A video for you", "Ein Video für dich"),
    "film": Text("A film for you", "Ein Film für dich"),
    "made": Text("Made with Rushes", "Gemacht mit Rushes"),
    "locked": Text("Behind a password", "Nur mit Passwort"),
    "ask": Text("Type the password that you were given.", "Gib das Passwort ein, das du bekommen hast."),
    "password": Text("Password", "Passwort"),
    "open": Text("Open", "Öffnen"),
    "wrong": Text("That was not the password.", "Das war nicht das Passwort."),
    "report": Text("Report", "Melden"),
    "report_heading": Text("Is something wrong with it?", "Stimmt damit etwas nicht?"),
    "report_ask": Text(
        "People look at each report. Its owner is not told who sent it.",
        "Menschen sehen sich jede Meldung an. Der Besitzer erfährt nicht, von wem sie ist.",
    ),
    "about": Text("What is it about?", "Worum geht es?"),
    "choose": Text("Choose", "Bitte wählen"),
    "words": Text("What should we know? (optional)", "Was sollten wir wissen? (freiwillig)"),
    "email": Text("Your address, if you want an answer (optional)", "Deine Adresse, wenn du eine Antwort willst (freiwillig)"),
    "send": Text("Send the report", "Meldung senden"),
    "report_why": Text("Choose what it is about.", "Wähle, worum es geht."),
    "report_long": Text("Write 1,000 characters at most.", "Schreibe höchstens 1.000 Zeichen."),
    "report_address": Text("That is no address of mail.", "Das ist keine E-Mail-Adresse."),
    "wait": Text(
        "Too many tries. Try again in {seconds} seconds.", "Zu viele Versuche. Versuche es in {seconds} Sekunden wieder."
    ),
}


class Notice(NamedTuple):
    """A page that has nothing to show but words."""

    status: int
    heading: Text
    words: Text


_ENDED = Text("This link has ended", "Dieser Link gilt nicht mehr")
_CLOSED: Mapping[Closed, Notice] = {
    Closed.UNKNOWN: Notice(
        404,
        Text("There is nothing here", "Hier ist nichts"),
        Text(
            "Perhaps a part of the link was lost on its way. Open it again, or ask for it once more.",
            "Vielleicht ging unterwegs ein Teil des Links verloren. Öffne ihn noch einmal oder lass ihn dir neu schicken.",
        ),
    ),
    Closed.REVOKED: Notice(
        410,
        _ENDED,
        Text("Whoever sent it to you has taken it back.", "Wer ihn dir geschickt hat, hat ihn zurückgenommen."),
    ),
    Closed.ENDED: Notice(
        410,
        _ENDED,
        Text("It was open for a while, and that is over.", "Er war eine Zeit lang offen, und die ist vorbei."),
    ),
    Closed.GONE: Notice(
        410,
        Text("This is not here any more", "Das gibt es hier nicht mehr"),
        Text("What this link led to was deleted.", "Wohin dieser Link führte, wurde gelöscht."),
    ),
    Closed.REMOVED: Notice(
        410,
        Text("This is not here any more", "Das gibt es hier nicht mehr"),
        Text("The operator has removed what this link led to.", "Der Betreiber hat entfernt, wohin dieser Link führte."),
    ),
}
_BUSY = Notice(
    429,
    Text("One moment, please", "Einen Moment bitte"),
    Text(
        "Much was asked for from where you are. Try again in a minute.",
        "Von dir kam gerade viel. Versuche es gleich noch einmal.",
    ),
)
_TROUBLE = Notice(
    503,
    Text("This cannot be shown right now", "Das lässt sich gerade nicht zeigen"),
    Text("Try again in a few minutes.", "Versuche es in ein paar Minuten noch einmal."),
)
_NOT_SO = Notice(
    400,
    Text("This cannot be done here", "Das geht hier nicht"),
    Text("Open the link as it was sent to you.", "Öffne den Link so, wie er dir geschickt wurde."),
)
REPORTED = Notice(
    201,
    Text("Thank you", "Danke"),
    Text("Your report has arrived. Somebody will look at it.", "Deine Meldung ist angekommen. Jemand sieht sie sich an."),
)
NOT_ALLOWED = Notice(
    403,
    Text("This is not open to you", "Das ist für dich nicht offen"),
    Text("Open the link once more, and watch it there.", "Öffne den Link noch einmal und sieh es dir dort an."),
)


def watch(shown: Shared, language: Language, ticket: str) -> Reply:
    """The page of what is shared. Behind a password the poster, too, is only for who has a ticket."""
    share, work = shown
    locked = share.password is not None
    poster = f"/s/{share.id}/poster{_query(t=ticket) if locked else ''}" if work.poster else None
    return _page(
        "share.html",
        language,
        share=share,
        work=work,
        heading=share.title or _say(share.kind, language),
        length=_length(work.seconds),
        poster=poster,
        open_to_all=not locked,
        base=settings().pages_url,
        media=f"/s/{share.id}/media{_query(t=ticket)}",
        saved=f"/s/{share.id}/media{_query(t=ticket, download='1')}" if share.download else None,
        end=f"/s/{share.id}/end{_query(t=ticket)}",
        report=f"/s/{share.id}/reports{_query(t=ticket) if locked else ''}",
        sender=_say("from", language, name=share.name) if share.name else "",
        until=_say("until", language, day=_day(share.ends_at, language)) if share.ends_at else "",
    )


def ask_password(token: str, language: Language, *, wrong: bool = False, wait_s: int = 0) -> Reply:
    """What is behind it is told to nobody yet."""
    trouble = _say("wait", language, seconds=wait_s) if wait_s else _say("wrong", language) if wrong else ""
    page = _page("password.html", language, token=token, trouble=trouble, heading=_say("locked", language))
    if wait_s:
        return page._replace(status=429, headers={**page.headers, "Retry-After": str(wait_s)})
    return page._replace(status=403 if wrong else 200)


def ask_report(
    token: str, language: Language, ticket: str, about: Sequence[tuple[str, str]], given: Mapping[str, str], trouble: str
) -> Reply:
    """The form of a report; with what was typed, where that cannot be taken."""
    page = _page(
        "report.html",
        language,
        token=token,
        ticket=ticket,
        about=about,
        given=given,
        trouble=_say(trouble, language) if trouble else "",
        heading=_say("report_heading", language),
    )
    return page._replace(status=400 if trouble else 200)


def closed(why: Closed, language: Language) -> Reply:
    return notice(_CLOSED[why], language)


def refusal(error: AppError, language: Language, _request_id: str) -> Reply:
    """What goes wrong before or beside a share, for people."""
    by_status = {404: _CLOSED[Closed.UNKNOWN], 405: _NOT_SO, 429: _BUSY}
    told = by_status.get(error.status, _TROUBLE if error.status >= 500 else _NOT_SO)
    page = notice(told, language)
    return page._replace(status=error.status, headers={**page.headers, **error.headers})


def notice(told: Notice, language: Language) -> Reply:
    page = _page("notice.html", language, heading=told.heading.say(language, {}), words=told.words.say(language, {}))
    return page._replace(status=told.status)


def script() -> Reply:
    headers = {**HEADERS, "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=3600"}
    return Reply(body=(_HOME / SCRIPT).read_bytes(), headers=headers)


def _page(template: str, language: Language, **values: Any) -> Reply:
    def say(word: str) -> str:
        return _say(word, language)

    html = _templates().get_template(template).render(language=language, say=say, style=_style(), **values)
    told = {"Content-Type": "text/html; charset=utf-8", "Content-Language": language, "Vary": "Accept-Language"}
    return Reply(body=html.encode(), headers={**HEADERS, "Content-Security-Policy": _policy(), **told})


HEADERS: Mapping[str, str] = {
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Robots-Tag": "noindex, nofollow",
}


@cache
def _policy() -> str:
    """What the page may load, and from where: a redirect to a signed address is held to the same."""
    media = f"{settings().storage_url or GOOGLE_STORAGE}/{settings().bucket_media}/"
    style = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src 'sha256-{style}'",
            "script-src 'self'",
            "connect-src 'self'",
            f"img-src 'self' data: {media}",  # the sign in the browser's tab is written into the page
            f"media-src 'self' {media}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HOME), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _style() -> str:
    return (_HOME / "style.css").read_text(encoding="utf-8")


def _say(word: str, language: Language, **values: Any) -> str:
    return _WORDS[word].say(language, values)


def _query(**values: str) -> str:
    return f"?{urlencode(values)}"


def _length(seconds: float) -> str:
    whole = max(1, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def _day(moment: datetime, language: Language) -> str:
    month = _MONTHS[language][moment.month - 1]
    return f"{moment.day}. {month} {moment.year}" if language == "de" else f"{moment.day} {month} {moment.year}"
