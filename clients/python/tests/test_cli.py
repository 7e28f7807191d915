"""The command line: what it prints, what it sends, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from rushes.cli.progress import Bar

from .bodies import CREATED, failure, film, image, prompt, video
from .conftest import Cli
from .server import Lost, Received, Server, Told, refusal

ID, FILM, IMAGE, PROMPT = "a" * 24, "f" * 24, "1" * 24, "2" * 24
FILE = b"....ftyp" + bytes(5000)


def media(server: Server, place: str, cut: bytes = FILE) -> None:
    links = {"download": f"{server.url}/media", "playback": "", "gif": None, "poster": None}
    server.on("GET", f"{place}/links", Told(200, links))
    server.on("GET", "/media", Told(200, cut))


# -- videos


def test_a_video_is_made_waited_for_saved_and_shown(cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """E2: video create --wait --open; the result is on stdout, what happens meanwhile on stderr."""
    launched = list[str]()
    monkeypatch.setattr(click, "launch", launched.append)
    server.on("POST", "/videos", Told(202, {"video": video(id=ID), "place": None}))
    server.on("GET", f"/watch/{ID}", Told(200, video("storing", id=ID)), Told(200, video("completed", id=ID)))
    media(server, f"/videos/{ID}")
    told = ("--seconds", "8", "--no-audio", "--first-frame", IMAGE, "--queue", "--output", "fox.mp4")
    done = cli("video", "create", "A red fox", *told, "--wait", "--open", "--idempotency-key", "my-key-1")
    assert (done.code, done.out.strip(), launched) == (0, "Saved: fox.mp4", ["fox.mp4"])
    assert f"Video {ID}: 40 credits" in done.err
    assert f"{ID}: storing" in done.err
    assert Path("fox.mp4").read_bytes() == FILE
    sent = server.received[0]
    wish = {"prompt": "A red fox", "seconds": 8, "audio": False, "first_frame": IMAGE, "queue": True}
    assert (sent.json, sent.headers["idempotency-key"], sent.headers["accept-language"]) == (wish, "my-key-1", "en")
    again = cli("--json", "video", "create", "A red fox", "--wait", "--output", ".")
    assert (again.json["state"], again.json["path"]) == ("completed", f"{ID}.mp4")
    plain = cli("video", "create", "A red fox", "--wait")
    assert plain.out.strip() == f"{ID}  completed"


def test_a_video_is_only_asked_for_or_only_priced(cli: Cli, server: Server) -> None:
    """E2: without --wait the id is told; --quote makes nothing, --max-credits nothing that is dearer."""
    server.on("POST", "/videos", Told(202, {"video": video(id=ID), "place": None}))
    server.on("POST", "/videos/quote", Told(200, {"credits": 40}))
    assert cli("video", "create", "A fox").out.strip() == f"Video {ID}: 40 credits"
    assert cli("--json", "video", "create", "--prompt-id", PROMPT).json["id"] == ID
    assert cli("video", "create", "A fox", "--quote").out.strip() == "40 credits"
    dear = cli("video", "create", "A fox", "--max-credits", "39")
    assert (dear.code, dear.err.strip()) == (4, "It would cost 40 credits, more than 39.")
    assert cli("video", "create", "A fox", "--max-credits", "40").code == 0
    assert len(server.calls("POST", "/videos")) == 3
    assert cli("video", "create").code == 2
    assert cli("video", "create", "A fox", "--first-frame", "no-such-file.jpg").code == 2


def test_videos_are_listed_shown_fetched_and_cancelled(cli: Cli, server: Server) -> None:
    """E2: a table for people, one JSON document for programs."""
    many = [video("completed", id=ID, created_at=CREATED, prompt="A very long text " * 9), video("failed", id="b" * 24)]
    server.on("GET", "/videos", Told(200, {"videos": many, "next_cursor": "more"}))
    server.on("GET", f"/videos/{ID}", Told(200, many[0]))
    server.on("POST", f"/videos/{ID}/cancel", Told(200, video("cancelled", id=ID)))
    server.on("GET", f"/watch/{ID}", Told(200, many[0]))
    media(server, f"/videos/{ID}")
    rows = cli("video", "list", "--limit", "3", "--state", "completed").out.splitlines()
    assert (len(rows), rows[0].startswith(f"{ID}  completed  8  40"), rows[0].endswith("…")) == (3, True, True)
    assert [each["id"] for each in cli("--json", "video", "list", "--limit", "2").json] == [ID, "b" * 24]
    assert cli("video", "show", ID).json == many[0]
    assert cli("video", "cancel", ID).out.strip() == f"Cancelled: {ID}"
    assert cli("video", "download", ID, "-o", "a.mp4").out.strip() == "Saved: a.mp4"
    assert cli("--json", "video", "wait", ID, "-o", "b.mp4").json["path"] == "b.mp4"


def test_many_are_moved_marked_and_deleted_by_one_command(cli: Cli, server: Server) -> None:
    """E2 I1 V12 V15: the call names them all; of those that stay it says why, and ends with 1."""
    other, stays = "b" * 24, {"id": "c" * 24, "error": "NOT_FOUND", "message": "There is no such thing."}
    server.on("GET", "/images/collections", Told(200, {"collections": [], "next_cursor": None}))
    server.on("POST", "/images/collections", Told(201, {"id": "d" * 24, "name": "Foxes"}))
    server.on("POST", "/images/move", Told(200, {"moved": 2, "refused": []}))
    server.on("POST", "/images/delete", Told(200, {"deleted": 1, "refused": [stays]}))
    server.on("POST", "/videos/marks", Told(200, {"marked": 1, "refused": []}))
    server.on("POST", "/videos/delete", Told(200, {"deleted": 3, "refused": []}))
    assert cli("image", "move", IMAGE, other, "--collection", "Foxes").out.strip() == "Moved: 2"
    assert server.calls("POST", "/images/move")[0].json == {"ids": [IMAGE, other], "collection_id": "d" * 24}
    some = cli("image", "delete", IMAGE, stays["id"], "--force")
    assert (some.code, some.out.strip()) == (1, "In the trash: 1")
    assert some.err.strip() == f"1 stayed as they were:\n{stays['id']}: There is no such thing."
    assert server.calls("POST", "/images/delete")[0].json == {"force": True, "ids": [IMAGE, stays["id"]]}
    assert cli("video", "mark", ID, "--favourite", "--tag", "snow", "--untag", "rain").out.strip() == "Marked: 1"
    marks = {"ids": [ID], "favourite": True, "add_tags": ["snow"], "remove_tags": ["rain"]}
    assert server.calls("POST", "/videos/marks")[0].json == marks
    assert cli("--json", "video", "delete", ID, other).json["deleted"] == 3
    assert cli("video", "delete", "--failed").out.strip() == "In the trash: 3"
    assert [each.json for each in server.calls("POST", "/videos/delete")] == [{"ids": [ID, other]}, {"all": "failed"}]
    assert [cli("video", *wrong).code for wrong in (("mark", ID), ("delete",), ("delete", ID, "--failed"))] == [2, 2, 2]


def test_a_failure_says_why_and_what_to_do(cli: Cli, server: Server) -> None:
    """E2: in words for people, as JSON for programs, each with its exit code."""
    server.on("GET", f"/watch/{ID}", Told(200, video("failed", id=ID, error=failure())))
    failed = cli("video", "wait", ID)
    assert (failed.code, failed.out) == (1, "")
    assert failed.err.endswith(f"The video {ID} failed: It was blocked.\nWhat to do: Say it otherwise.\n")
    server.on("POST", "/videos", refusal("INSUFFICIENT_CREDITS", 402, retryable=False, deficit=9))
    poor = cli("video", "create", "A fox")
    assert (poor.code, poor.err) == (
        4,
        "INSUFFICIENT_CREDITS happened.\nWhat to do: Do something.\nRequest req-12345678\n",
    )
    told = json.loads(cli("--json", "video", "create", "A fox").err)
    assert (told["error"], told["details"], told["requestId"]) == ("INSUFFICIENT_CREDITS", {"deficit": 9}, "req-12345678")
    assert cli("--language", "de", "video", "create", "A fox").err.splitlines()[1] == "Was hilft: Do something."
    server.on("GET", "/account", refusal("UNAUTHENTICATED", 401, retryable=False))
    assert cli("credits").code == 3
    server.on("GET", "/account", refusal("MAINTENANCE", 503, after=3600))
    assert cli("credits").code == 5


def test_a_lost_answer_tells_how_to_ask_again(cli: Cli, server: Server) -> None:
    """E2: with the key that the call had, so that nothing is paid twice."""
    server.on("POST", "/videos", Lost())
    lost = cli("video", "create", "A fox")
    key = server.received[0].headers["idempotency-key"]
    assert (lost.code, f"--idempotency-key {key}" in lost.err) == (5, True)
    assert json.loads(cli("--json", "video", "create", "A fox").err)["idempotencyKey"] != key
    server.on("POST", "/videos", Told(200, b"<html>Hello</html>"))
    assert cli("video", "create", "A fox").code == 1
    for trouble, told in ((refusal("UNAVAILABLE", 503), True), (refusal("MAINTENANCE", 503, after=3600), False)):
        server.on("POST", "/videos", trouble)
        assert ("--idempotency-key" in cli("video", "create", "A fox").err) is told
    server.on("POST", "/films", Lost())
    assert "--idempotency-key my-key-1" in cli("api", "POST", "/films", "{}", "--idempotency-key", "my-key-1").err
    assert {call.headers["idempotency-key"] for call in server.calls("POST", "/films")} == {"my-key-1"}


def test_a_lost_answer_tells_what_was_uploaded_by_the_way(cli: Cli, server: Server, tmp_path: Path) -> None:
    """E2: the same picture uploaded once more would be another wish, which the key is refused for."""
    place(server)
    (tmp_path / "fox.jpg").write_bytes(b"picture")
    server.on("POST", "/videos", Lost())
    assert f"fox.jpg is {IMAGE}" in cli("video", "create", "A fox", "--first-frame", "fox.jpg").err
    told = json.loads(cli("--json", "video", "create", "A fox", "--first-frame", "fox.jpg").err)
    assert (told["uploaded"], len(told["idempotencyKey"])) == ({"fox.jpg": IMAGE}, 32)


def test_ctrl_c_before_the_answer_tells_the_key(cli: Cli, server: Server) -> None:
    """E2: what was broken off may have been charged."""

    def interrupted(_: Received) -> Told:
        os.kill(os.getpid(), signal.SIGINT)
        return Told(202, {"video": video(id=ID), "place": None})

    server.on("POST", "/videos", interrupted)
    stopped = cli("video", "create", "A fox")
    key = server.received[0].headers["idempotency-key"]
    assert (stopped.code, stopped.out, stopped.err.splitlines()[0]) == (130, "", "Stopped.")
    assert f"--idempotency-key {key}" in stopped.err
    assert (
        json.loads(cli("--json", "video", "create", "A fox", "--idempotency-key", "my-key-1").err)["idempotencyKey"] == "my-key-1"
    )


def test_no_connection_is_told_with_the_address_in_the_language_asked_for(cli: Cli, server: Server) -> None:
    """E2, Q2: what the client itself finds out is German too."""
    lost = cli("--language", "de", "--url", "http://127.0.0.1:1", "credits")
    assert (lost.code, lost.err.startswith("Keine Verbindung: ")) == (5, True)
    assert "Prüfe die Verbindung und die Adresse http://127.0.0.1:1." in lost.err
    assert json.loads(cli("--json", "--url", "nonsense", "credits").err)["suggestedAction"].endswith("the address nonsense.")


@pytest.mark.parametrize("choice", ["leave", "cancel", "refused"])
def test_ctrl_c_leaves_it_running_or_cancels_it_as_asked(cli: Cli, server: Server, choice: str) -> None:
    """E2: 130; and how to go on, where it goes on."""

    def interrupted(_: Received) -> Told:
        os.kill(os.getpid(), signal.SIGINT)
        return Told(200, video("processing", id=ID))

    server.on("GET", f"/watch/{ID}", interrupted)
    refused = refusal("CANNOT_CANCEL", 409, retryable=False)
    server.on("POST", f"/videos/{ID}/cancel", refused if choice == "refused" else Told(200, video("cancelled", id=ID)))
    done = cli("video", "wait", ID, "--on-interrupt", "leave" if choice == "leave" else "cancel")
    said = {"leave": f"rushes video wait {ID}", "cancel": f"Cancelled: {ID}", "refused": "CANNOT_CANCEL happened"}
    assert (done.code, said[choice] in done.err, len(server.calls("POST", f"/videos/{ID}/cancel"))) == (
        130,
        True,
        choice != "leave",
    )


def test_whoever_waits_only_so_long_is_told_how_to_go_on(cli: Cli, server: Server) -> None:
    """E2: --timeout ends the waiting, not the work."""
    server.on("GET", f"/watch/{ID}", Told(200, video("processing", id=ID)))
    late = cli("video", "wait", ID, "--timeout", "0")
    assert (late.code, f"rushes video wait {ID}" in late.err) == (1, True)


# -- pictures and prompts


def place(server: Server) -> None:
    target = {"method": "PUT", "url": f"{server.url}/bucket", "headers": {}, "expires_at": CREATED}
    server.on("POST", "/images", Told(201, {"image": image(id=IMAGE), "upload": target}))
    server.on("PUT", "/bucket", Told(200))
    server.on("GET", f"/images/{IMAGE}", Told(200, image("ready", id=IMAGE)))
    server.on("GET", "/images/collections", Told(200, {"collections": [{"id": "c1", "name": "Foxes"}], "next_cursor": None}))
    server.on("POST", "/images/collections", Told(201, {"id": "c2", "name": "New"}))


def test_pictures_and_folders_of_them_are_uploaded(cli: Cli, server: Server, tmp_path: Path) -> None:
    """E2: into a collection by id or name, made where there is none of that name."""
    place(server)
    folder = tmp_path / "foxes"
    folder.mkdir()
    for name in ("b.png", "a.jpg", "notes.txt"):
        (folder / name).write_bytes(b"picture")
    assert cli("upload", "foxes", "--collection", "Foxes").out.splitlines() == [f"{IMAGE}  foxes/a.jpg", f"{IMAGE}  foxes/b.png"]
    assert [call.json["collection_id"] for call in server.calls("POST", "/images")] == ["c1", "c1"]
    assert [each["status"] for each in cli("--json", "upload", "foxes/a.jpg", "--collection", ID).json] == ["ready"]
    assert server.calls("POST", "/images")[-1].json["collection_id"] == ID
    cli("upload", "foxes/a.jpg", "--title", "Fox")
    sent = server.calls("POST", "/images")[-1].json
    assert (sent["collection_id"], sent["title"], server.calls("POST", "/images/collections")[0].json) == (
        "c2",
        "Fox",
        {"name": "Uploads"},
    )
    assert cli("upload", "no-such-file.jpg").code == 2


def test_a_picture_that_is_refused_does_not_keep_the_others_of_a_folder(cli: Cli, server: Server, tmp_path: Path) -> None:
    """E2: each is told, and the exit code says that not all are there; a folder without pictures is no success."""
    place(server)
    folder = tmp_path / "foxes"
    folder.mkdir()
    empty = cli("upload", "foxes")
    assert (empty.code, empty.err, server.received) == (1, "No JPEG, PNG or WebP pictures in: foxes\n", [])
    for name in ("a.jpg", "b.jpg"):
        (folder / name).write_bytes(b"picture")
    looks = [Told(200, image("rejected", id=IMAGE, error=failure())), Told(200, image("ready", id=IMAGE))]
    server.on("GET", f"/images/{IMAGE}", *looks)
    some = cli("upload", "foxes")
    assert (some.code, some.out) == (1, f"{IMAGE}  foxes/b.jpg\n")
    assert "1 of 2 were refused:\nfoxes/a.jpg: " in some.err
    server.on("GET", f"/images/{IMAGE}", *looks)
    told = cli("--json", "upload", "foxes")
    assert ([each["status"] for each in told.json], list(json.loads(told.err)["details"])) == (["ready"], ["foxes/a.jpg"])
    server.on("GET", f"/images/{IMAGE}", looks[0])
    assert f"The image {IMAGE} failed: It was blocked." in cli("upload", "foxes/a.jpg").err


def test_a_prompt_is_written_from_a_picture(cli: Cli, server: Server, tmp_path: Path) -> None:
    """E2: from an id, or from a file that is uploaded first."""
    place(server)
    (tmp_path / "fox.jpg").write_bytes(b"picture")
    server.on("POST", "/prompts", Told(202, {"prompt": prompt(id=PROMPT)}))
    server.on("GET", f"/watch/prompts/{PROMPT}", Told(200, prompt("completed", id=PROMPT, prompt_text="A fox runs.")))
    done = cli("prompt", "fox.jpg", "--camera", "dolly_zoom", "--effect", "rain", "--text-language", "de")
    assert done.out == f"{PROMPT}\nA fox runs.\n"
    wish = {"image_id": IMAGE, "config": {"camera_style": "dolly_zoom", "film_effects": ["rain"], "language": "de"}}
    assert server.calls("POST", "/prompts")[0].json == wish
    assert cli("prompt", IMAGE, "--no-wait").out.strip() == PROMPT
    assert server.calls("POST", "/prompts")[1].json == {"image_id": IMAGE}


# -- storyboards and films


def board(*scenes: Any) -> Told:
    return Told(200, {"id": "s1", "scenes": scenes})


def scene(number: int, state: str = "completed", transition: str = "cut") -> dict[str, Any]:
    fields = {"id": f"scene{number}", "title": "", "transition": transition, "crossfade_seconds": 0.5}
    return {**fields, "video": {"id": str(number) * 24, "state": state} if state else None}


def test_storyboards_come_in_go_out_and_are_shot(cli: Cli, server: Server, tmp_path: Path) -> None:
    """E2: import, export, quote, shoot --wait."""
    told = {"format": "rushes.storyboard/1", "name": "Ärger"}
    (tmp_path / "board.json").write_text(json.dumps(told))
    server.on("POST", "/storyboards/import", Told(201, {"storyboards": [{"id": "s1", "name": "Ärger"}]}))
    server.on("GET", "/storyboards/s1/export", Told(200, told))
    server.on("GET", "/storyboards", Told(200, {"storyboards": [{"id": "s1", "name": "Ärger"}], "next_cursor": None}))
    server.on("GET", "/storyboards/s1", board())
    server.on("POST", "/storyboards/s1/quote", Told(200, {"credits": 80}))
    server.on("POST", "/storyboards/s1/shoot", Told(202, {"credits": 80, "videos": [{"id": ID}], "storyboard": None}))
    server.on("GET", f"/watch/{ID}", Told(200, video("completed", id=ID)))
    assert cli("storyboard", "import", "board.json").out.split() == ["s1", "Ärger"]
    assert cli("--json", "storyboard", "import", "-", stdin=json.dumps(told)).json["storyboards"][0]["id"] == "s1"
    assert server.received[0].json == told
    assert cli("storyboard", "import", "-", stdin="{").code == 2
    assert json.loads(cli("storyboard", "export", "s1").out) == told
    assert cli("storyboard", "export", "s1", "-o", "out.json").out.strip() == "Saved: out.json"
    assert json.loads((tmp_path / "out.json").read_text()) == told
    assert cli("storyboard", "list").out.startswith("s1  Ärger")
    assert cli("storyboard", "show", "s1").json["id"] == "s1"
    assert cli("storyboard", "shoot", "s1", "--quote").out.strip() == "80 credits"
    assert cli("storyboard", "shoot", "s1", "--stale").out.split() == ["1", "videos:", "80", "credits", ID]
    waited = cli("storyboard", "shoot", "s1", "--scene", "scene1", "--wait")
    assert waited.out.split() == [ID, "completed", "8", "40"]
    assert [call.json for call in server.calls("POST", "/storyboards/s1/shoot")] == [{"scenes": "stale"}, {"scenes": ["scene1"]}]


def test_a_film_is_put_together_of_videos_or_of_a_storyboard(cli: Cli, server: Server, tmp_path: Path) -> None:
    """E2: with the storyboard's transitions, music and a title; followed and fetched."""
    (tmp_path / "song.mp3").write_bytes(b"music")
    target = {"method": "PUT", "url": f"{server.url}/bucket", "headers": {}, "expires_at": CREATED}
    server.on("POST", "/films/music", Told(201, {"music_id": "m1", "upload": target}))
    server.on("PUT", "/bucket", Told(200))
    server.on("POST", "/films", Told(202, {"film": film(id=FILM, credits=3)}))
    server.on("POST", "/films/quote", Told(200, {"credits": 3}))
    server.on("GET", f"/watch/films/{FILM}", Told(200, film("completed", id=FILM)))
    server.on("GET", f"/films/{FILM}", Told(200, film(id=FILM)))
    server.on("GET", "/films", Told(200, {"films": [film(id=FILM)], "next_cursor": None}))
    server.on("POST", f"/films/{FILM}/cancel", Told(200, film("cancelled", id=FILM)))
    media(server, f"/films/{FILM}")
    assert cli("film", "create", ID, ID, "--quote").out.strip() == "3 credits"
    assert cli("film", "create", ID, "--music", "song.mp3", "--title", "Foxes").out.strip() == f"Film {FILM}: 3 credits"
    sent = server.calls("POST", "/films")[0].json
    assert sent == {"scenes": [{"video_id": ID}], "music": {"id": "m1"}, "title": {"text": "Foxes"}}
    assert cli("film", "create", "--storyboard", "s1", "-o", "film.mp4").out.strip() == "Saved: film.mp4"
    assert server.calls("POST", "/films")[1].json == {"storyboard_id": "s1"}
    assert cli("film", "create", ID, "--wait").out.strip() == f"{FILM}  completed"
    assert cli("film", "download", FILM, "-o", "again.mp4").code == 0
    assert cli("film", "list").out.startswith(f"{FILM}  compiling")
    assert cli("film", "show", FILM).json["id"] == FILM
    assert cli("film", "cancel", FILM).out.strip() == f"Cancelled: {FILM}"
    assert cli("film", "create").code == 2
    refused = {"error": "SCENES_NOT_SHOT", "message": "1 scene is not shot: 2.", "details": {}, "retryable": False}
    server.on("POST", "/films", Told(409, {**refused, "suggestedAction": "Shoot it.", "requestId": "r"}))
    told = cli("film", "create", "--storyboard", "s1")
    assert (told.code, "1 scene is not shot: 2." in told.err) == (4, True)


# -- beside them


def test_credits_models_and_any_door(cli: Cli, server: Server, tmp_path: Path) -> None:
    """E2: what is left and was spent, the ledger, the models; whatever has no command can be called."""
    account = {"balance": 120, "limits": {"daily_cap": None, "spent_today": 40}}
    entries = [{"created_at": CREATED, "type": "charge", "amount": -40, "balance_after": 120, "description": "Video"}] * 3
    server.on("GET", "/account", Told(200, account))
    server.on("GET", "/account/transactions", Told(200, {"transactions": entries, "next_cursor": None}))
    server.on("GET", "/catalog/models", Told(200, {"models": [{"id": "veo", "availability": "available"}]}))
    server.on("GET", "/library/trash", Told(200, {"items": []}))
    server.on("POST", "/films/quote", lambda request: Told(200, request.json))
    assert cli("credits").out == "120 credits\nSpent today: 40 of no limit\n"
    assert cli("--json", "credits").json == account
    assert len(cli("credits", "--ledger", "2").out.splitlines()) == 2
    assert cli("models").out.startswith("veo  available")
    assert "authorization" not in server.received[-1].headers
    assert cli("api", "get", "/library/trash", "-q", "limit=5").json == {"items": []}
    assert server.received[-1].query == {"limit": "5"}
    (tmp_path / "body.json").write_text('{"a": 1}')
    for body, stdin in (('{"a": 1}', ""), ("@body.json", ""), ("-", '{"a": 1}')):
        assert cli("api", "POST", "films/quote", body, stdin=stdin).json == {"a": 1}
    assert cli("api", "POST", "films/quote", "{").code == 2
    assert cli("api", "GET", "/library/trash", "-q", "limit").code == 2


def test_operators_grant_look_up_and_call(cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """E2: by a token of their own, never by an agent key."""
    monkeypatch.setenv("RUSHES_TOKEN", "an-id-token")
    server.on("POST", "/admin/grants", Told(200, {"balance": 300}))
    server.on("GET", "/admin/users/auth0%7Ca", Told(200, {"user_id": "auth0|a"}))
    server.on("GET", "/admin/stats", Told(200, {"day": "today"}))
    server.on("PUT", "/admin/config/films", Told(200, {"section": "films"}))
    assert cli("admin", "grant", "ada", "100", "--reason", "sorry").out.strip() == "300 credits"
    sent = server.received[0].json
    assert (sent["user_id"], sent["credits"], sent["reason"], len(sent["grant_id"])) == ("ada", 100, "sorry", 20)
    assert cli("admin", "user", "auth0|a", "--reason", "asked").json["user_id"] == "auth0|a"
    assert cli("admin", "get", "stats", "-q", "reason=look").json == {"day": "today"}
    assert cli("admin", "put", "/admin/config/films", "{}").json == {"section": "films"}
    assert {call.headers["authorization"] for call in server.received} == {"Bearer an-id-token"}
    server.on("POST", "/admin/grants", Lost())
    lost = cli("admin", "grant", "ada", "100", "--reason", "sorry")
    assert (lost.code, f"--grant-id {server.received[-1].json['grant_id']}" in lost.err) == (5, True)


def _export(server: Server, status: str, **told: Any) -> Told:
    facts = {"created_at": "2026-01-31T12:00:00Z", "ready_at": None, "ends_at": None, "documents": 3, "files": 1, "linked": False}
    return Told(202, {"id": ID, "status": status, "address": None, "bytes": None, **facts, **told})


def test_all_that_is_ones_own_is_waited_for_and_saved(cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """E2, D1: by the user's own token; the file is whole or not there; one that failed says so."""
    monkeypatch.setenv("RUSHES_TOKEN", "an-id-token")
    ready = {"address": f"{server.url}/s/exports/x", "bytes": len(FILE), "ends_at": "2026-02-07T12:00:00Z"}
    server.on("POST", "/account/exports", _export(server, "queued"))
    server.on("GET", f"/account/exports/{ID}", _export(server, "making"), _export(server, "ready", **ready))
    server.on("GET", "/s/exports/x", Told(200, FILE))
    assert cli("account", "export").out.strip() == f"{ID}  queued"
    saved = cli("account", "export", "-o", "mine.zip")
    assert (saved.code, saved.out.strip(), Path("mine.zip").read_bytes()) == (0, "Saved: mine.zip", FILE)
    assert f"{server.url}/s/exports/x" in cli("account", "export", "--wait").out
    server.on("GET", f"/account/exports/{ID}", _export(server, "ready", **{**ready, "bytes": 9}))
    assert cli("account", "export", "-o", "other.zip").code == 1
    assert not list(Path().glob("other*"))
    server.on("GET", f"/account/exports/{ID}", _export(server, "failed"))
    assert cli("account", "export", "--wait").code == 1
    assert {call.headers.get("authorization") for call in server.received if call.path.startswith("/account")} == {
        "Bearer an-id-token"
    }


def test_an_account_is_deleted_after_a_question_and_kept(cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """E2, D1: whoever says no has sent nothing."""
    monkeypatch.setenv("RUSHES_TOKEN", "an-id-token")
    told = {"requested_at": "2026-01-31T12:00:00Z", "deletes_at": "2026-02-07T12:00:00Z"}
    server.on("POST", "/account/deletion", Told(202, told))
    server.on("DELETE", "/account/deletion", Told(204))
    assert cli("account", "delete", stdin="n\n").code == 130
    assert server.received == []
    assert "2026-02-07" in cli("account", "delete", stdin="y\n").out
    assert cli("--json", "account", "delete", "--yes").json == told
    assert cli("account", "keep").out.strip() == "Done."
    assert [call.method for call in server.received] == ["POST", "POST", "DELETE"]


def test_a_bar_is_drawn_where_somebody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    """E2: one line that fills up; in a log a line for each change; none beside JSON."""
    live, log, none = (Bar("fox", shown=shown, live=live) for shown, live in ((True, True), (True, False), (False, True)))
    for bar in (live, log, none):
        bar(0.5, "processing")
        bar(0.75, "processing")
        bar.bytes(4, 4)
        bar.end()
    said = capsys.readouterr().err
    assert "\rfox [████████████············]  50% processing" in said
    assert said.endswith("\nfox: processing\nfox: 100%\n")


def test_the_command_starts_by_itself_and_completes_in_shells(server: Server, tmp_path: Path) -> None:
    """E2: as a program of its own; completion and exit codes are in its help; Ctrl-C before anything is 130."""
    told = {**os.environ, "RUSHES_CONFIG": str(tmp_path), "RUSHES_URL": server.url, "RUSHES_TOKEN": "rk_a"}
    told |= {"PYTHONPATH": str(Path(__file__).parents[1] / "src"), "_RUSHES_COMPLETE": "", "LANG": "C"}

    def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "rushes.cli", *arguments]
        return subprocess.run(command, env={**told, **environment}, capture_output=True, text=True, check=False)

    lots = [{"credits": 5, "expires_at": "2026-12-24T00:00:00+00:00"}]
    server.on("GET", "/account", Told(200, {"balance": 7, "expiring": lots, "limits": {"daily_cap": 9, "spent_today": 2}}))
    done = program("credits")
    assert (done.returncode, done.stdout, done.stderr) == (0, "7 credits\nSpent today: 2 of 9\n5 of them until 2026-12-24\n", "")
    completed = program(_RUSHES_COMPLETE="bash_complete", COMP_WORDS="rushes vid", COMP_CWORD="1")
    assert completed.stdout.split() == ["plain,video"]


def test_help_version_completion_and_wrong_usage(cli: Cli) -> None:
    """E2: documented exit codes; a wrong command is 2."""
    assert "130 Ctrl-C" in cli("--help").out
    assert cli("--version").out.startswith("rushes, version 1.")
    assert "_RUSHES_COMPLETE=zsh_complete" in cli("completion", "zsh").out
    assert cli("vidoe").code == 2
    for arguments in (("--json", "vidoe"), ("--json", "video", "create"), ("--json", "upload", "no-such-file.jpg")):
        wrong = cli(*arguments)
        assert (wrong.code, wrong.out, json.loads(wrong.err)["error"] in {"UsageError", "BadParameter", "NoSuchCommand"}) == (
            2,
            "",
            True,
        )
    assert "Sage, was zu sehen sein soll" in cli("--language", "de", "video", "create").err
    assert "Entweder --scene oder --stale" in cli("--language", "de", "storyboard", "shoot", ID, "--scene", "a", "--stale").err
