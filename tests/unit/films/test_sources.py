"""What a film is made of may go between the wish for it and its making."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from shared.films import sources
from shared.films.model import Film
from shared.films.outcomes import FilmOutcome
from shared.films.requests import FilmMusic, FilmScene, FilmWish
from shared.films.states import FilmStatus
from shared.platform.firestore.documents import Document
from shared.videos.model import job_path
from tests.fixtures.fakes import NOON
from tests.unit.indexes.queries import ID, JOB, UID


def test_music_that_went_before_the_film_was_made_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """F2: it was there when the film was asked for, or it would have been refused."""
    wish = FilmWish((FilmScene(ID),), music=FilmMusic("0" * 24))
    film = Film("f" * 24, UID, FilmStatus.QUEUED, wish, 0, False, NOON, NOON, NOON + timedelta(minutes=15), NOON)
    rows = {job_path(ID): Document(job_path(ID), JOB.fields())}
    monkeypatch.setattr(sources, "store", lambda: SimpleNamespace(read=lambda _paths: rows))
    monkeypatch.setattr(sources, "files", lambda: SimpleNamespace(stat=lambda _bucket, _name: None))
    music = sources.wish_of(film).music
    assert music is not None
    with pytest.raises(sources.FilmAborted) as over:
        music.open()
    assert over.value.ending.outcome is FilmOutcome.MUSIC_MISSING
