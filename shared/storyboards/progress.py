"""How far a storyboard's videos are, as whoever looks at it sees it. Looking needs nothing of what shoots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from shared.platform.clients import store
from shared.storyboards.composing import stale
from shared.storyboards.model import Storyboard
from shared.videos.job import Job, job_path, read


def jobs_of(board: Storyboard) -> Mapping[str, Job]:
    """The jobs of the scenes' videos, by their ids."""
    paths = [job_path(scene.video.job_id) for scene in board.scenes if scene.video]
    found = [read(row) for row in store().read(paths).values()] if paths else []
    return {job.id: job for job in found if job and job.user_id == board.user_id}


def shown(board: Storyboard) -> dict[str, Any]:
    """A storyboard on the wire: each scene with how far its video is, and whether it was changed since."""
    jobs = jobs_of(board)
    fields = {name: value for name, value in board.fields().items() if name != "user_id"}
    counts = Counter(job.state.value for job in jobs.values())
    scenes = [
        {
            **fields["scenes"][place],
            "missing_images": board.missing_in(scene),
            "video": _shown_video(board, place, jobs) if scene.video else None,
        }
        for place, scene in enumerate(board.scenes)
    ]
    return {"id": board.id, **fields, "seconds": board.seconds, "scenes": scenes, "progress": dict(counts)}


def _shown_video(board: Storyboard, place: int, jobs: Mapping[str, Job]) -> dict[str, Any]:
    video = board.scenes[place].video
    assert video is not None
    job = jobs.get(video.job_id)
    return {
        "id": video.job_id,
        "stale": stale(board, place),
        "state": job.state.value if job else None,
        "outcome": job.outcome if job else None,
        "credits": job.credits if job else None,
        "charged": job.charged if job else None,
        "expected_at": job.expected_at if job else None,
    }
