"""The catalog while the system runs: prices set instead, rows taken out and put back, models that are gone at their provider."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from functions import answers
from functions.answers.admin import CatalogRowList
from tests.faults.trouble import marked
from tests.system import System
from tests.wishes import WISH, ended, eventually, rich, submit

LITE, VEO = "vertex/veo-3.1-lite-generate-001", "vertex/veo-3.1-generate-001"


@pytest.fixture
def rows(people: System) -> Iterator[System]:
    """One at a time: the catalog is everybody's. Afterwards it holds as it is written."""
    with (Path(people.environment["CLOCK_FILE"]).parent / "models.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield people
        people.firestore.document("system_configs/models").delete(timeout=10)
        people.clock.move(61)


def suspend(system: System, model: str, *, suspended: bool) -> httpx.Response:
    body = {"suspended": suspended, "reason": "for a test of models"}
    return system.call("PUT", f"/admin/models/{model}/suspension", system.admin, json=body)


def listed(system: System, model: str) -> dict[str, Any]:
    found = system.call("GET", "/admin/models", system.admin, params={"reason": "checking"})
    assert CatalogRowList.model_validate(found.json())
    return next(row for row in found.json()["models"] if row["id"] == model)


def shown(system: System, model: str) -> dict[str, Any]:
    """As everybody sees it once a minute has passed."""
    system.clock.move(61)
    models = answers.ModelList.model_validate(system.call("GET", "/catalog/models").json()).models
    return next(each.model_dump(mode="json") for each in models if each.id == model)


def alerts(system: System, model: str) -> list[dict[str, Any]]:
    log = Path(system.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    lines = (json.loads(line) for line in log.read_text().splitlines() if line.startswith("{"))
    return [line for line in lines if line.get("alert") is True and line.get("model") == model]


def jobs(system: System, uid: str) -> int:
    return len(system.documents("video_jobs", "user_id", uid))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"retired": True}, "no longer available"),  # refused at submit
        ({"fail": {"code": 5, "message": "Publisher model `veo` was not found."}}, "was not found"),  # told by a look
    ],
)
def test_a_model_that_is_gone_at_its_provider_is_suspended_and_can_be_put_back(
    rows: System, fault: dict[str, Any], words: str
) -> None:
    """M1, M4: the first job that hears it is refunded as MODEL_RETIRED, nobody after it is charged, an operator is told."""
    ada, told = rich(rows), len(alerts(rows, LITE))
    first = submit(rows, ada, model=LITE, prompt=marked(**fault)).json()["video"]
    failed = ended(rows, ada, first["id"])
    assert (failed["outcome"], failed["error"]["code"], failed["charged"]) == ("model_retired", "MODEL_RETIRED", False)
    assert eventually(lambda: listed(rows, LITE)["suspended"])
    stored = listed(rows, LITE)
    assert (stored["availability"], stored["suspended"]["reason"]) == ("suspended", "gone")
    assert words in stored["suspended"]["note"]
    assert len(alerts(rows, LITE)) == told + 1

    refused = submit(rows, ada, model=LITE)
    assert (refused.status_code, refused.json()["error"]) == (422, "MODEL_SUSPENDED")
    assert jobs(rows, ada.uid) == 1
    assert shown(rows, LITE)["availability"] == "suspended"

    lifted = suspend(rows, LITE, suspended=False)
    assert (lifted.status_code, lifted.json()["suspended"], lifted.json()["availability"]) == (200, None, "available")
    again = submit(rows, ada, model=LITE)
    assert again.status_code == 202
    assert ended(rows, ada, again.json()["video"]["id"])["state"] == "completed"


def test_an_operator_suspends_a_model_with_the_next_submit(rows: System) -> None:
    """M1, A3: refused in both languages with the replacement, nothing charged, both acts audited."""
    ada = rich(rows)
    assert suspend(rows, VEO, suspended=True).status_code == 200
    assert suspend(rows, VEO, suspended=True).json()["suspended"]["reason"] == "operator"
    english, german = (
        rows.call("POST", "/videos/quote", ada, json=WISH, headers={"Accept-Language": language}).json()
        for language in ("en", "de")
    )
    assert english["message"] == f"{VEO} cannot be used. It is paused for the moment."
    assert german["message"] == f"{VEO} ist nicht verfügbar. Es pausiert im Moment."
    assert english["suggestedAction"] == f"Use {LITE} instead."
    assert (submit(rows, ada).json()["error"], jobs(rows, ada.uid)) == ("MODEL_SUSPENDED", 0)
    assert suspend(rows, VEO, suspended=False).status_code == 200
    assert submit(rows, ada).status_code == 202
    actions = [row["action"] for row in rows.documents("audit_log", "on", VEO) if row["reason"] == "for a test of models"]
    assert sorted(actions) == ["lift_suspension", "suspend_model", "suspend_model"]


def test_a_price_set_by_an_operator_is_quoted_charged_and_shown(rows: System) -> None:
    """C1, M1: in force with the next submit, for that resolution and sound alone."""
    ada = rich(rows)
    price = {"resolution": "720p", "audio": True, "credits": 7}
    assert rows.configure("models", rows={VEO: {"credits_per_second": [price]}}).status_code == 200
    assert rows.call("POST", "/videos/quote", ada, json=WISH).json()["credits"] == 28
    assert submit(rows, ada).json()["video"]["credits"] == 28
    assert rows.call("POST", "/videos/quote", ada, json={**WISH, "audio": False}).json()["credits"] == 20
    assert rows.call("GET", "/account", ada).json()["balance"] == 200 - 28
    assert price in shown(rows, VEO)["credits_per_second"]


def test_a_disabled_model_is_not_offered(rows: System) -> None:
    """M1: by configuration, with its own words."""
    ada = rich(rows)
    assert rows.configure("models", rows={LITE: {"enabled": False}}).status_code == 200
    refused = submit(rows, ada, model=LITE).json()
    assert (refused["error"], refused["details"]["reason"], refused["details"]["replacement"]) == (
        "MODEL_SUSPENDED",
        "disabled",
        None,
    )
    assert refused["message"].endswith("It is not offered here.")
    assert shown(rows, LITE)["availability"] == "disabled"
    assert submit(rows, ada).status_code == 202


def test_a_form_that_an_operator_had_open_lifts_no_suspension(rows: System) -> None:
    """M4: only the suspension's own call does; and the configuration suspends nothing."""
    suspend(rows, LITE, suspended=True)
    pretended = {"suspended": {"since": "2026-01-01T00:00:00Z", "reason": "gone", "note": ""}}
    answer = rows.configure("models", rows={VEO: pretended})
    assert answer.status_code == 200
    assert answer.json()["values"]["rows"][LITE]["suspended"]["reason"] == "operator"
    assert answer.json()["values"]["rows"][VEO]["suspended"] is None
    assert submit(rows, rich(rows), model=LITE).json()["error"] == "MODEL_SUSPENDED"


@pytest.mark.parametrize(
    ("setting", "field"),
    [
        ({"vertex/veo-9": {"enabled": False}}, "rows.vertex/veo-9"),
        (
            {LITE: {"credits_per_second": [{"resolution": "4k", "audio": True, "credits": 1}]}},
            f"rows.{LITE}.credits_per_second.0",
        ),
    ],
)
def test_a_setting_for_what_the_catalog_does_not_have_is_refused(rows: System, setting: dict[str, Any], field: str) -> None:
    """X1: named, and nothing changed."""
    before = rows.document("system_configs/models")
    refused = rows.configure("models", rows=setting)
    assert (refused.status_code, refused.json()["details"]["fields"][0]["field"]) == (400, field)
    assert rows.document("system_configs/models") == before
    assert suspend(rows, "vertex/veo-9", suspended=True).status_code == 404


def test_a_setting_that_was_spoiled_by_hand_spoils_no_other(rows: System) -> None:
    """X1: that row holds as its file has it, the others as they were set."""
    suspend(rows, LITE, suspended=True)
    rows.firestore.document("system_configs/models").update({"rows": {**stored_rows(rows), VEO: "perhaps"}}, timeout=10)
    ada = rich(rows)
    assert submit(rows, ada).status_code == 202
    assert submit(rows, ada, model=LITE).json()["error"] == "MODEL_SUSPENDED"


def stored_rows(system: System) -> dict[str, Any]:
    return (system.document("system_configs/models") or {})["rows"]
