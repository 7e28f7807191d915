"""From a storyboard to its videos: priced by scene, admitted all or none, followed, ended before they begin."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from shared.catalog.model import Overlay
from shared.platform.errors import Contended, NotFound
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Seen, Update, Write
from shared.platform.web.tokens import User
from shared.storyboards import model
from shared.storyboards import reads as storyboard_reads
from shared.storyboards.composing import with_videos
from shared.storyboards.errors import NothingToShoot, SceneBeingShot
from shared.storyboards.model import Storyboard
from shared.storyboards.pricing import Chosen, places_of, priced, reads_of, scene_job
from shared.storyboards.reads import jobs_of
from shared.videos import commands as video_commands
from shared.videos.admission import AdmissionRequest, Admitted
from shared.videos.batches import admit_all
from shared.videos.model import Job
from shared.videos.requests import Resolved
from shared.videos.states import BEFORE_SENDING

_LOOKS = 10  # at a storyboard that changes while it is to be shot


class _Changed(Exception):
    """The storyboard names something now that it did not when its reads were chosen."""


def shoot(user: User, storyboard_id: str, chosen: Chosen, key: str, *, start_at: datetime | None = None) -> Admitted:
    """Charge and queue these scenes, now or for a time, and write down which job is whose video: in one commit, or nothing."""
    for _ in range(_LOOKS):
        try:
            return _shoot(user, storyboard_reads.show(user.uid, storyboard_id), chosen, key, start_at)
        except _Changed:
            continue
    raise Contended


def after(user_id: str, storyboard_id: str) -> Storyboard | None:
    """The storyboard as it stands after it was shot; what was charged is answered also where somebody deleted it just now."""
    try:
        return storyboard_reads.show(user_id, storyboard_id)
    except NotFound:
        return None


def cancel(user_id: str, storyboard_id: str) -> list[str]:
    """End what was not sent yet, the last ones first, so that none of them is let in meanwhile."""
    board = storyboard_reads.show(user_id, storyboard_id)
    return video_commands.cancel_each(user_id, (job for job in jobs_of(board).values() if job.state in BEFORE_SENDING))


def _shoot(user: User, board: Storyboard, chosen: Chosen, key: str, start_at: datetime | None) -> Admitted:
    where, stem = model.storyboard_path(board.id), secrets.token_bytes(12)

    def look(seen: Seen) -> tuple[Storyboard, list[int]]:
        now = storyboard_reads.own(seen[where], user.uid)
        if not seen.keys() >= set(reads_of(now, chosen)):
            raise _Changed
        places = places_of(now, chosen, seen)
        if not places:
            raise NothingToShoot
        live = [scene.id for place in places if (job := scene_job(scene := now.scenes[place], seen)) and not job.ended]
        if live:
            raise SceneBeingShot(count=len(live), scenes=live)
        return now, places

    def offers(seen: Seen, overlay: Overlay) -> Sequence[Resolved]:
        now, places = look(seen)
        return [shot.found for shot in priced(now, places, seen, overlay, stem, start_at)]

    def also(seen: Seen, jobs: Sequence[Job]) -> Sequence[Write]:
        now, places = look(seen)
        of_scenes = {now.scenes[place].id: job.id for place, job in zip(places, jobs, strict=True)}
        return [Update(seen[where], {"scenes": with_videos(now, of_scenes).fields()["scenes"]})]

    told_apart = [start_at.isoformat()] if start_at else []
    digest, reads = idempotency.digest("shoot", board.id, chosen, *told_apart), [where, *reads_of(board, chosen)]
    asked = AdmissionRequest(digest, offers, reads=reads, also=also, waits=True, feature="storyboards", stem=stem)
    return admit_all(user, asked, key)
