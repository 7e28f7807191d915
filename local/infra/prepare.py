"""What must be there before anything can be planned, each looked at first: so whatever was interrupted is run again."""

from __future__ import annotations

from collections.abc import Sequence

from local.infra.firebase import Firebase
from local.infra.programs import TERRAFORM, Stopped, ask, require, show, tell
from local.infra.topology import read as read_topology

# What Terraform asks before it can enable anything itself, and whose own accounts are given rights before they are first used.
_ASKED_FIRST = ("serviceusage", "cloudresourcemanager", "iam", "storage", "firebase")
_WITH_ACCOUNTS = ("aiplatform", "pubsub")


def state_bucket(project: str) -> str:
    return f"{project}-terraform"


def ready(project: str, firebase: Firebase) -> None:
    """Programs, a login for each of them, billing, a bucket for the state, Firebase."""
    require("gcloud", "terraform")
    if not tell("gcloud", "auth", "list", "--filter=status:ACTIVE", "--format=value(account)"):
        raise Stopped("Nobody is signed in: gcloud auth login")
    tell("gcloud", "auth", "application-default", "print-access-token")
    tell("gcloud", "projects", "describe", project, "--format=value(projectNumber)")
    if tell("gcloud", "billing", "projects", "describe", project, "--format=value(billingEnabled)") != "True":
        link = f"gcloud billing projects link {project} --billing-account=ACCOUNT"
        raise Stopped(f"{project} has no billing account: {link}")
    bucket, region = f"gs://{state_bucket(project)}", read_topology()["region"]
    if ask("gcloud", "storage", "buckets", "describe", bucket, "--format=value(name)") is None:
        print("Enabling what everything else is enabled with …", flush=True)
        apis = [f"{each}.googleapis.com" for each in (*_ASKED_FIRST, *_WITH_ACCOUNTS)]
        tell("gcloud", "services", "enable", *apis, f"--project={project}")
        for each in _WITH_ACCOUNTS:
            identity = ("gcloud", "beta", "services", "identity", "create", f"--service={each}.googleapis.com")
            tell(*identity, f"--project={project}", "--quiet")
        print(f"Making {bucket} for Terraform's state …", flush=True)
        closed = ("--uniform-bucket-level-access", "--public-access-prevention")
        where = (f"--project={project}", f"--location={region}")
        tell("gcloud", "storage", "buckets", "create", bucket, *where, *closed)
        tell("gcloud", "storage", "buckets", "update", bucket, "--versioning")
    firebase.add()
    show(*TERRAFORM, "init", "-input=false", "-reconfigure", f"-backend-config=bucket={state_bucket(project)}")


def adopt(project: str, firebase: Firebase, variables: Sequence[str]) -> None:
    """What a project has once and for ever is taken over where it is there before Terraform knows of it.

    A database, its rules or sign-in that somebody made in the console, that came with something else, or that Terraform made and
    was ended before it wrote that down.
    """
    known = (ask(*TERRAFORM, "state", "list") or "").splitlines()
    database, region = firebase.database(), read_topology()["region"]
    if database and (database.get("locationId"), database.get("type")) != (region, "FIRESTORE_NATIVE"):
        raise Stopped(f"{project} has a database that is not a native one in {region}, and may have one only: take a new project")
    for address, found, name in (
        ("google_firestore_database.this", database, f"projects/{project}/databases/(default)"),
        ("google_firebaserules_release.firestore", firebase.rules(), f"projects/{project}/releases/cloud.firestore"),
        ("google_identity_platform_config.this", firebase.sign_in(), f"projects/{project}/config"),
    ):
        if found is not None and address not in known:
            print(f"{name} is there already and is taken over.", flush=True)
            show(*TERRAFORM, "import", "-input=false", *variables, address, name)
