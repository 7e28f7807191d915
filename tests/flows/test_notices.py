"""What people are told beside the API: mail, and messages on their devices, as they chose, in their language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from local.people import Person
from shared.notices import tasks
from shared.platform.settings import settings
from standins.testing import eventually
from tests.fixtures.payments import balance
from tests.fixtures.queues import MODEL
from tests.fixtures.system import System
from tests.fixtures.videos import ended, rich, submit

BERLIN = ZoneInfo("Europe/Berlin")


def control(people: System, method: str, path: str, **options: Any) -> Any:
    answer = people.http.request(method, f"{people.environment['RUSHES_MESSAGES_CONTROL_URL']}{path}", **options)
    return answer.json()


def mails(people: System, person: Person) -> list[dict[str, Any]]:
    return control(people, "GET", f"/_local/mails?to={person.email}")["mails"]


def messages(people: System, token: str) -> list[dict[str, Any]]:
    return control(people, "GET", f"/_local/messages?token={token}")["messages"]


def choose(people: System, person: Person, **choice: Any) -> dict[str, Any]:
    answer = people.call("PUT", "/account/notices", person, json=choice)
    assert answer.status_code == 200, answer.text
    return answer.json()


def device(people: System, person: Person) -> tuple[str, str]:
    token = control(people, "POST", "/_local/devices")["token"]
    answer = people.call("POST", "/account/devices", person, json={"token": token, "platform": "android"})
    assert answer.status_code == 201, answer.text
    return token, answer.json()["id"]


def made(people: System, person: Person) -> str:
    job = submit(people, person, model=MODEL).json()["video"]["id"]
    ended(people, person, job)
    return job


def test_nobody_is_told_what_they_did_not_choose(people: System) -> None:
    """W3: opt-in; an account that chose nothing listens to nothing."""
    ada = rich(people)
    token, _ = device(people, ada)
    told = people.call("GET", "/account/notices", ada).json()
    assert (told["mail"], told["push"], told["quiet"], told["mail_available"], len(told["devices"])) == ([], [], None, True, 1)
    assert "token" not in str(told["devices"])
    job = made(people, ada)
    assert people.document(f"events/{job}.video.completed") is None
    assert (mails(people, ada), messages(people, token)) == ([], [])


def test_a_finished_video_is_told_by_mail_and_on_devices_in_ones_language(people: System) -> None:
    """W3: once each, with a link and no word of the prompt; both stand on the event's row."""
    ada = rich(people)
    token, _ = device(people, ada)
    choose(people, ada, mail=["video.completed"], push=["video.completed", "video.failed"], language="de")
    job = made(people, ada)
    (mail,) = eventually(lambda: mails(people, ada))
    assert mail["subject"] == "Dein Video ist fertig"
    assert f"/studio/videos/{job}" in mail["text"]
    assert "fox" not in mail["text"].lower()
    assert (mail["from"], mail["headers"]["Auto-Submitted"]) == ("rushes@example.com", "auto-generated")
    (message,) = eventually(lambda: messages(people, token))
    assert message["message"]["notification"]["title"] == "Dein Video ist fertig"
    assert message["message"]["data"]["work_id"] == job
    row = f"events/{job}.video.completed"
    eventually(lambda: (it := people.document(row)) and it.get("mailed_at") and it.get("pushed_at"))


def test_a_device_that_is_gone_is_forgotten(people: System) -> None:
    """W3: its token is dropped, and where none is left nobody listens for it."""
    ada = rich(people)
    token, gone = device(people, ada)
    choose(people, ada, push=["video.completed"])
    assert people.call("DELETE", f"/account/devices/{'0' * 24}", ada).status_code == 404
    control(people, "DELETE", f"/_local/devices/{token}")
    made(people, ada)
    eventually(lambda: people.firestore.document(f"accounts/{ada.uid}").get().get("listens") == [])
    assert people.call("GET", "/account/notices", ada).json()["devices"] == []
    assert people.call("DELETE", f"/account/devices/{gone}", ada).status_code == 404


def test_devices_are_left_in_peace_in_quiet_hours(people: System) -> None:
    """W3: what would come then, comes once they end, where its user is."""
    ada = rich(people)
    token, _ = device(people, ada)
    here = people.clock.now().astimezone(BERLIN)
    begins, ends = here - timedelta(hours=1), here + timedelta(hours=2)
    quiet = {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}", "time_zone": "Europe/Berlin"}
    choose(people, ada, push=["video.completed"], quiet=quiet)
    job = made(people, ada)
    eventually(lambda: people.firestore.document(f"events/{job}.video.completed").get().get("due_at") is None)
    eventually(people.rests)
    assert messages(people, token) == []
    people.clock.move(timedelta(hours=2, minutes=1).total_seconds())
    (message,) = eventually(lambda: messages(people, token))
    assert datetime.fromisoformat(message["at"]) >= ends.replace(second=0, microsecond=0)


def test_mail_goes_to_a_verified_address_only(people: System) -> None:
    """W3: an address that was only claimed may be somebody else's."""
    bob = people.person(verified=False)
    refused = people.call("PUT", "/account/notices", bob, json={"mail": ["credits.low"]})
    assert (refused.status_code, refused.json()["error"]) == (409, "NO_VERIFIED_ADDRESS")
    for wrong in ({"mail": ["prompt.completed"]}, {"quiet": {"begins": "22:00", "ends": "22:00", "time_zone": "UTC"}}):
        assert people.call("PUT", "/account/notices", bob, json=wrong).status_code == 400
    zone = {"begins": "22:00", "ends": "07:00", "time_zone": "Europe/Nowhere"}
    assert "time_zone" in people.call("PUT", "/account/notices", bob, json={"quiet": zone}).text


def test_what_ends_within_the_hour_of_a_mail_comes_together_in_the_next(people: System) -> None:
    """W3: the first at once, then one for all of an hour, in one's language; few credits are told at once, with what waits."""
    ada = rich(people)
    choose(people, ada, mail=["video.completed", "video.failed", "credits.low"], language="de", credits_low_at=1)
    first = made(people, ada)
    eventually(lambda: mails(people, ada))
    jobs = [made(people, ada) for _ in range(2)]
    asked = submit(people, ada, model=MODEL, prompt="A crowd. [[fault:block=violence]]").json()["video"]["id"]
    ended(people, ada, asked)
    rows = [f"events/{job}.video.completed" for job in jobs] + [f"events/{asked}.video.failed"]
    eventually(lambda: all((people.document(row) or {}).get("mail_due_at") for row in rows))
    eventually(people.rests)
    assert len(mails(people, ada)) == 1
    people.clock.move(3600)
    second, *others = eventually(lambda: mails(people, ada)[1:])
    assert not others
    assert second["subject"] == "Neues von 3 Arbeiten"
    assert "2 Videos sind fertig:" in second["text"]
    assert "1 Video ist nicht gelungen:" in second["text"]
    assert [f"/studio/videos/{job}" in second["text"] for job in (first, *jobs, asked)] == [False, True, True, True]
    eventually(lambda: all((people.document(row) or {}).get("mailed_at") for row in rows))
    waits = made(people, ada)
    choose(people, ada, mail=["video.completed", "credits.low"], credits_low_at=balance(people, ada))
    low = made(people, ada)
    eventually(lambda: f"/studio/videos/{waits}" in mails(people, ada)[-1]["text"])
    assert "credits left" in mails(people, ada)[-1]["text"]
    people.clock.move(3600)
    eventually(lambda: f"/studio/videos/{low}" in mails(people, ada)[-1]["text"])
    assert mails(people, ada)[-1]["subject"] == "Your video is ready"


@pytest.mark.parametrize("trouble", ["451 4.3.0 Not now", None])
def test_mail_that_was_not_taken_is_sent_again(people: System, trouble: str | None) -> None:
    """W3: a server that is busy, or hangs up; the mail has the same name then."""
    ada = rich(people)
    choose(people, ada, mail=["video.completed"])
    control(people, "POST", "/_local/faults", json={"at": "rcpt", "reply": trouble, "about": ada.email})
    made(people, ada)

    def arrived() -> list[dict[str, Any]]:
        people.hurry(2)
        return mails(people, ada)

    assert len(eventually(arrived)) == 1


def test_an_address_that_takes_nothing_is_left_alone(people: System) -> None:
    """W3: told once that there is no such mailbox we do not ask again."""
    ada = rich(people)
    choose(people, ada, mail=["video.completed"])
    control(people, "POST", "/_local/faults", json={"at": "rcpt", "reply": "550 5.1.1 No such mailbox", "about": ada.email})
    job = made(people, ada)
    eventually(lambda: people.firestore.document(f"events/{job}.video.completed").get().get("due_at") is None)
    eventually(people.rests)
    assert mails(people, ada) == []


@pytest.fixture
def in_our_name(people: System, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    """Calls of the house's own functions, as another domain would make them."""
    for name, value in people.environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield people
    settings.cache_clear()


Write = Callable[[Person, str], None]


@pytest.mark.parametrize(
    ("write", "subject"),
    [
        (
            lambda person, key: tasks.export_ready(
                person.uid, key, "https://example.com/e/1", datetime(2026, 2, 7, tzinfo=BERLIN)
            ),
            "Your data are ready for download",
        ),
        (lambda person, key: tasks.account_deleted(f"{person.uid}{key}", person.email, "de"), "Dein Konto wurde gelöscht"),
    ],
    ids=["data ready", "account deleted"],
)
def test_what_is_about_an_account_is_told_in_any_case(in_our_name: System, write: Write, subject: str) -> None:
    """W3: to who chose nothing; called twice it is one letter."""
    ada = rich(in_our_name)
    for _ in range(2):
        write(ada, "0123")
    eventually(lambda: mails(in_our_name, ada))
    eventually(in_our_name.rests)
    assert [mail["subject"] for mail in mails(in_our_name, ada)] == [subject]
