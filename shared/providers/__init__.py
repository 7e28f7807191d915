"""Who makes the videos: one interface, one file per provider's wire. Importing this imports none of their clients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shared.platform.clients import clock, once
from shared.platform.settings import settings
from shared.providers.interface import LostOrder, Provider
from shared.providers.writing import Writer

VERTEX_LOCATION = "us-central1"  # Veo 3.1 is served there only, wherever our own functions run
WRITING_LOCATION = "global"  # where Vertex serves every Gemini of today


class NoSuchProvider(LookupError):
    """The catalog names a surface that nobody here speaks to: a mistake in the catalog."""


def provider_for(surface: str, *, key: str | None = None, project: str | None = None) -> Provider:
    """The provider behind a surface of the catalog, with a user's own key where one is given. For worker functions."""
    if key is not None:
        return _on_own_key(surface, key, project)
    try:
        build = _PROVIDERS[surface]
    except KeyError:
        raise NoSuchProvider(surface) from None
    return build()


def _on_own_key(surface: str, key: str, project: str | None) -> Provider:
    if surface == "gemini-api":
        return _omni_on_gemini(key)
    if surface == "openai-videos":
        return _videos_with(key, project)
    raise NoSuchProvider(f"{surface} takes no keys of users")


def lost_on(surface: str) -> LostOrder:
    """What a lost order of this surface's comes to: the one place that is asked."""
    if surface == "vertex":
        from shared.providers.veo import LOST

        return LOST
    if surface == "openai-videos":
        from shared.providers import openai_videos

        return openai_videos.LOST
    from shared.providers import omni

    try:
        return omni.LOST[surface]
    except KeyError:
        raise NoSuchProvider(surface) from None


def writer_for(surface: str, *, key: str | None = None) -> Writer:
    """Who writes prompts: Gemini on `vertex` in our name, or on `gemini-api` with a user's own key. For worker functions."""
    if surface == "vertex":
        return _vertex_writer()
    if surface == "gemini-api":
        from shared.providers.gemini_writer import GeminiWriter

        return GeminiWriter(key, clock(), base_url=settings().gemini_url)
    raise NoSuchProvider(surface)


@once
def _vertex_writer() -> Writer:
    from shared.providers.writer import VertexWriter

    return VertexWriter(settings().project, WRITING_LOCATION, clock(), **_vertex_access())


@once
def _vertex() -> Provider:
    from shared.providers.veo import Veo

    return Veo(settings().project, VERTEX_LOCATION, clock(), **_vertex_access())


@once
def _openai_videos() -> Provider:
    return _videos_with(settings().openai_videos_key, None)


def _videos_with(key: str | None, project: str | None) -> Provider:
    from shared.providers.openai_videos import OpenAIVideos

    told = settings()
    if told.openai_videos_url is None:
        raise NoSuchProvider("openai-videos: RUSHES_OPENAI_VIDEOS_URL is not set")
    return OpenAIVideos(
        told.openai_videos_url,
        key,
        clock(),
        project=project,
        redirect_hosts=told.openai_videos_redirect_hosts,
        delete_aborts=told.openai_videos_delete_aborts,
    )


@once
def _gemini_api() -> Provider:
    return _omni_on_gemini("simulated-gemini-key" if settings().gemini_is_local else settings().gemini_key)


def _omni_on_gemini(key: str | None) -> Provider:
    from shared.providers.omni import gemini_api
    from shared.providers.pictures import read

    return gemini_api(key, clock(), base_url=settings().gemini_url, read=read)


@once
def _vertex_global() -> Provider:
    from shared.providers.omni import vertex_global

    return vertex_global(settings().project, clock(), **_vertex_access())


def _vertex_access() -> dict[str, Any]:
    from shared.providers.vertex import simulated_credentials

    return {
        "base_url": settings().vertex_url,
        "credentials": simulated_credentials() if settings().vertex_is_local else None,
    }


_PROVIDERS: Mapping[str, Callable[[], Provider]] = {
    "vertex": _vertex,
    "vertex-global": _vertex_global,
    "gemini-api": _gemini_api,
    "openai-videos": _openai_videos,
}
