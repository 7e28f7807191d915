"""What Terraform would make, planned against the provider's real schema without a network."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from local.infra import headers, hosting, limits, rules, topology
from local.infra.rules import Rule
from local.tools import ROOT
from shared.platform.settings import EMULATOR_VARIABLES, OUR_SURFACES, Settings, read_settings, settings
from tests.unit.infra.conftest import Planner

TOPOLOGY = topology.read()
WITH_ALL: dict[str, Any] = {
    "billing_account": "AAAAAA-BBBBBB-CCCCCC",
    "chat_space": "spaces/AAAA",
    "ci_repository": "somebody/rushes",
    "cors_origins": ["https://app.example.com"],
    "domain": "rushes.example.com",
    "min_instances": {"videos": 1},
    "mail": ["digest@example.com"],
    "openai_videos_url": "https://videos.example.com/v1",
    "openai_videos_redirect_hosts": ["files.example.com"],
    "operators": ["group:rushes-operators@example.com"],
    "page": ["page@example.com"],
    "otlp_url": "https://telemetry.googleapis.com",
    "smtp_host": "smtp.example.com:587",
    "smtp_user": "rushes",
    "mail_from": "rushes@example.com",
    "payment_servers": ["payments@example.iam.gserviceaccount.com"],
    "secret_versions": dict.fromkeys(TOPOLOGY["secrets"], "3"),
    "web_app": {"id": "1:123:web:abc", "site_key": "6Lexample"},
}
BEFORE = {"image": "", "stage": "staging"}
SHAPES: dict[str, dict[str, Any]] = {"with Hosting": {}, "with all": WITH_ALL, "before the first image": BEFORE}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_rule_holds_of_every_shape(plan: Planner, shape: str, rule: Rule) -> None:
    """N1, A4: with Hosting, with a load balancer and everything that can be asked for, and before there is an image."""
    assert list(rule(plan(**SHAPES[shape]), TOPOLOGY)) == []


def test_every_limit_of_google_is_one_of_something_that_is_planned(plan: Planner) -> None:
    """N1: a path that is misspelt would never refuse anything."""
    planned = plan(**WITH_ALL).all
    never = [
        (of, path)
        for of, path, _ in limits.LIMITS
        if not any(list(limits.values_at(each.values, path.split("."))) for each in planned if each.type == f"google_{of}")
    ]
    assert never == []


def test_the_guide_names_variables_that_there_are() -> None:
    """N1: what is decided is decided by a name that Terraform knows."""
    declared = set(re.findall(r'^variable "(\w+)"', (ROOT / "infra" / "terraform" / "variables.tf").read_text(), re.MULTILINE))
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    table = page[page.index("## 4") : page.index("## 5")]
    named = set(re.findall(r"`([a-z_]+)(?==|`)", table)) - {"usd_ceiling_per_day", "intake", "reported", "own_key"}
    assert len(named) > 5
    assert named <= declared


def test_a_new_projects_quota_is_enough_for_every_service(plan: Planner) -> None:
    """N1: Cloud Run refuses a service that could have more processors than the project; with more quota all are used."""
    for of_quota, most in ((plan(), topology.CPUS_OF_A_NEW_PROJECT), (plan(cpu_quota=80), 80)):
        for name, service in of_quota.services.items():
            instances = service["template"][0]["scaling"][0]["max_instance_count"]
            assert instances * TOPOLOGY["functions"][name]["cpu"] <= most
            assert list(rules.queues_send_no_more_than_there_are_instances(of_quota, TOPOLOGY)) == []
    assert plan(cpu_quota=80).services["film-tasks"]["template"][0]["scaling"][0]["max_instance_count"] == 20
    queues = [each.of("cloud_tasks_queue")["compile"] for each in (plan(cpu_quota=80), plan())]
    assert [queue["rate_limits"][0]["max_concurrent_dispatches"] for queue in queues] == [10, 2]


def test_staging_forgets_what_production_keeps(plan: Planner) -> None:
    """N1: a stage is a file of variables."""
    kept = {each: plan(**SHAPES[each]).of("firestore_database")[None]["delete_protection_state"] for each in SHAPES}
    assert kept["with Hosting"] == "DELETE_PROTECTION_ENABLED"
    assert kept["before the first image"] == "DELETE_PROTECTION_DISABLED"


def test_before_there_is_an_image_nothing_is_called(plan: Planner) -> None:
    """N1: the registry that it is pushed to is made first; whoever would call a function waits for it."""
    made = plan(**BEFORE)
    assert not made.services
    assert not made.of("cloud_scheduler_job")
    assert not made.of("monitoring_alert_policy", "alert")  # Monitoring has to hear of their metrics first
    assert not made.of("pubsub_subscription", "stored")
    assert made.of("artifact_registry_repository")


def test_indexes_and_expiry_are_those_of_the_file_that_the_tests_of_queries_read(plan: Planner) -> None:
    """N2: one file for Firebase's tools, for Terraform and for the proof that each query has its index."""
    declared = json.loads((ROOT / "infra" / "firestore.indexes.json").read_text())
    indexes = [
        (
            each["collection"],
            each["query_scope"],
            [(field["field_path"], field.get("order") or field.get("array_config")) for field in each["fields"]],
        )
        for each in plan().of("firestore_index").values()
    ]
    wanted = [
        (
            each["collectionGroup"],
            each["queryScope"],
            [(field["fieldPath"], field.get("order", field.get("arrayConfig"))) for field in each["fields"]],
        )
        for each in declared["indexes"]
    ]
    assert sorted(indexes) == sorted(wanted)
    fields = plan().of("firestore_field")
    expiring = {key for key, field in fields.items() if field["ttl_config"]}
    assert expiring == {
        f"{each['collectionGroup']}.{each['fieldPath']}" for each in declared["fieldOverrides"] if each.get("ttl")
    }
    assert {"idempotency.expires_at"} <= expiring
    assert len(fields) == len(declared["fieldOverrides"])


def test_the_database_can_be_read_as_it_was_and_is_backed_up(plan: Planner) -> None:
    """N1: in production seven days minute by minute, days and weeks from backups; the rules are the ones that are tested."""
    made = plan()
    assert made.of("firestore_database")[None]["point_in_time_recovery_enablement"] == "POINT_IN_TIME_RECOVERY_ENABLED"
    kept = {each.values["retention"] for each in made.all if each.type == "google_firestore_backup_schedule"}
    assert kept == {f"{7 * 86400}s", f"{8 * 604800}s"}
    (source,) = made.of("firebaserules_ruleset")[None]["source"]
    assert source["files"][0]["content"] == (ROOT / "firestore.rules").read_text()


def test_the_wrapping_key_is_the_one_that_the_code_names_and_is_turned_over(plan: Planner) -> None:
    """N1: each ninety days; a destroyed version can be called back for thirty."""
    made = plan()
    (key,) = made.of("kms_crypto_key").values()
    named = made.variables("account")["RUSHES_KMS_KEY"].split("/")
    assert (named[5], named[7]) == (made.of("kms_key_ring")[None]["name"], key["name"])
    assert (key["rotation_period"], key["destroy_scheduled_duration"]) == ("7776000s", "2592000s")


def test_every_setting_is_set_or_left_to_its_default_on_purpose(plan: Planner) -> None:
    """N1: none is forgotten."""
    made = plan(**WITH_ALL)
    given = {name for function in made.services for name in made.variables(function)}
    known = {variable.name for variable in Settings._field_defaults.values()} - set(EMULATOR_VARIABLES)
    left = {"K_SERVICE", "GOOGLE_VERTEX_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "RUSHES_BODY_SECONDS", "RUSHES_WEBHOOKS_LOOPBACK"}
    left.add("RUSHES_STRIPE_URL")
    assert known - given == left


def test_our_own_pages_and_those_that_are_named_reach_doors_and_buckets(plan: Planner) -> None:
    """A6: and no others."""
    for variables, wanted in (
        ({}, ["https://rushes-example.web.app"]),
        (WITH_ALL, ["https://rushes.example.com", "https://app.example.com"]),
    ):
        made = plan(**variables)
        assert made.variables("videos")["RUSHES_CORS_ORIGINS"] == ",".join(wanted)
        origins = [cors["origin"] for bucket in made.of("storage_bucket", "bucket").values() for cors in bucket["cors"]]
        assert origins == [wanted, wanted]


def test_a_secret_without_a_value_is_left_out_where_it_may_be_missing(plan: Planner) -> None:
    """N1: a variable that points to nothing would stop every deployment."""
    assert "GEMINI_API_KEY" not in plan().variables("video-tasks")
    assert "GEMINI_API_KEY" in plan(**WITH_ALL).variables("video-tasks")
    assert "RUSHES_IDENTITY_KEY" in plan().variables("catalog")


def test_the_watcher_may_ask_a_server_of_the_openai_wire_and_no_other_provider(plan: Planner) -> None:
    """V9, A4: by the same address and key as who checks; without a key of ours where the server wants none."""
    asks = ("RUSHES_OPENAI_VIDEOS_URL", "RUSHES_OPENAI_VIDEOS_KEY")
    for variables, wanted in ((WITH_ALL, [True, True]), ({"openai_videos_url": WITH_ALL["openai_videos_url"]}, [True, False])):
        watch, checks = (plan(**variables).variables(name) for name in ("watch", "video-tasks"))
        assert [name in watch for name in asks] == wanted
        assert [watch.get(name) for name in asks] == [checks.get(name) for name in asks]
        assert "GEMINI_API_KEY" not in watch
    assert "providers" not in TOPOLOGY["functions"]["watch"]["needs"]


def test_every_door_is_told_where_videos_are_ordered_in_our_name(plan: Planner) -> None:
    """M1: the catalog, whoever charges and the nightly look, though only workers have the keys."""
    for variables, wanted in (
        ({}, None),
        ({"secret_versions": {"identity-key": "1", "gemini-api-key": "2"}}, "gemini-api"),
        ({"openai_videos_url": WITH_ALL["openai_videos_url"]}, "openai-videos"),  # its server may want no key
        (WITH_ALL, "gemini-api,openai-videos"),
    ):
        made = plan(**variables)
        told = {name: made.variables(name).get(OUR_SURFACES) for name in made.services}
        assert set(told.values()) == {wanted}
        served = read_settings(made.variables("catalog")).our_surfaces
        assert ("gemini-api" in served) is ("GEMINI_API_KEY" in made.variables("video-tasks"))


def test_accounts_are_called_as_the_code_calls_them(plan: Planner) -> None:
    """A4: whom a door lets in is whom Terraform has call it."""
    emails = {short: account["email"].partition("@")[0] for short, account in plan().of("service_account", "named").items()}
    assert {short: settings().service_account(short).partition("@")[0] for short in emails} == emails


def test_operators_act_as_an_account_that_opens_admin_alone(plan: Planner) -> None:
    """A3: nobody is an operator by a token that another service could have been sent."""
    made = plan(**WITH_ALL)
    assert made.variables("admin")["RUSHES_OPERATORS"] == made.outputs["operator"]
    assert [name for name in made.services if "RUSHES_OPERATORS" in made.variables(name)] == ["admin"]
    (member,) = made.of("service_account_iam_member", "operators").values()
    assert (member["member"], member["role"]) == (WITH_ALL["operators"][0], "roles/iam.serviceAccountOpenIdTokenCreator")


def test_admin_may_pause_queues_and_do_no_more_to_them(plan: Planner) -> None:
    """O1, N1: nothing of ours empties or deletes a queue, so nobody who gets in there may."""
    made = plan(**WITH_ALL)
    (role,) = made.of("project_iam_custom_role").values()
    assert sorted(role["permissions"]) == ["cloudtasks.queues.pause", "cloudtasks.queues.resume"]
    assert not [each for each in made.all if "queueAdmin" in str(each.values.get("role"))]
    needing = [name for name, told in TOPOLOGY["functions"].items() if "queues" in told["needs"]]
    assert needing == ["admin"]


def test_with_a_load_balancer_every_address_has_its_limit(plan: Planner) -> None:
    """L1: two hundred calls a minute and address; without a domain there is no such limit, and no load balancer."""
    (policy,) = plan(**WITH_ALL).of("compute_security_policy").values()
    limits = [rule["rate_limit_options"][0]["rate_limit_threshold"] for rule in policy["rule"] if rule["rate_limit_options"]]
    assert limits == [[{"count": 200, "interval_sec": 60}]]
    assert not [each for each in plan().all if each.type.startswith("google_compute_")]


@pytest.mark.parametrize("vouched", [False, True])
def test_the_load_balancer_shows_the_same_as_hosting_does(plan: Planner, *, vouched: bool) -> None:
    """N1 A6: the same files with the same headers; with Hosting there is no bucket of pages."""
    made = plan(**{**WITH_ALL, "web_app": {"id": "1:1:web:2", "site_key": "k"} if vouched else None})
    assert set(made.of("storage_bucket_object")) == {file.name for file in (ROOT / hosting.PAGES).iterdir()}
    shown = made.of("compute_backend_bucket")
    wanted = {"pages": headers.PAGES, "studio": headers.of_a_deployment("rushes-example", app_check=vouched)}
    for name, told in wanted.items():
        assert sorted(shown[name]["custom_response_headers"]) == sorted(f"{key}: {value}" for key, value in told.items())
    assert not plan().of("storage_bucket_object")


def test_the_load_balancer_shows_the_studio_at_each_of_its_addresses_and_helps_with_a_sign_in(plan: Planner) -> None:
    """N1 U1: its files as they are, every other address its one page; Google's helper under our own host."""
    (found,) = plan(**WITH_ALL).of("compute_url_map", "edge").values()
    sign_in, files, page, *doors = found["path_matcher"][0]["route_rules"]
    assert [match.get("full_path_match") for match in files["match_rules"]][:-1] == [
        *("/", "/index.html", "/config.json"),
        *(f"/studio/{file.name}" for file in sorted((ROOT / "web" / "public").iterdir())),
    ]
    assert files["match_rules"][-1]["prefix_match"] == "/studio/assets/"
    assert [match["path_template_match"] for match in page["match_rules"]] == ["/studio", "/studio/{address=**}"]
    assert page["route_action"][0]["url_rewrite"][0]["path_template_rewrite"] == "/index.html"
    assert sign_in["match_rules"][0]["prefix_match"] == "/__/"
    assert sign_in["route_action"][0]["url_rewrite"][0]["host_rewrite"] == "rushes-example.firebaseapp.com"
    priorities = [rule["priority"] for rule in (sign_in, files, page, *doors)]
    assert priorities == sorted({*priorities})


def test_ci_deploys_without_a_key_from_one_branch_of_one_repository(plan: Planner) -> None:
    """N1: by workload identity."""
    (provider,) = plan(**WITH_ALL).of("iam_workload_identity_pool_provider").values()
    assert provider["attribute_condition"] == ('assertion.repository == "somebody/rushes" && assertion.ref == "refs/heads/main"')
    assert not plan().of("iam_workload_identity_pool")


def test_what_rests_on_nothing_else_waits_until_its_api_is_on() -> None:
    """N1: a first apply begins with a project where none is; Terraform makes at once whatever names nothing before it."""
    for file in sorted((ROOT / "infra" / "terraform").glob("*.tf")):
        for kind, name, body in re.findall(r'^resource "(google_\w+)" "(\w+)" \{\n(.*?)^\}', file.read_text(), re.M | re.S):
            assert kind == "google_project_service" or re.search(r"\bgoogle_\w+\.\w+|depends_on", body), (
                f"{file.name}: {kind}.{name}"
            )


def test_whoever_deploys_may_make_the_roles_that_are_planned(plan: Planner) -> None:
    """N1: a custom role is nothing that an administrator of accounts or of grants may make."""
    made = plan(**WITH_ALL)
    (account,) = made.of("service_account", "deployer").values()
    assert account["account_id"] == "rushes-deployer"
    granted = {each["role"] for each in made.of("project_iam_member", "deployer").values()}
    assert {"roles/iam.roleAdmin", "roles/iam.serviceAccountAdmin", "roles/resourcemanager.projectIamAdmin"} <= granted


def test_only_what_is_paid_for_at_rest_waits_for_the_first_call(plan: Planner) -> None:
    """N1: no instance does, unless asked for."""
    assert {service["template"][0]["scaling"][0]["min_instance_count"] for service in plan().services.values()} == {0}
    waiting = plan(**WITH_ALL).services["videos"]["template"][0]["scaling"][0]
    assert waiting["min_instance_count"] == 1
