"""Films that the house pays for: one that came to nothing is made once more, and its user pays nothing and gives no slot."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.accounts.ledger import Account
from shared.films import admin, slots
from shared.films.admission import AdmittedFilm, film_of
from shared.films.model import LEDGER_WORD, Film
from shared.films.pricing import has_music, needs, priced
from shared.films.tasks import set_off
from shared.house import admission
from shared.house.model import HOUSE
from shared.lifecycle import trash
from shared.lifecycle.admission import Charge, Terms
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Seen, Write


def make_again(film: Film, also: Sequence[Write] = ()) -> AdmittedFilm:
    """The same wish once more, of its scenes as they are now. It is repeated once: asked again, this answers with that one."""
    music, film_id = has_music(film.user_id, film.wish.music), secrets.token_hex(12)

    def terms(seen: Seen, house: Account, now: datetime) -> Terms[Film | str]:
        price = priced(film.wish, seen, film.user_id, music=music)
        again = film_of(film_id, house, film.wish, price, now)
        again = replace(again, user_id=film.user_id, payer_id=HOUSE, credits=0, charged=False, retry_of=film.id)
        said = f"{LEDGER_WORD} {len(film.wish.scenes)} scenes, {again.seconds:g} s"
        return Terms(
            again,
            writes=[trash.created(again.path, again.fields())],
            limit="compile",
            kind="films",
            take=lambda account: slots.moved(account, None, again, now),
            charges=[Charge(again.path, again.id, 0, said)],
            made={"ids": [again.id]},
        )

    def before(made: Mapping[str, Any]) -> Film | str:
        return str(made["ids"][0])

    key, digest = f"retry.{film.id}", idempotency.digest("house", film.user_id, film.id)
    made, _house = admission.admit(
        film.user_id, key, digest, reads=needs(film.wish), before=before, terms=terms, also=also, repeats=True
    )
    if isinstance(made, str):
        return AdmittedFilm(admin.film(made), replayed=True)
    if not made.waiting:
        set_off(made)
    return AdmittedFilm(made, replayed=False)
