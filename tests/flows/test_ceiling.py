"""What stops the intake for everybody: the operators' switch and the project's ceiling for a day."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.people import Person
from standins.testing import eventually
from tests.fixtures.system import System
from tests.fixtures.videos import ended, rich, submit


@pytest.fixture
def alone(people: System) -> Iterator[System]:
    """One at a time: the intake is everybody's. Afterwards it is open."""
    with (Path(people.environment["CLOCK_FILE"]).parent / "intake.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield people
        people.configure("intake")


def sweep(system: System) -> int:
    email, audience = f"rushes-scheduler@{system.project}.iam.gserviceaccount.com", f"{system.url}/sweep"
    token = system.identity.oidc_token(email, audience, system.clock.now())
    return system.call("POST", "/sweep", headers={"Authorization": f"Bearer {token}"}).status_code


def reached_on(system: System) -> str | None:
    return (system.document("system_configs/intake") or {}).get("ceiling_reached_on")


def left_behind(system: System, person: Person) -> tuple[Any, ...]:
    """All that an admission writes."""
    return (
        system.document(f"accounts/{person.uid}"),
        len(system.documents("credit_transactions", "user_id", person.uid)),
        len(system.documents("video_jobs", "user_id", person.uid)),
        len(system.documents("idempotency", "user_id", person.uid)),
    )


def alerts(system: System) -> int:
    log = Path(system.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    lines = (json.loads(line) for line in log.read_text().splitlines() if line.startswith("{"))
    return sum(line["message"].startswith("the daily ceiling is reached") and line.get("alert") is True for line in lines)


def test_a_reached_ceiling_stops_the_intake_until_it_is_raised(alone: System) -> None:
    """C7: noticed by the sweep, told once, a clear error that leaves nothing; jobs under way go on; raising it opens again."""
    ada, told = rich(alone), alerts(alone)
    video = submit(alone, ada).json()["video"]
    before = left_behind(alone, ada)[1:]
    try:
        assert alone.configure("intake", usd_ceiling_per_day=0.01).status_code == 200
        assert (sweep(alone), reached_on(alone)) == (200, alone.clock.now().date().isoformat())
        refused = submit(alone, ada)
        sweep(alone)
        assert alone.configure("intake", usd_ceiling_per_day=1_000_000).json()["values"]["ceiling_reached_on"] is None
        assert (sweep(alone), reached_on(alone)) == (200, None)
        taken = submit(alone, ada)
    finally:
        alone.configure("intake")
    assert (refused.status_code, refused.json()["error"]) == (503, "DAILY_CEILING_REACHED")
    assert left_behind(alone, ada)[1:] == tuple(count + 1 for count in before)
    assert taken.status_code == 202
    eventually(lambda: alerts(alone) == told + 1)
    assert ended(alone, ada, video["id"])["state"] == "completed"


def test_a_ceiling_of_yesterday_stops_nothing(alone: System) -> None:
    """C7: each day has its own."""
    ada = rich(alone)
    try:
        alone.configure("intake", usd_ceiling_per_day=1_000_000)
        alone.firestore.document("system_configs/intake").update({"ceiling_reached_on": "2026-01-31"}, timeout=10)
        assert submit(alone, ada).status_code == 202
    finally:
        alone.configure("intake")


def test_without_a_ceiling_nothing_is_reached(alone: System) -> None:
    """C7: none is set by default."""
    assert (sweep(alone), reached_on(alone)) == (200, None)


def test_a_ceiling_above_what_was_spent_is_not_reached(alone: System) -> None:
    """C7: the sum counts, not that there is one."""
    submit(alone, rich(alone))
    try:
        alone.configure("intake", usd_ceiling_per_day=900_000)
        assert (sweep(alone), reached_on(alone)) == (200, None)
    finally:
        alone.configure("intake")


def test_a_closed_intake_refuses_with_the_operators_words_and_leaves_nothing(alone: System) -> None:
    """X1, A3: the switch is audited; no job, no charge, no key; account and history stay usable."""
    ada = rich(alone)
    before = left_behind(alone, ada)
    message = {"de": "Wir ziehen um.", "en": "We are moving."}
    try:
        assert alone.configure("intake", open=False, message=message).status_code == 200
        refused = submit(alone, ada)
        after = left_behind(alone, ada)
        history = alone.call("GET", "/videos", ada)
    finally:
        alone.configure("intake")
    assert (refused.status_code, refused.json()["error"], refused.json()["message"]) == (503, "MAINTENANCE", "We are moving.")
    assert (refused.headers["Retry-After"], after) == ("300", before)
    assert (history.status_code, history.json()["videos"]) == (200, [])
    looked_or_set = alone.documents("audit_log", "on", "intake")
    rows = [row for row in looked_or_set if "message" in row["details"].get("changed", [])]
    assert {row["actor"] for row in rows} == {alone.admin.uid}
    closed = [alone.document(f"config_versions/intakev{row['details']['version']}") or {} for row in rows]
    assert [each["after"]["open"] for each in closed if each["after"]["message"] == message] == [False]
    assert submit(alone, ada).status_code == 202


def test_who_closes_the_intake_in_a_hurry_keeps_its_words_and_its_ceiling(alone: System) -> None:
    """X1, C7: what is not named stays, the sweep's mark of a reached ceiling too; an operator cannot set that mark."""
    message = {"de": "Wir ziehen um.", "en": "We are moving."}
    today = alone.clock.now().date().isoformat()
    try:
        alone.configure("intake", message=message, usd_ceiling_per_day=7)
        alone.firestore.document("system_configs/intake").update({"ceiling_reached_on": today}, timeout=10)
        closed = alone.configure("intake", open=False).json()["values"]
        opened = alone.configure("intake", open=True, usd_ceiling_per_day=7, ceiling_reached_on="2026-01-01").json()["values"]
        raised = alone.configure("intake", usd_ceiling_per_day=8).json()["values"]
    finally:
        alone.configure("intake")
    kept = {"message": message, "usd_ceiling_per_day": 7, "ceiling_reached_on": today}
    assert closed == {"open": False, **kept}
    assert opened == {"open": True, **kept}
    assert raised == {"open": True, "message": message, "usd_ceiling_per_day": 8, "ceiling_reached_on": None}


def test_coming_back_lets_a_stable_share_in_and_those_who_are_named(alone: System) -> None:
    """X1: at nought nobody but those named, at a hundred everybody; whoever is refused is told to come again."""
    ada, bob = rich(alone), rich(alone)
    try:
        assert alone.configure("rollout", percentage=0, beta_users=[bob.uid]).status_code == 200
        alone.clock.move(61)  # instances keep a section for a minute
        refused = submit(alone, ada)
        assert (refused.status_code, refused.json()["error"], refused.headers["Retry-After"]) == (503, "NOT_YET_YOUR_TURN", "300")
        assert submit(alone, bob).status_code == 202
    finally:
        alone.configure("rollout")
        alone.clock.move(61)
    assert submit(alone, ada).status_code == 202
