"""Whose the objects in our buckets are, and how few of those that are nobody's a run may delete."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest

from shared.platform.firestore.documents import Document
from shared.platform.settings import settings
from shared.platform.storage.objects import Stored
from shared.platform.user_ids import media_home_of
from shared.reconcile import objects
from tests.fixtures.fakes import NOON, FakeClock
from tests.fixtures.invariant_data import FILE, Planted

_DAY = timedelta(days=1)


class Shelf:
    def __init__(self, user: Planted) -> None:
        self.documents = user.documents

    def read(self, paths: Iterable[str]) -> dict[str, Document]:
        return {path: Document(path, self.documents.get(path)) for path in paths}


class Bucket:
    """Holds whatever it is asked for, for so long already; remembers what was deleted."""

    def __init__(self, age: timedelta) -> None:
        self.age, self.deleted = age, list[str]()

    def stat(self, bucket: str, name: str) -> Stored:
        return Stored(bucket, name, 1, 3, "", made_at=NOON - self.age)

    def delete(self, bucket: str, name: str, generation: int) -> None:
        assert (bucket != "", generation) == (True, 1)
        self.deleted.append(name)


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> Planted:
    user = Planted(NOON)
    for kind, folder, name in (("video", "videos", "done"), ("film", "films", "film")):
        user.of(name)[kind]["object"] = _of(user, folder, name, ".mp4")
    monkeypatch.setattr(objects, "clock", FakeClock)
    monkeypatch.setattr(objects, "store", lambda: Shelf(user))
    return user


def cleared(monkeypatch: pytest.MonkeyPatch, bucket: str, names: list[str], age: timedelta, of: int = 1000) -> list[str]:
    """Those of these objects that a run deletes which saw so many, and found these to be nobody's."""
    kept = Bucket(age)
    monkeypatch.setattr(objects, "files", lambda: kept)
    objects.clear([{"bucket": bucket, "name": name, "generation": 1} for name in names], len(names), of)
    return kept.deleted


def _of(user: Planted, folder: str, name: str, end: str) -> str:
    return f"{media_home_of(user.uid)}/{folder}/{user.id(name)}{end}"


OWNED: dict[str, Callable[[Planted], str]] = {
    "a completed video": lambda user: _of(user, "videos", "done", ".mp4"),
    "its poster": lambda user: _of(user, "videos", "done", ".jpg"),
    "its last frame": lambda user: _of(user, "videos", "done", ".last.jpg"),
    "a video that is being brought home": lambda user: _of(user, "videos", "live", ".mp4"),
    "a file that was named otherwise once": lambda user: (
        user.of("done").update(video={**FILE, "object": f"users/elsewhere/videos/{user.id('done')}.mp4"})
        or user.of("done")["video"]["object"]
    ),
    "a video that is taken down": lambda user: (
        user.of("done").update(taken_down_at=NOON) or f"removed/{_of(user, 'videos', 'done', '.mp4')}"
    ),
    "a film": lambda user: _of(user, "films", "film", ".mp4"),
    "a film's poster": lambda user: _of(user, "films", "film", ".jpg"),
    "a picture that is being erased": lambda user: user.of_image() or _of(user, "images", "image", ""),
    "a video of a job that nobody can read": lambda user: (
        user.of("lost").pop("created_at") and _of(user, "videos", "lost", ".mp4")
    ),
}
NOBODYS: dict[str, Callable[[Planted], str]] = {
    "a video of a refunded job": lambda user: _of(user, "videos", "lost", ".mp4"),
    "what was put back, and left out of reach too": lambda user: f"removed/{_of(user, 'videos', 'done', '.mp4')}",
    "a video of no job": lambda user: f"{media_home_of(user.uid)}/videos/{'0' * 24}.mp4",
    "a video in another's folder": lambda user: f"users/mallory/videos/{user.id('done')}.mp4",
    "a picture of no image": lambda user: f"{media_home_of(user.uid)}/images/{'0' * 24}.small",
    "a film of no document": lambda user: f"{media_home_of(user.uid)}/films/{'0' * 24}.mp4",
    "a name that we give to nothing": lambda user: f"{media_home_of(user.uid)}/notes.txt",
    "what the bucket should have deleted": lambda _user: "staging/films/000/a.body",
}


@pytest.mark.parametrize("which", OWNED)
def test_what_has_an_owner_is_never_deleted(monkeypatch: pytest.MonkeyPatch, user: Planted, which: str) -> None:
    """O3, 4: however old it is."""
    assert cleared(monkeypatch, settings().bucket_media, [OWNED[which](user)], 400 * _DAY) == []


@pytest.mark.parametrize("which", NOBODYS)
def test_what_belongs_to_nobody_is_deleted_when_it_is_old(monkeypatch: pytest.MonkeyPatch, user: Planted, which: str) -> None:
    """O3, 4: after two days, and not before; what the buckets delete themselves is left to them for four."""
    name = NOBODYS[which](user)
    assert cleared(monkeypatch, settings().bucket_media, [name], 5 * _DAY) == [name]
    assert cleared(monkeypatch, settings().bucket_media, [name], 1.9 * _DAY) == []


def test_what_a_provider_made_for_a_failed_job_is_kept_for_operators(monkeypatch: pytest.MonkeyPatch, user: Planted) -> None:
    """O3, 4, 9: for a week; the copy of a completed one has served."""
    out, lost = settings().bucket_provider_out, f"{user.id('lost')}/2/7/sample_0.mp4"
    assert cleared(monkeypatch, out, [lost, f"{user.id('live')}/1/7/a.mp4"], 3 * _DAY) == []
    assert cleared(monkeypatch, out, [served := f"{user.id('done')}/1/7/sample_0.mp4"], 3 * _DAY) == [served]
    user.of("lost").update(ended_at=NOON - 8 * _DAY)
    assert cleared(monkeypatch, out, [lost], 9 * _DAY) == [lost]


def test_a_mistaken_mass_deletion_is_impossible(
    monkeypatch: pytest.MonkeyPatch, user: Planted, capsys: pytest.CaptureFixture[str]
) -> None:
    """4, O3: where much belongs to nobody, documents are missing: nothing is deleted; of a little, some a run. Both are told."""
    names = [f"{media_home_of(user.uid)}/videos/{number:024x}.mp4" for number in range(200)]
    assert cleared(monkeypatch, settings().bucket_media, names, 9 * _DAY, of=1999) == []
    assert '"alert": true' in capsys.readouterr().out
    assert cleared(monkeypatch, settings().bucket_media, names, 9 * _DAY, of=2000) == names[:50]
    assert '"alert": true' in capsys.readouterr().out


def test_an_object_that_was_written_anew_is_left_alone(monkeypatch: pytest.MonkeyPatch, user: Planted) -> None:
    """O3, 4: another generation is another object."""
    kept = Bucket(9 * _DAY)
    monkeypatch.setattr(objects, "files", lambda: kept)
    left: list[dict[str, Any]] = [
        {"bucket": settings().bucket_media, "name": NOBODYS["a video of no job"](user), "generation": 7}
    ]
    assert (objects.clear(left, 1, 10), kept.deleted) == (0, [])
