"""Metrics over our log lines and alerts over these, as they are planned: each fires when it should, and not just before."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from local.infra import topology
from local.infra.alerting import Sample, fires, samples_of
from local.infra.logging_query import Entry, entry_of, filter_of
from local.infra.topology import PUBLIC
from local.tools import ROOT
from shared.platform import logs
from tests.fixtures.sources import parsed
from tests.unit.infra.conftest import Planner
from tests.unit.infra.test_plan import WITH_ALL

MONITORING: dict[str, Any] = json.loads((ROOT / "infra" / "monitoring.json").read_text(encoding="utf-8"))
ALERTS: dict[str, dict[str, Any]] = MONITORING["alerts"]
FUNCTIONS: dict[str, dict[str, Any]] = topology.read()["functions"]
NOW = 1_000_000.0
GIB = 1 << 30
HOUR = 3600


class Line(NamedTuple):
    """So many lines of a function, so many seconds ago."""

    message: str
    fields: dict[str, Any]
    times: int = 1
    ago: float = 60


def line(message: str, times: int = 1, ago: float = 60, **fields: Any) -> Line:
    return Line(message, fields, times, ago)


def ended(times: int, **fields: Any) -> Line:
    usual: dict[str, Any] = {"state": "completed", "outcome": "completed", "refunded": False, "seconds": 60.0}
    return Line("job moved", {**usual, **fields}, times)


def shown(metric: str, value: Any, ago: float = 60, resource: str = "cloud_run_revision", **labels: str) -> Sample:
    """Of one of Google's own metrics; labels of the resource begin with `of_`."""
    of = {name.removeprefix("of_"): text for name, text in labels.items() if name.startswith("of_")}
    return Sample(NOW - ago, metric, value, {n: t for n, t in labels.items() if not n.startswith("of_")}, resource, of)


def asked(times: int, response: str, service: str = "videos") -> Sample:
    return shown("run.googleapis.com/request_count", times, response_code_class=response, of_service_name=service)


def took(ms: float, service: str = "videos") -> Sample:
    return shown("run.googleapis.com/request_latencies", ms, of_service_name=service)


def kept(gib: float, bucket: str = "rushes-example-media") -> Sample:
    return shown("storage.googleapis.com/storage/v2/total_bytes", gib * GIB, 3000, "gcs_bucket", of_bucket_name=bucket)


def waiting(depth: int, ago: float) -> Sample:
    return shown("cloudtasks.googleapis.com/queue/depth", depth, ago, "cloud_tasks_queue", of_queue_id="check")


def reached(good: bool, region: str) -> list[Sample]:
    metric, host = "monitoring.googleapis.com/uptime_check/check_passed", {"of_host": "rushes.example.com"}
    return [shown(metric, good, ago, "uptime_url", check_id="health", checker_location=region, **host) for ago in (90, 390)]


FAILED = "could not bring a video home"
BREACH = line("the data break what must always hold", alert=True)
Happening = list[Line | Sample]
# For each alert what makes it fire, and then what is just under it.
CASES: dict[str, tuple[list[Happening], list[Happening]]] = {
    "download-failures": ([[line(FAILED, 3), ended(56)]], [[line(FAILED, 3), ended(57)], [line(FAILED, 2), ended(3)]]),
    "storage-budget": ([[kept(0.91 * 1024)]], [[kept(0.9 * 1024)], [kept(2000, "rushes-example-uploads"), kept(1)]]),
    "database-errors": ([[line("firestore does not answer")]], [[line("firestore does not answer", ago=301)], []]),
    "sweep-silent": (
        [
            [line("answered", ago=300, function="sweep", status=200)],
            [line("answered", ago=300, function="sweep", status=200), line("answered", function="sweep", status=500)],
        ],
        [[line("answered", ago=299, function="sweep", status=200)]],
    ),
    "breaches": ([[BREACH]], [[line("a task was given up", alert=True)], [BREACH._replace(ago=301)]]),
    "workers-refuse": (
        [[line("answered", function="video-tasks", status=401)], [line("answered", function="reconcile", status=401)]],
        [[line("answered", function="videos", status=401)], [line("answered", function="video-tasks", status=500)]],
    ),
    "unreachable": (
        [[*reached(False, "usa"), *reached(False, "europe"), *reached(True, "asia")]],
        [[*reached(False, "usa"), *reached(True, "europe")]],
    ),
    "reconcile-silent": (
        [[line("reconciled", ago=26 * HOUR)], [BREACH._replace(ago=26 * HOUR)]],
        [[line("reconciled", ago=26 * HOUR - 1)], [BREACH._replace(ago=HOUR)], []],
    ),
    "alert-lines": ([[line("a film kills its workers", alert=True)]], [[line("a film is put off")]]),
    "timeouts": (
        [[ended(3, state="failed", outcome="timed_out"), ended(56)]],
        [[ended(3, state="failed", outcome="timed_out"), ended(57)], [ended(2, state="failed", outcome="timed_out")]],
    ),
    "slow-generation": ([[ended(1, seconds=400), ended(1, seconds=81)]], [[ended(1, seconds=400), ended(1, seconds=80)]]),
    "refunds": (
        [[ended(3, state="failed", outcome="provider_error", refunded=True), ended(16)]],
        [[ended(3, state="failed", outcome="provider_error", refunded=True), ended(17)]],
    ),
    "prompt-success": (
        [[line("prompt ended", 3, good=False), line("prompt ended", 56, good=True)]],
        [[line("prompt ended", 3, good=False), line("prompt ended", 57, good=True)], [line("prompt ended", 2, good=False)]],
    ),
    "webhooks-unreached": (
        [[line("webhook sent", 21, trouble="timeout"), line("webhook sent", 20, trouble=None)]],
        [
            [line("webhook sent", 20, trouble="timeout"), line("webhook sent", 20, trouble=None)],
            [line("webhook sent", 30, trouble="status"), line("webhook sent", 2, trouble="name")],
            [line("webhook sent", 19, trouble="connection")],
        ],
    ),
    "server-errors": (
        [[asked(5, "5xx"), asked(494, "2xx")]],
        [[asked(5, "5xx"), asked(495, "2xx")], [asked(4, "5xx"), asked(4, "2xx")], [asked(3, "5xx"), asked(3, "5xx", "films")]],
    ),
    "slow-answers": (
        [[took(2001)] * 2],
        [[took(2000)] * 2, [took(25_000, "watch")], [took(25_000, "prompts")], [took(25_000, "film-tasks")]],
    ),
    "memory": (
        [[shown("run.googleapis.com/container/memory/utilizations", 0.91, of_service_name="film-tasks")]],
        [[shown("run.googleapis.com/container/memory/utilizations", 0.9, of_service_name="film-tasks")]],
    ),
    "queue-depth": ([[waiting(1001, 60), waiting(1001, 240)]], [[waiting(5000, 60), waiting(1000, 240)]]),
    "dead-letters": ([[line("a task was given up", queue="store")]], [[line("task failed", queue="store")]]),
    "lost-notifications": (
        [[shown("pubsub.googleapis.com/subscription/dead_letter_message_count", 1, 60, "pubsub_subscription")]],
        [[shown("pubsub.googleapis.com/subscription/dead_letter_message_count", 0, 60, "pubsub_subscription")]],
    ),
    "quota": (
        [[shown("serviceruntime.googleapis.com/quota/exceeded", True, 60, "consumer_quota")]],
        [[shown("serviceruntime.googleapis.com/quota/exceeded", False, 60, "consumer_quota")]],
    ),
    "services-silent": (
        [[line("nobody signs", 3, reason="429")]],
        [[line("nobody signs", 2, reason="429"), line("the key service does not answer", 2, reason="429")]],
    ),
}


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Any:
    """Lines as our logger writes them."""

    def write(happening: Happening) -> list[tuple[float, Entry]]:
        found: list[tuple[float, Entry]] = []
        for each in happening:
            if isinstance(each, Line):
                capsys.readouterr()
                with logs.about(function=each.fields.get("function", "video-tasks"), request_id="0123456789abcdef"):
                    fields = {name: value for name, value in each.fields.items() if name not in ("alert", "function")}
                    (logs.alert if each.fields.get("alert") else logs.info)(each.message, **fields)
                entry = entry_of(capsys.readouterr().out, each.fields.get("function", "video-tasks"))
                found += [(NOW - each.ago, entry)] * each.times
        return found

    return write


def does_fire(plan: Planner, alert: str, written: Any, happening: Happening) -> bool:
    made = plan(**WITH_ALL)
    samples = samples_of(made.of("logging_metric"), written(happening))
    samples += [each for each in happening if isinstance(each, Sample)]
    return fires(made.of("monitoring_alert_policy", "alert")[alert], samples, NOW)


def test_every_alert_has_its_cases() -> None:
    """T1: none is believed unseen."""
    assert set(CASES) == set(ALERTS)


@pytest.mark.parametrize("alert", CASES)
def test_an_alert_fires_when_it_should_and_not_just_before(plan: Planner, alert: str, written: Any) -> None:
    """T1, O4: by its planned policy over the lines that our logger writes."""
    fire, stay = CASES[alert]
    assert [does_fire(plan, alert, written, happening) for happening in fire] == [True] * len(fire)
    assert [does_fire(plan, alert, written, happening) for happening in stay] == [False] * len(stay)


def test_an_alert_goes_the_way_that_it_says(plan: Planner) -> None:
    """T1: what cannot wait pages, the rest is told in the chat, or to those who are paged; figures come by mail."""
    made, channels = plan(**WITH_ALL), "projects/rushes-example/notificationChannels"
    ways = {"page": f"{channels}/Page page@example.com", "chat": f"{channels}/Chat"}
    for name, policy in made.of("monitoring_alert_policy", "alert").items():
        assert policy["notification_channels"] == [ways[ALERTS[name]["way"]]], name
    for policy in made.of("monitoring_alert_policy", "digest").values():
        assert policy["notification_channels"] == [f"{channels}/Digest to digest@example.com"]
    paging = {name for name, told in ALERTS.items() if told["way"] == "page"}
    assert {"download-failures", "storage-budget", "database-errors", "sweep-silent", "breaches"} <= paging
    without = plan(page=["page@example.com"]).of("monitoring_alert_policy", "alert")["refunds"]
    assert without["notification_channels"] == [ways["page"]]


def test_an_alert_names_its_place_in_the_runbook(plan: Planner) -> None:
    """O4: whoever is woken is one step from what to do."""
    for name, policy in plan(**WITH_ALL).of("monitoring_alert_policy", "alert").items():
        assert policy["documentation"][0]["content"].endswith(f"docs/runbook.md#{name})")


def test_series_name_metrics_and_labels_that_there_are() -> None:
    """T1: of our own metrics; a label that nothing extracts would count nothing."""
    told = [*ALERTS.values(), *MONITORING["charts"]]
    for each in [*told, *({"series": alert["of"]} for alert in ALERTS.values() if "of" in alert)]:
        if "metric" in each["series"]:
            labels = set(MONITORING["metrics"][each["series"]["metric"]]["labels"])
            assert set(each["series"].get("where", {})) <= labels
            assert {label.removeprefix("metric.label.") for label in each.get("by", ())} <= labels
    named = {each["series"].get("metric") for each in told}
    assert named >= set(MONITORING["metrics"]), "a metric that nobody looks at"
    workers = {name for name, told in FUNCTIONS.items() if told["door"] not in PUBLIC}
    assert {"sweep", "reconcile"} < workers


@cache
def said() -> dict[str, list[tuple[str, set[str]]]]:
    """Every line that the code writes with fixed words: how loud, and with what fields."""
    found: dict[str, list[tuple[str, set[str]]]] = {}
    for path in (*(ROOT / "shared").rglob("*.py"), *(ROOT / "functions").rglob("*.py")):
        for call in _log_calls(path):
            texts = [each.value for each in ast.walk(call.args[0]) if isinstance(each, ast.Constant)]
            if not isinstance(call.args[0], ast.JoinedStr):
                for text in texts:
                    fields = {"function", *(each.arg for each in call.keywords if each.arg)}
                    found.setdefault(str(text), []).append((ast.unparse(call.func).removeprefix("logs."), fields))
    return found


def _log_calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("logs.info", "logs.warning", "logs.error", "logs.alert"):
            yield node


def _named(text: str) -> set[str]:
    """The messages that a filter names."""
    return {message for message in said() if f'"{message}"' in text}


def test_every_metric_counts_lines_that_the_code_writes_with_the_fields_that_it_reads() -> None:
    """T1: a line that is reworded takes its metric and its alerts along."""
    for name, metric in MONITORING["metrics"].items():
        messages = _named(metric["filter"])
        assert messages or "message" not in metric["filter"], name
        extractors = [*metric["labels"].values(), *([metric["value"]] if "value" in metric else [])]
        wanted = {text.split("jsonPayload.")[1].rstrip(")").split(",")[0] for text in extractors} - {"message"}
        for message in messages:
            there = [fields for _, fields in said().get(message, [])] or [set[str]()]
            optional = {"refunded"} if name == "downloads" else set[str]()
            assert all(wanted <= fields | optional for fields in there), (name, message)
    for digest in MONITORING["digests"].values():
        assert digest["message"] in said()  # with what fields: tests/unit/reconcile/test_figures.py


def test_no_error_and_no_alert_goes_uncounted() -> None:
    """T1: whatever words the code finds for it."""
    filters = [filter_of(metric["filter"]) for metric in MONITORING["metrics"].values()]
    for message, lines in said().items():
        for loudness, _ in lines:
            payload = {"message": message, "alert": loudness == "alert", "function": "sweep"}
            severity = {"error": "ERROR", "alert": "CRITICAL"}.get(loudness, "INFO")
            entry = {"severity": severity, "jsonPayload": payload}
            assert severity == "INFO" or any(passes(entry) for passes in filters), message


def test_the_dashboard_shows_every_chart(plan: Planner) -> None:
    """T1: none of them empty by a name that is not there."""
    (dashboard,) = plan(**WITH_ALL).of("monitoring_dashboard").values()
    tiles = json.loads(dashboard["dashboard_json"])["mosaicLayout"]["tiles"]
    assert [tile["widget"]["title"] for tile in tiles] == [chart["title"] for chart in MONITORING["charts"]]


def test_health_is_looked_at_from_outside_where_apps_call(plan: Planner) -> None:
    """T1: at the one host, whichever it is."""
    for variables, host in (({}, "rushes-example.web.app"), (WITH_ALL, "rushes.example.com")):
        (check,) = plan(**variables).of("monitoring_uptime_check_config").values()
        assert check["monitored_resource"][0]["labels"]["host"] == host
        assert check["http_check"][0]["path"] == "/catalog/health"
