"""What monitoring counts, held against the lines that the running functions write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from local.infra.logging_query import entry_of, filter_of, label_of, value_of
from standins.testing import eventually
from tests.fixtures.system import System
from tests.fixtures.texts import asked, image_of
from tests.fixtures.videos import ended, rich, submit

METRICS = json.loads((Path(__file__).parents[2] / "infra" / "monitoring.json").read_text(encoding="utf-8"))["metrics"]


def counted(lines: list[str], metric: dict[str, Any], **labels: str) -> list[Any]:
    """The values that the metric takes from lines with these labels."""
    passes, found = filter_of(metric["filter"]), list[Any]()
    for entry in (entry_of(line, "functions") for line in lines if line.startswith("{")):
        told = {name: label_of(extractor, entry) for name, extractor in metric["labels"].items()}
        if passes(entry) and labels.items() <= told.items():
            found.append(value_of(metric["value"], entry) if "value" in metric else 1)
    return found


def test_every_line_of_a_videos_and_a_prompts_life_is_counted_with_its_labels(people: System) -> None:
    """T1: by the metrics as they are deployed: ends with outcome, refund and model, times in seconds, answers by function."""
    log = Path(people.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    ada, seen = rich(people, 400), log.stat().st_size
    made = submit(people, ada).json()["video"]
    blocked = submit(people, ada, prompt="[[fault:block=violence]] A fox.").json()["video"]
    assert ended(people, ada, made["id"])["state"] == "completed"
    assert ended(people, ada, blocked["id"])["charged"] is False
    prompt = asked(people, ada, image_of(people, ada))
    eventually(lambda: people.call("GET", f"/prompts/{prompt}", ada).json()["status"] == "completed")
    with log.open() as file:
        file.seek(seen)
        lines = file.readlines()
    model = made["model"]
    assert counted(lines, METRICS["jobs_ended"], state="completed", outcome="completed", refunded="false", model=model)
    assert counted(lines, METRICS["jobs_ended"], state="failed", outcome="safety_filtered", refunded="true", model=model)
    assert all(seconds > 0 for seconds in counted(lines, METRICS["generation_seconds"], model=model))
    assert counted(lines, METRICS["downloads"], message="job moved")
    assert counted(lines, METRICS["prompts_ended"], good="true")
    assert min(counted(lines, METRICS["prompt_seconds"])) >= 0
    for function in ("videos", "video-tasks", "storage-tasks", "prompts", "prompt-tasks"):
        assert counted(lines, METRICS["answered"], function=function), function
    assert counted(lines, METRICS["database_errors"]) == []
