"""What Google demands of values, as far as we set them: the provider's schema does not say, and a refusal would come half way.

Beside each group stands where it was looked up, on 2026-11-28 and 29: "API" is what the API's own description says of the
field (as gcloud 528 carries it), "provider" what hashicorp/google 8.7 says of the argument, the rest are pages. What stands under
"not found" is from memory: no page at hand says it, and the first real plan may know better. Seconds are written as Terraform
has them: `600s`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any], bool]


def seconds(least: float, most: float, step: int = 0) -> Check:
    def check(value: Any) -> bool:
        written = re.fullmatch(r"(\d+)s", str(value))
        return bool(written) and least <= int(written[1]) <= most and (not step or int(written[1]) % step == 0)

    return check


def number(least: float, most: float) -> Check:
    return lambda value: least <= float(value) <= most


def like(pattern: str) -> Check:
    return lambda value: bool(re.fullmatch(pattern, str(value)))


_NAME = r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
_ALIGNED = seconds(60, 90_000, 60)  # of an alert; charts may look at longer times
_FILTER = like(r"(?s).{1,2048}")
_LABEL = r"[a-z][a-z0-9_-]{0,62}"
# By type and the path to the value; lists are gone through, what is unset or unknown is left to Google.
LIMITS: tuple[tuple[str, str, Check], ...] = (
    # Cloud Run. API (run v2: names, cpu, probes); cloud.google.com/run/docs/configuring/request-timeout, …/about-concurrency
    ("cloud_run_v2_service", "name", like(r"[a-z][a-z0-9-]{0,47}[a-z0-9]")),
    ("cloud_run_v2_service", "template.timeout", seconds(1, 3600)),
    ("cloud_run_v2_service", "template.max_instance_request_concurrency", number(1, 1000)),
    ("cloud_run_v2_service", "template.containers.resources.limits.cpu", like(r"1|2|4|8")),
    ("cloud_run_v2_service", "template.containers.startup_probe.period_seconds", number(1, 240)),
    ("cloud_run_v2_service", "template.containers.startup_probe.failure_threshold", number(1, math.inf)),
    # Cloud Tasks. API (cloudtasks v2, Queue and RateLimits)
    ("cloud_tasks_queue", "name", like(r"[A-Za-z0-9-]{1,100}")),
    ("cloud_tasks_queue", "rate_limits.max_dispatches_per_second", number(0.001, 500)),
    ("cloud_tasks_queue", "rate_limits.max_concurrent_dispatches", number(1, 5000)),
    # Cloud Scheduler. API (cloudscheduler v1, Job and RetryConfig)
    ("cloud_scheduler_job", "attempt_deadline", seconds(15, 1800)),
    ("cloud_scheduler_job", "retry_config.retry_count", number(0, 5)),
    # Pub/Sub. API (pubsub v1, Topic, Subscription, RetryPolicy, DeadLetterPolicy)
    ("pubsub_topic", "name", like(r"(?!goog)[A-Za-z][\w.~+%-]{2,254}")),
    ("pubsub_subscription", "name", like(r"(?!goog)[A-Za-z][\w.~+%-]{2,254}")),
    ("pubsub_subscription", "ack_deadline_seconds", number(10, 600)),
    ("pubsub_subscription", "message_retention_duration", seconds(600, 2_678_400)),
    ("pubsub_subscription", "retry_policy.minimum_backoff", seconds(0, 600)),
    ("pubsub_subscription", "retry_policy.maximum_backoff", seconds(0, 600)),
    ("pubsub_subscription", "dead_letter_policy.max_delivery_attempts", number(5, 100)),
    # Cloud Storage. Provider (storage_bucket: none, or 7 to 90 days)
    (
        "storage_bucket",
        "soft_delete_policy.retention_duration_seconds",
        lambda value: value == 0 or 604_800 <= value <= 7_776_000,
    ),
    # Firestore. API (firestore v1, BackupSchedule: at most 14 weeks)
    ("firestore_backup_schedule", "retention", seconds(86_400, 8_467_200)),
    # KMS. API (cloudkms v1, CryptoKey: 24 hours to 876,000 hours)
    ("kms_crypto_key", "rotation_period", seconds(86_400, 3_153_600_000)),
    # Secret Manager, IAM, budgets. API (secretmanager v1, iam v1); provider (budget: not below nothing)
    ("secret_manager_secret", "secret_id", like(r"[\w-]{1,255}")),
    ("iam_workload_identity_pool", "workload_identity_pool_id", like(r"(?!gcp-)[a-z0-9-]{4,32}")),
    ("billing_budget", "threshold_rules.threshold_percent", number(0, math.inf)),
    # Logging. API (logging v2, LogMetric: 100 characters of this set, no slash first; a filter of 20,000; LogBucket: a day)
    ("logging_metric", "name", like(r"(?!/)[A-Za-z0-9_.,+!*',()%/-]{1,100}")),
    ("logging_metric", "filter", like(r"(?s).{1,20000}")),
    ("logging_project_bucket_config", "retention_days", number(1, 3650)),
    # Monitoring. API (monitoring v3: names, filters, goals, uptime checks, 120 seconds of absence, 25 hours of alignment);
    # cloud.google.com/monitoring/alerts/metric-absence (23.5 hours). Of a goal the provider still says 0.999.
    ("monitoring_alert_policy", "display_name", like(r".{1,512}")),
    ("monitoring_alert_policy", "conditions.condition_absent.duration", seconds(120, 84_600, 60)),
    ("monitoring_alert_policy", "conditions.condition_absent.aggregations.alignment_period", _ALIGNED),
    ("monitoring_alert_policy", "conditions.condition_absent.filter", _FILTER),
    ("monitoring_alert_policy", "conditions.condition_threshold.aggregations.alignment_period", _ALIGNED),
    ("monitoring_alert_policy", "conditions.condition_threshold.denominator_aggregations.alignment_period", _ALIGNED),
    ("monitoring_alert_policy", "conditions.condition_threshold.filter", _FILTER),
    ("monitoring_alert_policy", "conditions.condition_threshold.denominator_filter", _FILTER),
    ("monitoring_slo", "goal", number(0.001, 0.9999)),
    ("monitoring_uptime_check_config", "timeout", seconds(1, 60)),
    ("monitoring_uptime_check_config", "period", like(r"60s|300s|600s|900s")),
    # Compute. API (compute v1, RFC 1035 names, priorities); docs.cloud.google.com/armor/docs/rate-limiting-overview (counts)
    ("compute_backend_service", "name", like(_NAME)),
    ("compute_managed_ssl_certificate", "name", like(_NAME)),
    ("compute_region_network_endpoint_group", "name", like(_NAME)),
    ("compute_security_policy", "rule.priority", number(0, 2_147_483_647)),
    ("compute_security_policy", "rule.rate_limit_options.rate_limit_threshold.count", number(1, 1_000_000)),
    # Not found: lengths of other names, the longest wait of a queue, bounds of a key's last days, how long an alert's breach may
    # have to last and when it closes, intervals of Cloud Armor.
    ("cloud_tasks_queue", "retry_config.max_backoff", seconds(0, 86_400)),
    ("storage_bucket", "name", like(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]")),
    ("kms_crypto_key", "destroy_scheduled_duration", seconds(86_400, 10_368_000)),
    ("logging_metric", "metric_descriptor.labels.key", like(_LABEL)),
    ("monitoring_alert_policy", "alert_strategy.auto_close", seconds(1800, 604_800)),
    ("monitoring_alert_policy", "alert_strategy.notification_rate_limit.period", seconds(300, 172_800)),
    ("monitoring_alert_policy", "conditions.condition_threshold.duration", seconds(0, 90_000, 60)),
    ("monitoring_custom_service", "service_id", like(r"[A-Za-z0-9-]{1,63}")),
    ("monitoring_slo", "slo_id", like(r"[A-Za-z0-9-]{1,63}")),
    (
        "compute_security_policy",
        "rule.rate_limit_options.rate_limit_threshold.interval_sec",
        like(r"10|30|60|120|180|240|300|600|900|1200|1800|2700|3600"),
    ),
)
MOST_METRIC_LABELS = 10  # not found
MOST_CONDITIONS = 6  # of one policy: API (monitoring v3, AlertPolicy)


def beyond(kind: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Each value of a resource that Google would refuse, by its path."""
    for of, path, check in LIMITS:
        if f"google_{of}" == kind:
            yield from (f"{path}: {value!r}" for value in values_at(values, path.split(".")) if not check(value))
    if kind == "google_logging_metric" and len(values["label_extractors"] or ()) > MOST_METRIC_LABELS:
        yield f"more than {MOST_METRIC_LABELS} labels"
    if kind == "google_monitoring_alert_policy" and len(values["conditions"]) > MOST_CONDITIONS:
        yield f"more than {MOST_CONDITIONS} conditions"
    for label in {**(values.get("labels") or {}), **(values.get("user_labels") or {})} if _has_plain_labels(kind) else ():
        if not re.fullmatch(_LABEL, label):
            yield f"labels: {label!r}"


def _has_plain_labels(kind: str) -> bool:
    return kind in ("google_cloud_run_v2_service", "google_monitoring_alert_policy")


def values_at(values: Any, path: list[str]) -> Iterator[Any]:
    if isinstance(values, list):
        for each in values:
            yield from values_at(each, path)
    elif not path:
        if values is not None:
            yield values
    elif isinstance(values, Mapping):
        yield from values_at(values.get(path[0]), path[1:])
