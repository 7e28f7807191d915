"""What operators should look at in the catalog, told once a night."""

from __future__ import annotations

from shared import catalog
from shared.catalog import in_force, overlay
from shared.platform import logs
from shared.platform.clients import clock, store


def tell() -> None:
    fields, today = store().get(overlay.PATH).fields, clock().now().date()
    held, default = in_force.read(fields), catalog.default_model(fields)
    for row in catalog.rows():
        if catalog.may_have_ended(row, today):
            logs.warning("a model's earliest retirement has passed", model=catalog.key(row), date=row["retirement"]["date"])
    if not any(catalog.key(row) == default and catalog.can_be_asked_for(row, today, held) for row in catalog.rows()):
        logs.alert("the default model cannot be asked for", model=default)
