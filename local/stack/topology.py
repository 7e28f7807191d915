"""What infra/topology.json says, as the local parts want to hear it: full bucket names, local addresses, accounts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TOPOLOGY = ROOT / "infra" / "topology.json"


@dataclass(frozen=True)
class Topology:
    project: str
    functions_url: str
    declared: Mapping[str, Any]

    @property
    def region(self) -> str:
        return self.declared["region"]

    def bucket(self, short: str) -> str:
        return f"{self.project}-{short}"

    @property
    def kms_key(self) -> str:
        """What users' own provider keys are encrypted under."""
        return f"projects/{self.project}/locations/{self.region}/keyRings/rushes/cryptoKeys/provider-keys"

    def account(self, short: str) -> str:
        """The service account `events`, `tasks` or `scheduler` of this project."""
        return f"rushes-{short}@{self.project}.iam.gserviceaccount.com"

    def address(self, function: str) -> str:
        """Where a function answers, and the audience of the tokens that are sent to it."""
        return f"{self.functions_url}/{function}"

    def buckets(self) -> dict[str, Any]:
        return {self.bucket(short): settings for short, settings in self.declared["buckets"].items()}

    def subscriptions(self) -> list[dict[str, Any]]:
        """Who is told of what happens in the buckets, with everything else that a notification declares (deadline, retries)."""
        return [
            {
                **{key: value for key, value in told.items() if key != "function"},
                "name": f"projects/{self.project}/subscriptions/{name}",
                "bucket": self.bucket(told["bucket"]),
                "url": self.address(told["function"]),
                "audience": self.address(told["function"]),
                "service_account": self.account("events"),
            }
            for name, told in self.declared["notifications"].items()
        ]

    def queues(self) -> dict[str, Any]:
        return self.declared["queues"]

    def schedules(self) -> dict[str, Any]:
        """Each schedule with its target spelled out; what else it declares (cron, time zone, retries) goes along."""
        return {
            name: {
                **{key: value for key, value in schedule.items() if key != "function"},
                "url": self.address(schedule["function"]),
                "audience": self.address(schedule["function"]),
                "service_account": self.account("scheduler"),
            }
            for name, schedule in self.declared["schedules"].items()
        }


def read_topology(project: str, functions_url: str) -> Topology:
    return Topology(project, functions_url, json.loads(TOPOLOGY.read_text()))
