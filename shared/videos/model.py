"""A video job as its owner sees it, kept in `video_jobs/{id}`; what only operators may see lies in `private/ops`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.catalog.wish import Wish
from shared.lifecycle.library import Shelf
from shared.lifecycle.marks import Marked
from shared.lifecycle.payers import Paid
from shared.lifecycle.takedown import Removable
from shared.lifecycle.trash import Trashable
from shared.platform.errors import NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document
from shared.platform.user_ids import media_home_of
from shared.videos.states import ENDED, JobState

if TYPE_CHECKING:
    from shared.videos import views

COLLECTION = "video_jobs"

ID_FORM = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Job(Paid, Trashable, Marked, Removable):
    """One wish for a video, from admission to its end."""

    state: JobState
    wish: Wish
    credits: int
    charged: bool  # false once refunded
    created_at: datetime
    deadline_at: datetime
    due_at: datetime | None  # when the sweep should look; none once ended
    expected_at: datetime  # for drawing progress without a single write
    slot_at: datetime | None = None  # when it took its slot: its deadline runs from then
    attempt: int = 0
    outcome: str | None = None
    message: Mapping[str, str] | None = None  # what became of it and whether it was charged, in both languages
    error: Mapping[str, Any] | None = None  # why there is no video, in both languages
    video: views.VideoFile | None = None  # the file's measured facts
    ended_at: datetime | None = None
    retry_of: str | None = None
    notice: Mapping[str, str] | None = None  # the model's retirement is near
    followers: tuple[str, ...] = ()  # jobs that begin with its last frame, and were told to wait for it
    batch_id: str | None = None  # of those that were admitted together
    batch: views.BatchFacts | None = None  # of that batch, on its first job alone: when, how many, for how much
    storyboard_id: str | None = None  # that it was shot for, and the scene there
    scene_id: str | None = None
    progress: int | None = None  # of an edit that is being made, per cent
    edit: Mapping[str, Any] | None = None  # made by hand of the finished video `source`: what was asked (`edits.requests`)
    held_images: tuple[str, ...] = ()  # whose pictures must stay, also for an owner who deletes them, until it has ended
    touched_at: datetime | None = None  # when its file was made or last wanted, within the month
    purged_at: datetime | None = None  # its file is gone for good; what it cost and how it ended stays

    @property
    def path(self) -> str:
        return job_path(self.id)

    @property
    def surface(self) -> str:
        """Who makes it. A live job needs no row of the catalog, which may be gone meanwhile."""
        return self.wish.model.partition("/")[0]

    @property
    def model(self) -> str:
        """Its model's name there."""
        return self.wish.model.partition("/")[2]

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def object_name(self) -> str:
        """Where the finished file stands in the media bucket."""
        return f"{self._stem}.mp4"

    @property
    def poster_name(self) -> str:
        return f"{self._stem}.jpg"

    @property
    def _stem(self) -> str:
        """What its document says of its file holds, whatever names are given today."""
        known = (self.video or {}).get("object", "").removesuffix(".mp4")
        return known or f"{media_home_of(self.user_id)}/videos/{self.id}"

    @property
    def file_names(self) -> tuple[str, ...]:
        """All that may lie in the media bucket of it."""
        names = self.object_name, self.poster_name, f"{self._stem}.last.jpg", last_frame_name(self.user_id, self.id)
        return tuple(dict.fromkeys(names if self.edit is None else (*names, self.gif_name)))

    @property
    def gif_name(self) -> str:
        """The same as an animated picture, of one that was asked for as such."""
        return f"{self._stem}.gif"

    @property
    def staging(self) -> str:
        """All that is not finished lies under this."""
        return f"staging/{self.id}/"

    def fields(self) -> dict[str, Any]:
        kept = super().fields()
        return {**kept.pop("wish"), **kept}


def last_frame_name(user_id: str, job_id: str) -> str:
    """Where a video's last frame stands beside it, once another video was to begin with it."""
    return f"{media_home_of(user_id)}/videos/{job_id}.last.jpg"


def job_path(job_id: str) -> str:
    return f"{COLLECTION}/{job_id}"


def ops_path(job_id: str) -> str:
    return f"{COLLECTION}/{job_id}/private/ops"


def operation_key(surface: str, name: str) -> str:
    """Finds a job by its provider's name for the work, which may be longer than Firestore indexes."""
    return hashlib.sha256(f"{surface}\0{name}".encode()).hexdigest()[:32]


read = codec.reader(Job, state=JobState, wish=lambda stored: Wish(**codec.known(Wish, stored)))


def owned(document: Document, user_id: str) -> Job:
    """The user's job; another's does not exist for them, nor does one in the trash."""
    job = read(document)
    if job is None or job.user_id != user_id or job.deleted:
        raise NotFound(kind="video", id=document.id)
    return job


SHELF = Shelf(COLLECTION, read, text=lambda fields: fields.get("prompt"))
