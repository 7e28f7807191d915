"""What was chosen for a project is chosen once: kept by `make deploy`, read by whatever comes after it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from local.infra import choices, deploy
from local.infra.choices import given
from local.infra.deploy import Target
from local.infra.firebase import Firebase
from local.infra.programs import Stopped
from local.tools import ROOT
from tests.unit.infra.played import GOOD, OLD, TARGET, Stage, no, yes

NAME = "rushes-test"
FIRST = given('monthly_budget=20 cors_origins=["https://a.example", "https://b.example"]', "staging")


def kept() -> dict[str, Any]:
    return json.loads(choices.file_of(NAME).read_text())


def test_what_the_first_deployment_is_given_holds_for_every_command_after_it(
    stage: Stage, firebase: Firebase, capsys: pytest.CaptureFixture[str]
) -> None:
    """N1: a second deployment without VARS undoes nothing of the first; each command says in a line what holds."""
    stage.but(("storage cat", 1, "matched no objects"))
    deploy.deploy(Target(NAME, FIRST), firebase, yes, smoke=False)
    assert kept() == {"stage": "staging", "monthly_budget": 20, "cors_origins": ["https://a.example", "https://b.example"]}
    line = 'cors_origins=["https://a.example","https://b.example"] monthly_budget=20 stage=staging'
    assert capsys.readouterr().out.count(line) == 1
    stage.says(*GOOD)
    deploy.plan(Target(NAME, {}), firebase)
    deploy.deploy(Target(NAME, {}), firebase, lambda question: question.startswith("Apply"), smoke=False)
    rows = [{"at": f"2026-11-0{day}T00:00:00+00:00", "image": f"{OLD}{day}", "version": "v"} for day in (1, 2)]
    stage.but(("storage cat", 0, "\n".join(map(json.dumps, rows))))
    deploy.rollback(Target(NAME, {}), firebase, yes)
    deploy.destroy(Target(NAME, {}), firebase, yes)
    assert capsys.readouterr().out.count(line) == 4
    for call in (*stage.called("terraform plan"), *stage.called("terraform destroy")):
        assert "-var=monthly_budget=20 " in f"{call} "
        assert "stages/staging.tfvars" in call


def test_what_is_given_later_is_asked_about_and_kept_once_it_is_applied(
    stage: Stage, firebase: Firebase, capsys: pytest.CaptureFixture[str]
) -> None:
    """N1: whoever says no changes nothing; a plan only shows; what was there beside it stays."""
    choices.keep(NAME, FIRST)
    later = Target(NAME, given('monthly_budget=50 page=["you@example.com"]', ""))
    with pytest.raises(Stopped, match="Nothing was changed"):
        deploy.deploy(later, firebase, no)
    assert stage.called("terraform plan") == []
    deploy.plan(later, firebase)
    assert "-var=monthly_budget=50" in stage.called("terraform plan")[0]
    with pytest.raises(Stopped, match="Nothing was changed"):
        deploy.deploy(later, firebase, lambda question: not question.startswith("Apply"))
    assert kept() == FIRST
    deploy.deploy(later, firebase, yes, smoke=False)
    assert kept() == {**FIRST, "monthly_budget": 50, "page": ["you@example.com"]}
    assert 'From now on: monthly_budget 20 → 50; page unset → ["you@example.com"]' in capsys.readouterr().out
    assert len(stage.called("storage cp")) == 1


def test_a_machine_without_the_file_takes_what_was_deployed_last(
    stage: Stage, firebase: Firebase, capsys: pytest.CaptureFixture[str]
) -> None:
    """N1: a colleague's, or CI's; and where the file says something else, that is told before the plan."""
    row = {"at": "2026-11-01T00:00:00+00:00", "image": OLD, "version": "a1", "chosen": FIRST}
    stage.but(("storage cat", 0, json.dumps(row)))
    deploy.deploy(Target(NAME, {}), firebase, lambda question: question.startswith("Apply"), smoke=False)
    assert kept() == FIRST
    choices.keep(NAME, {**FIRST, "monthly_budget": 30})
    deploy.plan(Target(NAME, {}), firebase)
    assert "Since the last deployment rushes-test.tfvars.json has: monthly_budget 20 → 30" in capsys.readouterr().out


def test_a_load_balancers_domain_is_where_the_smoke_test_looks(
    stage: Stage, firebase: Firebase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N1: neither address nor key has to be typed; YES=1 agrees to its price too."""
    shown: list[tuple[str, ...]] = []
    monkeypatch.setattr(deploy, "show", lambda *command, **_: shown.append(command) or 0)
    choices.keep(NAME, {**FIRST, "domain": "rushes.example.com"})
    deploy.smoke(Target(NAME, {}), firebase, yes=True)
    assert shown[0][2:] == (
        *("local.smoke", "--url", "https://rushes.example.com", "--project", NAME, "--key", "AIza-key", "--yes"),
    )
    stage.but(("storage cat", 1, "matched no objects"))
    with pytest.raises(Stopped, match="make deploy PROJECT=rushes-test"):
        deploy.smoke(TARGET, firebase)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ("monthly_buget=20", "There is no 'monthly_buget' to choose"),
        ("image=x", "There is no 'image' to choose"),  # each deployment builds its own
        ("monthly_budget=much", "monthly_budget is a number, written as JSON: monthly_budget=20"),
        ("keep_data=yes", "keep_data is a bool, written as JSON: keep_data=true"),
        ("page=you@example.com", 'page is a set, written as JSON: page=["a","b"]'),
        ("daily_backups_kept_days=true", "daily_backups_kept_days is a number"),
        ("min_instances=[1]", 'min_instances is a map, written as JSON: min_instances={"a":1}'),
    ],
)
def test_what_cannot_be_chosen_is_told_before_anything_is_done(variables: str, told: str) -> None:
    """N1: a misspelt name, another form."""
    with pytest.raises(Stopped) as stopped:
        given(variables, "")
    assert str(stopped.value).startswith(told)


def test_each_form_of_a_choice_reaches_terraform_as_it_was_meant() -> None:
    """N1: texts as they are, everything else as JSON, which Terraform reads too."""
    told = 'domain=a.example min_instances={"videos": 1} web_app=null sign_in={"email":true,"guests":false} keep_data=false'
    assert choices.assigned(given(told, "production")) == [
        *("domain=a.example", "keep_data=false", 'min_instances={"videos":1}'),
        *('sign_in={"email":true,"guests":false}', "stage=production", "web_app=null"),
    ]


def test_a_file_that_somebody_broke_is_named(stage: Stage, firebase: Firebase) -> None:
    """N1: it may be written by hand."""
    choices.FOLDER.mkdir()
    for content in ("{", "[]", '{"monthly_budget": "20"}', '{"monthly_buget": 20}'):
        choices.file_of(NAME).write_text(content)
        with pytest.raises(Stopped, match=r"rushes-test\.tfvars\.json cannot be read"):
            deploy.plan(TARGET, firebase)


def test_nothing_secret_can_be_chosen() -> None:
    """A4: every variable may stand in a file and in a line; values of secrets are no variables."""
    text = choices.DECLARED.read_text(encoding="utf-8")
    assert len(choices.kinds()) == text.count('variable "') > 25
    assert "sensitive" not in text
    secrets = json.loads((ROOT / "infra" / "topology.json").read_text(encoding="utf-8"))["secrets"]
    assert {name.replace("-", "_") for name in secrets} & set(choices.kinds()) == set()
    ignored = subprocess.run(["git", "check-ignore", "-q", str(ROOT / "infra/projects/a.tfvars.json")], cwd=ROOT, check=False)
    assert ignored.returncode == 0  # addresses of people stand in it


def test_make_hands_over_what_was_typed(tmp_path: Path) -> None:
    """N1: quotes, spaces and lists arrive whole."""
    told = {**os.environ, "MAKEFLAGS": ""}
    typed = 'VARS=page=["a@example.com", "b@example.com"] runbook=it\'s here'
    recipe = "deploy:\n\t@printf '%s' --vars \"$$VARS\"\n"
    made = [line for line in (ROOT / "Makefile").read_text().splitlines() if "--vars" in line]
    assert [line.rpartition("--vars ")[2] for line in made] == ['"$$VARS"']
    (tmp_path / "Makefile").write_text(recipe)
    done = subprocess.run(["make", "-s", "deploy", typed], cwd=tmp_path, env=told, capture_output=True, text=True, check=True)
    assert done.stdout == f"--vars{typed.removeprefix('VARS=')}"
