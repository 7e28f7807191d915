"""The catalog while the system runs: prices set instead, rows taken out and put back, models that are gone at their provider."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from standins.testing import eventually
from tests.faults.trouble import marked
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, ended, key, rich, submit
from tests.fixtures.views import as_view
from tests.flows.test_agent_keys import agent
from tests.flows.test_mcp import by_client, done

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
    assert as_view("CatalogRowList", found.json())
    return next(row for row in found.json()["models"] if row["id"] == model)


def shown(system: System, model: str) -> dict[str, Any]:
    """As everybody sees it once a minute has passed."""
    system.clock.move(61)
    models = as_view("ModelList", system.call("GET", "/catalog/models").json())["models"]
    return next(each for each in models if each["id"] == model)


def lines(system: System) -> list[dict[str, Any]]:
    log = Path(system.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


def alerts(system: System, model: str) -> list[dict[str, Any]]:
    return [line for line in lines(system) if line.get("alert") is True and line.get("model") == model]


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
    eventually(lambda: listed(rows, LITE)["suspended"])
    stored = listed(rows, LITE)
    assert (stored["availability"], stored["suspended"]["reason"]) == ("suspended", "gone")
    assert words in stored["suspended"]["note"]
    assert len(alerts(rows, LITE)) == told + 1

    refused = submit(rows, ada, model=LITE)
    assert (refused.status_code, refused.json()["error"]) == (422, "MODEL_SUSPENDED")
    assert jobs(rows, ada.uid) == 1
    assert shown(rows, LITE)["availability"] == "suspended"
    assert shown(rows, LITE)["unavailable"]["de"] == "Der Anbieter stellt es gerade nicht bereit."

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


def test_an_operator_chooses_the_model_of_who_names_none(rows: System) -> None:
    """M1, C6: quote, submit, batch, storyboard and catalog follow it; the quote names the model and its price."""
    ada = rich(rows)
    before = rows.call("POST", "/videos/quote", ada, json=WISH).json()
    assert (before["model"], before["credits_per_second"], before["credits"], before["notice"]) == (VEO, 10, 40, None)
    assert rows.configure("models", default=LITE).status_code == 200
    quoted = rows.call("POST", "/videos/quote", ada, json=WISH)
    assert as_view("VideoQuote", quoted.json())
    assert {name: quoted.json()[name] for name in ("model", "credits_per_second", "credits")} == {
        "model": LITE,
        "credits_per_second": 2,
        "credits": 8,
    }
    asked = submit(rows, ada).json()["video"]
    assert (asked["model"], asked["credits"]) == (LITE, 8)
    assert submit(rows, ada, model=VEO).json()["video"]["model"] == VEO
    batch = rows.call("POST", "/videos/batch", ada, json=[WISH], headers=key()).json()["batch"]["videos"][0]
    assert (batch["model"], batch["credits"]) == (LITE, 8)
    rows.clock.move(61)  # for what is only a default, instances notice within a minute
    assert rows.call("POST", "/storyboards", ada, json={"name": "The fox"}).json()["model"] == LITE
    assert rows.call("GET", "/catalog/models").json()["default"] == LITE
    assert [listed(rows, each)["default"] for each in (LITE, VEO)] == [True, False]


@pytest.mark.parametrize(
    ("model", "rows_set", "why"),
    [
        ("vertex/veo-9", {}, "unknown"),
        ("openai-videos/sora-2", {}, "retired"),
        (LITE, {LITE: {"enabled": False}}, "disabled"),
    ],
)
def test_a_default_that_cannot_be_asked_for_is_refused(rows: System, model: str, rows_set: dict[str, Any], why: str) -> None:
    """M1, X1: by its field and with what stands against it; nothing changes."""
    before = rows.document("system_configs/models")
    refused = rows.configure("models", default=model, rows=rows_set)
    (field,) = refused.json()["details"]["fields"]
    assert (refused.status_code, field["field"], field["code"]) == (400, "default", why)
    assert rows.document("system_configs/models") == before


def test_a_default_that_falls_out_of_the_offer_is_refused_with_its_replacement_and_never_swapped(rows: System) -> None:
    """M1: nobody gets another model than they were told; operators see it, and may set prices meanwhile."""
    ada = rich(rows)
    assert suspend(rows, VEO, suspended=True).json()["warning"].startswith("It is the default model")
    refused = submit(rows, ada).json()
    assert (refused["error"], refused["suggestedAction"]) == ("MODEL_SUSPENDED", f"Use {LITE} instead.")
    assert jobs(rows, ada.uid) == 0
    price = {"resolution": "720p", "audio": True, "credits": 7}
    assert rows.configure("models", rows={LITE: {"credits_per_second": [price]}}).status_code == 200
    assert submit(rows, ada).json()["error"] == "MODEL_SUSPENDED"
    refused_default = rows.configure("models", default=VEO, rows={VEO: {"enabled": False}})
    assert refused_default.status_code == 200  # it stays what it was: out of the offer


def test_an_earliest_retirement_is_told_to_operators_and_not_to_users(rows: System) -> None:
    """M1: in their list, in their language, and in the nightly log; users hear of an end that was announced."""
    assert (shown(rows, VEO)["availability"], shown(rows, VEO)["unavailable"]) == ("available", None)
    assert submit(rows, rich(rows)).json()["video"]["notice"] is None
    assert listed(rows, VEO)["warning"].startswith("Its earliest retirement, 2026-11-17, has passed.")
    german = {"Accept-Language": "de"}
    found = rows.call("GET", "/admin/models", rows.admin, params={"reason": "checking"}, headers=german).json()["models"]
    warned = {row["id"]: row["warning"] for row in found if row["warning"]}
    assert set(warned) == {VEO, "vertex/veo-3.1-fast-generate-001"}
    assert warned[VEO].startswith("Seine früheste Abschaltung, 2026-11-17, ist vorbei.")


def test_each_night_operators_hear_what_to_look_at_in_the_catalog(rows: System) -> None:
    """M1: earliest days that have passed as a warning; a default that cannot be asked for as an alert."""
    suspend(rows, VEO, suspended=True)
    seen = len(lines(rows))
    email = f"rushes-scheduler@{rows.project}.iam.gserviceaccount.com"
    token = rows.identity.oidc_token(email, f"{rows.url}/reconcile", rows.clock.now())
    assert rows.call("POST", "/reconcile", headers={"Authorization": f"Bearer {token}"}).status_code == 202
    told = [(line["severity"], line["model"]) for line in lines(rows)[seen:] if line.get("model") and "alert" not in line]
    assert ("WARNING", VEO) in told
    assert [line["message"] for line in lines(rows)[seen:] if line.get("alert") is True and line.get("model") == VEO] == [
        "the default model cannot be asked for"
    ]


def test_a_plan_does_not_buy_for_more_than_it_told(rows: System) -> None:
    """E3: a price that rose meanwhile is refused and named, and nothing is charged; what was bought before is told again."""
    ada, wish = rich(rows), {**WISH, "model": LITE}
    program = agent(rows, ada)
    bought, waiting = (by_client(rows, program, lambda client: done(client, "plan_video", **wish)) for _ in range(2))

    def executed(plan: dict[str, Any]) -> Any:
        arguments = {"plan": plan["plan"], "request": wish}
        return by_client(rows, program, lambda client: client.call_tool("execute_plan", arguments)).structured_content

    made = executed(bought)
    price = {"resolution": "720p", "audio": True, "credits": 7}
    assert rows.configure("models", rows={LITE: {"credits_per_second": [price]}}).status_code == 200
    rows.clock.move(61)
    again, told = executed(bought), executed(waiting)
    assert (again["video"]["id"], again["replayed"]) == (made["video"]["id"], True)
    assert (told["error"], told["details"]) == ("PLAN_PRICE_CHANGED", {"planned": waiting["credits"], "required": 28})
    assert rows.call("GET", "/account", ada).json()["balance"] == 200 - bought["credits"]
