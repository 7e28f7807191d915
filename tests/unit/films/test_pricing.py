"""How long a film will last and what it costs, by what was read with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.films.errors import FilmTooLong
from shared.films.pricing import CREDITS, FILMS, Price, needs, priced
from shared.films.requests import FilmScene, FilmWish
from shared.platform.firestore.documents import Document
from tests.fixtures.fakes import NOON
from tests.fixtures.invariant_data import Planted


def seen(seconds: float, **config: Any) -> tuple[str, str, dict[str, Document]]:
    """A user with one finished video of this length, and both sections."""
    user = Planted(NOON + timedelta(hours=3))
    user.of("done")["video"] = {"seconds": seconds}
    documents = {path: Document(path, user.documents.get(path)) for path in (user.path("done"),)}
    sections = {CREDITS: ("film", "film_minute"), FILMS: ("most_seconds",)}
    for path, names in sections.items():
        documents[path] = Document(path, {name: config[name] for name in names if name in config} or None)
    return user.uid, user.id("done"), documents


@pytest.mark.parametrize(
    ("seconds", "film", "minute", "credits"),
    [(60, 0, 0, 0), (60, 3, 0, 3), (60, 0, 2, 2), (60.1, 3, 2, 7), (0.4, 0, 2, 2)],
)
def test_a_film_costs_itself_and_each_minute_that_has_begun(seconds: float, film: int, minute: int, credits: int) -> None:
    """C6: nothing of it is configured by default."""
    uid, video, documents = seen(seconds, film=film, film_minute=minute)
    wish = FilmWish((FilmScene(video),))
    assert set(needs(wish)) == set(documents)
    price = priced(wish, documents, uid, music=True)
    assert (price, price.credits) == (Price(seconds, film, minute), credits)


def test_the_overlap_of_a_crossfade_is_no_length_and_trims_shorten() -> None:
    """F1: the last scene goes over into nothing."""
    uid, video, documents = seen(8)
    scenes = (FilmScene(video, start=1, crossfade=2), FilmScene(video, end=4, crossfade=2))
    assert priced(FilmWish(scenes), documents, uid, music=True).seconds == 9


@pytest.mark.parametrize(("config", "limit"), [({}, 900), ({"most_seconds": 20}, 20)])
def test_a_film_may_last_as_long_as_operators_say(config: dict[str, Any], limit: int) -> None:
    """F1: a quarter of an hour where they say nothing; exactly so long is not too long."""
    uid, video, documents = seen(limit / 2, **config)
    assert priced(FilmWish((FilmScene(video),) * 2), documents, uid, music=True).seconds == limit
    with pytest.raises(FilmTooLong) as refused:
        priced(FilmWish((FilmScene(video),) * 3), documents, uid, music=True)
    assert refused.value.details == {"limit": limit, "seconds": limit * 1.5}
