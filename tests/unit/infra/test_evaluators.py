"""What reads filters, extractors and policies as Google does, by itself: what it does not understand it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from local.infra.alerting import NotKnown, Sample, fires
from local.infra.logging_query import NotUnderstood, entry_of, filter_of, label_of, value_of


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ('jsonPayload.message="answered"', True),
        ('jsonPayload.message="Answered" jsonPayload.status=500', True),
        ("jsonPayload.status=(404 OR 500) AND jsonPayload.alert=true", True),
        ("NOT jsonPayload.status=500", False),
        ('jsonPayload.message="other" OR jsonPayload.status=500 AND jsonPayload.alert=false', False),  # OR binds more than AND
        ('jsonPayload.message="other" OR (jsonPayload.status=500 AND jsonPayload.alert=true)', True),
        ('jsonPayload.missing="a"', False),
        ('jsonPayload.message=~"^ans"', True),
        ('resource.type="cloud_run_revision" AND severity="ERROR"', True),
    ],
)
def test_a_filter_is_read_as_google_reads_it(text: str, passes: bool) -> None:
    """T1: the evaluator by itself."""
    line = '{"severity": "ERROR", "message": "answered", "status": 500, "alert": true}'
    assert filter_of(text)(entry_of(line, "videos")) is passes


@pytest.mark.parametrize(
    "text",
    [
        'jsonPayload.message:"answered"',
        "jsonPayload.status>=500",
        'jsonPayload.message!="answered"',
        'labels.a="b"',
        'jsonPayload.message="a" AND',
        'jsonPayload.message="a" )',
        '(jsonPayload.message="a"',
        "jsonPayload.message=AND",
        "jsonPayload.message='a'",
    ],
)
def test_a_filter_that_is_not_understood_is_refused(text: str) -> None:
    """T1: rather than taken for something else."""
    with pytest.raises(NotUnderstood):
        filter_of(text)


def test_extractors_find_numbers_texts_and_parts_of_them() -> None:
    """T1: a label is a text, whatever the field is."""
    entry = entry_of('{"severity": "INFO", "message": "answered", "status": 404, "good": false, "seconds": 1.5}', "videos")
    assert value_of("EXTRACT(jsonPayload.seconds)", entry) == 1.5
    assert label_of("EXTRACT(jsonPayload.good)", entry) == "false"
    assert label_of('REGEXP_EXTRACT(jsonPayload.status, "^(\\\\d)")', entry) == "4"
    assert label_of("EXTRACT(jsonPayload.missing)", entry) == ""
    for text in ("FIRST(jsonPayload.a)", 'REGEXP_EXTRACT(jsonPayload.a, "x")', "EXTRACT(jsonPayload.a"):
        with pytest.raises(NotUnderstood):
            value_of(text, entry)


def test_a_line_of_nothing_but_words_has_no_fields() -> None:
    """T1: Cloud Logging keeps it as a text, which no filter of ours would find."""
    assert "jsonPayload" not in entry_of('{"severity": "INFO", "message": "hello"}', "videos")


def test_a_policy_that_is_not_understood_is_refused() -> None:
    """T1: rather than taken to be quiet."""
    threshold: dict[str, Any] = {
        "filter": 'metric.type = "a"',
        "comparison": "COMPARISON_GT",
        "threshold_value": 0,
        "duration": "0s",
        "aggregations": [
            {
                "alignment_period": "60s",
                "per_series_aligner": "ALIGN_RATE",
                "cross_series_reducer": "REDUCE_SUM",
                "group_by_fields": [],
            }
        ],
    }
    for policy in (
        {"combiner": "OR", "conditions": []},
        {"combiner": "AND", "conditions": [{"condition_matched_log": [{"filter": ""}]}]},
        {"combiner": "AND", "conditions": [{"condition_threshold": [threshold]}]},
        {"combiner": "AND", "conditions": [{"condition_threshold": [{**threshold, "filter": 'metric.type != "a"'}]}]},
    ):
        with pytest.raises(NotKnown):
            fires(policy, [Sample(1.0, "a")], 1.0)
