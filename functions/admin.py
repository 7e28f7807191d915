"""admin: what operators do, each call with its reason and audited; its routes stand in `operators`."""

from __future__ import annotations

from functions.operators import (
    audit,
    configuration,
    figures,
    jobs,
    media,
    models,
    people,
    queues,
    reconcile,
    reports,
    telemetry,
    works,
)
from shared.platform.web import callers
from shared.platform.web.flask_door import FlaskDoor

door = FlaskDoor("admin", caller=callers.admin)
door.take(audit.routes, reports.routes)
door.take(people.routes, jobs.routes, queues.routes, figures.routes, reconcile.routes, models.routes, configuration.routes)
door.take(media.routes, works.routes, telemetry.routes)
