"""sweep: each minute, whatever lost its task is armed again and whatever is past its time is ended."""

from __future__ import annotations

from shared import config, dead_letters
from shared.config.model import AdvancedSection
from shared.films import sweep as films
from shared.images import erasing
from shared.platform.callers import services
from shared.platform.http import Call, Door, Reply
from shared.prompts import work as writing
from shared.videos.ceiling import watch_ceiling
from shared.videos.sweep import sweep

door = Door("sweep", caller=services("scheduler", "tasks"), on_give_up=dead_letters.record)


@door.route("POST", "/", answers="SweepResult")
def sweep_due(_call: Call) -> Reply:
    """Look after the jobs that are due; the scheduler calls it each minute."""
    try:
        page = config.get(AdvancedSection).sweep_page
        return Reply(body={"looked_at": sweep() + erasing.sweep(page) + writing.sweep(page) + films.sweep(page)})
    finally:
        watch_ceiling()


@door.route("POST", "/more", answers="SweepResult")
def sweep_more(_call: Call) -> Reply:
    """Go on where a page of due jobs was full."""
    return Reply(body={"looked_at": sweep()})
