"""What running costs: counted usage times dated prices, and the page that shows both."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

from local import cost

FIGURES = Path(__file__).parents[3] / "docs" / "figures.md"


def test_the_page_shows_what_the_data_say() -> None:
    """N1: whoever reads what it costs reads today's figures."""
    text = cost.PAGE.read_text(encoding="utf-8")
    assert cost.page(text, cost.read()) == text


def test_everything_that_is_used_has_a_price_and_every_price_a_use() -> None:
    """N1: a line that counts nothing is a mistake, and so is one that costs nothing because nobody priced it."""
    data = cost.read()
    scenarios = ("video", *cost.AROUND, "idle_month")
    used = {name for scenario in scenarios for name in cost.used(data, scenario)}
    chosen = {"run_waiting_cpu_s", "run_waiting_gib_s"}
    assert used == set(data.prices["prices"]) - chosen  # which are some projects' alone
    for scenario in scenarios:
        assert set(data.usage[scenario]["requests"]) <= set(data.topology["functions"])
    assert datetime.now(UTC).date() >= date.fromisoformat(data.prices["as_of"])
    assert data.usage["idle_month"]["counted"]["secret_months"]["count"] == len(data.topology["secrets"])
    assert data.usage["idle_month"]["counted"]["scheduler_jobs"]["count"] == len(data.topology["schedules"])
    around = {name for name, told in data.usage.items() if "counted" in told} - {"video", "idle_month"}
    assert set(cost.AROUND) == around


def test_the_page_knows_how_many_conditions_alerts_have() -> None:
    """T1: each may be paid for."""
    alerts = json.loads((cost.PAGE.parents[1] / "infra" / "monitoring.json").read_text(encoding="utf-8"))["alerts"]
    (said,) = re.findall(r"of which there are (\d+),", cost.PAGE.read_text(encoding="utf-8"))
    assert int(said) == sum(1 + ("at_least" in told) for told in alerts.values())


def test_every_price_says_where_it_stands_and_when_somebody_looked() -> None:
    """N1: prices age; none is younger than its look-up, and no source is there for nothing."""
    data = cost.read()
    sources = data.prices["sources"]
    assert {name.split("_")[0] for name in data.prices["prices"]} == set(sources)
    for told in sources.values():
        assert told["url"].startswith("https://cloud.google.com/")
        assert date.fromisoformat(told["checked"]) <= date.fromisoformat(data.prices["as_of"])


def test_documents_of_a_video_are_no_fewer_than_the_bench_allows() -> None:
    """N1: the figures that `make bench` holds a job and a prompt to are what is priced."""
    marks = _marks()
    counted = cost.read().usage["video"]["counted"]
    assert counted["firestore_reads"]["count"] >= marks["job_reads"] + marks["prompt_reads"]
    assert counted["firestore_writes"]["count"] >= marks["job_writes"] + marks["prompt_writes"]


def test_a_shared_instance_costs_each_of_its_calls_a_part() -> None:
    """N1: a hundred who wait in one instance pay for its seconds once."""
    data = cost.read()
    alone = {**data.usage, "video": {**data.usage["video"], "shared_calls": {}}}
    assert cost.used(data, "video")["run_cpu_s"] < cost.used(data._replace(usage=alone), "video")["run_cpu_s"]
    assert (cost.gib("512Mi"), cost.gib("2Gi")) == (0.5, 2.0)


def test_what_is_free_each_month_is_taken_off_and_never_below_nothing() -> None:
    """N1: an idle month costs what is beyond it."""
    data = cost.read()
    usage = {"run_requests": 43_200.0, "firestore_reads": 1_600_000.0}
    assert cost.usd(data, usage, free=True) == {"run_requests": 0.0, "firestore_reads": 0.03}


def test_what_a_project_chose_beyond_the_usual_is_reckoned() -> None:
    """N1: a load balancer and instances that wait cost at rest."""
    data = cost.read()
    assert cost.chosen(data, {"stage": "staging"}) == {}
    found = cost.chosen(data, {"domain": "rushes.example.com", "min_instances": {"videos": 2, "film-tasks": 1}})
    assert {what: round(usd, 2) for what, usd in found.items()} == {
        "load balancer with Cloud Armor": 25,
        "2 of videos waiting": 19.44,
        "1 of film-tasks waiting": 38.88,
    }


def _marks() -> dict[str, int]:
    found: dict[str, int] = {}
    for names, limits in re.findall(r"^\| (`[^|]+`) \| ([^|]*≤[^|]*) \|", FIGURES.read_text(encoding="utf-8"), re.MULTILINE):
        of = re.findall(r"`([^`]+)`", names)[-2:]
        found.update(zip(of, map(int, re.findall(r"≤ (\d+)\b", limits)[-2:]), strict=False))
    return found
