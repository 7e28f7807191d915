"""The stand-in for Cloud Storage, with its clock, its key and what only it can be asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import storage

from standins.common.clock import MovableClock
from standins.common.identity import Identity
from standins.testing import Process, free_ports, http

# The client takes None for both; its annotations do not say so.
NO_RETRY: dict[str, Any] = {"retry": None}
NO_CHECKSUM: dict[str, Any] = {"checksum": None}


class Stand(Process):
    def __init__(self, folder: Path, buckets: dict[str, Any] | None = None, subscriptions: Any = ()) -> None:
        self.folder = folder
        (self.port,) = free_ports(1)
        self.clock = MovableClock(folder / "clock")
        self.identity = Identity(folder / "identity")
        told = {
            "PORT": str(self.port),
            "DATA_DIR": str(folder / "data"),
            "IDENTITY_DIR": str(folder / "identity"),
            "CLOCK_FILE": str(folder / "clock"),
            "BUCKETS": json.dumps(buckets or {}),
            "SUBSCRIPTIONS": json.dumps(list(subscriptions)),
        }
        super().__init__("standins.storage", folder, told, http_port=self.port)
        self.start()

    def client(self) -> storage.Client:
        return storage.Client(
            project="demo-rushes", credentials=AnonymousCredentials(), client_options={"api_endpoint": self.url}
        )

    def get(self, path: str, **query: str | None) -> Any:
        return http.get(self.url + path, params=query, timeout=10).raise_for_status().json()

    def post(self, path: str, order: dict[str, Any] | None = None) -> Any:
        return http.post(self.url + path, json=order or {}, timeout=30).raise_for_status().json()

    def fault(self, do: dict[str, Any], times: int = 1, **match: str | None) -> None:
        self.post("/_local/faults", {"match": match, "times": times, "do": do})

    def faults_left(self) -> int:
        return sum(fault["times"] for fault in self.get("/_local/faults")["ordered"])

    def clear_faults(self) -> None:
        http.delete(f"{self.url}/_local/faults", timeout=10).raise_for_status()
