"""A Google provider for Terraform that knows its schema and nothing else: enough to validate, plan and test without Google.

It speaks Terraform's plugin protocol to whoever is given its `environment`. What only Google could tell is unknown in its plans,
unless it follows from the arguments alone. Nothing is ever made: it does not know how to apply.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Collection, Mapping, MutableMapping
from concurrent import futures
from pathlib import Path
from types import TracebackType
from typing import Any

import grpc

_ADDRESS = "registry.terraform.io/hashicorp/google"
_CONFIGURATION = ("project", "region", "zone", "billing_project", "impersonate_service_account")
NUMBER = "123456789012"  # the project that a plan is made for has this number
Values = MutableMapping[str, Any]

# What the real provider works out from the arguments or reads, and where a plan says more with it an example of what it is told.
_DERIVED: Mapping[str, Callable[[Values, str], Mapping[str, Any]]] = {
    "google_service_account": lambda told, project: {
        "email": f"{told['account_id']}@{project}.iam.gserviceaccount.com",
        "member": f"serviceAccount:{told['account_id']}@{project}.iam.gserviceaccount.com",
        "name": f"projects/{project}/serviceAccounts/{told['account_id']}@{project}.iam.gserviceaccount.com",
    },
    "google_monitoring_notification_channel": lambda told, project: {
        "id": f"projects/{project}/notificationChannels/{told['display_name']}"
    },
    "google_monitoring_uptime_check_config": lambda told, _: {"uptime_check_id": told["display_name"].lower()},
    "google_pubsub_topic": lambda told, project: {"id": f"projects/{project}/topics/{told['name']}"},
    "google_project": lambda told, _: {"number": NUMBER, "id": f"projects/{told['project_id']}"},
    "google_storage_project_service_account": lambda _told, _project: {
        "email_address": f"service-{NUMBER}@gs-project-accounts.iam.gserviceaccount.com",
        "member": f"serviceAccount:service-{NUMBER}@gs-project-accounts.iam.gserviceaccount.com",
    },
}


class Provider:
    """Serves while it is entered; `environment` leads Terraform to it. Many commands may use it at the same time.

    It knows the types that are `named` alone: Terraform asks for the whole schema again in each of its steps.
    """

    def __init__(self, packages: Path, named: Collection[str]) -> None:
        if str(packages) not in sys.path:
            sys.path.append(str(packages))
        self._messages = importlib.import_module("tf.gen.tfplugin_pb2")
        self._rpc = importlib.import_module("tf.gen.tfplugin_pb2_grpc")
        self._pack = importlib.import_module("msgpack")
        self._unknown = self._pack.ExtType(0, b"\x00")
        whole: dict[str, Any] = json.loads((packages / "schema.json").read_text(encoding="utf-8"))
        self._schema = {kind: {name: types[name] for name in named if name in types} for kind, types in whole.items()}
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Provider:
        options = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
        self._server = grpc.server(futures.ThreadPoolExecutor(8), options=options)
        self._rpc.add_ProviderServicer_to_server(self._servicer(), self._server)
        port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()
        reached = {"Network": "tcp", "String": f"127.0.0.1:{port}"}
        told = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": os.getpid(), "Test": True, "Addr": reached}
        self.environment = {"TF_REATTACH_PROVIDERS": json.dumps({_ADDRESS: told})}
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._server.stop(0)

    def _servicer(self) -> Any:
        provider, messages = self, self._messages
        whole: list[Any] = []  # made once: every command asks for it
        projects: list[str] = []

        class Servicer(self._rpc.ProviderServicer):
            def GetMetadata(self, _request: Any, _context: Any) -> Any:
                return messages.GetMetadata.Response(
                    server_capabilities=messages.ServerCapabilities(get_provider_schema_optional=False),
                    resources=[messages.GetMetadata.ResourceMetadata(type_name=name) for name in provider._schema["resources"]],
                    data_sources=[messages.GetMetadata.DataSourceMetadata(type_name=name) for name in provider._schema["data"]],
                )

            def GetProviderSchema(self, _request: Any, _context: Any) -> Any:
                if not whole:
                    whole.append(provider._whole_schema())
                return whole[0]

            def ValidateProviderConfig(self, _request: Any, _context: Any) -> Any:
                return messages.ValidateProviderConfig.Response()

            def ValidateResourceConfig(self, _request: Any, _context: Any) -> Any:
                return messages.ValidateResourceConfig.Response()

            def ValidateDataResourceConfig(self, _request: Any, _context: Any) -> Any:
                return messages.ValidateDataResourceConfig.Response()

            def ConfigureProvider(self, request: Any, _context: Any) -> Any:
                projects[:] = [provider._read(request.config)["project"]]
                return messages.ConfigureProvider.Response()

            def PlanResourceChange(self, request: Any, _context: Any) -> Any:
                told = provider._read(request.proposed_new_state)
                if told is None:
                    return messages.PlanResourceChange.Response(planned_state=request.proposed_new_state)
                block = provider._schema["resources"][request.type_name]
                planned = provider._write(provider._planned(request.type_name, block, told, projects[0]))
                return messages.PlanResourceChange.Response(planned_state=planned)

            def ReadDataSource(self, request: Any, _context: Any) -> Any:
                told = provider._read(request.config)
                told.update(_DERIVED.get(request.type_name, _nothing)(told, projects[0]))
                return messages.ReadDataSource.Response(state=provider._write(told))

            def StopProvider(self, _request: Any, _context: Any) -> Any:
                return messages.StopProvider.Response()

        return Servicer()

    def _read(self, value: Any) -> Any:
        return self._pack.unpackb(value.msgpack, raw=False, strict_map_key=False)

    def _write(self, value: Any) -> Any:
        return self._messages.DynamicValue(msgpack=self._pack.packb(value))

    def _planned(self, kind: str, block: Mapping[str, Any], told: Values, project: str) -> Values:
        told.update(_DERIVED.get(kind, _nothing)(told, project))
        self._leave_open(block, told)
        return told

    def _leave_open(self, block: Mapping[str, Any], told: Values) -> None:
        """Whatever nobody set may be set by Google."""
        for name, attribute in block["attributes"].items():
            if told.get(name) is None and not attribute.get("required"):
                told[name] = self._unknown
        for name, inner in block["blocks"].items():
            if name != "timeouts":
                for each in told.get(name) or ():
                    self._leave_open(inner["block"], each)

    def _whole_schema(self) -> Any:
        configuration = {name: {"type": "string", "required": False} for name in _CONFIGURATION}
        configuration["user_project_override"] = {"type": "bool", "required": False}
        return self._messages.GetProviderSchema.Response(
            provider=self._schema_of({"attributes": configuration, "blocks": {}}),
            resource_schemas={name: self._schema_of(block) for name, block in self._schema["resources"].items()},
            data_source_schemas={name: self._schema_of(block) for name, block in self._schema["data"].items()},
        )

    def _schema_of(self, block: Mapping[str, Any]) -> Any:
        return self._messages.Schema(block=self._block(block))

    def _block(self, block: Mapping[str, Any]) -> Any:
        made = self._messages.Schema.Block(version=0)
        for name, told in block["attributes"].items():
            required, computed = told.get("required", False), told.get("computed", False)
            how = {"required": required, "optional": not required and not computed, "computed": computed or not required}
            made.attributes.append(self._messages.Schema.Attribute(name=name, type=json.dumps(told["type"]).encode(), **how))
        for name, told in block["blocks"].items():
            single = name == "timeouts"
            how = {"nesting": "SINGLE"} if single else {"nesting": "LIST", "min_items": told["least"], "max_items": told["most"]}
            made.block_types.append(self._messages.Schema.NestedBlock(type_name=name, block=self._block(told["block"]), **how))
        return made


def _nothing(_told: Values, _project: str) -> Mapping[str, Any]:
    return {}
