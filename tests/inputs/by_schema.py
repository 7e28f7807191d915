"""Requests as the document describes them and as it forbids them, made by schemathesis; half of them about real things."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping
from functools import cache
from typing import Any, cast
from urllib.parse import urlencode

import schemathesis
from hypothesis import strategies as st

from tests.inputs.contract import Contract, Operation
from tests.inputs.wire import Ask

_LONGEST_WAIT_S = 1
_NOT_OURS = ("user-agent", "accept", "accept-encoding", "connection", "authorization", "x-schemathesis-testcaseid", "cookie")
_BASE = "http://rushes"


class BySchema:
    def __init__(self, contract: Contract) -> None:
        self._described = schemathesis.openapi.from_dict(dict(contract.document))
        self.asks = cache(self._asks)

    def _asks(self, operation: Operation, *, good: bool) -> st.SearchStrategy[Any]:
        """Cases, which `about_real_things` makes requests of."""
        mode = schemathesis.GenerationMode.POSITIVE if good else schemathesis.GenerationMode.NEGATIVE
        return self._described[operation.path][operation.method].as_strategy(generation_mode=mode)


@st.composite
def about_real_things(draw: st.DrawFn, cases: st.SearchStrategy[Any], ids: Mapping[str, str]) -> Ask:
    """A case as a request; where it names something, the name may become that of a thing which exists."""
    case = draw(cases)
    if draw(st.booleans()):
        _name(case.path_parameters, ids)
        _name(case.query, ids)
        if isinstance(case.body, dict):
            _name(case.body, ids)
    return _as_ask(case)


def _name(values: Any, ids: Mapping[str, str]) -> None:
    if isinstance(values, MutableMapping):
        named = cast("MutableMapping[str, Any]", values)
        for name in [each for each in named if each in ids]:
            named[name] = ids[name]


def _as_ask(case: Any) -> Ask:
    told: dict[str, Any] = case.as_transport_kwargs(base_url=_BASE)
    query = {name: _not_long(name, value) for name, value in (told.get("params") or {}).items()}
    target = told["url"].removeprefix(_BASE) + (f"?{urlencode(query, doseq=True, errors='replace')}" if query else "")
    given = ((str(name), _one_line(str(text))) for name, text in told["headers"].items())
    headers = tuple(each for each in given if each[0].lower() not in _NOT_OURS)
    if "json" in told:
        return Ask(case.method.upper(), target, headers, json.dumps(told["json"]).encode())
    data = told.get("data")
    body = data if isinstance(data, bytes) or data is None else str(data).encode("utf-8", "replace")
    return Ask(case.method.upper(), target, headers, body)


def _not_long(name: str, value: Any) -> Any:
    """A request may ask to be kept waiting; here nobody has the time."""
    return _LONGEST_WAIT_S if name == "wait" and isinstance(value, int) and value > _LONGEST_WAIT_S else value


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
