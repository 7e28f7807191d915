"""pages: what is shared or exported, for whoever has its link. Public; in HTML, errors too, whole under `/s` of the one host."""

from __future__ import annotations

from urllib.parse import parse_qs

from shared.config.call_rate import visits_per_minute
from shared.exports import visits as export_visits
from shared.platform.web.callers import visitor
from shared.platform.web.door import Call, Reply
from shared.platform.web.flask_door import FlaskDoor
from shared.reports import visits as report_visits
from shared.shares import pages, visits

door = FlaskDoor("pages", caller=visitor, calls_per_minute=visits_per_minute, refusal=pages.refusal)
_FORM = 4096  # bytes of a password's form
_REPORT = 16 * 1024  # of a report's: a thousand characters, each as up to a dozen bytes


@door.get("/s/ended.js")
def get_script(_call: Call) -> Reply:
    """Get the script by which a page tells that it was watched to the end."""
    return pages.script()


@door.get("/s/{token}")
def open_page(call: Call) -> Reply:
    """Open the page of a share."""
    return visits.open_page(_visitor(call))


@door.route("POST", "/s/{token}", body_limit=_FORM)
def type_password(call: Call) -> Reply:
    """Open the page of a share behind a password."""
    return visits.try_password(_visitor(call), call.raw)


@door.get("/s/{token}/media")
def play(call: Call) -> Reply:
    """Play what is shared, or save it."""
    return visits.play(_visitor(call), save="download" in _parameters(call))


@door.get("/s/{token}/poster")
def get_poster(call: Call) -> Reply:
    """Get its still."""
    return visits.poster(_visitor(call))


@door.route("POST", "/s/{token}/end", body_limit=_FORM)
def tell_end(call: Call) -> Reply:
    """Tell that it was watched to the end."""
    return visits.watched(_visitor(call))


@door.get("/s/{token}/reports")
def ask_report(call: Call) -> Reply:
    """Get the form to report what is shared."""
    return report_visits.ask(_visitor(call))


@door.route("POST", "/s/{token}/reports", body_limit=_REPORT)
def report_share(call: Call) -> Reply:
    """Report what is shared."""
    return report_visits.send(_visitor(call), call.raw, call.caller.address)


@door.get("/s/exports/{ticket}")
def get_export_file(call: Call) -> Reply:
    """Get the file of an export."""
    return export_visits.get(call.path["ticket"], call.language, call.now)


@door.get("/s/exports/{ticket}/{kind}/{file}")
def get_exported_file(call: Call) -> Reply:
    """Get a file that an export links to."""
    return export_visits.get(call.path["ticket"], call.language, call.now, f"{call.path['kind']}/{call.path['file']}")


def _visitor(call: Call) -> visits.Visitor:
    return visits.Visitor(
        call.path["token"],
        call.language,
        call.now,
        head=call.head,
        ahead="prefetch" in call.headers.get("Sec-Purpose", call.headers.get("Purpose", "")),
        ticket=_parameters(call).get("t", [""])[0],
        part=call.headers.get("Range", ""),
    )


def _parameters(call: Call) -> dict[str, list[str]]:
    """Of an address that a page of ours has made; whatever else somebody adds is let be."""
    return parse_qs(call.query_string[:1000])
