"""Closed sets of agent keys, by name in the API document."""

from __future__ import annotations

from typing_extensions import TypeAliasType

from shared.platform.web.door import Scope

AgentScope = TypeAliasType("AgentScope", Scope)
