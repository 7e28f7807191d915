"""The figures of a day: counted by the night, again on an operator's word, shown as JSON and as a table, told by mail."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import DELETE_FIELD

from local.people import Person
from shared.config.model import CreditsSection
from shared.figures import counting, results
from shared.figures.results import Beside
from shared.videos.figures import JobOfDay
from standins.testing import eventually
from tests.fixtures.system import System
from tests.fixtures.videos import ended, rich, submit

MODEL, OTHER = "vertex/veo-3.1-fast-generate-001", "vertex/veo-3.1-lite-generate-001"
WHY = {"reason": "the month's look"}


def as_scheduler(system: System) -> dict[str, str]:
    email = f"rushes-scheduler@{system.project}.iam.gserviceaccount.com"
    return {"Authorization": f"Bearer {system.identity.oidc_token(email, f'{system.url}/reconcile', system.clock.now())}"}


def figures(system: System, **asked: Any) -> Any:
    return system.call("GET", "/admin/figures", system.admin, params={**WHY, **asked})


def counted(system: System, day: date) -> dict[str, Any] | None:
    found = figures(system, since=day.isoformat(), until=day.isoformat()).raise_for_status().json()["days"]
    return found[0] if found and not found[0]["running"] else None


def lines(system: System, message: str) -> list[dict[str, Any]]:
    log = Path(system.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    told = (json.loads(line) for line in log.read_text().splitlines() if line.startswith("{"))
    return [line for line in told if line["message"] == message]


@pytest.fixture(scope="module")
def today(system: System) -> date:
    """A day with an hour left."""
    now = system.clock.now()
    if now.hour == 23:
        system.clock.move(3600)
    return system.clock.now().date()


def test_the_night_counts_what_the_day_came_to(people: System, today: date) -> None:
    """C9, T1, V9: works, credits and people of a day; told by mail once; a model's usual time follows; it can be done again."""
    ada = rich(people)
    made = ended(people, ada, submit(people, ada, model=MODEL).json()["video"]["id"])
    bob = people.person()
    people.call("GET", "/account", bob).raise_for_status()  # asks for nothing
    given = {**WHY, "calls_per_minute": 1}
    people.call("PUT", f"/admin/users/{bob.uid}/overrides", people.admin, json=given).raise_for_status()
    people.clock.move(61)  # by then every instance has looked
    refused = [people.call("GET", "/account", bob).status_code for _ in range(4)].count(429)
    people.clock.move(24 * 3600)
    told = len(lines(people, "daily figures"))
    assert people.call("POST", "/reconcile", headers=as_scheduler(people)).status_code == 202
    found = eventually(lambda: counted(people, today))
    model = next(each for each in found["models"] if each["model"] == MODEL)
    assert model["jobs"]["completed"] >= 1
    assert model["credits_charged"] >= made["credits"]
    assert model["seconds"]["count"] >= 1
    assert model["margin_usd"] == pytest.approx(model["earned_usd"] - model["list_price_usd"], abs=1e-3)
    assert found["credits"]["spent"] >= made["credits"]
    assert found["active_users"] >= 1
    assert found["new_users"] >= 1
    assert found["stored_bytes"] >= made["video"]["bytes"]
    assert {"user_id": ada.uid, "number": made["credits"]} in found["top_users"] or len(found["top_users"]) == 10
    assert refused > 0
    assert bob.uid in [each["user_id"] for each in found["users_by_refused_calls"]]
    nobody = figures(people, since=today.isoformat(), until=today.isoformat(), users=False).json()["days"]
    assert nobody == [found | {rank: [] for rank in ("top_users", *(each for each in found if each.startswith("users_by_")))}]
    assert eventually(lambda: len(lines(people, "daily figures")) == told + 1)
    mailed = lines(people, "daily figures")[-1]
    digest = people.call("GET", "/admin/figures/digest", people.admin, params={**WHY, "until": today.isoformat()}).json()
    assert (mailed["day"], mailed["text"]) == (today.isoformat(), digest["text"])
    german = {"params": {**WHY, "until": today.isoformat(), "span": "week"}, "headers": {"Accept-Language": "de"}}
    assert "Marge" in people.call("GET", "/admin/figures/digest", people.admin, **german).json()["text"]
    rows = list(csv.DictReader(io.StringIO(figures(people, since=today.isoformat(), until=today.isoformat(), format="csv").text)))
    assert next(row for row in rows if row["model"] == MODEL)["completed"] == str(model["jobs"]["completed"])
    assert rows[-1]["active_users"] == str(found["active_users"])
    assert (rows[-1]["reports"], found["reports"]["day"]) == (str(found["reports"]["filed"]), today.isoformat())
    stats = people.call("GET", "/admin/stats", people.admin, params={**WHY, "day": today.isoformat()}).json()
    assert (stats["complete"], stats["counted_at"] is not None) == (True, True)
    assert {each["model"]: each["jobs"] for each in stats["models"]}[MODEL] == model["jobs"]
    again = people.call("POST", "/admin/figures", people.admin, json={**WHY, "day": today.isoformat()})
    assert again.status_code == 202, again.text
    later = eventually(lambda: (each := counted(people, today)) and each["counted_at"] > found["counted_at"] and each)
    assert {**later, "counted_at": ""} == {**found, "counted_at": ""}


def test_days_that_were_not_counted_are_said_to_be_missing(people: System, somebody: Person) -> None:
    """T1: an empty answer is one, and bad spans are refused in both languages; nobody but operators sees any."""
    long_ago = date(2020, 2, 1)
    empty = figures(people, since="2020-02-01", until="2020-02-02").json()
    assert empty == {"days": [], "missing": ["2020-02-01", "2020-02-02"]}
    assert (
        "yet" in people.call("GET", "/admin/figures/digest", people.admin, params={**WHY, "until": "2020-02-01"}).json()["text"]
    )
    bad = {**WHY, "since": "2020-02-02", "until": long_ago.isoformat()}
    refused = people.call("GET", "/admin/figures", people.admin, params=bad, headers={"Accept-Language": "de"})
    assert refused.status_code == 400
    assert "der letzte Tag" in refused.text
    assert people.call("GET", "/admin/figures", somebody, params=WHY).status_code == 403


def test_the_usual_time_of_a_model_is_what_it_took_lately(people: System, today: date) -> None:
    """V9: the middle of the last week's videos, where there were enough; a job says by it when it is expected."""
    day = today - timedelta(days=3)
    tally = counting.nothing()
    jobs = [JobOfDay("ada", "ada", OTHER, "completed", "completed", 8, True, 200.0) for _ in range(40)]
    counting.jobs(tally, jobs, lambda _user_id: 1)
    figures = results.of(day, tally, {}, Beside(0, 0), CreditsSection())
    planted: dict[str, Any] = {"started_at": people.clock.now(), "updated_at": people.clock.now(), "figures": figures}
    where = people.firestore.document(f"figures/{day}")
    where.set(planted, timeout=10)
    assert people.call("POST", "/reconcile", headers=as_scheduler(people)).status_code == 202

    def measured() -> int | None:
        return (people.document("system_configs/models") or {}).get("usual_seconds", {}).get(OTHER)

    try:
        usual = eventually(measured)
        assert abs(usual - 200) <= 5
        values = people.call("GET", "/admin/config/models", people.admin, params=WHY).json()["values"]
        assert (
            people.configure("models", **{**values, "usual_seconds": {OTHER: 1}}).json()["values"]["usual_seconds"][OTHER]
            == usual
        )
        video = submit(people, rich(people), model=OTHER).json()["video"]
        expected, asked = (datetime.fromisoformat(video[name]) for name in ("expected_at", "created_at"))
        assert (expected - asked).total_seconds() == usual
    finally:
        where.delete(timeout=10)
        if people.document("system_configs/models") is not None:
            people.firestore.document("system_configs/models").update({"usual_seconds": DELETE_FIELD}, timeout=10)
