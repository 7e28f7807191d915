"""Pictures that are deleted while somebody asks for a video of them, or plans with them."""

from __future__ import annotations
