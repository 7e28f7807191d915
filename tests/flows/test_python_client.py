"""The Python client and its command line against the running stack: the whole way, as a developer's program goes it."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path

import pytest

from local.people import Person
from rushes import AsyncRushes, FirebaseSession, Rushes, errors
from rushes.cli.app import run
from rushes.cli.login import Firebase, by_password
from rushes.cli.session import Session
from tests.fixtures.picture_files import JPEG
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, rich


def session_of(people: System, person: Person) -> FirebaseSession:
    """Signed in as the command line does it, and kept by the refresh token."""
    emulator = people.environment["FIREBASE_AUTH_EMULATOR_HOST"]
    signed_in = by_password(Session(), Firebase("local", auth_emulator=emulator), person.email, person.password)
    return FirebaseSession(signed_in.refresh_token, "local", auth_emulator=emulator)


def test_a_program_goes_the_whole_way(people: System, tmp_path: Path) -> None:
    """E1: picture, prompt, video, film and their files; what was asked for twice with one key is made and paid once."""
    ada = rich(people)
    with people.passing(), Rushes(people.url, session_of(people, ada), language="en") as client:
        collection = client.images.create_collection(name="Foxes")
        picture = client.images.upload(JPEG, collection.id, content_type="image/jpeg", title="Fox")
        prompt = client.prompts.create(image_id=picture.id, config={"language": "en"}).wait()
        price = client.videos.quote(prompt_id=prompt.id, seconds=4)
        job, again = (
            client.videos.create(prompt_id=prompt.id, first_frame=picture.id, seconds=4, idempotency_key="the-one-and-only")
            for _ in range(2)
        )
        states = list[str]()
        video = job.wait(on_progress=lambda seen: states.append(seen.state))
        film = client.films.create(scenes=[{"video_id": job.id, "end": 2.0}])
        film.wait()
        files = [job.download(tmp_path), film.download(tmp_path)]
        account = client.account.get()
        listed = [each.id for each in client.videos.list(state="completed", limit=1)]
        charges = [each for each in client.account.list_transactions() if each.type == "charge"]
    assert (picture.status, prompt.status, video.state, again.id) == ("ready", "completed", "completed", job.id)
    assert (states[-1], listed) == ("completed", [job.id])
    assert [file.read_bytes()[4:8] for file in files] == [b"ftyp"] * 2
    assert (-sum(each.amount for each in charges), charges[-1].amount) == (200 - account.balance, -price.credits)


def test_refusals_are_of_their_class_and_in_the_language_asked_for(people: System) -> None:
    """E1: what is refused by the stack itself, for a program that awaits."""
    poor = rich(people, credits=1)

    async def tried() -> tuple[str, int]:
        async with AsyncRushes(people.url, session_of(people, poor), language="de") as client:
            with pytest.raises(errors.InsufficientCredits, match="Credits") as refused:
                await client.videos.create(prompt="A red fox", seconds=4)
            with pytest.raises(errors.NotFound):
                await client.videos.get("0" * 24)
            with pytest.raises(errors.InvalidRequest):
                await client.videos.create(prompt="A red fox", seconds=4000)
            models = await client.with_options(language="en").catalog.list_models()
            return str(refused.value), len(models.models)

    message, models = asyncio.run(tried())
    assert (message.startswith("Du brauchst"), models > 3) == (True, True)


def test_the_command_line_makes_a_video(
    people: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """E2: asked for, waited for, saved; told as JSON."""
    ada = rich(people)
    monkeypatch.setenv("RUSHES_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("RUSHES_URL", people.url)
    monkeypatch.setenv("RUSHES_TOKEN", people.signed_in(ada).token)
    with people.passing():
        made = run(["--json", "video", "create", str(WISH["prompt"]), "--seconds", "4", "--output", str(tmp_path / "fox.mp4")])
    told = json.loads(capsys.readouterr().out)
    assert (made, told["state"], (tmp_path / "fox.mp4").read_bytes()[4:8]) == (0, "completed", b"ftyp")
    assert run(["credits"]) == 0
    assert capsys.readouterr().out.startswith(f"{200 - told['credits']} credits")


def test_signing_in_ends_in_an_agent_key(
    people: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """E2, E3: by a password at the emulator that /config.json names; the key works, is listed, and is over once it is revoked."""
    ada = rich(people)
    monkeypatch.setenv("RUSHES_CONFIG", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ada.password}\n"))
    told = ["--email", ada.email, "--password-stdin", "--daily-cap", "50", "--keep-session"]
    assert run(["--url", people.url, "login", *told]) == 0
    assert run(["--json", "credits"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["balance"] == 200
    assert run(["--json", "agent-keys", "list"]) == 0
    (key,) = json.loads(capsys.readouterr().out)
    assert (key["daily_cap"], key["scopes"]) == (50, ["read", "write", "spend"])
    assert run(["agent-keys", "revoke", key["id"]]) == 0
    assert run(["credits"]) == 3
