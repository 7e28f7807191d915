"""The workflows that are proven. Each story is told once without any trouble and recorded; then again with one step gone wrong.

`WORKFLOWS` are what the matrix tries; `RACES`, in which two come at once or somebody comes twice, are there for mutants.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.prove.gate import FAULTS, RIVAL
from tests.prove.races import (
    account_deletion,
    accounts,
    agents,
    comparisons,
    edits,
    exports,
    films,
    images,
    marks,
    prompts,
    storyboards,
    trash,
    videos,
)
from tests.prove.stage import Stage
from tests.prove.stories.account_deletion import AccountDeletion
from tests.prove.stories.comparisons import Comparison
from tests.prove.stories.edits import Edit
from tests.prove.stories.exports import Export
from tests.prove.stories.films import Film, Title
from tests.prove.stories.images import Cascade, DeletedTogether, HeldPicture, MovedTogether, Picture
from tests.prove.stories.marks import MarkedTogether, Marks
from tests.prove.stories.operators import Canary, CountedDay, ManyTakenDown, ReportDecided, TakenDownBySweep
from tests.prove.stories.payers import EarlierVideos, PaidFilms, PaidPrompts, PaidVideos
from tests.prove.stories.payments import Disputed, Expired, ExpiredInPassing, Purchase, PurchaseByTheSweep, Refunded
from tests.prove.stories.prompts import Prompt, PromptGroups
from tests.prove.stories.scheduled import Scheduled, ScheduledAndCancelled, ScheduledAndSwept, ScheduledBatch
from tests.prove.stories.shares import LastShare, Share, SharedAndPurged
from tests.prove.stories.story import Story
from tests.prove.stories.storyboards import Storyboard
from tests.prove.stories.takedowns import PutBack, TakenDown
from tests.prove.stories.trash import FailedDeleted, Purged, Restored, TextsInTrash, TextsPurged, TextsRestored, Trash
from tests.prove.stories.videos import (
    Cancelled,
    CancelledBatch,
    Filtered,
    HintedVideo,
    OmniVertexVideo,
    OmniVideo,
    OwnKeyVideo,
    ServerVideo,
    SoughtVideo,
    SweptVideo,
    Video,
)
from tests.prove.stories.webhooks import Delivered, LateDelivery, Noticed, SweptDelivery


@dataclass(frozen=True)
class Workflow:
    name: str
    tell: Callable[[Stage], Story]
    faults: tuple[str, ...] = FAULTS
    at: str | tuple[str, ...] = ""  # only steps of these handlers


_DEATHS = ("dies before", "dies after", "error before", "answer lost")  # of a sweep, whose next one comes in a minute

WORKFLOWS = (
    Workflow("video, Veo", Video),
    Workflow("video, Omni", OmniVideo),
    Workflow("video, Omni on Vertex", OmniVertexVideo),
    Workflow("video, OpenAI wire", ServerVideo),
    Workflow("video, by sweeps", SweptVideo),
    Workflow("video, sought", SoughtVideo),
    Workflow("video, told by webhook", HintedVideo),
    Workflow("video, cancelled", Cancelled),
    Workflow("batch, cancelled", CancelledBatch, at="POST /videos"),
    Workflow("video for later", Scheduled, at=("POST /videos", "POST /video-tasks/begin")),
    Workflow("video for later, by the sweep", ScheduledAndSwept, at="POST /sweep"),
    Workflow("video for later, cancelled", ScheduledAndCancelled, at="POST /videos"),
    Workflow("batch for later, cancelled by fifties", ScheduledBatch, at="POST /video-tasks/cancelled-batch"),
    Workflow("comparison", Comparison, at=("POST /videos/comparisons", "PUT /videos/comparisons")),
    Workflow("marks", Marks),
    Workflow("marks, of many", MarkedTogether, at="POST /videos/marks"),
    Workflow("video, filtered", Filtered),
    Workflow("video, own key", OwnKeyVideo),
    Workflow("prompt", Prompt),
    Workflow("prompts in groups", PromptGroups),
    Workflow("picture", Picture),
    Workflow("pictures, moved together", MovedTogether, at="POST /images/move"),
    Workflow("pictures, deleted together", DeletedTogether),
    Workflow("cascade", Cascade),
    Workflow("cascade under a video", HeldPicture),
    Workflow("trash", Trash),
    Workflow("restore", Restored),
    Workflow("purge", Purged),
    Workflow("trash, of texts", TextsInTrash),
    Workflow("restore, of texts", TextsRestored),
    Workflow("purge, of texts", TextsPurged),
    Workflow("all that failed, deleted", FailedDeleted, at=("POST /videos/delete", "POST /sweep/failed-videos")),
    Workflow("storyboard", Storyboard),
    Workflow("film", Film),
    Workflow("film, encoded anew", Title),
    Workflow("share", Share),
    Workflow("edit", Edit),
    Workflow("take-down", TakenDown, at=("POST /admin", "POST /storage-tasks/takedown")),
    Workflow("put back", PutBack, at=("POST /admin", "POST /storage-tasks/takedown")),
    Workflow("take-down, by the sweep", TakenDownBySweep, _DEATHS, at="POST /sweep"),
    Workflow("report, decided", ReportDecided, at=("POST /admin/reports", "POST /sweep/report-decision")),
    Workflow("taken down, many at once", ManyTakenDown, at=("POST /admin/batches", "POST /sweep/operator-batch")),
    Workflow("canary", Canary, _DEATHS, at="POST /sweep"),
    Workflow("figures of a day", CountedDay, at=("POST /admin/figures", "POST /reconcile/figures")),
    Workflow("purchase", Purchase),
    Workflow("purchase, by the sweep", PurchaseByTheSweep, at=("POST /sweep", "POST /payment-tasks/look")),
    Workflow("refund", Refunded, at=("POST /hooks/stripe", "POST /payment-tasks/hint")),
    Workflow("dispute", Disputed, at=("POST /hooks/stripe", "POST /payment-tasks/hint")),
    Workflow("expiry", Expired, at="POST /sweep"),
    Workflow("expiry, as something is bought", ExpiredInPassing, at="POST /videos"),
    Workflow("export", Export),
    Workflow("account, deleted", AccountDeletion, at=("POST /account", "POST /account-tasks/erase")),
    Workflow("delivery", Delivered, at="POST /webhook-tasks"),
    Workflow("delivery, at the second try", LateDelivery, at="POST /webhook-tasks/deliver"),
    Workflow("delivery, by the sweep", SweptDelivery, at="POST /sweep"),
    Workflow("mail and push", Noticed, at="POST /notice-tasks"),
    Workflow("video, paid by another", PaidVideos, at="POST /storage-tasks"),
    Workflow("film, paid by another", PaidFilms, at="POST /films"),
    Workflow("prompts, paid by another", PaidPrompts, at="POST /prompt-tasks"),
    Workflow("picture, deleted from storyboards", images.ForcedOut),
    Workflow("ended as it was promoted", videos.EndedAsPromoted, at="POST /storage-tasks"),
)


_RIVAL = (RIVAL,)


RACES = (
    Workflow("two wishes, one slot", videos.TwoWishes, _RIVAL, "POST /videos"),
    Workflow("two wishes, a new account", accounts.FirstWishes, _RIVAL, "POST /videos"),
    Workflow("two wishes, credits for one", accounts.Poor, _RIVAL, "POST /videos"),
    Workflow("a second grant", accounts.SecondGrant),
    Workflow("one key, two wishes", videos.SameKey),
    Workflow("cancelled on its way", videos.SentAndCancelled, _RIVAL),
    Workflow("video for later, cancelled as it begins", videos.ScheduledAndCancelled, _RIVAL, "POST /video-tasks/begin"),
    Workflow("ended by an operator", videos.EndedByOperator, _RIVAL),
    Workflow("an operator, twice", videos.OperatorTwice),
    Workflow("found as it is given up", videos.FoundLate, _RIVAL, "POST /sweep"),
    Workflow("a turn at the end of waiting", videos.TurnAtTheEnd, _RIVAL, "POST /sweep"),
    Workflow("a turn that another takes", videos.OneSlot, _RIVAL, "POST /videos"),
    Workflow("video, in line", videos.InLine, (*FAULTS, RIVAL), "POST /videos"),
    Workflow("video, in line, let in", videos.InLine, _RIVAL, "POST /storage-tasks"),
    Workflow("video, just verified", accounts.JustVerified, (*FAULTS, RIVAL), "POST /videos"),
    Workflow("news told twice", videos.ToldTwice, ()),
    Workflow("video in line, of an earlier release", EarlierVideos, ()),
    Workflow("film, cancelled", films.CancelledFilm, _RIVAL),
    Workflow("film by the sweep, cancelled", films.SweptCancelledFilm, _RIVAL),
    Workflow("film, under the sweep", films.FilmUnderSweep, _RIVAL),
    Workflow("film, in line", films.FilmInLine, (*FAULTS, RIVAL), "POST /film-tasks"),
    Workflow("film in line, cancelled", films.CancelledInLine, _RIVAL, "POST /film-tasks"),
    Workflow("edit, cancelled", edits.CancelledEdit, _RIVAL),
    Workflow("edit by the sweep, cancelled", edits.SweptCancelledEdit, _RIVAL),
    Workflow("edit, under the sweep", edits.EditUnderSweep, _RIVAL),
    Workflow("edit, its original purged", edits.OriginalPurged, _RIVAL, "POST /film-tasks"),
    Workflow("picture, deleted", images.DeletedPicture, _RIVAL),
    Workflow("picture, marked as deleted", images.MarkedPicture, _RIVAL),
    Workflow("two places for pictures", images.TwoPlaces, _RIVAL),
    Workflow("two pictures moved", images.TwoMoved, _RIVAL, "PATCH /images"),
    Workflow("cascade with an upload", images.CascadeWithUpload, _RIVAL),
    Workflow("picture, deleted as a video is asked of it", images.AskedAndDeleted, _RIVAL, "POST /videos"),
    Workflow("picture, deleted as it is planned with", images.NamedAndDeleted, _RIVAL, "PATCH /storyboards"),
    Workflow("restored as it is purged", trash.RestoredAndPurged, _RIVAL, "POST /library/trash/restore"),
    Workflow("picture, restored as it is purged", trash.PictureRestoredAndPurged, _RIVAL, "POST /library/trash/restore"),
    Workflow("collection, restored as it is purged", trash.CollectionRestoredAndPurged, _RIVAL, "POST /library/trash/restore"),
    Workflow("two prompts restored, room for one", prompts.LastPlace, _RIVAL, "POST /library/trash/restore"),
    Workflow("two marks", marks.TwoMarks, _RIVAL, "PATCH /videos"),
    Workflow("two marks of a film", marks.TwoMarksOfFilm, _RIVAL, "PATCH /films"),
    Workflow("marked as it is purged", marks.MarkedAndPurged, _RIVAL, "PATCH /videos"),
    Workflow("comparison, rated as a prompt goes", comparisons.RatedAndDeleted, _RIVAL, "PUT /videos/comparisons"),
    Workflow("comparison, rated as it goes", comparisons.RatedAndForgotten, _RIVAL, "PUT /videos/comparisons"),
    Workflow("two drafts", prompts.TwoDrafts, _RIVAL),
    Workflow("drafts, deleted", prompts.DraftsDeleted, _RIVAL),
    Workflow("prompt, written anew", prompts.WrittenAnew),
    Workflow("two prompts on a key", prompts.TwoOnKey, at="POST /prompt-tasks"),
    Workflow("prompts of a collection", prompts.PromptsOfAll, FAULTS),
    Workflow("prompts in groups, one deleted", prompts.PromptsInGroups, _RIVAL, "POST /prompt-tasks"),
    Workflow("prompts of two collections", prompts.TwoCollections, _RIVAL, "POST /prompts/collection"),
    Workflow("two edits", storyboards.TwoEdits, _RIVAL),
    Workflow("the last storyboard", storyboards.LastBoard, (*FAULTS, RIVAL), "POST /storyboards"),
    Workflow("storyboard, deleted", storyboards.DeletedBoard, _RIVAL),
    Workflow("storyboard, shot twice", storyboards.ShotTwice, _RIVAL, "POST /storyboards"),
    Workflow("storyboard, shot and edited", storyboards.ShotAndEdited, _RIVAL, "POST /storyboards"),
    Workflow("video, purged as it is shared", SharedAndPurged, _RIVAL, "POST /shares"),
    Workflow("two links, room for one", LastShare, (*FAULTS, RIVAL), "POST /shares"),
    Workflow("spent by an agent key", agents.Spending, at="POST /videos"),
    Workflow("bought by a plan", agents.BoughtByPlan, (*FAULTS, RIVAL), "POST /mcp"),
    Workflow("two by one agent key", agents.TwoByOneKey, (*FAULTS, RIVAL), "POST /videos"),
    Workflow("agent key, revoked as it spends", agents.RevokedAsItSpends, _RIVAL, "POST /videos"),
    Workflow("two exports", exports.TwoExports, _RIVAL, "POST /account"),
    Workflow("account, erased as money is claimed", account_deletion.ClaimedAsItIsErased, _RIVAL, "POST /account-tasks/erase"),
    Workflow("account, kept as it is erased", account_deletion.KeptAsItIsErased, _RIVAL, "POST /account-tasks/erase"),
    Workflow("a grant, twice", accounts.GrantedTwice, (*FAULTS, RIVAL)),
    Workflow("a dead letter, twice", accounts.ReplayedTwice, (*FAULTS, RIVAL)),
)
