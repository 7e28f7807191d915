"""Pictures of an order, for providers that want the bytes themselves."""

from __future__ import annotations

from shared.platform.clients import files
from shared.platform.storage.objects import Gone
from shared.providers.interface import Picture

MOST_BYTES = 30 * 1024 * 1024  # of one; uploads are smaller


def read(picture: Picture) -> bytes:
    """Raises Gone when it is not there or larger than any picture that we take, Unavailable when storage does not answer."""
    bucket, _, name = picture.uri.removeprefix("gs://").partition("/")
    stored = files().stat(bucket, name)
    if stored is None:
        raise Gone(picture.uri)
    if stored.size > MOST_BYTES:
        raise Gone(f"{picture.uri} has {stored.size} bytes")
    with files().open(stored) as content:
        return content.read()
