"""watch: hear of the next state of a video, film or prompt without asking again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from shared.config.call_rate import calls_per_minute
from shared.films import watch as films
from shared.platform.web import long_poll
from shared.platform.web.async_door import AsyncDoor
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply
from shared.prompts import watch as prompts
from shared.videos import model as videos
from shared.videos import reads as video_reads
from shared.videos.progress import is_told, progress

if TYPE_CHECKING:
    from shared.films import views as film_views
    from shared.platform.firestore.documents import Document
    from shared.prompts import views as prompt_views
    from shared.videos import views as video_views

door = AsyncDoor("watch", caller=user, forms="functions.forms.watch", calls_per_minute=calls_per_minute)
F = TypeVar("F", bound="long_poll.Followed")
_ASKED_AFTER_S = 20.0  # of a wait: asking a provider takes three more at most


@door.get("/{job_id}", query="VideoWatchQuery")
async def watch_video(call: Call) -> Reply[video_views.WatchedVideo]:
    """Wait for a video's next state.

    The answer comes once its state is not `state` any more, at the latest after `wait` seconds, and says how far it is where
    that is known.
    """
    job = await _next(call, lambda: video_reads.own_as_of(call.caller.id, call.path["job_id"]), videos.read, _most_s)
    return Reply(body=video_reads.watched(job, call.language, await progress().of(job)))


def _most_s(job: videos.Job) -> float:
    """What is asked after the wait belongs to the time of the call."""
    return _ASKED_AFTER_S if is_told(job) else long_poll.MOST_S


@door.get("/films/{film_id}", query="FilmWatchQuery")
async def watch_film(call: Call) -> Reply[film_views.Film]:
    """Wait for a film's next state.

    The answer comes once its state is not `state` any more, at the latest after `wait` seconds.
    """
    film = await _next(call, lambda: films.own_as_of(call.caller.id, call.path["film_id"]), films.shown_to_owner)
    return Reply(body=films.shown(film, call.language))


@door.get("/prompts/{prompt_id}", query="PromptWatchQuery")
async def watch_prompt(call: Call) -> Reply[prompt_views.Prompt]:
    """Wait for a prompt's next state.

    The answer comes once its state is not `state` any more, at the latest after `wait` seconds.
    """
    prompt = await _next(call, lambda: prompts.own_as_of(call.caller.id, call.path["prompt_id"]), prompts.read)
    primary = await asyncio.to_thread(prompts.primary_of, prompt)
    return Reply(body=prompts.shown(prompt, call.language, primary=primary))


async def _next(
    call: Call,
    look: Callable[[], tuple[F, str | None]],
    read: Callable[[Document], F | None],
    most_s: Callable[[F], float] = lambda _: long_poll.MOST_S,
) -> F:
    """What is asked for as soon as its state is another one than its caller knows; what has ended has no next state."""
    known, wait = call.query.state, call.query.wait
    if known is None or wait == 0:
        return (await asyncio.to_thread(look))[0]
    watcher = long_poll.state_watcher()
    with watcher.place(call.caller.id):
        found, as_of = await asyncio.to_thread(look)
        if found.state == known and not found.ended:
            found = await watcher.next_state(found, read, watcher.left(min(wait, most_s(found)), call.began), as_of)
    return found
