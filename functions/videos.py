"""videos: make a video, follow it, get it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import videos
from shared.pace import calls_per_minute
from shared.platform.callers import user
from shared.platform.http import Call, Door, Reply

if TYPE_CHECKING:
    from functions import forms
    from shared.videos.admission import Admitted
    from shared.videos.asked import Found, Request

door = Door("videos", caller=user, forms="functions.forms", calls_per_minute=calls_per_minute)


@door.route("POST", "/quote", body="VideoWish", answers="Quote")
def quote(call: Call) -> Reply:
    """Price a video before anything is spent."""
    return Reply(body=_priced(call, videos.quote(call.caller.id, _wish(call.body))))


@door.route("POST", "/", body="VideoWish", answers="Submitted", status=202, spends=True)
def submit(call: Call) -> Reply:
    """Charge and queue one video."""
    return _accepted(call, videos.submit(call.caller.signed_in, _wish(call.body), str(call.idempotency_key)))


@door.get("/", query="VideoFilter", answers="Videos")
def history(call: Call) -> Reply:
    """List one's videos, the newest first."""
    asked: forms.VideoFilter = call.query
    page = videos.history(
        call.caller.id, limit=asked.limit, cursor=asked.cursor, state=asked.state, since=asked.since, until=asked.until
    )
    shown = [videos.shown(job, call.language) for job in page.jobs]
    return Reply(body={"videos": shown, "next_cursor": page.next_cursor})


@door.get("/{job_id}", answers="Video")
def show(call: Call) -> Reply:
    """Show one video job."""
    return Reply(body=videos.shown(videos.own(call.caller.id, call.path["job_id"]), call.language))


@door.get("/{job_id}/links", answers="Links")
def links(call: Call) -> Reply:
    """Give addresses that play and download the finished video for an hour."""
    return Reply(body=videos.links(call.caller.id, call.path["job_id"]))


@door.route("POST", "/{job_id}/cancel", answers="Video")
def cancel(call: Call) -> Reply:
    """End a job that was not sent yet, or that its provider can stop; its credits come back."""
    return Reply(body=videos.shown(videos.cancel(call.caller.id, call.path["job_id"]), call.language))


@door.route("POST", "/{job_id}/retry", answers="Submitted", status=202, spends=True)
def retry(call: Call) -> Reply:
    """Make the same wish again, as a new job."""
    return _accepted(call, videos.retry(call.caller.signed_in, call.path["job_id"], str(call.idempotency_key)))


def _wish(form: forms.VideoWish) -> Request:
    from shared.videos.asked import Request

    return Request(**form.model_dump())


def _priced(call: Call, found: Found) -> dict[str, object]:
    offer = found.offer
    what = f"{offer.wish.seconds} s × {offer.credits_per_second}" if offer.fee is None else "own key"
    line = {"what": what, "credits": offer.credits}
    return {
        "model": offer.wish.model,
        "credits": offer.credits,
        "items": [line],
        "notice": found.notice and found.notice[call.language],
    }


def _accepted(call: Call, admitted: Admitted) -> Reply:
    headers = {"Idempotency-Replayed": "true"} if admitted.replayed else {}
    return Reply(202, {"video": videos.shown(admitted.job, call.language)}, headers)
