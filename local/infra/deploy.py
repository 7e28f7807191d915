"""`make deploy`, `plan`, `rollback`, `destroy` and `smoke`: Terraform's plan shown and asked, one image built, then published.

Each step looks first whether it is done, so that whatever was interrupted is run again. What was deployed is written down beside
Terraform's state, in a versioned bucket; a rollback goes to the image before.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from local.infra import choices, prepare, published
from local.infra.choices import Choices
from local.infra.firebase import Firebase, GcloudToken
from local.infra.hosting import document
from local.infra.prepare import state_bucket
from local.infra.programs import ROOT, TERRAFORM, Stopped, ask, require, show, tell
from local.infra.rules import Plan, faults
from local.infra.topology import read as read_topology
from local.site.building import build as build_site
from local.studio.building import build as build_studio
from local.studio.config import of_a_deployment
from local.tools import CannotSetUp

_PLANS = ROOT / ".local" / "deploy"
_DEPLOYED = ("functions", "shared", "infra", "main.py", "requirements.txt", ".python-version", "firestore.rules", "firebase.json")
_SHOWN = ("web", "clients/typescript/src")  # what is published beside the image
_BESIDE = (":!infra/projects", ":!infra/terraform/.terraform.lock.hcl")  # what a deployment itself may write
_ELSEWHERE = "begin again in a new project"
_RIPENS = (
    "If that was a permission, an agent, a metric or an API that is not there yet: Google needs minutes after they are made. "
    "If something was there already: what a project has once is taken over next time"
)
_MADE_HERE = "identity-key"  # the one secret that nobody else has to give

Confirm = Callable[[str], bool]


class Target(NamedTuple):
    project: str
    chosen: Choices  # of Terraform's variables: by this call, then by it and all before


class Deployed(NamedTuple):
    """A row of what was deployed when."""

    at: str
    image: str
    version: str
    chosen: Choices | None = None


def plan(target: Target, firebase: Firebase) -> None:
    """What a deployment would change, and nothing else."""
    target, known = _prepare(target, firebase, lambda _: True)
    _plan(target, *_last(known))


def deploy(target: Target, firebase: Firebase, confirm: Confirm, *, smoke: bool = True, yes: bool = False) -> None:
    target, known = _prepare(target, firebase, confirm)
    if known and _output("registry") is None:
        raise Stopped(f"{target.project} was destroyed, and names of its keys and queues cannot be had again: {_ELSEWHERE}")
    if not known:  # also where an earlier first time stopped half way
        prepare.adopt(target.project, firebase, _variables(target, "", "dev"))
        print("The first time: everything but the functions, so that their image has a place.", flush=True)
        _apply(target, "", "dev", confirm)
    _fill_secrets(target)
    version = _version()
    image = _build(target, version)
    _apply(target, image, version, confirm)
    _write_down(target, image, version)
    address = str(_output("address"))
    key = _publish(target, firebase, address, version)
    print(f"Deployed {version}.")
    for what, path in (("Studio", "/"), ("API", ""), ("Health", "/catalog/health"), ("Docs", "/docs/")):
        print(f"  {what:<10} {address}{path}")
    print(f"  {'Operators':<10} {_output('functions')['admin']}  (ADMIN of docs/runbook.md: tokens are made for it)")
    if ip := _output("edge_ip"):
        print(f"  {'DNS':<10} an A record {address.partition('//')[2]} → {ip}; its certificate comes within an hour of it")
    print(f"  Web API key for Firebase's SDK: {key}", flush=True)
    if smoke:
        _try(target.project, address, key, yes=yes)


def _publish(target: Target, firebase: Firebase, address: str, version: str) -> str:
    """The studio, told where it runs, with the documentation and the pages; gives the web API key."""
    build_site()
    build_studio()
    vouched: Mapping[str, str] = target.chosen.get("web_app") or {}
    app = firebase.web_app(vouched.get("id", ""))
    told = of_a_deployment(address.removeprefix("https://"), target.project, app, version, vouched.get("site_key", ""))
    if address.endswith(".web.app"):
        firebase.publish(published.everything(told), document(read_topology(), target.project, app_check=bool(vouched)))
    else:
        firebase.publish_behind_edge(published.made_here(told))
    return app["apiKey"]


def rollback(target: Target, firebase: Firebase, confirm: Confirm) -> None:
    """To the image before the one that runs."""
    target, known = _prepare(target, firebase, confirm)
    now = next((place for place, each in enumerate(known) if each.image == known[-1].image), 0)
    before = known[:now]  # a second time goes further back, and not forth again
    if not before:
        raise Stopped("Nothing was deployed here before what runs now: there is nothing to go back to")
    to = before[-1]
    print(f"From {known[-1].version} ({known[-1].at}) back to {to.version} ({to.at}).", flush=True)
    _apply(target, to.image, to.version, confirm)
    _write_down(target, to.image, to.version)


def destroy(target: Target, firebase: Firebase, confirm: Confirm, *, data_too: str = "") -> None:
    """Everything that a deployment made. While data are there it is refused, unless both told and typed."""
    target, known = _prepare(target, firebase, confirm)
    kept = _data(target, firebase)
    if kept and data_too != target.project:
        again = f"make destroy PROJECT={target.project} DELETE_DATA={target.project}"
        raise Stopped(f"There are data: {kept}. To delete them too, for good: {again}")
    told = f"This deletes everything of {target.project}" + (f", and {kept}, for good" if kept else "")
    if not confirm(f"{told}. Type the project's name to go on: "):
        raise Stopped("Nothing was deleted")
    given = _variables(target._replace(chosen={**target.chosen, "keep_data": False}), *_last(known))
    show(*TERRAFORM, "apply", "-input=false", "-auto-approve", *given)  # lets go of what resists
    show(*TERRAFORM, "destroy", "-input=false", "-auto-approve", *given)
    print(f"Deleted. Terraform's state stays in gs://{state_bucket(target.project)}.")
    print(f"The project itself: gcloud projects delete {target.project}", flush=True)


def smoke(target: Target, firebase: Firebase, *, yes: bool = False) -> None:
    """One video at what is deployed there; address and key are found out."""
    require("gcloud")
    project, known = target.project, _history(target.project)
    if not known:
        raise Stopped(f"Nothing was deployed there yet: make deploy PROJECT={project}")
    chosen = choices.settle(project, {}, known[-1].chosen, lambda _: True)
    _try(project, f"https://{chosen.get('domain') or f'{project}.web.app'}", firebase.web_app()["apiKey"], yes=yes)


def _try(project: str, address: str, key: str, *, yes: bool) -> None:
    agreed = ("--yes",) if yes else ()
    show(sys.executable, "-m", "local.smoke", "--url", address, "--project", project, "--key", key, *agreed)


def _prepare(target: Target, firebase: Firebase, confirm: Confirm) -> tuple[Target, list[Deployed]]:
    """Everything that must be there before; gives what is chosen for the project, and what was deployed there so far."""
    prepare.ready(target.project, firebase)
    known = _history(target.project)
    deployed = known[-1].chosen if known else None
    return Target(target.project, choices.settle(target.project, target.chosen, deployed, confirm)), known


def _fill_secrets(target: Target) -> None:
    """Values never pass Terraform. The key that identities are hashed with is made here, once; it must never change."""
    wanted = [str(each) for each in _output("secrets_wanted") or ()]
    for name in wanted:
        if version := _version_of(target, name):
            if name == _MADE_HERE and version != "1":
                enable = f"gcloud secrets versions enable 1 --secret={name} --project={target.project}"
                raise Stopped(f"{name} must stay what it was first, who has had a grant is known by it: {enable}")
            continue
        add = ("gcloud", "secrets", "versions", "add", name, f"--project={target.project}", "--data-file=-")
        if name != _MADE_HERE:
            raise Stopped(f"The secret {name} has no value: {' '.join(add)}")
        tell(*add, given=secrets.token_urlsafe(48))
        print(f"Made the secret {name}: it is never rotated.", flush=True)


def _version_of(target: Target, name: str) -> str:
    """The number of the newest that is enabled, but of what is never rotated the first; empty where there is none.

    An instance reads its secrets when it starts. So a deployment names versions: with a newer one it changes, and all instances
    have it once it is done.
    """
    order = "createTime" if name == _MADE_HERE else "~createTime"
    listed = ("gcloud", "secrets", "versions", "list", name, f"--project={target.project}", "--filter=state:ENABLED")
    return ask(*listed, f"--sort-by={order}", "--limit=1", "--format=value(name.basename())") or ""


def _version() -> str:
    if tell("git", "status", "--porcelain", "--", *_DEPLOYED, *_SHOWN, *_BESIDE):
        raise Stopped("There are changes that no commit has: commit them, so that what runs has a name")
    return tell("git", "describe", "--always", "--abbrev=12")


def _build(target: Target, version: str) -> str:
    """One image of all functions, by digest; one that is there already is not built again."""
    tagged = f"{_output('registry')}/functions:{version}"
    look = ("gcloud", "artifacts", "docker", "images", "describe", tagged, "--format=value(image_summary.digest)")
    digest = ask(*look)
    if not digest:
        print(f"Building {tagged} …", flush=True)
        region, builder = f"--region={read_topology()['region']}", f"--service-account={_output('builder')}"
        what = ("--config=infra/cloudbuild.yaml", f"--substitutions=_IMAGE={tagged}")
        show("gcloud", "builds", "submit", ".", *what, f"--project={target.project}", region, builder)
        digest = tell(*look)
    return f"{tagged.rpartition(':')[0]}@{digest}"


def _apply(target: Target, image: str, version: str, confirm: Confirm) -> None:
    if not _plan(target, image, version):
        print("Nothing changes.", flush=True)
        choices.keep(target.project, target.chosen)
        return
    planned = Plan(json.loads(tell(*TERRAFORM, "show", "-json", str(_plan_file(target)))))
    if wrong := faults(planned, read_topology()):
        raise Stopped(f"This plan must not be applied: {'; '.join(wrong)}")
    if not confirm("Apply this? [y/N] "):
        raise Stopped("Nothing was changed")
    choices.keep(target.project, target.chosen)
    _terraform("apply", "-input=false", str(_plan_file(target)))


def _plan(target: Target, image: str, version: str) -> bool:
    """Whether anything changes."""
    _PLANS.mkdir(parents=True, exist_ok=True)
    command = ("plan", "-input=false", "-detailed-exitcode", f"-out={_plan_file(target)}")
    return _terraform(*command, *_variables(target, image, version), fine=(0, 2)) == 2


def _terraform(*command: str, fine: Sequence[int] = (0,)) -> int:
    try:
        return show(*TERRAFORM, *command, fine=fine)
    except Stopped as why:
        raise Stopped(f"{why}. {_RIPENS}") from why


def _plan_file(target: Target) -> Path:
    return _PLANS / f"{target.project}.tfplan"


def _variables(target: Target, image: str, version: str) -> list[str]:
    versions = {name: found for name in read_topology()["secrets"] if image and (found := _version_of(target, name))}
    stage = ROOT / "infra" / "terraform" / "stages" / f"{target.chosen['stage']}.tfvars"
    given = {"project": target.project, "image": image, "app_version": version, "secret_versions": json.dumps(versions)}
    return [
        f"-var-file={stage}",
        *(f"-var={name}={value}" for name, value in given.items()),
        *(f"-var={each}" for each in choices.assigned(target.chosen)),
    ]


def _output(name: str) -> Any:
    """What Terraform knows of what it made; None before it made anything."""
    found = ask(*TERRAFORM, "output", "-json", name)
    return json.loads(found) if found else None


def _history(project: str) -> list[Deployed]:
    """What was deployed, the oldest first."""
    listed = ask("gcloud", "storage", "cat", f"gs://{state_bucket(project)}/deployments/*.json") or ""
    return sorted(
        (Deployed(**json.loads(line)) for line in listed.splitlines() if line.startswith("{")), key=lambda each: each.at
    )


def _last(known: list[Deployed]) -> tuple[str, str]:
    """Image and version; before the first time there are none."""
    return (known[-1].image, known[-1].version) if known else ("", "dev")


def _write_down(target: Target, image: str, version: str) -> None:
    done = Deployed(datetime.now(UTC).isoformat(timespec="seconds"), image, version, target.chosen)
    where = f"gs://{state_bucket(target.project)}/deployments/{done.at.replace(':', '')}.json"
    tell("gcloud", "storage", "cp", "-", where, given=json.dumps(done._asdict()) + "\n")


def _data(target: Target, firebase: Firebase) -> str:
    """What people would lose, in a few words; empty where there is nothing."""
    found = ask("gcloud", "storage", "ls", f"gs://{target.project}-media/**") or ""
    files = found.splitlines()
    people = firebase.has_accounts()
    told = [f"{len(files)} files of users"] if files else []
    return " and ".join([*told, *(["accounts with their credits"] if people else [])])


def _new(act: str, variables: str, stage: str) -> Choices:
    new = choices.given(variables, stage)
    if new and act not in ("plan", "deploy"):
        raise Stopped("VARS and STAGE are for make deploy, and kept by it; make plan shows what they would change")
    return new


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="make", description=(__doc__ or "").splitlines()[0])
    asked.add_argument("act", choices=("plan", "deploy", "rollback", "destroy", "smoke"))
    asked.add_argument("--project", default="")
    asked.add_argument("--stage", choices=("", "staging", "production"), default="", help="of the first time: production")
    asked.add_argument("--vars", default="", help="variables of infra/terraform: name=value name=value")
    asked.add_argument("--yes", action="store_true")
    asked.add_argument("--no-smoke", action="store_true")
    asked.add_argument("--delete-data", default="")
    given = asked.parse_args(arguments)
    if not given.project:
        print(f"Which project? make {given.act} PROJECT=…")
        return 1

    def confirm(question: str) -> bool:
        if given.yes and given.act != "destroy":
            return True
        if not sys.stdin.isatty():
            raise Stopped("Nobody can be asked here: add YES=1 to go on")
        answer = input(question).strip()
        return answer == given.project if given.act == "destroy" else answer.lower() in ("y", "yes", "j", "ja")

    os.environ["GOOGLE_CLOUD_QUOTA_PROJECT"] = given.project  # for whatever asks in the name of who is signed in
    firebase = Firebase(given.project, httpx.Client(timeout=60, auth=GcloudToken(given.project)))
    acts: dict[str, Callable[[Target], None]] = {
        "plan": lambda target: plan(target, firebase),
        "deploy": lambda target: deploy(target, firebase, confirm, smoke=not given.no_smoke, yes=given.yes),
        "rollback": lambda target: rollback(target, firebase, confirm),
        "destroy": lambda target: destroy(target, firebase, confirm, data_too=given.delete_data),
        "smoke": lambda target: smoke(target, firebase, yes=given.yes),
    }
    try:
        acts[given.act](Target(given.project, _new(given.act, given.vars, given.stage)))
    except (Stopped, CannotSetUp, httpx.HTTPError) as why:
        print(f"{why}.", flush=True)
        return 1
    except KeyboardInterrupt:
        print(f"\nStopped; make {given.act} goes on from there.", flush=True)
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
