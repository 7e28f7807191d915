"""Addresses of files that users keep, for an hour; nobody needs a token for them meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from shared.platform.clients import signer
from shared.platform.settings import settings

_LIVE = timedelta(hours=1)


def links(objects: Mapping[str, str | None], *, saved_as: str | None = None) -> Any:
    """One for each of these objects that is there; the one for `download` makes browsers save it under this name."""
    attachment = {"response-content-disposition": f'attachment; filename="{saved_as}"'}
    signed = {
        name: signer().sign("GET", settings().bucket_media, there, _LIVE, query=attachment if name == "download" else None)
        for name, there in objects.items()
        if there
    }
    urls = {name: signed[name].url if name in signed else None for name in objects}
    return {**urls, "expires_at": min(each.expires_at for each in signed.values())}
