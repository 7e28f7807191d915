"""The gRPC side: finds the method, turns a refusal into its status, and says plainly what is not simulated."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

import grpc
from google.protobuf.empty_pb2 import Empty

from standins.tasks.refusal import Refused, not_simulated

_log = logging.getLogger("tasks")
_Call = Callable[[Any, Any], Awaitable[Any]]


class Method(NamedTuple):
    behaviour: Callable[[Any], Any]
    request: Any  # the message class that comes in; what goes out serializes itself


class Door(grpc.GenericRpcHandler):
    """One service; a method that it does not have answers UNIMPLEMENTED."""

    def __init__(self, service: str, methods: Mapping[str, Method]) -> None:
        self._prefix = f"/{service}/"
        self._handlers = {self._prefix + name: _handler(name, method) for name, method in methods.items()}

    def service(self, handler_call_details: Any) -> Any:
        path: str = handler_call_details.method
        if not path.startswith(self._prefix):
            return None
        name = path.removeprefix(self._prefix)
        return self._handlers.get(path) or _handler(name, Method(_refusing(name), Empty))


def _handler(name: str, method: Method) -> Any:
    return grpc.unary_unary_rpc_method_handler(
        _answering(name, method.behaviour),
        request_deserializer=method.request.FromString,
        response_serializer=_serialize,
    )


def _serialize(message: Any) -> bytes:
    return message.SerializeToString()


def _answering(name: str, behaviour: Callable[[Any], Any]) -> _Call:
    async def answer(request: Any, context: Any) -> Any:
        try:
            return behaviour(request)
        except Refused as refused:
            await context.abort(grpc.StatusCode[refused.code], refused.message)
        except Exception:
            _log.exception("the stand-in failed", extra={"fields": {"method": name}})
            raise

    return answer


def _refusing(name: str) -> Callable[[Any], Any]:
    def refuse(_request: Any) -> Any:
        raise not_simulated(name)

    return refuse
