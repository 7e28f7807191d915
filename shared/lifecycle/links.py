"""Addresses of files that users keep, for an hour unless said otherwise; nobody needs a token for them meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from shared.platform.clients import once, signer
from shared.platform.settings import settings

if TYPE_CHECKING:
    from shared.platform.storage.signed_urls import Signed
    from shared.platform.web.views import MediaLinks

_LIVE = timedelta(hours=1)
_AT_ONCE = 16  # that one instance has signed
T = TypeVar("T")
R = TypeVar("R")


def signed(name: str, *, saved_as: str | None = None, lives: timedelta = _LIVE) -> Signed:
    """The address of one object; browsers save it under this name, if one is given."""
    attachment = {"response-content-disposition": f'attachment; filename="{saved_as}"'} if saved_as else None
    return signer().sign("GET", settings().bucket_media, name, lives, query=attachment)


def of_each(works: Sequence[T], links: Callable[[T], R]) -> list[R]:
    """Those of several works, in their order, as many at once as one instance may have signed. What one raises ends all."""
    signing = [_crowd().submit(copy_context().run, links, work) for work in works]
    try:
        return [each.result() for each in signing]
    finally:
        for each in signing:
            each.cancel()


@once
def _crowd() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, "signer")


def media_links(name: str, poster: str | None, saved_as: str, lives: timedelta = _LIVE) -> MediaLinks:
    """Those of a video or film: to play it, to save it, and its poster if there is one."""
    playback, download = signed(name, lives=lives), signed(name, saved_as=saved_as, lives=lives)
    still = signed(poster, lives=lives) if poster else None
    return {
        "playback": playback.url,
        "download": download.url,
        "poster": still and still.url,
        "expires_at": min(each.expires_at for each in (playback, download, still) if each),
    }
