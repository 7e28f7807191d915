"""Workflows beside the ordinary ones, in which two come at once or somebody comes twice."""

from __future__ import annotations

from tests.prove import kept_races, picture_races, video_races
from tests.prove.gate import FAULTS, RIVAL
from tests.prove.workflows import Workflow

_RIVAL = (RIVAL,)
MORE_WORKFLOWS = (
    Workflow("two wishes, one slot", video_races.TwoWishes, _RIVAL, "POST /videos"),
    Workflow("two wishes, a new account", video_races.FirstWishes, _RIVAL, "POST /videos"),
    Workflow("two wishes, credits for one", video_races.Poor, _RIVAL, "POST /videos"),
    Workflow("a second grant", video_races.SecondGrant),
    Workflow("one key, two wishes", video_races.SameKey),
    Workflow("cancelled on its way", video_races.SentAndCancelled, _RIVAL),
    Workflow("ended by an operator", video_races.EndedByOperator, _RIVAL),
    Workflow("ended as it was promoted", video_races.EndedAsPromoted, at="POST /storage-tasks"),
    Workflow("an operator, twice", video_races.OperatorTwice),
    Workflow("found as it is given up", video_races.FoundLate, _RIVAL, "POST /sweep"),
    Workflow("a turn that another takes", video_races.OneSlot, _RIVAL, "POST /videos"),
    Workflow("video, in line", video_races.InLine, (*FAULTS, RIVAL), "POST /videos"),
    Workflow("video, in line, let in", video_races.InLine, _RIVAL, "POST /storage-tasks"),
    Workflow("video, just verified", video_races.JustVerified, (*FAULTS, RIVAL), "POST /videos"),
    Workflow("news told twice", video_races.ToldTwice, ()),
    Workflow("film, cancelled", kept_races.CancelledFilm, _RIVAL),
    Workflow("film by the sweep, cancelled", kept_races.SweptCancelledFilm, _RIVAL),
    Workflow("film, under the sweep", kept_races.FilmUnderSweep, _RIVAL),
    Workflow("film, in line", kept_races.FilmInLine, (*FAULTS, RIVAL), "POST /film-tasks"),
    Workflow("film in line, cancelled", kept_races.CancelledInLine, _RIVAL, "POST /film-tasks"),
    Workflow("picture, deleted", kept_races.DeletedPicture, _RIVAL),
    Workflow("picture, marked as deleted", kept_races.MarkedPicture, _RIVAL),
    Workflow("two places for pictures", kept_races.TwoPlaces, _RIVAL),
    Workflow("one picture of two, deleted", kept_races.OneDeleted),
    Workflow("cascade with an upload", kept_races.CascadeWithUpload, _RIVAL),
    Workflow("picture, deleted as a video is asked of it", picture_races.AskedAndDeleted, _RIVAL, "POST /videos"),
    Workflow("picture, deleted as it is planned with", picture_races.NamedAndDeleted, _RIVAL, "PATCH /storyboards"),
    Workflow("picture, deleted from storyboards", picture_races.ForcedOut),
    Workflow("two drafts", kept_races.TwoDrafts, _RIVAL),
    Workflow("drafts, deleted", kept_races.DraftsDeleted, _RIVAL),
    Workflow("prompt, written anew", kept_races.WrittenAnew),
    Workflow("two prompts on a key", kept_races.TwoOnKey, at="POST /prompt-tasks"),
    Workflow("prompts of a collection", kept_races.PromptsOfAll, FAULTS),
    Workflow("prompts in groups, one deleted", kept_races.PromptsInGroups, _RIVAL, "POST /prompt-tasks"),
    Workflow("prompts of two collections", kept_races.TwoCollections, _RIVAL, "POST /prompts/collection"),
    Workflow("two edits", kept_races.TwoEdits, _RIVAL),
    Workflow("the last storyboard", kept_races.LastBoard, (*FAULTS, RIVAL), "POST /storyboards"),
    Workflow("storyboard, deleted", kept_races.DeletedBoard, _RIVAL),
    Workflow("storyboard, shot twice", kept_races.ShotTwice, _RIVAL, "POST /storyboards"),
    Workflow("storyboard, shot and edited", kept_races.ShotAndEdited, _RIVAL, "POST /storyboards"),
    Workflow("a grant, twice", video_races.GrantedTwice, (*FAULTS, RIVAL)),
    Workflow("a dead letter, twice", video_races.ReplayedTwice, (*FAULTS, RIVAL)),
)
