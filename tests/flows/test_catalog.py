from __future__ import annotations

from datetime import timedelta

from tests.fixtures.system import System
from tests.fixtures.views import as_view


def test_everybody_may_read_what_can_be_made(system: System) -> None:
    """M1: models, styles, limits, health and version, without signing in."""
    models = as_view("ModelList", system.call("GET", "/catalog/models").json())
    assert {model["availability"] for model in models["models"]} == {"available", "retired"}
    as_view("StyleCatalog", system.call("GET", "/catalog/styles").json())
    limits = as_view("ServiceLimits", system.call("GET", "/catalog/limits").json())
    assert (limits["own_key_fee"], limits["image_bytes"], limits["image_side"]) == (0, 20 * 1024 * 1024, 8192)
    assert limits["prompts_per_image"] == 10
    assert as_view("Health", system.call("GET", "/catalog/health").json())["ok"]
    assert as_view("Version", system.call("GET", "/catalog/version").json())["version"] == "dev"


def test_everybody_is_told_what_operators_announce_until_it_is_over(system: System) -> None:
    """O1 U6: by config, in both languages; without words, or once its time is over, there is nothing."""
    now = system.clock.now()
    told = {"de": "Sonntag um acht ist Pause.", "en": "We pause on Sunday at eight.", "level": "warning"}

    def announced() -> dict[str, object] | None:
        return as_view("ServiceLimits", system.call("GET", "/catalog/limits").json())["announcement"]

    assert announced() is None
    try:
        one_language = system.configure("announcement", de="Nur so.")
        assert (one_language.status_code, one_language.json()["error"]) == (400, "INVALID_REQUEST")
        assert "both languages" in one_language.text
        system.configure("announcement", **told, until=(now + timedelta(hours=1)).isoformat()).raise_for_status()
        system.clock.move(61)  # each instance looks once a minute
        shown = announced()
        assert shown is not None
        assert (shown["message"], shown["level"]) == ({"de": told["de"], "en": told["en"]}, "warning")
        system.clock.move(3600)
        assert announced() is None
        system.configure("announcement", **told).raise_for_status()
        system.clock.move(61)
        shown = announced()
        assert shown is not None
        assert shown["until"] is None
    finally:
        system.configure("announcement").raise_for_status()
        system.clock.move(61)


def test_it_serves_the_openapi_document_of_every_function(system: System) -> None:
    """Q2: one address to generate clients from."""
    document = system.call("GET", "/catalog/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert {"/account", "/admin/grants", "/catalog/models"} <= set(document["paths"])


def test_an_unknown_function_is_404(system: System) -> None:
    """Q3: locally every function stands under its name, and nothing else does."""
    assert system.call("GET", "/nothing").status_code == 404
    assert system.call("GET", "/account-or-so").status_code == 404
