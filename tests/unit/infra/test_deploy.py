"""`make deploy` and its kin, with programs that write down how they were called, and a Google that answers from a table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.infra import deploy, hosting, topology
from local.infra.firebase import Firebase, served
from local.infra.programs import Stopped, require, tell
from tests.unit.infra.gcloud_lint import unknown
from tests.unit.infra.played import GOOD, NEW, OLD, TARGET, Google, Stage, no, yes


def test_a_deployment_builds_plans_asks_applies_and_publishes(
    stage: Stage, firebase: Firebase, google: Google, capsys: pytest.CaptureFixture[str]
) -> None:
    """N1: in this order; an image that is there is not built again; what was deployed is written down."""
    deploy.deploy(TARGET, firebase, yes, smoke=False)
    order = ["terraform init", "images describe", "terraform plan", "terraform apply", "storage cp"]
    places = [next(place for place, call in enumerate(stage.calls) if words in call) for words in order]
    assert places == sorted(places)
    (planned,) = stage.called("terraform plan")
    assert f"-var=image={NEW}" in planned
    assert "-var=app_version=b2" in planned
    assert '-var=secret_versions={"identity-key": "1"}' in planned
    assert stage.called("builds submit") == []
    paths = [path for _, path, _ in google.asked]
    assert paths.index("/v1beta1/sites/rushes-test/versions") < paths.index("/v1beta1/sites/rushes-test/releases")
    told = capsys.readouterr().out
    assert "Studio     https://rushes-test.web.app/\n" in told
    assert "https://rushes-test.web.app/catalog/health" in told
    assert "https://rushes-test.web.app/docs/" in told
    assert "https://admin-123.us-central1.run.app" in told  # the runbook's ADMIN


def test_behind_a_load_balancer_the_documentation_goes_into_its_bucket_and_nothing_to_hosting(
    stage: Stage, firebase: Firebase, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N1 E4: built anew before; what lies there is looked at, and Hosting has no part."""
    asked_before_the_site = list[int]()
    monkeypatch.setattr(deploy, "build_site", lambda: asked_before_the_site.append(len(google.asked)))
    stage.but(("output -json address", 0, json.dumps("https://rushes.example.com")))
    deploy.deploy(TARGET, firebase, yes, smoke=False)
    (before,) = asked_before_the_site
    after = [path for _, path, _ in google.asked[before:]]
    assert "/storage/v1/b/rushes-test-pages/o" in after
    assert not any("/versions" in path for path in after)


@pytest.mark.parametrize("vouched", [False, True])
def test_the_studio_is_told_where_it_runs_and_its_browser_what_it_may_load(
    stage: Stage, firebase: Firebase, google: Google, monkeypatch: pytest.MonkeyPatch, *, vouched: bool
) -> None:
    """A6 N1: its own project's buckets; the sources of App Check where that vouches for it, with its key."""
    shown = dict[str, bytes]()
    monkeypatch.setattr(
        Firebase, "publish", lambda _, files, document: shown.update(files, document=json.dumps(document).encode())
    )
    web_app = {"id": "1:1:web:2", "site_key": "site-key"}
    target = TARGET._replace(chosen={**TARGET.chosen, **({"web_app": web_app} if vouched else {})})
    deploy.deploy(target, firebase, yes, smoke=False)
    assert json.loads(shown["/config.json"]) == {
        "url": "",
        "firebase": {
            "apiKey": "AIza-key",
            "authDomain": "rushes-test.web.app",
            "projectId": "rushes-test",
            "appId": "1:1:web:2" if vouched else "1:1:web:1",
        },
        **({"app_check": {"site_key": "site-key"}} if vouched else {}),
        "version": "b2",
        "docs": "/docs/",
    }
    (policy,) = set(re.findall(r"default-src 'none'; script-src [^\"]*trusted-types[^\"]*", shown["document"].decode()))
    assert "https://storage.googleapis.com/rushes-test-media/" in policy
    assert vouched == ("https://www.google.com/recaptcha/" in policy)
    assert shown["/index.html"] == b"the studio"
    with pytest.raises(Stopped, match="no web app 1:1:web:3"):
        firebase.web_app("1:1:web:3")


def test_nothing_is_applied_that_nobody_agreed_to(stage: Stage, firebase: Firebase) -> None:
    """N1: the plan is shown and asked about."""
    with pytest.raises(Stopped, match="Nothing was changed"):
        deploy.deploy(TARGET, firebase, no)
    assert stage.called("terraform apply") == []


def test_a_plan_that_breaks_a_rule_is_not_even_asked_about(stage: Stage, firebase: Firebase) -> None:
    """N1: the rules that tests hold plans to hold of the real one."""
    public = {"address": "a.b", "mode": "managed", "type": "google_x_iam_member", "name": "x", "values": {"member": "allUsers"}}
    told = {"planned_values": {"root_module": {"resources": [public]}, "outputs": {}}}
    stage.but(("show -json", 0, json.dumps(told)))
    with pytest.raises(Stopped, match=r"must not be applied: .*a\.b is for allUsers"):
        deploy.deploy(TARGET, firebase, yes, smoke=False)
    assert stage.called("terraform apply") == []


def test_the_first_deployment_makes_a_place_for_the_image_and_the_secret_that_nobody_has(
    stage: Stage, firebase: Firebase
) -> None:
    """N1: everything but functions, then the key, then the build; the key's value is in no argument."""
    stage.but(
        ("storage cat", 1, "matched no objects"),
        ("buckets describe", 1, "404"),
        ("secrets versions list identity-key", 0, ""),
        ("images describe", 1, "not found"),
    )
    with pytest.raises(Stopped, match="images"):  # the played build makes none
        deploy.deploy(TARGET, firebase, yes)
    assert "-var=image= " in stage.called("terraform plan")[0]
    assert [call.rpartition(" < ")[2] for call in stage.called("versions add identity-key")] == ["64"]
    (enabled,) = stage.called("services enable")
    assert "cloudresourcemanager.googleapis.com" in enabled
    assert len(stage.called("services identity create")) == 2
    assert len(stage.called("buckets create gs://rushes-test-terraform")) == len(stage.called("buckets update")) == 1
    assert len(stage.called("builds submit")) == 1


def test_what_a_project_has_once_for_all_is_taken_over(stage: Stage, firebase: Firebase, google: Google) -> None:
    """N1: a database or sign-in of the console's, or of a first time that ended before Terraform wrote it down."""
    stage.but(("storage cat", 1, "matched no objects"), ("state list", 1, "No state file was found!"))
    google.there |= {
        "/v1/projects/rushes-test/databases/(default)": {"locationId": "us-central1", "type": "FIRESTORE_NATIVE"},
        "/v1/projects/rushes-test/releases/cloud.firestore": {"rulesetName": "projects/rushes-test/rulesets/1"},
        "/admin/v2/projects/rushes-test/config": {"name": "projects/1/config"},
    }
    deploy.deploy(TARGET, firebase, yes, smoke=False)
    assert [call.split()[-2:] for call in stage.called("terraform import")] == [
        ["google_firestore_database.this", "projects/rushes-test/databases/(default)"],
        ["google_firebaserules_release.firestore", "projects/rushes-test/releases/cloud.firestore"],
        ["google_identity_platform_config.this", "projects/rushes-test/config"],
    ]
    held = "google_firestore_database.this\ngoogle_firebaserules_release.firestore\ngoogle_identity_platform_config.this"
    stage.but(("storage cat", 1, "matched no objects"), ("state list", 0, held))
    deploy.deploy(TARGET, firebase, yes, smoke=False)
    assert len(stage.called("terraform import")) == 3
    google.there["/v1/projects/rushes-test/databases/(default)"]["locationId"] = "eur3"
    with pytest.raises(Stopped, match="may have one only: take a new project"):
        deploy.deploy(TARGET, firebase, yes, smoke=False)


def test_a_project_that_was_destroyed_is_not_begun_again(stage: Stage, firebase: Firebase) -> None:
    """N1: said before anything is made: half of its names are not to be had any more."""
    stage.but(("output -json registry", 1, "No outputs found"))
    with pytest.raises(Stopped, match="begin again in a new project"):
        deploy.deploy(TARGET, firebase, yes, smoke=False)
    assert stage.called("terraform plan") == stage.called("terraform apply") == []


def test_hosting_is_begun_where_the_project_has_none_yet(firebase: Firebase, google: Google) -> None:
    """N1: adding Firebase does not make its site; the name may be somebody else's."""
    google.there.clear()
    firebase.publish({}, hosting.document(topology.read()))
    assert ("POST", "/v1beta1/projects/rushes-test/sites", {}) in google.asked
    google.there["/v1beta1/projects/rushes-test/sites"] = 409
    with pytest.raises(Stopped, match=r"rushes-test\.web\.app is somebody else's"):
        firebase.publish({}, hosting.document(topology.read()))


def test_what_google_does_not_know_yet_is_told_to_need_minutes(stage: Stage, firebase: Firebase) -> None:
    """N1: a first apply often meets a right that was given a moment ago."""
    stage.but(("terraform apply", 1, "Error: service account does not exist"))
    with pytest.raises(Stopped, match="Google needs minutes"):
        deploy.deploy(TARGET, firebase, yes, smoke=False)


def test_a_secret_that_only_its_owner_knows_is_asked_for(stage: Stage, firebase: Firebase) -> None:
    """N1: with the command that gives it a value."""
    stage.but(("output -json secrets_wanted", 0, json.dumps(["stripe-key"])))
    with pytest.raises(Stopped, match="gcloud secrets versions add stripe-key"):
        deploy.deploy(TARGET, firebase, yes)


def test_a_secret_that_was_given_another_value_reaches_every_function(stage: Stage, firebase: Firebase) -> None:
    """N1: by its version, so that a plan changes; of the one that is never rotated the first is kept, whatever was added."""
    stage.but(("secrets versions list stripe-api-key", 0, "4"))
    deploy.deploy(TARGET, firebase, yes, smoke=False)
    assert '-var=secret_versions={"identity-key": "1", "stripe-api-key": "4"}' in stage.called("terraform plan")[0]
    orders = {call.split()[4]: call for call in stage.called("secrets versions list")}
    assert "--sort-by=~createTime --limit=1" in orders["stripe-api-key"]
    assert "--sort-by=createTime --limit=1" in orders["identity-key"]


def test_a_key_that_may_never_change_is_not_changed_by_mistake(stage: Stage, firebase: Firebase) -> None:
    """N1, A5: with its first version disabled, another one would make everybody new."""
    stage.but(("secrets versions list identity-key", 0, "2"))
    with pytest.raises(Stopped, match=r"identity-key must stay what it was first.*versions enable 1 --secret=identity-key"):
        deploy.deploy(TARGET, firebase, yes, smoke=False)
    assert stage.called("terraform apply") == []


def test_a_plan_changes_nothing(stage: Stage, firebase: Firebase) -> None:
    """N1: of what runs."""
    deploy.plan(TARGET, firebase)
    assert f"-var=image={OLD}" in stage.called("terraform plan")[0]
    assert stage.called("terraform apply") == []


def test_a_rollback_goes_to_the_image_before(stage: Stage, firebase: Firebase) -> None:
    """N1: and is written down as what was deployed last."""
    rows = [
        {"at": f"2026-11-0{day}T00:00:00+00:00", "image": image, "version": image[-2:]} for day, image in ((1, OLD), (2, NEW))
    ]
    stage.but(("storage cat", 0, "\n".join(map(json.dumps, rows))))
    deploy.rollback(TARGET, firebase, yes)
    assert f"-var=image={OLD}" in stage.called("terraform plan")[0]
    assert len(stage.called("storage cp")) == 1


def test_a_second_rollback_does_not_go_forth_again(stage: Stage, firebase: Firebase) -> None:
    """N1: what was rolled back from is not what was before."""
    rows = [
        {"at": f"2026-11-0{day}T00:00:00+00:00", "image": image, "version": "v"} for day, image in ((1, OLD), (2, NEW), (3, OLD))
    ]
    stage.but(("storage cat", 0, "\n".join(map(json.dumps, rows))))
    with pytest.raises(Stopped, match="nothing to go back to"):
        deploy.rollback(TARGET, firebase, yes)


def test_what_cannot_be_looked_at_is_not_taken_for_nothing(stage: Stage, firebase: Firebase) -> None:
    """N1: a history that does not answer is no first deployment, and a bucket that does not is not empty."""
    trouble = "ERROR: (gcloud) HTTPError 503: backend error"
    stage.but(("storage cat", 1, trouble))
    with pytest.raises(Stopped, match="503"):
        deploy.deploy(TARGET, firebase, yes, smoke=False)
    stage.but(("storage ls", 1, trouble))
    with pytest.raises(Stopped, match="503"):
        deploy.destroy(TARGET, firebase, yes)
    assert stage.called("terraform apply") == stage.called("terraform destroy") == []


def test_there_is_nothing_to_go_back_to_after_the_first(stage: Stage, firebase: Firebase) -> None:
    """N1: which is said."""
    with pytest.raises(Stopped, match="nothing to go back to"):
        deploy.rollback(TARGET, firebase, yes)


def test_what_has_data_is_not_destroyed_unless_told_twice(stage: Stage, firebase: Firebase, google: Google) -> None:
    """N1: by the project's name in the command, and typed."""
    google.accounts = True
    stage.but(("storage ls", 0, "gs://rushes-test-media/a\ngs://rushes-test-media/b"))
    with pytest.raises(Stopped, match="2 files of users and accounts"):
        deploy.destroy(TARGET, firebase, yes)
    with pytest.raises(Stopped, match="Nothing was deleted"):
        deploy.destroy(TARGET, firebase, no, data_too="rushes-test")
    assert stage.called("terraform destroy") == []
    deploy.destroy(TARGET, firebase, yes, data_too="rushes-test")
    assert "-var=keep_data=false" in stage.called("terraform destroy")[0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("auth list", 0, ""), "gcloud auth login"),
        (("application-default", 1, "could not find default credentials"), "gcloud auth application-default login"),
        (("projects describe rushes-test --format=value(projectNumber)", 1, "PERMISSION_DENIED: no"), "may not do this"),
        (("billing projects describe", 0, "False"), "gcloud billing projects link rushes-test"),
        (("status --porcelain", 0, " M main.py"), "commit them"),
        (("terraform plan", 1, "Error"), "terraform plan ended with 1"),
        (("storage cp", 1, "Quota exceeded: RESOURCE_EXHAUSTED"), "Quotas"),
    ],
)
def test_what_is_missing_is_told_in_one_line(stage: Stage, firebase: Firebase, row: tuple[str, int, str], said: str) -> None:
    """N1: what is missing, and what to do."""
    stage.but(row)
    with pytest.raises(Stopped) as stopped:
        deploy.deploy(TARGET, firebase, yes, smoke=False)
    assert said in str(stopped.value)
    assert "\n" not in str(stopped.value)


def test_gcloud_knows_every_call_that_is_made_of_it(stage: Stage, firebase: Firebase, tmp_path: Path) -> None:
    """N1: of a first deployment, a rollback and an end; its linter reads them, nothing is run."""
    stage.but(
        ("storage cat", 1, "One or more URLs matched no objects"),
        ("buckets describe", 1, "404"),
        ("versions list identity-key", 0, ""),
    )
    deploy.deploy(TARGET, firebase, yes, smoke=False)
    stage.but(("images describe", 1, "not found"))
    with pytest.raises(Stopped):
        deploy.deploy(TARGET, firebase, yes, smoke=False)
    stage.says(*GOOD)
    deploy.destroy(TARGET, firebase, yes)
    called = {re.sub(r" < \d+$", "", call) for call in stage.called("gcloud ")}
    assert len(called) > 15
    assert unknown(sorted(called), tmp_path) == []


def test_a_program_that_is_not_there_is_named_with_where_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """N1: all that are missing at once."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Stopped, match=r"gcloud is missing: https://.*; terraform is missing: https://"):
        require("gcloud", "terraform")


def test_only_files_that_hosting_lacks_are_sent(firebase: Firebase, google: Google) -> None:
    """N1: by their digests; the version is live once it is whole."""
    shown = {"/index.html": b"the studio", "/studio/assets/b.js": b"its script"}
    firebase.publish(shown, {"hosting": {"rewrites": [{"source": "/studio/!(assets)", "destination": "/index.html"}, _REWRITE]}})
    sent = [path for method, path, _ in google.asked if method == "POST" and path.startswith("/here/")]
    assert len(sent) == 1
    steps = [body for _, _, body in google.asked if isinstance(body, dict)]
    rewrites = [{"glob": "/studio/!(assets)", "path": "/index.html"}, {"glob": "/videos/**", "run": _REWRITE["run"]}]
    assert steps[0] == {"config": {"rewrites": rewrites, "headers": [], "cleanUrls": False}}
    assert steps[1]["files"].keys() == shown.keys()
    assert steps[-2:] == [{"status": "FINALIZED"}, {}]


_REWRITE: Mapping[str, Any] = {"source": "/videos/**", "run": {"serviceId": "videos", "region": "us-central1"}}


def test_headers_of_hosting_are_told_in_the_words_of_its_interface() -> None:
    """N1: firebase.json is written for the command line, which is not used here."""
    told = {"source": "**", "headers": [{"key": "X-Frame-Options", "value": "DENY"}]}
    assert served({"hosting": {"headers": [told]}})["headers"] == [{"glob": "**", "headers": {"X-Frame-Options": "DENY"}}]


def test_a_refusal_of_google_is_one_line(stage: Stage) -> None:
    """N1: who was asked, and why not."""

    def refusing(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(403, json={"error": {"message": "no"}})

    with pytest.raises(Stopped, match=r"firebase\.googleapis\.com answered 403: no"):
        Firebase("rushes-test", httpx.Client(transport=httpx.MockTransport(refusing))).web_app()
    stage.but(("auth print-access-token", 1, "You do not currently have an active account selected."))
    with pytest.raises(Stopped, match="gcloud auth login"):
        tell("gcloud", "auth", "print-access-token")
