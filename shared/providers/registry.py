"""Who makes the videos and writes the prompts: one interface, one file per provider's wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shared.platform.clients import clock, once
from shared.platform.settings import settings
from shared.providers import gemini_writer, omni, openai_videos, pictures, simulated, veo, writer
from shared.providers.interface import ORDER_S, LostOrder, Provider
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
    try:
        return _LOST[surface]
    except KeyError:
        raise NoSuchProvider(surface) from None


def writer_for(surface: str, *, key: str | None = None) -> Writer:
    """Who writes prompts: Gemini on `vertex` in our name, or on `gemini-api` with a user's own key. For worker functions."""
    if surface == "vertex":
        return _vertex_writer()
    if surface == "gemini-api":
        return gemini_writer.GeminiWriter(key, clock(), base_url=settings().gemini_url)
    raise NoSuchProvider(surface)


@once
def _vertex_writer() -> Writer:
    return writer.VertexWriter(settings().project, WRITING_LOCATION, clock(), **_vertex_access())


@once
def _vertex() -> Provider:
    return veo.Veo(settings().project, VERTEX_LOCATION, clock(), **_vertex_access())


@once
def _openai_videos() -> Provider:
    return _videos_with(settings().openai_videos_key, None)


def _videos_with(key: str | None, project: str | None) -> Provider:
    told = settings()
    if told.openai_videos_url is None:
        raise NoSuchProvider("openai-videos: RUSHES_OPENAI_VIDEOS_URL is not set")
    return openai_videos.OpenAIVideos(
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
    return omni.gemini_api(key, clock(), base_url=settings().gemini_url, read=pictures.read)


@once
def _vertex_global() -> Provider:
    return omni.vertex_global(settings().project, clock(), **_vertex_access())


def _vertex_access() -> dict[str, Any]:
    return {
        "base_url": settings().vertex_url,
        "credentials": simulated.simulated_credentials() if settings().vertex_is_local else None,
    }


_PROVIDERS: Mapping[str, Callable[[], Provider]] = {
    "vertex": _vertex,
    "vertex-global": _vertex_global,
    "gemini-api": _gemini_api,
    "openai-videos": _openai_videos,
}
_LOST: Mapping[str, LostOrder] = {
    "vertex": LostOrder(ORDER_S, longest_s=360, in_bucket=True),  # "6 minutes in peak hours", says Google's page about Veo
    "vertex-global": LostOrder(ORDER_S, longest_s=360, in_bucket=True),  # of Omni it says nothing; it is served beside Veo
    "gemini-api": LostOrder(ORDER_S, longest_s=360, in_bucket=False),
    "openai-videos": LostOrder(ORDER_S, longest_s=600, in_bucket=False),  # one card may need minutes; lists name no order of ours
}
