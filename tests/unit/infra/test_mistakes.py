"""Deliberate mistakes, each made in a copy of the files and caught by what would catch it in earnest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.infra import rules, topology
from local.infra.rules import Plan, Rule
from tests.unit.infra.conftest import Change, Planner

TOPOLOGY = topology.read()


def said(file: str, was: str, becomes: str) -> Change:
    """One text of one file of infra/ instead of another."""

    def change(root: Path) -> None:
        path = root / "infra" / file
        text = path.read_text(encoding="utf-8")
        assert was in text, f"{file} does not say {was!r} any more"
        path.write_text(text.replace(was, becomes), encoding="utf-8")

    return change


def declared(spoil: Callable[[Any], object]) -> Change:
    """Something else in the topology."""

    def change(root: Path) -> None:
        path = root / "infra" / "topology.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        spoil(told)
        path.write_text(json.dumps(told), encoding="utf-8")

    return change


MISSPELT: list[tuple[str, Change, str]] = [
    ("argument", said("terraform/firestore.tf", "type                              =", "typ ="), 'named "typ"'),
    ("block", said("terraform/registry.tf", "  docker_config {", "  docker_confg {"), '"docker_confg" are not expected'),
    ("required argument", said("terraform/monitoring.tf", '  type         = "email"\n', ""), '"type" is required'),
    ("resource", said("terraform/kms.tf", '"google_kms_key_ring"', '"google_kms_keyring"'), 'resource type "google_kms_keyring"'),
    ("section", said("terraform/storage.tf", "local.topology.buckets", "local.topology.bucket"), 'attribute named "bucket"'),
]


@pytest.fixture(scope="module")
def said_of_misspelt(refusal: Callable[[Change], str]) -> str:
    """Terraform tells all that it does not understand at once."""
    return " ".join(refusal(lambda root: [change(root) for _, change, _ in MISSPELT]).split())


@pytest.mark.parametrize("told", [row[2] for row in MISSPELT], ids=[row[0] for row in MISSPELT])
def test_what_is_misspelt_is_refused(said_of_misspelt: str, told: str) -> None:
    """N1: by Terraform, with the provider's real schema."""
    assert told in said_of_misspelt


MISTAKES: list[tuple[str, Change, Rule, str]] = [
    (
        "a need without a role",
        said("terraform/iam.tf", '    "auth"           = "roles/firebaseauth.admin"\n', ""),
        rules.every_need_has_its_role,
        "no role for: account auth",
    ),
    (
        "a role without a need",
        said("terraform/iam.tf", '"${name} ${need}" => {', '"${name} ${need} too" => {'),
        rules.every_need_has_its_role,
        "a role that nobody needs: account firestore too",
    ),
    (
        "a setting that nobody sets",
        declared(lambda told: told["environment"].pop("RUSHES_BUCKET_MEDIA")),
        rules.every_function_starts_with_what_it_is_given,
        "catalog would not start: The environment cannot be served with. RUSHES_BUCKET_MEDIA is not set",
    ),
    (
        "a setting that nobody reads",
        declared(lambda told: told["environment"].update(RUSHES_BUCKET_MEDIEN="{project}-media")),
        rules.every_function_starts_with_what_it_is_given,
        "nothing reads RUSHES_BUCKET_MEDIEN, which catalog is given",
    ),
    (
        "an emulator",
        declared(lambda told: told["functions"]["films"].update(environment={"STORAGE_EMULATOR_HOST": "http://127.0.0.1:1"})),
        rules.every_function_starts_with_what_it_is_given,
        "films would not start: STORAGE_EMULATOR_HOST: an emulator variable is set in a deployed process. Remove it.",
    ),
    (
        "hidden threads",
        said("terraform/services.tf", "tostring(env.value)", '"64"'),
        rules.every_function_starts_with_what_it_is_given,
        "catalog has not as many threads as calls",
    ),
    (
        "a secret of any version",
        said("terraform/services.tf", "var.secret_versions[env.value]", '"latest"'),
        rules.every_secret_is_named_with_its_version,
        "catalog is given identity-key in whatever version there is",
    ),
    (
        "a public worker",
        said("terraform/services.tf", '"INGRESS_TRAFFIC_INTERNAL_ONLY"', '"INGRESS_TRAFFIC_ALL"'),
        rules.only_public_doors_are_reached_from_outside,
        "video-tasks admits INGRESS_TRAFFIC_ALL instead of INGRESS_TRAFFIC_INTERNAL_ONLY",
    ),
    (
        "Google's own check",
        said("terraform/services.tf", "invoker_iam_disabled = true", "invoker_iam_disabled = false"),
        rules.only_public_doors_are_reached_from_outside,
        "catalog would see tokens without signatures",
    ),
    (
        "a bucket for everybody",
        said("terraform/iam.tf", 'member   = google_service_account.named["signer"].member', 'member   = "allUsers"'),
        rules.nothing_is_everybodys,
        'google_storage_bucket_iam_member.signer["media"] is for allUsers',
    ),
    (
        "buckets for Firebase's SDK",
        said("terraform/apis.tf", '"firebasehosting",', '"firebasehosting", "firebasestorage",'),
        rules.apps_reach_no_bucket,
        'google_project_service.api["firebasestorage"] opens buckets to Firebase\'s SDK',
    ),
    (
        "an image by its tag",
        said("terraform/services.tf", "image = var.image", 'image = "${split("@", var.image)[0]}:latest"'),
        rules.every_function_is_one_service,
        "catalog is not deployed by digest",
    ),
    (
        "the account of all",
        said(
            "terraform/services.tf", "google_service_account.run[each.key].email", 'google_service_account.named["events"].email'
        ),
        rules.every_function_is_one_service,
        "catalog runs as rushes-events@rushes-example.iam.gserviceaccount.com",
    ),
    (
        "another audience",
        said(
            "terraform/notifications.tf",
            "audience              = local.url[each.value.function]",
            'audience = "https://example.com"',
        ),
        rules.everybody_calls_the_door_that_his_token_names,
        "the subscription uploads-finalized calls https://upload-events-123456789012.us-central1.run.app/ for https://example.com",
    ),
    (
        "a short id",
        declared(lambda told: told["accounts"].update(tasks="tasks")),
        rules.accounts_are_ones_that_google_admits,
        'google_service_account.named["tasks"]: an id has 6 to 30 letters',
    ),
    (
        "a secret in the state",
        said(
            "terraform/secrets.tf",
            "# The names only",
            'resource "google_secret_manager_secret_version" "v" {\n  secret = "s"\n}\n# The names only',
        ),
        rules.accounts_are_ones_that_google_admits,
        "google_secret_manager_secret_version.v would stand in the state",
    ),
    (
        "a window that no alert may have",
        said("monitoring.json", '"window_s": 90000', '"window_s": 93600'),
        rules.values_are_ones_that_google_admits,
        'google_monitoring_alert_policy.alert["reconcile-silent"]: conditions.condition_threshold.aggregations.alignment_period: '
        "'93600s'",
    ),
    (
        "too few deliveries",
        declared(lambda told: told["notifications"]["uploads-finalized"].update(max_delivery_attempts=3)),
        rules.values_are_ones_that_google_admits,
        'google_pubsub_subscription.stored["uploads-finalized"]: dead_letter_policy.max_delivery_attempts: 3',
    ),
    (
        "fewer attempts",
        declared(lambda told: told["queues"]["store"].update(max_attempts=100)),
        rules.queues_try_as_often_as_the_code_thinks,
        "the queue store tries 100 times, the code thinks 107",
    ),
    (
        "more tasks than instances",
        said("terraform/queues.tf", "= local.at_once[each.key]", "= each.value.max_concurrent_dispatches"),
        rules.queues_send_no_more_than_there_are_instances,
        "film-tasks is sent 20 tasks at once and has room for 5",
    ),
    (
        "soft deletion",
        declared(lambda told: told["buckets"]["media"]["softDeletePolicy"].update(retentionDurationSeconds=604800)),
        rules.what_is_erased_is_gone,
        "the bucket media keeps what was deleted",
    ),
]


OF_THE_EDGE: list[tuple[str, Change, str]] = [
    (
        "a path without a door",
        said("terraform/edge.tf", 'route_rules.key)}/" }', 'route_rules.key)}/v1/" }'),
        "the load balancer leads",
    ),
    (
        "a limit for all",
        said("terraform/edge.tf", 'enforce_on_key = "IP"', 'enforce_on_key = "ALL"'),
        "no limit for each address",
    ),
    (
        "a door without a path",
        said("terraform/variables.tf", '["public", "user", "admin"]', '["public", "user"]'),
        "a public door is not behind the load balancer",
    ),
]


@pytest.fixture(scope="module")
def spoiled(plan: Planner) -> Plan:
    """One plan with every mistake in it: they touch nothing of each other."""
    return plan(change=lambda root: [row[1](root) for row in MISTAKES])


@pytest.fixture(scope="module")
def spoiled_edge(plan: Planner) -> Plan:
    return plan(change=lambda root: [row[1](root) for row in OF_THE_EDGE], domain="rushes.example.com")


@pytest.mark.parametrize(("rule", "told"), [row[2:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_a_mistake_in_a_plan_is_told_by_its_rule(spoiled: Plan, rule: Rule, told: str) -> None:
    """N1, A4: what is well formed and wrong."""
    assert told in list(rule(spoiled, TOPOLOGY))


@pytest.mark.parametrize("told", [row[2] for row in OF_THE_EDGE], ids=[row[0] for row in OF_THE_EDGE])
def test_a_mistake_of_the_load_balancer_is_told(spoiled_edge: Plan, told: str) -> None:
    """L1: it is the one way in where there is one."""
    assert [each for each in rules.one_way_in(spoiled_edge, TOPOLOGY) if each.startswith(told)]
