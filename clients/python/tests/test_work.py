"""Waiting for what is made, and files on their way under bad conditions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rushes import Seen, errors, types

from .bodies import failure, film, image, prompt, video
from .conftest import Caller
from .server import Lost, Received, Told, refusal

ID = "v" * 24
WATCH = f"/watch/{ID}"
FILE = bytes(range(256)) * 4000


def accepted(caller: Caller) -> Any:
    caller.server.on("POST", "/videos", Told(202, {"video": video(), "place": 2}))
    return caller.do(lambda client: client.videos.create(prompt="A fox"))


def test_a_video_is_waited_for_and_its_progress_told(caller: Caller) -> None:
    """E1, V9: each look is held back by the server until the state changes; busy servers and lost answers are sat out."""
    job, seen = accepted(caller), list[Seen[types.Video]]()
    looks = [Told(200, video("processing")), refusal("WAITING_FULL", 503, after=3), Lost(), Told(200, video("completed"))]
    caller.server.on("GET", WATCH, *looks)
    caller.pace.moved = 50
    done = caller.do(lambda _: job.wait(on_progress=seen.append))
    assert (done.state, job.video.state, repr(job)) == ("completed", "completed", f"VideoJob({ID}, completed)")
    told = [(each.state, each.fraction) for each in seen]
    assert told[:1] + told[-1:] == [("queued", 0.5), ("completed", 1.0)]
    asked = [call.query for call in caller.server.calls("GET", WATCH)]
    assert asked == [{"wait": "5", "state": "queued"}, *[{"wait": "5", "state": "processing"}] * 3]


def test_without_somebody_who_watches_a_look_takes_as_long_as_it_may(caller: Caller) -> None:
    """E1: 25 seconds, as long as the server holds an answer back; an id alone is looked at first."""
    caller.server.on("GET", WATCH, Told(200, video("storing")), Told(200, video("completed")))
    assert caller.do(lambda client: client.videos.wait(ID)).state == "completed"
    assert [call.query for call in caller.server.received] == [{}, {"wait": "25", "state": "storing"}]


def test_a_failure_is_raised_with_its_code_and_what_to_do(caller: Caller) -> None:
    """E1: unless the caller would rather look for themselves."""
    job = accepted(caller)
    caller.server.on("GET", WATCH, Told(200, video("failed", error=failure())))
    with pytest.raises(errors.WorkFailed, match="It was blocked") as caught:
        caller.do(lambda _: job.wait())
    error = caught.value
    assert (error.code, error.suggested_action, error.work.id) == ("SAFETY_FILTER_BLOCKED", "Say it otherwise.", ID)
    assert caller.do(lambda client: client.videos.wait(ID, check=False)).state == "failed"
    caller.server.on("POST", f"/videos/{ID}/cancel", Told(200, video("cancelled")))
    assert caller.do(lambda _: job.cancel()).state == "cancelled"
    with pytest.raises(errors.WorkFailed, match="was cancelled"):
        caller.do(lambda _: job.wait())


def test_whoever_has_waited_long_enough_is_told_that_it_goes_on(caller: Caller) -> None:
    """E1: the error carries the video as it was seen last."""
    job = accepted(caller)

    def later(request: Received) -> Told:
        caller.pace.moved += float(request.query.get("wait", 0))
        return Told(200, video("processing"))

    caller.server.on("GET", WATCH, later)
    with pytest.raises(errors.StillWorking, match="still processing") as caught:
        caller.do(lambda _: job.wait(timeout=30.4))
    assert caught.value.work.state == "processing"
    assert [call.query["wait"] for call in caller.server.calls("GET", WATCH) if call.query] == ["25", "5"]


def test_films_prompts_and_scenes_are_waited_for_alike(caller: Caller) -> None:
    """E1: a film tells its own progress, a text that stands in for a blocked one is a draft, a shoot waits for all scenes."""
    server, seen = caller.server, list[float]()
    server.on("POST", "/films", Told(202, {"film": film()}))
    server.on("GET", f"/watch/films/{'f' * 24}", Told(200, film("completed")))
    job = caller.do(lambda client: client.films.create(scenes=[{"video_id": ID, "end": 2.5}]))
    assert caller.do(lambda _: job.wait(on_progress=lambda each: seen.append(each.fraction))).status == "completed"
    assert (seen, job.film.status) == ([0.4, 1.0], "completed")
    assert caller.do(lambda client: client.films.wait(job.id)).status == "completed"
    server.on("POST", f"/films/{job.id}/cancel", Told(200, film("cancelled")))
    assert caller.do(lambda _: job.cancel()).status == "cancelled"

    server.on("POST", "/prompts", Told(202, {"prompt": prompt()}))
    server.on("GET", f"/watch/prompts/{'p' * 24}", Told(200, prompt("draft", prompt_text="A fox.")))
    text = caller.do(lambda client: client.prompts.create(image_id="i" * 24, config={"camera_style": "dolly_zoom"}))
    assert (caller.do(lambda _: text.wait()).prompt_text, text.prompt.status) == ("A fox.", "draft")
    assert caller.do(lambda client: client.prompts.wait(text.id)).prompt_text == "A fox."

    told = {"credits": 80, "videos": [{"id": ID}, {"id": ID}], "storyboard": None}
    server.on("POST", "/storyboards/s/shoot", Told(202, told))
    server.on("GET", WATCH, Told(200, video("completed")))
    shoot = caller.do(lambda client: client.storyboards.shoot("s", scenes="missing"))
    assert (shoot.credits, len(shoot.videos), len(caller.do(lambda _: shoot.wait(timeout=60)))) == (80, 2, 2)


# -- up


def place(caller: Caller) -> dict[str, Any]:
    target = {"method": "PUT", "url": f"{caller.server.url}/bucket/fox", "headers": {"x-goog-if-generation-match": "0"}}
    return {"image": image(), "upload": {**target, "expires_at": "2027-01-15T08:15:00Z"}}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "fox.jpg"
    file.write_bytes(FILE)
    return file


def test_a_picture_is_sent_again_after_a_broken_connection(caller: Caller, picture: Path) -> None:
    """E1: from its beginning, to the same place; an earlier try that did arrive is no error."""
    caller.server.on("POST", "/images", Told(201, place(caller)))
    caller.server.on("PUT", "/bucket/fox", Lost(read=1000), Told(503), Told(412))
    caller.server.on("GET", f"/images/{'i' * 24}", Told(200, image()), Told(200, image("ready")))
    seen = list[tuple[int, int]]()
    ready = caller.do(lambda client: client.images.upload(picture, "c", on_progress=lambda *told: seen.append(told)))
    assert (ready.status, seen[-1]) == ("ready", (len(FILE), len(FILE)))
    assert caller.server.received[0].json == {"collection_id": "c", "content_type": "image/jpeg", "bytes": len(FILE)}
    last = caller.server.calls("PUT", "/bucket/fox")[-1]
    assert (last.body, last.headers["x-goog-if-generation-match"]) == (FILE, "0")
    assert "authorization" not in last.headers


def test_an_upload_that_was_given_up_goes_on_with_the_same_image(caller: Caller) -> None:
    """E1: no second image is made; one that arrived all the same is only waited for."""
    caller.server.on("POST", "/images", Told(201, place(caller)))
    caller.server.on("PUT", "/bucket/fox", Lost(read=0))
    caller.server.on("GET", f"/images/{'i' * 24}", Told(200, image()))
    with pytest.raises(errors.UploadInterrupted) as caught:
        caller.do(lambda client: client.images.upload(FILE, "c", content_type="image/png"))
    upload = caught.value.upload
    assert len(caller.server.calls("PUT", "/bucket/fox")) == 5

    for taken in (200, 412):  # of the tries before one may have arrived, though nobody has looked at it yet
        caller.server.on("PUT", "/bucket/fox", Told(taken))
        caller.server.on("GET", f"/images/{'i' * 24}", Told(200, image()), Told(200, image("ready")))
        assert caller.do(lambda client: client.images.upload(FILE, resume=upload)).status == "ready"
    sent = len(caller.server.calls("PUT", "/bucket/fox"))
    assert caller.do(lambda client: client.images.upload(FILE, resume=upload)).status == "ready"
    assert len(caller.server.calls("PUT", "/bucket/fox")) == sent
    assert len(caller.server.calls("POST", "/images")) == 1


def test_a_picture_that_is_refused_is_told_why(caller: Caller, picture: Path) -> None:
    """E1: by its place, or by whoever looks at it afterwards; a name that tells no type is asked about."""
    caller.server.on("POST", "/images", Told(201, place(caller)))
    caller.server.on("PUT", "/bucket/fox", Told(403, b"SignatureDoesNotMatch"), Told(200))
    with pytest.raises(errors.UploadInterrupted, match="SignatureDoesNotMatch"):
        caller.do(lambda client: client.images.upload(picture, "c"))
    caller.server.on("GET", f"/images/{'i' * 24}", Told(200, image("rejected", error=failure("NOT_AN_IMAGE"))))
    with pytest.raises(errors.WorkFailed) as caught:
        caller.do(lambda client: client.images.upload(picture, "c"))
    assert caught.value.code == "NOT_AN_IMAGE"
    with pytest.raises(errors.WorkFailed):
        caller.do(lambda client: client.images.wait("i" * 24))
    with pytest.raises(ValueError, match="content_type"):
        caller.do(lambda client: client.images.upload(FILE, "c"))


def test_music_is_uploaded_for_a_film(caller: Caller, tmp_path: Path) -> None:
    """E1: what comes back is its id."""
    song = tmp_path / "song.wav"
    song.write_bytes(b"RIFF")
    caller.server.on("POST", "/films/music", Told(201, {"music_id": "m1", "upload": place(caller)["upload"]}))
    caller.server.on("PUT", "/bucket/fox", Told(200))
    assert caller.do(lambda client: client.films.upload_music(song)) == "m1"
    assert caller.server.received[0].json == {"content_type": "audio/wav", "bytes": 4}


# -- down


def links(caller: Caller) -> None:
    told = {"download": f"{caller.server.url}/media/fox.mp4", "playback": "", "gif": None, "poster": None}
    caller.server.on("GET", f"/videos/{ID}/links", Told(200, told))


def ranged(request: Received) -> Told:
    begin = int(request.headers.get("range", "bytes=0-")[6:-1])
    return Told(206 if begin else 200, FILE[begin:])


def test_a_download_goes_on_where_it_was_cut(caller: Caller, tmp_path: Path) -> None:
    """E1: what came is kept, only the rest is fetched; the file has its name when it is whole."""
    links(caller)
    caller.server.on("GET", "/media/fox.mp4", Told(200, FILE, cut=600_000), Told(503), ranged)
    seen = list[tuple[int, int]]()
    target = caller.do(lambda client: client.videos.download(ID, tmp_path, on_progress=lambda *told: seen.append(told)))
    assert (target.name, target.read_bytes() == FILE) == (f"{ID}.mp4", True)
    asked = [call.headers.get("range") for call in caller.server.calls("GET", "/media/fox.mp4")]
    assert asked[0] is None
    assert asked[1] == asked[2] != "bytes=0-"
    assert seen[-1] == (len(FILE), len(FILE))
    assert list(tmp_path.iterdir()) == [target]


def test_a_download_that_cannot_be_had_leaves_no_file_of_that_name(caller: Caller, tmp_path: Path) -> None:
    """E1: refused by its address, gone for good, or no GIF where one is asked for."""
    links(caller)
    target = tmp_path / "fox.mp4"
    for answer, wrong in ((Told(403), errors.UnexpectedAnswer), (Lost(), errors.ConnectionFailed)):
        caller.server.on("GET", "/media/fox.mp4", answer)
        with pytest.raises(wrong):
            caller.do(lambda client: client.videos.download(ID, target))
    with pytest.raises(errors.UnexpectedAnswer, match="GIF"):
        caller.do(lambda client: client.videos.download(ID, target, gif=True))
    assert not target.exists()


def test_a_job_and_a_film_fetch_their_own_files(caller: Caller, tmp_path: Path) -> None:
    """E1: what was waited for is fetched by what waited for it."""
    links(caller)
    told = {"download": f"{caller.server.url}/media/fox.mp4", "playback": "", "poster": None}
    caller.server.on("GET", f"/films/{'f' * 24}/links", Told(200, told))
    caller.server.on("GET", "/media/fox.mp4", ranged)
    caller.server.on("POST", "/films", Told(202, {"film": film()}))
    cut = caller.do(lambda client: client.films.create(scenes=[{"video_id": ID}]))
    job = accepted(caller)
    caller.do(lambda _: job.download(tmp_path / "a.mp4"))
    caller.do(lambda _: cut.download(str(tmp_path / "b.mp4")))
    caller.do(lambda client: client.films.download("f" * 24, tmp_path / "c.mp4"))
    assert [(tmp_path / f"{name}.mp4").read_bytes() == FILE for name in "abc"] == [True] * 3
