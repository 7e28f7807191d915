"""What must hold of every plan, whatever its variables are: each rule tells the faults of what would be there after it.

Tests ask this of the plans that they make without a network, and a deployment of its real plan before anybody says yes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from local.infra import limits
from local.infra.topology import PUBLIC, place_of
from shared.platform.settings import BadSettings, Settings, read_settings
from shared.platform.web.task_attempts import max_attempts

NEVER = ("google_service_account_key", "google_secret_manager_secret_version")  # what would stand in the state to be read
_OF_THE_FRAMEWORK = {"FUNCTION_TARGET", "FUNCTION_SIGNATURE_TYPE"}
_READ = _OF_THE_FRAMEWORK | {variable.name for variable in Settings._field_defaults.values()}
_ANYONE = ("allUsers", "allAuthenticatedUsers")
_A_SECRET = {"hook-secrets": f"whsec_{'c2lnbmVk' * 4}", "stripe": f"rk_live_{'c2lnbmVk' * 4}"}
_ANY_SECRET = "0123456789abcdef"  # noqa: S105 - of no service
_INTERNAL, _BALANCER, _EVERYWHERE = (f"INGRESS_TRAFFIC_{each}" for each in ("INTERNAL_ONLY", "INTERNAL_LOAD_BALANCER", "ALL"))


class Resource(NamedTuple):
    address: str
    type: str
    name: str
    key: Any  # of for_each, or the number of a count
    values: Mapping[str, Any]


class Plan:
    """What would be there, as `terraform show -json` tells it."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        found = told["planned_values"]["root_module"].get("resources", [])
        self.all = [
            Resource(r["address"], r["type"], r["name"], r.get("index"), r.get("values", {}))
            for r in found
            if r["mode"] == "managed"
        ]
        self.outputs: Mapping[str, Any] = {name: each.get("value") for name, each in told["planned_values"]["outputs"].items()}

    def of(self, kind: str, name: str = "") -> dict[Any, Mapping[str, Any]]:
        """By their keys; `name` tells apart what is declared in several places."""
        found = [r for r in self.all if r.type == f"google_{kind}" and (not name or r.name == name)]
        assert len({r.name for r in found}) <= 1, f"{kind} is declared in several places"
        return {r.key: r.values for r in found}

    @property
    def services(self) -> dict[str, Mapping[str, Any]]:
        return self.of("cloud_run_v2_service")

    def variables(self, service: str) -> dict[str, str]:
        """Of one service; a secret stands for itself with a value of its form."""
        return {
            each["name"]: each.get("value") or a_secret(each["value_source"][0]["secret_key_ref"][0]["secret"])
            for each in self.container(service)["env"]
        }

    def container(self, service: str) -> Mapping[str, Any]:
        return self.services[service]["template"][0]["containers"][0]


Rule = Callable[[Plan, Mapping[str, Any]], Iterator[str]]


def a_secret(secret: str) -> str:
    """One that has the form of this secret's."""
    return next((value for begin, value in _A_SECRET.items() if secret.startswith(begin)), _ANY_SECRET)


def every_function_is_one_service(plan: Plan, topology: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(set(plan.services) ^ set(topology["functions"])) if plan.services else ():
        yield f"{name} is {'no function' if name in plan.services else 'not deployed'}"
    for name, service in plan.services.items():
        told, template, container = topology["functions"][name], service["template"][0], plan.container(name)
        limits = container["resources"][0]["limits"]
        planned = (limits["cpu"], limits["memory"], template["timeout"], template["max_instance_request_concurrency"])
        if planned != (str(told["cpu"]), told["memory"], f"{told['timeout_s']}s", told["concurrency"]):
            yield f"{name} has other limits than the topology: {planned}"
        if not 1 <= template["scaling"][0]["max_instance_count"] <= told["instances"]["max"]:
            yield f"{name} may have other instances than the topology says"
        if "@sha256:" not in container["image"]:
            yield f"{name} is not deployed by digest"
        if template["service_account"].partition("@")[0] != f"run-{name}":
            yield f"{name} runs as {template['service_account']}"


def every_function_starts_with_what_it_is_given(plan: Plan, topology: Mapping[str, Any]) -> Iterator[str]:
    for name in plan.services:
        variables = plan.variables(name)
        if variables.get("FUNCTION_TARGET") != name.replace("-", "_"):
            yield f"{name} would start {variables.get('FUNCTION_TARGET')}"
        if variables.get("THREADS") != (
            str(topology["functions"][name]["threads"]) if "threads" in topology["functions"][name] else None
        ):
            yield f"{name} has not as many threads as calls"
        yield from (f"nothing reads {each}, which {name} is given" for each in sorted(set(variables) - _READ))
        try:
            read_settings({**variables, "K_SERVICE": name})
        except BadSettings as refused:
            yield f"{name} would not start: {refused}"


def every_secret_is_named_with_its_version(plan: Plan, _topology: Mapping[str, Any]) -> Iterator[str]:
    """One that is added later would else reach only those instances that happen to start after it."""
    for name in plan.services:
        for each in plan.container(name)["env"]:
            for source in each.get("value_source") or ():
                secret = source["secret_key_ref"][0]
                if not secret["version"].isdecimal():
                    yield f"{name} is given {secret['secret']} in whatever version there is"


def only_public_doors_are_reached_from_outside(plan: Plan, topology: Mapping[str, Any]) -> Iterator[str]:
    """With a load balancer through it alone; Google's own check is off everywhere, since it would take tokens' signatures off."""
    balanced = bool(plan.of("compute_url_map", "edge"))
    for name, service in plan.services.items():
        wanted = (_BALANCER if balanced else _EVERYWHERE) if topology["functions"][name]["door"] in PUBLIC else _INTERNAL
        if service["ingress"] != wanted:
            yield f"{name} admits {service['ingress']} instead of {wanted}"
        if service["invoker_iam_disabled"] is not True:
            yield f"{name} would see tokens without signatures"


def nothing_is_everybodys(plan: Plan, _topology: Mapping[str, Any]) -> Iterator[str]:
    """But for pages that a load balancer serves."""
    for each in plan.all:
        if each.values.get("member") in _ANYONE and (each.type, each.name) != ("google_storage_bucket_iam_member", "pages"):
            yield f"{each.address} is for {each.values['member']}"
    for short, bucket in plan.of("storage_bucket", "bucket").items():
        if bucket["public_access_prevention"] != "enforced" or bucket["uniform_bucket_level_access"] is not True:
            yield f"the bucket {short} could be made public"


def apps_reach_no_bucket(plan: Plan, _topology: Mapping[str, Any]) -> Iterator[str]:
    """Firebase's SDK reaches a bucket that is linked to Firebase, as far as its rules say; ours are linked to nothing."""
    for each in plan.all:
        if each.type.startswith("google_firebase_storage") or each.values.get("service") == "firebasestorage.googleapis.com":
            yield f"{each.address} opens buckets to Firebase's SDK"


def every_need_has_its_role(plan: Plan, topology: Mapping[str, Any]) -> Iterator[str]:
    """And no function has a role that it does not need."""
    given = {each.key for each in plan.all if each.type.endswith("_iam_member") and each.name == "run"}
    secrets = {each.key for each in plan.all if each.type == "google_secret_manager_secret_iam_member"}
    wanted = {f"{name} {need}" for name, told in topology["functions"].items() for need in told["needs"]}
    for key in sorted(wanted - given):
        yield f"no role for: {key}"
    for key in sorted(given - wanted - secrets):
        yield f"a role that nobody needs: {key}"


def accounts_are_ones_that_google_admits(plan: Plan, _topology: Mapping[str, Any]) -> Iterator[str]:
    for each in plan.all:
        if each.type == "google_service_account" and not 6 <= len(each.values["account_id"]) <= 30:
            yield f"{each.address}: an id has 6 to 30 letters"
        if each.type in NEVER:
            yield f"{each.address} would stand in the state"


def everybody_calls_the_door_that_his_token_names(plan: Plan, topology: Mapping[str, Any]) -> Iterator[str]:
    """Schedules and subscriptions: address and audience of the function, by the account that its door lets in."""
    urls = plan.outputs["functions"]
    for name, job in plan.of("cloud_scheduler_job").items():
        target, url = job["http_target"][0], urls[topology["schedules"][name]["function"]]
        if (target["uri"], target["oidc_token"][0]["audience"]) != (f"{url}/", url):
            yield f"the schedule {name} calls {target['uri']} for {target['oidc_token'][0]['audience']}"
        yield from _as(f"the schedule {name}", target["oidc_token"][0], topology["accounts"]["scheduler"])
        if job["attempt_deadline"] != f"{topology['schedules'][name]['attempt_deadline_s']}s":
            yield f"the schedule {name} waits {job['attempt_deadline']}"
    for name, subscription in plan.of("pubsub_subscription", "stored").items():
        push, url = subscription["push_config"][0], urls[topology["notifications"][name]["function"]]
        if (push["push_endpoint"], push["oidc_token"][0]["audience"]) != (f"{url}/", url):
            yield f"the subscription {name} calls {push['push_endpoint']} for {push['oidc_token'][0]['audience']}"
        yield from _as(f"the subscription {name}", push["oidc_token"][0], topology["accounts"]["events"])
        if subscription["ack_deadline_seconds"] != topology["notifications"][name]["ack_deadline_s"]:
            yield f"the subscription {name} waits {subscription['ack_deadline_seconds']} s"
        if not subscription["dead_letter_policy"] or not subscription["retry_policy"]:
            yield f"the subscription {name} loses what cannot be told"


def _as(who: str, token: Mapping[str, Any], account: str) -> Iterator[str]:
    if token["service_account_email"].partition("@")[0] != account:
        yield f"{who} calls as {token['service_account_email']}"


def queues_try_as_often_as_the_code_thinks(plan: Plan, topology: Mapping[str, Any]) -> Iterator[str]:
    queues = plan.of("cloud_tasks_queue")
    yield from (f"the queue {name} is missing" for name in sorted(set(topology["queues"]) - set(queues)))
    for name, queue in queues.items():
        if queue["retry_config"][0]["max_attempts"] != max_attempts(name):
            yield f"the queue {name} tries {queue['retry_config'][0]['max_attempts']} times, the code thinks {max_attempts(name)}"


def queues_send_no_more_than_there_are_instances(plan: Plan, topology: Mapping[str, Any]) -> Iterator[str]:
    """Where a function has fewer than it is declared with; a task that finds none is a failed try."""
    queues = plan.of("cloud_tasks_queue")
    for name, service in plan.services.items():
        template, its = service["template"][0], topology["functions"][name].get("queues", ())
        room = template["scaling"][0]["max_instance_count"] * template["max_instance_request_concurrency"]
        sent = sum(queues[each]["rate_limits"][0]["max_concurrent_dispatches"] for each in its)
        if sent > room:
            yield f"{name} is sent {sent} tasks at once and has room for {room}"


def what_is_erased_is_gone(plan: Plan, topology: Mapping[str, Any]) -> Iterator[str]:
    """No soft deletion, no versions; what nobody fetches goes by itself."""
    for short, bucket in plan.of("storage_bucket", "bucket").items():
        if bucket["soft_delete_policy"] != [{"retention_duration_seconds": 0}] or bucket["versioning"]:
            yield f"the bucket {short} keeps what was deleted"
        ages = [rule["condition"][0]["age"] for rule in bucket["lifecycle_rule"] if rule["action"][0]["type"] == "Delete"]
        declared = topology["buckets"][short].get("lifecycle", {}).get("rule", ())
        if ages != [rule["condition"]["age"] for rule in declared]:
            yield f"the bucket {short} has other lifetimes than the topology"


_BESIDE_DOORS = ("/__/", "/studio", "/index.html", "/config.json")


def one_way_in(plan: Plan, topology: Mapping[str, Any]) -> Iterator[str]:
    """A load balancer knows every public door and what is shown beside them, and lets through so many calls of one address."""
    doors = {name for name, told in topology["functions"].items() if told["door"] in PUBLIC}
    maps = plan.of("compute_url_map", "edge")
    for each in maps.values():
        matches = [match for rule in each["path_matcher"][0]["route_rules"] for match in rule["match_rules"]]
        paths = {path for match in matches if not (path := _matched(match)).startswith(_BESIDE_DOORS)} - {"/"}
        if paths != {f"/{place_of(name, topology)}{below}" for name in doors for below in ("", "/")}:
            yield f"the load balancer leads {sorted(paths)}"
        if set(plan.of("compute_backend_service", "door")) != doors:
            yield "a public door is not behind the load balancer"
        if not any(_throttles(rule) for policy in plan.of("compute_security_policy").values() for rule in policy["rule"]):
            yield "no limit for each address"


def _matched(match: Mapping[str, Any]) -> str:
    return next(path for kind in ("full_path_match", "prefix_match", "path_template_match") if (path := match.get(kind)))


def _throttles(rule: Mapping[str, Any]) -> bool:
    limits = rule["rate_limit_options"]
    return rule["action"] == "throttle" and limits[0]["enforce_on_key"] == "IP" and limits[0]["exceed_action"] == "deny(429)"


def values_are_ones_that_google_admits(plan: Plan, _topology: Mapping[str, Any]) -> Iterator[str]:
    for each in plan.all:
        yield from (f"{each.address}: {fault}" for fault in limits.beyond(each.type, each.values))


RULES: tuple[Rule, ...] = (
    values_are_ones_that_google_admits,
    every_function_is_one_service,
    every_function_starts_with_what_it_is_given,
    every_secret_is_named_with_its_version,
    only_public_doors_are_reached_from_outside,
    nothing_is_everybodys,
    apps_reach_no_bucket,
    every_need_has_its_role,
    accounts_are_ones_that_google_admits,
    everybody_calls_the_door_that_his_token_names,
    queues_try_as_often_as_the_code_thinks,
    queues_send_no_more_than_there_are_instances,
    what_is_erased_is_gone,
    one_way_in,
)


def faults(plan: Plan, topology: Mapping[str, Any]) -> list[str]:
    """What nobody can know before it is made breaks no rule."""
    found: list[str] = []
    for rule in RULES:
        try:
            found += rule(plan, topology)
        except KeyError:
            continue
    return found
