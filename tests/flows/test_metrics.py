"""What monitoring counts, held against the lines that the running functions write."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from local.infra.logging_query import entry_of, filter_of, label_of, value_of
from standins.testing import eventually
from tests.faults.second_functions import second_functions
from tests.fixtures.images import album, ask
from tests.fixtures.lines import faults, metrics
from tests.fixtures.system import System
from tests.fixtures.texts import asked, image_of
from tests.fixtures.videos import ended, rich, submit

METRICS = metrics()
NOBODY = "127.0.0.1:9"


def counted(lines: list[str], metric: Mapping[str, Any], **labels: str) -> list[Any]:
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


def test_trouble_with_googles_own_services_is_counted_by_what_it_is(people: System) -> None:
    """T1: each of those that calls need and that do not answer; the calls themselves are refused, or left to the sweep."""
    logs = Path(people.environment["CLOCK_FILE"]).parent / "logs"
    ada, model = rich(people, 400), METRICS["services_silent"]
    before = set(logs.glob("functions-*.log"))
    silent = dict.fromkeys(("IAM_CREDENTIALS_EMULATOR_HOST", "CLOUD_KMS_EMULATOR_HOST"), f"http://{NOBODY}")
    with second_functions(people, **silent, CLOUD_TASKS_EMULATOR_HOST=NOBODY) as lame:
        assert ask(lame, ada, album(lame, ada)).status_code == 503
        key = {"provider": "gemini-api", "key": secrets.token_hex(20)}
        assert lame.call("POST", "/account/keys", ada, json=key).status_code == 503
        assert submit(lame, ada).status_code == 202
    with second_functions(people, FIRESTORE_EMULATOR_HOST=NOBODY) as lost:
        assert lost.call("GET", "/account", ada).status_code == 503
    written = sorted(set(logs.glob("functions-*.log")) - before, key=lambda log: log.stat().st_mtime)
    lines = [line for log in written for line in log.read_text(encoding="utf-8").splitlines()]
    for message in ("nobody signs", "the key service does not answer", "a task was not taken"):
        assert counted(lines, model, message=message), message
    assert counted(lines, METRICS["database_errors"], function="account")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"severity": "CRITICAL", "jsonPayload": {"message": "the moon fell", "alert": True}}, "the runbook does not know"),
        ({"severity": "ERROR", "jsonPayload": {"message": "task failed", "function": "sweep"}}, "task_failures has no queue"),
        (
            {"severity": "INFO", "jsonPayload": {"message": "prompt ended", "good": True}},
            "prompt_seconds has no value",
        ),
    ],
)
def test_a_line_that_nobody_would_hear_of_fails_whoever_wrote_it(entry: dict[str, Any], told: str) -> None:
    """T1, O4: at the end of every run of tests, of all that its stack's functions wrote (tests/conftest.py)."""
    assert [fault for fault in faults(entry) if fault.startswith(told)]
