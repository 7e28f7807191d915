"""Asking for a film: what it costs and takes; charged and queued in one commit, then its task."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from shared.accounts import quotas, signup, usage
from shared.accounts.ledger import Account, account_path
from shared.accounts.usage import usage_path
from shared.config import sections
from shared.config.model import AdvancedSection
from shared.films import from_storyboard, slots
from shared.films.errors import TooManyWaiting
from shared.films.model import LEDGER_WORD, Film, film_path, own
from shared.films.pricing import Price, credits_section, films_section, has_music, needs, priced, require_drawable
from shared.films.requests import FilmWish
from shared.films.states import LOST_TASK, MADE_WITHIN, FilmStatus
from shared.films.tasks import set_off
from shared.films.waiting import start_next
from shared.lifecycle import admission, marks, trash
from shared.platform.clients import clock, store
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Seen
from shared.platform.web.tokens import User


class AdmittedFilm(NamedTuple):
    """The film of this wish; `replayed` when the same key had brought it before: then as it stands now."""

    film: Film
    replayed: bool


class Quote(NamedTuple):
    price: Price
    balance: int


def compile_film(user: User, wish: FilmWish, key: str) -> AdmittedFilm:
    """Charge one film, and queue it or have it wait for a slot. Should its task be lost, the sweep sends it."""
    require_drawable(wish)
    music, film_id, digest = has_music(user.uid, wish.music), secrets.token_hex(12), idempotency.digest("film", wish.asked())

    def terms(seen: Seen, account: Account, now: datetime) -> admission.Terms[Film | str]:
        return _terms(film_id, account, wish, seen, now, music=music)

    def admitted(board: list[str]) -> tuple[Film | str, Account | None]:
        reads = [usage_path(user.uid), *needs(wish), *board]
        return admission.admit(user, key, digest, reads=reads, before=_before, terms=terms)

    film, account = from_storyboard.looked(wish, user.uid, admitted)
    if isinstance(film, str):
        return AdmittedFilm(own(store().get(film_path(film)), user.uid), replayed=True)
    if not film.waiting:
        set_off(film)
    if account is not None:
        start_next(account)
    return AdmittedFilm(film, replayed=False)


def quote(user: User, wish: FilmWish) -> Quote:
    """What it would cost right now and how long it would last; refused where the film would be."""
    require_drawable(wish)
    music = has_music(user.uid, wish.music)

    def look(board: list[str]) -> Quote:
        seen = store().read([account_path(user.uid), *needs(wish), *board])
        account = signup.opened(admission.current(seen, user), user)
        whole = from_storyboard.resolved(wish, seen, user.uid)
        return Quote(priced(whole, seen, user.uid, music=music), account.spendable(clock().now()))

    return signup.with_account(user, lambda: from_storyboard.looked(wish, user.uid, look))


def _before(_seen: Seen, made: Mapping[str, Any] | None) -> str | None:
    if made is None:
        return None
    return str(made["ids"][0] if "ids" in made else made["film"]["id"])  # the latter: of earlier releases


def _terms(
    film_id: str, account: Account, wish: FilmWish, seen: Seen, now: datetime, *, music: bool
) -> admission.Terms[Film | str]:
    """The limits of calls and slots may be a minute old; what it costs and what may be spent in a day is as it is now."""
    sections.require_feature(account.user_id, "films")
    quotas.require_room(account, (account.stored_bytes or 0) + usage.read(seen[usage_path(account.user_id)]).stored_bytes)
    # where the same key came before, its film is told though its music or its storyboard has gone since
    wish = from_storyboard.resolved(wish, seen, account.user_id)
    film = film_of(film_id, account, wish, priced(wish, seen, account.user_id, music=music), now)

    def with_slot(account: Account) -> Account:
        if film.waiting and account.waiting_films >= (most := films_section(seen).most_waiting):
            raise TooManyWaiting(limit=most)
        return slots.moved(account, None, film, now)

    said = f"{LEDGER_WORD} {len(wish.scenes)} scenes, {film.seconds:g} s"
    return admission.Terms(
        film,
        writes=[trash.created(film.path, film.fields())],
        limit="compile",
        kind="films",
        take=with_slot,
        charges=[admission.Charge(film.path, film.id, film.credits, said)],
        daily_cap=credits_section(seen).daily_cap,
        made={"ids": [film.id]},
        words=[film.text] if film.text else [],
    )


def film_of(film_id: str, account: Account, wish: FilmWish, price: Price, now: datetime) -> Film:
    """Queued in a slot of its user's; waiting where none is free, or others wait for one already."""
    waits = account.waiting_films > 0 or not slots.free(account)
    waiting_ends = now + timedelta(hours=sections.get(AdvancedSection).waiting_deadline_hours)
    film = Film(
        id=film_id,
        user_id=account.user_id,
        status=FilmStatus.WAITING if waits else FilmStatus.QUEUED,
        wish=wish,
        seconds=price.seconds,
        credits=price.credits,
        charged=price.credits > 0,
        created_at=now,
        updated_at=now,
        slot_at=None if waits else now,
        deadline_at=waiting_ends if waits else now + MADE_WITHIN,
        due_at=waiting_ends if waits else now + LOST_TASK,
    )
    return marks.findable(film, film.text)
