"""videos: make a video, follow it, get it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from functions.forms import videos as forms
from shared.accounts import signup
from shared.comparisons import commands as comparisons
from shared.comparisons import reads as comparison_reads
from shared.config.call_rate import calls_per_minute
from shared.edits import commands as edit_commands
from shared.edits.requests import EditWish
from shared.platform.web import plain_queries, validation
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply, admitted, deleted, page, refusals
from shared.platform.web.flask_door import FlaskDoor
from shared.videos import batch_reads, batches, commands, formats, reads, requests, trash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.comparisons import views as comparison_views
    from shared.platform.web import views as common_views
    from shared.videos import views
    from shared.videos.admission import Admitted
    from shared.videos.model import Job

door = FlaskDoor(
    "videos",
    caller=user,
    newcomer=signup.open_account,
    forms="functions.forms.videos",
    calls_per_minute=partial(calls_per_minute, "generation", "compile"),
)


@door.route("POST", "/quote", body="VideoRequest", asks_only=True)
def quote_video(call: Call) -> Reply[views.VideoQuote]:
    """Get the price of a video.

    Nothing is spent.
    """
    return Reply(body=_priced(call, commands.quote(call.caller.id, _wish(call.body))))


@door.route("POST", "/", body="VideoRequest", status=202, spends=True)
def create_video(call: Call) -> Reply[views.VideoAccepted]:
    """Create a video.

    Its credits are charged and it is queued; follow it by `getVideo` or `watchVideo`. With `queue` it waits for its
    turn where as many as you may have at once are being made.
    """
    form: forms.VideoRequest = call.body
    key = str(call.idempotency_key)
    return _accepted(call, commands.submit(call.caller.signed_in, _wish(form), key, queues=form.queue))


@door.route("POST", "/batch", query="BatchQuery", status=202, spends=True, body_limit=1024 * 1024)
def create_video_batch(call: Call) -> Reply[views.VideoBatchAccepted]:
    """Create up to 100 videos from a list or file.

    From a JSON list or a CSV file. All are charged and queued, or none; with `quote` they are only priced.
    """
    batch = _given(call)
    if call.query.quote:
        offers = batches.quote(call.caller.id, batch)
        return Reply(200, _batch(batch.wanted, [None] * len(offers), [_priced_row(call, each) for each in offers]))
    taken = batches.submit(call.caller.signed_in, batch, str(call.idempotency_key))
    return admitted(_batch(batch.wanted, taken.ids, [_queued(call, job) for job in taken.jobs]), replayed=taken.replayed)


@door.get("/batches", query="PageQuery", plainly=plain_queries.first_page, reads=page)
def list_video_batches(call: Call) -> Reply[views.VideoBatchList]:
    """List your batches, newest first.

    What was asked for by a file, and storyboards that were shot; whatever became of their videos.
    """
    return Reply(body=batch_reads.listed(call.caller.id, limit=call.query.limit, cursor=call.query.cursor))


@door.get("/batches/{batch_id}", query="PageQuery", plainly=plain_queries.first_page, reads=100)
def get_video_batch(call: Call) -> Reply[views.VideoBatchProgress]:
    """Get how far a batch is, and a page of its videos."""
    asked: forms.PageQuery = call.query
    batch_id = call.path["batch_id"]
    return Reply(body=batch_reads.progress(call.caller.id, batch_id, call.language, limit=asked.limit, cursor=asked.cursor))


@door.route("POST", "/batches/{batch_id}/cancel", reads=100, at_once=True)
def cancel_video_batch(call: Call) -> Reply[views.VideoBatchCancellation]:
    """Cancel a batch's unsent videos.

    What its providers have goes on. Beyond 50 videos a task cancels the rest.
    """
    return Reply(body=batches.cancel(call.caller.id, call.path["batch_id"]))


@door.get("/", query="VideoQuery", reads=lambda call: call.query.worth)
def list_videos(call: Call) -> Reply[views.VideoList]:
    """List your videos, newest first.

    All, or those that are asked for. A page that was searched for may be short and still have a `next_cursor`.
    """
    asked: forms.VideoQuery = call.query
    page = reads.history(call.caller.id, asked.filters, limit=asked.limit, cursor=asked.cursor)
    shown = [reads.shown(job, call.language) for job in page.rows]
    return Reply(body={"videos": shown, "next_cursor": page.next_cursor})


@door.route("POST", "/comparisons", body="ComparisonRequest", status=202, spends=True)
def create_comparison(call: Call) -> Reply[comparison_views.ComparisonAccepted]:
    """Create two videos to compare two prompts.

    Alike in all but the text; both are charged and wait for their turn, or none.
    """
    form: forms.ComparisonRequest = call.body
    wish = requests.VideoRequest(**form.model_dump(exclude={"prompt_ids"}))
    taken = comparisons.compare(call.caller.signed_in, wish, form.prompt_ids, str(call.idempotency_key))
    return admitted({"comparison": _compared(call, str(taken.job.batch_id))}, replayed=taken.replayed)


@door.get("/comparisons", query="PageQuery", reads=page)
def list_comparisons(call: Call) -> Reply[comparison_views.ComparisonList]:
    """List your comparisons, newest first."""
    found = comparison_reads.listed(call.caller.id, limit=call.query.limit, cursor=call.query.cursor)
    return Reply(body={"comparisons": comparison_reads.shown(found.rows, call.language), "next_cursor": found.next_cursor})


@door.get("/comparisons/{comparison_id}", reads=2)
def get_comparison(call: Call) -> Reply[comparison_views.Comparison]:
    """Get a comparison."""
    return Reply(body=_compared(call, call.path["comparison_id"]))


@door.route("PUT", "/comparisons/{comparison_id}/rating", body="ComparisonRatingRequest")
def rate_comparison(call: Call) -> Reply[comparison_views.Comparison]:
    """Set which of two prompts is the better one.

    Once both videos have ended; it can be said anew.
    """
    form: forms.ComparisonRatingRequest = call.body
    rated = comparisons.rate(call.caller.id, call.path["comparison_id"], form.winner, form.ratings or ())
    return Reply(body=comparison_reads.shown([rated], call.language)[0])


@door.route("DELETE", "/comparisons/{comparison_id}", status=204)
def delete_comparison(call: Call) -> None:
    """Delete a comparison.

    Its prompts and videos stay.
    """
    comparisons.delete(call.caller.id, call.path["comparison_id"])


@door.get("/tags", reads=reads.TAGS_OF)
def list_video_tags(call: Call) -> Reply[views.VideoTags]:
    """List the tags of your videos.

    Those of the latest 200, the most used first.
    """
    return Reply(body=reads.tags(call.caller.id))


@door.get("/{job_id}")
def get_video(call: Call) -> Reply[views.Video]:
    """Get a video."""
    return Reply(body=reads.shown(reads.own(call.caller.id, call.path["job_id"]), call.language))


@door.route("PATCH", "/{job_id}", body="MarksUpdate")
def update_video(call: Call) -> Reply[views.Video]:
    """Update a video's name, favourite and tags.

    What is left out stays, null clears.
    """
    asked: forms.MarksUpdate = call.body
    return Reply(body=reads.shown(commands.mark(call.caller.id, call.path["job_id"], asked.said), call.language))


@door.route("DELETE", "/{job_id}", status=204)
def delete_video(call: Call) -> None:
    """Delete a video.

    It goes to the trash. One that is being made is refused: cancel it first.
    """
    trash.delete(call.caller.id, call.path["job_id"])


@door.route("POST", "/delete", body="DeletionRequest", reads=100, at_once=True)
def delete_videos(call: Call) -> Reply[common_views.Deletion]:
    """Delete up to 100 videos, or all that failed.

    They go to the trash. Of each that does not, the answer says why; of all that failed, a task deletes those beyond the first
    100.
    """
    asked: forms.DeletionRequest = call.body
    if asked.all:
        return Reply(body={"deleted": trash.delete_failed(call.caller.id, call.now), "refused": []})
    return deleted(trash.delete_several(call.caller.id, asked.ids or ()), call.language)


@door.route("POST", "/marks", body="MarksOfManyRequest")
def update_videos(call: Call) -> Reply[views.VideoMarks]:
    """Update favourite and tags of up to 100 videos.

    Of each that is left as it is, the answer says why.
    """
    asked: forms.MarksOfManyRequest = call.body
    told = commands.mark_several(call.caller.id, asked.ids, asked.favourite, add=asked.add_tags, remove=asked.remove_tags)
    refused = refusals(told, call.language)
    return Reply(body={"marked": len(told) - len(refused), "refused": refused})


@door.get("/{job_id}/links", query="LinksQuery", plainly=plain_queries.usual_links, at_once=True)
def get_video_links(call: Call) -> Reply[views.VideoLinks]:
    """Get addresses of a finished video.

    One that plays it, one that downloads it, for an hour or as asked, and without signing in.
    """
    return Reply(body=reads.links(call.caller.id, call.path["job_id"], timedelta(minutes=call.query.minutes)))


@door.route("POST", "/links", body="LinksRequest", asks_only=True, at_once=True)
def list_video_links(call: Call) -> Reply[views.VideoLinksList]:
    """Get addresses of up to 100 finished videos.

    As `getVideoLinks` gives them. Asked for again within a quarter of their time, they are the same, so that a browser finds
    what it has.
    """
    asked: forms.LinksRequest = call.body
    return Reply(body=reads.links_of(call.caller.id, asked.ids, timedelta(minutes=asked.minutes), previews=asked.previews))


@door.route("POST", "/{job_id}/edits/quote", body="EditRequest", asks_only=True)
def quote_edit(call: Call) -> Reply[views.EditQuote]:
    """Get the price and length of an edit.

    Nothing is spent. What could not be made is refused as `editVideo` would refuse it.
    """
    found = edit_commands.quote(call.caller.id, call.path["job_id"], _edit(call.body))
    return Reply(body={"seconds": found.seconds, "credits": found.credits})


@door.route("POST", "/{job_id}/edits", body="EditRequest", status=202, spends=True)
def edit_video(call: Call) -> Reply[views.VideoAccepted]:
    """Edit a finished video by hand.

    A new video beside it: trimmed, cropped, faster or slower, with other sound, words or colours, or in the form of a preset.
    It waits for its turn where as many as you may have at once are being made. No provider hears of it.
    """
    key = str(call.idempotency_key)
    return _accepted(call, edit_commands.edit(call.caller.signed_in, call.path["job_id"], _edit(call.body), key))


@door.route("POST", "/{job_id}/cancel", at_once=True)
def cancel_video(call: Call) -> Reply[views.Video]:
    """Cancel a video.

    Possible while it was not sent yet, or where its provider can stop; its credits come back.
    """
    return Reply(body=reads.shown(commands.cancel(call.caller.id, call.path["job_id"]), call.language))


@door.route("POST", "/{job_id}/retry", query="RetryQuery", status=202, spends=True)
def retry_video(call: Call) -> Reply[views.VideoAccepted]:
    """Retry a video that has ended, as a new one."""
    asked: forms.RetryQuery = call.query
    key = str(call.idempotency_key)
    return _accepted(call, edit_commands.retry(call.caller.signed_in, call.path["job_id"], key, queues=asked.queue))


def _compared(call: Call, comparison_id: str) -> comparison_views.Comparison:
    (found,) = comparison_reads.shown([comparison_reads.find(call.caller.id, comparison_id)], call.language)
    return found


def _wish(form: forms.VideoRequest) -> requests.VideoRequest:
    return requests.VideoRequest(**form.model_dump(exclude={"queue"}))


def _edit(form: forms.EditRequest) -> EditWish:
    return EditWish.of(form.model_dump())


def _given(call: Call) -> batches.WantedVideos:
    """The rows of the file, each as a single wish, and what is wrong with any."""
    file, start_at = formats.read(call.raw, formats.format_of(call.headers.get("Content-Type", ""))), call.query.start_at
    said = [{"start_at": start_at, **row.whole} for row in file.rows]
    wishes = [_wish(validation.value(forms.VideoRequest, each, call.language)) for each in said]
    return batches.WantedVideos([*map(batches.Wanted, file.rows, wishes)], file.problems, start_at)


def _batch(
    wanted: Sequence[batches.Wanted], ids: Sequence[str | None], told: Sequence[views.VideoPrice]
) -> views.VideoBatchAccepted:
    videos: list[views.VideoBatchItem] = [
        {"id": id_, "line": each.row.line, **words} for each, id_, words in zip(wanted, ids, told, strict=True)
    ]
    return {"batch": {"id": ids[0], "credits": sum(each["credits"] for each in told), "videos": videos}}


def _queued(call: Call, job: Job) -> views.VideoPrice:
    return {
        "model": job.wish.model,
        "what": f"{job.wish.seconds} s × {job.credits // job.wish.seconds}",
        "credits": job.credits,
        "notice": job.notice[call.language] if job.notice else None,
    }


def _priced_row(call: Call, found: requests.Resolved) -> views.VideoPrice:
    offer = found.offer
    return {
        "model": offer.wish.model,
        "what": f"{offer.wish.seconds} s × {offer.credits_per_second}",
        "credits": offer.credits,
        "notice": found.notice[call.language] if found.notice else None,
    }


def _priced(call: Call, found: requests.Resolved) -> views.VideoQuote:
    offer = found.offer
    what = f"{offer.wish.seconds} s × {offer.credits_per_second}" if offer.fee is None else "own key"
    return {
        "model": offer.wish.model,
        "credits_per_second": offer.credits_per_second if offer.fee is None else None,
        "credits": offer.credits,
        "items": [{"what": what, "credits": offer.credits}],
        "notice": found.notice[call.language] if found.notice else None,
    }


def _accepted(call: Call, taken: Admitted) -> Reply[views.VideoAccepted]:
    return admitted({"video": reads.shown(taken.job, call.language), "place": taken.place}, replayed=taken.replayed)
