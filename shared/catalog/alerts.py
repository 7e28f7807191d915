"""What operators should look at in the catalog, told once a night."""

from __future__ import annotations

from shared.catalog import effective, overlay, reads
from shared.platform import logs
from shared.platform.clients import clock, store


def tell() -> None:
    fields, today = store().get(overlay.PATH).fields, clock().now().date()
    held, default = effective.read(fields), reads.default_model(fields)
    for row in reads.rows():
        if reads.may_have_ended(row, today):
            logs.warning("a model's earliest retirement has passed", model=reads.key(row), date=row["retirement"]["date"])
    if not any(reads.key(row) == default and reads.can_be_asked_for(row, today, held) for row in reads.rows()):
        logs.alert("the default model cannot be asked for", model=default)
