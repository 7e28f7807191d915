"""catalog: what can be made, for how much, within which limits. Public; reads the configuration and no other document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.catalog import effective, reads
from shared.config import model as config_model
from shared.config import sections
from shared.config.announcing import announced
from shared.media import rejections
from shared.platform.settings import settings
from shared.platform.web.callers import anyone
from shared.platform.web.door import Call, Reply
from shared.platform.web.flask_door import FlaskDoor

if TYPE_CHECKING:
    from shared.catalog import views

door = FlaskDoor("catalog", caller=anyone)
_CACHED = {"Cache-Control": "public, max-age=60"}


@door.get("/models")
def list_models(call: Call) -> Reply[views.ModelList]:
    """List the video models with abilities and prices."""
    overlay, default = effective.at_a_glance(call.now)
    return Reply(body={"default": default, "models": reads.for_clients(call.now.date(), overlay)}, headers=_CACHED)


@door.get("/styles")
def list_styles(_call: Call) -> Reply[views.StyleCatalog]:
    """List styles for prompts, in German and English."""
    known = reads.styles()
    body: views.StyleCatalog = {
        "camera_style": known["camera_style"],
        "film_effects": known["film_effects"],
        "lighting": known["lighting"],
        "mood": known["mood"],
    }
    return Reply(body=body, headers=_CACHED)


@door.get("/limits")
def get_limits(call: Call) -> Reply[views.ServiceLimits]:
    """Get the limits, and what everybody is told now."""
    sections.refresh("intake", "concurrency", "limits", "films", "credits", "advanced", "moderation", "announcement")
    intake, concurrency = sections.get(config_model.IntakeSection), sections.get(config_model.ConcurrencySection)
    return Reply(
        body={
            "calls_per_minute": sections.get(config_model.LimitsSection).model_dump(),
            "active_jobs": concurrency.active_jobs,
            "active_films": concurrency.films,
            "film_seconds": sections.get(config_model.FilmsSection).most_seconds,
            "own_key_fee": sections.get(config_model.CreditsSection).own_key_fee,
            "image_bytes": rejections.MOST_BYTES,
            "image_side": rejections.LONGEST_SIDE,
            "prompts_per_image": sections.get(config_model.AdvancedSection).variants_per_image,
            "likeness_statement": sections.get(config_model.ModerationSection).likeness_statement,
            "intake_open": intake.open,
            "message": None if intake.open else {"de": intake.message.de, "en": intake.message.en},
            "announcement": announced(sections.get(config_model.AnnouncementSection), call.now),
        }
    )


@door.get("/health")
def get_health(call: Call) -> Reply[views.Health]:
    """Check that the service answers."""
    return Reply(body={"ok": True, "time": call.now})


@door.get("/version")
def get_version(_call: Call) -> Reply[views.Version]:
    """Get the deployed version."""
    return Reply(body={"version": settings().version})


@door.get("/openapi.json")
def get_openapi_document(_call: Call) -> Reply:
    """Get this OpenAPI document."""
    return Reply(body=reads.openapi(), headers=_CACHED)
