"""Whatever is wrong with a field of a form is said in words of its own."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

from functions import forms
from shared.platform.errors import InvalidRequest
from shared.platform.web import validation
from shared.platform.web.validation import Strict

_VALUES: tuple[Any, ...] = ({}, [], [5], [None], [{}], "x", "", "2026-13-01", 5, -(10**30), 1.5, True, None)


def _forms(base: type[Strict] = Strict) -> Iterator[type[Strict]]:
    for form in base.__subclasses__():
        if form.__module__.startswith(forms.__name__):
            yield form
        yield from _forms(form)


@pytest.mark.parametrize("value", _VALUES, ids=repr)
def test_no_problem_of_a_field_is_only_that_it_is_not_valid(value: Any) -> None:
    """Q3: of every field of every form, in a body and in a query."""
    for module in pkgutil.iter_modules(forms.__path__):
        importlib.import_module(f"{forms.__name__}.{module.name}")
    for form in set(_forms()):
        for field in form.model_fields:
            for told in (_told(form, {field: value}), _told(form, json.dumps({field: value}).encode())):
                assert [each for each in told if each["problem"] == "is not valid"] == [], form
                assert [each["field"] for each in told if not re.fullmatch(r"[a-z_0-9.]+", each["field"])] == [], form


def _told(form: type[Strict], given: Any) -> list[dict[str, Any]]:
    try:
        if isinstance(given, bytes):
            validation.body(form, given, "application/json", "en")
        else:
            validation.value(form, given, "en")
    except InvalidRequest as refusal:
        return refusal.details["fields"]
    return []
