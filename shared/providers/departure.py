"""Whether an order has left us whole: one that broke off on its way can have been accepted by nobody.

The HTTP client tells how far a request got. Only what it says of a piece that could not be sent counts; where it says nothing
the order may have arrived.
"""

from __future__ import annotations

from typing import Any

import httpx2

_BEGUN = "send_request_headers.started"
_BROKE_OFF = ("send_request_headers.failed", "send_request_body.failed")


class Departure:
    """Hears of a request's steps. A piece whose sending failed was not handed over to its end, and pieces go out in order."""

    def __init__(self) -> None:
        self.broke_off = False

    def __call__(self, step: str, _about: Any) -> None:
        if step.endswith(_BEGUN):  # what went before was a proxy's
            self.broke_off = False
        elif step.endswith(_BROKE_OFF):
            self.broke_off = True


def watch(request: httpx2.Request) -> None:
    """For `event_hooks` of a client."""
    request.extensions["trace"] = Departure()


def broke_off(come_back: Any) -> bool:
    """Of the answer or the error that a watched request ended in: even an answer may come before all of it has left."""
    try:
        heard = come_back.request.extensions.get("trace")
    except (AttributeError, RuntimeError):  # no request belongs to it
        return False
    return isinstance(heard, Departure) and heard.broke_off


def never_sent(error: Exception) -> bool:
    """No address, no connection, no TLS, or broken off: whoever got the beginning of it has no order."""
    before = (
        httpx2.ConnectError,
        httpx2.ConnectTimeout,
        httpx2.PoolTimeout,
        httpx2.ProxyError,
        httpx2.UnsupportedProtocol,
    )
    return isinstance(error, before) or broke_off(error)
