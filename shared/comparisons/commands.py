"""Trying two prompts with one wish, and saying which is better.

Both videos are admitted and charged in one commit with the document that ties them, all or none; from then on they are videos
like any others, and a comparison only names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shared.catalog.model import Overlay
from shared.comparisons.model import Comparison, comparison_path, own
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import AlsoNeeds, Create, Plan, Seen, Update, Write
from shared.platform.web.tokens import User
from shared.prompts.model import prompt_path
from shared.prompts.model import read as read_prompt
from shared.videos.admission import AdmissionRequest, Admitted
from shared.videos.batches import admit_all
from shared.videos.errors import NotEnded
from shared.videos.model import Job, job_path
from shared.videos.model import read as read_job
from shared.videos.requests import Resolved, VideoRequest, resolve


def compare(user: User, request: VideoRequest, prompt_ids: Sequence[str], key: str) -> Admitted:
    """Charge and queue one video for each of these prompts, alike in all but the text."""
    asked = [replace(request, prompt_id=each) for each in prompt_ids]
    now = clock().now()

    def offers(seen: Seen, overlay: Overlay) -> list[Resolved]:
        first = resolve(asked[0], seen, user.uid, now, overlay)
        wish = first.offer.wish  # what the first prompt was written for holds for all
        alike = [replace(each, model=wish.model, seconds=wish.seconds, aspect_ratio=wish.aspect_ratio) for each in asked[1:]]
        return [first, *(resolve(each, seen, user.uid, now, overlay) for each in alike)]

    def tied(_seen: Seen, jobs: Sequence[Job]) -> Sequence[Write]:
        found = Comparison(
            id=str(jobs[0].batch_id),
            user_id=user.uid,
            created_at=jobs[0].created_at,
            prompt_ids=tuple(prompt_ids),
            job_ids=tuple(job.id for job in jobs),
        )
        return [Create(found.path, found.fields())]

    return admit_all(
        user,
        AdmissionRequest(
            idempotency.digest("compare", [each.told_apart for each in asked]),
            offers,
            reads=list(dict.fromkeys(path for each in asked for path in each.reads)),
            also=tied,
            waits=True,
            feature="comparisons",
        ),
        key,
    )


def rate(user_id: str, comparison_id: str, winner: str | None, ratings: Sequence[int]) -> Comparison:
    """Which is better, once both have ended; the ratings are the prompts' own from now on, as far as these are there."""
    where, now = comparison_path(comparison_id), clock().now()
    known = own(store().get(where), user_id)  # what it names stays

    def decide(seen: Seen) -> Plan[Comparison]:
        before = own(seen[where], user_id)
        named = [*map(job_path, before.job_ids), *map(prompt_path, before.prompt_ids)]
        if unseen := [path for path in named if path not in seen]:
            raise AlsoNeeds(*unseen)
        if winner is not None and winner not in before.prompt_ids:
            raise NotFound(kind="prompt", id=winner)
        for job_id in before.job_ids:
            job = read_job(seen[job_path(job_id)])
            if job is not None and not job.ended:
                raise NotEnded(state=job.state.value)
        after = replace(before, winner=winner, ratings=tuple(ratings), rated_at=now)
        marks: list[Write] = []
        for prompt_id, rating in zip(before.prompt_ids, ratings, strict=False):
            prompt = read_prompt(seen[prompt_path(prompt_id)])
            if prompt is not None and not prompt.deleted:
                marks.append(Update(seen[prompt.path], {"rating": rating, "updated_at": now}))
        return Plan(after, [Update(seen[where], after.fields()), *marks])

    return store().settle([where, *map(job_path, known.job_ids), *map(prompt_path, known.prompt_ids)], decide)


def delete(user_id: str, comparison_id: str) -> None:
    """What ties them; prompts and videos stay."""
    own(store().get(comparison_path(comparison_id)), user_id)
    store().erase(comparison_path(comparison_id))
