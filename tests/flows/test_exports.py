"""All that is a user's as one file: asked for, made, had by its address for a week, and gone."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from local.people import Person
from local.stack import Stack
from standins.testing import eventually
from tests.fixtures import http_client, images, storyboards
from tests.fixtures.films import SECONDS, film, video
from tests.fixtures.system import System
from tests.flows.test_notices import mails
from tests.unit.media.film.footage import scene

DAY_S = 24 * 3600


def asked(people: System, person: Person, status: int = 202) -> dict[str, Any]:
    answer = people.call("POST", "/account/exports", person)
    assert answer.status_code == status, answer.text
    return answer.json()


def shown(people: System, person: Person, export_id: str) -> dict[str, Any]:
    answer = people.call("GET", f"/account/exports/{export_id}", person)
    assert answer.status_code == 200, answer.text
    return answer.json()


def over(people: System, person: Person, export_id: str) -> dict[str, Any]:
    """The export once it has ended."""

    def look() -> dict[str, Any] | None:
        export = shown(people, person, export_id)
        return export if export["status"] in ("ready", "failed") else people.hurry(2)

    return eventually(look, lambda: shown(people, person, export_id))


def visited(people: System, address: str) -> Any:
    """What a browser gets that was sent the address, without a sign-in."""
    return people.call("GET", address[address.index("/s/") :])


def had(people: System, address: str) -> bytes:
    sent_on = visited(people, address)
    assert sent_on.status_code == 302, sent_on.text
    assert sent_on.headers["Cache-Control"] == "no-store"
    return http_client.get(sent_on.headers["Location"]).raise_for_status().content


def opened(people: System, address: str) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(had(people, address)))
    assert archive.testzip() is None
    return archive


def read(archive: zipfile.ZipFile, name: str) -> Any:
    return json.loads(archive.read(name))


def test_a_file_has_all_that_is_ones_own_and_no_secret(people: System) -> None:
    """D1: each document with what lies below it, each file as it is kept; nothing of others, no hash, no key."""
    ada, bob = people.person(), people.person()
    home = images.album(people, ada)
    picture = images.picture(people, ada, home)["id"]
    prompt = images.draft(people, ada, picture)
    shot, whole = video(people, ada), film(people, ada)
    board = storyboards.begun(people, ada)
    theirs = video(people, bob)
    secret = people.call("POST", "/account/agent-keys", ada, json={"name": "Nightly"}).json()["token"]
    link = {"kind": "video", "id": shot, "password": "open sesame"}
    people.call("POST", "/shares", ada, json=link, headers={"Idempotency-Key": "a-share-of-ada"}).raise_for_status()
    people.call("POST", "/account/keys", ada, json={"provider": "gemini-api", "key": "AIza-of-ada-0123456789"}).raise_for_status()

    export = over(people, ada, asked(people, ada)["id"])
    assert (export["status"], export["files"], export["linked"]) == ("ready", 3, False), export
    (letter,) = eventually(lambda: mails(people, ada))
    assert (letter["subject"], export["address"] in letter["text"]) == ("Your data are ready for download", True)
    archive = opened(people, export["address"])
    names = archive.namelist()
    assert archive.read(f"media/videos/{shot}.mp4") == scene(SECONDS)
    assert {f"media/videos/{shot}.mp4", f"media/films/{whole}.mp4", f"media/images/{picture}.jpg"} == {
        name for name in names if name.startswith("media/")
    }
    assert read(archive, "profile.json") == {"user_id": ada.uid, "email": ada.email}
    assert [each["id"] for each in read(archive, "data/video_jobs.json")] == [shot]
    assert [each["id"] for each in read(archive, "data/video_prompts.json")] == [prompt]
    (kept,) = read(archive, "data/storyboards.json")
    assert (kept["id"], [each["version"] for each in kept["versions"]]) == (board["id"], [1])
    assert [each["balance_after"] for each in read(archive, "data/credit_transactions.json")]
    assert read(archive, "data/comparisons.json") == []
    index = read(archive, "index.json")
    assert (index["documents"], index["files"], index["media"]) == (export["documents"], 3, "included")
    whole_text = "".join(archive.read(name).decode() for name in names if name.startswith(("data/", "index")))
    for hidden in (theirs, bob.uid, secret.rpartition("_")[2], "scrypt", "ciphertext", "commit_token", "schema_version"):
        assert hidden not in whole_text, hidden


def test_too_many_bytes_are_linked_to(people: System) -> None:
    """D1: over the limit it has an address of ours for each file, as good as itself and no longer."""
    ada, bob = people.person(), people.person()
    shot, theirs = video(people, ada), video(people, bob)
    people.configure("retention", export_zip_mib=0).raise_for_status()
    people.clock.move(61)
    try:
        export = over(people, ada, asked(people, ada)["id"])
    finally:
        people.configure("retention").raise_for_status()
    assert export["linked"]
    archive = opened(people, export["address"])
    assert not [name for name in archive.namelist() if name.startswith("media/")]
    (linked,) = read(archive, "media.json")
    assert linked["name"] == f"videos/{shot}.mp4"
    assert had(people, linked["address"]) == scene(SECONDS)
    foreign = visited(people, linked["address"].replace(shot, theirs))  # nothing of that name lies under this user
    assert http_client.get(foreign.headers["Location"]).status_code == 404
    for wrong in ("videos/../../x", "staging/x", "videos/x.mp4"):
        assert visited(people, f"{export['address']}/{wrong}").status_code == 404, wrong


def test_only_its_owner_sees_it_and_only_its_address_opens_it(people: System) -> None:
    """D1, A2: asked for by who has just signed in, one at a time, a few in a week; nobody guesses an address."""
    ada, bob = people.person(), people.person()
    people.clock.move(16 * 60)
    assert asked(people, ada, 403)["error"] == "RECENT_SIGN_IN_REQUIRED"
    ada = people.desk.sign_in(ada.email, ada.password)
    first = asked(people, ada)
    assert first["address"] is None
    export = over(people, ada, first["id"])
    assert [each["id"] for each in people.call("GET", "/account/exports", ada).json()["exports"]] == [export["id"]]
    assert people.call("GET", "/account/exports", bob).json()["exports"] == []
    for method in ("GET", "DELETE"):
        assert people.call(method, f"/account/exports/{export['id']}", bob).status_code == 404
    wrong = f"{export['address'][:-1]}{'0' if export['address'][-1] != '0' else '1'}"
    for address in (wrong, export["address"].rpartition(".")[0], f"{export['address']}0"):
        assert visited(people, address).status_code == 404
    assert people.read_as(ada, f"exports/{export['id']}") == 403
    for _ in range(2):
        over(people, ada, asked(people, ada)["id"])
    refused = asked(people, ada, 429)
    assert (refused["error"], refused["details"]["limit"]) == ("TOO_MANY_EXPORTS", 3)
    assert people.call("DELETE", f"/account/exports/{export['id']}", ada).status_code == 204
    assert visited(people, export["address"]).status_code == 410
    eventually(lambda: people.document(f"exports/{export['id']}") is None)
    assert not [name for name in images.kept(people, ada.uid) if export["id"] in name]
    assert asked(people, ada, 429)["error"] == "TOO_MANY_EXPORTS"


def test_it_ends_with_its_week(people: System) -> None:
    """D1: then nobody has it, and the sweep deletes it with its file."""
    ada = people.person()
    export = over(people, ada, asked(people, ada)["id"])
    people.clock.move(7 * DAY_S - 3600)
    assert visited(people, export["address"]).status_code == 302
    people.clock.move(3700)
    assert visited(people, export["address"]).status_code == 410
    assert people.call("GET", f"/account/exports/{export['id']}", ada).status_code == 404

    def gone() -> bool:
        people.hurry(30)
        return people.document(f"exports/{export['id']}") is None

    eventually(gone)
    assert images.kept(people, ada.uid) == []


def test_a_worker_that_is_killed_is_followed_by_another(people: System, running: Stack) -> None:
    """D1: whatever it had written is no export; the next one writes all of it."""
    ada = people.person()
    shot = video(people, ada)
    export_id = asked(people, ada)["id"]
    for _ in range(2):
        running.kill("functions")
        people.hurry(30)
    export = over(people, ada, export_id)
    assert export["status"] == "ready"
    assert f"media/videos/{shot}.mp4" in opened(people, export["address"]).namelist()
    assert len([name for name in images.kept(people, ada.uid) if "/exports/" in name]) == 1
