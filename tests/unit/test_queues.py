"""The queues that are declared for deployment, held against what the catalog says of its models."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from shared.catalog import reads as catalog_reads
from shared.catalog.reads import Availability

QUEUES = json.loads((Path(__file__).parents[2] / "infra" / "topology.json").read_text())["queues"]
ALIVE = [
    row
    for row in catalog_reads.rows()
    if catalog_reads.availability(row, date.fromisoformat(row["last_verified"])) is not Availability.RETIRED
]


def test_there_is_one_start_queue_for_each_model_that_can_be_asked_for() -> None:
    """M7: one queue per model and surface, none for what is retired."""
    declared = [name for name in QUEUES if name.startswith("start-")]
    assert sorted(declared) == sorted(catalog_reads.start_queue(row["surface"], row["model"]) for row in ALIVE)
    assert all(re.fullmatch(r"[a-z0-9-]{1,100}", name) for name in QUEUES)


def test_a_start_queue_is_as_fast_as_the_catalog_says() -> None:
    """M7: rate and concurrency are the catalog's; bursts are Cloud Tasks' own choice and cannot be declared."""
    for row in ALIVE:
        queue, dispatch = QUEUES[catalog_reads.start_queue(row["surface"], row["model"])], row["dispatch"]
        assert queue["max_dispatches_per_second"] == dispatch["per_second"]
        assert queue["max_concurrent_dispatches"] == dispatch["concurrent"]
        assert "max_burst_size" not in queue


def test_veo_stays_within_its_quota_even_in_the_first_minute() -> None:
    """M7: 50 requests a minute; a full bucket and a minute's refill stay below."""
    for row in ALIVE:
        if row["surface"] == "vertex":
            assert row["dispatch"]["burst"] + 60 * row["dispatch"]["per_second"] <= 50


def test_a_store_task_is_retried_for_a_day() -> None:
    """V8: until the provider's copy is gone, at most 24 hours."""
    store = QUEUES["store"]
    waits = [min(store["min_backoff_s"] * 2**attempt, store["max_backoff_s"]) for attempt in range(store["max_attempts"] - 1)]
    assert 24 * 3600 <= sum(waits) <= 26 * 3600


def test_a_queues_name_is_made_of_what_queues_are_named_with() -> None:
    """M7: dots, capitals and slashes become hyphens."""
    assert catalog_reads.start_queue("openai-videos", "Wan_2.2/T2V") == "start-openai-videos-wan-2-2-t2v"
