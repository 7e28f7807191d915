"""What the plan tells each function, by `terraform show -json`; where Terraform is missing, what topology.json comes to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from local.infra import terraform, topology
from local.infra.provider import NUMBER
from local.infra.rules import Plan, a_secret

Planned = Mapping[str, Mapping[str, str]]
NO_TERRAFORM = "Terraform is not on this machine: NOT the plan, but what topology.json comes to is what functions are told"
_PROJECT = str(terraform.A_DEPLOYMENT["project"])


def environments() -> Planned:
    """Of every function, by its name; a secret stands for itself."""
    program = terraform.terraform()
    if program is None:
        print(f"  {NO_TERRAFORM}", flush=True)
        return derived()
    with terraform.offline(program) as offline:
        made = Plan(offline.plan())
    return {name: made.variables(name) for name in made.services}


def derived() -> Planned:
    """The same without Terraform, of the same deployment."""
    told = topology.read()
    return {name: _of(name, function, told) for name, function in told["functions"].items()}


def _of(name: str, function: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, str]:
    names = {
        "project": _PROJECT,
        "region": told["region"],
        "version": "dev",
        "functions_url": f"https://{{function}}-{NUMBER}.{told['region']}.run.app",
        "pages_url": f"https://{_PROJECT}.web.app",
        "cors_origins": f"https://{_PROJECT}.web.app",
        "app_check_of_doors": "off",
        "operators": f"{told['accounts']['operator']}@{_PROJECT}.iam.gserviceaccount.com",
        "signer": f"{told['accounts']['signer']}@{_PROJECT}.iam.gserviceaccount.com",
        "kms_key": f"projects/{_PROJECT}/locations/{told['region']}/keyRings/rushes/cryptoKeys/provider-keys",
        "our_surfaces": "",
        "openai_videos_url": "",
        "otlp_url": "",
        "smtp_host": "",
        "smtp_user": "",
        "mail_from": "",
        "payment_servers": "",
        "openai_videos_redirect_hosts": "",
        "openai_videos_delete_aborts": "yes",
    }
    found = {"FUNCTION_TARGET": name.replace("-", "_"), "FUNCTION_SIGNATURE_TYPE": "http"}
    if "threads" in function:
        found["THREADS"] = str(function["threads"])
    for variable, value in {**told["environment"], **function.get("environment", {})}.items():
        if isinstance(value, str):
            text = re.sub(r"\{(\w+)\}", lambda hole: names[hole[1]], value)
        else:
            text = a_secret(value["secret"]) if told["secrets"][value["secret"]]["needed"] == "always" else ""
        found |= {variable: text} if text else {}
    return found
