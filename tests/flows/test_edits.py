"""One video by hand: what a user asks for over HTTP, down to the measured facts of the file beside the original."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from local.people import Person
from shared.media.film.checking import examine
from shared.platform.user_ids import media_home_of
from standins.testing import eventually
from tests.fixtures import http_client
from tests.fixtures.films import SECONDS, put, remove, video
from tests.fixtures.images import uploads
from tests.fixtures.queues import held
from tests.fixtures.system import System
from tests.fixtures.videos import key, rich
from tests.unit.media.film.footage import Film, music, packets, scene

NOWHERE = "0" * 24
WISH: dict[str, Any] = {"look": "noir"}


def ask(people: System, person: Person, source: str, headers: dict[str, str] | None = None, **wish: Any) -> httpx.Response:
    return people.call("POST", f"/videos/{source}/edits", person, json=wish, headers=headers or key())


def asked(people: System, person: Person, source: str, **wish: Any) -> str:
    answer = ask(people, person, source, **wish)
    assert answer.status_code == 202, answer.text
    return answer.json()["video"]["id"]


def over(people: System, person: Person, job_id: str) -> dict[str, Any]:
    eventually(
        lambda: (people.document(f"video_jobs/{job_id}") or {})["ended_at"] is not None,
        lambda: people.document(f"video_jobs/{job_id}"),
    )
    return people.call("GET", f"/videos/{job_id}", person).json()


def made(people: System, person: Person, source: str, **wish: Any) -> dict[str, Any]:
    edited = over(people, person, asked(people, person, source, **wish))
    assert edited["state"] == "completed", edited
    return edited


def content(people: System, person: Person, edited: dict[str, Any]) -> bytes:
    links = people.call("GET", f"/videos/{edited['id']}/links", person).json()
    return http_client.get(links["download"]).raise_for_status().content


def uploaded(people: System, person: Person, what: bytes) -> str:
    place = people.call("POST", "/films/music", person, json={"content_type": "audio/wav"}).json()
    http_client.put(place["upload"]["url"], content=what, headers=place["upload"]["headers"]).raise_for_status()
    return place["music_id"]


def beside(people: System, person: Person) -> list[str]:
    """The files that their videos have."""
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{people.environment['RUSHES_BUCKET_MEDIA']}/o"
    found = http_client.get(address, params={"prefix": f"{media_home_of(person.uid)}/videos/"}).raise_for_status().json()
    return [item["name"].rpartition("/")[2] for item in found.get("items", [])]


def staged(people: System, job_id: str) -> list[Any]:
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{people.environment['RUSHES_BUCKET_MEDIA']}/o"
    return http_client.get(address, params={"prefix": f"staging/{job_id}/"}).raise_for_status().json().get("items", [])


def test_an_edit_is_a_new_video_beside_the_original(people: System) -> None:
    """V16: cropped, in other colours, faster, trimmed, with fades, title and captions; free by default; the original stays."""
    ada = people.person()
    source = video(people, ada)
    assert people.call("PATCH", f"/videos/{source}", ada, json={"name": "The fox"}).status_code == 200
    before = people.document(f"video_jobs/{source}")
    wish: dict[str, Any] = {
        "start": 0.5,
        "end": 1.5,
        "speed": 0.5,
        "crop": {"format": "1:1", "x": 0.2},
        "look": "noir",
        "fade_in": 0.25,
        "fade_out": 0.25,
        "title": {"text": "Über Füchse", "seconds": 0.5},
        "captions": [{"start": 0.5, "end": 1.0, "text": "الثعلب"}, {"start": 1.0, "end": 1.8, "text": "狐狸"}],
    }
    quoted = people.call("POST", f"/videos/{source}/edits/quote", ada, json=wish)
    assert (quoted.status_code, quoted.json()) == (200, {"seconds": 2.0, "credits": 0})
    edited = made(people, ada, source, **wish)
    assert (edited["model"], edited["source"], edited["prompt"]) == ("rushes/edit", source, "A fox.")
    assert (edited["name"], edited["retry_of"]) == ("The fox (edit)", None)
    assert (edited["credits"], edited["charged"], edited["aspect_ratio"], edited["seconds"]) == (0, False, "1:1", 2)
    assert (edited["edit"]["crop"], edited["edit"]["captions"][1]["text"]) == ({"format": "1:1", "x": 0.2, "y": 0.5}, "狐狸")
    file = content(people, ada, edited)
    facts = examine(io.BytesIO(file))
    told = edited["video"]
    assert (told["width"], told["height"], told["bytes"]) == (72, 72, len(file))
    assert (facts.width, facts.height, facts.frames, told["fps"]) == (72, 72, 48, 24.0)
    assert told["seconds"] == facts.seconds == pytest.approx(2.0, abs=0.05)
    assert Film(None, file).lumas[0] < 30  # type: ignore[arg-type]
    assert Film(None, file).pitch(0.5, 1.5) == pytest.approx(440, abs=20)  # type: ignore[arg-type]
    assert people.document(f"video_jobs/{source}") == before
    assert beside(people, ada) == sorted([f"{source}.mp4", f"{edited['id']}.jpg", f"{edited['id']}.mp4"])
    assert staged(people, edited["id"]) == []
    listed = people.call("GET", "/videos", ada).json()["videos"]
    assert [each["id"] for each in listed] == [edited["id"], source]
    assert listed[1]["edit"] is None
    ledger = {each["id"]: each["amount"] for each in people.documents("credit_transactions", "user_id", ada.uid)}
    assert ledger[f"{edited['id']}.charge"] == 0
    account = people.document(f"accounts/{ada.uid}") or {}
    assert (account["active_jobs"], account["waiting_jobs"]) == (0, 0)


def test_sound_is_left_out_replaced_or_mixed_and_an_edit_can_be_edited(people: System) -> None:
    """V16: pictures that nobody changed are copied; a track of one's own is listened to when the edit is made."""
    ada = people.person()
    source = video(people, ada)
    muted = made(people, ada, source, volume=0)
    assert (muted["video"]["audio_codec"], muted["audio"]) == (None, False)
    assert packets(content(people, ada, muted), "video") == packets(scene(SECONDS), "video")
    own = {"id": uploaded(people, ada, music("wav", 3.0)), "fade_out": 0}
    replaced = made(people, ada, muted["id"], volume=0, music=own)
    assert Film(None, content(people, ada, replaced)).pitch(0.3, 1.7) == pytest.approx(1000, abs=20)  # type: ignore[arg-type]
    bad = {"id": uploaded(people, ada, b"no music, but words")}
    failed = over(people, ada, asked(people, ada, source, music=bad))
    assert (failed["state"], failed["outcome"]) == ("failed", "edit_failed")
    assert (failed["error"]["code"], failed["error"]["retryable"]) == ("MUSIC_BROKEN", False)
    assert failed["message"] == "The music cannot be played. You were not charged."
    assert f"{failed['id']}.mp4" not in beside(people, ada)
    assert len(uploads(people, ada.uid)) == 2


@pytest.mark.parametrize(("preset", "size"), [("tiktok", (1080, 1920)), ("square", (1080, 1080))])
def test_a_preset_has_its_size(people: System, preset: str, size: tuple[int, int]) -> None:
    """V16: whatever the original's shape."""
    ada = people.person()
    edited = made(people, ada, video(people, ada, scene(0.5), seconds=0.5), preset=preset, crop={"x": 1})
    assert (edited["video"]["width"], edited["video"]["height"]) == size
    assert edited["resolution"] == "1080p"
    assert people.call("GET", f"/videos/{edited['id']}/links", ada).json()["gif"] is None


def test_a_gif_stands_beside_its_silent_clip(people: System) -> None:
    """V16: at most six seconds of twelve pictures a second, 480 pixels at most; saved under its name."""
    ada = people.person()
    edited = made(people, ada, video(people, ada, scene(7.0, size=(640, 360)), seconds=7.0), preset="gif")
    told = edited["video"]
    assert (told["width"], told["height"], told["fps"], told["audio_codec"]) == (480, 270, 12.0, None)
    assert told["seconds"] == pytest.approx(6.0, abs=0.1)
    links = people.call("GET", f"/videos/{edited['id']}/links", ada).json()
    answer = http_client.get(links["gif"])
    assert answer.headers["Content-Type"] == "image/gif"
    assert f"rushes-{edited['id']}.gif" in answer.headers["Content-Disposition"]
    gif: Any = Image.open(io.BytesIO(answer.content))
    assert (gif.size, gif.n_frames) == ((480, 270), 72)
    assert f"{edited['id']}.gif" in beside(people, ada)


def test_the_original_may_be_deleted_and_an_edit_goes_with_its_gif_and_its_words(people: System) -> None:
    """V16: what is being made goes on while its original lies in the trash; a purge leaves neither file nor words."""
    ada = people.person()
    source = video(people, ada, scene(0.5), seconds=0.5)
    with held(people, "compile") as queue:
        edited_id = asked(people, ada, source, preset="gif", captions=[{"start": 0, "end": 0.5, "text": "My words"}])
        assert people.call("DELETE", f"/videos/{source}", ada).status_code == 204
        assert ask(people, ada, source, **WISH).status_code == 404
        queue.release()
        assert over(people, ada, edited_id)["state"] == "completed"
    assert f"{edited_id}.gif" in beside(people, ada)
    assert people.call("DELETE", f"/videos/{edited_id}", ada).status_code == 204
    purge = people.call("POST", "/library/trash/purge", ada, json={"items": [{"kind": "video", "id": edited_id}]})
    assert purge.status_code < 300, purge.text
    eventually(lambda: not any(edited_id in name for name in beside(people, ada)), lambda: beside(people, ada))
    assert "My words" not in str(people.document(f"video_jobs/{edited_id}"))


def test_what_cannot_be_edited_is_refused_before_anything_is_made(people: System) -> None:
    """V16: in both languages, by a quote as by the wish; nothing is written."""
    ada, bob = people.person(), people.person()
    source, theirs = video(people, ada), video(people, bob)
    before = people.document(f"accounts/{ada.uid}")
    refused: list[tuple[str, dict[str, Any], int, str]] = [
        (theirs, WISH, 404, "NOT_FOUND"),
        (NOWHERE, WISH, 404, "NOT_FOUND"),
        ("no-id", WISH, 404, "NOT_FOUND"),
        (source, {}, 400, "INVALID_REQUEST"),
        (source, {"speed": 3}, 400, "INVALID_REQUEST"),
        (source, {"start": 1, "end": 0.5}, 400, "INVALID_REQUEST"),
        (source, {"crop": {"x": 0.5}}, 400, "INVALID_REQUEST"),
        (source, {"crop": {"format": "1:1"}, "preset": "tiktok"}, 400, "INVALID_REQUEST"),
        (source, {"preset": "gif", "music": {"id": NOWHERE}}, 400, "INVALID_REQUEST"),
        (
            source,
            {"captions": [{"start": 1, "end": 2, "text": "a"}, {"start": 1.5, "end": 2, "text": "b"}]},
            400,
            "INVALID_REQUEST",
        ),
        (source, {"end": 3}, 422, "EDIT_OUTSIDE"),
        (source, {"start": 2.5}, 422, "EDIT_OUTSIDE"),
        (source, {"speed": 2, "captions": [{"start": 1, "end": 1.5, "text": "late"}]}, 422, "EDIT_OUTSIDE"),
        (source, {"title": {"text": "𓃥"}}, 422, "TITLE_NOT_DRAWABLE"),
        (source, {"captions": [{"start": 0, "end": 1, "text": "𓃥"}]}, 422, "CAPTION_NOT_DRAWABLE"),
        (source, {"music": {"id": NOWHERE}}, 404, "MUSIC_NOT_FOUND"),
    ]
    for where, wish, status, code in refused:
        answer = ask(people, ada, where, **wish)
        assert (answer.status_code, answer.json()["error"]) == (status, code), (wish, answer.text)
        quoted = people.call("POST", f"/videos/{where}/edits/quote", ada, json=wish, headers={"Accept-Language": "de"})
        assert (quoted.status_code, quoted.json()["error"]) == (status, code), wish
        assert quoted.json()["message"] != answer.json()["message"]
    assert people.document(f"accounts/{ada.uid}") == before
    assert len(people.documents("video_jobs", "user_id", ada.uid)) == 1


def test_a_priced_edit_comes_back_when_it_fails_and_a_key_brings_it_once(people: System) -> None:
    """V16: charged as it is admitted, refunded where its video is gone; made again as a new one."""
    people.configure("credits", edit=3).raise_for_status()
    people.clock.move(61)
    try:
        ada, sent = rich(people, 10), key()
        source = video(people, ada)
        with held(people, "compile") as queue:
            first = ask(people, ada, source, headers=sent, **WISH)
            again = ask(people, ada, source, headers=sent, **WISH)
            assert (again.json()["video"]["id"], again.headers["Idempotency-Replayed"]) == (first.json()["video"]["id"], "true")
            assert ask(people, ada, source, headers=sent, look="warm").json()["error"] == "IDEMPOTENCY_KEY_REUSED"
            assert people.call("GET", "/account", ada).json()["balance"] == 7
            early = people.call("POST", f"/videos/{first.json()['video']['id']}/retry", ada, headers=key())
            assert early.json()["error"] == "NOT_ENDED"
            remove(people, f"{media_home_of(ada.uid)}/videos/{source}.mp4")
            queue.release()
            gone = over(people, ada, first.json()["video"]["id"])
        put(people, f"{media_home_of(ada.uid)}/videos/{source}.mp4", scene(SECONDS))
        assert (gone["state"], gone["error"]["code"], gone["charged"]) == ("failed", "SOURCE_MISSING", False)
        assert gone["message"] == "The video that was to be edited is gone. You were not charged."
        assert people.call("GET", "/account", ada).json()["balance"] == 10
        anew = people.call("POST", f"/videos/{gone['id']}/retry", ada, headers=key())
        assert (anew.status_code, anew.json()["video"]["retry_of"]) == (202, gone["id"])
        assert over(people, ada, anew.json()["video"]["id"])["edit"] == gone["edit"]
        assert ask(people, ada, gone["id"], **WISH).json()["error"] == "NO_VIDEO"
    finally:
        people.configure("credits", edit=0).raise_for_status()
        people.clock.move(61)


def test_edits_take_slots_wait_and_can_be_cancelled(people: System) -> None:
    """V11: as videos do; one that is cancelled leaves nothing, and the next one takes its slot."""
    ada = people.person()
    source = video(people, ada)
    with held(people, "compile") as queue:
        ids = [asked(people, ada, source, **WISH) for _ in range(4)]
        account = people.document(f"accounts/{ada.uid}") or {}
        assert (account["active_jobs"], account["waiting_jobs"]) == (3, 1)
        states = [people.call("GET", f"/videos/{each}", ada).json()["state"] for each in ids]
        assert states == ["queued", "queued", "queued", "waiting"]
        for each in (ids[3], ids[0]):
            assert people.call("POST", f"/videos/{each}/cancel", ada).json()["state"] == "cancelled"
        queue.release()
        assert [over(people, ada, each)["state"] for each in ids] == ["cancelled", "completed", "completed", "cancelled"]
    assert f"{ids[0]}.mp4" not in beside(people, ada)
    late = people.call("POST", f"/videos/{ids[1]}/cancel", ada)
    assert (late.status_code, late.json()["error"]) == (409, "CANNOT_CANCEL")


def test_an_edit_whose_task_or_worker_is_lost_begins_again(people: System) -> None:
    """V7: the sweep sends another; one that kills its workers is given up."""
    ada = people.person()
    source = video(people, ada)
    with held(people, "compile"):
        lost = asked(people, ada, source, **WISH)
        dead = asked(people, ada, source, **WISH)
        ops = {"attempts": {f"a{number}": {"began_at": people.clock.now()} for number in (1, 2, 3)}}
        people.firestore.document(f"video_jobs/{dead}").update({"state": "processing", "attempt": 3}, timeout=10)
        people.firestore.document(f"video_jobs/{dead}/private/ops").update(ops, timeout=10)
    people.clock.move(150)
    assert over(people, ada, lost)["state"] == "completed"
    given_up = over(people, ada, dead)
    assert (given_up["state"], given_up["error"]["code"]) == ("failed", "INTERNAL")
