"""catalog: what can be made, for how much, within which limits. Public; reads the configuration and no other document."""

from __future__ import annotations

from shared.catalog import effective, reads
from shared.platform.settings import settings
from shared.platform.web.callers import anyone
from shared.platform.web.door import Call, Door, Reply

door = Door("catalog", caller=anyone)
_CACHED = {"Cache-Control": "public, max-age=60"}


@door.get("/models", answers="ModelList")
def list_models(call: Call) -> Reply:
    """List the video models with their abilities, prices in credits and availability."""
    overlay, default = effective.at_a_glance(call.now)
    return Reply(body={"default": default, "models": reads.for_clients(call.now.date(), overlay)}, headers=_CACHED)


@door.get("/styles", answers="StyleCatalog")
def list_styles(_call: Call) -> Reply:
    """List camera styles, film effects, lighting and moods with their names in German and English."""
    return Reply(body=reads.styles(), headers=_CACHED)


@door.get("/limits", answers="ServiceLimits")
def get_limits(_call: Call) -> Reply:
    """Show how much one user may ask for, and whether jobs are taken now."""
    from shared.config import sections
    from shared.config.model import ConcurrencySection, FilmsSection, IntakeSection, LimitsSection

    intake, concurrency = sections.get(IntakeSection), sections.get(ConcurrencySection)
    return Reply(
        body={
            "calls_per_minute": sections.get(LimitsSection).model_dump(),
            "active_jobs": concurrency.active_jobs,
            "active_films": concurrency.films,
            "film_seconds": sections.get(FilmsSection).most_seconds,
            "intake_open": intake.open,
            "message": None if intake.open else intake.message.model_dump(),
        }
    )


@door.get("/health", answers="Health")
def get_health(call: Call) -> Reply:
    """Check that an instance answers, and which time it has."""
    return Reply(body={"ok": True, "time": call.now})


@door.get("/version", answers="Version")
def get_version(_call: Call) -> Reply:
    """Show which version is deployed."""
    return Reply(body={"version": settings().version})


@door.get("/openapi.json")
def get_openapi_document(_call: Call) -> Reply:
    """Get this OpenAPI 3.1 document."""
    return Reply(body=reads.openapi(), headers=_CACHED)
