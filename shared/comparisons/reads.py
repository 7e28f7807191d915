"""Comparisons as their owners see them: each with its two videos as they stand now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shared.comparisons.model import COMPARISONS, Comparison, comparison_path, own, read
from shared.platform.clients import store
from shared.platform.errors import Language
from shared.platform.web.cursors import Page, newest_first, page_of, place_of
from shared.videos import reads as video_reads
from shared.videos.model import Job, job_path
from shared.videos.model import read as read_job

if TYPE_CHECKING:
    from shared.comparisons import views


def find(user_id: str, comparison_id: str) -> Comparison:
    return own(store().get(comparison_path(comparison_id)), user_id)


def listed(user_id: str, *, limit: int, cursor: str | None) -> Page[Comparison]:
    """The newest first, one query."""
    rows = store().find(
        COMPARISONS, where=[("user_id", "==", user_id)], order=newest_first("created_at"), after=place_of(cursor), limit=limit
    )
    return page_of(rows, limit, read)


def shown(comparisons: Sequence[Comparison], language: Language) -> list[views.Comparison]:
    """With all of their videos by one read; of one that is in the trash, or gone, none."""
    paths = [job_path(job_id) for each in comparisons for job_id in each.job_ids]
    seen = store().read(paths) if paths else {}
    jobs = {job.id: job for path in paths if (job := read_job(seen[path])) is not None and not job.deleted}
    return [_shown(each, jobs, language) for each in comparisons]


def _shown(comparison: Comparison, jobs: Mapping[str, Job], language: Language) -> views.Comparison:
    return {
        "id": comparison.id,
        "created_at": comparison.created_at,
        "variants": [_variant(comparison, place, jobs.get(job_id), language) for place, job_id in enumerate(comparison.job_ids)],
        "winner": comparison.winner,
        "rated_at": comparison.rated_at,
    }


def _variant(comparison: Comparison, place: int, job: Job | None, language: Language) -> views.ComparedVariant:
    return {
        "prompt_id": comparison.prompt_ids[place],
        "job_id": comparison.job_ids[place],
        "rating": comparison.ratings[place] if comparison.ratings else None,
        "video": video_reads.shown(job, language) if job else None,
    }
