"""Who makes the videos: one interface, one file per provider's wire. Importing this imports none of their clients."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shared.platform.clients import clock, once
from shared.platform.settings import settings
from shared.providers.interface import Provider

VERTEX_LOCATION = "us-central1"  # Veo 3.1 is served there only, wherever our own functions run


class NoSuchProvider(LookupError):
    """The catalog names a surface that nobody here speaks to: a mistake in the catalog."""


def provider_for(surface: str) -> Provider:
    """The provider behind a surface of the catalog; for worker functions, since it brings its client with it."""
    try:
        build = _PROVIDERS[surface]
    except KeyError:
        raise NoSuchProvider(surface) from None
    return build()


@once
def _vertex() -> Provider:
    from shared.providers.veo import Veo, simulated_credentials

    return Veo(
        settings().project,
        VERTEX_LOCATION,
        clock(),
        base_url=settings().vertex_url,
        credentials=simulated_credentials() if settings().vertex_is_local else None,
    )


_PROVIDERS: Mapping[str, Callable[[], Provider]] = {"vertex": _vertex}
