"""For processes that run none of the code whose coverage counts: being measured would only make them slower."""

from __future__ import annotations

import os


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
