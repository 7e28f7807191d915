"""Films as a user makes them of finished videos."""

from __future__ import annotations

import fcntl
import io
import secrets
from pathlib import Path
from typing import Any

import av
import pytest

from shared.media.film.checking import examine
from shared.platform.user_ids import media_home_of
from shared.storyboards import model as storyboard_model
from shared.storyboards.composing import with_videos
from standins.testing import eventually
from tests.fixtures import http_client
from tests.fixtures.films import SECONDS, ask, asked, kept, made, over, quoted, shown, staged, video
from tests.fixtures.images import news, uploads
from tests.fixtures.queues import held
from tests.fixtures.storyboards import begun
from tests.fixtures.system import System
from tests.fixtures.trash import deleted_for_good
from tests.fixtures.videos import key, rich
from tests.unit.media.film.footage import music, packets, scene

NOWHERE = "0" * 24


def downloaded(people: System, person: Any, film: dict[str, Any]) -> bytes:
    links = people.call("GET", f"/films/{film['id']}/links", person).json()
    return http_client.get(links["download"]).raise_for_status().content


def uploaded(people: System, person: Any, content: bytes, content_type: str = "audio/wav") -> str:
    answer = people.call("POST", "/films/music", person, json={"content_type": content_type})
    assert answer.status_code == 201, answer.text
    place = answer.json()["upload"]
    http_client.put(place["url"], content=content, headers=place["headers"]).raise_for_status()
    return answer.json()["music_id"]


def test_two_alike_scenes_become_one_film_without_being_encoded_anew(people: System) -> None:
    """F1: their pictures are copied; the film plays, has its facts and its poster, and nothing lies beside it."""
    ada = people.person()
    one, two = video(people, ada), video(people, ada, scene(SECONDS, luma=150))
    film = made(people, ada, one, two)
    content = downloaded(people, ada, film)
    assert packets(content, "video") == packets(scene(SECONDS), "video") + packets(scene(SECONDS, luma=150), "video")
    facts = examine(io.BytesIO(content), (SECONDS,))
    told = film["film"]
    assert (told["bytes"], told["frames"], told["width"]) == (len(content), facts.frames, facts.width)
    assert told["seconds"] == pytest.approx(2 * SECONDS, abs=0.05)
    assert (film["progress"], film["outcome"], film["error"], film["charged"]) == (1.0, "completed", None, False)
    assert kept(people, ada.uid) == [
        f"{media_home_of(ada.uid)}/films/{film['id']}.jpg",
        f"{media_home_of(ada.uid)}/films/{film['id']}.mp4",
    ]
    assert staged(people, film["id"]) == []
    links = people.call("GET", f"/films/{film['id']}/links", ada).json()
    assert http_client.get(links["poster"]).content[:2] == b"\xff\xd8"
    assert "attachment" in http_client.get(links["download"]).headers["Content-Disposition"]
    assert http_client.get(links["playback"], headers={"Range": "bytes=0-3"}).status_code == 206


def test_trims_crossfades_title_and_format_make_the_film_that_was_asked_for(people: System) -> None:
    """F1: the overlap and the trim shorten it, the format gives it its size."""
    ada = people.person()
    one, two = video(people, ada), video(people, ada)
    scenes = ({"video_id": one, "start": 0.5, "crossfade": 0.5}, {"video_id": two, "end": 1.5})
    film = made(people, ada, *scenes, title={"text": "Über Füchse", "seconds": 1}, format="9:16", fit="crop")
    assert (film["film"]["width"], film["film"]["height"]) == (720, 1280)
    assert film["film"]["seconds"] == pytest.approx(2.5, abs=0.1)
    assert (film["title"]["text"], film["scenes"][0]["crossfade"], film["fit"]) == ("Über Füchse", 0.5, "crop")


def test_uploaded_music_lies_under_a_film(people: System) -> None:
    """F1: its sound is not the scene's alone any more, its pictures are; a scene without sound has some then."""
    ada = people.person()
    silent = scene(SECONDS, pitch=None)
    film = made(people, ada, video(people, ada, silent), music={"id": uploaded(people, ada, music("wav", 1.0)), "fade_out": 0.5})
    assert film["film"]["audio_codec"] == "aac"
    assert packets(downloaded(people, ada, film), "video") == packets(silent, "video")


def test_music_that_is_none_is_named(people: System) -> None:
    """F2: it is listened to when the film is made; nothing is kept."""
    ada = people.person()
    film = over(people, ada, asked(people, ada, video(people, ada), music={"id": uploaded(people, ada, b"no music, but words")}))
    assert (film["status"], film["error"]["code"], kept(people, ada.uid)) == ("failed", "MUSIC_BROKEN", [])
    assert staged(people, film["id"]) == []


def test_music_that_is_not_there_is_refused_before_anything_is_made(people: System) -> None:
    """F1: in the owner's language, as a scene that does not exist is; somebody else's is none, nor is a place without bytes."""
    ada, bob = people.person(), people.person()
    scene_id, theirs = video(people, ada), uploaded(people, bob, music("wav", 1.0))
    empty = people.call("POST", "/films/music", ada, json={"content_type": "audio/wav"}).json()["music_id"]
    before = people.document(f"accounts/{ada.uid}")
    for music_id in (NOWHERE, theirs, empty):
        said = {
            "en": "There is no such music, or it was not uploaded.",
            "de": "Diese Musik gibt es nicht, oder sie wurde nicht hochgeladen.",
        }
        for language, words in said.items():
            refused = ask(people, ada, scene_id, music={"id": music_id}, headers={**key(), "Accept-Language": language})
            assert (refused.status_code, refused.json()["error"], refused.json()["message"]) == (404, "MUSIC_NOT_FOUND", words)
            assert refused.json()["details"] == {"music_id": music_id}
        assert quoted(people, ada, scene_id, music={"id": music_id}).json()["error"] == "MUSIC_NOT_FOUND"
    assert people.call("GET", "/films", ada).json()["films"] == []
    assert people.document(f"accounts/{ada.uid}") == before


def test_the_same_key_tells_the_same_film_after_its_music_has_gone(people: System) -> None:
    """V2: uploads go within two days, and a retry is no new wish."""
    ada, sent = people.person(), key()
    music_id, scene_id = uploaded(people, ada, music("wav", 1.0)), video(people, ada)
    film = made(people, ada, scene_id, music={"id": music_id}, headers=sent)
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{people.environment['RUSHES_BUCKET_UPLOADS']}/o"
    http_client.delete(f"{address}/users%2F{ada.uid}%2Fmusic%2F{music_id}").raise_for_status()
    again = ask(people, ada, scene_id, music={"id": music_id}, headers=sent)
    assert (again.status_code, again.json()["film"]["id"]) == (202, film["id"])


def test_the_news_of_an_upload_leaves_music_where_it_is(people: System) -> None:
    """I3: it is no picture that nobody awaits."""
    ada = people.person()
    name = f"users/{ada.uid}/music/{uploaded(people, ada, music('wav', 1.0))}"
    assert news(people).again(name) == ""
    assert uploads(people, ada.uid) == [name]


def test_music_has_at_most_20_mb(people: System) -> None:
    """F1: told as a place is asked for."""
    big = {"content_type": "audio/wav", "bytes": 20 * 1024 * 1024 + 1}
    assert people.call("POST", "/films/music", people.person(), json=big).status_code == 400


def test_a_scene_that_is_not_the_callers_or_not_finished_is_named(people: System) -> None:
    """F2: by its number, in both languages; nothing is begun."""
    ada, bob = people.person(), people.person()
    mine, theirs = video(people, ada), video(people, bob)
    for stranger in (theirs, NOWHERE):
        answer = ask(people, ada, mine, stranger)
        assert (answer.status_code, answer.json()["error"]) == (404, "SCENE_NOT_FOUND")
        assert answer.json()["details"] == {"scene": 2, "video_id": stranger}
        assert quoted(people, ada, mine, stranger).json()["error"] == "SCENE_NOT_FOUND"
    assert answer.json()["message"].startswith("Scene 2")
    before = (people.document(f"video_jobs/{theirs}") or {})["video"]
    people.firestore.document(f"video_jobs/{theirs}").update({"video": None}, timeout=10)
    unfinished = ask(people, bob, theirs)
    assert (unfinished.status_code, unfinished.json()["error"]) == (409, "SCENE_NOT_READY")
    people.firestore.document(f"video_jobs/{theirs}").update({"video": before}, timeout=10)
    assert people.documents("films", "user_id", ada.uid) == []


@pytest.mark.parametrize(
    ("scene_wish", "wish", "status", "code"),
    [
        ({"start": 1.0, "end": 3.0}, {}, 422, "SCENE_TOO_SHORT"),
        ({"crossfade": 2.5}, {}, 422, "SCENE_TOO_SHORT"),
        ({"start": 1.5, "end": 1.0}, {}, 400, "INVALID_REQUEST"),
        ({}, {"title": {"text": "𓃥 狐"}}, 422, "TITLE_NOT_DRAWABLE"),
        ({}, {"format": "4:3"}, 400, "INVALID_REQUEST"),
    ],
)
def test_what_cannot_be_made_is_refused_at_once(
    people: System, scene_wish: dict[str, Any], wish: dict[str, Any], status: int, code: str
) -> None:
    """F1, C6: before anything is counted or spent, and by its quote already."""
    ada = people.person()
    mine = video(people, ada)
    for asks in (ask, quoted):
        answer = asks(people, ada, {"video_id": mine, **scene_wish}, mine, **wish)
        assert (answer.status_code, answer.json()["error"]) == (status, code), answer.text
    assert "compile" not in (people.document(f"accounts/{ada.uid}") or {})["limits"]


def test_a_title_that_no_font_can_show_is_refused_with_the_letter(people: System) -> None:
    """F1: named in both languages before anything is counted; what one of the fonts has is taken."""
    ada = people.person()
    mine = video(people, ada)
    for language, said in (("en", "A title cannot show: 𓃥 (U+130E5 "), ("de", "Ein Titel kann nicht zeigen: 𓃥 (U+130E5 ")):
        answer = people.call(
            "POST",
            "/films",
            ada,
            json={"scenes": [{"video_id": mine}], "title": {"text": "狐 ثعلب 𓃥"}},
            headers={**key(), "Accept-Language": language},
        )
        assert (answer.status_code, answer.json()["error"]) == (422, "TITLE_NOT_DRAWABLE")
        assert said in answer.json()["message"]
        assert "狐" not in answer.json()["message"]
    film = over(people, ada, asked(people, ada, mine, title={"text": "狐 ثعلب שועל लोमड़ी 🦊"}))
    assert film["status"] == "completed"


def test_the_same_key_brings_the_same_film(people: System) -> None:
    """V2: asked twice, made once; another wish with it is refused."""
    ada, once = people.person(), key()
    mine = video(people, ada)
    first, second = ask(people, ada, mine, headers=once), ask(people, ada, mine, headers=once)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["film"]["id"] == second.json()["film"]["id"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert ask(people, ada, mine, mine, headers=once).json()["error"] == "IDEMPOTENCY_KEY_REUSED"
    over(people, ada, first.json()["film"]["id"])
    assert len(people.documents("films", "user_id", ada.uid)) == 1
    assert ask(people, ada, mine, headers=once).json()["film"]["status"] == "completed"
    assert people.call("DELETE", f"/films/{first.json()['film']['id']}", ada).status_code == 204
    assert ask(people, ada, mine, headers=once).status_code == 404


def test_five_films_a_minute_may_be_asked_for(people: System) -> None:
    """L1: exactly five of eight at once; the refusal says when there is room."""
    ada = people.person()
    mine = video(people, ada)
    body = {"scenes": [{"video_id": mine}]}
    keys = iter(range(100))

    answers = [
        people.call("POST", "/films", ada, json=body, headers={"Idempotency-Key": f"{secrets.token_hex(6)}-{next(keys)}"})
        for _ in range(8)
    ]
    taken = [answer for answer in answers if answer.status_code == 202]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert (len(taken), len(refused)) == (5, 3)
    assert refused[0].json()["details"]["limit"] == 5
    assert int(refused[0].headers["Retry-After"]) > 0
    for answer in taken:
        assert over(people, ada, answer.json()["film"]["id"])["status"] == "completed"
    people.clock.move(13)
    assert ask(people, ada, mine).status_code == 202


def test_a_films_price_is_told_before_and_its_end_says_what_it_cost(people: System) -> None:
    """C6, C8: as configured for it and for each minute begun, from the commit after the change on; in words of both languages."""
    ada, poor = rich(people, 20), rich(people, 4)
    good, broken, long = video(people, ada), video(people, ada, b"this is no video" * 10), video(people, ada, seconds=61)
    theirs = video(people, poor)
    before = (people.call("GET", "/admin/config/credits", people.admin, params={"reason": "a test"}).json())["values"]
    try:
        people.configure("credits", **{**before, "film": 0, "film_minute": 0})
        assert quoted(people, ada, good).json()["items"] == [{"what": "film", "credits": 0}]
        free = asked(people, ada, good)
        (entry,) = people.documents("credit_transactions", "job_id", free)
        assert (entry["id"], entry["type"], entry["amount"]) == (f"{free}.charge", "charge", 0)
        people.configure("credits", **{**before, "film": 3, "film_minute": 2})  # and no time passes
        told = quoted(people, ada, long).json()
        assert told == {
            "seconds": 61.0,
            "credits": 7,
            "items": [{"what": "film", "credits": 3}, {"what": "2 min × 2", "credits": 4}],
            "balance": 20,
            "sufficient": True,
        }
        first = asked(people, ada, good)
        assert {name: shown(people, ada, first)[name] for name in ("credits", "charged", "refunded", "seconds")} == {
            "credits": 5,
            "charged": True,
            "refunded": False,
            "seconds": 2.0,
        }
        refused = ask(people, poor, theirs)
        assert (refused.status_code, refused.json()["error"]) == (402, "INSUFFICIENT_CREDITS")
        assert quoted(people, poor, theirs).json()["sufficient"] is False
        failed = over(people, ada, asked(people, ada, good, broken))
    finally:
        people.configure("credits", **before)
    film = over(people, ada, first)
    assert (film["status"], film["message"]) == ("completed", "The film is ready. 5 credits were charged.")
    assert shown(people, ada, first, "de")["message"] == "Der Film ist fertig. 5 Credits wurden berechnet."
    assert (failed["status"], failed["charged"], failed["refunded"]) == ("failed", False, True)
    assert failed["message"].endswith("You were not charged.")
    assert people.call("GET", "/account", ada).json()["balance"] == 15
    entries = people.documents("credit_transactions", "job_id", failed["id"])
    assert {entry["id"]: (entry["amount"], entry["description"]) for entry in entries} == {
        f"{failed['id']}.charge": (-5, "Film: 2 scenes, 4 s"),
        f"{failed['id']}.refund": (5, "Refund: scene_broken"),
    }


def test_a_film_that_waits_gives_its_credits_back_once_when_it_is_cancelled_or_deleted(people: System) -> None:
    """C2, F2: it held no slot, so that it gives none back."""
    ada = rich(people, 20)
    mine = video(people, ada, seconds=130)
    before = (people.call("GET", "/admin/config/credits", people.admin, params={"reason": "a test"}).json())["values"]
    with held(people, "compile-long"):
        try:
            people.configure("credits", **{**before, "film": 3})
            runs = [asked(people, ada, mine) for _ in range(2)]
            waits, goes = asked(people, ada, mine), asked(people, ada, mine)
        finally:
            people.configure("credits", **before)
        assert [shown(people, ada, each)["status"] for each in (*runs, waits, goes)] == ["queued"] * 2 + ["waiting"] * 2
        for _ in range(2):
            cancelled = people.call("POST", f"/films/{waits}/cancel", ada).json()
            assert (cancelled["status"], cancelled["refunded"]) == ("cancelled", True)
        assert people.call("DELETE", f"/films/{goes}", ada).status_code == 204
        account = people.document(f"accounts/{ada.uid}") or {}
        assert (account["active_films"], account["waiting_films"], account["balance"]) == (2, 0, 14)
        for each in runs:
            assert people.call("POST", f"/films/{each}/cancel", ada).json()["refunded"] is True
    account = people.document(f"accounts/{ada.uid}") or {}
    assert (account["active_films"], account["balance"]) == (0, 20)


def test_a_closed_intake_takes_no_film(people: System) -> None:
    """X1: the switch holds for films too; the section is read in the same commit."""
    ada = people.person()
    mine = video(people, ada)
    with (Path(people.environment["CLOCK_FILE"]).parent / "intake.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the intake is everybody's
        try:
            people.configure("intake", open=False)
            assert ask(people, ada, mine).json()["error"] == "MAINTENANCE"
        finally:
            people.configure("intake")


def test_films_are_listed_by_pages_for_their_owner_only(people: System) -> None:
    """F2: the newest first; another's film does not exist, in the function and under the rules."""
    ada, bob = people.person(), people.person()
    mine = video(people, ada)
    ids = [made(people, ada, mine)["id"] for _ in range(3)]
    first = people.call("GET", "/films?limit=2", ada).json()
    rest = people.call("GET", f"/films?limit=2&cursor={first['next_cursor']}", ada).json()
    assert [film["id"] for film in first["films"] + rest["films"]] == ids[::-1]
    assert people.call("GET", "/films?status=failed", ada).json()["films"] == []
    assert people.call("GET", "/films", bob).json()["films"] == []
    for method, path in (("GET", ""), ("GET", "/links"), ("POST", "/cancel"), ("DELETE", "")):
        assert people.call(method, f"/films/{ids[0]}{path}", bob).status_code == 404
    assert (people.read_as(ada, f"films/{ids[0]}"), people.read_as(bob, f"films/{ids[0]}")) == (200, 403)
    assert people.write_as(ada, f"films/{ids[0]}", {"credits": 0}) == 403
    assert not {"user_id", "turn", "due_at", "epoch", "commit_token"} & set(shown(people, ada, ids[0]))


def test_a_deleted_film_is_gone_with_its_files_and_its_scenes_stay(people: System) -> None:
    """F2: at once for its owner; the rest follows."""
    ada = people.person()
    mine = video(people, ada)
    film = made(people, ada, mine)
    assert people.call("POST", f"/films/{film['id']}/cancel", ada).json()["error"] == "FILM_ENDED"
    deleted_for_good(people, ada, f"/films/{film['id']}")
    assert people.call("GET", f"/films/{film['id']}", ada).status_code == 404
    eventually(lambda: people.document(f"films/{film['id']}") is None)
    assert kept(people, ada.uid) == []
    assert people.call("GET", f"/videos/{mine}", ada).json()["state"] == "completed"
    assert av.open(io.BytesIO(http_client.get(people.call("GET", f"/videos/{mine}/links", ada).json()["download"]).content))


def test_a_storyboard_becomes_a_film_in_one_call(people: System) -> None:
    """F3: its scenes' videos and transitions in order; priced and retried as any film; what is not shot is named."""
    ada, bob = rich(people, 20), people.person()
    board = begun(people, ada, scenes=[{**each, "duration": 4} for each in _SCENES])
    of_it, where = {"storyboard_id": board["id"]}, f"storyboards/{board['id']}"
    for doors in ("/films", "/films/quote"):
        refused = people.call("POST", doors, ada, json=of_it, headers={**key(), "Accept-Language": "de"})
        assert (refused.status_code, refused.json()["error"]) == (409, "SCENES_NOT_SHOT")
        assert refused.json()["message"] == (
            "3 Szenen haben kein fertiges Video von dem, was jetzt dort steht: 1 Tür, 2, 3 Ende."
        )
        assert [each["problem"] for each in refused.json()["details"]["lacking"]] == ["no_video"] * 3
    clips = [video(people, ada) for _ in _SCENES]
    people.firestore.document(where).update({"scenes": _shot(people, board["id"], clips)}, timeout=10)
    changed = people.call("PATCH", f"/storyboards/{board['id']}/scenes/{_SCENES[1]['id']}", ada, json={"action": "He runs."})
    assert changed.json()["version"] == 2
    stale = people.call("POST", "/films", ada, json=of_it, headers=key())
    assert stale.json()["details"]["lacking"] == [{"scene": 2, "scene_id": "second", "title": "", "problem": "stale"}]
    assert stale.json()["message"] == "1 scene has no finished video of what it says now: 2."
    people.call("PATCH", f"/storyboards/{board['id']}/scenes/second", ada, json={"action": _SCENES[1]["action"]})

    before = (people.call("GET", "/admin/config/credits", people.admin, params={"reason": "a test"}).json())["values"]
    try:
        people.configure("credits", **{**before, "film": 3, "film_minute": 2})
        told = people.call("POST", "/films/quote", ada, json=of_it).json()
        assert (told["seconds"], told["credits"]) == (5.5, 5)
        once = key()
        first = people.call("POST", "/films", ada, json={**of_it, "title": {"text": "Der Fuchs"}}, headers=once)
    finally:
        people.configure("credits", **before)
    assert first.status_code == 202, first.text
    asked_for = first.json()["film"]
    assert (asked_for["credits"], asked_for["storyboard_id"], asked_for["storyboard_version"]) == (5, board["id"], 3)
    assert [(each["video_id"], each["scene_id"], each["crossfade"]) for each in asked_for["scenes"]] == [
        (clips[0], "first", 0.5),
        (clips[1], "second", 0.0),
        (clips[2], "third", 0.0),
    ]
    film = over(people, ada, asked_for["id"])
    assert film["status"] == "completed", film
    assert film["film"]["seconds"] == pytest.approx(5.5, abs=0.1)
    people.call("DELETE", f"/storyboards/{board['id']}", ada)
    again = people.call("POST", "/films", ada, json={**of_it, "title": {"text": "Der Fuchs"}}, headers=once)
    assert (again.headers["Idempotency-Replayed"], again.json()["film"]["id"]) == ("true", film["id"])
    for person, body, status, code in (
        (ada, of_it, 404, "NOT_FOUND"),  # it lies in the trash
        (bob, {"storyboard_id": begun(people, ada)["id"]}, 404, "NOT_FOUND"),
        (bob, {"storyboard_id": begun(people, bob, scenes=[])["id"]}, 409, "STORYBOARD_WITHOUT_SCENES"),
        (bob, {}, 400, "INVALID_REQUEST"),
        (bob, {"scenes": [], **of_it}, 400, "INVALID_REQUEST"),
    ):
        refused = people.call("POST", "/films", person, json=body, headers=key())
        assert (refused.status_code, refused.json()["error"]) == (status, code), refused.text
    assert people.call("GET", "/account", ada).json()["balance"] == 15


_SCENES: list[dict[str, Any]] = [
    {"id": "first", "title": "Tür", "action": "She opens a door.", "transition": "crossfade", "crossfade_seconds": 0.5},
    {"id": "second", "action": "She looks up."},
    {"id": "third", "title": "Ende", "action": "She runs.", "transition": "crossfade", "crossfade_seconds": 1.0},
]


def _shot(people: System, board_id: str, clips: list[str]) -> list[dict[str, Any]]:
    """Its scenes as if they had been shot as these videos from what stands there now."""
    board = storyboard_model.read(board_id, people.document(f"storyboards/{board_id}") or {})
    return with_videos(board, {scene.id: clip for scene, clip in zip(board.scenes, clips, strict=True)}).fields()["scenes"]
