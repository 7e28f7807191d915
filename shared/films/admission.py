"""Asking for a film: one read and one commit that hold switch, rate, slot, cap, price, credits, scenes and key; then its task."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.accounts import model as account_model
from shared.accounts import quotas, signup, usage
from shared.accounts.ledger import Account, Entry, EntryType, account_path, require_credits
from shared.accounts.limits import spend_today
from shared.accounts.usage import usage_path
from shared.config import sections
from shared.config.kill_switch import require_open
from shared.config.model import AdvancedSection, LimitsSection
from shared.films import slots
from shared.films.errors import TooManyWaiting
from shared.films.model import LEDGER_WORD, LOST_TASK, MADE_WITHIN, Film, FilmStatus, FilmWish, film_path, own
from shared.films.pricing import Price, credits_section, films_section, has_music, needs, priced, require_drawable
from shared.films.tasks import set_off
from shared.films.waiting import start_next
from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Create, Plan, Seen, Write
from shared.platform.web.rates import Rate
from shared.platform.web.tokens import User

_SKEW = timedelta(seconds=1)  # by which instances' clocks may differ


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
    music = has_music(user.uid, wish)
    asked, account = signup.with_account(user, lambda: _admitted(user, wish, key, music=music))
    if not asked.replayed and not asked.film.waiting:
        set_off(asked.film)
    if account is not None:
        start_next(account)
    return asked


def quote(user: User, wish: FilmWish) -> Quote:
    """What it would cost right now and how long it would last; refused where the film would be."""
    require_drawable(wish)
    music, account_where = has_music(user.uid, wish), account_path(user.uid)

    def look() -> Quote:
        seen = store().read([account_where, *needs(wish)])
        account = account_model.read(seen[account_where])
        if account is not None:
            account_model.require_current(account, user)
        account = signup.opened(account, user)
        return Quote(priced(wish, seen, user.uid, music=music), account.balance)

    return signup.with_account(user, look)


def _admitted(user: User, wish: FilmWish, key: str, *, music: bool) -> tuple[AdmittedFilm, Account | None]:
    film_id, digest = secrets.token_hex(12), idempotency.digest("film", wish.fields())
    account_where, intake_where, key_where = account_path(user.uid), sections.path("intake"), idempotency.path(user.uid, key)
    usage_where = usage_path(user.uid)

    def decide(seen: Seen) -> Plan[tuple[Film, Account] | str]:
        now = clock().now()  # of this try: the rate is kept in the order of the commits
        account = account_model.read(seen[account_where])
        if account is not None:
            account_model.require_current(account, user)
        if (before := idempotency.made_before(seen[key_where], digest, now)) is not None:
            return Plan(str(before["ids"][0] if "ids" in before else before["film"]["id"]))  # the latter: of earlier releases
        require_open(sections.parse("intake", seen[intake_where]), now)
        account = signup.opened(account, user)
        quotas.require_room(account, (account.stored_bytes or 0) + usage.read(seen[usage_where]).stored_bytes)
        # where the same key came before, its film is told though its music has gone since
        price = priced(wish, seen, user.uid, music=music)
        film = _film(film_id, account, wish, price, now)
        if film.waiting and account.waiting_films >= (most := films_section(seen).most_waiting):
            raise TooManyWaiting(limit=most)
        account, entry = _charged(account, film, credits_section(seen).daily_cap, now)
        writes: list[Write] = [
            trash.created(film.path, film.fields()),
            Create(entry.path, entry.fields()),
            idempotency.remember(seen[key_where], user.uid, digest, {"ids": [film.id]}, now),
            account_model.write(seen[account_where], account),
        ]
        return Plan((film, account), writes)

    made = store().settle([account_where, intake_where, key_where, usage_where, *needs(wish)], decide)
    if isinstance(made, str):
        return AdmittedFilm(own(store().get(film_path(made)), user.uid), replayed=True), None
    film, account = made
    return AdmittedFilm(film, replayed=False), account


def _film(film_id: str, account: Account, wish: FilmWish, price: Price, now: datetime) -> Film:
    """Queued in a slot of its user's; waiting where none is free, or others wait for one already."""
    waits = account.waiting_films > 0 or not slots.free(account)
    waiting_ends = now + timedelta(hours=sections.get(AdvancedSection).waiting_deadline_hours)
    return Film(
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


def _charged(account: Account, film: Film, cap: int | None, now: datetime) -> tuple[Account, Entry]:
    """The account after this film, and its ledger entry, also of 0.

    The limits of calls and slots may be a minute old; what the film costs and what may be spent in a day is as it is now.
    """
    due = Rate(sections.get(LimitsSection).compile).take(account.limits.get("compile"), now, _SKEW)
    account = slots.moved(replace(account, limits={**account.limits, "compile": due}), None, film, now)
    if film.credits:
        require_credits(account, film.credits)
        today = spend_today(account.spent_today, film.credits, account.overrides.get("daily_cap", cap), now)
        account = replace(account, spent_today=today)
    said = f"{LEDGER_WORD} {len(film.wish.scenes)} scenes, {film.seconds:g} s"
    return account.post(f"{film.id}.charge", EntryType.CHARGE, -film.credits, said, now, film.id)
