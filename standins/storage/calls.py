"""One call of the JSON interface, with what every route needs to read from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse

from standins.storage.errors import Invalid, Json
from standins.storage.preconditions import Conditions
from standins.storage.service import Service

JSON_TYPE = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Call:
    service: Service
    request: Request
    query: Mapping[str, str]
    bucket: str = ""
    name: str = ""
    target: tuple[str, str] = ("", "")

    @property
    def conditions(self) -> Conditions:
        return Conditions.of_query(self.query)

    @property
    def generation(self) -> int | None:
        return self.number("generation")

    @property
    def base(self) -> str:
        return self.service.settings.base

    def number(self, name: str) -> int | None:
        text = self.query.get(name)
        if text is None:
            return None
        if not text.isdigit():
            raise Invalid(f"Invalid value for {name}: {text}")
        return int(text)

    def flag(self, name: str) -> bool:
        return self.query.get(name, "false").lower() == "true"

    async def body(self) -> Json:
        return parsed(await self.request.body())


def parsed(body: bytes) -> Json:
    if not body.strip():
        return {}
    try:
        found = json.loads(body)
    except ValueError:
        raise Invalid("Parse Error") from None
    if not isinstance(found, dict):
        raise Invalid("Parse Error")
    return cast("Json", found)


def answer(resource: Json, status: int = 200) -> JSONResponse:
    response = JSONResponse(resource, status, media_type=JSON_TYPE)
    if "etag" in resource:
        response.headers["etag"] = resource["etag"]
    return response
