"""Films and prompts in operators' hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import works
from shared.films import admin as film_admin
from shared.platform.web.door import Call, Reply, Routes
from shared.prompts import admin as prompt_admin

if TYPE_CHECKING:
    from functions.forms.operators import jobs as forms
    from shared.admin import views
    from shared.films import views as film_views
    from shared.prompts import views as prompt_views

routes = Routes("functions.forms.operators.jobs")


@routes.get("/films", query="FilmRecordQuery")
def list_film_records(call: Call) -> Reply[film_views.FilmRecordList]:
    """List films of all users or one, newest first."""
    asked: forms.FilmRecordQuery = call.query
    page = works.list_films(act(call), limit=asked.limit, cursor=asked.cursor, **asked.filters)
    return Reply(body={"films": [film_admin.record(film, call.language) for film in page.rows], "next_cursor": page.next_cursor})


@routes.get("/films/{film_id}", query=REASON)
def get_film_trail(call: Call) -> Reply[views.FilmTrail]:
    """Get a film with its ledger entries and dead letters."""
    return Reply(body=works.look_at_film(act(call), call.path["film_id"], call.language))


@routes.route("POST", "/films/{film_id}/fail", body="FailJobRequest")
def fail_film(call: Call) -> Reply[views.FailFilmResult]:
    """End a live film, with or without a refund.

    One that has ended stays as it is.
    """
    return Reply(body=works.fail_film(act(call), call.path["film_id"], call.language, refund=call.body.refund))


@routes.route("POST", "/films/{film_id}/retry", body=REASON, status=202)
def retry_film(call: Call) -> Reply[views.RetryFilmResult]:
    """Retry a film that came to nothing, on the house's cost.

    Its user pays nothing and gives no slot, and finds the new film in their list. Each is repeated once: asked again, this
    answers with the same.
    """
    return Reply(202, works.retry_film(act(call), call.path["film_id"], call.language))


@routes.get("/prompts", query="PromptQuery")
def list_prompt_records(call: Call) -> Reply[prompt_views.PromptRecordList]:
    """List prompts of all users or one, newest first."""
    asked: forms.PromptQuery = call.query
    page = works.list_prompts(act(call), limit=asked.limit, cursor=asked.cursor, **asked.filters)
    shown = [prompt_admin.record(prompt, call.language) for prompt in page.rows]
    return Reply(body={"prompts": shown, "next_cursor": page.next_cursor})


@routes.get("/prompts/{prompt_id}", query=REASON)
def get_prompt_trail(call: Call) -> Reply[views.PromptTrail]:
    """Get a prompt with its dead letters."""
    return Reply(body=works.look_at_prompt(act(call), call.path["prompt_id"], call.language))


@routes.route("POST", "/prompts/{prompt_id}/fail", body=REASON)
def fail_prompt(call: Call) -> Reply[views.FailPromptResult]:
    """End the writing of a prompt.

    It cost nothing. One that is not being written stays as it is.
    """
    return Reply(body=works.fail_prompt(act(call), call.path["prompt_id"], call.language))


@routes.route("POST", "/prompts/{prompt_id}/retry", body=REASON, status=202)
def retry_prompt(call: Call) -> Reply[views.RetryPromptResult]:
    """Retry a prompt that failed, on the house's cost.

    In its place, outside its user's rate, and never with a key of theirs.
    """
    return Reply(202, works.retry_prompt(act(call), call.path["prompt_id"], call.language))
