"""Videos as doors answer them. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.catalog import wish_fields
from shared.catalog.sets import AspectRatio, EditLook, EditPreset
from shared.platform.web.views import Failure, ItemRefusal, MediaFile, MediaLinks
from shared.videos.states import JobState

if TYPE_CHECKING:

    class VideoWish(TypedDict):
        """The fields of `Wish`, of which there is one declaration."""

else:
    VideoWish = TypedDict("VideoWish", wish_fields.answered())


class VideoQuoteItem(TypedDict):
    what: str
    credits: int


class VideoQuote(TypedDict):
    """What a video would cost."""

    model: str
    credits_per_second: Annotated[int | None, Field(description="Null where a fee is paid instead, for a video on one's own key")]
    credits: int
    items: list[VideoQuoteItem]
    notice: str | None


class VideoError(Failure):
    """Why a video failed."""

    category: str | None


class VideoLinks(MediaLinks):
    """The addresses of a video; `gif` where it was edited for one."""

    gif: str | None


class TagUse(TypedDict):
    """How many have it."""

    tag: str
    count: int


class VideoTags(TypedDict):
    """The tags of your latest videos, the most used first."""

    counted: Annotated[int, Field(description="How many videos were looked at: the latest 200")]
    tags: list[TagUse]


class VideoMarks(TypedDict):
    """How many have these marks now, and which do not."""

    marked: int
    refused: list[ItemRefusal]


class VideoPreview(TypedDict):
    """Addresses of one video; all but `poster` are null where only `previews` were asked for."""

    poster: str | None
    playback: str | None
    download: str | None
    gif: str | None
    expires_at: datetime


class ListedVideoLinks(VideoPreview):
    """The same, and whose they are."""

    id: str


class VideoLinksList(TypedDict):
    """Addresses of several videos, in the order asked for."""

    links: list[ListedVideoLinks]
    missing: Annotated[list[str], Field(description="Of these there are none: not there, in the trash or not finished")]


class EditCrop(TypedDict):
    """The shape, and which part of the picture stays."""

    format: AspectRatio | None
    x: float
    y: float


class EditMusic(TypedDict):
    """One's own track beside the video's sound, or instead of it."""

    id: str
    volume: float
    fade_in: float
    fade_out: float
    ducked: bool


class EditTitle(TypedDict):
    """Words at the beginning."""

    text: str
    seconds: float


class EditCaption(TypedDict):
    """Words at the foot, for a while."""

    start: float
    end: float
    text: str


class VideoEdit(TypedDict):
    """What was made of `source` by hand."""

    start: float
    end: float | None
    speed: float
    crop: EditCrop | None
    look: EditLook | None
    volume: float
    music: EditMusic | None
    fade_in: float
    fade_out: float
    title: EditTitle | None
    captions: list[EditCaption]
    preset: EditPreset | None


class EditQuote(TypedDict):
    """What an edit would cost."""

    seconds: Annotated[float, Field(description="How long it would be")]
    credits: int


class VideoFile(MediaFile):
    """The finished file."""

    fps: float | None


class Video(VideoWish):
    """A video, from the request to the file."""

    id: str
    state: JobState
    credits: int
    charged: bool
    created_at: datetime
    deadline_at: datetime
    expected_at: datetime
    outcome: str | None
    message: str | None
    error: VideoError | None
    video: VideoFile | None
    ended_at: datetime | None
    retry_of: str | None
    notice: str | None
    edit: Annotated[VideoEdit | None, Field(description="Of a video that was made of `source` by hand")]
    followers: Annotated[list[str], Field(description="Videos that begin with this one's last frame and wait for it")]
    storyboard_id: Annotated[str | None, Field(description="The storyboard that it was shot for")]
    scene_id: str | None
    batch_id: Annotated[str | None, Field(description="The batch that it was asked for with")]
    name: Annotated[str | None, Field(description="What its owner calls it")]
    favourite: bool
    tags: list[str]
    taken_down_at: Annotated[datetime | None, Field(description="Since when the operator keeps it from everybody")]


class WatchedVideo(Video):
    """A video as the watcher tells of it."""

    progress: Annotated[
        int | None,
        Field(
            description="How far it is, per cent: of an edit, and on the OpenAI wire as its server says, but not on one's own "
            "key. Null where nobody says; `expected_at` then says when it is likely to be done"
        ),
    ]


class VideoAccepted(TypedDict):
    """The video that is made now."""

    video: Video
    place: Annotated[
        int | None, Field(description="Its place among your videos that waited when it was asked for; null where it did not")
    ]


class VideoList(TypedDict):
    videos: list[Video]
    next_cursor: str | None


class VideoPrice(TypedDict):
    model: str
    what: str
    credits: int
    notice: str | None


class VideoBatchItem(VideoPrice):
    """A video of a batch, by the line of its row."""

    id: str | None
    line: int


class VideoBatch(TypedDict):
    """Videos that were asked for together."""

    id: str | None
    credits: int
    videos: list[VideoBatchItem]


class VideoBatchAccepted(TypedDict):
    """The ids are null where only the price was asked for."""

    batch: VideoBatch


class BatchFacts(TypedDict):
    """What does not change of a batch."""

    at: datetime
    videos: int
    credits: int


class VideoBatchSummary(TypedDict):
    """A batch in a list."""

    id: str
    created_at: datetime
    total: Annotated[int, Field(description="How many were asked for together")]
    live: Annotated[int, Field(description="How many of them have not ended")]
    credits: Annotated[int, Field(description="What they cost together when they were asked for")]
    storyboard_id: str | None


class VideoBatchList(TypedDict):
    batches: list[VideoBatchSummary]
    next_cursor: str | None


class VideoBatchProgress(TypedDict):
    """How far a batch is; `videos` are a page of it, in its own order and without those in the trash."""

    id: str
    created_at: datetime
    total: Annotated[int, Field(description="How many were asked for together")]
    states: Annotated[dict[str, int], Field(description="How many are in which state")]
    credits: Annotated[int, Field(description="What they cost together when they were asked for")]
    refunded: Annotated[int, Field(description="Credits of it that came back")]
    storyboard_id: str | None
    videos: list[Video]
    next_cursor: str | None


class VideoBatchCancellation(TypedDict):
    """How many were cancelled now, and how many go on: their providers have them, or a task comes to them next."""

    cancelled: int
    live: int


class ActiveVideo(TypedDict):
    """A video that holds a slot."""

    id: str
    state: JobState
    model: str
    created_at: datetime
    deadline_at: datetime


class JobRecord(Video):
    """A job as operators see it: whose it is, and what drives it."""

    user_id: str
    payer_id: Annotated[str, Field(description="Who pays: its user, or `house`")]
    due_at: datetime | None
    attempt: int


class JobList(TypedDict):
    jobs: list[JobRecord]
    next_cursor: str | None


class LateResult(TypedDict):
    """What a provider brought when the job had ended already."""

    job_id: str
    user_id: str
    attempt: int
    uri: str
    outcome: str | None
    at: datetime
