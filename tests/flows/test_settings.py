"""What operators set while the system runs: value by value, with a history to go back in; and to whom what is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich

ID = "0" * 24


def change(system: System, section: str, method: str = "PATCH", version: int | None = None, **values: Any) -> Any:
    body = {"values": values, "reason": "ticket 12"} | ({} if version is None else {"version": version})
    return system.call(method, f"/admin/config/{section}", system.admin, json=body)


def restore(system: System, section: str, to: int | str, **more: Any) -> Any:
    return system.call("POST", f"/admin/config/{section}/history/{to}/restore", system.admin, json={"reason": "back", **more})


def history(system: System, section: str, **query: Any) -> dict[str, Any]:
    return system.call("GET", f"/admin/config/{section}/history", system.admin, params={"reason": "why so", **query}).json()


@pytest.fixture
def settings(people: System) -> Iterator[System]:
    yield people
    for section in ("intake", "rollout", "limits", "moderation"):
        people.configure(section)
    people.clock.move(61)


def test_closing_the_intake_keeps_its_words_and_its_ceiling(settings: System) -> None:
    """X1: what is not named stays; a value of an object too; null puts the default back; a bad one changes nothing; what
    it may hold is told for forms."""
    words = {"de": "Umbau.", "en": "We are rebuilding."}
    assert change(settings, "intake", message=words, usd_ceiling_per_day=900).status_code == 200
    closed = change(settings, "intake", open=False).json()
    assert closed["values"] == {"open": False, "message": words, "usd_ceiling_per_day": 900.0, "ceiling_reached_on": None}
    assert closed["updated_by"] == settings.admin.uid
    assert change(settings, "intake", message={"en": "Soon."}).json()["values"]["message"] == {**words, "en": "Soon."}
    refused = change(settings, "intake", open="perhaps")
    assert (refused.status_code, refused.json()["details"]["fields"][0]["field"]) == (400, "open")
    assert change(settings, "intake", colour="red").status_code == 400
    told = settings.call("GET", "/admin/config/intake/schema", settings.admin, params={"reason": "a form"}).json()
    assert told["section"] == "intake"
    assert set(told["form"]["properties"]) == set(closed["values"])
    assert told["form"]["properties"]["message"]["default"]["en"] != words["en"]
    opened = change(settings, "intake", open=None, usd_ceiling_per_day=None, ceiling_reached_on="2026-01-01").json()["values"]
    assert (opened["open"], opened["usd_ceiling_per_day"], opened["ceiling_reached_on"]) == (True, None, None)


def test_a_change_that_another_came_before_is_refused_and_every_one_can_be_taken_back(settings: System) -> None:
    """X1: by its version, in both languages; who, when, why and what was before; back to this, also to what was there first."""
    first = change(settings, "limits", keys=31).json()
    one = first["version"]
    late = change(settings, "limits", "PUT", one - 1, keys=32)
    assert (late.status_code, late.json()["error"]) == (409, "CONFIG_CHANGED")
    assert late.json()["details"] == {"section": "limits", "current_version": one, "expected_version": one - 1}
    german = settings.call(
        "PATCH",
        "/admin/config/limits",
        settings.admin,
        headers={"Accept-Language": "de"},
        json={"values": {"keys": 1}, "reason": "zu spät", "version": one - 1},
    )
    assert "inzwischen geändert" in german.json()["message"]
    second = change(settings, "limits", "PUT", one, keys=33, other=200).json()
    assert (second["version"], second["values"]["keys"]) == (one + 1, 33)
    assert change(settings, "limits", keys=33).json()["version"] == one + 1  # which changes nothing
    told = history(settings, "limits", limit=1)
    (latest,) = told["changes"]
    assert (latest["version"], latest["by"], latest["reason"]) == (one + 1, settings.admin.uid, "ticket 12")
    assert (latest["before"], latest["after"]) == ({"keys": 31, "other": 100}, {"keys": 33, "other": 200})
    rest = history(settings, "limits", cursor=told["next_cursor"])
    assert rest["changes"][0]["version"] == one
    assert restore(settings, "limits", one, version=one).status_code == 409
    back = restore(settings, "limits", one, version=one + 1).json()
    assert (back["version"], back["values"]["keys"], back["values"]["other"]) == (one + 2, 31, 100)
    assert restore(settings, "limits", one - 1).json()["values"]["keys"] == 20
    assert [restore(settings, "limits", each).status_code for each in (99, "00", "latest")] == [404, 404, 404]
    audits = settings.documents("audit_log", "on", "limits")
    assert {"patch_config", "set_config", "restore_config", "show_config_history"} <= {row["action"] for row in audits}
    whole = settings.call("GET", "/admin/config", settings.admin, params={"reason": "a look"}).json()["sections"]
    assert {row["section"]: row["version"] for row in whole}["limits"] == one + 3


def test_a_section_that_was_deleted_by_hand_begins_its_versions_anew(settings: System) -> None:
    """X1: over those that stand there; nothing is in anybody's way."""
    change(settings, "limits", keys=41).raise_for_status()
    settings.firestore.document("system_configs/limits").delete(timeout=10)
    again = change(settings, "limits", keys=42)
    assert (again.status_code, again.json()["version"]) == (200, 1)
    assert history(settings, "limits")["changes"][0]["after"] == {"keys": 42}


def test_what_the_machinery_marks_is_no_version_and_is_not_lost(settings: System) -> None:
    """X1: a suspension stays whatever an operator's change says, and takes no version from under it."""
    model = "vertex/veo-3.1-lite-generate-001"
    before = change(settings, "models", rows={model: {"enabled": True}}).json()
    body = {"suspended": True, "reason": "looks odd"}
    assert settings.call("PUT", f"/admin/models/{model}/suspension", settings.admin, json=body).status_code == 200
    try:
        after = change(settings, "models", version=before["version"], rows={model: {"credits_per_second": None}})
        assert after.json()["values"]["rows"][model]["suspended"]["note"] == "looks odd"
    finally:
        settings.call("PUT", f"/admin/models/{model}/suspension", settings.admin, json={**body, "suspended": False})


STARTS: dict[str, tuple[str, Any]] = {
    "films": ("/films", {"scenes": [{"video_id": ID}]}),
    "edits": (f"/videos/{ID}/edits", {"preset": "gif"}),
    "batches": ("/videos/batch", [WISH]),
    "comparisons": ("/videos/comparisons", {"prompt_ids": [ID, ID[:-1] + "1"], "seconds": 4}),
    "storyboards": ("/storyboards", {"name": "Snow"}),
    "shares": ("/shares", {"kind": "video", "id": ID}),
    "webhooks": ("/webhooks", {"url": "https://example.com/hook", "events": ["video.completed"]}),
    "exports": ("/account/exports", {}),
    "agent_keys": ("/account/agent-keys", {"name": "Nightly"}),
}


def test_a_feature_is_open_to_its_share_of_users_and_to_those_who_are_named(settings: System) -> None:
    """X1: each by itself, at its own door, with a clear error in both languages; nothing of it is begun or paid."""
    ada, eve = rich(settings), rich(settings)

    def code(person: Any, feature: str, **headers: str) -> Any:
        path, body = STARTS[feature]
        answer = settings.call("POST", path, person, json=body, headers={**key(), **headers})
        return answer.json()

    closed = {feature: {"percentage": 0, "beta_users": [ada.uid]} for feature in STARTS}
    assert change(settings, "rollout", features={"colours": {"percentage": 1}}).status_code == 400
    assert change(settings, "rollout", features=closed).status_code == 200
    settings.clock.move(61)
    for feature in STARTS:
        told = code(eve, feature, **{"Accept-Language": "de"})
        assert (told["error"], told["details"], told["message"]) == (
            "FEATURE_NOT_OPEN",
            {"feature": feature},
            f"Das ist für dich noch nicht offen: {feature}.",
        )
        assert code(ada, feature).get("error") != "FEATURE_NOT_OPEN", feature
    assert settings.call("POST", "/videos", eve, json=WISH, headers=key()).status_code == 202
    assert change(settings, "rollout", features={"films": None}).json()["values"]["features"].keys() == STARTS.keys() - {"films"}
    settings.clock.move(61)
    assert code(eve, "films")["error"] != "FEATURE_NOT_OPEN"


def test_uploads_state_that_people_agreed_where_that_is_asked_for(settings: System) -> None:
    """O5: told in the limits, refused in both languages without it, kept on the picture with the moment; else it is as before."""
    ada = settings.person()
    home = settings.call("POST", "/images/collections", ada, json={"name": "People"}).json()["id"]

    def upload(**more: Any) -> Any:
        body = {"collection_id": home, "content_type": "image/png", **more}
        return settings.call("POST", "/images", ada, json=body, headers={"Accept-Language": "de"})

    assert upload().json()["image"]["likeness_at"] is None
    assert change(settings, "moderation", likeness_statement=True).status_code == 200
    settings.clock.move(61)
    assert settings.call("GET", "/catalog/limits").json()["likeness_statement"] is True
    refused = upload()
    assert (refused.status_code, refused.json()["error"]) == (422, "LIKENESS_STATEMENT_REQUIRED")
    assert "zugestimmt" in refused.json()["message"]
    assert upload(likeness=False).status_code == 422
    stated = upload(likeness=True)
    assert (stated.status_code, stated.json()["image"]["likeness_at"] is not None) == (201, True)
