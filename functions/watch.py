"""watch: hear of a video's next state without asking again and again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from shared.config.call_rate import calls_per_minute
from shared.platform.web import long_poll
from shared.platform.web.async_door import AsyncDoor
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply
from shared.videos import reads as video_reads
from shared.videos.model import Job, read

if TYPE_CHECKING:
    from functions.forms import videos as forms
    from shared.videos import views

door = AsyncDoor("watch", caller=user, forms="functions.forms.videos", calls_per_minute=calls_per_minute)


@door.get("/{job_id}", query="WatchQuery")
async def watch_video(call: Call) -> Reply[views.Video]:
    """Wait for a video's next state.

    The answer comes once its state is not `state` any more, at the latest after `wait` seconds.
    """
    asked: forms.WatchQuery = call.query
    job_id = call.path["job_id"]
    if asked.state is None or asked.wait == 0:
        job, _ = await _own(call, job_id)
        return _shown(call, job)
    watcher = long_poll.state_watcher()
    with watcher.place(call.caller.id):
        job, as_of = await _own(call, job_id)
        if job.state is asked.state and not job.ended:  # an ended one has no next state
            job = await watcher.next_state(job, read, watcher.left(asked.wait, call.began), as_of)
    return _shown(call, job)


async def _own(call: Call, job_id: str) -> tuple[Job, str | None]:
    return await asyncio.to_thread(video_reads.own_as_of, call.caller.id, job_id)


def _shown(call: Call, job: Job) -> Reply[views.Video]:
    return Reply(body=video_reads.shown(job, call.language))
