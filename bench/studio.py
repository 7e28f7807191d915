"""The studio in a real browser: what its first view weighs over the wire, and what it takes on a phone four times slower.

The line is of 1.6 Mbit/s and 150 ms; times are medians of five first visits, their presses the 75th of a hundred. They are held
to their marks by this machine's measured slowness, which `web/bench` says beside them.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from typing import Any

from bench.metrics import Metric
from local.stack import Stack
from local.studio import WEB
from local.studio.building import build

_KIB = 1024
_PATIENCE_S = 400


def measure(stack: Stack) -> Iterator[Metric]:
    build()
    speed = _told(stack, "speed")
    for view in ("entrance", "pictures"):
        first, loaded = speed[view]["first"], speed[view]["loaded"]
        yield Metric(f"studio.{view}.first_js", first["js"] / _KIB, "KiB", 190, "gzip, without Firestore")
        yield Metric(f"studio.{view}.loaded", loaded["all"] / _KIB, "KiB", 360, "all that the first view loads")
    slower = max(1.0, speed["slowness"])
    yield Metric("studio.shell_ms", speed["shell_ms"], "ms", 1000 * slower, "first paint, signed in")
    yield Metric("studio.content_ms", speed["content_ms"], "ms", 2500 * slower, "the first collection can be read")
    yield Metric("studio.interaction_ms", speed["interaction_ms"], "ms", 100 * slower, "p75 of presses")
    wall = _told(stack, "wall")
    yield Metric("studio.wall.screens", wall["screens"], "screens", 3, f"mounted at most, of {wall['pictures']} pictures")
    yield Metric("studio.wall.longest_task_ms", wall["longest_ms"], "ms", 50 * max(1.0, wall["slowness"]), "as it scrolls")
    board = _told(stack, "storyboard")
    yield Metric(
        "studio.storyboard.key_ms", board["key_ms_p95"], "ms", 50 * max(1.0, board["slowness"]), "p95, four times slowed"
    )
    yield Metric("studio.storyboard.lost", board["lost"], "changes", 0, "of two windows that write for a minute")
    house = _told(stack, "operators")
    yield Metric(
        "studio.operators.year_ms", house["painted_ms"], "ms", 1000 * max(1.0, house["slowness"]), "a year of figures, painted"
    )


def _told(stack: Stack, name: str) -> Mapping[str, Any]:
    """What the measure of this name says in its last line of JSON."""
    told = {**os.environ, "RUSHES_BENCH": "1", "RUSHES_URL": stack.url("functions"), "RUSHES_CONTROL_URL": stack.url("control")}
    command = ["node_modules/.bin/playwright", "test", "--workers=1", "--reporter=line", f"{name}.bench.ts"]
    done = subprocess.run(command, cwd=WEB, env=told, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
    lines = [line.strip() for line in done.stdout.splitlines()]
    found = [line[line.index("{") :] for line in lines if '{"' in line]
    if done.returncode or not found:
        raise RuntimeError(f"the studio could not be measured ({name}): {done.stdout[-2000:]}{done.stderr[-500:]}")
    return json.loads(found[-1])
