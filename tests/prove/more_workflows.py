"""Workflows beside the ordinary ones, in which two come at once or somebody comes twice."""

from __future__ import annotations
