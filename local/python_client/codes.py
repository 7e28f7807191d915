"""Every error's code as a class, so that a client decides by type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from local.python_client.schemas import operations

_HEAD = '''"""The refusals of the API, a class for each code. Written by `python -m local.python_client` from the API document."""

from __future__ import annotations

from rushes._refusals import ApiError
'''
_LINE = re.compile(r"^- `([A-Z_]+)`: (.*)$", re.M)


def codes(document: Mapping[str, Any]) -> str:
    found = dict[str, str]()
    for operation in operations(document):
        for told in operation["responses"].values():
            response = document["components"]["responses"].get(told.get("$ref", "").rsplit("/", 1)[-1], told)
            for code, message in _LINE.findall(response["description"]):
                found.setdefault(code, message)
    names = ", ".join(f'"{class_name(code)}"' for code in sorted(found))
    classes = [_class(code, message) for code, message in sorted(found.items())]
    return "\n\n".join([_HEAD, f"__all__ = [{names}]", *classes])


def class_name(code: str) -> str:
    return "".join(word.capitalize() for word in code.split("_"))


def _class(code: str, message: str) -> str:
    told = message.replace("\\", "\\\\").replace('"', "'")
    return f'class {class_name(code)}(ApiError):\n    """{told}"""\n\n    code = "{code}"'
