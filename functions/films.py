"""films: put videos together, follow it, get the film."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from shared.accounts import signup
from shared.config.call_rate import calls_per_minute
from shared.films import admission, commands, reads, trash
from shared.films.model import shown
from shared.films.requests import FilmWish
from shared.platform.web import plain_queries
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply, admitted, deleted
from shared.platform.web.flask_door import FlaskDoor

if TYPE_CHECKING:
    from functions.forms import films as forms
    from shared.films import views
    from shared.platform.web import views as common_views

door = FlaskDoor(
    "films",
    caller=user,
    newcomer=signup.open_account,
    forms="functions.forms.films",
    calls_per_minute=partial(calls_per_minute, "compile"),
)


@door.route("POST", "/", body="FilmRequest", status=202, spends=True)
def create_film(call: Call) -> Reply[views.FilmAccepted]:
    """Create a film from finished videos or a storyboard.

    In the order given; of a storyboard all scenes, each with its video and its transition into the next. Its credits are
    charged and it is queued; where as many as you may have at once are being made, it waits for its turn.
    """
    asked = admission.compile_film(call.caller.signed_in, _wish(call.body), str(call.idempotency_key))
    return admitted({"film": shown(asked.film, call.language)}, replayed=asked.replayed)


@door.route("POST", "/quote", body="FilmRequest", asks_only=True)
def quote_film(call: Call) -> Reply[views.FilmQuote]:
    """Get the price and length of a film.

    Nothing is spent. What could not be made is refused as `createFilm` would refuse it.
    """
    price, balance = admission.quote(call.caller.signed_in, _wish(call.body))
    items: list[views.FilmQuoteItem] = [{"what": "film", "credits": price.film}]
    if price.minute:
        items.append({"what": f"{price.minutes} min × {price.minute}", "credits": price.minutes * price.minute})
    return Reply(
        body={
            "seconds": price.seconds,
            "credits": price.credits,
            "items": items,
            "balance": balance,
            "sufficient": balance >= price.credits,
        }
    )


@door.route("POST", "/music", body="MusicUploadRequest", status=201, at_once=True)
def create_music_upload(call: Call) -> Reply[views.MusicUpload]:
    """Get an address to upload music to.

    Send the bytes there with PUT and exactly the headers that are given.
    """
    asked: forms.MusicUploadRequest = call.body
    return Reply(201, commands.ask_music(call.caller.id, asked.content_type, asked.bytes))


@door.get("/", query="FilmQuery", reads=lambda call: call.query.worth)
def list_films(call: Call) -> Reply[views.FilmList]:
    """List your films, newest first.

    All, or those that are asked for. A page that was searched for may be short and still have a `next_cursor`.
    """
    asked: forms.FilmQuery = call.query
    page = reads.listed(call.caller.id, asked.filters, limit=asked.limit, cursor=asked.cursor)
    return Reply(body={"films": [shown(row, call.language) for row in page.rows], "next_cursor": page.next_cursor})


@door.get("/{film_id}")
def get_film(call: Call) -> Reply[views.Film]:
    """Get a film."""
    return Reply(body=shown(reads.show(call.caller.id, call.path["film_id"]), call.language))


@door.route("PATCH", "/{film_id}", body="MarksUpdate")
def update_film(call: Call) -> Reply[views.Film]:
    """Update a film's name, favourite and tags.

    What is left out stays, null clears.
    """
    asked: forms.MarksUpdate = call.body
    return Reply(body=shown(commands.mark(call.caller.id, call.path["film_id"], asked.said), call.language))


@door.get("/{film_id}/links", query="LinksQuery", plainly=plain_queries.usual_links, at_once=True)
def get_film_links(call: Call) -> Reply[common_views.MediaLinks]:
    """Get addresses of a finished film.

    One that plays it, one that downloads it, for an hour or as asked, and without signing in.
    """
    return Reply(body=reads.links(call.caller.id, call.path["film_id"], timedelta(minutes=call.query.minutes)))


@door.route("POST", "/{film_id}/cancel", at_once=True)
def cancel_film(call: Call) -> Reply[views.Film]:
    """Cancel a film that is not finished.

    Its credits come back.
    """
    return Reply(body=shown(commands.cancel(call.caller.id, call.path["film_id"]), call.language))


@door.route("POST", "/delete", body="DeletionRequest", reads=100, at_once=True)
def delete_films(call: Call) -> Reply[common_views.Deletion]:
    """Delete up to 100 films, or all that failed.

    They go to the trash. Of each that does not, the answer says why; of all that failed, the latest 100 go at once.
    """
    asked: forms.DeletionRequest = call.body
    return deleted(trash.delete_several(call.caller.id, asked.ids or trash.failed(call.caller.id)), call.language)


@door.route("DELETE", "/{film_id}", status=204)
def delete_film(call: Call) -> None:
    """Delete a film.

    It goes to the trash; one that is being made is cancelled first. Its scenes stay.
    """
    trash.delete(call.caller.id, call.path["film_id"])


def _wish(form: forms.FilmRequest) -> FilmWish:
    asked = form.model_dump()
    return FilmWish.of({**asked, "scenes": asked["scenes"] or ()})
