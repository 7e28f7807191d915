"""Whether an alert policy fires: its conditions over samples, as Cloud Monitoring reckons them; what is not known is an error.

Policies and metrics are taken as Terraform plans them. Time is in seconds and moves in steps of a minute.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import mean, quantiles
from typing import Any, NamedTuple

from local.infra.logging_query import Entry, filter_of, label_of, value_of

_STEP_S = 60
_FORGOTTEN_S = 86_400  # nothing is missed of a series that was not there for a day
_TERM = re.compile(r'(metric\.type|resource\.type|metric\.label\.\w+|resource\.label\.\w+) = (?:"([^"]*)"|one_of\(([^()]*)\))')
_OF_METRIC = "logging.googleapis.com/user/"


class Sample(NamedTuple):
    """One point: of a counter what was added, of a distribution one value, of a gauge what it showed."""

    at: float
    metric: str
    value: Any = 1
    labels: Mapping[str, str] = {}
    resource: str = "cloud_run_revision"
    resource_labels: Mapping[str, str] = {}

    def field(self, name: str) -> str | None:
        if name in ("metric.type", "resource.type"):
            return self.metric if name == "metric.type" else self.resource
        where, _, label = name.rpartition(".")
        return (self.labels if where == "metric.label" else self.resource_labels).get(label)


class NotKnown(ValueError):
    """A part of a policy whose meaning is not known here."""


_ALIGNED: Mapping[str, Callable[[Sequence[Any]], Any]] = {  # the samples of one series in one period, by time
    "ALIGN_DELTA": list,
    "ALIGN_MEAN": mean,
    "ALIGN_MIN": min,
    "ALIGN_MAX": max,
    "ALIGN_NEXT_OLDER": lambda values: values[-1],
    "ALIGN_COUNT_TRUE": lambda values: sum(value is True for value in values),
}
_REDUCED: Mapping[str, Callable[[Sequence[Any]], float]] = {  # what the series of one group became
    "REDUCE_SUM": lambda values: sum(_flat(values)),
    "REDUCE_MAX": lambda values: max(_flat(values)),
    "REDUCE_MEAN": lambda values: mean(_flat(values)),
    "REDUCE_COUNT_FALSE": lambda values: sum(value is False for value in values),
    "REDUCE_PERCENTILE_95": lambda values: _percentile(values, 95),
    "REDUCE_PERCENTILE_99": lambda values: _percentile(values, 99),
}
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "COMPARISON_GT": lambda found, limit: found > limit,
    "COMPARISON_LT": lambda found, limit: found < limit,
}


def _flat(values: Sequence[Any]) -> list[float]:
    return [each for value in values for each in (value if isinstance(value, list) else [value])]


def _percentile(values: Sequence[Any], part: int) -> float:
    flat = _flat(values)
    return flat[0] if len(flat) == 1 else quantiles(flat, n=100, method="inclusive")[part - 1]


def samples_of(metrics: Mapping[str, Mapping[str, Any]], entries: Iterable[tuple[float, Entry]]) -> list[Sample]:
    """What the log-based metrics count of these lines."""
    found: list[Sample] = []
    filters = {name: filter_of(metric["filter"]) for name, metric in metrics.items()}
    for at, entry in entries:
        for name, metric in metrics.items():
            if filters[name](entry):
                labels = {label: label_of(extractor, entry) for label, extractor in (metric["label_extractors"] or {}).items()}
                value = value_of(metric["value_extractor"], entry) if metric.get("value_extractor") else 1
                if value is not None:
                    found.append(Sample(at, f"{_OF_METRIC}{metric['name']}", value, labels))
    return found


def fires(policy: Mapping[str, Any], samples: Sequence[Sample], now: float) -> bool:
    """Whether it has an incident at this moment."""
    if policy["combiner"] != "AND":
        raise NotKnown(policy["combiner"])
    return all(_holds(condition, samples, now) for condition in policy["conditions"])


def _holds(condition: Mapping[str, Any], samples: Sequence[Sample], now: float) -> bool:
    given = {kind for kind, told in condition.items() if kind.startswith("condition_") and told}
    if given == {"condition_absent"}:
        return _is_absent(condition["condition_absent"][0], samples, now)
    if given == {"condition_threshold"}:
        return _is_beyond(condition["condition_threshold"][0], samples, now)
    raise NotKnown(str(given))


def _is_absent(told: Mapping[str, Any], samples: Sequence[Sample], now: float) -> bool:
    times = [sample.at for sample in samples if _passes(told["filter"], sample) and sample.at <= now]
    missing_s = now - max(times, default=-_FORGOTTEN_S)
    return float(told["duration"].removesuffix("s")) <= missing_s < _FORGOTTEN_S


def _is_beyond(told: Mapping[str, Any], samples: Sequence[Sample], now: float) -> bool:
    """At each step of the time that it must last."""
    lasting = int(told["duration"].removesuffix("s"))
    moments = [now - back for back in range(0, lasting + 1, _STEP_S)]
    missing = told.get("evaluation_missing_data") == "EVALUATION_MISSING_DATA_ACTIVE"
    groups = [_at_moment(told, samples, moment) for moment in moments]
    (how,) = told["aggregations"]
    names = how["group_by_fields"] or ()
    known = {tuple(each.field(name) for name in names) for each in samples if each.at <= now and _passes(told["filter"], each)}
    keys = known if missing else {key for group in groups for key in group}  # what never was is not missed
    beyond = _COMPARED[told["comparison"]]
    return any(all(beyond(group[key], told["threshold_value"]) if key in group else missing for group in groups) for key in keys)


def _at_moment(told: Mapping[str, Any], samples: Sequence[Sample], now: float) -> dict[tuple[str | None, ...], float]:
    found = _reduced(told["filter"], told["aggregations"], samples, now)
    if not told.get("denominator_filter"):
        return found
    whole = _reduced(told["denominator_filter"], told["denominator_aggregations"], samples, now)
    return {key: value / whole[key] for key, value in found.items() if whole.get(key)}


def _reduced(
    text: str, aggregations: Sequence[Mapping[str, Any]], samples: Sequence[Sample], now: float
) -> dict[tuple[str | None, ...], float]:
    (how,) = aggregations
    period = float(how["alignment_period"].removesuffix("s"))
    series: dict[tuple[Any, ...], list[Sample]] = {}
    for sample in samples:
        if now - period < sample.at <= now and _passes(text, sample):
            one = (tuple(sorted(sample.labels.items())), tuple(sorted(sample.resource_labels.items())))
            series.setdefault(one, []).append(sample)
    groups: dict[tuple[str | None, ...], list[Any]] = {}
    for each in series.values():
        key = tuple(each[0].field(name) for name in how["group_by_fields"] or ())
        values = [sample.value for sample in sorted(each, key=lambda sample: sample.at)]
        groups.setdefault(key, []).append(_known(_ALIGNED, how["per_series_aligner"])(values))
    return {key: _known(_REDUCED, how["cross_series_reducer"])(values) for key, values in groups.items()}


def _known(table: Mapping[str, Callable[[Sequence[Any]], Any]], name: str) -> Callable[[Sequence[Any]], Any]:
    if name not in table:
        raise NotKnown(name)
    return table[name]


def _passes(text: str, sample: Sample) -> bool:
    for term in text.split(" AND "):
        matched = _TERM.fullmatch(term)
        if not matched:
            raise NotKnown(term)
        wanted = [matched[2]] if matched[2] is not None else re.findall(r'"([^"]*)"', matched[3])
        if sample.field(matched[1]) not in wanted:
            return False
    return True
