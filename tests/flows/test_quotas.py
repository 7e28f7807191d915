"""What a user may keep or have open at once: counted in the commit, so that a race ends exactly at the limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from local.people import Person
from shared.accounts.quotas import GIB
from tests.fixtures.images import album, ask, picture, place
from tests.fixtures.storyboards import BOARD, begun, shoot
from tests.fixtures.system import System
from tests.fixtures.trash import deleted_for_good, purged
from tests.fixtures.videos import ended, key, rich, submit

_MUSIC = {"content_type": "audio/mpeg"}
_FILM = {"scenes": [{"video_id": "0" * 24}]}


def limited(people: System, **own: int) -> Person:
    """Somebody with limits of their own; the mechanism is that of the operators' numbers."""
    person = rich(people, 1000)
    override(people, person, **own)
    return person


def override(people: System, person: Person, **own: int) -> None:
    body = {**own, "reason": "for a test"}
    assert people.call("PUT", f"/admin/users/{person.uid}/overrides", people.admin, json=body).status_code == 200


def race(calls: Sequence[Callable[[], httpx.Response]]) -> tuple[int, list[httpx.Response]]:
    """How many were taken, and the refusals."""
    with ThreadPoolExecutor(len(calls)) as crowd:
        answers = [each.result() for each in [crowd.submit(call) for call in calls]]
    return sum(answer.status_code < 300 for answer in answers), [answer for answer in answers if answer.status_code >= 300]


def codes(refused: Sequence[httpx.Response]) -> set[tuple[int, str]]:
    return {(answer.status_code, answer.json()["error"]) for answer in refused}


def usage(people: System, person: Person) -> dict[str, Any]:
    return people.document(f"usage/{person.uid}") or {}


def save_template(people: System, person: Person, name: str) -> httpx.Response:
    return people.call("POST", "/prompts/templates", person, json={"name": name, "config": {}})


def test_storyboards_end_at_the_limit_in_a_race_and_a_deletion_makes_room(people: System) -> None:
    """S1, C7: one at a time, copies and whole files count alike; a file is taken as a whole or not at all."""
    ada = limited(people, storyboards=5)
    first = begun(people, ada)
    for _ in range(2):
        begun(people, ada)
    ways: list[Callable[[], httpx.Response]] = [
        lambda: people.call("POST", "/storyboards", ada, json=BOARD),
        lambda: people.call("POST", f"/storyboards/{first['id']}/duplicate", ada, json={}),
    ]
    taken, refused = race(ways * 3)
    assert (taken, codes(refused)) == (2, {(409, "TOO_MANY_STORYBOARDS")})
    assert len(people.documents("storyboards", "user_id", ada.uid)) == 5
    assert refused[0].json()["details"] == {"limit": 5, "kept": 5, "asked": 1}
    german = people.call("POST", "/storyboards", ada, json=BOARD, headers={"Accept-Language": "de"})
    assert german.json()["message"] == "Du kannst 5 Storyboards behalten und hast 5."
    assert "auch aus dem Papierkorb" in german.json()["suggestedAction"]
    deleted_for_good(people, ada, f"/storyboards/{first['id']}")
    two = {"stories": [{"scenes": [{"action": "A"}]}, {"scenes": [{"action": "B"}]}]}
    assert codes([people.call("POST", "/storyboards/import", ada, json=two)]) == {(409, "TOO_MANY_STORYBOARDS")}
    one = people.call("POST", "/storyboards/import", ada, json={"stories": two["stories"][:1]})
    assert (one.status_code, usage(people, ada)["storyboards"]) == (201, 5)


def test_templates_end_at_the_limit_in_a_race_and_a_deletion_makes_room(people: System) -> None:
    """P7: a hundred and five of a hundred were possible."""
    ada = limited(people, templates=5)
    kept = [save_template(people, ada, f"kept {place}").json()["id"] for place in range(3)]
    taken, refused = race([lambda at=at: save_template(people, ada, f"raced {at}") for at in range(6)])
    assert (taken, codes(refused)) == (2, {(409, "TOO_MANY_TEMPLATES")})
    assert people.call("DELETE", f"/prompts/templates/{kept[0]}", ada).status_code == 204
    assert save_template(people, ada, "another").status_code == 201
    assert (len(people.documents("prompt_templates", "user_id", ada.uid)), usage(people, ada)["templates"]) == (5, 5)


def test_open_uploads_end_at_the_limit_in_a_race_and_are_freed_by_what_ends_them(people: System) -> None:
    """I1: a picture that came, a deletion, and a quarter of an hour each free a place."""
    ada = limited(people, upload_places=4)
    home = album(people, ada)
    first, _ = place(people, ada, home)
    taken, refused = race([lambda: ask(people, ada, home)] * 6)
    assert (taken, codes(refused)) == (3, {(429, "TOO_MANY_UPLOADS")})
    assert 0 < int(refused[0].headers["Retry-After"]) <= 901
    deleted_for_good(people, ada, f"/images/{first}")
    shown = picture(people, ada, home)
    assert usage(people, ada)["picture_bytes"] == shown["bytes"]
    assert ask(people, ada, home).status_code == 201  # it is ready, so its place is free
    assert codes([ask(people, ada, home)]) == {(429, "TOO_MANY_UPLOADS")}
    people.clock.move(901)
    assert race([lambda: ask(people, ada, home)] * 6)[0] == 4
    deleted_for_good(people, ada, f"/images/{shown['id']}")
    assert usage(people, ada)["picture_bytes"] == 0


def test_places_of_music_end_at_the_limit_in_a_race_and_after_two_days(people: System) -> None:
    """F1: as long as the bucket keeps what lies there."""
    ada = limited(people, music_places=3)
    taken, refused = race([lambda: people.call("POST", "/films/music", ada, json=_MUSIC)] * 6)
    assert (taken, codes(refused)) == (3, {(429, "TOO_MUCH_MUSIC")})
    people.clock.move(2 * 24 * 3600 + 1)
    assert people.call("POST", "/films/music", ada, json=_MUSIC).status_code == 201


def test_batches_end_at_the_limit_in_a_race_and_each_that_ended_makes_room(people: System) -> None:
    """C7: lists and storyboards with videos that have not ended; once all of its videos have, a batch counts no more."""
    ada = limited(people, live_batches=2, generation_per_minute=100)
    jobs = {"videos": [{"prompt": "A fox.", "seconds": 4}, {"prompt": "A hare.", "seconds": 4}]}

    def batch() -> httpx.Response:
        return people.call("POST", "/videos/batch", ada, json=jobs["videos"], headers=key())

    board = begun(people, ada)
    first = batch()
    assert first.status_code == 202, first.text
    taken, refused = race([batch, lambda: shoot(people, ada, board["id"])] * 2)
    assert (taken, codes(refused)) == (1, {(429, "TOO_MANY_BATCHES")})
    assert submit(people, ada, queue=True).status_code == 202  # a single one is none
    for each in people.documents("video_jobs", "user_id", ada.uid):
        ended(people, ada, each["id"])
    assert (people.document(f"accounts/{ada.uid}") or {})["live_batches"] == {}
    again = batch()
    assert again.status_code == 202
    for each in people.documents("video_jobs", "user_id", ada.uid):
        ended(people, ada, each["id"])


def test_followers_of_one_video_end_at_the_limit_in_a_race(people: System) -> None:
    """S1: copies of a storyboard all continue the same video; it keeps a list of those, which has an end."""
    ada = limited(people, followers=2, generation_per_minute=100)
    going_on = [{**BOARD["scenes"][0]}, {**BOARD["scenes"][1], "continue_from_previous": True}]
    board = begun(people, ada, scenes=going_on)
    shot = shoot(people, ada, board["id"], ["first"])
    assert shot.status_code == 202, shot.text
    job_id = shot.json()["videos"][0]["id"]
    copies = [people.call("POST", f"/storyboards/{board['id']}/duplicate", ada, json={}).json() for _ in range(4)]
    taken, refused = race([lambda each=each: shoot(people, ada, each["id"], [each["scenes"][1]["id"]]) for each in copies])
    assert (taken, codes(refused)) == (2, {(409, "TOO_MANY_FOLLOWERS")})
    assert len((people.document(f"video_jobs/{job_id}") or {})["followers"]) == 2
    ended(people, ada, job_id)
    later = shoot(people, ada, copies[0]["id"], [copies[0]["scenes"][0]["id"]])
    assert later.status_code == 202, later.text
    for each in people.documents("video_jobs", "user_id", ada.uid):
        ended(people, ada, each["id"])


def test_who_keeps_too_much_makes_and_uploads_nothing_until_something_is_deleted(people: System) -> None:
    """C7: bytes of videos stand on the account, of films and pictures beside it; a picture that is deleted makes room."""
    ada = limited(people, stored_gib=1)
    video = ended(people, ada, submit(people, ada).json()["video"]["id"])
    home = album(people, ada)
    shown = picture(people, ada, home)
    kept = (people.document(f"accounts/{ada.uid}") or {})["stored_bytes"]
    assert kept == video["video"]["bytes"]
    account, counts = (people.firestore.document(f"{name}/{ada.uid}") for name in ("accounts", "usage"))
    counts.update({"picture_bytes": GIB - kept}, timeout=10)
    assert codes([ask(people, ada, home)]) == {(409, "STORAGE_FULL")}
    refused = people.call("POST", "/films", ada, json=_FILM, headers={**key(), "Accept-Language": "de"})
    assert codes([refused]) == {(409, "STORAGE_FULL")}
    assert refused.json()["message"] == "Du belegst 1.0 GiB von 1 GiB."
    deleted_for_good(people, ada, f"/images/{shown['id']}")
    assert ask(people, ada, home).status_code == 201
    account.update({"stored_bytes": GIB}, timeout=10)
    assert codes([submit(people, ada)]) == {(409, "STORAGE_FULL")}
    account.update({"stored_bytes": kept}, timeout=10)
    counts.update({"picture_bytes": 0}, timeout=10)


def test_a_user_from_before_is_counted_by_the_first_commit_that_counts(people: System) -> None:
    """C7: what exists is found by one query and written down; a race of first commits counts it once."""
    ada = limited(people, storyboards=6, templates=3)
    boards = [begun(people, ada)["id"] for _ in range(3)]
    save_template(people, ada, "kept")
    shown = picture(people, ada, album(people, ada))
    made = ended(people, ada, submit(people, ada).json()["video"]["id"])
    people.firestore.document(f"usage/{ada.uid}").delete(timeout=10)
    people.firestore.document(f"accounts/{ada.uid}").update({"stored_bytes": None, "live_batches": {}}, timeout=10)

    def delete() -> httpx.Response:
        answer = people.call("DELETE", f"/storyboards/{boards[0]}", ada)
        if answer.status_code == 204:
            purged(people, ada, ("storyboard", boards[0]))
        return answer

    taken, refused = race([lambda: people.call("POST", "/storyboards", ada, json=BOARD), delete] * 4)
    left = len(people.documents("storyboards", "user_id", ada.uid))
    assert (taken - 1 + 2, usage(people, ada)["storyboards"]) == (left, left), refused
    assert [save_template(people, ada, f"new {at}").status_code for at in range(3)] == [201, 201, 409]
    again = ended(people, ada, submit(people, ada).json()["video"]["id"])
    stored = made["video"]["bytes"] + again["video"]["bytes"]
    assert (people.document(f"accounts/{ada.uid}") or {})["stored_bytes"] == stored
    deleted_for_good(people, ada, f"/images/{shown['id']}")
    assert usage(people, ada)["picture_bytes"] == 0


@pytest.mark.parametrize(("stored", "said"), [(0.5, None), (0.8, "nearly used up"), (1.1, "is used up")])
def test_operators_hear_of_the_storage_budget(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stored: float, said: str | None
) -> None:
    """X1: at four fifths of `storage_budget_gib` and when it is used up; nobody is refused for it."""
    from shared.config.model import AdvancedSection
    from shared.reconcile import worker as reconcile_worker
    from shared.reconcile.model import Run
    from tests.fixtures.fakes import NOON

    monkeypatch.setattr(reconcile_worker.sections, "get", lambda _section: AdvancedSection(storage_budget_gib=10))
    run = Run("20260102-00000000", NOON, "schedule", NOON, stored_bytes=int(stored * 10 * GIB) + 1)
    reconcile_worker._watch_budget(run)  # pyright: ignore[reportPrivateUsage]
    told = capsys.readouterr()
    assert (said or "") in told.out + told.err
    assert bool(said) is ("budget" in told.out + told.err)
